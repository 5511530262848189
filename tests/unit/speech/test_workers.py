"""Real worker processes, driven over real sockets as Asterisk would."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from cic.speech import worker_process
from cic.speech.audio import FRAME_MS, SILENCE
from cic.speech.call import say_goodbye
from cic.speech.choosing import RecogniserChoice
from cic.speech.jobs import Failed, Heard, KeyPressed, ListenJob, NotUnderstood, Outcome, Silence
from cic.speech.messages import LINE_BYTES_MAX, Ready, Setup, from_worker, to_line
from cic.speech.port import Phrase
from cic.speech.voice_activity import END_MS
from cic.speech.workers import Listening, SpeechSettings, SpeechWorkers
from tests.unit.speech.asterisk_side import LIMIT_S, AsteriskSide, recorded, write_prompt

pytestmark = pytest.mark.scenario

OURS = "tests.unit.speech.far_recognisers"
RECOGNISERS = {
    "en": RecogniserChoice("pocketsphinx"),
    "zh": RecogniserChoice(f"{OURS}:Listener"),
    "unsure": RecogniserChoice(f"{OURS}:Listener", {"confidence": "40"}),
    "failing": RecogniserChoice(f"{OURS}:Failing"),
    "missing": RecogniserChoice(f"{OURS}:CannotBeMade", {"model": "/nowhere"}),
}
PHRASES = (
    Phrase("support", ("technical support",)),
    Phrase("balance", ("account balance",)),
    Phrase("sales", ("sales",)),
)
JOB = ListenJob((), PHRASES, "en", confidence=60, timeout_ms=15_000)


class Desk:
    """The engine's side: workers, outcomes, faults of peers."""

    def __init__(self, workers: int, recognisers: dict[str, RecogniserChoice], calls_max: int) -> None:
        self.faults: Counter[str] = Counter()
        settings = SpeechSettings(workers, recognisers, calls_max=calls_max, recognisers_each=1)
        self.pool = SpeechWorkers(settings, self._count)
        self._calls: list[AsteriskSide] = []

    def _count(self, listener: str, kind: str) -> None:
        assert listener == "speech"
        self.faults[kind] += 1

    def listen(self, job: ListenJob) -> tuple[Listening, "asyncio.Future[Outcome]"]:
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        listening = self.pool.listen(job, outcome.set_result)
        assert listening is not None
        return listening, outcome

    async def call(self, job: ListenJob) -> tuple[AsteriskSide, "asyncio.Future[Outcome]"]:
        listening, outcome = self.listen(job)
        return await self.connect(listening), outcome

    async def connect(self, listening: Listening, uuid: UUID | None = None) -> AsteriskSide:
        call = await AsteriskSide.call(listening, uuid)
        self._calls.append(call)
        return call

    async def close(self) -> None:
        for call in self._calls:
            await call.close()
        await self.pool.close()


@contextlib.asynccontextmanager
async def desk(
    workers: int = 1, recognisers: dict[str, RecogniserChoice] | None = None, calls_max: int = 50
) -> AsyncIterator[Desk]:
    made = Desk(workers, RECOGNISERS if recognisers is None else recognisers, calls_max)
    await made.pool.start()
    try:
        assert await made.pool.ready(LIMIT_S)
        yield made
    finally:
        await made.close()


async def within(outcome: "asyncio.Future[Outcome]") -> Outcome:
    return await asyncio.wait_for(outcome, LIMIT_S)


async def test_speech_stops_the_prompt_and_is_recognised(tmp_path: Path) -> None:
    async with desk() as ours:
        call, outcome = await ours.call(replace(JOB, prompts=(write_prompt(tmp_path / "long.wav", 10),)))
        await call.until(lambda: call.heard_prompt_ms >= 400)
        call.say(recorded("technical_support"))
        heard = await within(outcome)
        assert isinstance(heard, Heard) and heard.label == "support" and heard.is_sure
        await call.ended()
        assert call.has_goodbye
        assert call.heard[-1] == SILENCE and call.heard_prompt_ms < 400 + 1354, "the prompt stopped while they spoke"


async def test_what_is_no_phrase_is_not_guessed() -> None:
    async with desk() as ours:
        call, outcome = await ours.call(JOB)
        call.say(SILENCE * 10 + recorded("none_of_them"))
        assert await within(outcome) == NotUnderstood()


