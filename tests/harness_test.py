#!/usr/bin/env python3
"""Tests the tests: with a toy engine they pass, with the same toy that sins they fail.

Every scenario must also be understood, line by line, whether or not it can be run.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TOY = HERE / "support" / "fake_engine.py"
RUNNER, CRASH = HERE / "scenarios" / "run.py", HERE / "crash" / "crash_test.py"
sys.path[:0] = [str(HERE / "support"), str(HERE / "scenarios")]

import run as runner  # noqa: E402

PASSES = ["acknowledged_is_durable", "frames_split_and_joined", "many_senders"]
SINS = ["forget", "reorder", "miscount"]


def judge(arguments, fault="", folder=None):
    return subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, text=True,
                          env={**os.environ, "PONTIS_FAKE_FAULT": fault, "TMPDIR": folder})


def wrong(folder):
    for path in sorted((HERE / "scenarios").glob("*.scenario")):
        try:
            list(map(runner.find, runner.parse(path.read_text(encoding="utf-8"))))
        except SyntaxError as why:
            yield f"{path.name} is not understood: {why}"
    for name in PASSES:
        done = judge([RUNNER, TOY, HERE / "scenarios" / f"{name}.scenario", "--store", "sqlite"],
                     folder=folder)
        if done.returncode:
            yield f"{name} fails with an honest engine:\n{done.stdout}{done.stderr}"
    done = judge([RUNNER, TOY, HERE / "scenarios" / "acknowledged_is_durable.scenario",
                  "--store", "sqlite"], "forget", folder)
    if done.returncode != 1:
        yield f"a scenario does not see a loss:\n{done.stdout}"
    done = judge([CRASH, TOY, "--rounds", 2, "--seed", 1], folder=folder)
    if done.returncode:
        yield f"the crash test fails with an honest engine:\n{done.stdout}{done.stderr}"
    for sin in SINS:
        # What was forgotten stays queued for ever: it is not waited for.
        if judge([CRASH, TOY, "--rounds", 2, "--seed", 1, "--drain", 5], sin,
                 folder).returncode != 1:
            yield f"the crash test does not see an engine that sins: {sin}"


def main():
    folder = tempfile.mkdtemp(prefix="pontis-harness-")
    found = list(wrong(folder))
    shutil.rmtree(folder, ignore_errors=True)
    print(*found, sep="\n" if found else "")
    print(f"harness: {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
