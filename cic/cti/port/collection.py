"""Taking keys from a caller, as PromptMenu and PromptCollect mean it. Owns what ends a gathering and when.

Where a gathering listens too, it is told when a caller begins to speak and when what was said answers it; what was
said, and what it means, never comes here. Must not do I/O, read a clock or know a provider: keys and times come in as
arguments.
"""

from dataclasses import dataclass, field
from typing import assert_never

from cic.cti.port import CollectEnd, DigitsCollectedOpen, MenuAnswered, PromptCollect, PromptMenu
from routing.vocabulary import EffectId

KEYS = frozenset("0123456789*#ABCD")
"""The keys a phone can send (RFC 4733, events 0 to 15)."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A gathering that is over. The digits are personal, so not in the repr; the terminator is not among them."""

    digits: str = field(repr=False)
    ended_by: CollectEnd


class DigitCollector:
    """One gathering of keys: until the first key (menu), or a terminator, a maximum or silence (collect).

    Speech may end it instead; then it has no result, and the provider reports what was understood.
    """

    __slots__ = ("_command", "_deadline_ms", "_digits", "_is_over", "_is_prompting", "_late_until_ms", "_result")

    def __init__(self, command: PromptMenu | PromptCollect, now_ms: int) -> None:
        """Begin; without recordings to play, the time for the first key runs from now."""
        self._command = command
        self._digits = ""
        self._is_prompting = True
        self._is_over = False
        self._deadline_ms: int | None = None
        self._result: Gathered | None = None
        self._late_until_ms = now_ms
        if not command.prompts:
            self.prompts_ended(now_ms)

    @property
    def is_prompting(self) -> bool:
        """Whether recordings are still to be heard; a key that comes meanwhile means: stop playing them."""
        return self._is_prompting

    @property
    def is_finished(self) -> bool:
        """Whether the gathering is over; its result, if it has one, was returned once and keys no longer count."""
        return self._is_over

    @property
    def is_listening(self) -> bool:
        """Whether speech may answer it now: it was asked to listen, is not over, and no digit has come."""
        return self._command.listen is not None and not self._is_over and not self._digits

    @property
    def next_deadline_ms(self) -> int | None:
        """When ``expire`` is to be called, or None while recordings play and after the end."""
        return self._deadline_ms

    def prompts_ended(self, now_ms: int) -> None:
        """The recordings came to their end: the time for the first key begins. Told twice, it counts once."""
        if not self._is_prompting:
            return
        self._is_prompting = False
        self._deadline_ms = now_ms + _first_key_timeout_ms(self._command)

    def speech_began(self, now_ms: int) -> None:
        """The caller begins to speak: the recordings are to stop, and the time for an answer begins anew.

        Without ``is_listening``, or after the time for an answer, it means nothing.
        """
        if not self.is_listening or (self._deadline_ms is not None and now_ms >= self._deadline_ms):
            return
        self._is_prompting = False
        self._deadline_ms = now_ms + _first_key_timeout_ms(self._command)

    def speech_ended(self) -> bool:
        """What the caller said answers this gathering, understood or not; false when a key or time was quicker."""
        if not self.is_listening:
            return False
        self._end()
        return True

    def feed(self, digit: str, now_ms: int) -> Gathered | None:
        """Take one key out of ``KEYS``; the result when that ended the gathering.

        A key that comes after the deadline does not count, even when nobody has called ``expire`` yet.
        """
        assert digit in KEYS, "not a key of a phone"
        if self._is_over:
            return None
        if (too_late := self.expire(now_ms)) is not None:
            return too_late
        self._is_prompting = False
        match self._command:
            case PromptMenu():
                return self._finish(digit, CollectEnd.MAXIMUM)
            case PromptCollect(terminator=terminator) if digit in terminator:
                return self._finish(self._digits, CollectEnd.TERMINATOR)
            case PromptCollect(escape_keys=escape_keys) if digit in escape_keys:
                return self._finish("", CollectEnd.ESCAPED)
            case PromptCollect(digits_max=digits_max, next_digit_timeout_ms=timeout_ms):
                self._digits += digit
                if len(self._digits) >= digits_max:
                    self._late_until_ms = now_ms + timeout_ms
                    return self._finish(self._digits, CollectEnd.MAXIMUM)
                self._deadline_ms = now_ms + timeout_ms
                return None
            case _:
                assert_never(self._command)

    def expire(self, now_ms: int) -> Gathered | None:
        """Let time pass; the result when it was up, with the keys that had come by then."""
        if self._deadline_ms is None or now_ms < self._deadline_ms:
            return None
        return self._finish(self._digits, CollectEnd.TIMEOUT)

    def ends_late(self, key: str, now_ms: int) -> bool:
        """Whether a key after the end is the terminator of digits that had reached their maximum without it.

        It is so for as long as a further digit would have had time: the caller was asked for it and means nothing else.
        """
        if self._result is None or self._result.ended_by is not CollectEnd.MAXIMUM:
            return False
        match self._command:
            case PromptMenu():
                return False
            case PromptCollect(terminator=terminator):
                return key in terminator and now_ms < self._late_until_ms
            case _:
                assert_never(self._command)

    def outcome(self, effect_id: EffectId, gathered: Gathered) -> MenuAnswered | DigitsCollectedOpen:
        """The report that the port wants for this command: MenuAnswered or DigitsCollectedOpen."""
        leg_id = self._command.leg_id
        match self._command:
            case PromptMenu():
                return MenuAnswered(effect_id, leg_id, gathered.digits or None)
            case PromptCollect():
                return DigitsCollectedOpen(effect_id, leg_id, gathered.digits, gathered.ended_by)
            case _:
                assert_never(self._command)

    def _finish(self, digits: str, ended_by: CollectEnd) -> Gathered:
        self._end()
        self._result = Gathered(digits, ended_by)
        return self._result

    def _end(self) -> None:
        self._deadline_ms = None
        self._is_prompting = False
        self._is_over = True


def _first_key_timeout_ms(command: PromptMenu | PromptCollect) -> int:
    match command:
        case PromptMenu(timeout_ms=timeout_ms) | PromptCollect(first_digit_timeout_ms=timeout_ms):
            return timeout_ms
        case _:
            assert_never(command)
