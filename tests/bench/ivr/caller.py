"""One caller on the simulated provider, as a reader of frames: what it hears, what it does next, what was odd.

Owns the caller's behaviour and nothing that waits: the crowd has the sockets and the clock.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.bench.ivr.plan import CUSTOMERS, DIGITS, FIRST_CUSTOMER, HOTLINE, LAPS

ORDER = ("greet", "choice", "account", "told")
AFTER_S = 0.2
"""Between two calls of one caller."""
KEY_SHARE, DIGIT_SHARE = 0.6, 0.3
"""How much of a prompt is heard before the first key: callers know what they want."""
DIGIT_EVERY_S = 0.25
SILENCE_S_MAX = 30.0

Frame = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """What the caller says after so many seconds. ``leads_on`` when the next prompt is due after it."""

    after_s: float
    frame: Frame
    leads_on: bool = False


@dataclass(slots=True)
class Caller:
    """One person who calls again and again. Times of the caller's own are divided by ``pace``."""

    number: int
    lengths_s: dict[str, float]
    pace: float
    chance: random.Random
    calls: int = 0
    finished: int = 0
    odd: Counter[str] = field(default_factory=Counter)
    delays_ms: list[tuple[float, float]] = field(default_factory=list)
    """When something was said that leads on, by the wall clock in seconds, and how long after it the prompt came."""
    leg_id: str = ""
    _heard: int = 0
    _said_at_s: float | None = None

    def dial(self) -> Frame:
        """Call the hotline."""
        self.calls += 1
        self._heard, self.leg_id = 0, ""
        caller_number = f"+1666{self.number:06}"
        return {"t": "dial", "number": HOTLINE, "caller_number": caller_number, "caller_name": ""}

    def said(self, at_s: float) -> None:
        """What leads on has just been said."""
        self._said_at_s = at_s

    def hears(self, frame: Frame, at_s: float) -> list[Deed]:
        """What the caller does about a frame."""
        match frame["t"]:
            case "leg":
                self.leg_id = frame["leg_id"]
            case "play":
                return self._hears_prompt(frame, at_s)
            case "ended":
                return self._call_is_over()
            case "ping":
                self._listen_for_silence(at_s)
                return [Deed(0, {"t": "pong", "n": frame["n"]})]
            case "hello" | "answered" | "stop":
                pass
            case other:
                self.odd[f"frame {other}"] += 1
        return []

    def _hears_prompt(self, frame: Frame, at_s: float) -> list[Deed]:
        name = frame["recordings"][0].rpartition("/")[2].removesuffix(".wav").removesuffix("-1")
        expected = ORDER[self._heard % len(ORDER)]
        if name != expected:
            self.odd[f"heard {name} for {expected}"] += 1
            return []
        self._heard += 1
        if self._said_at_s is not None:
            self.delays_ms.append((self._said_at_s, (at_s - self._said_at_s) * 1000))
            self._said_at_s = None
        length_s = sum(self.lengths_s[path] for path in frame["recordings"]) / self.pace
        match name:
            case "choice":
                return [Deed(self._about(KEY_SHARE * length_s), self._digit("1"), leads_on=True)]
            case "account":
                return self._digits(self._about(DIGIT_SHARE * length_s))
            case _:
                played = {"t": "played", "leg_id": frame["leg_id"], "effect_id": frame["effect_id"]}
                return [Deed(length_s, played, leads_on=True)]

    def _digits(self, first_s: float) -> list[Deed]:
        number = str(FIRST_CUSTOMER + self.chance.randrange(CUSTOMERS))
        pause_s = self._about(DIGIT_EVERY_S / self.pace)
        return [
            Deed(first_s + place * pause_s, self._digit(digit), leads_on=place == DIGITS - 1)
            for place, digit in enumerate(number)
        ]

    def _call_is_over(self) -> list[Deed]:
        if self._heard == LAPS * len(ORDER):
            self.finished += 1
        else:
            self.odd["ended early"] += 1
        self._said_at_s, self.leg_id = None, ""
        return [Deed(AFTER_S, self.dial())]

    def _listen_for_silence(self, at_s: float) -> None:
        if self._said_at_s is not None and at_s - self._said_at_s > SILENCE_S_MAX:
            self.odd["silence"] += 1
            self._said_at_s = None

    def _digit(self, digit: str) -> Frame:
        return {"t": "digit", "leg_id": self.leg_id, "digit": digit}

    def _about(self, seconds: float) -> float:
        return seconds * self.chance.uniform(0.8, 1.2)
