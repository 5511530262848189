"""Alarms: what is wrong with the center now and needs a person. Owns which stand and since when; mends nothing.

An alarm is a code, never a text with values in it: whoever shows it has the words.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something is wrong since this time."""

    code: str
    since_ms: int


class Alarms:
    """The alarms that stand. Used from the event loop's thread only."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._standing: dict[str, Alarm] = {}
        self._listeners: list[Callable[[tuple[Alarm, ...]], None]] = []

    @property
    def standing(self) -> tuple[Alarm, ...]:
        """What is wrong now, the oldest first."""
        return tuple(self._standing.values())

    def listen(self, listener: Callable[[tuple[Alarm, ...]], None]) -> None:
        """Be told all that stands, whenever it changes."""
        self._listeners.append(listener)

    def sound(self, code: str, advice: str) -> None:
        """Something is wrong from now on. ``advice`` says in the log what to do; sounding it again changes nothing."""
        if code not in self._standing:
            self._standing[code] = Alarm(code, self._now_ms())
            _log.critical("alarm %s: %s", code, advice)
            self._tell()

    def clear(self, code: str) -> None:
        """It is right again."""
        if self._standing.pop(code, None) is not None:
            _log.warning("alarm %s is over", code)
            self._tell()

    def _tell(self) -> None:
        for listener in self._listeners:
            listener(self.standing)
