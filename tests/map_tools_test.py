#!/usr/bin/env python3
"""Runs the commands that an interface analyst uses on maps: test, convert with its reports, map
explain, map export; and holds every command to it that a map with a mistake does not load.

usage: map_tools_test.py PROGRAM
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

import messages  # noqa: E402
import mllp  # noqa: E402
import privacy  # noqa: E402
from engine import Engine, free_port  # noqa: E402

SITE = """map PID <-> Patient
  35.4 -> ext('https://hospital.example/ward')
  7 <-> birthDate : dateTime2
  7 <-> birthDate.ext(patient-birthTime) : dateTime when length 7 > 8
"""
GOOD = SITE.replace(" : dateTime2", "")
TESTS = """
test "a ward is kept"
  in  MSH|^~\\&|REG|GH|||20260105||ADT^A01|1|P|2.5.1
  in  PID|||7^^^H||Doe||||||||||||||||||||||||||||||^^^W7
  out Patient.extension.where(url='https://hospital.example/ward').valueString = 'W7'
test "a test that fails"
  in  MSH|^~\\&|REG|GH|||20260105||ADT^A01|1|P|2.5.1
  in  PID|||7^^^H||Doe
  out Patient.name.family = 'Roe'
"""
ADMISSION = (r"MSH|^~\&|REG|GH|HIE|GH|20260105||ADT^A01^ADT_A01|42|P|2.5.1" "\r"
             "EVN|A01|20260105\r"
             "PID|1||12345^^^GH^MR~67890^^^GH^PI||Sample^Robin||19709931|Q|||||||||free words here\r")


class World:
    def __init__(self, program, folder):
        self.program, self.folder = str(pathlib.Path(program).resolve()), pathlib.Path(folder)
        self.base = str(ROOT / "mappings" / "hl7v2-fhir")
        self.site, self.bad = self.folder / "site", self.folder / "bad"
        self.site.mkdir(), self.bad.mkdir()
        (self.site / "site.map").write_text(GOOD)
        (self.bad / "site.map").write_text(SITE)
        self.message = self.folder / "adt.hl7"
        self.message.write_text(ADMISSION)

    def run(self, *arguments):
        return subprocess.run([self.program, *map(str, arguments)], cwd=self.folder, text=True,
                              capture_output=True, timeout=60)


def check(holds, what):
    if not holds:
        raise AssertionError(what)


def tests_pass_and_are_counted(world):
    done = world.run("test")
    check(done.returncode == 0 and done.stdout.endswith(" tests, 0 failed\n"), done)
    done = world.run("test", world.base, world.site, "--coverage", "--junit", "junit.xml")
    check(done.returncode == 0, done)
    lines = done.stdout.splitlines()
    total = next(line.split() for line in lines if line.startswith("total"))
    check(0 < int(total[1]) < int(total[2]) and total[4] == "%", total)
    check(any(line.startswith("map PID -> Patient ") for line in lines), lines)
    check(any(line.startswith("site/site.map:2 ") and "PID-35" in line for line in lines),
          "the site's row, which no test reaches, is not listed")
    suites = xml.parse(world.folder / "junit.xml").getroot()
    cases = suites.findall("testsuite/testcase")
    check(suites.tag == "testsuites" and int(suites.get("tests")) == len(cases) > 10, suites.attrib)


def a_failing_test_is_named(world):
    (world.site / "site_tests.map").write_text(TESTS)
    done = world.run("test", world.base, world.site, "--coverage", "--junit", "junit.xml")
    (world.site / "site_tests.map").unlink()
    check(done.returncode == 1, done)
    check("failed site/site_tests.map:6: a test that fails\n       site/site_tests.map:9: does not "
          "hold: Patient.name.family = 'Roe'\n" in done.stdout, done.stdout)
    check("site/site.map:2 " not in done.stdout, "a rule that a test reaches is listed as never hit")
    failures = xml.parse(world.folder / "junit.xml").getroot().findall("testsuite/testcase/failure")
    check(len(failures) == 1 and "Roe" in failures[0].get("message"), failures)


def convert_keeps_its_files_and_adds_what_is_asked_for(world):
    done = world.run("convert", "--to", "fhir", "--out", "plain", world.message)
    check(done.returncode == 0 and done.stdout == "converted 1 refused 0\n", done)
    names = sorted(path.name for path in (world.folder / "plain").iterdir())
    check(names == ["adt.json", "adt.loss.json"], names)
    losses = json.loads((world.folder / "plain" / "adt.loss.json").read_text())
    check(losses == [{"path": "PID-7", "reason": "not a date"}], losses)
    bad = world.folder / "bad.hl7"
    bad.write_text("no message")
    done = world.run("convert", "--to", "fhir", "--out", "full", "--hits", "--report",
                     "report.json", "--summary", world.message, bad)
    check(done.returncode == 1 and done.stdout.endswith("converted 1 refused 1\n"), done)
    check("AdministrativeSex" in done.stdout and "REG/GH" in done.stdout, done.stdout)
    hits = json.loads((world.folder / "full" / "adt.hits.json").read_text())
    identifier = [hit for hit in hits if hit["source"] == "PID-3[*]"]
    check(len(identifier) == 1 and identifier[0]["count"] == 2, hits)
    check(identifier[0]["target"] == "Patient.identifier[]", identifier)
    check(identifier[0]["origin"] == "Segment PID[Patient] PID-3", identifier)


def the_report_adds_up(world):
    report = json.loads((world.folder / "report.json").read_text())
    check((report["messages"], report["refused"]) == (1, 1), report)
    check(report["leaves"] == report["read"] + report["kept"] + report["lost"], report)
    check([one["type"] for one in report["types"]] == ["ADT^A01"], report["types"])
    check(report["reasons"] == [{"reason": "not a date", "count": 1}], report["reasons"])
    codes = {(one["table"], one["code"], one["sender"], one["messages"])
             for one in report["unmapped"]}
    check(("AdministrativeSex", "Q", "REG/GH", 1) in codes, codes)
    check("free words" not in (world.folder / "report.json").read_text(), "free text is kept")
    counts = [rule["count"] for rule in report["rules"]]
    check(len(counts) > 500 and 20 < sum(count > 0 for count in counts) < 100, len(counts))


def explain_names_rule_and_field(world):
    done = world.run("map", "explain", world.message)
    check(done.returncode == 0, done)
    line = next(line for line in done.stdout.splitlines()
                if line.startswith("Patient.identifier[1].value "))
    words = line.split()
    check(words[1:3] == ["67890", "PID-3[2].1"] and words[3].startswith("hl7v2-fhir/adt.map:")
          and "> types.map:" in line and "Segment PID[Patient] PID-3 > CX[Identifier]" in line, line)
    check("\nPID-7  not a date\n" in done.stdout, done.stdout)
    done = world.run("map", "explain", "--json", "--map", world.base, world.site,
                     "--", world.message)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    family = next(one for one in lines if one.get("element") == "Patient.name[0].family")
    check(family["value"] == "Sample" and family["from"] == "PID-5.1" and
          [rule["source"] for rule in family["rules"]] == ["PID-5[*]", "XPN.1.1"], family)
    check({"file": str(world.message), "message": 1, "lost": "PID-7", "reason": "not a date"}
          in lines, lines[-1])


def export_writes_what_the_guide_would(world):
    done = world.run("map", "export", "--conceptmap", "--out", "maps")
    files = sorted((world.folder / "maps").glob("*.json"))
    check(done.returncode == 0 and done.stdout == f"wrote {len(files)} concept maps\n", done)
    maps = {path.stem: json.loads(path.read_text()) for path in files}
    check(all(one["id"] == stem and len(stem) <= 64 for stem, one in maps.items()), "ids")
    elements = maps["segment-pid-to-patient"]["group"][0]["element"]
    name = next(one for one in elements if one["code"] == "PID-5")
    check(name["target"][0]["code"] == "name[1]"
          and name["target"][0]["equivalence"] == "equivalent", name)
    birth = [one for one in elements if one["code"] == "PID-7"]
    check(birth[1]["target"][0]["dependsOn"] == [
        {"property": "Computable-ANTLR", "value": "IF PID-7 LENGTH GREATER THAN 8"}], birth)
    gender = maps["table-administrativesex"]["group"][0]
    check(gender["target"] == "http://hl7.org/fhir/administrative-gender", gender)
    check({"code": "F", "target": [{"code": "female", "display": "Female",
                                    "equivalence": "equivalent"}]} in gender["element"], gender)
    lines = world.run("map", "export", "--conceptmap").stdout.splitlines()
    check(sorted(json.loads(line)["id"] for line in lines) == sorted(maps), len(lines))


def configuration(world, port, maps):
    config = world.folder / "config"
    (config / "channels").mkdir(parents=True, exist_ok=True)
    (config / "pontis.json").write_text('{"channels": "channels"}')
    (config / "channels" / "admissions.json").write_text(json.dumps({
        "name": "admissions", "source": {"use": "mllp", "listen": f"127.0.0.1:{port}"},
        "format": "hl7v2", "sinks": [{"name": "fhir", "use": "file", "directory": "${data}/fhir",
                                      "map": [world.base, str(maps)]}]}))
    privacy.complete(config)
    return config


def a_map_with_a_mistake_loads_nowhere(world):
    config = configuration(world, free_port(), world.bad)
    data = world.folder / "refused"
    for command in [["convert", "--out", "o", "--map", world.base, world.bad, "--", world.message],
                    ["test", world.base, world.bad],
                    ["map", "explain", world.message, "--map", world.base, world.bad],
                    ["map", "export", "--conceptmap", "--out", "o", "--map", world.base, world.bad],
                    ["validate", config], ["serve", config, "--data", data]]:
        done = world.run(*command)
        check(done.returncode == 2, f"{command[0]}: exit {done.returncode}: {done.stderr}")
        check("bad/site.map:3:9: no conversion 'dateTime2' to date" in done.stderr,
              f"{command[0]}: {done.stderr}")


def a_running_engine_keeps_the_maps_it_has(world):
    maps = world.folder / "live"
    maps.mkdir()
    (maps / "site.map").write_text(GOOD)
    port = free_port()
    engine = Engine(world.program, configuration(world, port, maps), world.folder / "data")
    engine.start()
    try:
        (maps / "site.map").write_text(SITE)
        connection = mllp.Connection(("127.0.0.1", port))
        connection.send(ADMISSION.encode())
        check(messages.field(connection.receive(10), "MSA-1") == "AA", "not accepted")
        until = time.monotonic() + 10
        while (ledger := engine.ledger())["admissions", "fhir"]["delivered"] == 0:
            check(time.monotonic() < until, ledger)
        check(engine.stop() == 0, "it did not stop")
    finally:
        engine.kill()
    written = [path.read_text() for path in (world.folder / "data" / "fhir").rglob("*.json")]
    check(len(written) == 1 and '"family":"Sample"' in written[0], written)
    try:
        engine.start()
    except RuntimeError as refused:
        check("live/site.map:3:9" in str(refused), refused)
        return
    engine.kill()
    check(False, "it started with a map that has a mistake")


CHECKS = [tests_pass_and_are_counted, a_failing_test_is_named,
          convert_keeps_its_files_and_adds_what_is_asked_for, the_report_adds_up,
          explain_names_rule_and_field, export_writes_what_the_guide_would,
          a_map_with_a_mistake_loads_nowhere, a_running_engine_keeps_the_maps_it_has]


def main():
    if len(sys.argv) < 2 or not pathlib.Path(sys.argv[1]).exists():
        print("map tools: skipped, there is no program yet")
        return 77
    failed = 0
    with tempfile.TemporaryDirectory(prefix="pontis-maps-") as folder:
        world = World(sys.argv[1], folder)
        for one in CHECKS:
            try:
                one(world)
            except Exception as why:  # say which, and go on
                failed += 1
                print(f"{one.__name__}: {type(why).__name__}: {why}")
    print(f"map tools: {len(CHECKS)} checks, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
