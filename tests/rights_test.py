#!/usr/bin/env python3
"""Consent in the flow, and the rights of the person, on a running engine with keys.

Two hospitals, one over HL7 v2 and one over FHIR, speak of the same patients. A consent that comes by
either counts from the next message of either; what it withholds is in no delivery, and the delivery
that it stops is `filtered` with the rule. Then one person asks what is held, who looked, to be
restricted, and to be erased: after that none of twenty values of hers is in any file of the store or
of its keys, the account balances, and the audit log still verifies.

usage: rights_test.py PROGRAM
"""
import http.server
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

from engine import Engine, free_port  # noqa: E402
from mllp import Connection  # noqa: E402

MASTER = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
VALUES = {  # of the person who asks; each stands in what is sent
    "number": "PAT9917744", "national": "49002124277", "family": "Zumbrägel", "given": "Wilhelmine",
    "middle": "Ottilie", "maiden": "Quastenberg", "birth": "19900212", "street": "Kastanienallee",
    "house": "4711b", "city": "Hinterwaldau", "post": "98237", "phone": "+4955577612",
    "email": "w.zumbraegel@mail.example", "insurance": "KVNR-X55512", "visit": "VISIT-88213",
    "diagnosis": "Morbus Exemplaris", "result": "Befund auffaellig 77,31", "doctor": "Krakowiak",
    "relative": "Balthasar", "note": "Patientin wuenscht keine Besuche",
}
PEOPLE = {"anna": "PAT0000001", "berta": "PAT0000002", "zumbraegel": VALUES["number"]}


def write_config(folder, ports):
    (folder / "channels").mkdir(parents=True)
    (folder / "labels.txt").write_text("system http://loinc.org\n7917-8 HIV\n")
    (folder / "pontis.json").write_text(json.dumps({
        "index": {"domain": {"name": "REGION"}, "unknown_domains": "learn"},
        "keys": {"master": "${env:PONTIS_TEST_MASTER}"},
        "audit": {"export": [{"use": "fhir", "name": "repository",
                              "url": f"http://127.0.0.1:{ports[3]}/fhir"}]},
        "privacy": {"controller": {"name": "Region", "contact": "privacy@region.example"},
                    "jurisdiction": "EE", "switches": {"policy": "all-normal"},
                    "labels": "labels.txt"}}))
    basis = {"article6": "c", "article9": "h", "law": "a law for tests"}

    def sink(name):
        return {"name": name, "use": "file", "directory": str(folder.parent / "out" / name),
                "recipient": {"name": name, "organization": f"Organization/{name}", "role": "221",
                              "relation": "treating"}}
    (folder / "channels" / "ward.json").write_text(json.dumps({
        "name": "ward", "format": "hl7v2",
        "source": {"use": "mllp", "listen": f"127.0.0.1:{ports[0]}"},
        "privacy": {"purpose": ["TREAT"], "basis": basis}, "sinks": [sink("clinic")],
        "answers": [{"use": "pix"}], "recipients": [{**sink("clinic")["recipient"]}]}))
    (folder / "channels" / "front.json").write_text(json.dumps({
        "name": "front", "format": "fhir", "unrouted": "keep",
        "source": {"use": "http", "listen": f"127.0.0.1:{ports[2]}", "path": "/fhir",
                   "requests": True},
        "privacy": {"purpose": ["TREAT"], "basis": basis}, "answers": [{"use": "pixm"}],
        "recipients": [{**sink("portal")["recipient"]}]}))
    (folder / "channels" / "records.json").write_text(json.dumps({
        "name": "records", "format": "fhir",
        "source": {"use": "http", "listen": f"127.0.0.1:{ports[1]}", "path": "/fhir"},
        "privacy": {"purpose": ["TREAT"], "basis": basis}, "sinks": [sink("practice")]}))


