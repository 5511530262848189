"""What a worker is asked to do with a call, and what comes of it. Owns the types and their bounds; plays nothing.

An outcome names a phrase by its label or a key: never what was said.
"""

from dataclasses import dataclass
from pathlib import Path

from cic.speech.port import SURE, Phrase

PROMPTS_MAX = 32
PHRASES_MAX = 200
WORDINGS_MAX = 50
WORDING_CHARACTERS_MAX = 200
TIMEOUT_MS_MAX = 120_000
SPEECH_MS_MAX = 20_000


@dataclass(frozen=True, slots=True)
class ListenJob:
    """Play the prompts (WAV, 8 kHz, mono, 16 bit), then wait so long for one of the phrases, or for a key.

    Speech is sure from this confidence on; below it the flow asks whether it was meant. With ``may_barge_in`` the
    caller may speak while a prompt plays and it stops; a key stops it in any case.
    """

    prompts: tuple[Path, ...]
    phrases: tuple[Phrase, ...]
    language: str
    confidence: int
    timeout_ms: int
    speech_ms_max: int = 8_000
    may_barge_in: bool = True

    def __post_init__(self) -> None:
        """ValueError when it is out of bounds."""
        _between(0, len(self.prompts), PROMPTS_MAX, "prompts")
        _between(1, len(self.phrases), PHRASES_MAX, "phrases")
        _between(0, self.confidence, SURE, "confidence")
        _between(0, self.timeout_ms, TIMEOUT_MS_MAX, "timeout_ms")
        _between(500, self.speech_ms_max, SPEECH_MS_MAX, "speech_ms_max")
        for phrase in self.phrases:
            _between(1, len(phrase.wordings), WORDINGS_MAX, "wordings of a phrase")
            for words in (phrase.label, *phrase.wordings):
                _between(1, len(words), WORDING_CHARACTERS_MAX, "characters of a label or wording")


def _between(least: int, found: int, most: int, what: str) -> None:
    if not least <= found <= most:
        raise ValueError(f"{what}: expected {least} to {most}, found {found}")


@dataclass(frozen=True, slots=True)
class Heard:
    """One of the phrases was said, as far as the recogniser can tell."""

    label: str
    confidence: int
    is_sure: bool


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Something was said that is none of the phrases, or too unlike them."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody spoke and no key was pressed in time."""


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key was pressed: whatever was said counts no more."""

    key: str


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no answer, and none will come: the flow goes on by keys. The reason is a code of ours."""

    reason: str


Outcome = Heard | NotUnderstood | Silence | KeyPressed | Failed
