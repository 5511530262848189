"""``python -m cic.speech.worker``: the process that calls are listened to in. Owns its door, its jobs and its end.

The engine speaks to it over standard input and output and is the only one who does; when that ends, so does the worker.
Calls come by AudioSocket, which has no sign-in: only who names a job of the engine's is let in, once.
"""

import asyncio
import logging
import os
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import uvloop

from cic.speech.audio import FRAME_MS
from cic.speech.audiosocket import AudioSocketReader, Identity, ProtocolFault
from cic.speech.call import READ_BYTES, Call, say_goodbye
from cic.speech.jobs import Failed, ListenJob, Outcome
from cic.speech.messages import (
    LINE_BYTES_MAX,
    Alive,
    BadMessage,
    Cancel,
    Done,
    FromWorker,
    Listen,
    Ready,
    Setup,
    to_line,
    to_worker,
)
from cic.speech.prompt_files import PromptFault
from cic.speech.recognising import RecognitionDesk

_log = logging.getLogger("cic.speech.worker")

ALIVE_EVERY_S = 1.0
_STRANGERS_MAX = 32
_STRANGER_S = 3.0
"""So long may a connection stay without saying who it is."""
_OVERTAKEN_TRIES = 10
"""A call may be here before the engine's word of it has been read; it is waited for that often, 20 ms each."""
_CONNECT_S = 15.0
"""Asterisk is told to connect as soon as a job is taken."""
_RECOGNISER_HANGS_S = 15.0
_EXIT_SETUP, _EXIT_HANGS = 2, 3
_SWITCH_S = 0.001
"""So long a recogniser's thread may keep a prompt waiting between two stretches of audio."""


class CannotListen(Exception):
    """Where a worker is to listen, and why it cannot."""


@dataclass(slots=True)
class _Job:
    job: ListenJob
    deadline: asyncio.TimerHandle
    task: "asyncio.Task[None] | None" = None


