"""A FHIR server that keeps nothing but a record, and answers with the status it is told to."""
import http.server
import json
import threading

from mllp import Script


class HttpPeer:
    """Behaviours: a status ("201", "503", "422"), "nothing" (hangs until stopped), "close"."""

    def __init__(self, port=0, behaviour="200"):
        self.script, self.received, self.lock = Script(behaviour), [], threading.Lock()
        self.address, self.server = ("127.0.0.1", port), None
        self.start()

    def start(self):
        self.stopping = threading.Event()
        peer = self

        class Handler(_Handler):
            owner = peer

        http.server.ThreadingHTTPServer.allow_reuse_address = True
        self.server = http.server.ThreadingHTTPServer(self.address, Handler)
        self.server.daemon_threads = True
        self.address = self.server.server_address[:2]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        if self.server:
            self.stopping.set()
            self.server.shutdown()
            self.server.server_close()
            self.server = None


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner = None

    def answer(self):
        peer = self.owner
        body = self._body()
        with peer.lock:
            peer.received.append({"method": self.command, "path": self.path, "body": body,
                                  "headers": dict(self.headers)})
        word = peer.script.next(body.decode("utf-8", "replace"))
        if word == "nothing":
            peer.stopping.wait(60)
        if word in ("nothing", "close") or peer.stopping.is_set():
            self.close_connection = True
            return
        reply = json.dumps(_reply(int(word), body)).encode()
        self.send_response(int(word))
        self.send_header("Content-Type", "application/fhir+json")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    do_POST = do_PUT = do_GET = do_DELETE = do_PATCH = answer

    def _body(self):
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *_):
        pass


def _reply(status, body):
    if status >= 400:
        return {"resourceType": "OperationOutcome",
                "issue": [{"severity": "error", "code": "processing"}]}
    try:
        sent = json.loads(body)
    except ValueError:
        sent = {}
    if sent.get("resourceType") == "Bundle":
        return {"resourceType": "Bundle", "type": sent.get("type", "") + "-response",
                "entry": [{"response": {"status": "200 OK"}} for _ in sent.get("entry", [])]}
    return sent or {"resourceType": "OperationOutcome", "issue": []}
