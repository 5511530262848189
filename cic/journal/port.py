"""The journal as others see it. Owns the contract; knows no database.

A row of the journal is an input with all events it led to. Inputs that changed nothing (no events: refused, late,
repeated) are not journalled and use up no number, so the numbers have no gaps; leaving them out cannot change a replay,
for only events change the state.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NewType, Protocol

from cic.center.events import CenterEvent
from cic.center.inputs import CenterInput
from routing.rejections import Rejection
from routing.vocabulary import PartyId, PersonalRef

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

    def append(self, record: Committed, written: WrittenInput, on_committed: Callable[[], None]) -> None:
        """Add a record to the open group and return at once.

        ``on_committed`` is called on the event loop once the record is durable, in the order of appends. After a failed
        commit nothing is called any more but the failure callback that the journal was opened with.
        """
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
