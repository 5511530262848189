"""What one caller hears. Owns jobs to AGI commands to results, as a script that a conversation carries through.

Must not decide what comes next and must not know other legs. A conversation that ends is not a call that ends: the
dialplan brings the caller back in a new one.
"""

import logging
import re
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import assert_never

from asterisk.agi import AGIAppError, AGIHangup

from cic.cti.asterisk.agi import SHORT_COMMAND_S, AgiEnded, Command, Pause, stream, wait_for_digit
from cic.cti.asterisk.agi_conversation import AgiConversation, Ended
from cic.cti.asterisk.faults import UnsafeValue
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
    """From a session: a report about its job, and whether that job is over."""

    job: Job
    report: ProviderReport
    is_over: bool


class AgiSession:
    """What is said in one AGI conversation. Runs on the event loop; ``tell`` must not call back at once."""

    def __init__(
        self,
        conversation: AgiConversation,
        env: Mapping[str, str],
        sounds: Sounds,
        tell: "Callable[[AgiSession, SessionNews], None]",
    ) -> None:
        """``env`` is Asterisk's description of the call."""
        self._conversation = conversation
        self._env = env
        self._sounds = sounds
        self._tell = tell
        self._jobs: deque[Job] = deque()
        self._keypad = Keypad()
        self._kept = TypeAhead()

    @property
    def channel(self) -> str:
        """The unique id of the caller's channel."""
        return self.header("agi_uniqueid")

    def header(self, name: str) -> str:
        """One line of Asterisk's description of the call."""
        return self._env.get(name, "")

    def begin(self, on_ended: Ended) -> None:
        """Carry out jobs until the conversation ends."""
        self._conversation.begin(self._converse(), on_ended)

    def give(self, job: Job) -> None:
        """Hand over the next job."""
        self._jobs.append(job)
        self._conversation.wake()

    def overhear(self, key: str, tone_ms: int) -> None:
        """The manager connection tells of a key, which a command of ours may have read or not."""
        if key in KEYS:
            self._keypad.overhear(key, tone_ms, _now_ms())

    def close(self) -> None:
        """End the conversation, whatever it does at the moment; the call goes on in the dialplan."""
        self._conversation.close()

    async def _converse(self) -> None:
        while True:
            await self._carry_out(await self._next_job())

    async def _next_job(self) -> Job:
        is_idle = False
        while True:
            if self._conversation.has_unread:
                raise AgiEnded  # goodbye, of a call that ended while a command ran or its description was read
            if self._jobs:
                if is_idle:
                    await Command("SET MUSIC", "OFF")
                return self._jobs.popleft()
            await Pause(None if is_idle else IDLE_MS / 1000)
            if not self._jobs:
                await self._idle()
                is_idle = True

    async def _idle(self) -> None:
        """Music while no command runs: the next job need not wait, and Asterisk sees at once when we die."""
        await Command("ANSWER")
        await Command("SET MUSIC", "ON", _DEFAULT_MUSIC)

    async def _carry_out(self, job: Job) -> None:
        command = job.command
        match command:
            case AnswerLeg():
                await Command("ANSWER")
                self._forget_keys()
                self._report(job, CommandDone(job.effect_id))
            case PlayPrompts(leg_id=leg_id, prompts=prompts):
                await self._say(prompts)
                self._report(job, PromptFinished(job.effect_id, leg_id))
            case PromptMenu() | PromptCollect():
                await self._gather(job, command)
            case PlayMusic(music=music):
                await self._play_music(job, music)
            case _:
                assert_never(command)

    def _report(self, job: Job, report: ProviderReport, *, is_over: bool = True) -> None:
        self._tell(self, SessionNews(job, report, is_over))

    async def _say(self, prompts: tuple[Prompt, ...]) -> None:
        await self._catch_up()
        if self._kept:
            return
        left = _from_the_start(prompts)
        while (keys := await self._play(left)) and not self._keep(keys):
            pass

    async def _gather(self, job: Job, command: PromptMenu | PromptCollect) -> None:
        await self._catch_up()
        collector = DigitCollector(command, _now_ms())
        gathered = self._kept.feed(collector, _now_ms())
        left = _from_the_start(command.prompts)
        while collector.is_prompting and (keys := await self._play(left)):
            gathered = self._press(collector, keys)
        collector.prompts_ended(_now_ms())
        while gathered is None:
            gathered = await self._wait_for_key(collector)
        self._report(job, collector.outcome(job.effect_id, gathered))

    async def _play(self, left: "deque[tuple[Prompt, int]]") -> str:
        """Play recordings up to the first keys, or none at their end; ``left`` keeps what is still to be played."""
        while left:
            prompt, position = left.popleft()
            key, position = await self._stream(prompt, position)
            if key:  # it goes on from there if that is wanted
                left.appendleft((prompt, position))
            if keys := self._pressed(key):
                return keys
        return ""

    async def _stream(self, prompt: Prompt, position: int) -> tuple[str, int]:
        """Play one recording from a sample on; the key that stopped it, if any, and where."""
        if not (_RECORDING_NAME.fullmatch(prompt.recording) and _LANGUAGE.fullmatch(prompt.language)):
            raise UnsafeValue("recording name")
        path = f"{self._sounds.prompts_folder}/{prompt.language}/{prompt.recording}"
        try:
            return await stream(path, _ALL_KEYS, position, time_s=_RECORDING_S_MAX)
        except AGIHangup:
            raise
        except AGIAppError:
            # Asterisk says the same for a recording that it has not and for a caller that it has no more. If the caller
            # is still there, it goes on without this recording.
            await Command("CHANNEL STATUS")
            _log.error("recording %s/%s cannot be played", prompt.language, prompt.recording)
            return "", position

    async def _wait_for_key(self, collector: DigitCollector) -> Gathered | None:
        deadline_ms = collector.next_deadline_ms
        assert deadline_ms is not None, "a gathering without prompts left has a deadline"
        keys = await self._listen(min(max(deadline_ms - _now_ms(), 1), _DIGIT_WAIT_MS_MAX))
        return self._press(collector, keys) or collector.expire(_now_ms())

    async def _listen(self, wait_ms: int) -> str:
        """Wait for a key."""
        return self._pressed(await wait_for_digit(wait_ms))

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

    async def _catch_up(self) -> None:
        """Keep what was pressed while no command ran. While that is not sure, one runs, for it may give the key."""
        self._keep(self._keypad.untaken(_now_ms()))
        while self._keypad.is_unsettled:
            self._keep(await self._listen(SETTLE_MS))

    def _forget_keys(self) -> None:
        self._keypad.forget()
        self._kept.drop()

    async def _play_music(self, job: Job, music: str) -> None:
        """Music in pieces: Asterisk sees that we have died only between two of them."""
        music_class = music if music in self._sounds.music_classes else _DEFAULT_MUSIC
        self._report(job, CommandDone(job.effect_id), is_over=False)
        while not self._jobs:
            piece = f"{music_class},{MUSIC_PIECE_S}"
            await Command("EXEC", "MusicOnHold", piece, time_s=MUSIC_PIECE_S + SHORT_COMMAND_S)
        self._forget_keys()  # those that came during the music


def _from_the_start(prompts: tuple[Prompt, ...]) -> "deque[tuple[Prompt, int]]":
    return deque((prompt, 0) for prompt in prompts)


def _now_ms() -> int:
    return int(time.monotonic() * 1000)
