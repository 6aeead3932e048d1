"""What the statements of a scenario do."""
import json
import os
import re
import threading
import time

import disaster
import messages
import mllp
from engine import ROOT, free_port
from http_peer import HttpPeer
from matching import first_of_each, resource_matches, resources
from mllp import seconds
from world import Failed, statement


# ---- the engine and its configuration

@statement(r"engine(?: (?P<example>examples/\S+))?(?: stores (?P<stores>[a-z, ]+))?")
def engine(world, example=None, stores=None):
    """Which configuration runs, on which stores. It starts at the first statement that needs it."""
    world.prepare(example)


@statement(r"channel (?P<name>[\w-]+)")
def channel(world, name):
    """A channel's file: the indented JSON, without its name."""
    text = "\n".join(world.statement.block).strip()
    text = f'{{ "name": "{name}",\n' + text.lstrip("{").lstrip()
    (world.config / "channels" / f"{name}.json").write_text(text)


@statement(r"index")
def index(world):
    """The engine has a shared patient index: the indented JSON."""
    world.settings["index"] = json.loads("\n".join(world.statement.block))
    world.configure()


@statement(r"port (?P<name>[A-Z_]+)")
def port(world, name):
    """A free port, which configurations name as ${env:NAME}."""
    world.environment[name] = str(free_port())


@statement(r"set (?P<name>[A-Z_]+) to (?P<other>[A-Z_]+)")
def set_environment(world, name, other):
    """A variable of the engine's environment gets the value of another, such as a peer's."""
    world.environment[name] = world.environment[other]


@statement(r"peer (?P<name>\w+) (?P<kind>mllp|http)(?: answers (?P<behaviour>.+))?")
def peer(world, name, kind, behaviour=None):
    """A receiver; configurations name it as ${env:NAME}: host:port, or http://host:port."""
    fallback = behaviour or ("AA" if kind == "mllp" else "200")
    made = (mllp.Peer if kind == "mllp" else HttpPeer)(free_port(), fallback)
    world.peers[name] = made
    host, number = made.address
    world.environment[name.upper()] = f"{'http://' if kind == 'http' else ''}{host}:{number}"


@statement(r"start(?: fails with \"(?P<why>.*)\")?")
def start(world, why=None):
    """Starts the engine and waits until it is ready; or sees it refuse to start."""
    world.engine.environment.update(world.environment)
    if why is None:
        world.engine.start()
        return
    try:
        world.engine.start()
    except RuntimeError as refusal:
        if why not in str(refusal):
            raise Failed(f"it refused, but said: {refusal}") from None
        return
    raise Failed("it started")


@statement(r"stop(?: within (?P<within>\S+))?")
def stop(world, within="15s"):
    """SIGTERM: the engine must end by itself, in time, with exit code 0."""
    code = world.running().stop(seconds(within))
    world.hang_up()
    if code != 0:
        raise Failed(f"it ended with {code}")


@statement(r"kill")
def kill(world):
    """kill -9."""
    world.running().kill()
    world.hang_up()


@statement(r"wait (?P<time_>\S+)")
def wait(world, time_):
    """Nothing happens for a while."""
    world.running()
    time.sleep(seconds(time_))


# ---- what peers do

@statement(r"(?P<name>\w+) answers (?P<behaviour>[^\"]+?)(?: to \"(?P<text>[^\"]*)\")?"
           r"(?: (?P<times>\d+) times?)?")
def answers(world, name, behaviour, text="", times=None):
    """From now on a peer answers so: always, or to messages that contain a text, so many times."""
    world.peers[name].script.add(behaviour.strip(), text, int(times) if times else None)


@statement(r"(?P<word>hold|release|stop|start) peer (?P<name>\w+)")
def peer_state(world, word, name):
    """hold: it takes messages and does not answer. stop: nobody listens there."""
    made = world.peers[name]
    if word in ("stop", "start"):
        made.stop() if word == "stop" else made.start()
    else:
        usual = "AA" if isinstance(made, mllp.Peer) else "200"
        made.script.add("nothing" if word == "hold" else usual)


