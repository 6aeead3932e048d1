# Two commands matter: `make demo` and `make test`. Each installs what is missing, builds, and runs.
.PHONY: all need test demo bench crash fuzz asan tsan clean
all: need
	@mkdir -p build && cmake --preset release >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
	@cmake --build --preset release
need:
	@./.ci/install
test: all
	@ctest --test-dir build --output-on-failure -j2
demo: all
	@./examples/demo.sh
bench: all
	@./tests/bench/run.sh
# kill -9 at random moments; `make crash rounds=1000` for a long night.
rounds ?= 200
crash: all
	@python3 -B tests/crash/crash_test.py build/pontis --rounds $(rounds)
# Each fuzz target for a while; `make fuzz seconds=3600` for a long night.
seconds ?= 20
fuzz: need
	@./.ci/fuzz $(seconds)
# `make asan only=REGEX` runs a part.
only ?= .
asan tsan: need
	@cmake --preset $@ >/dev/null && cmake --build --preset $@
	@ctest --test-dir build/$@ --output-on-failure -j2 -R '$(only)'
clean:
	@rm -rf build
