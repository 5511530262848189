"""What one caller hears, carried out on a thread of its own. Owns jobs to AGI commands to results.

Must not decide what comes next and must not know other legs: jobs come in from the event loop, results go back to it.
A conversation that ends is not a call that ends: the dialplan brings the caller back in a new one.
"""

import contextlib
import logging
import os
import re
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from asterisk.agi import AGIAppError, AGIException, AGIHangup

from cic.cti.asterisk.agi import HardenedAgi
from cic.cti.asterisk.faults import ProtocolFault, UnsafeValue
from cic.cti.port import (
    AnswerLeg,
    CommandDone,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptFinished,
    PromptMenu,
    ProviderReport,
)
from cic.cti.port.collection import KEYS, DigitCollector, Gathered
from routing.vocabulary import EffectId, Prompt

_log = logging.getLogger(__name__)

MUSIC_PIECE_S = 10
_ALL_KEYS = "".join(sorted(KEYS))
_SHORT_COMMAND_S = 15.0
_RECORDING_S_MAX = 600.0
_DIGIT_WAIT_MS_MAX = 60_000
_RECORDING_NAME = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")
_LANGUAGE = re.compile(r"[A-Za-z][A-Za-z_-]{1,15}")

MediaCommand = AnswerLeg | PlayPrompts | PromptMenu | PromptCollect | PlayMusic


@dataclass(frozen=True, slots=True)
class Job:
    """A command for the caller's ear. Music during a hold is not awaited: the hold itself has the outcome."""

    effect_id: EffectId
    command: MediaCommand
    is_awaited: bool = True


@dataclass(frozen=True, slots=True)
class Sounds:
    """Where Asterisk finds recordings and which music it has."""

    prompts_folder: str
    music_classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionNews:
    """From a session's thread: a report about its job, and whether that job is over."""

    job: Job
    report: ProviderReport
    is_over: bool


class AgiSession:
    """One AGI conversation. ``give`` and ``close`` are called on the event loop, everything else on its thread."""

    def __init__(
        self, connection: socket.socket, agi: HardenedAgi, sounds: Sounds, tell: Callable[[SessionNews], None]
    ) -> None:
        self._connection = connection
        self._agi = agi
        self._sounds = sounds
        self._tell = tell
        self._jobs: deque[Job] = deque()
        self._is_closed = False
        self._wake_in, self._wake_out = os.pipe()
        # Without the lock a wake-up could go to a descriptor that is somebody else's by now.
        self._wake_lock = threading.Lock()
        os.set_blocking(self._wake_out, False)

    @property
    def channel(self) -> str:
        """The unique id of the caller's channel."""
        return self._agi.env.get("agi_uniqueid", "")

    def header(self, name: str) -> str:
        """One line of Asterisk's description of the call."""
        return self._agi.env.get(name, "")

    def give(self, job: Job) -> None:
        """Hand over the next job."""
        self._jobs.append(job)
        self._wake()

    def close(self) -> None:
        """End the conversation, whatever it does at the moment; the call goes on in the dialplan."""
        self._is_closed = True
        self._wake()
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        """Carry out jobs until the conversation ends."""
        try:
            while (job := self._next_job()) is not None:
                self._carry_out(job)
        except AGIException:
            pass  # the caller hung up, was bridged or was redirected: AMI tells which
        except (ProtocolFault, UnsafeValue) as fault:
            _log.warning("agi conversation given up: %s", fault)
        finally:
            self._is_closed = True
            with self._wake_lock:
                os.close(self._wake_out)
                os.close(self._wake_in)
                self._wake_out = -1

    def _wake(self) -> None:
        with self._wake_lock, contextlib.suppress(BlockingIOError):  # full: it is awake
            if self._wake_out >= 0:
                os.write(self._wake_out, b"\0")

    def _next_job(self) -> Job | None:
        poll = select.poll()
        poll.register(self._wake_in, select.POLLIN)
        poll.register(self._connection, select.POLLIN)
        while not self._is_closed:
            if self._jobs:
                return self._jobs.popleft()
            for descriptor, _ in poll.poll():
                if descriptor != self._wake_in:
                    return None  # between commands Asterisk has nothing to say but goodbye
                os.read(self._wake_in, 64)
        return None

    def _carry_out(self, job: Job) -> None:
        command = job.command
        match command:
            case AnswerLeg():
                self._agi.allow(_SHORT_COMMAND_S)
                self._agi.answer()
                self._done(job)
            case PlayPrompts(leg_id=leg_id, prompts=prompts):
                for prompt in prompts:
                    self._play(prompt, "")
                self._tell(SessionNews(job, PromptFinished(job.effect_id, leg_id), is_over=True))
            case PromptMenu() | PromptCollect():
                self._gather(job, command)
            case PlayMusic(music=music):
                self._play_music(job, music)
            case _:
                assert_never(command)

    def _done(self, job: Job) -> None:
        self._tell(SessionNews(job, CommandDone(job.effect_id), is_over=True))

    def _play(self, prompt: Prompt, keys: str) -> str:
        """Play one recording; the key that interrupted it, if any."""
        if not (_RECORDING_NAME.fullmatch(prompt.recording) and _LANGUAGE.fullmatch(prompt.language)):
            raise UnsafeValue("recording name")
        self._agi.allow(_RECORDING_S_MAX)
        path = f"{self._sounds.prompts_folder}/{prompt.language}/{prompt.recording}"
        try:
            key: str = self._agi.stream_file(path, keys)
        except AGIHangup:
            raise
        except AGIAppError:
            # Asterisk says the same for a recording that it has not and for a caller that it has no more. If the caller
            # is still there, it goes on without this recording.
            self._agi.allow(_SHORT_COMMAND_S)
            self._agi.channel_status()
            _log.error("recording %s/%s cannot be played", prompt.language, prompt.recording)
            return ""
        return key

    def _gather(self, job: Job, command: PromptMenu | PromptCollect) -> None:
        collector = DigitCollector(command, _now_ms())
        gathered: Gathered | None = None
        for prompt in command.prompts:
            if not collector.is_prompting:
                break
            if key := self._play(prompt, _ALL_KEYS):
                gathered = collector.feed(key, _now_ms())
        collector.prompts_ended(_now_ms())
        while gathered is None:
            gathered = self._wait_for_key(collector)
        self._tell(SessionNews(job, collector.outcome(job.effect_id, gathered), is_over=True))

    def _wait_for_key(self, collector: DigitCollector) -> Gathered | None:
        deadline_ms = collector.next_deadline_ms
        assert deadline_ms is not None, "a gathering without prompts left has a deadline"
        wait_ms = min(max(deadline_ms - _now_ms(), 1), _DIGIT_WAIT_MS_MAX)
        self._agi.allow(wait_ms / 1000 + _SHORT_COMMAND_S)
        key = self._agi.wait_for_digit(wait_ms)
        return collector.feed(key, _now_ms()) if key in KEYS else collector.expire(_now_ms())

    def _play_music(self, job: Job, music: str) -> None:
        """Music in pieces: Asterisk sees that we have died only between two of them."""
        music_class = music if music in self._sounds.music_classes else "default"
        self._tell(SessionNews(job, CommandDone(job.effect_id), is_over=False))
        while not self._jobs and not self._is_closed:
            self._agi.allow(MUSIC_PIECE_S + _SHORT_COMMAND_S)
            self._agi.execute("EXEC", "MusicOnHold", f"{music_class},{MUSIC_PIECE_S}")


def _now_ms() -> int:
    return int(time.monotonic() * 1000)
