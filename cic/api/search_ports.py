"""What the routes of contact search and export need of the rest of the house. Owns the contracts.

What somebody looks for is personal (a number, a name, words of a note): none of these types shows it in a log.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Protocol

from cic.api.ports import JsonObject
from cic.api.rates import Allowance
from routing.vocabulary import AgentId, ContactId, PartyId

SEARCHES_AT_ONCE = 2
COUNTED_MAX = 10_000
"""So many contacts are counted exactly; beyond, there are more than that."""


class Order(Enum):
    """In which order contacts are told."""

    NEWEST = "newest"
    LONGEST = "longest"


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose contacts a person may read: those in which one of ``agents`` took part or was asked, those of ``parties``,
    and with ``with_nobodys`` those that no agent took."""

    is_all: bool = False
    agents: frozenset[AgentId] = frozenset()
    parties: frozenset[PartyId] = frozenset()
    with_nobodys: bool = False


EVERYBODYS = Whose(is_all=True)


@dataclass(frozen=True, slots=True)
class Span:
    """From a least to a most, both included; None is no bound."""

    least: int | None = None
    most: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it bounds nothing."""
        return self.least is None and self.most is None


ANY = Span()


@dataclass(frozen=True, slots=True)
class ContactWish:
    """Which contacts are looked for: all that is named must hold; of several values of one kind, one of them.

    ``name`` is of the caller, or of one of the ``named`` parties. Times of arrival are from ``from_ms`` up to, and
    without, ``until_ms``.
    """

    whose: Whose
    number: str = field(default="", repr=False)
    numbers_alike: tuple[str, ...] = field(default=(), repr=False)
    """Other ways of writing the number."""
    name: str = field(default="", repr=False)
    named: tuple[PartyId, ...] = ()
    note: str = field(default="", repr=False)
    parties: tuple[PartyId, ...] = ()
    from_ms: int | None = None
    until_ms: int | None = None
    queues: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    dispositions: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    dialled: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    is_rated: bool = False
    rating_of: str = ""
    rating: Span = ANY
    total_ms: Span = ANY
    talk_ms: Span = ANY
    waited_ms: Span = ANY
    is_recorded: bool | None = None
    order: Order = Order.NEWEST

    @property
    def is_personal(self) -> bool:
        """Whether contacts are found by what an erased person is not to be found by."""
        return bool(self.number or self.name or self.note)


@dataclass(frozen=True, slots=True)
class FoundContacts:
    """A page of contacts. ``cursor`` leads to the next one, None after the last. ``count`` is exact up to its bound;
    None where it was not asked for."""

    contacts: Sequence[JsonObject]
    cursor: str | None
    count: int | None = None
    is_more: bool = False


class SearchTooLong(Exception):
    """There was too much to read through in the time that a search has."""


class BadCursor(ValueError):
    """What was given as a cursor is none of ours."""


class ContactSearchPort(Protocol):
    """Finds contacts; blocks, so it is asked on threads."""

    def find(
        self, wish: ContactWish, limit: int, cursor: str | None = None, *, with_count: bool = False
    ) -> FoundContacts:
        """Return a page; raise SearchTooLong or BadCursor."""
        ...

    def newest(self, whose: Whose, limit: int, before: ContactId | None = None) -> Sequence[JsonObject]:
        """Contacts of some, newest first, as the contact log tells them; with ``before``, those that came before it."""
        ...

    def count(self, wish: ContactWish, time_limit_s: float) -> int:
        """Return how many there are, however many; raise SearchTooLong."""
        ...


FILE_KEPT_MS = 3_600_000
"""So long the file of an export that is done can be taken."""
EXPORT_COLUMNS = (
    "contact_id", "arrived_at", "answered_at", "ended_at", "medium", "direction", "outcome", "caller_name",
    "caller_number", "party_id", "grade", "area", "language", "dialled_number", "entry_flow", "queues", "agents",
    "last_agent", "last_agent_number", "disposition", "waited_ms", "ivr_ms", "talk_ms", "hold_ms", "consult_ms",
    "work_ms", "wrap_up_ms", "total_ms", "end_cause", "released_by", "subject", "origin", "predecessor", "ratings",
    "is_recorded", "notes",
)  # fmt: skip
"""In the order in which they stand. Times are those of the center's time zone, with its distance from UTC."""


class ExportFormat(Enum):
    """How an export is written; the value ends the file's name."""

    CSV = "csv"
    JSON_LINES = "jsonl"


class ExportState(Enum):
    """How an export is."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    REMOVED = "removed"
    """It was whole, and its file is gone: its time was over, or its owner let it go."""
    LOST = "lost"
    """The center was started again meanwhile."""


@dataclass(frozen=True, slots=True)
class ExportTold:
    """How an export is; nothing of what was looked for. ``rows_total`` is None until it was counted."""

    export_id: str
    user: str
    form: ExportFormat
    columns: tuple[str, ...]
    state: ExportState
    started_at_ms: int
    ended_at_ms: int | None = None
    rows_written: int = 0
    rows_total: int | None = None
    file_bytes: int = 0
    failure: str = ""


def new_export_id() -> str:
    """Return an id that nobody guesses."""
    return "export-" + secrets.token_hex(12)


class ExportRefused(Exception):
    """Why an export does not begin."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class ExportsPort(Protocol):
    """Writes what a search finds into files; blocks, so it is asked on threads. Everybody has own exports alone."""

    def begin(
        self,
        user: str,
        wish: ContactWish,
        form: ExportFormat,
        columns: Sequence[str],
        *,
        export_id: str,
        on_end: Callable[[ExportTold], None],
    ) -> ExportTold:
        """Begin one; raise ExportRefused."""
        ...

    def told(self, user: str, export_id: str) -> ExportTold | None:
        """How one is."""
        ...

    def of(self, user: str) -> list[ExportTold]:
        """All of a person, newest first."""
        ...

    def file(self, user: str, export_id: str) -> Path | None:
        """Where a whole one lies."""
        ...

    def cancel(self, user: str, export_id: str) -> ExportTold | None:
        """End one, or let its file go."""
        ...


@dataclass(frozen=True, slots=True)
class SearchServices:
    """What the routes of search and export work with. ``asked`` bounds how often one person searches, ``at_once`` how
    many searches are read at the same time; ``sweep`` lets nobody be found who was erased."""

    search: ContactSearchPort
    exports: ExportsPort
    ways_of: Callable[[str], Sequence[str]]
    """How else a number may be written."""
    sweep: Callable[[], int] = lambda: 0
    asked: Allowance = field(default_factory=Allowance)
    at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SEARCHES_AT_ONCE))
