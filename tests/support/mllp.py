"""The two ends of MLLP: a client that sends, and a peer that answers as a test tells it to."""
import socket
import threading
import time

import messages

START, END = b"\x0b", b"\x1c\r"


def seconds(text):
    """"300ms", "5s", "2m" as seconds."""
    for unit, factor in (("ms", 0.001), ("s", 1), ("m", 60)):
        if text.endswith(unit) and text[: -len(unit)].replace(".", "").isdigit():
            return float(text[: -len(unit)]) * factor
    raise ValueError(f"not a duration: {text}")


class Frames:
    """Cuts a stream into payloads; bytes outside of frames are ignored."""

    def __init__(self):
        self.buffer = b""

    def feed(self, data):
        self.buffer += data
        done = []
        while (end := self.buffer.find(END)) >= 0:
            start = self.buffer.find(START, 0, end)
            if start >= 0:
                done.append(self.buffer[start + 1: end])
            self.buffer = self.buffer[end + 2:]
        return done


class Connection:
    """A sender. One thread uses it."""

    def __init__(self, address, timeout=10):
        self.socket = socket.create_connection(address, timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.frames, self.waiting, self.closed = Frames(), [], False

    def write(self, data):
        self.socket.sendall(data)

    def send(self, payload):
        self.write(START + payload + END)

    def receive(self, timeout):
        """The next answer; b"" if the peer closed; None if nothing came in `timeout` seconds."""
        until = time.monotonic() + timeout
        while not self.waiting:
            left = until - time.monotonic()
            if left <= 0:
                return None
            self.socket.settimeout(left)
            try:
                data = self.socket.recv(65536)
            except socket.timeout:
                return None
            except OSError:
                data = b""
            if not data:
                self.closed = True
                return b""
            self.waiting += self.frames.feed(data)
        return self.waiting.pop(0)

    def half_close(self):
        self.socket.shutdown(socket.SHUT_WR)

    def close(self):
        self.socket.close()


class Script:
    """What a peer answers: rules in order, each for some messages, some number of times."""

    def __init__(self, fallback):
        self.lock, self.rules, self.fallback = threading.Lock(), [], fallback

    def add(self, behaviour, contains="", times=None):
        with self.lock:
            if times is None and not contains:
                self.fallback, self.rules = behaviour, []
            else:
                # The latest word counts; of two with a count, the earlier is used up first.
                self.rules = [rule for rule in self.rules if rule[1] != contains or rule[2]]
                self.rules.append([behaviour, contains, times])

    def next(self, text):
        with self.lock:
            for rule in self.rules:
                if rule[1] in text:
                    if rule[2] is not None:
                        rule[2] -= 1
                        if rule[2] == 0:
                            self.rules.remove(rule)
                    return rule[0]
            return self.fallback


class Peer:
    """A receiver of MLLP.

    Behaviours: AA AE AR CA CE CR; "late DURATION" (the right answer, too late); "foreign" (an
    answer to some other message, and no more); "foreign-then-AA"; "nothing"; "close" (without an
    answer); "slowly" (one byte at a time); "split" (in two pieces); "twice"; "junk".
    """

    def __init__(self, port=0, behaviour="AA", on_message=None):
        self.script, self.received, self.lock = Script(behaviour), [], threading.Lock()
        self.on_message = on_message
        self.address, self.listener, self.sockets = ("127.0.0.1", port), None, set()
        self.start()

    def start(self):
        self.listener = socket.create_server(self.address, backlog=128)
        self.address = self.listener.getsockname()[:2]
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def stop(self):
        listener, self.listener = self.listener, None
        if listener:
            # Without shutdown() the thread in accept() would keep the port open.
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        with self.lock:
            for one in self.sockets:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def _accept(self, listener):
        while True:
            try:
                accepted, _ = listener.accept()
            except OSError:
                return
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.lock:
                self.sockets.add(accepted)
            threading.Thread(target=self._serve, args=(accepted,), daemon=True).start()

    def _serve(self, accepted):
        frames = Frames()
        try:
            while data := accepted.recv(65536):
                for payload in frames.feed(data):
                    with self.lock:
                        self.received.append(payload)
                    if self.on_message:
                        self.on_message(payload)
                    if not self._answer(accepted, payload):
                        return
        except OSError:
            pass
        finally:
            with self.lock:
                self.sockets.discard(accepted)
            accepted.close()

    def _answer(self, accepted, payload):
        """False if the connection is to be closed."""
        word, _, rest = self.script.next(payload.decode("utf-8", "replace")).partition(" ")
        code = word if word in ("AA", "AE", "AR", "CA", "CE", "CR") else "AA"
        right = START + messages.acknowledgement(payload, code) + END
        foreign = START + messages.acknowledgement(payload, "AA", "FOREIGN-1") + END
        if word == "late":
            threading.Timer(seconds(rest), _send_quietly, (accepted, right)).start()
        elif word == "slowly":
            for at in range(len(right)):
                accepted.sendall(right[at: at + 1])
                time.sleep(0.002)
        elif word == "split":
            accepted.sendall(right[:-1])
            time.sleep(0.1)
            accepted.sendall(right[-1:])
        elif word == "junk":
            accepted.sendall(START + b"\x00\x01\x02 not an answer" + END)
        elif word == "close":
            return False
        elif word != "nothing":
            accepted.sendall({"foreign": foreign, "foreign-then-AA": foreign + right,
                              "twice": right + right}.get(word, right))
        return True


def _send_quietly(accepted, data):
    try:
        accepted.sendall(data)
    except OSError:
        pass
