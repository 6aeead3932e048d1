"""What goes wrong around an engine: a full disk, a locked database, a PostgreSQL that goes away."""
import glob
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import time

from engine import free_port


class Unavailable(Exception):
    """This machine cannot stage it: the scenario is skipped, with this reason."""


class SmallDisk:
    """A file system of a few megabytes at `folder`. Needs the right to mount."""

    def __init__(self, folder, size):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", self.folder],
                              capture_output=True, text=True)
        if done.returncode:
            raise Unavailable("a small disk needs the right to mount: " + done.stderr.strip())

    def fill(self):
        with open(self.folder / "filler", "ab", buffering=0) as filler:
            for size in (65536, 512):
                try:
                    while True:
                        filler.write(b"\0" * size)
                except OSError:
                    continue

    def free(self):
        (self.folder / "filler").unlink(missing_ok=True)

    def close(self):
        subprocess.run(["umount", "-l", self.folder], capture_output=True)


class SqliteLock:
    """Another program that holds the database for itself."""

    def __init__(self, data):
        files = [name for name in glob.glob(f"{data}/*.db")]
        if not files:
            raise RuntimeError(f"no database in {data}")
        self.connection = sqlite3.connect(files[0], timeout=10, isolation_level=None)
        self.connection.execute("BEGIN EXCLUSIVE")

    def close(self):
        self.connection.execute("ROLLBACK")
        self.connection.close()


class PostgresLock:
    def __init__(self, postgres):
        sql = ("BEGIN; DO $$ DECLARE t record; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE "
               "schemaname = 'public' LOOP EXECUTE format('LOCK TABLE %I IN EXCLUSIVE MODE', "
               "t.tablename); END LOOP; END $$; SELECT 'locked';\n")
        self.process = subprocess.Popen(
            [f"{postgres.binaries}/psql", "-qAt", postgres.url], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.process.stdin.write(sql)
        self.process.stdin.flush()
        said = self.process.stdout.readline().strip()
        if said != "locked":
            raise RuntimeError(f"no lock: {said}")

    def close(self):
        self.process.stdin.close()  # ends psql, and with it the transaction
        self.process.wait(10)


class Postgres:
    """A throw-away cluster on a free port. Runs as `postgres` when the test runs as root."""

    def __init__(self):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
        if not found:
            raise Unavailable("PostgreSQL is not installed (/usr/lib/postgresql/*/bin)")
        self.binaries = os.path.dirname(found[-1])
        self.folder = tempfile.mkdtemp(prefix="pontis-postgres-")
        self.port = free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", f"{self.folder}/db", "-U", "postgres", "-A", "trust", "-N",
                  "--locale=C.UTF-8")
        self.start()

    def _run(self, name, *arguments):
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*user, f"{self.binaries}/{name}", *arguments], cwd=self.folder, text=True,
            stdin=subprocess.DEVNULL, stdout=open(f"{self.folder}/{name}.out", "w"),
            stderr=subprocess.STDOUT)
        if done.returncode:
            said = pathlib.Path(f"{self.folder}/{name}.out").read_text()
            raise RuntimeError(f"{name}: {said[-2000:]}")

    def start(self):
        self._run("pg_ctl", "-D", f"{self.folder}/db", "-w", "-l", f"{self.folder}/log", "-o",
                  f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1", "start")

    def stop(self):
        self._run("pg_ctl", "-D", f"{self.folder}/db", "-m", "immediate", "stop")

    def close(self):
        try:
            self.stop()
        except RuntimeError:
            time.sleep(0.1)  # it was stopped by the scenario
        shutil.rmtree(self.folder, ignore_errors=True)
