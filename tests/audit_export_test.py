#!/usr/bin/env python3
"""Sends an audit log to audit record repositories that are none of ours (IHE ITI-20).

Over syslog and TLS (RFC 5424, 5425): a Python server that asks for a client certificate, cuts the
octet-counted frames strictly, and counts the records in them; one that closes in the middle, one
that never says close_notify, one that is silent, one that speaks in clear, one whose certificate
has expired, names another host or comes from another authority. Over FHIR: an HTTP server that
takes batches, fails now and then, and takes only some of a batch.

Whatever happens, each record that the program says was sent is there, and after the repository is
well again every record of the log is.

usage: audit_export_test.py PROGRAM
"""
import base64
import http.server
import json
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "support")]

import privacy  # noqa: E402
from audit_test import ZEROS, canonical, sha256  # noqa: E402

RECORDS = 1200
SKIPPED = 77
# RFC 5424 section 6, as ITI-20 fills it in: facility 10, severity 5, MSGID IHE+RFC-3881.
HEADER = re.compile(r"<85>1 2026-01-05T09:30:00(?:\.\d{1,6})?Z [!-~]{1,255} pontis [!-~]{1,128} "
                    r"IHE\+RFC-3881 - <AuditMessage")


def log_of(count):
    """Lines of a hash-chained log (engine/audit/entry.h)."""
    last, lines = ZEROS, []
    for seq in range(count):
        body = {"prev": last, "seq": seq, "record": {
            "activity": "disclose", "id": f"record-{seq}", "outcome": "0",
            "recorded": "2026-01-05T09:30:00.000Z", "channel": "admissions",
            "rule": "treating <relation> – é", "subject": {"patient": f"Patient/{seq}"}}}
        last = sha256(canonical(body).encode()).hex()
        lines.append(canonical({**body, "hash": last}) + "\n")
    return "".join(lines)


def record_of(message):
    """The id of the record in an AuditMessage, whose shape is checked on the way."""
    root = xml.fromstring(message)
    assert root.tag == "AuditMessage", root.tag
    parts = [part.tag for part in root]
    order = ["EventIdentification", "ActiveParticipant", "AuditSourceIdentification",
             "ParticipantObjectIdentification"]
    assert parts == sorted(parts, key=order.index) and set(order[:3]) <= set(parts), parts
    event = root.find("EventIdentification")
    assert {"EventDateTime", "EventOutcomeIndicator"} <= set(event.attrib), event.attrib
    assert event.find("EventID").get("csd-code"), "EventID"
    assert root.find("AuditSourceIdentification").get("AuditSourceID") == "pontis"
    details = {one.get("type"): base64.b64decode(one.get("value")).decode()
               for one in root.iter("ParticipantObjectDetail")}
    return details["record"]


def frames(wire):
    """SYSLOG-FRAME = MSG-LEN SP SYSLOG-MSG; MSG-LEN = NONZERO-DIGIT *DIGIT (RFC 5425 section 4.3)."""
    while wire:
        found = re.match(rb"([1-9]\d*) ", wire)
        if re.fullmatch(rb"[1-9]\d*", wire):
            return  # the connection was cut here
        if not found:
            raise AssertionError(f"no frame: {wire[:40]!r}")
        end = found.end() + int(found.group(1))
        if len(wire) < end:
            return  # the connection was cut here
        yield wire[found.end():end].decode("utf-8")
        wire = wire[end:]


class SyslogRepository:
    """`behaviours`, one for each connection, the last for all that follow:
    good      reads to the end, answers close_notify
    rude      reads to the end, closes without close_notify
    N         reads N bytes, then resets the connection
    silent    reads nothing and says nothing
    clear     answers in clear"""

    def __init__(self, certificates, *behaviours, server=None):
        self.behaviours, self.connections, self.faults = list(behaviours), 0, []
        self.records, self.lock = [], threading.Lock()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain((server or certificates) / "server.pem",
                                     (server or certificates) / "server.key")
        self.context.load_verify_locations(certificates / "ca.pem")
        self.context.verify_mode = ssl.CERT_REQUIRED  # ATNA: both sides show who they are
        self.listener = socket.create_server(("", 0))
        self.port = self.listener.getsockname()[1]
        self.over = threading.Event()
        threading.Thread(target=self.serve, daemon=True).start()

    def close(self):
        self.over.set()
        self.listener.close()

    def serve(self):
        while True:
            try:
                accepted, _ = self.listener.accept()
            except OSError:
                return
            behaviour = self.behaviours[min(self.connections, len(self.behaviours) - 1)]
            self.connections += 1
            threading.Thread(target=self.talk, args=(accepted, behaviour), daemon=True).start()

    def talk(self, accepted, behaviour):
        try:
            if behaviour == "clear":
                accepted.sendall(b"220 in clear\r\n")
                self.over.wait(5)
                return
            if behaviour == "silent":
                self.over.wait(30)
                return
            with self.context.wrap_socket(accepted, server_side=True) as peer:
                self.read(peer, behaviour)
        except (ssl.SSLError, OSError):
            pass  # who connects may refuse us
        except Exception as why:
            self.faults.append(f"{type(why).__name__}: {why}")
        finally:
            accepted.close()

    def read(self, peer, behaviour):
        wire = b""
        while data := peer.recv(65536):
            wire += data
            if behaviour.isdigit() and len(wire) >= int(behaviour):
                # Half of a turn is kept, the rest is lost with the connection.
                self.keep(wire[:int(behaviour)])
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                return
        self.keep(wire)
        if behaviour == "good":
            peer.unwrap()

    def keep(self, wire):
        got = []
        for message in frames(wire):
            assert HEADER.match(message), message[:120]
            got.append(record_of(message[message.index("<AuditMessage"):]))
        with self.lock:
            self.records += got