# ---- sending

SENT = r"(?: file (?P<file>\S+))?(?: (?P<kind>[A-Z]\d\d) (?P<id_>\S+) of (?P<patient>\S+))?(?: merging (?P<merging>\S+))?"


def payloads(world, kind=None, id_=None, patient=None, merging="", size=0, file=None):
    """The message in the block or the file, or synthetic ones: "1..20 of P*", of ten patients."""
    if file:
        return [(ROOT / file).read_bytes()]
    if kind is None:
        block = world.statement.block
        end = "\n" if block[0].startswith("{") else "\r"  # NDJSON, or segments
        return [(end.join(block) + end).encode()]
    first, _, last = id_.partition("..")
    ids = range(int(first), int(last) + 1) if last else [id_]
    return [messages.message(kind, one, patient.replace("*", str(at % 10)), merging, size=int(size))
            for at, one in enumerate(ids)]


@statement(r"send (?P<channel>[\w-]+)(?: on (?P<name>\w+))?" + SENT + r"(?: size (?P<size>\d+))?"
           r"(?: gets (?P<code>[A-Z]{2}))?")
def send(world, channel, name=None, code=None, **sent):
    """Sends messages over MLLP, one after the other; with `gets`, each must get this answer."""
    for payload in payloads(world, **sent):
        connection = world.connection(channel, name)
        connection.send(payload)
        if code:
            answer = connection.receive(30)
            got = messages.field(answer, "MSA-1") if answer else answer
            told = messages.field(answer, "MSA-2") if answer else ""
            if got != code or told != messages.control_id(payload):
                raise Failed(f"{messages.control_id(payload)} got {got} for {told}: {answer}")


@statement(r"send (?P<channel>[\w-]+) byte by byte" + SENT)
def send_bytes(world, channel, **sent):
    """Sends one frame with a pause after every byte."""
    for payload in payloads(world, **sent):
        for byte in mllp.START + payload + mllp.END:
            world.connection(channel).write(bytes([byte]))
            time.sleep(0.001)


@statement(r"send (?P<channel>[\w-]+) in one write" + SENT)
def send_joined(world, channel, **sent):
    """Several frames in one write."""
    frames = [mllp.START + payload + mllp.END for payload in payloads(world, **sent)]
    world.connection(channel).write(b"".join(frames))


@statement(r"write (?P<channel>[\w-]+)(?: on (?P<name>\w+))?(?: (?P<times>\d+) times)? "
           r"\"(?P<text>.*)\"")
def write(world, channel, text, name=None, times="1"):
    """Writes bytes as they stand; \\x0b, \\r and the like are bytes."""
    data = text.encode("latin-1").decode("unicode_escape").encode("latin-1")
    connection = world.connection(channel, name)
    try:
        connection.write(data * int(times))
    except OSError:
        pass  # the engine may close on us while we write; `expect … closed` tells


@statement(r"(?P<word>close|half-close) (?P<channel>[\w-]+)(?: on (?P<name>\w+))?")
def close(world, word, channel, name=None):
    """The sender hangs up; half: it has said all, and still listens."""
    connection = world.connection(channel, name)
    connection.half_close() if word == "half-close" else connection.close()
    connection.closed = connection.closed or word == "close"


@statement(r"post (?P<channel>[\w-]+)" + SENT + r"(?: as (?P<content_type>\S+))?")
def post(world, channel, content_type="application/hl7-v2", **sent):
    """Sends messages to an HTTP source."""
    import http.client
    host, number, path = world.running().listens(channel)
    for payload in payloads(world, **sent):
        connection = http.client.HTTPConnection(host, number, timeout=30)
        connection.request("POST", path, payload, {"Content-Type": content_type})
        answer = connection.getresponse()
        world.posted[channel] = (answer.status, answer.read(), answer.getheader("Content-Type", ""))
        connection.close()


