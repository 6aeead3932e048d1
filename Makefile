# Two commands matter: `make demo` and `make test`. Each installs what is missing, builds, and runs.
.PHONY: all need test demo bench asan tsan clean
all: need
	@cmake --preset release >build.log 2>&1 || { cat build.log; exit 1; }; rm -f build.log
	@cmake --build --preset release
need:
	@./.ci/install
test: all
	@ctest --test-dir build --output-on-failure -j2
demo: all
	@./examples/demo.sh
bench: all
	@./tests/bench/run.sh
asan tsan: need
	@cmake --preset $@ >/dev/null && cmake --build --preset $@ && ctest --test-dir build/$@ --output-on-failure -j2
clean:
	@rm -rf build
