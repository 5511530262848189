"""The engine's side of speech: a pool of worker processes and the jobs they do. Owns who does which.

Lives in the engine's loop and never sees audio. Every job has one outcome, at once when its worker dies; a pool without
a worker that is ready takes none, and the flow goes on by keys.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from cic.speech.choosing import DEFAULT_RECOGNISERS, Recognisers, language_served
from cic.speech.jobs import Failed, ListenJob, Outcome
from cic.speech.messages import Cancel, Listen, Setup
from cic.speech.worker_process import WorkerProcess

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """How speech is served. ``ports`` are those of the workers, one each; without, each chooses a free one.

    ``host`` is where they listen: loopback, unless Asterisk is another machine on a private network, as AudioSocket has
    neither sign-in nor encryption.
    """

    workers: int = 2
    recognisers: Recognisers = field(default_factory=lambda: DEFAULT_RECOGNISERS)
    host: str = "127.0.0.1"
    ports: tuple[int, ...] = ()
    calls_max: int = 50
    """Calls that a worker listens to at once, most of them without anybody speaking."""
    recognisers_each: int = 2
    """Callers who speak at once and are recognised as they speak; more are caught up with."""


@dataclass(frozen=True, slots=True)
class Listening:
    """A job that a worker waits for: Asterisk is to run ``AudioSocket(uuid,host:port)``, within 15 s."""

    uuid: UUID
    host: str
    port: int


class SpeechWorkers:
    """The pool. Called in the engine's loop only; outcomes come there too."""

    def __init__(self, settings: SpeechSettings, count_fault: Callable[[str, str], None]) -> None:
        self._settings = settings
        ports = settings.ports or (0,) * settings.workers
        assert len(ports) == settings.workers, "a port for each worker"
        self.workers: tuple[WorkerProcess, ...] = tuple(
            WorkerProcess(number, self._setup(port), self._finished, self._lost, count_fault)
            for number, port in enumerate(ports, start=1)
        )
        self._jobs: dict[UUID, _Job] = {}

    def _setup(self, port: int) -> Setup:
        wanted = self._settings
        return Setup(wanted.recognisers, wanted.host, port, wanted.calls_max, wanted.recognisers_each)

    async def start(self) -> None:
        """Start all workers; they are ready some time later."""
        for worker in self.workers:
            worker.start()

    async def ready(self, limit_s: float) -> bool:
        """Wait until every worker is ready, for so long at most. A center does not need to."""
        if not self.workers:
            return True
        waits = [asyncio.ensure_future(worker.is_up.wait()) for worker in self.workers]
        _, late = await asyncio.wait(waits, timeout=limit_s)
        for wait in late:
            wait.cancel()
        return not late

    async def close(self) -> None:
        """End all workers; what they were at fails."""
        await asyncio.gather(*[worker.close() for worker in self.workers])

    def serves(self, language: str) -> bool:
        """Whether this language can be listened to now."""
        return any(self._fits(worker, language) for worker in self.workers)

    def listen(self, job: ListenJob, on_outcome: Callable[[Outcome], None]) -> Listening | None:
        """Have a worker wait for the call. None when none can: no outcome follows, go on by keys."""
        fit = [worker for worker in self.workers if self._fits(worker, job.language)]
        if not fit:
            return None
        worker = min(fit, key=lambda one: len(one.jobs))
        # Names are what lets a connection in, so they cannot be guessed.
        uuid = UUID(bytes=secrets.token_bytes(16), version=4)
        if not worker.send(Listen(uuid, job)):
            return None
        worker.jobs.add(uuid)
        self._jobs[uuid] = _Job(worker, on_outcome)
        return Listening(uuid, self._settings.host, worker.port)

    def cancel(self, uuid: UUID) -> None:
        """The call is wanted elsewhere: its connection ends at once, and no outcome follows. Nothing if it is over."""
        job = self._jobs.pop(uuid, None)
        if job is not None:
            job.worker.jobs.discard(uuid)
            job.worker.send(Cancel(uuid))

    def faults_of_languages(self) -> Mapping[str, str]:
        """Languages whose recogniser could not be made, and why."""
        found: dict[str, str] = {}
        for worker in self.workers:
            found |= worker.language_faults
        return found

    def _fits(self, worker: WorkerProcess, language: str) -> bool:
        served = language_served(self._settings.recognisers, language)
        is_able = served is not None and served not in worker.language_faults
        return worker.is_up.is_set() and is_able and len(worker.jobs) < self._settings.calls_max

    def _finished(self, uuid: UUID, outcome: Outcome) -> None:
        job = self._jobs.pop(uuid, None)
        if job is not None:
            job.worker.jobs.discard(uuid)
            # Soon, not now: what the flow makes of it must not end the watch over the worker.
            asyncio.get_running_loop().call_soon(job.on_outcome, outcome)

    def _lost(self, uuids: set[UUID]) -> None:
        for uuid in uuids:
            self._finished(uuid, Failed("worker_died"))


@dataclass(frozen=True, slots=True)
class _Job:
    worker: WorkerProcess
    on_outcome: Callable[[Outcome], None]
