#!/usr/bin/env python3
"""Runs one scenario against the program, once for each store it names.

A scenario is a text that a hospital's IT person can read: one statement a line, indented lines
belong to the statement above, `#` begins a comment line. The statements are listed, with what they
do, by `run.py --statements`.

usage: run.py PROGRAM FILE.scenario [--store sqlite|postgres] [--keep]
exit: 0 all well, 1 failed, 77 skipped
"""
import argparse
import pathlib
import re
import sys
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support"), str(HERE)]

import statements  # noqa: E402, F401 - fills the table
import world as worlds  # noqa: E402
from disaster import Unavailable  # noqa: E402


class Statement:
    def __init__(self, number, line):
        words, self.bar, tail = re.fullmatch(r"(.*?)(?:\s(\|)(?:\s(.*))?)?", line).groups("")
        self.number, self.line = number, line.strip()
        self.words = " ".join(words.split())
        self.block = [tail.strip()] if self.bar else []

    def add(self, line):
        self.block.append(re.sub(r"^\| ?", "", line.strip()) if self.bar else line.strip("\n"))


def parse(text):
    done = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line[0].isspace():
            done[-1].add(line)
        else:
            done.append(Statement(number, line))
    return done


def find(statement):
    for pattern, function in worlds.TABLE:
        if found := re.fullmatch(pattern, statement.words):
            return function, {key: value for key, value in found.groupdict().items()
                              if value is not None}
    raise SyntaxError(f"line {statement.number}: no such statement: {statement.words}")


def run_with(store, program, path, script, keep):
    world = worlds.World(program, store)
    try:
        for statement, (function, arguments) in script:
            world.statement = statement
            function(world, **arguments)
        print(f"{path.name} on {store}: {len(script)} statements hold")
        return 0
    except Unavailable as why:
        print(f"{path.name} on {store}: skipped: {why}")
        return 77
    except Exception as why:  # whatever happens, say where
        print(f"{path.name}:{world.statement.number} on {store}: {world.statement.line}\n  {why}")
        if not isinstance(why, (worlds.Failed, RuntimeError, OSError)):
            traceback.print_exc(file=sys.stdout)
        print(world.account())
        return 1
    finally:
        world.close(keep)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("program", nargs="?")
    options.add_argument("file", nargs="?", type=pathlib.Path)
    options.add_argument("--store", help="only this of the stores that the scenario names")
    options.add_argument("--keep", action="store_true", help="keep the files, print where")
    options.add_argument("--check", action="store_true", help="only read the scenario")
    options.add_argument("--statements", action="store_true", help="list the statements")
    given = options.parse_args()
    if given.statements:
        print(worlds.manual())
        return 0
    script = [(one, find(one)) for one in parse(given.file.read_text(encoding="utf-8"))]
    if given.check:
        return 0
    if not pathlib.Path(given.program).exists():
        print(f"skipped: {given.program} is not built")
        return 77
    stores = re.split(r",\s*", script[0][1][1].get("stores", "sqlite"))
    program = pathlib.Path(given.program).resolve()
    results = [run_with(store, program, given.file, script, given.keep)
               for store in stores if given.store in (None, store)]
    return 1 if 1 in results else 0 if 0 in results else 77


if __name__ == "__main__":
    sys.exit(main())
