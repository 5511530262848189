"""How long a command waits until the writer has taken it and the journal has it, asked ten times a second from outside.

The command opens or closes a queue that nobody is in: the reply comes once that is durable, so it waits in the same
line as every input of a caller. What HTTP costs is in it; asked at rest, the same shows how much that is.
"""

import http.client
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tests.bench.ivr.plan import PROBE_QUEUE, PROBES_PER_S

ANSWER_S_MAX = 30.0
RESTS_S_MAX = 2.0
AT_ONCE_MAX = 20
"""So that a command that waits long does not keep those after it waiting."""


class Probe:
    """Threads that ask and note. Use it as a context manager."""

    def __init__(self, port: int, token: str) -> None:
        self.found: list[tuple[float, float]] = []
        """When each command was due, by the wall clock in seconds, and after how many milliseconds it was done."""
        self.refused = 0
        self._port = port
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._is_over = threading.Event()
        self._own = threading.local()
        self._connections: list[http.client.HTTPConnection] = []
        self._asking = ThreadPoolExecutor(AT_ONCE_MAX)
        self._ticking = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> "Probe":
        self._ticking.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._ticking.join()
        self._asking.shutdown()
        for connection in self._connections:
            connection.close()

    def between(self, from_s: float, until_s: float) -> list[float]:
        """The delays of the commands that were due in this time."""
        return [delay_ms for at_s, delay_ms in self.found if from_s <= at_s < until_s]

    def _tick(self) -> None:
        first_s, count = time.time(), 0
        while not self._is_over.wait(max(0.0, first_s + count / PROBES_PER_S - time.time())):
            mode = "open" if count % 2 else "closed"
            self._asking.submit(self._ask, first_s + count / PROBES_PER_S, mode)
            count += 1

    def _ask(self, due_s: float, mode: str) -> None:
        connection = self._connection()
        try:
            connection.request(
                "POST", f"/api/queues/{PROBE_QUEUE}/mode", json.dumps({"mode": mode, "reason": "probe"}), self._headers
            )
            answer = connection.getresponse()
            answer.read()
            is_done = answer.status == http.client.OK
        except (OSError, http.client.HTTPException):
            connection.close()
            is_done = False
        self.found.append((due_s, (time.time() - due_s) * 1000))
        self.refused += not is_done

    def _connection(self) -> http.client.HTTPConnection:
        """Each thread has one of its own; one that has rested is made anew before the center closes it under us."""
        if not hasattr(self._own, "connection"):
            self._own.connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=ANSWER_S_MAX)
            self._connections.append(self._own.connection)
            self._own.used_at_s = 0.0
        connection: http.client.HTTPConnection = self._own.connection
        if time.monotonic() - self._own.used_at_s > RESTS_S_MAX:
            connection.close()
        self._own.used_at_s = time.monotonic()
        return connection
