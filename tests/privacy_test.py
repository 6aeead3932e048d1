#!/usr/bin/env python3
"""What the law wants to see of a configuration, printed by the program.

The register (GDPR 30) and the skeleton of an impact assessment (GDPR 35) of tests/privacy are
what stands beside it; `privacy_test.py PROGRAM --write` writes them anew, for a person to read.
Every example prints both, names in them each of its channels, sinks and recipients, and is refused
by `validate` and `serve` as soon as it lacks a purpose, a basis, a recipient or a jurisdiction.

usage: privacy_test.py PROGRAM [--write]
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

from settings_text import without_comments  # noqa: E402

GOLDEN = ROOT / "tests" / "privacy"
PRINTS = {"register.md": ["register"], "register.json": ["register", "--json"],
          "dpia.md": ["dpia"]}
ENVIRONMENT = {**os.environ, "PONTIS_FHIR_URL": "http://127.0.0.1:1/fhir"}


def run(*arguments):
    return subprocess.run(list(map(str, arguments)), capture_output=True, text=True, timeout=60,
                          env=ENVIRONMENT)


def printed(program, config, *arguments):
    """What the program prints, with the folder of the configuration taken out."""
    done = run(program, "privacy", arguments[0], config, *arguments[1:], "--data", "/data")
    assert done.returncode == 0, f"privacy {arguments[0]} {config}: {done.stderr}"
    return done.stdout.replace(str(config) + "/", "")


def golden_differs(program, write):
    for name, arguments in PRINTS.items():
        said, path = printed(program, GOLDEN, *arguments), GOLDEN / name
        if name.endswith(".json"):
            said = json.dumps(json.loads(said), indent=1, ensure_ascii=False) + "\n"
        if write:
            path.write_text(said, encoding="utf-8")
        for number, (now, then) in enumerate(zip(said.splitlines() + ["(end)"],
                                                 path.read_text("utf-8").splitlines() + ["(end)"]), 1):
            if now != then:
                yield f"tests/privacy/{name}:{number}:\n  is   {now}\n  was  {then}"
                break


def settings(path):
    return json.loads(without_comments(path.read_text(encoding="utf-8")))


def channels(example):
    return {path: settings(path) for path in sorted((example / "channels").glob("*.json"))}


def unnamed(program, example):
    """What an example configures and its register or assessment does not name."""
    register, dpia = (printed(program, example, word) for word in ("register", "dpia"))
    read = json.loads(printed(program, example, "register", "--json"))
    if [one["channel"] for one in read["activities"]] != [one["name"] for one in
                                                          channels(example).values()]:
        yield f"{example.name}: the register lists other channels"
    for channel in channels(example).values():
        names = [channel["name"], *channel["privacy"]["purpose"],
                 channel["privacy"]["basis"]["law"]]
        for sink in channel.get("sinks", []):
            names += [sink["name"], sink["recipient"]["name"]]
        names += [one["name"] for one in channel.get("recipients", [])]
        for name in names:
            for title, text in (("register", register), ("dpia", dpia)):
                if name not in text:
                    yield f"{example.name}: the {title} does not name {name}"
    for article in ("30(1)(a)", "30(1)(b)", "30(1)(c)", "30(1)(d)", "30(1)(e)", "30(1)(f)",
                    "30(1)(g)"):
        if article not in register:
            yield f"{example.name}: the register has nothing under {article}"
    for article in "abcd":
        if f"(35(7)({article}))" not in dpia:
            yield f"{example.name}: the assessment has nothing under 35(7)({article})"


def robberies(example):
    """(file, what is taken away, what the refusal must say)"""
    yield "pontis.json", ["privacy"], "add \"privacy\""
    yield "pontis.json", ["privacy", "jurisdiction"], "\"jurisdiction\" is missing"
    yield "pontis.json", ["privacy", "controller"], "a \"controller\" is missing"
    for path, channel in channels(example).items():
        name = f"channels/{path.name}"
        yield name, ["privacy"], "\"privacy\" is missing"
        yield name, ["privacy", "purpose"], "\"purpose\" is missing"
        yield name, ["privacy", "basis"], "a \"basis\" is missing"
        yield name, ["privacy", "basis", "law"], "\"law\" is missing"
        for at in range(len(channel.get("sinks", []))):
            yield name, ["sinks", at, "recipient"], "needs a \"recipient\""
        if "recipients" in channel:
            yield name, ["recipients"], "needs \"recipients\""


def accepted_without(program, example):
    for name, keys, why in robberies(example):
        with tempfile.TemporaryDirectory() as folder:
            # As deep as an example, so that its relative paths hold.
            copy = pathlib.Path(folder) / "examples" / "copy"
            shutil.copytree(example, copy)
            (pathlib.Path(folder) / "mappings").symlink_to(ROOT / "mappings")
            robbed = settings(copy / name)
            at = robbed
            for key in keys[:-1]:
                at = at[key]
            del at[keys[-1]]
            (copy / name).write_text(json.dumps(robbed, indent=1), encoding="utf-8")
            for command in ("validate", "serve"):
                done = run(program, command, copy, "--data", pathlib.Path(folder) / "data")
                place = re.escape(str(copy / name)) + r":\d+:\d+: .*" + re.escape(why)
                if done.returncode != 2 or not re.search(place, done.stderr):
                    yield (f"{command} {example.name} without {name} {keys}: exit "
                           f"{done.returncode}: {done.stderr}{done.stdout}")


def main():
    if len(sys.argv) < 2 or not pathlib.Path(sys.argv[1]).exists():
        print("privacy: skipped, there is no program yet")
        return 77
    program = pathlib.Path(sys.argv[1]).resolve()
    found = list(golden_differs(program, "--write" in sys.argv))
    seen = 0
    for example in sorted(ROOT.glob("examples/*/pontis.json")):
        seen += 1
        found += unnamed(program, example.parent)
        found += accepted_without(program, example.parent)
    if seen == 0:
        found.append("there are no examples")
    print(*found, sep="\n" if found else "")
    print(f"privacy: {seen} examples, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
