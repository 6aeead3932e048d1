#!/usr/bin/env bash
# Shows in half a minute what the engine does: starts examples/02-mllp-to-fhir on SQLite in a folder
# of its own, sends it synthetic messages over MLLP, and follows them. Leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/.."
pontis=${PONTIS:-build/pontis}
[ -x "$pontis" ] || { echo "First build it: make" >&2; exit 77; }

if [ -t 1 ]; then bold=$'\e[1m'; dim=$'\e[2m'; plain=$'\e[0m'; else bold=""; dim=""; plain=""; fi
step() { printf '\n%s== %s%s\n' "$bold" "$1" "$plain"; }
note() { printf '%s%s%s\n' "$dim" "$1" "$plain"; }
# Runs a command of the program and shows it as a person would type it.
run() { note "\$ pontis ${*//$data/DATA}"; "$pontis" "$@" || true; }

data=$(mktemp -d)
engine=""
finish() {
  [ -n "$engine" ] && kill "$engine" 2>/dev/null && wait "$engine" 2>/dev/null || true
  rm -rf "$data"
}
trap finish EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
messages=examples/messages

step "The engine starts: HL7 v2 over MLLP in, FHIR R4 Bundles out, SQLite between"
note "\$ pontis serve examples/02-mllp-to-fhir --data DATA        (port $port)"
PONTIS_MLLP_PORT=$port "$pontis" serve examples/02-mllp-to-fhir --data "$data" 2>"$data/log" &
engine=$!
for _ in $(seq 200); do
  grep -q '"ready"' "$data/log" && break
  kill -0 "$engine" 2>/dev/null || { cat "$data/log" >&2; exit 1; }
  sleep 0.05
done
grep -q '"ready"' "$data/log" || { echo "It is not ready after 10 s:" >&2; cat "$data/log" >&2; exit 1; }
echo "ready"

step "An admission, a laboratory result, an update, a discharge and a merge arrive"
run send "mllp://127.0.0.1:$port" "$messages"/adt-a01.hl7 "$messages"/oru-r01.hl7 "$messages"/adt-a08.hl7 \
  "$messages"/adt-a03.hl7 "$messages"/adt-a40.hl7
note "Each answer came after the message was on disk: from then on it is the engine's."

step "A message without a type arrives: refused, with the field named, and kept for the operator"
run send "mllp://127.0.0.1:$port" "$messages/broken.hl7"
run quarantine --data "$data"

for _ in $(seq 100); do
  [ "$(cat "$data"/fhir/*.ndjson 2>/dev/null | wc -l)" -ge 5 ] && break
  sleep 0.1
done
step "What the receiver got: FHIR Bundles"
python3 -B examples/show_bundles.py "$data/fhir"

step "The way of one message"
run trace DEMO-1 --data "$data"

step "Power cut: kill -9, and start again"
kill -9 "$engine"; wait "$engine" 2>/dev/null || true
: >"$data/log"
PONTIS_MLLP_PORT=$port "$pontis" serve examples/02-mllp-to-fhir --data "$data" 2>"$data/log" &
engine=$!
for _ in $(seq 200); do grep -q '"ready"' "$data/log" && break; sleep 0.05; done
echo "ready again"
note "The sender is not sure and repeats its last message: acknowledged, not delivered twice."
run send "mllp://127.0.0.1:$port" "$messages/adt-a40.hl7"

step "The ledger: received = delivered + filtered + errored + held + queued"
note "\$ pontis reconcile --data DATA"
"$pontis" reconcile --data "$data"  # the demo fails if it does not add up

step "That was it"
echo "Read on: README.md, examples/, engine/README.md (the way of one message, file by file)."
