"""What one caller hears. Owns jobs to AGI commands to results, as a script that a conversation carries through.

Must not decide what comes next and must not know other legs. A conversation that ends is not a call that ends: the
dialplan brings the caller back in a new one.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import assert_never

from cic.cti.asterisk.agi import AgiEnded, Command, Pause
from cic.cti.asterisk.agi_conversation import AgiConversation, Ended
from cic.cti.asterisk.caller_keys import CallerKeys
from cic.cti.asterisk.listening import Listened
from cic.cti.asterisk.message_files import MessageFolders
from cic.cti.asterisk.music import Music
from cic.cti.asterisk.playback import Playback, from_the_start
from cic.cti.asterisk.recording import RecordingEnded, record
from cic.cti.port import (
    CANNOT_LISTEN,
    NOT_RECORDED,
    AnswerLeg,
    CommandDone,
    CommandFailed,
    Grammar,
    MenuAnswered,
    PhraseHeard,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptFinished,
    PromptMenu,
    ProviderReport,
    RecordMessage,
    SpeechNotUnderstood,
)
from cic.cti.port.collection import DigitCollector, Gathered
from cic.cti.port.listening import (
    KeyPressed,
    Listener,
    ListeningEnd,
    ListeningJob,
    NobodyListened,
    NothingSaid,
    NothingUnderstood,
    PhraseUnderstood,
)
from routing.vocabulary import EffectId

IDLE_MS = 2_000
"""So long a caller hears nothing when nobody has decided what comes next; then music, so that it knows we are there."""
_DIGIT_WAIT_MS_MAX = 500  # so long at most goes a key unnoticed that came between two commands

MediaCommand = AnswerLeg | PlayPrompts | PromptMenu | PromptCollect | PlayMusic | RecordMessage


@dataclass(frozen=True, slots=True)
class Job:
    """A command for the caller's ear. Music during a hold is not awaited: the hold itself has the outcome."""

    effect_id: EffectId
    command: MediaCommand
    is_awaited: bool = True


@dataclass(frozen=True, slots=True)
class Sounds:
    """Where Asterisk finds recordings and which music it has; where it leaves messages and who listens, if anybody."""

    prompts_folder: str
    music_classes: tuple[str, ...]
    messages: MessageFolders | None = None
    listener: Listener | None = None


