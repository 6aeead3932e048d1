#!/usr/bin/env python3
"""Measures the engine: messages per second that are durable before they are acknowledged, how long
each waits, the same with mapping and delivery, memory, idle connections, start-up.

Generator and engine share the machine. Numbers of a shared or virtual machine vary: the limits of
the machine are measured in the same run, so that a number can be read against them.

usage: bench.py PROGRAM FOLDER [--quick] [--only WORD]
"""
import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

import messages  # noqa: E402
from engine import Engine, free_port  # noqa: E402

SOURCE = '{"use": "mllp", "listen": "127.0.0.1:%d", "max_connections": 6000}'
DURABLE = '{"name": "none", "use": "file", "directory": "${data}/none", "types": ["NONE^*"]}'
MAPPED = ('{"name": "fhir", "use": "file", "directory": "${data}/fhir", "layout": "%s", '
          f'"map": ["{ROOT}/mappings/hl7v2-fhir"]}}')


INDEX = {"domain": {"name": "PONTIS"}, "domains": [{"name": "HOSPITAL"}], "unknown_domains": "learn"}


class Bench:
    def __init__(self, given):
        self.program, self.folder = pathlib.Path(given.program).resolve(), pathlib.Path(given.folder)
        self.seconds, self.warmup = (2, 1) if given.quick else (10, 3)
        self.persons, self.last = (50_000, 10_000) if given.quick else (1_000_000, 100_000)
        self.generator = self.folder.resolve() / "mllp_load"
        self.results = {"machine": machine(self.folder)}

    def engine(self, name, sink, index=False, guard=None):
        """`guard`: None: as the harness completes it; else with keys, consent and audit, or, False,
        for data that are declared to be nobody's: with none of the three."""
        data = self.folder.resolve() / "data" / name
        shutil.rmtree(data, ignore_errors=True)
        config = data / "config"
        (config / "channels").mkdir(parents=True)
        port = free_port()
        settings = {"index": INDEX} if index else {}
        if guard:
            settings["keys"] = {"master": "00112233445566778899aabbccddeeff" * 2}
        (config / "pontis.json").write_text(json.dumps(settings))
        nobody = '"privacy": {"personal": false, "reason": "made up to be measured"}, '
        (config / "channels" / "admissions.json").write_text(
            f'{{"name": "admissions", "source": {SOURCE % port}, "format": "hl7v2", '
            f'"index": {json.dumps(index)}, '
            f'{nobody if guard is False else ""}"unrouted": "keep", "sinks": [{sink}]}}')
        made = Engine(self.program, config, data)
        made.port = port
        return made

    def generate(self, *words, lines=None):
        done = subprocess.run([self.generator, *map(str, words)], capture_output=True, text=True,
                              stdin=lines)
        if not done.stdout.strip():
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout)

    def durable(self, connections):
        engine = self.engine(f"durable-{connections}", DURABLE)
        engine.start()
        try:
            result = self.generate("load", engine.port, connections, self.seconds, self.warmup)
            result["memory_mb"] = round(peak_memory(engine), 1)
            return result
        finally:
            engine.stop(60)
            shutil.rmtree(engine.data, ignore_errors=True)

    def registered(self, connections=32):
        """People come one by one; only the last count, who come to those that came before."""
        engine = self.engine("index", DURABLE, index=True)
        engine.start()
        try:
            people = subprocess.Popen([self.program.parent / "identity_bench",
                                       str(self.persons + self.last), "--feed"],
                                      stdout=subprocess.PIPE)
            result = self.generate("feed", engine.port, connections, self.persons,
                                   lines=people.stdout)
            result["memory_mb"] = round(peak_memory(engine), 1)
            engine.stop(60)
            result["restart_s"] = self.seconds_to_start(engine)
            return result
        finally:
            shutil.rmtree(engine.data, ignore_errors=True)

    def guarded(self):
        """The main job with consent, audit and encryption, and without, in turns; the ratio counts,
        for the machine's own speed changes from minute to minute."""
        turns = 1 if self.seconds < 5 else 3
        plain, guarded = [], []
        for _ in range(turns):
            plain.append(self.mapped("lines", guard=False))
            guarded.append(self.mapped("lines", guard=True))
        median = lambda runs, key: sorted(run[key] for run in runs)[len(runs) // 2]
        result = dict(sorted(guarded, key=lambda run: run["delivered_per_second"])[turns // 2])
        result["unguarded_delivered_per_second"] = median(plain, "delivered_per_second")
        result["unguarded_per_second"] = median(plain, "per_second")
        result["costs_percent"] = round(100 - 100 * median(guarded, "delivered_per_second") /
                                        median(plain, "delivered_per_second"), 1)
        return result

    def mapped(self, layout, connections=32, guard=None):
        """The rate that counts is from the first message to the last delivery."""
        engine = self.engine(f"mapped-{layout}", MAPPED % layout, guard=guard)
        engine.start()
        try:
            began = time.monotonic()
            result = self.generate("load", engine.port, connections, self.seconds, 0)
            while sum(line["queued"] for line in engine.ledger().values()) > 0:
                if time.monotonic() - began > 300:
                    raise RuntimeError(f"not delivered after 300 s: {engine.ledger()}")
                time.sleep(0.2)
            took = time.monotonic() - began
            line = next(iter(engine.ledger().values()))
            if line["errored"]:
                raise RuntimeError(f"{line['errored']} dead letters: {line}")
            result["delivered_per_second"] = round(line["delivered"] / took)
            result["memory_mb"] = round(peak_memory(engine), 1)
            return result
        finally:
            engine.stop(60)
            shutil.rmtree(engine.data, ignore_errors=True)

    def second_opinion(self):
        tool = self.folder.resolve() / "second_opinion"
        if not tool.exists():
            return None
        sample = self.folder / "sample.hl7"
        sample.write_bytes(messages.message("A01", "1", "P1", size=1000))
        engine = self.engine("second", DURABLE)
        engine.start()
        try:
            done = subprocess.run(
                [tool, "127.0.0.1", str(engine.port), "32", str(self.seconds), sample,
                 "--warmup", str(self.warmup)], capture_output=True, text=True)
            return json.loads(done.stdout.splitlines()[-1])
        finally:
            engine.stop(60)

    def idle(self, connections=5000):
        engine = self.engine("idle", DURABLE)
        engine.start()
        before = engine.memory()
        holder = subprocess.Popen([self.generator, "idle", str(engine.port), str(connections), "3"],
                                  stdout=subprocess.PIPE, text=True)
        try:
            opened = json.loads(holder.stdout.readline())["opened"]
            time.sleep(1)
            first = self.generate("first", engine.port, 5)["seconds"]
            return {"connections": opened, "memory_mb": round(engine.memory(), 1),
                    "memory_before_mb": round(before, 1), "acknowledged_after_s": first}
        finally:
            holder.wait()
            engine.stop(60)

    def start_up(self):
        engine = self.engine("start", DURABLE)
        times = [self.seconds_to_start(engine) for _ in range(5)]
        return {"first_start_s": times[0], "later_start_s": min(times[1:])}

    def seconds_to_start(self, engine):
        """Seconds from the start of the program until it takes a connection."""
        began = time.monotonic()
        process = subprocess.Popen([self.program, "serve", engine.config, "--data", engine.data],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while True:
                try:
                    socket.create_connection(("127.0.0.1", engine.port), 1).close()
                    return round(time.monotonic() - began, 3)
                except OSError:
                    if process.poll() is not None or time.monotonic() - began > 600:
                        raise RuntimeError("it does not start") from None
                    time.sleep(0.001)
        finally:
            process.terminate()
            process.wait(60)


def peak_memory(engine):
    status = pathlib.Path(f"/proc/{engine.process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024


def machine(folder):
    model = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    disk = subprocess.run(["df", "--output=source,fstype", folder], capture_output=True,
                          text=True).stdout.splitlines()[-1].split()
    memory = re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())
    return {"processor": model.group(1) if model else platform.machine(),
            "cores": len(os.sched_getaffinity(0)), "memory_gb": int(memory.group(1)) // 1048576,
            "disk": " ".join(disk), "kernel": platform.release(),
            "load_before": round(os.getloadavg()[0], 2)}


def fsync_state(limits, disk):
    if "tmpfs" in disk:
        return "NOT durable: the folder lies in memory"
    if limits["fdatasync_us"] < 15:
        return "doubtful: fdatasync is faster than any disk"
    return "on: every commit is flushed before its acknowledgement"


def show(results):
    about, limits = results["machine"], results["limits"]
    print(f"\n{about['processor']}, {about['cores']} cores, {about['memory_gb']} GB, "
          f"{about['disk']}, Linux {about['kernel']}, load before {about['load_before']}")
    print(f"fsync {results['fsync']}")
    print(f"limits of this machine: fdatasync {limits['fdatasync_us']} us, "
          f"loopback echo {limits['loopback_per_second']}/s over one connection\n")
    print(f"{'1 KB ADT^A01':36}{'acked/s':>10}{'done/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}"
          f"{'peak MB':>9}")
    for name, run in results["runs"].items():
        print(f"{name:36}{run['per_second']:>10.0f}{run.get('delivered_per_second', ''):>9}"
              f"{run['p50_ms']:>9.2f}{run['p95_ms']:>9.2f}{run['p99_ms']:>9.2f}"
              f"{run['memory_mb']:>9.1f}")
    for name, run in results["runs"].items():
        if "restart_s" in run:
            print(f"{name}: {run['messages']} counted, restart in {run['restart_s']} s")
    for name in ("idle", "start_up", "second_opinion"):
        if results.get(name):
            print(f"{name.replace('_', ' ')}: {json.dumps(results[name])}")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("program")
    options.add_argument("folder")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--only", default="", help="runs whose name contains this")
    given = options.parse_args()
    bench = Bench(given)
    results = bench.results
    limits = subprocess.run([bench.folder / "machine_limits", given.folder], capture_output=True,
                            text=True, check=True)
    results["limits"] = json.loads(limits.stdout)
    results["fsync"] = fsync_state(results["limits"], results["machine"]["disk"])
    results["runs"] = {}
    runs = {f"durable, {n} connection{'s' * (n > 1)}": lambda n=n: bench.durable(n)
            for n in (1, 8, 32)}
    runs |= {f"a new person for the index of {bench.persons}, 32": bench.registered}
    runs |= {f"to FHIR and a file sink ({layout}), 32": lambda layout=layout: bench.mapped(layout)
             for layout in ("lines", "files")}
    runs |= {"to FHIR with consent, audit and encryption, 32": bench.guarded}
    for name, run in runs.items():
        if given.only in name:
            print(f"… {name}", file=sys.stderr, flush=True)
            results["runs"][name] = run()
    for name in ("idle", "start_up", "second_opinion"):
        if given.only in name:
            print(f"… {name}", file=sys.stderr, flush=True)
            results[name] = getattr(bench, name)()
    show(results)
    target = pathlib.Path(given.folder) / "bench.json"
    target.write_text(json.dumps(results, indent=1) + "\n")
    print(f"\nwritten to {target}")


if __name__ == "__main__":
    main()
