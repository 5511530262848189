"""Who listens to callers, as text. Owns the typed form of `speech` in `center.yaml`."""

from dataclasses import dataclass

NO_RECOGNISER = "none"
"""A language in which callers are asked for keys alone, on purpose."""


@dataclass(frozen=True, slots=True)
class RecogniserText:
    """The recogniser of a language, by name, and what it is made with."""

    language: str
    name: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SpeechText:
    """How many worker processes listen, and what recognises each language. English ships."""

    workers: int = 2
    recognisers: tuple[RecogniserText, ...] = (RecogniserText("en", "pocketsphinx"),)
