#!/usr/bin/env python3
"""The OpenHIE client registry cases over MLLP, against `pontis serve`.

Each case of ohie_cr_cases.txt (which explains itself) has an engine of its own with an empty store.
The messages are those of ../shared/corpora/patients/ohie_cr; PONTIS_CORPORA says where the corpora
are, else they are looked for beside the repository.

usage: ohie_cr_mllp_test.py PROGRAM
"""
import json
import os
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

import mllp  # noqa: E402
from engine import Engine, free_port  # noqa: E402

CORPORA = pathlib.Path(os.environ.get("PONTIS_CORPORA") or ROOT.parent / "shared" / "corpora")
MESSAGES = CORPORA / "patients" / "ohie_cr" / "HL7"
SKIPPED = 77


def read_cases(path):
    """[(number, [domain], [(step, own message or None, [check])])]"""
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if line.startswith("  > "):
            cases[-1][2][-1][1].append(line[4:])
        elif line.startswith(" "):
            cases[-1][2][-1][2].append(line.strip())
        elif words[0] == "case":
            cases.append((words[1], [], []))
        elif words[0] == "domain":
            rest = words[3:]
            domain = {"name": words[1], "oid": words[2], "unique": "unique" in rest}
            assigners = [word for word in rest if word != "unique"]
            cases[-1][1].append({**domain, "assigners": assigners} if assigners else domain)
        else:
            cases[-1][2].append((words[1], [], []))
    return cases


def configure(folder, domains, port):
    (folder / "channels").mkdir()
    index = {"domain": {"name": "ECID", "oid": "1.3.6.1.4.1.99999.1"}, "domains": domains,
             "unknown_domains": "refuse"}
    (folder / "pontis.json").write_text(json.dumps({"store": "${data}", "channels": "channels",
                                                    "index": index}))
    (folder / "channels" / "registry.json").write_text(json.dumps({
        "name": "registry", "source": {"use": "mllp", "listen": f"127.0.0.1:{port}"},
        "format": "hl7v2", "answers": [{"use": "pix", "return_queried": True}],
        "sinks": [{"name": "archive", "use": "file", "directory": "${data}/archive",
                   "types": ["ADT^*"]}]}))


class Answer:
    def __init__(self, payload):
        text = payload.decode("utf-8")
        self.text, self.segments = text, [s.split("|") for s in text.split("\r") if s]
        for fields in self.segments:
            if fields[0] == "MSH":
                fields.insert(1, "|")

    def repetitions(self, path):
        """The repetitions of "PID-3" in every segment of that name."""
        name, number = path.split("-")
        return [one for fields in self.segments if fields[0] == name and len(fields) > int(number)
                for one in fields[int(number)].split("~") if fields[int(number)]]

    def first(self, path):
        """The first component that "PID-3.4" names, without what follows '&'."""
        field, _, component = path.partition(".")
        for one in self.repetitions(field):
            parts = one.split("^")
            if len(parts) >= int(component or 1):
                return parts[int(component or 1) - 1].split("&")[0]
        return None

    def holds(self, check):
        first, second, *rest = check.split(None, 2)
        if first == "count":
            found = (len(self.repetitions(second)) if "-" in second
                     else sum(fields[0] == second for fields in self.segments))
            return found == int(rest[0])
        if second == "has":
            return any(one.startswith(rest[0]) for one in self.repetitions(first))
        return self.first(first) in rest[0].split(" | ")


def run(program, domains, steps):
    """What was answered wrongly, a text for each step."""
    wrong = []
    with tempfile.TemporaryDirectory() as name:
        folder, port = pathlib.Path(name), free_port()
        configure(folder, domains, port)
        served = Engine(program, folder, folder / "data")
        served.start()
        try:
            peer = mllp.Connection(("127.0.0.1", port))
            for step, own, checks in steps:
                message = ("\r".join(own).encode() if own
                           else (MESSAGES / f"OHIE-CR-{step}.txt").read_bytes())
                peer.send(message)
                payload = peer.receive(20)
                answer = Answer(payload or b"")
                lacking = [f"  not: {check}" for check in checks if not answer.holds(check)]
                if lacking:
                    wrong.append("\n".join([f"step {step}"] + lacking
                                           + [answer.text.replace("\r", "\n")]))
            peer.close()
        finally:
            served.stop()
    return wrong


def main():
    if not MESSAGES.exists():
        print(f"skipped: there are no corpora at {MESSAGES}")
        return SKIPPED
    cases = read_cases(ROOT / "tests" / "ohie_cr_cases.txt")
    passed = 0
    for number, domains, steps in cases:
        wrong = run(sys.argv[1], domains, steps)
        passed += not wrong
        for text in wrong:
            print(f"case {number}, {text}")
    print(f"{passed} of {len(cases)} cases over MLLP")
    return 0 if cases and passed == len(cases) else 1


if __name__ == "__main__":
    sys.exit(main())
