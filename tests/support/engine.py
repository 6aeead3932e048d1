"""A running `pontis serve`, as a test handles it: start, stop, kill, its log, its commands."""
import json
import os
import pathlib
import re
import resource
import signal
import socket
import subprocess
import threading
import time

import privacy
from settings_text import resolved, without_comments

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def free_port():
    """A port that nobody listens on. Below the range the kernel gives to outgoing connections, so
    that a retrying sink cannot take it between two starts of the engine."""
    for _ in range(200):
        port = 12000 + int.from_bytes(os.urandom(2), "big") % 18000
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise RuntimeError("no free port")


class Engine:
    """`config` is what `serve` gets; `data` its data directory; `store` what --data of the commands
    names: the data directory, or the URL of a PostgreSQL database."""

    def __init__(self, program, config, data, environment=None, store=None, log=None):
        self.program, self.config, self.data = str(program), str(config), pathlib.Path(data)
        self.environment = {**os.environ, **(environment or {})}
        self.store, self.process, self.lines, self.ready = store or str(data), None, [], None
        self.log_file = log

    def start(self, wait=30):
        """Returns how long it took until it was ready, in seconds."""
        privacy.complete(self.config)
        self.data.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        self.ready = threading.Event()
        self.process = subprocess.Popen(
            [self.program, "serve", self.config, "--data", str(self.data)],
            env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, errors="replace", preexec_fn=_ignore_file_limit)
        threading.Thread(target=self._read, args=(self.process, self.ready), daemon=True).start()
        while not self.ready.wait(0.02):
            if self.process.poll() is not None:
                time.sleep(0.1)
                raise RuntimeError(f"the engine ended at once ({self.process.returncode}):\n"
                                   + "\n".join(self.lines[-20:]))
            if time.monotonic() - began > wait:
                raise RuntimeError(f"not ready after {wait} s:\n" + "\n".join(self.lines[-20:]))
        return time.monotonic() - began

    def _read(self, process, ready):
        for line in process.stderr:
            self.lines.append(line.rstrip("\n"))
            if self.log_file:
                self.log_file.write(line)
            if '"ready"' in line:
                ready.set()

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def stop(self, within=15):
        """Asks it to stop. Returns its exit code, or raises if it does not obey in time."""
        if not self.process:
            return 0
        if self.alive():
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise RuntimeError(f"SIGTERM did not stop it within {within} s") from None

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()

    def limit_files(self, size):
        """No file of the engine may grow over `size` bytes; None lifts the limit again."""
        unlimited = resource.RLIM_INFINITY
        soft = unlimited if size is None else size
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (soft, unlimited))

    def memory(self):
        """Resident memory in MB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def run(self, *arguments, timeout=120):
        """Runs a command of the program against this engine's store."""
        return subprocess.run([self.program, *arguments, "--data", self.store], text=True,
                              errors="replace", env=self.environment, timeout=timeout,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def ledger(self):
        """{(channel, sink): {"received": 3, "delivered": 2, …}} as `reconcile` prints it."""
        account = {}
        for line in self.run("reconcile", "--json").stdout.splitlines():
            if line.startswith("{"):
                said = json.loads(line)
                account[said.pop("channel"), said.pop("sink")] = {
                    name: int(value) for name, value in said.items() if value.isdigit()}
        return account

    def listens(self, channel):
        """(host, port, path) of a channel's source, read from its file."""
        config = pathlib.Path(self.config)
        folder = config if config.is_dir() else config.parent
        for path in sorted((folder / "channels").glob("*.json")):
            text = resolved(path.read_text(encoding="utf-8"), self.environment, self.data)
            found = json.loads(without_comments(text))
            if found.get("name", path.stem) == channel:
                source = found["source"]
                host, _, port = source.get("listen", "127.0.0.1:0").rpartition(":")
                return host, int(port), source.get("path", "/")
        raise ValueError(f"no channel {channel} in {folder / 'channels'}")


def _ignore_file_limit():
    # SIGXFSZ would end the process; ignored, a write over the limit fails with EFBIG.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
