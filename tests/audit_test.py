#!/usr/bin/env python3
"""The audit log, made and checked by a stranger.

Nothing here shares code with the engine: a log, its tree and its heads are made with Python's json and
hashlib and signed with the `openssl` command, as engine/audit/entry.h and tree_head.h say. The
program must find that log sound, name what is then done to it, and prove a record of it; and the
proof is checked here once more, by hand.

usage: audit_test.py PROGRAM
"""
import base64
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
RECORDS, INTERVAL = 25, 10
ZEROS = "0" * 64


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(data):
    return hashlib.sha256(data).digest()


def root(leaves):
    """RFC 9162 section 2.1.1, as it stands there."""
    if len(leaves) == 1:
        return leaves[0]
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return sha256(b"\1" + root(leaves[:left]) + root(leaves[left:]))


def climb(index, size, leaf, path):
    """RFC 9162 section 2.1.3.2: the root that a path leads to."""
    node, last = index, size - 1
    for sibling in path:
        if node % 2 or node == last:
            leaf = sha256(b"\1" + sibling + leaf)
            while node % 2 == 0 and node:
                node, last = node // 2, last // 2
        else:
            leaf = sha256(b"\1" + leaf + sibling)
        node, last = node // 2, last // 2
    return leaf if last == 0 else b""


class Site:
    """Somebody with a key who writes a log."""

    def __init__(self, folder, kind):
        self.folder, self.kind = folder, kind
        self.private, self.public = folder / f"{kind}.key", folder / f"{kind}.pub"
        option = ["-pkeyopt", "ec_paramgen_curve:P-256"] if kind == "EC" else []
        self.openssl("genpkey", "-algorithm", kind, *option, "-out", self.private)
        self.openssl("pkey", "-in", self.private, "-pubout", "-out", self.public)
        der = self.openssl("pkey", "-pubin", "-in", self.public, "-pubout", "-outform", "DER")
        self.key = sha256(der).hex()

    @staticmethod
    def openssl(*arguments):
        return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True).stdout

    def sign(self, text):
        path = self.folder / "to-sign"
        path.write_bytes(text)
        if self.kind == "EC":
            return self.openssl("dgst", "-sha256", "-sign", self.private, path)
        return self.openssl("pkeyutl", "-sign", "-inkey", self.private, "-rawin", "-in", path)

    def verifies(self, text, signature):
        (self.folder / "signed").write_bytes(text)
        (self.folder / "signature").write_bytes(signature)
        how = (["dgst", "-sha256", "-verify", self.public, "-signature", self.folder / "signature",
                self.folder / "signed"] if self.kind == "EC" else
               ["pkeyutl", "-verify", "-pubin", "-inkey", self.public, "-rawin", "-in",
                self.folder / "signed", "-sigfile", self.folder / "signature"])
        return subprocess.run(["openssl", *map(str, how)], capture_output=True).returncode == 0

    def entry(self, seq, previous, record, signed=False):
        body = {"prev": previous, "record": record, "seq": seq}
        text = canonical(body).encode()
        made = sha256(text).hex()
        if signed:
            body["signature"] = base64.b64encode(self.sign(text)).decode()
        return made, canonical({**body, "hash": made}) + "\n"

    def write(self):
        """(lines of the log, lines of the heads)"""
        log, heads, hashes, last, last_head = [], [], [], ZEROS, ZEROS
        for seq in range(RECORDS):
            record = {"activity": "read", "id": f"record-{seq}", "outcome": "0",
                      "recorded": "2026-01-05T09:30:00.000Z", "rule": "treating \"relation\" – é\n",
                      "subject": {"patient": f"Patient/{seq}"}}
            last, line = self.entry(seq, last, record)
            log.append(line)
            hashes.append(last)
            if (seq + 1) % INTERVAL == 0 or seq + 1 == RECORDS:
                leaves = [sha256(b"\0" + bytes.fromhex(one)) for one in hashes]
                head = {"key": self.key, "last": last, "root": root(leaves).hex(), "size": seq + 1,
                        "time": "2026-01-05T09:31:00.000Z"}
                last_head, line = self.entry(len(heads), last_head, head, signed=True)
                heads.append(line)
        return log, heads