class FhirRepository:
    """`behaviours`, one for each request, the last for all that follow: "good", "503", "close" (no
    answer), "half" (every second event is taken, the others get 503), "page" (no FHIR)."""

    def __init__(self, *behaviours):
        self.behaviours, self.requests, self.faults, self.records = list(behaviours), 0, [], []
        repository = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                repository.answer(self)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request):
        body = request.rfile.read(int(request.headers["Content-Length"]))
        behaviour = self.behaviours[min(self.requests, len(self.behaviours) - 1)]
        self.requests += 1
        if behaviour == "close":
            request.close_connection = True
            return
        status, reply = 200, b"<html/>"
        if behaviour == "503":
            status, reply = 503, b"{}"
        elif behaviour != "page":
            try:
                reply = json.dumps(self.take(request, json.loads(body), behaviour)).encode()
            except Exception as why:
                self.faults.append(f"{type(why).__name__}: {why}")
        request.send_response(status)
        request.send_header("Content-Type", "application/fhir+json")
        request.send_header("Content-Length", str(len(reply)))
        request.end_headers()
        request.wfile.write(reply)

    def take(self, request, bundle, behaviour):
        assert request.path == "/fhir", request.path
        assert request.headers["Content-Type"] == "application/fhir+json"
        assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "batch"), bundle["type"]
        answers = []
        for at, entry in enumerate(bundle["entry"]):
            event = entry["resource"]
            assert entry["request"] == {"method": "POST", "url": "AuditEvent"}, entry["request"]
            for needed in ("type", "recorded", "agent", "source"):
                assert event[needed], needed
            good = behaviour == "good" or at % 2 == 0
            if good:
                self.records.append(event["id"])
            answers.append({"response": {"status": "201 Created" if good else "503 Busy"}})
        return {"resourceType": "Bundle", "type": "batch-response", "entry": answers}


class Site:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.log = folder / "audit.log"
        self.log.write_text(log_of(RECORDS), encoding="utf-8")
        self.certificates = {}
        for name, days in (("ours", 30), ("expired", 0), ("strange", 30)):
            self.certificates[name] = folder / name
            subprocess.run([ROOT / "certs" / "make", self.certificates[name], str(days)], check=True,
                           capture_output=True)
        # Expired, and of our own authority: nothing else is wrong with it.
        shutil.copy(self.certificates["expired"] / "ca.pem", folder / "expired-ca.pem")

    def configure(self, export):
        config = self.folder / "config"
        (config / "channels").mkdir(parents=True, exist_ok=True)
        (config / "pontis.json").write_text(json.dumps({"audit": {"export": [export]}}))
        (config / "channels" / "c.json").write_text(json.dumps({
            "name": "c", "source": {"use": "mllp"},
            "sinks": [{"name": "s", "use": "file", "directory": "x"}]}))
        privacy.complete(config)
        return config

    def send(self, export, *more, patience=20):
        return subprocess.run([self.program, "audit", "send", self.configure(export), "--log",
                               self.log, "--patience", str(patience), *map(str, more)],
                              capture_output=True, text=True, timeout=120)

    def syslog(self, port, **more):
        # Relative to the configuration's folder, as a person would write them.
        return {"use": "atna", "host": "localhost", "port": port, "ca": "../ours/ca.pem",
                "certificate": "../ours/client.pem", "key": "../ours/client.key",
                "timeout": "2s", "first_retry": "50ms", "last_retry": "200ms", **more}

    def fhir(self, port, **more):
        return {"use": "fhir", "url": f"http://127.0.0.1:{port}/fhir", "timeout": "2s",
                "first_retry": "50ms", "last_retry": "200ms", **more}


def missing(repository, first=0, last=RECORDS):
    """What is wrong with what a repository has: records that it lacks, or that are out of order."""
    found = list(repository.faults)
    wanted = [f"record-{seq}" for seq in range(first, last)]
    # A record may come twice after a failure, and never before the one before it.
    once = list(dict.fromkeys(one for one in repository.records if one in set(wanted)))
    if once != wanted:
        found.append(f"{len(set(wanted) - set(once))} of {len(wanted)} records are missing, "
                     f"or they are out of order")
    return found