class Repository(http.server.ThreadingHTTPServer):
    """An audit record repository that speaks FHIR: keeps the AuditEvents it is sent."""

    def __init__(self, port):
        events = self.events = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                bundle = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                entries = bundle["entry"]
                events.extend(entry["resource"] for entry in entries)
                answer = json.dumps({"resourceType": "Bundle", "type": "batch-response", "entry": [
                    {"response": {"status": "201 Created"}} for _ in entries]}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/fhir+json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass
        super().__init__(("127.0.0.1", port), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class World:
    def __init__(self, program, folder):
        self.ports = [free_port() for _ in range(4)]
        self.repository = Repository(self.ports[3])
        self.folder = folder
        write_config(folder / "config", self.ports)
        self.engine = Engine(program, folder / "config", folder / "data",
                             {"PONTIS_TEST_MASTER": MASTER})
        self.count = 0

    def command(self, *arguments, good=True):
        """Runs a command on the running engine; what it prints."""
        runtime = {**self.engine.environment}
        done = subprocess.run([self.engine.program, *arguments], capture_output=True, text=True,
                              timeout=60, env=runtime)
        assert (done.returncode == 0) == good, \
            f"{' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def v2(self, event, person, *segments, accepted="AA"):
        """Sends a message of a person; its control id."""
        self.count += 1
        control = f"MSG{self.count:05}"
        text = "\r".join([
            f"MSH|^~\\&|HIS|NORTH|HUB|HUB|20260105091500+0000||{event}|{control}|P|2.5.1|||||"
            "|UNICODE UTF-8",
            *([f"EVN||20260105091500"] if event.startswith("ADT") else []),
            f"PID|1||{PEOPLE.get(person, person)}^^^NORTH^MR||Sample^{person.title()}||19700101|F",
            *segments]) + "\r"
        return self.raw(text, control, accepted)

    def raw(self, text, control, accepted="AA"):
        connection = Connection(("127.0.0.1", self.ports[0]))
        connection.send(text.encode())
        answer = (connection.receive(10) or b"").decode(errors="replace")
        connection.close()
        assert f"MSA|{accepted}" in answer, f"{control}: {answer}"
        return control

    def fhir(self, bundle):
        request = urllib.request.Request(f"http://127.0.0.1:{self.ports[1]}/fhir",
                                         json.dumps(bundle).encode(),
                                         {"Content-Type": "application/fhir+json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status in (200, 201), answer.status

    def ask(self, path):
        """Status and body of a FHIR search or read."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[2]}/fhir/{path}",
                                        timeout=10) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def query(self, number):
        """The answer to a PDQ by number, over HL7 v2."""
        self.count += 1
        connection = Connection(("127.0.0.1", self.ports[0]))
        connection.send((f"MSH|^~\\&|HIS|NORTH|HUB|HUB|20260105091500+0000||QBP^Q22^QBP_Q21|"
                         f"MSG{self.count:05}|P|2.5.1\r"
                         f"QPD|IHE PDQ Query|T{self.count}|@PID.3.1^{number}\rRCP|I\r").encode())
        answer = (connection.receive(10) or b"").decode(errors="replace")
        connection.close()
        return answer

    def delivered(self, sink, control):
        """What the sink got of that message once its delivery is over; None if it was filtered."""
        for _ in range(200):
            lines = [json.loads(line) for line in
                     self.command("messages", "--control-id", control, "--json").splitlines()]
            states = lines[0]["deliveries"] if lines else ""
            if f"{sink}:filtered" in states:
                return None
            if f"{sink}:delivered" in states:
                for path in (self.folder / "out" / sink).rglob("*"):
                    if path.is_file() and control in path.read_text(errors="replace"):
                        return path.read_text(errors="replace")
                raise AssertionError(f"{control} is delivered, and not there")
            time.sleep(0.05)
        raise AssertionError(f"{control}: {states}")


def consent(person, version, status="active", rule=None):
    """A Consent of that person, as the FHIR hospital sends it."""
    number = PEOPLE[person]
    return {"resourceType": "Bundle", "type": "collection",
            "identifier": {"system": "urn:t", "value": f"{person}-{version}"},
            "entry": [
                {"fullUrl": "urn:uuid:11111111-1111-4111-8111-111111111111", "resource": {
                    "resourceType": "Patient",
                    "identifier": [{"system": "urn:id:NORTH", "value": number}]}},
                {"fullUrl": "urn:uuid:22222222-2222-4222-8222-222222222222", "resource": {
                    "resourceType": "Consent", "id": f"c-{person}",
                    "meta": {"versionId": str(version)}, "status": status,
                    "scope": {"coding": [{
                        "system": "http://terminology.hl7.org/CodeSystem/consentscope",
                        "code": "patient-privacy"}]},
                    "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
                    "patient": {"reference": "urn:uuid:11111111-1111-4111-8111-111111111111"},
                    "dateTime": f"2026-01-0{version}T00:00:00Z",
                    "policyRule": {"coding": [{
                        "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
                        "code": "OPTIN"}]},
                    "provision": rule or {"type": "permit"}}}]}


HIV_TOO = ("OBR|1||F1|24331-1^Panel^LN|||20260105",
           "OBX|1|NM|2345-7^Glucose^LN||5.4|mmol/L|||||F",
           "OBX|2|ST|7917-8^HIV 1 Ab^LN||REACTIVE-77|||||F")


def check_consent(world):
    """One decision for both formats; what is withheld is nowhere."""
    assert world.delivered("clinic", world.v2("ADT^A01", "anna", "PV1|1|I"))
    world.fhir(consent("anna", 1, rule={"type": "deny"}))
    denied = world.v2("ORU^R01", "anna", *HIV_TOO)
    assert world.delivered("clinic", denied) is None
    trace = world.command("trace", denied)
    assert "stage 9: the patient's consent denies it" in trace, trace
    assert world.delivered("clinic", world.v2("ORU^R01", "berta", *HIV_TOO)), "of nobody else"
    # A part of it: what is labelled HIV stays, all else goes, in both formats.
    world.fhir(consent("anna", 2, rule={
        "type": "permit", "provision": [{"type": "deny", "securityLabel": [{
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "HIV"}]}]}))
    part = world.delivered("clinic", world.v2("ORU^R01", "anna", *HIV_TOO))
    assert part and "2345-7" in part and "REACTIVE-77" not in part and "7917-8" not in part, part
    observation = {"resourceType": "Observation", "status": "final",
                   "subject": {"reference": "urn:uuid:11111111-1111-4111-8111-111111111111"}}
    bundle = consent("anna", 2)
    bundle["identifier"]["value"] = "results-1"
    bundle["entry"][1:] = [
        {"fullUrl": "urn:uuid:33333333-3333-4333-8333-333333333333", "resource": {
            **observation, "code": {"coding": [{"system": "http://loinc.org", "code": "2345-7"}]}}},
        {"fullUrl": "urn:uuid:44444444-4444-4444-8444-444444444444", "resource": {
            **observation, "code": {"coding": [{"system": "http://loinc.org", "code": "7917-8"}]},
            "valueString": "REACTIVE-78"}}]
    world.fhir(bundle)
    part = world.delivered("practice", "results-1")
    assert part and "2345-7" in part and "REACTIVE-78" not in part and "7917-8" not in part, part
    # Withdrawn: from the next message on.
    world.fhir(consent("anna", 3, status="inactive"))
    whole = world.delivered("clinic", world.v2("ORU^R01", "anna", *HIV_TOO))
    assert whole and "REACTIVE-77" in whole, whole
    # Over HL7 v2 as well, as far as CON goes.
    world.v2("ADT^A01", "berta", "PV1|1|I",
             "CON|1|001^Release||||||||||R|||20260101|20260102")
    assert world.delivered("clinic", world.v2("ORU^R01", "berta", *HIV_TOO)) is None
    log = "\n".join(world.engine.lines)
    for word in ("REACTIVE", PEOPLE["anna"], "Sample"):
        assert word not in log, f"the engine's log tells {word}"


def check_answers(world):
    """Queries: what is withheld is as if it were not there, in both formats."""
    carla, dora = "PAT0000003", "PAT0000004"
    for number, given in ((carla, "Carla"), (dora, "Dora")):
        world.v2("ADT^A28", number)
    status, found = world.ask("Patient?family=Sample&identifier=" + f"urn:id:NORTH%7C{carla}")
    assert status == 200 and found["total"] == 1, found
    everybody = world.ask("Patient?family=Sample")[1]["total"]
    patient = found["entry"][0]["resource"]["id"]
    assert world.ask(f"Patient/{patient}")[0] == 200
    assert carla in world.query(carla)
    PEOPLE["carla"] = carla
    world.fhir(consent("carla", 1, rule={"type": "deny"}))
    status, found = world.ask(f"Patient?identifier=urn:id:NORTH%7C{carla}")
    assert status == 200 and found["total"] == 0 and "entry" not in found, found
    assert world.ask("Patient?family=Sample")[1]["total"] == everybody - 1
    assert world.ask(f"Patient/{patient}")[0] == 404
    answer = world.query(carla)
    assert re.search(r"\rQAK\|[^|]*\|NF", answer) and "\rPID|" not in answer, answer
    assert "\rPID|" in world.query(dora)
    world.v2("ADT^A28", "PAT0000044")
    world.v2("ADT^A40", dora, "MRG|PAT0000044^^^NORTH^MR")
    assert " merge " in world.command("subject", "accesses", f"NORTH|{dora}")
    told = world.command("subject", "accesses", f"NORTH|{carla}")
    assert "query" in told and "DENY" in told, told


def her_message(world):
    v = VALUES
    world.count += 1
    control = f"MSG{world.count:05}"
    return control, "\r".join([
        f"MSH|^~\\&|HIS|NORTH|HUB|HUB|20260105091500+0000||ADT^A01|{control}|P|2.5.1||||||UNICODE UTF-8",
        "EVN||20260105091500",
        f"PID|1||{v['number']}^^^NORTH^MR~{v['national']}^^^NAT^NI||{v['family']}^{v['given']}^"
        f"{v['middle']}~{v['maiden']}^^^^^^M||{v['birth']}|F|||{v['street']}&&{v['house']}^^{v['city']}"
        f"^^{v['post']}||{v['phone']}^PRN^PH~^NET^Internet^{v['email']}",
        f"NK1|1|{v['family']}^{v['relative']}",
        f"PV1|1|I||||||{v['doctor']}|||||||||||{v['visit']}",
        f"DG1|1||X99^{v['diagnosis']}^L",
        f"IN1|1|A|B|||||||||||||||||||||||||||||||||{v['insurance']}",
        f"OBX|1|ST|1^{v['note']}^L||{v['result']}||||||F"]) + "\r"


def on_disk(folder, values):
    """(file, value) for each value that a file holds, as UTF-8 or without its umlauts."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        found += [(str(path.relative_to(folder)), name) for name, value in values.items()
                  if value.encode() in data or value.encode("latin-1") in data]
    return found


def keys_in(data):
    """How many wrapped keys there are."""
    with sqlite3.connect(f"file:{data}/keys/keys.db?mode=ro", uri=True) as keys:
        return keys.execute("SELECT count(*) FROM wrapped_key").fetchone()[0]


def check_rights(world, program):
    control, text = her_message(world)
    for value in VALUES.values():
        assert value in text, value
    world.raw(text, control)
    assert world.delivered("clinic", control)
    # One that names nobody, and one that nobody can read.
    world.raw(text.replace("PID|", "PIX|").replace(control, control + "B"), control + "B")
    world.raw("MSH|nonsense of " + text.replace("\r", "|"), control, accepted="AR")
    # What was delivered is in clear, so the search below can find what is there to be found.
    clear = {name for _, name in on_disk(world.folder / "out", VALUES)}
    assert clear == set(VALUES), set(VALUES) - clear
    person = f"NORTH|{VALUES['number']}"
    exported = world.command("subject", "export", person)
    bundle = json.loads(world.command("subject", "export", person, "--fhir"))
    assert VALUES["result"] in exported and "clinic" in exported, exported
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    for kind in ("Patient", "DocumentReference", "Provenance", "Communication"):
        assert kind in kinds, kinds
    accesses = world.command("subject", "accesses", person)
    assert "disclose" in accesses and "PERMIT" in accesses and "TREAT" in accesses, accesses
    world.command("subject", "rectify", person, "--set", "city=Vorderwaldau")
    assert "Vorderwaldau" in world.command("subject", "export", person)

    world.command("subject", "restrict", person)
    restricted = world.v2("ORU^R01", VALUES["number"], *HIV_TOO)
    assert world.delivered("clinic", restricted) is None
    assert "GDPR 18" in world.command("trace", restricted)
    world.command("subject", "restrict", person, "--lift")
    lifted = world.v2("ORU^R01", VALUES["number"], *HIV_TOO)
    assert world.delivered("clinic", lifted)

    assert "to do it, say --yes" in world.command("subject", "erase", person)
    before = keys_in(world.folder / "data")
    said = world.command("subject", "erase", person, "--yes", "--letters")
    destroyed = int(re.search(r"erased: (\d+) keys destroyed", said).group(1))
    assert destroyed >= 3 and keys_in(world.folder / "data") == before - destroyed, said
    assert "To:   clinic" in said and "From: Region, privacy@region.example" in said, said
    assert "article 19" in said and person in said, said
    print(said.splitlines()[0])
    assert "nothing is known" in world.command("subject", "export", person, good=False)
    assert "erased" in world.command("trace", control, "--payload")
    for again in range(2):
        left = on_disk(world.folder / "data", VALUES)
        assert not left, f"left on the disk: {left}"
        account = world.command("reconcile")
        log, heads = world.folder / f"log{again}", world.folder / f"heads{again}"
        world.command("audit", "export", "--log", str(log), "--heads", str(heads))
        verified = subprocess.run(
            [program, "audit", "verify", "--log", str(log), "--heads", str(heads), "--key",
             str(world.folder / "data" / "audit.key.pub")], capture_output=True, text=True)
        assert verified.returncode == 0, verified.stdout + verified.stderr
        assert "balanced" in account and "NOT" not in account, account
        print(verified.stdout.strip())
        if again == 0:  # and as a new process sees it
            world.engine.stop()
            world.engine.start()
    # One byte of a record, flipped: found, and named.
    data = bytearray(log.read_bytes())
    middle = data.index(b"\"decide\"")
    data[middle + 2] ^= 1
    log.write_bytes(data)
    flipped = subprocess.run([program, "audit", "verify", "--log", str(log), "--heads", str(heads),
                              "--key", str(world.folder / "data" / "audit.key.pub")],
                             capture_output=True, text=True)
    assert flipped.returncode == 1 and "record" in flipped.stdout, flipped.stdout
    # The others are whole.
    assert world.delivered("clinic", world.v2("ADT^A08", "anna", "PV1|1|I"))
    assert "Anna" in world.command("subject", "export", "NORTH|PAT0000001")


def check_feed(world):
    """All of the log has come to the repository, and the decisions are events of their own."""
    log = world.folder / "last"
    world.command("audit", "export", "--log", str(log), "--heads", str(world.folder / "last.heads"))
    records = {json.loads(line)["record"]["id"] for line in log.read_text().splitlines()}
    for _ in range(100):
        came = {event["id"] for event in world.repository.events}
        if records <= came:
            break
        time.sleep(0.1)
    assert records <= came, "\n".join(world.engine.lines[-5:]) + f"{len(records - came)} of {len(records)} records did not come"
    assert any(one.endswith("-decision") for one in came)
    print(f"repository: {len(records)} records, {len(came)} events")


def main(program):
    with tempfile.TemporaryDirectory(prefix="pontis-rights-") as name:
        runtime = pathlib.Path(name) / "run"
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        world = World(program, pathlib.Path(name))
        world.engine.start()
        try:
            check_consent(world)
            print("consent: one decision over HL7 v2 and FHIR")
            check_answers(world)
            print("answers: what is withheld is not there, in reads, searches and counts")
            check_rights(world, program)
            check_feed(world)
            print(f"rights: none of {len(VALUES)} values is left")
        except AssertionError:
            print("\n".join(world.engine.lines[-20:]), file=sys.stderr)
            raise
        finally:
            world.engine.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
