"""One worker process seen from the engine: started, listened to, started again when it dies. Owns the process.

A worker that says nothing for some seconds is stuck and is killed.
"""

import asyncio
import contextlib
import logging
import random
import sys
from collections.abc import Callable, Mapping
from uuid import UUID

from cic.speech.jobs import Outcome
from cic.speech.messages import (
    LINE_BYTES_MAX,
    Alive,
    BadMessage,
    Done,
    FromWorker,
    Ready,
    Setup,
    ToWorker,
    from_worker,
    to_line,
)

_log = logging.getLogger(__name__)

LISTENER = "speech"
"""Of faults of peers."""
_START_S = 60.0
"""The first time a big model is read."""
_SILENT_S = 10.0
_FIRST_WAIT_S, _WAIT_S_MAX = 0.5, 60.0
_LONG_LIFE_S = 60.0
"""After so long a life, the next death is the first."""
_END_S = 5.0
_UNSENT_BYTES_MAX = 1024 * 1024


class WorkerProcess:
    """Keeps a worker alive. ``jobs`` are those it has, as the pool says."""

    def __init__(
        self,
        number: int,
        setup: Setup,
        finished: Callable[[UUID, Outcome], None],
        lost: Callable[[set[UUID]], None],
        count_fault: Callable[[str, str], None],
    ) -> None:
        self.is_up = asyncio.Event()
        self.port = 0
        self.jobs: set[UUID] = set()
        self.language_faults: Mapping[str, str] = {}
        self.pid: int | None = None
        self._number = number
        self._setup = setup
        self._finished = finished
        self._lost = lost
        self._count_fault = count_fault
        self._counted: dict[str, int] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start it, now and whenever it dies."""
        self._task = asyncio.create_task(self._keep_alive(), name=f"speech worker {self._number}")

    async def close(self) -> None:
        """End it, for good."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def send(self, message: ToWorker) -> bool:
        """Say something to it; whether that could be said."""
        pipe = None if self._process is None else self._process.stdin
        if pipe is None or pipe.is_closing() or pipe.transport.get_write_buffer_size() > _UNSENT_BYTES_MAX:
            return False
        try:
            pipe.write(to_line(message))
        except BadMessage as error:
            _log.error("a menu is too long to be listened to: %s", error)
            return False
        return True

    async def _keep_alive(self) -> None:
        loop = asyncio.get_running_loop()
        wait_s = _FIRST_WAIT_S
        while True:
            began_s = loop.time()
            reason = await self._live()
            if loop.time() - began_s >= _LONG_LIFE_S:
                wait_s = _FIRST_WAIT_S
            # Spread, so that a pool whose workers die of the same thing does not come back as one.
            pause_s = wait_s * (0.5 + random.random() / 2)
            _log.warning("speech worker %d: %s; starting another in %.1f s", self._number, reason, pause_s)
            wait_s = min(2 * wait_s, _WAIT_S_MAX)
            await asyncio.sleep(pause_s)

    async def _live(self) -> str:
        """One process, from its start to its end; why it ended."""
        command = (sys.executable, "-m", "cic.speech.worker")
        pipe = asyncio.subprocess.PIPE
        try:
            # In a session of its own: a Ctrl-C is for the engine, which ends its workers when it ends.
            process = await asyncio.create_subprocess_exec(
                *command, stdin=pipe, stdout=pipe, limit=LINE_BYTES_MAX, start_new_session=True
            )
        except OSError as error:
            return f"cannot be started: {error.strerror}"
        self._process, self.pid = process, process.pid
        try:
            return await self._attend(process)
        finally:
            self.is_up.clear()
            self._process = self.pid = None
            jobs, self.jobs = self.jobs, set()
            self._lost(jobs)
            await _end(process)

    async def _attend(self, process: asyncio.subprocess.Process) -> str:
        assert process.stdout is not None
        self._counted = {}
        self.send(self._setup)
        limit_s = _START_S
        while True:
            try:
                async with asyncio.timeout(limit_s):
                    line = await process.stdout.readline()
                if not line:
                    return "has ended"
                self._take(from_worker(line))
            except TimeoutError:
                return f"said nothing for {limit_s:.0f} s"
            except ValueError:  # too long a line, or none of the messages
                self._count_fault(LISTENER, "worker_bad_message")
                return "spoke nonsense"
            limit_s = _SILENT_S

    def _take(self, message: FromWorker) -> None:
        match message:
            case Ready(port, faults):
                self.port, self.language_faults = port, faults
                for language, reason in faults.items():
                    _log.error("speech in '%s' cannot be recognised: %s", language, reason)
                self.is_up.set()
            case Done(uuid, outcome):
                self._finished(uuid, outcome)
            case Alive(counts):
                for kind, count in counts.items():
                    for _ in range(min(count - self._counted.get(kind, 0), 1000)):
                        self._count_fault(LISTENER, kind)
                self._counted = dict(counts)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Close its input, which ends it; kill it when that does not."""
    if process.stdin is not None:
        process.stdin.close()
    # No `asyncio.timeout`: in a task that is cancelled, as ours is at the center's end, Python 3.11's is none.
    ended = asyncio.ensure_future(process.wait())
    await asyncio.wait({ended}, timeout=_END_S)
    if not ended.done():
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    await ended
