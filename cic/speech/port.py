"""What recognises speech, as the rest of speech sees it. Owns the types; knows no engine.

A recogniser lives in a worker process and belongs to one thread there. It is made once and used for many callers, one
after the other: ``start``, ``feed`` as often as audio comes, ``end``.
"""

from dataclasses import dataclass
from typing import Protocol

SURE = 100
"""Confidence is a whole number from 0 to this: how many of a hundred such hypotheses are right."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing a caller may say: its label in the flow, and every wording that means it."""

    label: str
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A phrase that may have been said."""

    label: str
    confidence: int


class Recogniser(Protocol):
    """One engine of recognition, ready for use. Calls may take their time, a feed at most about as long as its audio.

    Whatever it raises costs the caller the spoken answer, never the call: the flow goes on by keys.
    """

    def start(self, phrases: tuple[Phrase, ...], language: str, rate_hz: int) -> None:
        """An utterance begins, in which one of these phrases is expected. What was begun before is forgotten."""
        ...

    def feed(self, pcm: bytes) -> None:
        """The next stretch of it: signed 16 bit, little-endian, mono."""
        ...

    def end(self) -> tuple[Hypothesis, ...]:
        """It is over. What may have been said, best first; nothing when it was none of the phrases."""
        ...

    def knows(self, word: str) -> bool:
        """Whether a word of a wording can be recognised at all."""
        ...


class CannotRecognise(Exception):
    """A recogniser cannot be had, or not for these phrases. The text says why and holds nothing a caller said."""