def everything_arrives(site):
    ours = site.certificates["ours"]
    cases = [("good", ["good"], {}), ("closes in the middle", ["100000", "1", "300000", "good"], {}),
             ("silent at first", ["silent", "good"], {}),
             ("speaks in clear at first", ["clear", "good"], {}),
             ("never says close_notify", ["rude"], {"end_confirms": True})]
    for what, behaviours, more in cases:
        repository = SyslogRepository(ours, *behaviours)
        done = site.send(site.syslog(repository.port, **more))
        found = missing(repository)
        if done.returncode or done.stdout != f"atna: {RECORDS} records sent\n":
            found.append(f"exit {done.returncode}: {done.stdout}{done.stderr}")
        yield from (f"syslog, {what}: {why}" for why in found)
        repository.close()
    for what, behaviours in [("good", ["good"]), ("fails now and then", ["503", "close", "page", "good"]),
                             ("takes every second", ["half", "half", "half", "good"])]:
        repository = FhirRepository(*behaviours)
        done = site.send(site.fhir(repository.port))
        found = list(repository.faults)
        lacking = {f"record-{seq}" for seq in range(RECORDS)} - set(repository.records)
        if lacking or done.returncode or done.stdout != f"fhir: {RECORDS} records sent\n":
            found.append(f"{len(lacking)} missing, exit {done.returncode}: {done.stdout}{done.stderr}")
        yield from (f"fhir, {what}: {why}" for why in found)
        repository.close()


def who_is_not_who_he_says_gets_nothing(site):
    ours, expired, strange = (site.certificates[name] for name in ("ours", "expired", "strange"))
    cases = [("of another authority", strange, {}, "unable to get local issuer certificate"),
             ("expired", expired, {"ca": "../expired-ca.pem"}, "certificate has expired"),
             ("for another host", ours, {"host": "127.0.0.2"}, "IP address mismatch"),
             ("that is silent", ours, {}, "is silent"),
             ("that speaks in clear", ours, {}, "wrong version number"),
             ("that never says close_notify", ours, {}, "ended the connection")]
    for what, server, more, why in cases:
        behaviour = {"that is silent": "silent", "that speaks in clear": "clear",
                     "that never says close_notify": "rude"}.get(what, "good")
        repository = SyslogRepository(ours, behaviour, server=server)
        done = site.send(site.syslog(repository.port, **more), patience=1)
        if done.returncode != 1 or why not in done.stdout or ": 0 records sent" not in done.stdout:
            yield f"a repository {what}: exit {done.returncode}: {done.stdout}{done.stderr}"
        if repository.records and behaviour == "good":
            yield f"a repository {what} got {len(repository.records)} records"
        repository.close()
    # Who shows no certificate is sent away by the other side.
    repository = SyslogRepository(ours, "good")
    export = site.syslog(repository.port)
    del export["certificate"], export["key"]
    done = site.send(export, patience=1)
    if done.returncode != 1 or ": 0 records sent" not in done.stdout or repository.records:
        yield f"without a certificate: exit {done.returncode}: {done.stdout}{done.stderr}"
    repository.close()


def a_sender_goes_on_where_it_stopped(site):
    # The first turn is received; then the repository is away.
    repository = SyslogRepository(site.certificates["ours"], "good", "0")
    done = site.send(site.syslog(repository.port), patience=1)
    told = re.search(r"atna: (\d+) records sent, then: .*; go on with --from (\d+)", done.stdout)
    repository.close()
    if done.returncode != 1 or not told or not 0 < int(told[1]) < RECORDS or told[1] != told[2]:
        yield f"it does not say where it stopped: {done.stdout}{done.stderr}"
        return
    yield from missing(repository, 0, int(told[1]))
    later = SyslogRepository(site.certificates["ours"], "good")
    done = site.send(site.syslog(later.port), "--from", told[2])
    if done.returncode:
        yield f"going on: {done.stdout}{done.stderr}"
    yield from missing(later, int(told[2]), RECORDS)
    later.close()


def a_damaged_log_is_not_sent(site):
    repository = FhirRepository("good")
    whole = site.log.read_text(encoding="utf-8")
    site.log.write_text(whole.replace("record-7\"", "record-8\"", 1), encoding="utf-8")
    done = site.send(site.fhir(repository.port))
    site.log.write_text(whole, encoding="utf-8")
    if done.returncode != 2 or "line 8 of the log is no record" not in done.stderr:
        yield f"a damaged log: exit {done.returncode}: {done.stdout}{done.stderr}"
    repository.close()


def main():
    if len(sys.argv) < 2 or not pathlib.Path(sys.argv[1]).exists():
        print("audit export: skipped, there is no program yet")
        return SKIPPED
    if not shutil.which("openssl"):
        print("audit export: skipped, no openssl command")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        site = Site(str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(folder))
        found = []
        for check in (everything_arrives, who_is_not_who_he_says_gets_nothing,
                      a_sender_goes_on_where_it_stopped, a_damaged_log_is_not_sent):
            found += check(site)
    print(*found, sep="\n" if found else "")
    print(f"audit export: logs of {RECORDS} records, {len(found)} wrong")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
