"""Threads for conversations, kept for the next one. Owns the threads; must not know what is done on them.

Beginning a thread costs more than a short conversation does.
"""

import threading
from collections.abc import Callable
from queue import SimpleQueue

_IDLE_MAX = 16

Work = Callable[[], object]


class AgiThreads:
    """Runs each piece of work on a thread that has no other; any thread may hand it in."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: set[threading.Thread] = set()
        self._idle: list[SimpleQueue[Work | None]] = []
        self._is_stopping = False

    @property
    def idle(self) -> int:
        """How many threads have nothing to do."""
        with self._lock:
            return len(self._idle)

    def run(self, work: Work) -> None:
        """Begin the work; RuntimeError when the system has no thread for it, or after ``stop``."""
        with self._lock:
            if self._is_stopping:
                raise RuntimeError("the threads are ending")
            if self._idle:
                self._idle.pop().put(work)
                return
            inbox: SimpleQueue[Work | None] = SimpleQueue()
            inbox.put(work)
            thread = threading.Thread(target=self._serve, args=(inbox,), name="agi", daemon=True)
            thread.start()  # before anybody can see it: a thread that is not started cannot be joined
            self._all.add(thread)

    def stop(self, time_s: float) -> None:
        """Let threads end as their work does; wait so long at most for each of them."""
        with self._lock:
            self._is_stopping = True
            for inbox in self._idle:
                inbox.put(None)
            self._idle.clear()
            threads = list(self._all)
        for thread in threads:
            thread.join(time_s)

    def _serve(self, inbox: "SimpleQueue[Work | None]") -> None:
        try:
            while (work := inbox.get()) is not None:
                work()
                del work  # or the conversation would be kept until the next one
                if not self._may_wait(inbox):
                    return
        finally:
            with self._lock:
                self._all.discard(threading.current_thread())

    def _may_wait(self, inbox: "SimpleQueue[Work | None]") -> bool:
        with self._lock:
            if self._is_stopping or len(self._idle) >= _IDLE_MAX:
                return False
            self._idle.append(inbox)
            return True
