"""What a scripted phone is to do, as text. Owns the steps and their form; carries nothing out.

A script is a YAML list, one step an item; ``within_ms`` bounds each waiting:

    - dial: "4000"            # number: "+15550100", name: Ann
    - hear: main/welcome      # a recording whose path ends so
    - press: "12#"            # gap_ms: 100
    - say: technical support  # to a prompt that listens
    - leave_message: 2500     # wait for the tone, then speak for this time
    - outside: "+15550123"    # be whom this number reaches, instead of dialling
    - music                   # wait for music
    - ring                    # an agent's phone is called (and answered at once)
    - bridge                  # wait to be connected
    - part                    # wait to be on hold or alone
    - digits: "12"            # tones from the far end
    - wait_ms: 500
    - drop_ms: 2000           # lose the connection, come back after this time
    - hang_up
    - end                     # cause: flow_ended
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import yaml

from cic.cti.port.collection import KEYS
from cic.cti.simulated.wire import WORDS_MAX
from routing.vocabulary import EndCause

WITHIN_MS = 10_000
SCRIPT_BYTES_MAX = 64 * 1024
MESSAGE_MS_MAX = 60_000
"""A message is sent at once, a second a frame, and a phone may send so many frames at once."""


@dataclass(frozen=True, slots=True)
class DialNumber:
    """Call a number."""

    number: str
    caller_number: str = field(default="", repr=False)
    caller_name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Hear:
    """Wait until a recording is played whose path ends with this."""

    recording: str
    within_ms: int = WITHIN_MS


@dataclass(frozen=True, slots=True)
class HearMusic:
    """Wait for music."""

    within_ms: int = WITHIN_MS


@dataclass(frozen=True, slots=True)
class BeCalled:
    """Wait until an agent's phone rings."""

    within_ms: int = WITHIN_MS


@dataclass(frozen=True, slots=True)
class BeBridged:
    """Wait until somebody is to be heard."""

    within_ms: int = WITHIN_MS


@dataclass(frozen=True, slots=True)
class BeParted:
    """Wait until nobody is to be heard."""

    within_ms: int = WITHIN_MS


@dataclass(frozen=True, slots=True)
class HearDigits:
    """Wait for tones from the far end."""

    digits: str = field(repr=False)
    within_ms: int = WITHIN_MS


@dataclass(frozen=True, slots=True)
class Press:
    """Press keys one after the other."""

    keys: str = field(repr=False)
    gap_ms: int = 0


@dataclass(frozen=True, slots=True)
class Say:
    """Speak to a prompt that listens."""

    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LeaveMessage:
    """Wait for the tone, then speak for a time."""

    for_ms: int
    within_ms: int = WITHIN_MS


