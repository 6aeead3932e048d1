#!/usr/bin/env python3
"""A toy that keeps as much of the program's contract as the tests of the tests need.

It judges the harness: scenarios and the crash test must pass with it, and must fail when
PONTIS_FAKE_FAULT tells it to sin: "forget" acknowledges before it writes, "reorder" delivers the
newest first after a restart, "miscount" keeps a wrong account. No part of the product.
"""
import json
import os
import pathlib
import re
import signal
import socket
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import messages  # noqa: E402
import mllp  # noqa: E402
from settings_text import resolved, without_comments  # noqa: E402

FAULT = os.environ.get("PONTIS_FAKE_FAULT", "")


class Journal:
    """An append-only file of what was received and what became of it."""

    def __init__(self, data):
        self.path, self.lock = pathlib.Path(data) / "journal", threading.Lock()
        self.received, self.settled, self.forgotten = [], {}, []
        for line in self.path.read_text().splitlines() if self.path.exists() else []:
            try:
                self._apply(json.loads(line))
            except ValueError:
                continue  # the line that a kill cut short

    def _apply(self, event):
        if "payload" in event:
            self.received.append(event)
        else:
            self.settled[event["sink"], event["number"]] = event["state"]

    def write(self, event):
        with self.lock:
            self._apply(event)
            self.forgotten.append("\n" + json.dumps(event))
            if FAULT == "forget" and len(self.forgotten) < 20:
                return
            with open(self.path, "a", encoding="utf-8") as out:
                out.write("".join(self.forgotten))
            self.forgotten = []


class Toy:
    def __init__(self, config, data):
        self.data, self.journal = pathlib.Path(data), Journal(data)
        path = next(pathlib.Path(config).glob("channels/*.json"))
        self.channel = json.loads(without_comments(resolved(path.read_text(), os.environ, data)))
        self.stopped, self.work = threading.Event(), threading.Condition()
        self.numbers = threading.Lock()

    def serve(self):
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        host, _, port = self.channel["source"]["listen"].rpartition(":")
        listener = socket.create_server((host, int(port)))
        for sink in self.channel["sinks"]:
            threading.Thread(target=self.deliver, args=(sink,), daemon=True).start()
        print('{"level":"info","text":"ready"}', file=sys.stderr, flush=True)
        while True:
            accepted, _ = listener.accept()
            threading.Thread(target=self.receive, args=(accepted,), daemon=True).start()

    def receive(self, accepted):
        frames = mllp.Frames()
        while data := accepted.recv(65536):
            for payload in frames.feed(data):
                good = payload.startswith(b"MSH|^~\\&|") and messages.field(payload, "MSH-9")
                if good:
                    with self.numbers:
                        number = len(self.journal.received)
                        self.journal.write({"number": number, "payload": payload.decode("latin-1"),
                                            "sinks": [s["name"] for s in self.channel["sinks"]]})
                    with self.work:
                        self.work.notify_all()
                answer = messages.acknowledgement(payload, "AA" if good else "AR")
                accepted.sendall(mllp.START + answer + mllp.END)

    def deliver(self, sink):
        connection = None
        while True:
            todo = [one for one in list(self.journal.received)
                    if (sink["name"], one["number"]) not in self.journal.settled]
            if FAULT == "reorder":
                todo.reverse()
            for one in todo:
                try:
                    connection = self.send(sink, one, connection)
                except OSError:
                    connection = None
                    break
                self.journal.write({"number": one["number"], "sink": sink["name"],
                                    "state": "delivered"})
            with self.work:
                self.work.wait(0.1)

    def send(self, sink, one, connection):
        payload = one["payload"].encode("latin-1")
        if sink["use"] == "file":
            folder = pathlib.Path(sink["directory"])
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{one['number']:012}.hl7").write_bytes(payload)
            return None
        host, _, port = sink["address"].rpartition(":")
        connection = connection or mllp.Connection((host, int(port)))
        connection.send(payload)
        answer = connection.receive(5)
        if not answer or messages.field(answer, "MSA-2") != messages.control_id(payload):
            raise OSError("no answer")
        return connection


def reconcile(data):
    journal = Journal(data)
    sinks = journal.received[0]["sinks"] if journal.received else []
    for sink in sinks:
        delivered = sum(1 for name, _ in journal.settled if name == sink)
        received = len(journal.received) + (FAULT == "miscount")
        print(json.dumps({"channel": "admissions", "sink": sink, "booked": str(received),
                          "received": str(received), "delivered": str(delivered),
                          "filtered": "0", "errored": "0", "held": "0",
                          "queued": str(len(journal.received) - delivered)}))
    return 1 if FAULT == "miscount" else 0


def main():
    data = sys.argv[sys.argv.index("--data") + 1]
    if re.search("postgresql", data):
        sys.exit("the toy has no PostgreSQL")
    if sys.argv[1] == "serve":
        Toy(sys.argv[2], data).serve()
    sys.exit(reconcile(data) if sys.argv[1] == "reconcile" else 2)


if __name__ == "__main__":
    main()
