"""A contact as table rows. Owns the columns' values; reads and writes nothing."""

import json
from typing import Any

from cic.contact_log.record import ContactRecord, Segment, SegmentKind

Row = dict[str, Any]


def contact_row(contact: ContactRecord) -> Row:
    """Return the contact's row."""
    caller = contact.caller
    times = {f"{kind.value}_ms": contact.time_ms(kind) for kind in SegmentKind}
    return {
        "contact_id": contact.contact_id,
        "opened_seq": contact.opened_seq,
        "interaction_id": contact.interaction_id,
        "direction": "inbound",
        "provider": contact.provider,
        "arrived_at_ms": contact.arrived_at_ms,
        "ended_at_ms": contact.ended_at_ms,
        "dialled_number": contact.dialled_number,
        "entry_flow": contact.entry_flow,
        "party_id": caller.party_id,
        "caller_number": caller.number,
        "caller_name": caller.name,
        "is_known": caller.is_known,
        "grade": caller.grade,
        "is_vip": caller.is_vip,
        "area": caller.area,
        "language": contact.language,
        "disposition": contact.disposition,
        "last_agent": contact.last_agent,
        "end_cause": None if contact.end_cause is None else contact.end_cause.value,
        "released_by": None if contact.released_by is None else contact.released_by.value,
        **times,
        "total_ms": contact.total_ms,
        "is_abandoned": contact.is_abandoned,
        "offers_missed": contact.offers_missed,
        "path": json.dumps([{"node": step.node, "at_ms": step.at_ms, "result": step.result} for step in contact.path]),
        "predecessor": contact.predecessor,
    }


def segment_rows(contact: ContactRecord) -> list[Row]:
    """Return the rows of the contact's segments: the caller's side in order, then the wrap-ups."""
    segments = (*contact.segments, *contact.wrap_ups)
    return [_segment_row(contact, ordinal, segment) for ordinal, segment in enumerate(segments, 1)]


def _segment_row(contact: ContactRecord, ordinal: int, segment: Segment) -> Row:
    return {
        "contact_id": contact.contact_id,
        "ordinal": ordinal,
        "kind": segment.kind.value,
        "served_by": "person" if segment.is_person else "machine",
        "started_at_ms": segment.started_at_ms,
        "ended_at_ms": segment.ended_at_ms,
        "queue_id": segment.queue_id,
        "agent_id": segment.agent_id,
        "agent_number": segment.agent_number,
        "released_by": None if segment.released_by is None else segment.released_by.value,
        "cause": segment.cause,
        "disposition": segment.disposition,
        "note": segment.note,
    }
