#!/usr/bin/env bash
# Builds the load generator and measures build/pontis on this machine. `run.sh --quick`: 2 s a run.
# The table goes to standard output, the numbers to build/bench/bench.json.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p build/bench
g++ -std=c++20 -O2 -Wall -Wextra -pthread tests/bench/mllp_load.cpp -o build/bench/mllp_load
# A second opinion by a generator that we did not write, if it is beside the repository.
second=../shared/tools/mllp-load/loadgen.cpp
if [ -f "$second" ]; then
  g++ -O2 -std=c++17 -w -o build/bench/second_opinion "$second"
fi
exec python3 -B tests/bench/bench.py build/pontis build/bench "$@"
