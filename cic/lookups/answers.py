"""What comes back from a look-up. Owns the answers and the reasons; finds nothing.

A reason is a short code of ours: it goes into logs and counts, so it never has a value in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from cic.lookups.values import MISSING_VALUE, TOO_LONG, WRONG_KIND
from ivr_flows.inputs import LookupResult

Record = Mapping[str, object]
"""What a source found, by the places that its results name; a place that is not there is None."""


class Reason(StrEnum):
    """Why a look-up ended as it did."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    STATUS = "status"
    REFUSED = "refused"
    REDIRECT = "redirect"
    TOO_LARGE = "too_large"
    ENCODED = "encoded"
    NOT_JSON = "not_json"
    MISSING_VALUE = MISSING_VALUE
    WRONG_KIND = WRONG_KIND
    TOO_LONG = TOO_LONG
    QUERY = "query"
    FILE = "file"
    SECRET = "secret"
    BUSY = "busy"
    RESTING = "resting"
    UNKNOWN_SOURCE = "unknown_source"
    WRONG_ARGUMENTS = "wrong_arguments"
    BAD_ARGUMENT = "bad_argument"
    NO_PIN = "no_pin"
    FAULT = "fault"


# What says of a source that it is not well; anything else says something of one question or one answer.
UNWELL = frozenset(
    {
        Reason.TIMEOUT, Reason.CONNECTION, Reason.STATUS, Reason.REDIRECT, Reason.TOO_LARGE, Reason.ENCODED,
        Reason.NOT_JSON, Reason.QUERY, Reason.FILE, Reason.SECRET, Reason.FAULT,
    }
)  # fmt: skip


class LookupFailure(Exception):
    """A look-up that cannot be answered. ``detail`` is a name or figure of ours for the log, never a value."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Found:
    """The one record that a source found."""

    record: Record = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotFound:
    """A source found nothing, or several where one is meant."""

    reason: Reason = Reason.NOT_FOUND


@dataclass(frozen=True, slots=True)
class LookupAnswer:
    """How a look-up ended. On FOUND each declared result is in ``values`` or, to be sealed, in ``personal``."""

    result: LookupResult
    reason: str
    values: Mapping[str, str | int | bool] = field(default_factory=dict, repr=False)
    personal: Mapping[str, str] = field(default_factory=dict, repr=False)


class Verification(Enum):
    """What became of a secret that was compared."""

    VERIFIED = "verified"
    WRONG = "wrong"
    UNKNOWN = "unknown"
    FAILED = "failed"
