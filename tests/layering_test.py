#!/usr/bin/env python3
"""Walks every #include and fails on one that breaks the plan of the house (engine/README.md).

A file may include its own folder and lower floors. Siblings on floor 2 do not know each other;
`flow` and the adapters never include each other; an adapter includes no other adapter. Each
third-party library has one home. The test plants a violation of every rule first: a fence that
cannot fail is not a fence.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

FLOORS = {
    "base": 0, "core": 1,
    "tree": 2, "net": 2, "store": 2, "index": 2, "consent": 2, "audit": 2, "mapping": 2,
    "vault": 2,
    "flow": 3, "app": 4,
}
ADAPTER_FLOOR = 3

# What a system header belongs to, and the files (without extension, `_test` aside) that may use it.
HOMES = [
    ("Poco::Net", r"Poco/Net/", [r"engine/net/.*"]),
    ("OpenSSL", r"openssl/", [r"engine/net/tls.*", r"engine/audit/chain.*", r"engine/vault/cipher.*"]),
    ("libxml2", r"libxml/|libxml2/", [r"engine/tree/xml.*"]),
    ("RapidJSON", r"rapidjson/", [r"engine/tree/json.*", r"engine/core/(spec|settings).*",
                                  r"engine/app/config.*"]),
    ("CLI11", r"CLI/", [r"engine/app/console/.*"]),
    ("SQLite", r"sqlite3", [r"engine/store/sqlite(_log)?"]),
    ("libpq", r"libpq|postgresql/", [r"engine/store/postgres"]),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def room(path):
    """('engine', 'net') for engine/net/listener.h; the first two folders name a room."""
    parts = path.split("/")
    return (parts[0], parts[1]) if len(parts) > 2 else None


def floor(where):
    return FLOORS.get(where[1]) if where[0] == "engine" else ADAPTER_FLOOR


def wrong_neighbour(path, included):
    """Why `path` may not include `included`, or nothing."""
    here, there = room(path), room(included)
    if there == ("tests", "support") and path.endswith("_test.cpp"):
        return ""
    if there is None or there[0] not in ("engine", "adapters"):
        return "" if there is None else f"{included} is not part of the engine"
    if here == there:
        return ""
    if floor(here) is None:
        return f"engine/{here[1]} is not in the plan of the house: give it a floor"
    if floor(there) is None:
        return f"{included} is not in the plan of the house"
    if here[0] == there[0] == "adapters":
        return f"an adapter must not know another adapter ({included})"
    if floor(there) >= floor(here):
        return f"floor {floor(here)} must not include floor {floor(there)} ({included})"
    return ""


def wrong_library(path, included):
    stem = re.sub(r"(_test)?\.(h|cpp)$", "", path)
    for library, pattern, homes in HOMES:
        if re.match(pattern, included) and not any(re.fullmatch(home, stem) for home in homes):
            return f"{library} ({included}) is at home in {', '.join(homes)} only"
    return ""


def violations(files):
    """`files` maps a path to its text. Tests may reach into the room they test, never further."""
    found = []
    for path, text in sorted(files.items()):
        for bracket, included in INCLUDE.findall(text):
            why = wrong_neighbour(path, included) if bracket == '"' else ""
            why = why or wrong_library(path, included)
            if why:
                line = text[: text.index(included)].count("\n") + 1
                found.append(f"{path}:{line}: {why}")
    return found


def check_that_it_can_fail():
    planted = {
        "engine/base/bytes.h": '#include "engine/core/message.h"',
        "engine/store/store.cpp": '#include "engine/net/listener.h"',
        "engine/flow/stages.h": '#include "adapters/mllp/mllp_frame.h"',
        "adapters/mllp/mllp_sink.cpp": '#include "engine/flow/outbox.h"',
        "adapters/fhir/fhir_sink.cpp": '#include "adapters/http/http_sink.h"',
        "engine/attic/box.h": '#include "engine/base/bytes.h"',
        "engine/flow/outbox.cpp": '#include "engine/app/engine.h"',
        "adapters/http/http_sink.cpp": "#include <Poco/Net/HTTPClientSession.h>",
        "engine/net/listener.cpp": "#include <openssl/ssl.h>",
        "engine/core/format.cpp": "#include <libxml/parser.h>",
        "engine/flow/stages.cpp": "#include <rapidjson/document.h>",
        "engine/store/store.h": "#include <sqlite3.h>",
        "engine/store/sqlite.cpp": "#include <libpq-fe.h>",
        "engine/flow/channel.h": '#include "tests/support/line_format.h"',
        "engine/base/clock.cpp": "#include <CLI/CLI.hpp>",
    }
    innocent = {
        "engine/net/tls.cpp": "#include <openssl/ssl.h>\n#include <Poco/Net/Context.h>",
        "adapters/mllp/mllp_sink.cpp": '#include "engine/net/socket.h"\n#include <vector>',
        "adapters/mllp/mllp_sink_test.cpp": '#include "tests/support/temporary_folder.h"',
        "engine/flow/channel.h": '#include "engine/store/store.h"',
        "engine/store/postgres.cpp": "#include <libpq-fe.h>",
    }
    for path, text in planted.items():
        assert len(violations({path: text})) == 1, f"not found: {path} with {text}"
    assert violations(innocent) == [], violations(innocent)


def main():
    check_that_it_can_fail()
    files = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
             for top in ("engine", "adapters") for path in (ROOT / top).rglob("*")
             if path.suffix in (".h", ".cpp") and len(path.relative_to(ROOT).parts) > 2}
    found = violations(files)
    for line in found:
        print(line)
    print(f"layering: {len(files)} files, {len(found)} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