@dataclass(frozen=True, slots=True)
class SessionNews:
    """From a session: a report about its job, or that its recording ended, and whether that job is over."""

    job: Job
    report: ProviderReport | RecordingEnded
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
        self._keys = CallerKeys(lambda: _now_ms())  # noqa: PLW0108  looked up anew each time
        self._playback = Playback(sounds.prompts_folder, self._keys)
        self._music = Music(sounds.music_classes, self._keys, lambda: bool(self._jobs))
        self._listened: Listened | None = None

    @property
    def channel(self) -> str:
        """The unique id of the caller's channel."""
        return self.header("agi_uniqueid")

    @property
    def can_go_on(self) -> bool:
        """Whether a job that is given now is begun at once."""
        return self._conversation.is_pausing

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
        self._keys.overhear(key, tone_ms)
        if self._listened is not None and self._keys.is_unsettled:
            self._listened.key_overheard()

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
        await self._music.begin()

    async def _carry_out(self, job: Job) -> None:
        command = job.command
        match command:
            case AnswerLeg():
                await Command("ANSWER")
                self._keys.forget()
                self._report(job, CommandDone(job.effect_id))
            case PlayPrompts():
                self._report(job, await self._say(job.effect_id, command))
            case PromptMenu() | PromptCollect():
                self._report(job, await self._gather(job.effect_id, command))
            case PlayMusic():
                await self._play_music(job, command)
            case RecordMessage():
                await self._record(job, command)
            case _:
                assert_never(command)

    def _report(self, job: Job, report: ProviderReport | RecordingEnded, *, is_over: bool = True) -> None:
        self._tell(self, SessionNews(job, report, is_over))

    async def _say(self, effect_id: EffectId, command: PlayPrompts) -> PromptFinished | MenuAnswered:
        finished = PromptFinished(effect_id, command.leg_id)
        if command.must_be_heard:
            await self._playback.to_the_end(command.prompts)
            return finished
        await self._keys.catch_up()
        if self._keys.kept.makes_needless(command):
            return finished
        left = from_the_start(command.prompts)
        while keys := await self._playback.until_key(left):
            if outcome := self._keys.press_in_prompts(command, effect_id, keys):
                return outcome
        return finished

    async def _gather(self, effect_id: EffectId, command: PromptMenu | PromptCollect) -> ProviderReport:
        await self._keys.catch_up()
        now_ms = self._keys.now_ms
        collector = DigitCollector(command, now_ms())
        gathered = self._keys.kept.feed(collector, now_ms())
        if self._sounds.listener is not None and command.listen is not None and collector.is_listening:
            end = await self._listen(self._sounds.listener, command, command.listen)
            if (outcome := _spoken(effect_id, command, end)) is not None:
                collector.speech_ended()
                return outcome
            gathered = await self._take_up_keys(collector, end)
        gathered = await self._gather_keys(command, collector, gathered)
        return collector.outcome(effect_id, gathered)

    async def _take_up_keys(self, collector: DigitCollector, end: ListeningEnd | None) -> Gathered | None:
        """Go on by keys where listening ended with one, or with the caller's time."""
        if isinstance(end, KeyPressed):
            return self._keys.press(collector, self._keys.pressed(end.key))
        collector.prompts_ended(self._keys.now_ms())
        if isinstance(end, NothingSaid):
            return collector.expire(collector.next_deadline_ms or self._keys.now_ms())
        await self._keys.catch_up()
        return self._keys.kept.feed(collector, self._keys.now_ms())

    async def _gather_keys(
        self, command: PromptMenu | PromptCollect, collector: DigitCollector, gathered: Gathered | None
    ) -> Gathered:
        left = from_the_start(command.prompts)
        while collector.is_prompting and (keys := await self._playback.until_key(left)):
            gathered = self._keys.press(collector, keys)
        collector.prompts_ended(self._keys.now_ms())
        while gathered is None:
            gathered = await self._wait_for_key(collector)
        return gathered

    async def _wait_for_key(self, collector: DigitCollector) -> Gathered | None:
        deadline_ms = collector.next_deadline_ms
        assert deadline_ms is not None, "a gathering without prompts left has a deadline"
        keys = await self._keys.listen(min(max(deadline_ms - self._keys.now_ms(), 1), _DIGIT_WAIT_MS_MAX))
        return self._keys.press(collector, keys) or collector.expire(self._keys.now_ms())

    async def _listen(
        self, listener: Listener, command: PromptMenu | PromptCollect, grammar: Grammar
    ) -> ListeningEnd | None:
        """What came of listening; None when a key came that is told by the manager connection: keys win."""
        timeout_ms = command.timeout_ms if isinstance(command, PromptMenu) else command.first_digit_timeout_ms
        self._listened = Listened(self._conversation.wake)
        try:
            end = await self._listened.until_end(listener, ListeningJob(command.prompts, grammar, timeout_ms))
        finally:
            self._listened = None
        if self._keys.is_unsettled and not isinstance(end, KeyPressed):
            return None
        return end

    async def _play_music(self, job: Job, command: PlayMusic) -> None:
        def begun() -> None:
            self._report(job, CommandDone(job.effect_id), is_over=False)

        if not command.keys:
            begun()
            await self._music.play(command.music)
            return
        if key := await self._music.play_for_key(command.music, command.keys, begun):
            self._report(job, MenuAnswered(job.effect_id, command.leg_id, key), is_over=False)
        await self._music.until_over()

    async def _record(self, job: Job, command: RecordMessage) -> None:
        if self._sounds.messages is None:
            self._report(job, CommandFailed(job.effect_id, NOT_RECORDED))
        else:
            self._report(job, await record(command, self._sounds.messages, self._playback, self._keys))


def _spoken(
    effect_id: EffectId, command: PromptMenu | PromptCollect, end: ListeningEnd | None
) -> PhraseHeard | SpeechNotUnderstood | CommandFailed | None:
    """What a listening came to by itself; None where it is the keys' turn, or the caller's time was up."""
    match end:
        case PhraseUnderstood(label=label, is_sure=is_sure):
            return PhraseHeard(effect_id, command.leg_id, label, is_sure)
        case NothingUnderstood():
            return SpeechNotUnderstood(effect_id, command.leg_id)
        case NobodyListened():
            return CommandFailed(effect_id, CANNOT_LISTEN)
        case KeyPressed() | NothingSaid() | None:
            return None
        case _:
            assert_never(end)


def _now_ms() -> int:
    return int(time.monotonic() * 1000)
