"""The world of one scenario: a folder, an engine, its peers; and the table of statements."""
import json
import pathlib
import re
import shutil
import tempfile
import time

import disaster
import mllp
from engine import ROOT, Engine, free_port
from mllp import seconds
from settings_text import without_comments


class Failed(Exception):
    """An expectation that did not come true."""


TABLE = []  # (pattern, function), in the order of this file


def statement(pattern):
    def register(function):
        TABLE.append((pattern, function))
        return function
    return register


def manual():
    """The statements as a person would write them: <name> for a value, [..] for what may lack."""
    lines = []
    for pattern, function in TABLE:
        shown = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", pattern)
        shown = re.sub(r"\(\?:([^()]*)\)\?", r"[\1]", shown)
        lines.append(f"{shown}\n    {' '.join((function.__doc__ or '').split())}")
    return "\n".join(lines)


class World:
    """One scenario on one store: a folder, an engine, its peers, its connections."""

    def __init__(self, program, store):
        self.program, self.store, self.statement = program, store, None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pontis-scenario-"))
        # The configuration lies as deep as an example, so that its relative paths hold.
        self.config, self.data = self.folder / "examples" / "scenario", self.folder / "data"
        self.peers, self.connections, self.loads = {}, {}, []
        self.postgres = self.disk = self.lock = None
        self.output, self.posted = "", {}
        self.environment = {"PONTIS_MLLP_PORT": str(free_port()), "PONTIS_ROOT": str(ROOT)}
        self.engine = None

    def prepare(self, example=None):
        if example:
            path = ROOT / example
            shutil.copytree(path.parent if path.suffix == ".json" else path, self.config)
        (self.config / "channels").mkdir(parents=True, exist_ok=True)
        if (ROOT / "mappings").is_dir():
            (self.folder / "mappings").symlink_to(ROOT / "mappings")
        location = "${data}"
        if self.store == "postgres":
            self.postgres = disaster.Postgres()
            location = self.postgres.url
        own = json.loads(without_comments((self.config / "pontis.json").read_text())
                         ) if example else {}
        self.settings = {**own, "store": location, "channels": "channels"}
        self.configure()
        self.engine = Engine(self.program, self.config, self.data, self.environment,
                             self.postgres.url if self.postgres else None)

    def configure(self):
        (self.config / "pontis.json").write_text(json.dumps(self.settings))

    def running(self):
        if self.engine.process is None:
            self.engine.environment.update(self.environment)
            self.engine.start()
        return self.engine

    def connection(self, channel, name=None):
        key = name or channel
        held = self.connections.get(key)
        if held is None or held.closed:
            host, port, _ = self.running().listens(channel)
            held = self.connections[key] = mllp.Connection((host, port))
        return held

    def hang_up(self):
        """The engine is gone: whoever sends again connects anew."""
        for one in self.connections.values():
            one.close()
        self.connections = {}

    def eventually(self, within, check):
        """Asks `check` until it returns nothing; what it returned last is why this failed."""
        until = time.monotonic() + seconds(within or "0s")
        while why := check():
            if time.monotonic() > until:
                raise Failed(why)
            time.sleep(0.05)

    def received(self, name):
        """The payloads that a peer got or a folder of the file sink holds, in order; or the answer
        to what was posted last."""
        if name in self.posted and name not in self.peers:
            return [self.posted[name][1]]
        if peer := self.peers.get(name):
            with peer.lock:
                return [one["body"] if isinstance(one, dict) else one for one in peer.received]
        folder = self.data / name
        files = [path for path in folder.rglob("*") if path.is_file()
                 and not path.name.startswith(".") and path.suffix not in (".tmp", ".part")]
        payloads = [path.read_bytes() for path in
                    sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name))]
        return [line for payload in payloads for line in _lines(payload)]

    def acknowledged(self):
        return [one for load in self.loads for one in load.acknowledged]

    def account(self):
        log = self.engine.lines[-15:] if self.engine else []
        return "\n".join(["  the engine's last words:"] + ["    " + line for line in log])

    def close(self, keep):
        for closing in [*self.loads, self.lock, *self.connections.values()]:
            _quietly(closing)
        if self.engine and self.engine.process:
            self.engine.kill()
        for peer in self.peers.values():
            peer.stop()
        _quietly(self.disk)
        _quietly(self.postgres)
        if keep:
            print(f"kept: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


def _quietly(closing):
    try:
        if closing:
            closing.close()
    except Exception as why:  # an error while tidying up must not hide the one before
        print(f"  tidying up: {why}")


def _lines(payload):
    """The messages of one file: the whole, or its lines where it is the sink's layout "lines"."""
    text = payload.rstrip(b"\n")
    many = text.count(b"\n") and text.startswith((b"MSH", b"{")) and b"\r\n" not in text
    lines = text.split(b"\n") if many else [payload]
    return lines if all(line.startswith((b"MSH", b"{")) for line in lines) else [payload]
