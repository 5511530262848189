"""Listens to app_queue: when each caller joined, by Asterisk's own time stamp. Owns one manager connection."""

import socket
import threading

from cic.cti.asterisk.ami import AmiParser
from tests.bench.calls.asterisk import BenchAsterisk
from tests.bench.calls.plan import LOOPBACK


class QueueWatcher:
    """A manager that is told of nothing but callers who join app_queue. Use it as a context manager."""

    def __init__(self, asterisk: BenchAsterisk) -> None:
        self.joined_at_ms: dict[str, float] = {}
        """By the caller's number."""
        self._asterisk = asterisk

    def __enter__(self) -> "QueueWatcher":
        self._socket = socket.create_connection((LOOPBACK, self._asterisk.ami_port))
        login = f"Action: Login\r\nUsername: watcher\r\nSecret: {self._asterisk.watcher_secret}\r\n\r\n"
        self._socket.sendall(login.encode())
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _read(self) -> None:
        parser = AmiParser()
        while data := self._socket.recv(65_536):
            for message in parser.feed(data):
                if message.event == "QueueCallerJoin":
                    self.joined_at_ms[message["CallerIDNum"]] = float(message["Timestamp"]) * 1000