@statement(r"ask (?P<channel>[\w-]+) (?P<method>GET|PUT|POST|DELETE) (?P<target>\S+)")
def ask(world, channel, method, target):
    """A FHIR request below the path of an HTTP source; the block, if there is one, is its body."""
    import http.client
    host, number, path = world.running().listens(channel)
    connection = http.client.HTTPConnection(host, number, timeout=30)
    body = "\n".join(world.statement.block).encode() or None
    connection.request(method, path.rstrip("/") + "/" + target, body,
                       {"Content-Type": "application/fhir+json"} if body else {})
    answer = connection.getresponse()
    world.posted[channel] = (answer.status, answer.read(), answer.getheader("Content-Type", ""))
    connection.close()


@statement(r"drop (?P<path>\S+)" + SENT)
def drop(world, path, **sent):
    """Puts a file under the data directory, at once and whole."""
    target = world.data / path
    target.parent.mkdir(parents=True, exist_ok=True)
    hidden = target.parent / ("." + target.name + ".tmp")
    hidden.write_bytes(b"".join(payloads(world, **sent)))
    os.rename(hidden, target)


class Load:
    """Senders that go on until they are told to stop, and remember what was acknowledged."""

    def __init__(self, world, channel, connections):
        self.stopped, self.acknowledged, self.lock = threading.Event(), [], threading.Lock()
        host, number, _ = world.running().listens(channel)
        self.threads = [threading.Thread(target=self._send, args=((host, number), at), daemon=True)
                        for at in range(connections)]
        for thread in self.threads:
            thread.start()

    def _send(self, address, at):
        number = 0
        try:
            connection = mllp.Connection(address)
            while not self.stopped.is_set():
                number += 1
                name = f"L{at}-{number}"
                connection.send(messages.message("A08", name, f"LP{at}-{number % 3}"))
                answer = connection.receive(30)
                if not answer:
                    return
                if messages.field(answer, "MSA-1") == "AA":
                    with self.lock:
                        self.acknowledged.append(messages.field(answer, "MSA-2"))
        except OSError:
            return

    def close(self):
        self.stopped.set()
        for thread in self.threads:
            thread.join(35)


@statement(r"load (?P<channel>[\w-]+) on (?P<connections>\d+) connections")
def load(world, channel, connections):
    """Senders begin to send as fast as they are answered, each for three patients."""
    world.loads.append(Load(world, channel, int(connections)))


@statement(r"end load")
def end_load(world):
    """The senders finish. At least one message must have been acknowledged."""
    for one in world.loads:
        one.close()
    if not world.acknowledged():
        raise Failed("nothing was acknowledged")


# ---- disasters

@statement(r"disk (?P<size>\S+)")
def disk(world, size):
    """The data directory lies on a disk of this size."""
    world.disk = disaster.SmallDisk(world.data, size)


@statement(r"(?P<word>fill|free) disk")
def fill_disk(world, word):
    """Something else fills the disk to the last byte, or goes away again."""
    world.running()
    world.disk.fill() if word == "fill" else world.disk.free()


@statement(r"limit files to (?P<size>\d+) KB|unlimit files")
def limit_files(world, size=None):
    """No file of the engine may grow beyond this."""
    world.running().limit_files(int(size) * 1024 if size else None)


@statement(r"(?P<word>lock|unlock) database")
def lock_database(world, word):
    """Another program holds the database for itself."""
    world.running()
    if word == "lock":
        world.lock = (disaster.PostgresLock(world.postgres) if world.postgres
                      else disaster.SqliteLock(world.data))
    else:
        world.lock.close()
        world.lock = None


@statement(r"(?P<word>stop|start) database")
def database(world, word):
    """The PostgreSQL server goes away, or comes back. Nothing of the kind on SQLite."""
    world.running()
    if world.postgres:
        world.postgres.stop() if word == "stop" else world.postgres.start()


# ---- expectations

