#!/usr/bin/env python3
"""Holds the reference to the program.

The table in adapters/README.md is what `pontis adapters` prints, and every example that a command's
`--help` shows (the lines under "Example:") is accepted by that command: it runs, or fails for want
of the files and peers it names, but never over its own options.

usage: reference_test.py PROGRAM
"""
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMANDS = ["serve", "validate", "send", "convert", "inspect", "trace", "messages", "quarantine",
            "replay", "release", "reconcile", "adapters", "test", "map explain", "map export",
            "map unmapped", "consent decide", "privacy register",
            "privacy dpia", "audit verify", "audit prove", "audit check",
            "audit send",
            "index link", "index grade", "index train", "index find", "index explain", "index review",
            "index merge", "index unmerge", "index join", "index part", "index undo", "index load"]
USAGE_ERROR = re.compile(r"unknown|unexpected|not expected|unrecogni[sz]ed|is required", re.I)


def run(arguments, folder=ROOT, seconds=20):
    return subprocess.run(arguments, cwd=folder, capture_output=True, text=True, timeout=seconds,
                          stdin=subprocess.DEVNULL)


def table(text):
    """The first Markdown table of a text."""
    rows = re.search(r"(?:^\|.*\|[ ]*\n)+", text, re.MULTILINE)
    return [re.sub(r"\s+", " ", line).strip() for line in rows.group(0).splitlines()] if rows else []


def table_differs(program):
    printed = table(run([program, "adapters"]).stdout)
    page = ROOT / "adapters" / "README.md"
    written = table(page.read_text(encoding="utf-8")) if page.exists() else []
    if printed and printed == written:
        return []
    missing = [f"  adapters/README.md lacks:  {row}" for row in printed if row not in written]
    stale = [f"  the program does not say:  {row}" for row in written if row not in printed]
    return ["adapters/README.md is not what `pontis adapters` prints:"] + missing + stale


def examples(help_text):
    """The command lines under "Example:", continued lines joined."""
    after = re.split(r"^\s*Examples?:[ \t]*", help_text, maxsplit=1, flags=re.MULTILINE)[1:]
    lines = [line.strip().lstrip("$ ") for text in after for line in text.splitlines()]
    return [line for line in lines if line.startswith("pontis ")]


def try_example(program, line):
    """Runs it in a copy of the examples, so that what it names is there and nothing is spoilt."""
    absent = [word for word in shlex.split(line)
              if word.startswith("examples/") and not (ROOT / word).exists()]
    if absent:
        return f"{line}: there is no {', '.join(absent)}"
    with tempfile.TemporaryDirectory() as folder:
        for name in ("examples", "mappings"):
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, pathlib.Path(folder) / name)
        # What is read from a file by the shell comes from nowhere here.
        arguments = [program] + shlex.split(re.split("#| < ", line)[0])[1:]
        try:
            done = run(arguments, folder, seconds=2 if " serve " in line else 20)
        except subprocess.TimeoutExpired:
            return "" if " serve " in line else f"{line}: does not end"
    said = (done.stderr + done.stdout).strip()
    if done.returncode < 0:
        return f"{line}: died of signal {-done.returncode}"
    if done.returncode and USAGE_ERROR.search(said.splitlines()[0] if said else ""):
        return f"{line}: {said.splitlines()[0]}"
    return ""


def help_differs(program):
    found = []
    for command in COMMANDS:
        done = run([program, *command.split(), "--help"])
        shown = examples(done.stdout)
        if done.returncode or not shown:
            found.append(f"pontis {command} --help: exit {done.returncode}, {len(shown)} examples")
        found += [why for line in shown if (why := try_example(program, line))]
    return found


def check_that_it_can_fail():
    assert table("x\n| a | b |\n|---|---|\n| 1 |  2 |\n\ny") == ["| a | b |", "|---|---|", "| 1 | 2 |"]
    assert examples("Usage\nExample:\n  pontis send x y\n") == ["pontis send x y"]
    assert examples("Example: pontis trace 42 --data d\n") == ["pontis trace 42 --data d"]
    assert examples("no example") == []


def main():
    check_that_it_can_fail()
    if len(sys.argv) < 2 or not pathlib.Path(sys.argv[1]).exists():
        print("reference: skipped, there is no program yet")
        return 77
    found = table_differs(sys.argv[1]) + help_differs(sys.argv[1])
    print(*found, sep="\n" if found else "")
    print(f"reference: {len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