async def test_a_key_ends_it_at_once_whatever_is_said(tmp_path: Path) -> None:
    async with desk() as ours:
        call, outcome = await ours.call(replace(JOB, prompts=(write_prompt(tmp_path / "long.wav", 10),)))
        await call.until(lambda: call.heard_prompt_ms >= 100)
        call.say(recorded("technical_support"))
        call.press("4")
        assert await within(outcome) == KeyPressed("4")
        await call.ended()
        assert call.heard_prompt_ms < 5_000


async def test_prompts_follow_each_other_and_silence_follows_them(tmp_path: Path) -> None:
    prompts = (write_prompt(tmp_path / "one.wav", 0.3), write_prompt(tmp_path / "two.wav", 0.2))
    async with desk() as ours:
        call, outcome = await ours.call(replace(JOB, prompts=prompts, timeout_ms=2_500))
        assert await within(outcome) == Silence()
        await call.ended()
        assert call.heard_prompt_ms == 500
        # Asterisk leaves a connection on which nothing comes for 2 s.
        assert FRAME_MS * len(call.heard) >= 2_900


async def test_another_recogniser_serves_another_language() -> None:
    async with desk() as ours:
        calls = []
        for language in ("zh-CN", "unsure", "failing"):
            call, outcome = await ours.call(replace(JOB, language=language))
            call.say(SILENCE * 10 + recorded("account_balance"))
            calls.append(outcome)
        found = [await within(outcome) for outcome in calls]
        assert found == [
            Heard("support", 90, is_sure=True),
            Heard("support", 40, is_sure=False),
            Failed("recogniser_failed"),
        ]


async def test_a_language_without_its_recogniser_is_not_listened_to() -> None:
    async with desk() as ours:
        assert ours.pool.serves("en") and not ours.pool.serves("missing") and not ours.pool.serves("fr")
        assert ours.pool.listen(replace(JOB, language="missing"), lambda outcome: None) is None
        assert "no model in /nowhere" in ours.pool.faults_of_languages()["missing"]


async def test_several_talk_at_once_and_prompts_keep_their_pace(tmp_path: Path) -> None:
    async with desk() as ours:
        listener, quiet = await ours.call(replace(JOB, prompts=(write_prompt(tmp_path / "long.wav", 30),)))
        talkers = [await ours.call(JOB) for _ in range(4)]
        names = ("technical_support", "account_balance") * 2
        for (call, _), name in zip(talkers, names, strict=True):
            call.say(SILENCE * 10 + recorded(name))
        found = [await within(outcome) for _, outcome in talkers]
        assert [outcome.label for outcome in found if isinstance(outcome, Heard)] == ["support", "balance"] * 2
        assert listener.heard_prompt_ms >= 1_400 + END_MS, "nobody's prompt waited for somebody else's words"
        assert not quiet.done()


async def test_who_names_no_job_is_turned_away_and_counted() -> None:
    async with desk() as ours:
        listening, outcome = ours.listen(JOB)
        stranger = await ours.connect(listening, UUID(int=7))
        await stranger.ended()
        assert stranger.heard == []
        first = await ours.connect(listening)
        await first.until(lambda: bool(first.heard))
        twin = await ours.connect(listening)
        await twin.ended()
        await first.until(lambda: ours.faults["unknown_uuid"] == 2)
        first.press("1")
        assert await within(outcome) == KeyPressed("1")


async def test_nonsense_costs_the_call_its_answer_and_nobody_else() -> None:
    async with desk() as ours:
        call, outcome = await ours.call(JOB)
        other, still = await ours.call(JOB)
        call.send(b"\x77\x00\x00")
        assert await within(outcome) == Failed("protocol_fault")
        other.press("9")
        assert await within(still) == KeyPressed("9")
        await other.until(lambda: ours.faults["audiosocket_unknown_kind"] == 1)


async def test_a_prompt_that_cannot_be_played_fails_at_once(tmp_path: Path) -> None:
    bad = write_prompt(tmp_path / "fast.wav", 1, rate_hz=16_000)
    async with desk() as ours:
        for path in (bad, tmp_path / "nowhere.wav"):
            _, outcome = await ours.call(replace(JOB, prompts=(path,)))
            assert await within(outcome) == Failed("prompt_unreadable")