WITHIN = r"(?: in (?P<within>\d\S*))?"


@statement(r"expect (?P<channel>[\w-]+)(?: on (?P<name>\w+))?" + WITHIN +
           r" (?P<conditions>(?:(?:status|type|[A-Z0-9]{3}-\d[\d.]*) (?:=|~|in) [^,]+(?:, )?)+)")
def expect_answer(world, channel, conditions, name=None, within="5s"):
    """The next answer to the sender: "MSA-1 = AA, MSA-2 = 42, ERR-3.1 ~ 20"; ~ means contains. Of
    an HTTP answer status and type too."""
    http = {}
    if channel in world.posted:
        status, answer, kind = world.posted[channel]
        http = {"status": str(status), "type": kind}
    else:
        answer = world.connection(channel, name).receive(seconds(within))
        if not answer:
            raise Failed("no answer" if answer is None else "the engine closed the connection")
    for place, operator, wanted in re.findall(r"(\S+) (=|~|in) ([^,]+)", conditions):
        got = http.get(place) or messages.field(answer, place) or ""
        wanted = wanted.strip()
        good = {"=": got == wanted, "~": wanted in got, "in": got in wanted.split("/")}[operator]
        if not good:
            raise Failed(f"{place} is {got!r}, in {answer!r}")


@statement(r"expect (?P<channel>[\w-]+)(?: on (?P<name>\w+))?" + WITHIN + r" closed(?P<or_> or A[ER])?")
def expect_closed(world, channel, name=None, within="5s", or_=None):
    """The engine closes the connection; perhaps after a refusal."""
    connection = world.connections[name or channel]
    until = time.monotonic() + seconds(within)
    while (answer := connection.receive(max(0.01, until - time.monotonic()))) != b"":
        if answer is None:
            raise Failed("it is still open")
        if or_ and messages.field(answer, "MSA-1") in ("AE", "AR"):
            return
        if messages.field(answer, "MSA-1") == "AA":
            raise Failed("it was acknowledged")


@statement(r"expect (?P<channel>[\w-]+)(?: on (?P<name>\w+))? for (?P<within>\S+) no answer")
def expect_silence(world, channel, within, name=None):
    """No answer to the sender, and the connection stays open."""
    answer = world.connection(channel, name).receive(seconds(within))
    if answer is not None:
        raise Failed(f"it said {answer!r}")


@statement(r"expect (?P<name>\w+)(?: of (?P<patient>\S+))?" + WITHIN + r" receives (?P<ids>.+)")
def expect_received(world, name, ids, within=None, patient=None):
    """A peer or folder got exactly these control ids, in this order, repetitions apart; "1..20"."""
    wanted = []
    for one in re.split(r",\s*", ids):
        first, _, last = one.partition("..")
        wanted += [str(i) for i in range(int(first), int(last) + 1)] if last else [one]
    wanted = [] if wanted == ["nothing"] else wanted

    def check():
        got = first_of_each([messages.control_id(payload) for payload in world.received(name)
                             if patient in (None, messages.patient(payload))])
        return "" if got == wanted else f"{name} received {', '.join(got) or 'nothing'}"
    world.eventually(within, check)


@statement(r"expect (?P<name>\w+)" + WITHIN +
           r" message (?P<conditions>(?:[A-Z0-9]{3}-\d[\d.]* = [^,]*(?:, )?)+)")
def expect_message(world, name, conditions, within=None):
    """The last HL7 v2 message of a peer or folder: "expect lab in 5s message PID-3.1 = 12345"."""
    def check():
        if not (arrived := world.received(name)):
            return "nothing arrived"
        wrong = [f"{place} is {got!r}" for place, wanted in
                 re.findall(r"(\S+) = ([^,]*)", conditions)
                 if (got := messages.field(arrived[-1], place) or "") != wanted.strip()]
        return ", ".join(wrong) and f"{', '.join(wrong)} in {arrived[-1]!r}"
    world.eventually(within, check)


