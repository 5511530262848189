"""A menu's phrases as a grammar for recognition. Owns words, clashes and JSGF; knows no recogniser and no audio.

JSGF: https://www.w3.org/TR/jsgf/. A plain grammar hears one of its phrases in whatever is said. The garbage loop, any
chain of single sounds at a small weight, gives speech that is none of them something else to be.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cic.speech.port import Phrase

SOUNDS = (
    "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH", "IH", "IY", "JH", "K",
    "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH", "UW", "V", "W", "Y", "Z", "ZH",
)  # fmt: skip
"""The sounds of American English as the model's dictionary writes them."""
GARBAGE_MARK = "xx"
"""Before a sound, it makes the word for that sound alone. No word of the dictionary begins so."""
_GARBAGE_WEIGHT = 0.01
_BETWEEN_WORDS = re.compile(r"[\s\-–—,.;:!?…\"“”()/]+")
_QUOTES = str.maketrans("’‘", "''")


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word that can never be heard, and the phrase it stands in."""

    label: str
    wording: str
    word: str


@dataclass(frozen=True, slots=True)
class Clash:
    """One wording of two phrases: nobody could say which was meant."""

    wording: str
    labels: tuple[str, ...]


def words_of(wording: str) -> tuple[str, ...]:
    """The words of a wording, as they are looked up: small letters, without punctuation."""
    return tuple(word for word in _BETWEEN_WORDS.split(wording.translate(_QUOTES).lower()) if word.strip("'"))


def unknown_words(phrases: Iterable[Phrase], knows: Callable[[str], bool]) -> tuple[UnknownWord, ...]:
    """Every word that the recogniser does not know, in the order of the phrases."""
    return tuple(
        UnknownWord(phrase.label, wording, word)
        for phrase in phrases
        for wording in phrase.wordings
        for word in words_of(wording)
        if not knows(word)
    )


def clashes(phrases: Iterable[Phrase]) -> tuple[Clash, ...]:
    """Wordings that stand under more than one label."""
    labels: dict[str, list[str]] = {}
    for phrase in phrases:
        for said in {" ".join(words_of(wording)) for wording in phrase.wordings}:
            labels.setdefault(said, []).append(phrase.label)
    return tuple(Clash(said, tuple(found)) for said, found in sorted(labels.items()) if len(found) > 1)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The wordings of a menu and the label each stands for. The first label has a wording that clashes."""

    labels: dict[str, str]

    @classmethod
    def of(cls, phrases: Iterable[Phrase], knows: Callable[[str], bool]) -> "Grammar":
        """Every wording whose words are all known; one with an unknown word could not be heard."""
        labels: dict[str, str] = {}
        for phrase in phrases:
            for wording in phrase.wordings:
                words = words_of(wording)
                if words and all(map(knows, words)):
                    labels.setdefault(" ".join(words), phrase.label)
        return cls(labels)

    def plain(self) -> str:
        """JSGF that allows the wordings and nothing else."""
        return f"#JSGF V1.0; grammar menu; public <said> = {self._choices()};"

    def with_garbage(self) -> str:
        """JSGF that allows the wordings, or else any chain of sounds."""
        sounds = " | ".join(garbage_words())
        return (
            "#JSGF V1.0; grammar menu;"
            f" public <said> = /{1 - _GARBAGE_WEIGHT}/ <phrase> | /{_GARBAGE_WEIGHT}/ <sound>+;"
            f" <phrase> = {self._choices()}; <sound> = {sounds};"
        )

    def _choices(self) -> str:
        return " | ".join(self.labels)


def garbage_words() -> tuple[str, ...]:
    """The words of the garbage loop, one a sound."""
    return tuple(GARBAGE_MARK + sound.lower() for sound in SOUNDS)
