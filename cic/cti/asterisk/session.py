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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import assert_never

from asterisk.agi import AGIAppError, AGIException, AGIHangup

from cic.cti.asterisk.agi import HardenedAgi
from cic.cti.asterisk.faults import ProtocolFault, UnsafeValue
from cic.cti.asterisk.keypad import SETTLE_MS, Keypad
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
from cic.cti.port.type_ahead import TypeAhead
from routing.vocabulary import EffectId, Prompt

_log = logging.getLogger(__name__)

MUSIC_PIECE_S = 10
IDLE_MS = 2_000
"""So long a caller hears nothing when nobody has decided what comes next; then music, so that it knows we are there."""
_DEFAULT_MUSIC = "default"
_ALL_KEYS = "".join(sorted(KEYS))
_SHORT_COMMAND_S = 15.0
_RECORDING_S_MAX = 600.0
_DIGIT_WAIT_MS_MAX = 500  # so long at most goes a key unnoticed that came between two commands
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
    """One AGI conversation.

    ``give``, ``overhear`` and ``close`` are called on the event loop, everything else on its own thread.
    """

    def __init__(
        self, connection: socket.socket, agi: HardenedAgi, sounds: Sounds, tell: Callable[[SessionNews], None]
    ) -> None:
        self._connection = connection
        self._agi = agi
        self._sounds = sounds
        self._tell = tell
        self._jobs: deque[Job] = deque()
        self._keypad = Keypad()
        self._kept = TypeAhead()
        self._is_closed = False
        self._wake_in, self._wake_out = os.pipe()
        # Without the lock a wake-up could go to a descriptor that is somebody else's by now.
        self._wake_lock = threading.Lock()
        os.set_blocking(self._wake_out, False)
        self._poll = select.poll()
        for descriptor in (self._wake_in, connection.fileno()):
            self._poll.register(descriptor, select.POLLIN)

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

    def overhear(self, key: str, tone_ms: int) -> None:
        """The manager connection tells of a key, which a command of ours may have read or not."""
        if key in KEYS:
            self._keypad.overhear(key, tone_ms, _now_ms())

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
        is_idle = False
        while not self._is_closed:
            if self._agi.stdin.has_unread:
                return None  # the same goodbye, of a call that ended before we had read its description
            if self._jobs:
                if is_idle:
                    self._end_idling()
                return self._jobs.popleft()
            woken = self._poll.poll(None if is_idle else IDLE_MS)
            if not woken:
                self._idle()
                is_idle = True
            for descriptor, _ in woken:
                if descriptor != self._wake_in:
                    return None  # between commands Asterisk has nothing to say but goodbye
                os.read(self._wake_in, 64)
        return None

    def _idle(self) -> None:
        """Music while no command runs: the next job need not wait, and Asterisk sees at once when we die."""
        self._agi.allow(_SHORT_COMMAND_S)
        self._agi.answer()
        self._agi.execute("SET MUSIC", "ON", _DEFAULT_MUSIC)

    def _end_idling(self) -> None:
        self._agi.allow(_SHORT_COMMAND_S)
        self._agi.execute("SET MUSIC", "OFF")

    def _carry_out(self, job: Job) -> None:
        command = job.command
        match command:
            case AnswerLeg():
                self._agi.allow(_SHORT_COMMAND_S)
                self._agi.answer()
                self._forget_keys()
                self._done(job)
            case PlayPrompts(leg_id=leg_id, prompts=prompts):
                self._say(prompts)
                self._tell(SessionNews(job, PromptFinished(job.effect_id, leg_id), is_over=True))
            case PromptMenu() | PromptCollect():
                self._gather(job, command)
            case PlayMusic(music=music):
                self._play_music(job, music)
            case _:
                assert_never(command)

    def _done(self, job: Job) -> None:
        self._tell(SessionNews(job, CommandDone(job.effect_id), is_over=True))

    def _say(self, prompts: tuple[Prompt, ...]) -> None:
        self._catch_up()
        if not self._kept:
            for keys in self._play(prompts):
                if self._keep(keys):
                    break

    def _gather(self, job: Job, command: PromptMenu | PromptCollect) -> None:
        self._catch_up()
        collector = DigitCollector(command, _now_ms())
        gathered = self._kept.feed(collector, _now_ms())
        if collector.is_prompting:
            for keys in self._play(command.prompts):
                gathered = self._press(collector, keys)
                if not collector.is_prompting:
                    break
        collector.prompts_ended(_now_ms())
        while gathered is None:
            gathered = self._wait_for_key(collector)
        self._tell(SessionNews(job, collector.outcome(job.effect_id, gathered), is_over=True))

    def _play(self, prompts: tuple[Prompt, ...]) -> Iterator[str]:
        """Play recordings; give the keys that stopped them, and go on from there if that is wanted."""
        for prompt in prompts:
            position, key = 0, "any"
            while key:
                key, position = self._stream(prompt, position)
                if keys := self._pressed(key):
                    yield keys

    def _stream(self, prompt: Prompt, position: int) -> tuple[str, int]:
        """Play one recording from a sample on; the key that stopped it, if any, and where."""
        if not (_RECORDING_NAME.fullmatch(prompt.recording) and _LANGUAGE.fullmatch(prompt.language)):
            raise UnsafeValue("recording name")
        self._agi.allow(_RECORDING_S_MAX)
        path = f"{self._sounds.prompts_folder}/{prompt.language}/{prompt.recording}"
        try:
            return self._agi.stream(path, _ALL_KEYS, position)
        except AGIHangup:
            raise
        except AGIAppError:
            # Asterisk says the same for a recording that it has not and for a caller that it has no more. If the caller
            # is still there, it goes on without this recording.
            self._agi.allow(_SHORT_COMMAND_S)
            self._agi.channel_status()
            _log.error("recording %s/%s cannot be played", prompt.language, prompt.recording)
            return "", position

    def _wait_for_key(self, collector: DigitCollector) -> Gathered | None:
        deadline_ms = collector.next_deadline_ms
        assert deadline_ms is not None, "a gathering without prompts left has a deadline"
        keys = self._listen(min(max(deadline_ms - _now_ms(), 1), _DIGIT_WAIT_MS_MAX))
        return self._press(collector, keys) or collector.expire(_now_ms())

    def _listen(self, wait_ms: int) -> str:
        """Wait for a key."""
        self._agi.allow(wait_ms / 1000 + _SHORT_COMMAND_S)
        return self._pressed(self._agi.wait_for_digit(wait_ms))

    def _pressed(self, key: str) -> str:
        """What was pressed by the end of a command that gave this key, or none."""
        return self._keypad.taken(key, _now_ms()) if key in KEYS else self._keypad.untaken(_now_ms())

    def _press(self, collector: DigitCollector, keys: str) -> Gathered | None:
        gathered: Gathered | None = None
        for key in keys:
            gathered = self._kept.press(collector, key, _now_ms()) or gathered
        return gathered

    def _keep(self, keys: str) -> bool:
        """Keep keys for later; whether one of them means something."""
        means_something = [self._kept.keep(key, _now_ms()) for key in keys]
        return any(means_something)

    def _catch_up(self) -> None:
        """Keep what was pressed while no command ran. While that is not sure, one runs, for it may give the key."""
        self._keep(self._keypad.untaken(_now_ms()))
        while self._keypad.is_unsettled:
            self._keep(self._listen(SETTLE_MS))

    def _forget_keys(self) -> None:
        self._keypad.forget()
        self._kept.drop()

    def _play_music(self, job: Job, music: str) -> None:
        """Music in pieces: Asterisk sees that we have died only between two of them."""
        music_class = music if music in self._sounds.music_classes else _DEFAULT_MUSIC
        self._tell(SessionNews(job, CommandDone(job.effect_id), is_over=False))
        while not self._jobs and not self._is_closed:
            self._agi.allow(MUSIC_PIECE_S + _SHORT_COMMAND_S)
            self._agi.execute("EXEC", "MusicOnHold", f"{music_class},{MUSIC_PIECE_S}")
        self._forget_keys()  # those that came during the music


def _now_ms() -> int:
    return int(time.monotonic() * 1000)