class Auditor:
    def __init__(self, program, folder, site):
        self.program, self.folder, self.site = program, folder, site

    def run(self, *arguments):
        return subprocess.run([self.program, "audit", *map(str, arguments), "--key", self.site.public],
                              capture_output=True, text=True)

    def files(self, log, heads):
        (self.folder / "log").write_text("".join(log), encoding="utf-8")
        (self.folder / "heads").write_text("".join(heads), encoding="utf-8")
        return ["--log", self.folder / "log", "--heads", self.folder / "heads"]

    def named(self, log, heads, *more):
        """The exit status and what is named: [("record", 3, 3)]."""
        done = self.run("verify", *self.files(log, heads), "--json", *more)
        faults = [json.loads(line) for line in done.stdout.splitlines()]
        return done.returncode, [(f["where"], int(f["first"]), int(f["last"])) for f in faults]


def harmed(log, heads):
    """(what was done, log, heads, what must be named)"""
    yield "nothing", log, heads, []
    yield "an altered record", log[:7] + [log[7].replace("read", "reat")] + log[8:], heads, [("record", 7, 7)]
    yield "a removed record", log[:7] + log[8:], heads, [("record", 7, 7)]
    yield "exchanged records", log[:7] + [log[8], log[7]] + log[9:], heads, [("record", 8, 8)]
    yield "an inserted line", log[:7] + ["{}\n"] + log[7:], heads, [("record", 7, 7)]
    yield "a cut tail", log[:20], heads, [("record", 20, 24)]
    yield "a torn line", log[:-1] + [log[-1][:-9]], heads, [("record", 24, 24)]
    yield "an altered head", log, [heads[0], heads[1].replace("2026", "2025"), heads[2]], [("head", 1, 1)]
    yield "a removed head", log, [heads[0], heads[2]], [("head", 1, 1)]
    yield "no last head", log, heads[:2], [("record", 20, 24)]


def check_proof(site, proof):
    entry, head = json.loads(proof["entry"]), json.loads(proof["head"])
    made = entry.pop("hash")
    if sha256(canonical(entry).encode()).hex() != made:
        return "the entry's hash is not right"
    head.pop("hash")
    signature = base64.b64decode(head.pop("signature"))
    if not site.verifies(canonical(head).encode(), signature):
        return "the head's signature is not right"
    leaf = sha256(b"\0" + bytes.fromhex(made))
    top = climb(entry["seq"], head["record"]["size"], leaf, [bytes.fromhex(one) for one in proof["path"]])
    return "" if top.hex() == head["record"]["root"] else "the path does not lead to the root"


def wrong_with_proofs(auditor, log, heads):
    for seq in range(0, RECORDS, 3):
        done = auditor.run("prove", f"record-{seq}", *auditor.files(log, heads))
        if done.returncode:
            yield f"no proof of record {seq}: {done.stderr}"
            continue
        why = check_proof(auditor.site, json.loads(done.stdout))
        if why:
            yield f"proof of record {seq}: {why}"
        proof = auditor.folder / "proof.json"
        proof.write_text(done.stdout, encoding="utf-8")
        if auditor.run("check", proof).returncode:
            yield f"the program refuses its own proof of record {seq}"
        proof.write_text(done.stdout.replace("record-", "recorD-"), encoding="utf-8")
        if auditor.run("check", proof).returncode != 1:
            yield f"the program accepts a changed proof of record {seq}"
    if auditor.run("prove", "nobody", *auditor.files(log, heads)).returncode != 1:
        yield "a proof of a record that is not there"


def wrong_with_witness(auditor, log, heads):
    witness = auditor.folder / "witness"
    witness.write_text(heads[-1], encoding="utf-8")
    found = auditor.named(log[:10], heads[:1], "--witness", witness)
    if found != (1, [("record", 10, 24)]):
        yield f"log and heads put back, with a witness: {found}"
    if auditor.named(log, heads[:2], "--open") != (0, []):
        yield "an open log with records after its last head is called wrong"


def wrong(program, folder):
    for kind in ("ED25519", "EC"):
        site = Site(folder, kind)
        auditor = Auditor(program, folder, site)
        log, heads = site.write()
        for what, changed_log, changed_heads, wanted in harmed(log, heads):
            found = auditor.named(changed_log, changed_heads)
            if found != (1 if wanted else 0, wanted):
                yield f"{kind}, {what}: named {found}, not {wanted}"
        yield from wrong_with_proofs(auditor, log, heads)
        yield from wrong_with_witness(auditor, log, heads)
        if auditor.run("verify", "--log", "absent", "--heads", "absent").returncode != 2:
            yield "absent files are not a mistake of the call"


def main():
    if not shutil.which("openssl"):
        print("audit: no openssl command")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        found = list(wrong(sys.argv[1], pathlib.Path(folder)))
    print(*found, sep="\n" if found else "")
    print(f"audit: a stranger's logs of {RECORDS} records under two kinds of key: {len(found)} wrong")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
