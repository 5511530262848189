"""The caller's telephone in virtual time: what plays, and what its keys and words answer. Owns no flow and no clock.

It keeps the rules of every provider: keys that nothing takes are kept for the next question, a key ends what plays
unless that must be heard, keys win over speech. A prompt lasts a second.
"""

import re
from collections import deque
from dataclasses import dataclass, field

from ivr_flows.actions import AskDigits, AskMenu, PlayWaitingMusic, SayPrompts, TakeMessage
from ivr_flows.inputs import KeyPressed, NotUnderstood, PhraseGiven, PromptsPlayed
from ivr_flows.testing.heard import Heard
from routing.vocabulary import DigitRule, Grammar

PROMPT_MS = 1_000
KEYS_KEPT_MAX = 20
KEYS = "0123456789*#"

Playing = SayPrompts | AskMenu | AskDigits | TakeMessage | PlayWaitingMusic


@dataclass(frozen=True, slots=True)
class Entered:
    """Digits that were asked for, or none."""

    digits: str = field(repr=False)
    timed_out: bool = False
    escaped: bool = False
    rule: DigitRule | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message came to its end after so long."""

    duration_ms: int
    hung_up: bool = False


Outcome = PromptsPlayed | KeyPressed | PhraseGiven | NotUnderstood | Entered | Spoken


@dataclass(slots=True)
class Line:
    """One caller's telephone. ``due_ms`` is when something happens of its own accord, if anything does."""

    action: Playing | None = None
    units: tuple[Heard, ...] = ()
    playing: int = 0
    due_ms: int | None = None
    _digits: str = field(default="", repr=False)
    _kept: deque[str] = field(default_factory=deque, repr=False)
    _late_terminator: tuple[str, int] = ("", 0)

    @property
    def unit(self) -> Heard | None:
        """The prompt that plays."""
        return self.units[self.playing] if self.playing < len(self.units) else None

    @property
    def is_asking(self) -> bool:
        """Whether an answer is waited for, with keys or speech or a message."""
        return isinstance(self.action, AskMenu | AskDigits | TakeMessage)

    def fall_silent(self) -> None:
        """Nothing is heard any more of what played."""
        self.action, self.units, self.playing, self.due_ms, self._digits = None, (), 0, None, ""

    def connect(self) -> None:
        """The caller talks with somebody: keys of before answer nothing any more."""
        self.fall_silent()
        self._forget_keys()

    def begin(self, action: Playing, units: tuple[Heard, ...], now_ms: int) -> Outcome | None:
        """Play this in place of what played; what has an answer in kept keys is over at once."""
        self.fall_silent()
        self.action = action
        match action:
            case PlayWaitingMusic():
                self._forget_keys()
                return None
            case SayPrompts():
                if not units or (self._kept and not action.must_be_heard):
                    return self._end(PromptsPlayed())
            case AskMenu() | AskDigits():
                answer = self._take_kept(now_ms)
                if answer is not None:
                    return answer
                units = () if self._digits else units
            case TakeMessage():
                units = () if self._kept else units
                self._forget_keys()
        self.units = units
        if units:
            self.due_ms = now_ms + PROMPT_MS
        elif not self._digits:
            self._ask(now_ms)
        return None

    def press(self, key: str, now_ms: int) -> Outcome | None:
        """A key; what it ends, or None."""
        match self.action:
            case AskMenu() | AskDigits():
                return None if self._ends_last(key, now_ms) else self._take(key, now_ms)
            case SayPrompts() as say:
                if say.must_be_heard or self._ends_last(key, now_ms):
                    if say.must_be_heard:
                        self._keep(key, now_ms)
                    return None
                if key in say.keys:
                    return self._end(KeyPressed(key))
                self._keep(key, now_ms)
                return self._end(PromptsPlayed())
            case TakeMessage() if self.unit is not None:
                self._skip_prompts(now_ms)
                return None
            case TakeMessage():
                return self._end(Spoken(0))
            case PlayWaitingMusic() as music:
                if key not in music.keys:
                    return None
                self.action = PlayWaitingMusic(music.music)
                return KeyPressed(key)
            case None:
                self._keep(key, now_ms)
                return None

    def speak(self, words: str, *, is_unsure: bool) -> Outcome | None:
        """Words where somebody listens; None where nobody does."""
        listen = self.action.listen if isinstance(self.action, AskMenu | AskDigits) else None
        if listen is None or self._digits:
            return None
        said = _understood(listen, words)
        return self._end(NotUnderstood() if said is None else PhraseGiven(said[0], said[1] and not is_unsure))

    def leave_message(self, duration_ms: int, *, hung_up: bool) -> Outcome | None:
        """A message where one is recorded; None where none is."""
        if not isinstance(self.action, TakeMessage) or self.unit is not None:
            return None
        return self._end(Spoken(min(duration_ms, self.action.duration_ms_max), hung_up))

    def expire(self, now_ms: int) -> Outcome | None:
        """The time has come that ``due_ms`` named."""
        if self.unit is not None:
            self.playing += 1
            if self.unit is not None:
                self.due_ms = now_ms + PROMPT_MS
                return None
            if isinstance(self.action, SayPrompts):
                return self._end(PromptsPlayed())
            self._ask(now_ms)
            return None
        match self.action:
            case AskMenu():
                return self._end(KeyPressed(None))
            case AskDigits(rule=rule):
                return self._end(Entered(self._digits, timed_out=True, rule=rule))
            case TakeMessage():
                return self._end(Spoken(0))
            case _:
                self.due_ms = None
                return None

    def _ask(self, now_ms: int) -> None:
        """All was said: the time for an answer begins."""
        match self.action:
            case AskMenu(timeout_ms=timeout_ms) | AskDigits(first_digit_timeout_ms=timeout_ms):
                self.due_ms = now_ms + timeout_ms
            case TakeMessage(silence_ms=silence_ms):
                self.due_ms = now_ms + silence_ms
            case _:
                self.due_ms = None

    def _skip_prompts(self, now_ms: int) -> None:
        self.playing = len(self.units)
        self._ask(now_ms)

    def _take(self, key: str, now_ms: int) -> Outcome | None:
        self.playing = len(self.units)
        match self.action:
            case AskDigits() as ask:
                return self._take_digit(ask, key, now_ms)
            case _:
                return self._end(KeyPressed(key))

    def _take_digit(self, ask: AskDigits, key: str, now_ms: int) -> Outcome | None:
        if key in ask.terminator:
            return self._end(Entered(self._digits, rule=ask.rule))
        if key in ask.escape_keys:
            return self._end(Entered("", escaped=True))
        self._digits += key
        if len(self._digits) >= ask.digits_max:
            self._late_terminator = (ask.terminator, now_ms + ask.next_digit_timeout_ms)
            return self._end(Entered(self._digits, rule=ask.rule))
        self.due_ms = now_ms + ask.next_digit_timeout_ms
        return None

    def _take_kept(self, now_ms: int) -> Outcome | None:
        answer: Outcome | None = None
        while answer is None and self._kept:
            self._late_terminator = ("", 0)
            answer = self._take(self._kept.popleft(), now_ms)
        if self._kept and self._ends_last(self._kept[0], now_ms):
            self._kept.popleft()
        return answer

    def _keep(self, key: str, now_ms: int) -> None:
        if not self._ends_last(key, now_ms) and len(self._kept) < KEYS_KEPT_MAX:
            self._kept.append(key)

    def _ends_last(self, key: str, now_ms: int) -> bool:
        """Whether a key is the terminator of digits that were complete without it; any other key forgets them."""
        terminator, until_ms = self._late_terminator
        self._late_terminator = ("", 0)
        return key in terminator and now_ms < until_ms

    def _forget_keys(self) -> None:
        self._kept.clear()
        self._late_terminator = ("", 0)

    def _end(self, outcome: Outcome) -> Outcome:
        self.fall_silent()
        return outcome


def _understood(grammar: Grammar, words: str) -> tuple[str, bool] | None:
    """The label of what was said: surely if it is a wording, unsurely if it only holds one, and only one."""
    said = _plain(words)
    within: set[str] = set()
    for phrase in grammar.phrases:
        for wording in phrase.wordings:
            if said == _plain(wording):
                return phrase.label, True
            if f" {_plain(wording)} " in f" {said} ":
                within.add(phrase.label)
    return (within.pop(), False) if len(within) == 1 else None


def _plain(words: str) -> str:
    """Words without case, punctuation and further spaces; Chinese signs one by one."""
    return " ".join(re.findall(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+", words.casefold()))
