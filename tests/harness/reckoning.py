"""What must hold of a crowd once it is over, told from the contact log and what the phones saw. Returns complaints."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.harness.crowd import Caller, Ring
from tests.harness.running_center import RunningCenter

PAGE = 200
Contact = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wait:
    """A stretch of waiting, and since when the caller is in line."""

    contact_id: str
    place_ms: int
    from_ms: int
    until_ms: int


def all_contacts(center: RunningCenter, *, only_open: bool = False) -> list[Contact]:
    """Every contact of the log with its segments, the oldest first; or only those whose callers are still there."""
    rows: list[Contact] = []
    while True:
        before = f"&before={rows[-1]['contact_id']}" if rows else ""
        page = center.get(f"/api/contacts?limit={PAGE}{before}")
        assert isinstance(page, dict)
        rows += page["contacts"]
        if len(page["contacts"]) < PAGE:
            break
    wanted = [row for row in reversed(rows) if not only_open or row["ended_at_ms"] is None]
    whole = [center.get(f"/api/contacts/{row['contact_id']}") for row in wanted]
    return [contact for contact in whole if isinstance(contact, dict)]


def first_queued(contact: Contact) -> int | None:
    """When the caller came into line."""
    return next((segment["started_at_ms"] for segment in contact["segments"] if segment["kind"] == "queue"), None)


def wrong_callers(callers: Sequence[Caller], contacts: Sequence[Contact]) -> list[str]:
    """Callers who were cut off, or who are two contacts, or who are in the log while they never were served."""
    by_number: dict[str, list[Contact]] = defaultdict(list)
    for contact in contacts:
        by_number[contact["caller"]["number"]].append(contact)
    complaints = []
    for caller in callers:
        found = by_number[caller.number]
        is_served = any(segment["kind"] == "talk" for contact in found for segment in contact["segments"])
        if len(found) > 1:
            complaints.append(f"{caller.number} is {len(found)} contacts")
        if caller.was_let_go and not is_served:
            complaints.append(f"{caller.number} was cut off without having been served: {kinds(found)}")
        if not caller.was_let_go and not caller.has_left:
            complaints.append(f"{caller.number} is still on the line: {kinds(found)}")
    return complaints


def wrong_segments(contacts: Iterable[Contact]) -> list[str]:
    """Contacts that came into line twice, or again after a talk, or that never ended."""
    complaints = []
    for contact in contacts:
        row = [segment["kind"] for segment in contact["segments"]]
        entries = [s for s in contact["segments"] if s["kind"] == "queue" and s["initiator"] == "flow"]
        if len(entries) > 1:
            complaints.append(f"{contact['contact_id']} came into line {len(entries)} times: {row}")
        if "talk" in row and {"queue", "ring"} & set(row[row.index("talk") :]):
            complaints.append(f"{contact['contact_id']} was served and is in line again: {row}")
        if contact["ended_at_ms"] is None:
            complaints.append(f"{contact['contact_id']} has not ended: {row}")
    return complaints


def out_of_turn(contacts: Iterable[Contact]) -> list[str]:
    """Offers that passed over somebody who was waiting at that moment and had come into line before."""
    waits: list[Wait] = []
    offers: list[tuple[int, int, str]] = []
    for contact in contacts:
        place_ms = first_queued(contact)
        for segment in contact["segments"]:
            if place_ms is not None and segment["kind"] == "queue":
                until_ms = segment["ended_at_ms"] or contact["ended_at_ms"]
                waits.append(Wait(contact["contact_id"], place_ms, segment["started_at_ms"], until_ms))
            if place_ms is not None and segment["kind"] == "ring":
                offers.append((segment["started_at_ms"], place_ms, contact["contact_id"]))
    return [
        f"{contact_id} was offered at {at_ms} before {wait.contact_id}, in line for {place_ms - wait.place_ms} ms more"
        for at_ms, place_ms, contact_id in offers
        for wait in waits
        if wait.place_ms < place_ms and wait.from_ms < at_ms < wait.until_ms
    ]


def wrong_rings(rings: Sequence[Ring]) -> list[str]:
    """Phones that rang at the same time for one interaction, or again where it had been answered."""
    complaints = []
    by_interaction: dict[str, list[Ring]] = defaultdict(list)
    by_agent: dict[str, list[Ring]] = defaultdict(list)
    for ring in sorted(rings, key=lambda ring: ring.began_s):
        by_interaction[ring.interaction_id].append(ring)
        by_agent[ring.agent].append(ring)
    for name, its_rings in [*by_interaction.items(), *by_agent.items()]:
        for before, after in itertools.pairwise(its_rings):
            if before.ended_s is None or after.began_s < before.ended_s:
                complaints.append(f"{name}: {after.agent} rang while {before.agent} rang or talked")
    for name, its_rings in by_interaction.items():
        for before, after in itertools.combinations(its_rings, 2):
            if before.agent == after.agent and before.answered_s is not None:
                complaints.append(f"{name}: {after.agent} was rung again after having answered")
    return complaints


def kinds(contacts: Iterable[Contact]) -> list[list[str]]:
    """The kinds of the segments of each contact, to show what happened."""
    return [[segment["kind"] for segment in contact["segments"]] for contact in contacts]
