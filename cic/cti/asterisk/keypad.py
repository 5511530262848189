"""One caller's keys, each once and in their order, out of two mouths. Owns which word of the one is which of the other.

A command of AGI reads keys while it runs. Between two commands Asterisk reads them too and throws them away, but the
manager connection tells of every key (DTMFEnd), read by a command or not. Must not do I/O or know what a key means.
"""

from collections import deque

SETTLE_MS = 150
"""Asterisk parts tones by 45 ms and words of two connections overtake each other: a command may give a key that much
later than its event came, with room to spare."""
_EVENT_LATE_MS_MAX = 1_000
_TONE_MS_MIN = 80
_SHORT_TONE_APART_MS = 150
"""Asterisk makes a shorter tone last 80 ms when no command runs. Of a key that comes before these and 45 ms more have
passed it tells twice (AST_MIN_DTMF_DURATION, AST_MIN_DTMF_GAP in channel.c; seen with 22.10)."""
_KEYS_MAX = 100


class Keypad:
    """The keys of one conversation."""

    __slots__ = ("_early", "_heard", "_heard_ms")

    def __init__(self) -> None:
        self._heard_ms = -_SHORT_TONE_APART_MS
        self._heard: deque[tuple[str, int]] = deque(maxlen=_KEYS_MAX)
        """Keys that no command has given, with when their events came."""
        self._early: deque[tuple[str, int]] = deque(maxlen=_KEYS_MAX)
        """Keys that a command gave before their event came."""

    def overhear(self, key: str, tone_ms: int, now_ms: int) -> None:
        """The manager connection tells of a key; what it may tell twice counts only when a command gives it."""
        if tone_ms >= _TONE_MS_MIN or now_ms - self._heard_ms >= _SHORT_TONE_APART_MS:
            self._take_up(key, now_ms)
        self._heard_ms = now_ms

    def taken(self, key: str, now_ms: int) -> str:
        """A command gave a key: what was pressed up to it, with keys before it that no command has read."""
        pressed = ""
        while self._heard:
            earlier, _ = self._heard.popleft()
            pressed += earlier
            if earlier == key:
                return pressed
        self._early.append((key, now_ms))
        return pressed + key

    def untaken(self, now_ms: int) -> str:
        """No command runs: the keys that none has read and, by now, none will give."""
        pressed = ""
        while self._heard and self._heard[0][1] + SETTLE_MS <= now_ms:
            pressed += self._heard.popleft()[0]
        return pressed

    @property
    def is_unsettled(self) -> bool:
        """Whether a key was pressed of which the next command might still give word."""
        return bool(self._heard)

    def forget(self) -> None:
        """What was pressed up to now means nothing. The event of a key that a command gave may be yet to come."""
        self._heard.clear()

    def _take_up(self, key: str, now_ms: int) -> None:
        # An event that has not come by now was lost with its connection; it must not stand for a later key.
        while self._early and self._early[0][1] + _EVENT_LATE_MS_MAX < now_ms:
            self._early.popleft()
        if self._early and self._early[0][0] == key:
            self._early.popleft()
        else:
            self._heard.append((key, now_ms))