@dataclass(frozen=True, slots=True)
class BeOutside:
    """Be the phone of a number of the world outside."""

    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing for a time."""

    for_ms: int


@dataclass(frozen=True, slots=True)
class Drop:
    """Lose the connection and come back after a time."""

    away_ms: int


@dataclass(frozen=True, slots=True)
class HangUpNow:
    """Hang up."""


@dataclass(frozen=True, slots=True)
class BeEnded:
    """Wait until the call is over, for this cause if one is given."""

    cause: EndCause | None = None
    within_ms: int = WITHIN_MS


Step = (
    DialNumber
    | Hear
    | HearMusic
    | BeCalled
    | BeBridged
    | BeParted
    | HearDigits
    | Press
    | Say
    | LeaveMessage
    | BeOutside
    | Wait
    | Drop
    | HangUpNow
    | BeEnded
)


class ScriptFault(Exception):
    """A script that makes no sense, with all its problems."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def parse_script(text: str) -> tuple[Step, ...]:
    """The steps of a script; ScriptFault with every problem when there are any."""
    if len(text) > SCRIPT_BYTES_MAX:
        raise ScriptFault(["the script is too large"])
    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as fault:
        mark = getattr(fault, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark is not None else "the script"
        raise ScriptFault([f"{place}: not YAML"]) from None
    if not isinstance(content, list) or not content:
        raise ScriptFault(["expected a list of steps"])
    steps: list[Step] = []
    problems: list[str] = []
    for number, item in enumerate(content, start=1):
        try:
            steps.append(_step(item))
        except _BadStep as fault:
            problems.append(f"step {number}: {fault}")
    if problems:
        raise ScriptFault(problems)
    return tuple(steps)


class _BadStep(Exception):
    """One step that makes no sense."""


class _Options:
    """A step's keys, each taken once; what is left over is a mistake."""

    def __init__(self, values: dict[str, object]) -> None:
        self._values = dict(values)

    def text(self, key: str, default: str | None = None) -> str:
        value = self._values.pop(key, default)
        if not isinstance(value, str):
            raise _BadStep(f"{key}: expected a text in quotes")
        return value

    def keys(self, key: str) -> str:
        value = self.text(key)
        if not value or not set(value) <= KEYS:
            raise _BadStep(f"{key}: expected keys out of {''.join(sorted(KEYS))}")
        return value

    def words(self, key: str) -> str:
        value = self.text(key)
        if not value or len(value) > WORDS_MAX or not value.isprintable():
            raise _BadStep(f"{key}: expected words, at most {WORDS_MAX} characters")
        return value

    def ms(self, key: str, default: int | None = None) -> int:
        value = self._values.pop(key, default)
        if type(value) is not int or not 0 <= value <= 3_600_000:
            raise _BadStep(f"{key}: expected milliseconds, at most an hour")
        return value

    def message_ms(self, key: str) -> int:
        value = self.ms(key)
        if not 0 < value <= MESSAGE_MS_MAX:
            raise _BadStep(f"{key}: expected milliseconds, at most a minute")
        return value

    def cause(self) -> EndCause | None:
        if "cause" not in self._values:
            return None
        words = {cause.value: cause for cause in EndCause}
        value = self.text("cause")
        if value not in words:
            raise _BadStep(f"cause: expected one of {', '.join(words)}")
        return words[value]

    def finish(self) -> None:
        if self._values:
            raise _BadStep(f"unknown: {', '.join(map(str, self._values))}")


_MAKERS: dict[str, Callable[[_Options], Step]] = {
    "dial": lambda o: DialNumber(o.text("dial"), o.text("number", ""), o.text("name", "")),
    "hear": lambda o: Hear(o.text("hear"), o.ms("within_ms", WITHIN_MS)),
    "press": lambda o: Press(o.keys("press"), o.ms("gap_ms", 0)),
    "say": lambda o: Say(o.words("say")),
    "leave_message": lambda o: LeaveMessage(o.message_ms("leave_message"), o.ms("within_ms", WITHIN_MS)),
    "outside": lambda o: BeOutside(o.text("outside")),
    "digits": lambda o: HearDigits(o.keys("digits"), o.ms("within_ms", WITHIN_MS)),
    "music": lambda o: HearMusic(o.ms("within_ms", WITHIN_MS)),
    "ring": lambda o: BeCalled(o.ms("within_ms", WITHIN_MS)),
    "bridge": lambda o: BeBridged(o.ms("within_ms", WITHIN_MS)),
    "part": lambda o: BeParted(o.ms("within_ms", WITHIN_MS)),
    "wait_ms": lambda o: Wait(o.ms("wait_ms")),
    "drop_ms": lambda o: Drop(o.ms("drop_ms")),
    "hang_up": lambda o: HangUpNow(),
    "end": lambda o: BeEnded(o.cause(), o.ms("within_ms", WITHIN_MS)),
}
_PLAIN = {"music", "ring", "bridge", "part", "hang_up", "end"}


def _step(item: object) -> Step:
    values = {item: None} if isinstance(item, str) else item
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise _BadStep("expected a word, or keys and values")
    kinds = [key for key in values if key in _MAKERS]
    if len(kinds) != 1:
        raise _BadStep(f"expected exactly one of {', '.join(_MAKERS)}")
    kind = kinds[0]
    if kind in _PLAIN:
        if values[kind] is not None:
            raise _BadStep(f"{kind}: takes no value")
        values = {key: value for key, value in values.items() if key != kind}
    options = _Options(values)
    step = _MAKERS[kind](options)
    options.finish()
    return step
