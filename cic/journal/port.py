"""The journal and the stores beside it as others see them. Owns the contracts; opens no file.

A row of the journal is an input with all events it led to. Inputs that changed nothing (no events: refused, late,
repeated) are not journalled and use up no number, so the numbers have no gaps; leaving them out cannot change a replay,
for only events change the state.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, NewType, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from cic.center.events import CenterEvent
from cic.center.inputs import CenterInput
from cic.journal.forms import CodecError
from cic.journal.kept import KeptConnections, text_of
from routing.rejections import Rejection
from routing.vocabulary import PartyId, PersonalRef

__all__ = [
    "CodecError",
    "Committed",
    "Journal",
    "JournalError",
    "JournalReader",
    "KeptConnections",
    "PartyKeys",
    "Personal",
    "ReadingTooLong",
    "Stall",
    "Storage",
    "StorageStalled",
    "TextForm",
    "WrittenInput",
    "text_of",
]

WrittenInput = NewType("WrittenInput", str)
"""An input in its journalled form: proof that it can be written and read again."""


@dataclass(frozen=True, slots=True)
class Committed:
    """An input with its number, its time and what it led to."""

    seq: int
    at_ms: int
    given: CenterInput
    events: tuple[CenterEvent, ...]
    rejection: Rejection | None


class JournalError(Exception):
    """The journal cannot be opened, read or written; the text says which file and what to do."""


class Stall(Enum):
    """Why a file takes nothing at the moment. None of these is damage: it goes on by itself once the cause is gone."""

    DISK_FULL = "disk_full"
    LOCKED = "locked"
    SLOW = "slow"


_WORDS = {
    Stall.DISK_FULL: "the disk is full. Make room there, then try again; nothing was lost or half written.",
    Stall.LOCKED: "another process holds the file. End it, or try again later.",
    Stall.SLOW: "the disk does not answer. Look for what keeps it busy, or for a fault.",
}


class StorageStalled(SQLAlchemyError):
    """A file takes nothing at the moment. Nothing was written, so the same may be tried again later."""

    def __init__(self, stall: Stall, path: Path) -> None:
        super().__init__(f"{path}: {_WORDS[stall]}")
        self.stall = stall


class ReadingTooLong(Exception):
    """A reading was ended because its time was over. Nothing is wrong with the file."""


class JournalReader(Protocol):
    """Reads the journal from its file, also while another process writes it."""

    def read(self, from_seq: int = 1) -> Iterator[Committed]:
        """Return the records from this number on, in order."""
        ...

    def last(self) -> tuple[int, int]:
        """Return the number and time of the last record, or (0, 0)."""
        ...


class Journal(JournalReader, Protocol):
    """The journal of one site, open for its one writer."""

    def prepare(self, given: CenterInput) -> WrittenInput:
        """Return the input in its journalled form, or raise CodecError when it cannot be journalled."""
        ...

    def append(
        self, record: Committed, written: WrittenInput, on_committed: Callable[[], None], *, is_awaited: bool = True
    ) -> None:
        """Add a record to the open group and return at once.

        ``on_committed`` is called on the event loop once the record is durable, in the order of appends. After a failed
        commit nothing is called any more but the failure callback that the journal was opened with. A record that is
        not awaited waits for the next one that is, or for ``commit_open``.
        """
        ...

    def commit_open(self) -> None:
        """Begin to commit what was not awaited, and return at once."""
        ...

    def close(self) -> None:
        """Commit what is open and let the journal go."""
        ...


class Personal(Protocol):
    """Sealed personal values. Safe to use from any thread."""

    def seal(self, party_id: PartyId, kind: str, text: str) -> PersonalRef:
        """Return a reference to the value; it is durable before any input that is submitted afterwards."""
        ...

    def open(self, ref: PersonalRef) -> str | None:
        """Return the value, or None when the person was erased."""
        ...

    def erase(self, party_id: PartyId) -> None:
        """Make everything that was ever sealed for the party unreadable. It writes: not on the event loop."""
        ...


class PartyKeys(Protocol):
    """The key of each party, for stores that seal columns of their own. Safe to use from any thread."""

    def key(self, party_id: PartyId) -> bytes | None:
        """Return the party's key, or None when there is none (any more)."""
        ...

    def existing(self, parties: Sequence[PartyId]) -> frozenset[PartyId]:
        """Return which of the parties have a key."""
        ...

    def ensure(self, parties: Sequence[PartyId]) -> Mapping[PartyId, bytes]:
        """Return the parties' keys, making durable ones where there are none. It writes: not on the event loop."""
        ...

    def lookup_key(self, purpose: str) -> bytes:
        """Return the key for the look-up marks of one purpose."""
        ...

    def seal(self, key: bytes, text: bytes, bound_to: str) -> bytes:
        """Return the text sealed; it opens only with the same key and the same ``bound_to``."""
        ...

    def unseal(self, key: bytes, sealed: bytes, bound_to: str) -> bytes:
        """Return the text, or raise SealBroken."""
        ...


class Storage(Protocol):
    """A database file of a capability; any thread may use it."""

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that holds the write lock from its beginning and commits at its end."""
        ...

    def reading(self, time_limit_s: float | None = None) -> AbstractContextManager[Connection]:
        """A transaction that sees one state of the file and locks nobody out.

        With a time limit, what is still being read when it is over ends with ReadingTooLong.
        """
        ...

    @property
    def kept(self) -> KeptConnections:
        """Runs statements that are made once, for what happens with every call."""
        ...

    def close(self) -> None:
        """Let the file go."""
        ...


class TextForm(Protocol):
    """Values of one type as text and back."""

    def to_text(self, value: object) -> str:
        """Return the value as text."""
        ...

    def from_text(self, text: str) -> Any:
        """Return the value that the text stands for."""
        ...
