"""How entries of the audit trail hang together. Pure: owns the hash of an entry and what a break means; reads nothing.

Each entry's hash covers everything in it and the hash of the entry before. Whoever changes, takes out or puts in an
entry would have to compute all later ones anew; who has noted an earlier hash elsewhere sees that too.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

BEGINNING = "0" * 64
"""What stands before the first entry."""
COVERED = (
    "ordinal", "tenant", "site", "at_ms", "user", "role", "agent_id", "code", "kind", "target", "details",
    "outcome", "of", "reason_digest",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """An entry as somebody noted it elsewhere, to see later that it is still the same."""

    ordinal: int
    hash: str


@dataclass(frozen=True, slots=True)
class Intact:
    """The chain holds from its beginning; ``head`` is its last entry."""

    entries: int
    head: Head


@dataclass(frozen=True, slots=True)
class Broken:
    """The chain does not hold from this entry on, and why."""

    ordinal: int
    why: str


def hash_of(entry: Mapping[str, object], previous: str) -> str:
    """The hash of an entry that follows another."""
    covered = [previous, *(entry[name] for name in COVERED)]
    return hashlib.sha256(json.dumps(covered, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def reason_digest(salt: str, reason: str) -> str:
    """What stands for a reason in the chain, so that the reason itself can be erased and the chain still holds."""
    return hashlib.sha256(f"{salt}\n{reason}".encode()).hexdigest() if reason else ""


def verify(entries: Iterable[Mapping[str, object]], noted: Head | None = None) -> Intact | Broken:
    """Whether entries, in their order, are a whole chain, and the one noted elsewhere is in it."""
    previous, expected, seen = BEGINNING, 1, noted is None
    for entry in entries:
        ordinal = int(str(entry["ordinal"]))
        if ordinal != expected:
            return Broken(expected, f"entry {expected} is missing")
        if entry["previous"] != previous:
            return Broken(ordinal, "it does not follow the entry before it")
        if entry["hash"] != hash_of(entry, previous):
            return Broken(ordinal, "its content was changed")
        if noted is not None and ordinal == noted.ordinal:
            if entry["hash"] != noted.hash:
                return Broken(ordinal, "it is another entry than the one noted")
            seen = True
        previous, expected = str(entry["hash"]), expected + 1
    if not seen and noted is not None:
        return Broken(noted.ordinal, "the entry noted is missing: the end of the trail was cut off")
    return Intact(expected - 1, Head(expected - 1, previous))
