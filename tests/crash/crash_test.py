#!/usr/bin/env python3
"""kill -9 at random moments under load, again and again.

Several senders, each with its own patients, repeat each message until it is acknowledged. After
every kill the account is proved on the stopped store, then the engine starts again. At the end:
every acknowledged message has arrived at both sinks, none out of order for its patient, and the
account adds up with nothing queued.

usage: crash_test.py PROGRAM [--rounds 10] [--store sqlite|postgres] [--seed N]
                            [--drain SECONDS] [--keep]
"""
import argparse
import collections
import json
import pathlib
import random
import shutil
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support"), str(HERE)]

import messages  # noqa: E402
import mllp  # noqa: E402
from disaster import Postgres, Unavailable  # noqa: E402
from engine import Engine, free_port  # noqa: E402
from ledger_of_truth import check_that_it_can_fail, judge  # noqa: E402

SENDERS, PATIENTS = 5, 4
CHANNEL = """{ "name": "admissions",
  "source": {"use": "mllp", "listen": "127.0.0.1:${env:PONTIS_MLLP_PORT}"}, "format": "hl7v2",
  "duplicate_window": "1h",
  "sinks": [ {"name": "archive", "use": "file", "directory": "${data}/archive"},
             {"name": "lab", "use": "mllp", "address": "${env:LAB}",
              "retry": {"first": "50ms", "last": "500ms"}} ] }
"""


class Sender(threading.Thread):
    """Sends for its patients until told to stop; a message without answer is sent again."""

    def __init__(self, number, address, pause):
        super().__init__(daemon=True)
        self.address, self.pause, self.stopped = address, pause, threading.Event()
        self.patients = [f"S{number}P{at}" for at in range(PATIENTS)]
        self.acknowledged, self.refused, self.sent = set(), [], collections.Counter()

    def run(self):
        connection = None
        while not self.stopped.is_set():
            patient = random.choice(self.patients)
            self.sent[patient] += 1
            payload = messages.message("A08", f"{patient}-{self.sent[patient]}", patient, size=600)
            while not self.stopped.is_set():
                connection = self._once(payload, connection)
                if connection:
                    break
                time.sleep(0.05)
            time.sleep(self.pause)

    def _once(self, payload, connection):
        """The connection if the message was acknowledged, else None: send it again."""
        try:
            connection = connection or mllp.Connection(self.address, timeout=5)
            connection.send(payload)
            answer = connection.receive(20)
        except OSError:
            return None
        if not answer:
            return None
        if messages.field(answer, "MSA-1") != "AA":
            self.refused.append(answer)
            return None
        self.acknowledged.add(messages.field(answer, "MSA-2"))
        return connection


class Trial:
    def __init__(self, program, store, folder):
        self.folder, self.faults = folder, []
        self.lab = mllp.Peer(free_port())
        self.postgres = Postgres() if store == "postgres" else None
        (folder / "config" / "channels").mkdir(parents=True)
        location = self.postgres.url if self.postgres else "${data}"
        (folder / "config" / "pontis.json").write_text(json.dumps({"store": location}))
        (folder / "config" / "channels" / "admissions.json").write_text(CHANNEL)
        port = free_port()
        self.address = ("127.0.0.1", port)
        self.engine = Engine(program, folder / "config", folder / "data",
                             {"PONTIS_MLLP_PORT": str(port),
                              "LAB": f"127.0.0.1:{self.lab.address[1]}"},
                             self.postgres.url if self.postgres else None)

    def reconcile(self, when):
        done = self.engine.run("reconcile")
        if done.returncode:
            self.faults.append(f"{when}: the account does not add up:\n{done.stdout}")

    def rounds(self, count, pause):
        senders = [Sender(at, self.address, pause) for at in range(SENDERS)]
        self.engine.start()
        for sender in senders:
            sender.start()
        for number in range(1, count + 1):
            time.sleep(random.uniform(0.02, 1.2))
            self.engine.kill()
            self.reconcile(f"round {number}")
            self.engine.start()
            if number % 10 == 0:
                done = sum(len(sender.acknowledged) for sender in senders)
                print(f"round {number}: {done} acknowledged", flush=True)
        time.sleep(0.5)
        for sender in senders:
            sender.stopped.set()
        for sender in senders:
            sender.join(30)
        for sender in senders:
            if sender.refused:
                self.faults.append(f"{len(sender.refused)} refused: {sender.refused[0]}")
        return set().union(*(sender.acknowledged for sender in senders))

    def drain(self, seconds):
        until = time.monotonic() + seconds
        queued = None
        while time.monotonic() < until:
            ledger = self.engine.ledger()
            queued = sum(line["queued"] for line in ledger.values())
            if ledger and queued == 0:
                return
            time.sleep(0.3)
        self.faults.append(f"{queued} still queued after {seconds} s")

    def archived(self):
        files = [path for path in (self.folder / "data" / "archive").rglob("*")
                 if path.is_file() and not path.name.startswith(".")]
        return [messages.control_id(path.read_bytes()) for path in
                sorted(files, key=lambda path: path.name)]

    def finish(self, acknowledged, seconds):
        self.drain(seconds)
        self.reconcile("while it runs")
        if code := self.engine.stop():
            self.faults.append(f"it stopped with {code}")
        self.reconcile("at the end")
        lab = judge(acknowledged, [messages.control_id(one) for one in self.lab.received])
        archive = judge(acknowledged, self.archived(), ordered=False)
        for name, verdict in (("lab", lab), ("archive", archive)):
            self.faults += [f"{name}: {fault}" for fault in verdict.faults[:10]]
            if len(verdict.faults) > 10:
                self.faults.append(f"{name}: and {len(verdict.faults) - 10} more")
            print(f"{name}: {verdict.delivered} messages, {verdict.repeated} of them repeated, "
                  f"{len(verdict.faults)} faults")

    def close(self):
        self.engine.kill()
        self.lab.stop()
        if self.postgres:
            self.postgres.close()


def run(given):
    seed = given.seed if given.seed is not None else random.randrange(10**6)
    random.seed(seed)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="pontis-crash-"))
    trial = Trial(given.program, given.store, folder)
    try:
        acknowledged = trial.rounds(given.rounds, given.pause)
        trial.finish(acknowledged, given.drain)
    except RuntimeError as why:
        trial.faults.append(str(why))
        acknowledged = set()
    finally:
        trial.close()
    if not acknowledged:
        trial.faults.append("nothing was acknowledged")
    for fault in trial.faults:
        print(f"FAULT {fault}")
    print(f"crash on {given.store}: {given.rounds} kills, {len(acknowledged)} acknowledged, "
          f"{len(trial.faults)} faults (seed {seed})")
    if given.keep or trial.faults:
        print(f"kept: {folder}")
    else:
        shutil.rmtree(folder)
    return 1 if trial.faults else 0


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("program")
    options.add_argument("--rounds", type=int, default=10)
    options.add_argument("--store", choices=["sqlite", "postgres"], default="sqlite")
    options.add_argument("--pause", type=float, default=0.002, help="between messages, seconds")
    options.add_argument("--seed", type=int)
    options.add_argument("--drain", type=float, default=120, help="seconds for what is queued")
    options.add_argument("--keep", action="store_true")
    given = options.parse_args()
    check_that_it_can_fail()
    if not pathlib.Path(given.program).exists():
        print(f"skipped: {given.program} is not built")
        return 77
    given.program = pathlib.Path(given.program).resolve()
    try:
        return run(given)
    except Unavailable as why:
        print(f"skipped: {why}")
        return 77


if __name__ == "__main__":
    sys.exit(main())
