"""What a contact is found by, from its rows. Owns which terms it has and which result it came to; stores nothing.

Terms of agents, queues and results are words of ours. Those of numbers, names and notes are made of opened values, and
are not there once the person was erased.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from cic.contact_log.record import SegmentKind
from cic.contact_log.rows import ContactRows, Row
from cic.contact_log.search.words import name_terms, note_terms, number_terms
from routing.vocabulary import EndCause, Medium, PersonalRef

CONTACT = "contact"
"""Every contact has it."""
NOBODY = "nobody"
"""No agent took part."""
RECORDED = "recorded"
RATED = "rated"
ENTERED = "entered"
OUTCOMES = (
    "in_progress", "answered", "abandoned", "self_service", "left_in_ivr", "not_reached", "entered", "to_be_done",
    "done", "let_go",
)  # fmt: skip
"""What became of a contact; the last three of work that somebody left or put off."""
Open = Callable[[PersonalRef], str | None]


def outcome_of(row: Mapping[str, Any]) -> str:
    """Return what became of a contact, by its row."""
    is_over = row["ended_at_ms"] is not None
    if row["medium"] is None:
        return ENTERED
    if row["medium"] != Medium.VOICE.value:
        if not is_over:
            return "to_be_done"
        return "done" if row["end_cause"] == EndCause.COMPLETED.value else "let_go"
    if not is_over:
        return "in_progress"
    if row["is_abandoned"]:
        return "abandoned"
    if row["last_agent"]:
        return "answered"
    if row["direction"] == "outbound":
        return "not_reached"
    return "self_service" if row["end_cause"] == EndCause.FLOW_ENDED.value else "left_in_ivr"


def waited_ms(row: Mapping[str, Any]) -> int:
    """Return how long the customer waited for an agent: in queues, and while agents' phones rang."""
    return int(row["queue_ms"] + row["ring_ms"])


def open_terms(rows: ContactRows) -> set[str]:
    """Return the terms of words that are nobody's secret."""
    row = rows.contact
    found = {
        CONTACT,
        f"party={row['party_id']}",
        f"medium={row['medium'] or ENTERED}",
        f"direction={row['direction']}",
        f"outcome={outcome_of(row)}",
        f"flow={row['entry_flow']}",
        f"dialled={row['dialled_number']}",
        f"subject={row['subject']}",
        *[f"flow={visit['flow']}" for visit in _listed(row, "flow_visits")],
        *[f"queue={item['to_queue']}" for item in _listed(row, "hand_overs")],
        *_of_segments(rows.segments),
        *_of_ratings(rows.ratings),
    }
    if row["disposition"]:
        found.add(f"disposition={row['disposition']}")
    if rows.tracks or row["recording"] is not None:
        found.add(RECORDED)
    if rows.ratings:
        found.add(RATED)
    if not any(term.startswith("took=") for term in found):
        found.add(NOBODY)
    return found


def personal_terms(rows: ContactRows, opened: Open) -> set[str]:
    """Return the terms of numbers, names and notes, as far as they can be opened."""
    row = rows.contact
    found: set[str] = set()
    for ref in (row["caller_number"], row["number_to_call"], *[item["number"] for item in _listed(row, "consults")]):
        found.update(number_terms(_opened(opened, ref)))
    found.update(name_terms(_opened(opened, row["caller_name"])))
    notes = [*[segment["note"] for segment in rows.segments], *[item["text"] for item in _listed(row, "follow_ups")]]
    for ref in notes:
        found.update(note_terms(_opened(opened, ref)))
    return found


def _of_segments(segments: Sequence[Row]) -> Iterator[str]:
    for segment in segments:
        if segment["queue_id"] is not None:
            yield f"queue={segment['queue_id']}"
        if segment["disposition"]:
            yield f"disposition={segment['disposition']}"
        if segment["agent_id"] is not None:
            # Whoever was only asked has seen who it was, and has not served anybody.
            took_part = segment["kind"] != SegmentKind.RING.value
            yield f"{'took' if took_part else 'asked'}={segment['agent_id']}"


def _of_ratings(ratings: Sequence[Row]) -> Iterator[str]:
    for rating in ratings:
        yield f"rated={rating['value']}"
        yield f"rated={rating['subject']}"
        yield f"rated={rating['subject']}={rating['value']}"


def _listed(row: Row, name: str) -> list[dict[str, Any]]:
    text = row[name]
    return [] if text == "[]" else json.loads(text)


def _opened(opened: Open, ref: str | None) -> str:
    if ref is None:
        return ""
    try:
        return opened(PersonalRef(ref)) or ""
    except KeyError:  # a log that was copied here without its journal is found by everything else
        return ""
