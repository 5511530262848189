"""The far side of the command line: a center's door that answers as a test says and keeps what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

TOKEN = "token-of-the-operator"


class PretendCenter(HTTPServer):
    """Takes any request of the operator; ``asked`` holds method, path and body of each."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[tuple[str, str, Any]] = []
        self.status = 200
        self.answer: dict[str, Any] = {"ok": True}

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"

    def refuse(self, status: int, code: str, detail: str) -> None:
        """From now on it refuses."""
        self.status, self.answer = status, {"error": {"code": code, "detail": detail}}


class _Answer(BaseHTTPRequestHandler):
    server: PretendCenter

    def do_GET(self) -> None:
        self._take()

    def do_POST(self) -> None:
        self._take()

    def do_DELETE(self) -> None:
        self._take()

    def _take(self) -> None:
        length = int(self.headers["Content-Length"] or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        is_operator = self.headers["Authorization"] == f"Bearer {TOKEN}"
        if is_operator:
            self.server.asked.append((self.command, self.path, body))
        answer = json.dumps(self.server.answer).encode()
        self.send_response(self.server.status if is_operator else 401)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def pretend_center() -> Iterator[PretendCenter]:
    """A door that is open while the test lasts."""
    server = PretendCenter()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