async def test_a_caller_who_goes_and_a_call_wanted_elsewhere(tmp_path: Path) -> None:
    async with desk() as ours:
        call, outcome = await ours.call(JOB)
        await call.until(lambda: bool(call.heard))
        call.hang_up()
        assert await within(outcome) == Failed("caller_gone")
        listening, never = ours.listen(replace(JOB, prompts=(write_prompt(tmp_path / "long.wav", 10),)))
        taken = await ours.connect(listening)
        await taken.until(lambda: taken.heard_prompt_ms > 0)
        ours.pool.cancel(listening.uuid)
        await taken.ended()
        assert taken.has_goodbye and not never.done()


async def test_no_more_calls_than_there_is_room_for() -> None:
    async with desk(calls_max=1) as ours:
        listening, _ = ours.listen(JOB)
        assert ours.pool.listen(JOB, lambda outcome: None) is None
        ours.pool.cancel(listening.uuid)
        assert ours.pool.listen(JOB, lambda outcome: None) is not None


async def test_a_dead_worker_fails_its_jobs_at_once_and_another_takes_its_place() -> None:
    async with desk(workers=2, recognisers={"en": RecogniserChoice(f"{OURS}:Listener")}) as ours:
        jobs = [ours.listen(JOB) for _ in range(4)]
        doomed = ours.pool.workers[0]
        assert doomed.pid is not None
        os.kill(doomed.pid, signal.SIGKILL)
        lost = [outcome for listening, outcome in jobs if listening.port == doomed.port]
        assert [await within(outcome) for outcome in lost] == [Failed("worker_died")] * 2
        kept = next(listening for listening, outcome in jobs if not outcome.done())
        call = await ours.connect(kept)
        await call.until(lambda: ours.pool.serves("en") and doomed.is_up.is_set())
        again, outcome = await ours.call(JOB)
        again.press("1")
        assert await within(outcome) == KeyPressed("1")


async def test_a_frozen_worker_does_not_outlive_its_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_process, "_END_S", 0.1)
    async with desk(recognisers={"zh": RecogniserChoice(f"{OURS}:Listener")}) as ours:
        pid = ours.pool.workers[0].pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        await ours.pool.close()
        with pytest.raises(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


async def test_a_call_wanted_elsewhere_is_let_go_although_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cic.speech.call._CLOSE_S", 0.1)
    writers: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()
    server = await asyncio.start_server(lambda _, writer: writers.put_nowait(writer), "127.0.0.1", 0)
    with socket.create_connection(server.sockets[0].getsockname()):  # and never reads
        writer = await writers.get()
        writer.write(bytes(32 * 1024 * 1024))

        async def listened_to() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                await say_goodbye(writer)

        task = asyncio.create_task(listened_to())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        assert writer.transport.get_write_buffer_size() == 0, "what nobody reads is let go"
    server.close()


@contextlib.contextmanager
def a_worker(port: int = 0) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker that has been told how to be."""
    command, pipe = [sys.executable, "-m", "cic.speech.worker"], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as worker:
        assert worker.stdin is not None
        setup = Setup({"en": RecogniserChoice(f"{OURS}:Listener")}, "127.0.0.1", port, 5, 1)
        worker.stdin.write(to_line(setup))
        worker.stdin.flush()
        yield worker


def test_a_worker_ends_when_its_engine_does() -> None:
    with a_worker() as worker:
        assert worker.stdin is not None and worker.stdout is not None
        assert isinstance(from_worker(worker.stdout.readline(LINE_BYTES_MAX)), Ready)
        worker.stdin.close()
        assert worker.wait(LIMIT_S) == 0


def test_a_worker_whose_port_is_taken_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, a_worker(other.getsockname()[1]) as worker:
        assert worker.stderr is not None
        assert worker.wait(LIMIT_S) == 2
        port = other.getsockname()[1]
        assert f"cannot listen for callers' audio at 127.0.0.1:{port} (Address already in use)" in (
            worker.stderr.read().decode()
        )


def test_the_engine_loads_neither_audio_nor_a_recogniser() -> None:
    program = "import sys, cic.speech.workers; sys.exit(bool({'numpy', 'pocketsphinx'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
