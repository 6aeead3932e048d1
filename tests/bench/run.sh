#!/usr/bin/env bash
# Builds the load generator and measures build/pontis on this machine. `run.sh --quick`: 2 s a run.
# The tables go to standard output (first the maps, the consent decision and the patient index in
# process, then the engine from outside), the engine's numbers to build/bench/bench.json.
# `run.sh --only WORD` leaves the first out.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p build/bench
g++ -std=c++20 -O2 -Wall -Wextra -pthread tests/bench/mllp_load.cpp -o build/bench/mllp_load
g++ -std=c++20 -O2 -Wall -Wextra -pthread tests/bench/machine_limits.cpp -o build/bench/machine_limits
# A second opinion by a generator that we did not write, if it is beside the repository.
second=../shared/tools/mllp-load/loadgen.cpp
if [ -f "$second" ]; then
  g++ -O2 -std=c++17 -w -o build/bench/second_opinion "$second"
fi
seconds=5
millions=1
for word in "$@"; do
  case $word in
    --quick) seconds=1 millions=0.1 ;;
    --only) seconds=0 ;;
  esac
done
# identity_bench also writes the people whom the engine is fed with.
cmake --build build --target identity_bench >build/bench/identity_bench.log ||
  { cat build/bench/identity_bench.log; exit 1; }
if [ $seconds -gt 0 ]; then
  cmake --build build --target mapping_bench consent_bench audit_bench index_bench >build/bench/benches.log ||
    { cat build/bench/benches.log; exit 1; }
  build/mapping_bench mappings/hl7v2-fhir $seconds
  build/consent_bench $((seconds * 4000))
  build/audit_bench
  build/index_bench $millions
  build/index_bench $millions --link
  (cd build/bench && ../identity_bench $((seconds * 200000)) --restart)
fi
exec python3 -B tests/bench/bench.py build/pontis build/bench "$@"