class Worker:
    """The door and the jobs of one process."""

    def __init__(self, setup: Setup, desk: RecognitionDesk, tell: Callable[[FromWorker], None]) -> None:
        self._setup = setup
        self._desk = desk
        self._tell = tell
        self._jobs: dict[UUID, _Job] = {}
        self._strangers = 0
        self.faults: Counter[str] = Counter()

    async def open(self) -> int:
        """Listen; the port."""
        limit = 2 * READ_BYTES
        server = await asyncio.start_server(self._serve, self._setup.host, self._setup.port, limit=limit, backlog=64)
        port: int = server.sockets[0].getsockname()[1]
        return port

    def take(self, message: Listen | Cancel) -> None:
        """What the engine wants."""
        if isinstance(message, Cancel):
            self._cancel(message.uuid)
        elif not self._desk.serves(message.job.language):
            self._tell(Done(message.uuid, Failed("no_recogniser")))
        elif len(self._jobs) >= self._setup.calls_max:
            self._tell(Done(message.uuid, Failed("no_room")))
        else:
            loop, uuid = asyncio.get_running_loop(), message.uuid
            deadline = loop.call_later(_CONNECT_S, self._end, uuid, Failed("not_connected"))
            self._jobs[uuid] = _Job(message.job, deadline)

    def _cancel(self, uuid: UUID) -> None:
        job = self._jobs.pop(uuid, None)
        if job is not None:
            job.deadline.cancel()
            if job.task is not None:
                job.task.cancel()

    def _end(self, uuid: UUID, outcome: Outcome) -> None:
        """Report, unless it was cancelled."""
        if self._jobs.pop(uuid, None) is not None:
            self._tell(Done(uuid, outcome))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A connection, from anybody who can reach the port."""
        frames = AudioSocketReader()
        try:
            uuid = await self._let_in(frames, reader)
        except (ProtocolFault, OSError) as fault:
            self.count_fault(str(fault) if isinstance(fault, ProtocolFault) else "stranger_gone")
            writer.transport.abort()
            return
        job = self._jobs[uuid]
        job.deadline.cancel()
        job.task = asyncio.current_task()
        try:
            call = Call(job.job, self._desk, (reader, writer), self.count_fault)
            # Told before the connection ends: when Asterisk goes on with the caller, the engine knows what to do.
            self._end(uuid, await call.run(frames))
        except PromptFault as fault:
            _log.warning("%s", fault)
            self._end(uuid, Failed("prompt_unreadable"))
        finally:
            self._end(uuid, Failed("worker_fault"))
            await say_goodbye(writer)

    async def _let_in(self, frames: AudioSocketReader, reader: asyncio.StreamReader) -> UUID:
        """The name of a job that nobody has come for yet. ProtocolFault for everybody else."""
        if self._strangers >= _STRANGERS_MAX:
            raise ProtocolFault("too_many_strangers")
        self._strangers += 1
        try:
            async with asyncio.timeout(_STRANGER_S):
                uuid = await _name(frames, reader)
                for _ in range(_OVERTAKEN_TRIES):
                    if uuid in self._jobs:
                        break
                    await asyncio.sleep(FRAME_MS / 1000)
        except TimeoutError:
            raise ProtocolFault("silent_stranger") from None
        finally:
            self._strangers -= 1
        job = self._jobs.get(uuid)
        if job is None or job.task is not None:
            raise ProtocolFault("unknown_uuid")
        return uuid

    def count_fault(self, kind: str) -> None:
        """A peer did this."""
        self.faults[kind] += 1


async def _name(frames: AudioSocketReader, reader: asyncio.StreamReader) -> UUID:
    """Who it is, by the first frame; what came with it stays in ``frames``."""
    while data := await reader.read(READ_BYTES):
        first = next(frames.feed(data), None)
        if isinstance(first, Identity):
            return first.uuid
        if first is not None:
            raise ProtocolFault("no_identity_first")
    raise ProtocolFault("stranger_gone")


async def work(commands: asyncio.StreamReader, tell: Callable[[FromWorker], None]) -> None:
    """Be a worker until the engine has no more commands, or until a recogniser hangs."""
    setup = to_worker(await commands.readline())
    if not isinstance(setup, Setup):
        raise BadMessage("expected the setup first")
    desk = RecognitionDesk(setup.recognisers, setup.threads)
    faults = await asyncio.to_thread(desk.open)
    worker = Worker(setup, desk, tell)
    try:
        port = await worker.open()
    except OSError as error:
        raise CannotListen(f"{setup.host}:{setup.port} ({os.strerror(error.errno or 0)})") from None
    tell(Ready(port, faults))
    watch = asyncio.create_task(_watch(worker, desk, tell))
    while line := await commands.readline():
        message = to_worker(line)
        if isinstance(message, Setup):
            raise BadMessage("a second setup")
        worker.take(message)
    watch.cancel()


async def _watch(worker: Worker, desk: RecognitionDesk, tell: Callable[[FromWorker], None]) -> None:
    while True:
        tell(Alive(dict(worker.faults)))
        await asyncio.sleep(ALIVE_EVERY_S)
        if desk.longest_busy_s() > _RECOGNISER_HANGS_S:
            _log.error("a recogniser has not come back for %d s; the engine starts another worker", _RECOGNISER_HANGS_S)
            os._exit(_EXIT_HANGS)


async def _main(output: int) -> None:
    loop = asyncio.get_running_loop()
    commands = asyncio.StreamReader(limit=LINE_BYTES_MAX)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    await work(commands, lambda message: _write_all(output, to_line(message)))


def _write_all(output: int, line: bytes) -> None:
    while line:
        line = line[os.write(output, line) :]


def main() -> None:
    """Run until the engine has gone."""
    logging.basicConfig(level=logging.INFO, format="speech worker %(process)d: %(message)s")
    # Whatever else writes to standard output, a plug-in for one, is not to garble the answers.
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.setswitchinterval(_SWITCH_S)
    code = 0
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_main(answers))
    except BrokenPipeError:
        pass  # the engine has gone
    except CannotListen as error:
        advice = "agi_listen_host must be an address of this machine, and the ports after agi_port are to be free"
        _log.error("cannot listen for callers' audio at %s: %s", error, advice)
        code = _EXIT_SETUP
    except BadMessage as fault:
        _log.error("the engine says what no engine says: %s", fault)
        code = _EXIT_SETUP
    # At once: a recogniser's thread in the middle of an utterance would hold up the usual end.
    os._exit(code)


if __name__ == "__main__":
    main()