@statement(r"expect (?P<name>\w+)" + WITHIN + r" has (?P<ids>.+)")
def expect_has(world, name, ids, within=None):
    """A peer or folder got these control ids, in any order, perhaps among others."""
    wanted = world.acknowledged() if ids == "all acknowledged" else re.split(r",\s*", ids)

    def check():
        got = {messages.control_id(payload) for payload in world.received(name)}
        lost = [one for one in wanted if one not in got]
        return f"{len(lost)} of {len(wanted)} missing: {', '.join(lost[:5])}" if lost else ""
    world.eventually(within, check)


@statement(r"expect (?P<name>\w+) for (?P<time_>\S+) no more")
def expect_no_more(world, name, time_):
    """Nothing further arrives at a peer or folder, not even a repetition."""
    before = len(world.received(name))
    time.sleep(seconds(time_))
    if (after := len(world.received(name))) != before:
        raise Failed(f"{after - before} more arrived")


@statement(r"expect (?P<name>\w+)" + WITHIN + r" ledger (?P<conditions>[a-z]+ = \d+.*)")
def expect_ledger(world, name, conditions, within="5s"):
    """The account of a sink: "expect lab in 5s ledger delivered = 2, errored = 1"."""
    def check():
        lines = [account for (_, sink), account in world.running().ledger().items() if sink == name]
        if not lines:
            return f"no account of {name}: {world.engine.run('reconcile').stdout}"
        wrong = [f"{word} is {lines[0].get(word)}" for word, number in
                 re.findall(r"(\w+) = (\d+)", conditions) if lines[0].get(word) != int(number)]
        return ", ".join(wrong) and f"{', '.join(wrong)} of {lines[0]}"
    world.eventually(within, check)


@statement(r"expect(?P<no> no)? (?P<what>output|quarantine|log)" + WITHIN + r" \"(?P<text>.*)\"")
def expect_text(world, what, text, no=None, within=None):
    """What the last `run` printed, `pontis quarantine` prints or the log says; or does not."""
    def check():
        said = {"output": lambda: world.output, "log": lambda: "\n".join(world.engine.lines),
                "quarantine": lambda: world.running().run("quarantine").stdout}[what]()
        return "" if (text in said) == (no is None) else f"{what} is: {said[-1500:]}"
    world.eventually(within, check)


@statement(r"expect memory under (?P<limit>\d+) MB")
def expect_memory(world, limit):
    """Resident memory of the engine."""
    if (used := world.running().memory()) >= int(limit):
        raise Failed(f"{used:.0f} MB")


@statement(r"expect (?P<name>\w+)" + WITHIN + r" (?P<verb>POST|PUT|any) (?P<kind>[A-Z]\w+)"
           r"(?P<conditions>(?:, \S+ (?:=|~) [^,]+)*)")
def expect_resource(world, name, verb, kind, conditions, within=None):
    """A FHIR resource among what arrived: "POST Patient, identifier[0].value = 12345"."""
    wanted = re.findall(r", (\S+) (=|~) ([^,]+)", conditions)

    def check():
        seen = [one for payload in world.received(name) for one in resources(payload)]
        if any(resource_matches(one, verb, kind, wanted) for one in seen):
            return ""
        return "seen: " + (", ".join(f"{v} {r.get('resourceType')}" for v, r in seen) or "nothing")
    world.eventually(within, check)


@statement(r"run (?P<arguments>.+?)(?P<fails> fails)?")
def run(world, arguments, fails=None):
    """Runs a command of the program with --data; it must succeed, or with `fails` must not."""
    done = world.engine.run(*arguments.split(), timeout=120)
    world.output = done.stdout
    if (done.returncode != 0) != (fails is not None):
        raise Failed(f"exit {done.returncode}: {done.stdout[-1500:]}")


@statement(r"reconcile")
def reconcile(world):
    """`pontis reconcile` says that received = delivered + filtered + errored + held + queued."""
    run(world, "reconcile")
