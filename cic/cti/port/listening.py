"""Who listens to what a caller says, as a provider sees it. Owns the types; knows no recogniser and no audio.

A listener is given what is to be played and understood, and names the place where the caller's audio is to be brought.
There it plays, listens and tells once what came of it. Keys win: one that it is told of ends the listening.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from routing.vocabulary import Grammar, Prompt


@dataclass(frozen=True, slots=True)
class ListeningJob:
    """Recordings to play, what may be said, and how long after the recordings a caller may take to begin."""

    prompts: tuple[Prompt, ...]
    grammar: Grammar
    timeout_ms: int


@dataclass(frozen=True, slots=True)
class PhraseUnderstood:
    """A phrase of the grammar was said."""

    label: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class NothingUnderstood:
    """Something was said that is none of the phrases."""


@dataclass(frozen=True, slots=True)
class NothingSaid:
    """The caller's time was up."""


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key came with the audio."""

    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NobodyListened:
    """Whoever listened has gone, or never began."""


ListeningEnd = PhraseUnderstood | NothingUnderstood | NothingSaid | KeyPressed | NobodyListened


class Listening(Protocol):
    """One caller to be listened to."""

    @property
    def ticket(self) -> str:
        """A UUID, by which the listener knows the caller's audio. It counts once."""
        ...

    @property
    def address(self) -> tuple[str, int]:
        """Where the audio is to be brought: host and port."""
        ...

    def cancel(self) -> None:
        """Nobody waits for it any more: let go of the caller, and tell nothing. After the end it does nothing."""
        ...


class Listener(Protocol):
    """Understands callers, within bounds of its own: each listening comes to an end, whatever the caller does."""

    def start(self, job: ListeningJob, on_end: Callable[[ListeningEnd], None]) -> Listening | None:
        """Be ready for one caller; None when nobody can listen now.

        ``on_end`` is called once unless it is cancelled, on the event loop's thread, never from within this call. The
        caller's audio is let go when the end is told, or just before.
        """
        ...
