"""A contact as table rows. Owns the columns' values; reads and writes nothing.

Agents' numbers are looked up when a row is made: the log keeps the number that an agent had then.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from cic.contact_log.record import (
    ConsultNoted,
    ContactRecord,
    FlowVisit,
    FollowUpNoted,
    HandOver,
    HelpNoted,
    MonitoringNoted,
    Segment,
    SegmentKind,
    WorkLeft,
)
from cic.contact_log.steps import Step, steps
from routing.vocabulary import AgentId

Row = dict[str, Any]
AgentNumber = Callable[[AgentId], str]
"""An agent's number (工号), empty for an agent whom nobody knows any more."""


@dataclass(frozen=True, slots=True)
class ContactRows:
    """A contact in all its tables."""

    contact: Row
    segments: list[Row]
    ratings: list[Row]
    recordings: list[Row]
    tracks: list[Row]


def contact_row(contact: ContactRecord, agent_number: AgentNumber) -> Row:
    """Return the contact's row. Its predecessor is for the store to find."""
    caller = contact.caller
    times = {f"{kind.value}_ms": contact.time_ms(kind) for kind in SegmentKind}
    return {
        "contact_id": contact.contact_id,
        "opened_seq": contact.opened_seq,
        "interaction_id": contact.interaction_id,
        "direction": contact.direction.value,
        "initiator": contact.initiator.value,
        "provider": contact.provider,
        "arrived_at_ms": contact.arrived_at_ms,
        "answered_at_ms": contact.answered_at_ms,
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
        "last_agent_number": _number_of(contact.last_agent, agent_number),
        "end_cause": _value(contact.end_cause),
        "released_by": _value(contact.released_by),
        **times,
        "total_ms": contact.total_ms,
        "is_abandoned": contact.is_abandoned,
        "offers_missed": contact.offers_missed,
        "path": json.dumps([_step(step) for step in steps(contact)]),
        "hand_overs": json.dumps([_hand_over(item) for item in contact.hand_overs]),
        "flow_visits": json.dumps([_visit(item) for item in contact.flow_visits]),
        "consults": json.dumps([_consult(item) for item in contact.consults]),
        "work_left": json.dumps([_work_left(item) for item in contact.work_left]),
        "predecessor": None,
        "medium": _value(contact.medium),
        "origin": contact.origin,
        "subject": contact.subject,
        "due_at_ms": contact.due_at_ms,
        "recording": contact.recording,
        "message_ms": contact.message_ms,
        "number_to_call": contact.number_to_call,
        "entered_kind": contact.entered_kind,
        "follow_ups": json.dumps([_follow_up(contact, item) for item in contact.follow_ups]),
        "help_asked": json.dumps([_help(item) for item in contact.help_asked]),
        "monitorings": json.dumps([_monitoring(item) for item in contact.monitorings]),
    }


def segment_rows(contact: ContactRecord, agent_number: AgentNumber) -> list[Row]:
    """Return the rows of the contact's segments: the caller's side in order, then the wrap-ups."""
    return [
        _segment_row(contact, ordinal, segment, agent_number) for ordinal, segment in enumerate(contact.all_segments, 1)
    ]


def rating_rows(contact: ContactRecord) -> list[Row]:
    """Return the rows of the contact's ratings, in order."""
    return [
        {
            "contact_id": contact.contact_id,
            "ordinal": ordinal,
            "segment": rating.ordinal,
            "at_ms": rating.at_ms,
            "subject": rating.subject,
            "value": rating.value,
            "lowest": rating.lowest,
            "highest": rating.highest,
            "queue_id": rating.queue_id,
            "agent_id": rating.agent_id,
        }
        for ordinal, rating in enumerate(contact.ratings, 1)
    ]


def _segment_row(contact: ContactRecord, ordinal: int, segment: Segment, agent_number: AgentNumber) -> Row:
    return {
        "contact_id": contact.contact_id,
        "ordinal": ordinal,
        "predecessor": segment.predecessor,
        "kind": segment.kind.value,
        "direction": contact.direction.value,
        "initiator": segment.initiator.value,
        "initiator_agent_id": segment.initiator_agent_id,
        "served_by": "person" if segment.is_person else "machine",
        "started_at_ms": segment.started_at_ms,
        "ended_at_ms": segment.ended_at_ms,
        "queue_id": segment.queue_id,
        "agent_id": segment.agent_id,
        "agent_number": _number_of(segment.agent_id, agent_number),
        "agent_address": segment.agent_address,
        "released_by": _value(segment.released_by),
        "cause": segment.cause,
        "disposition": segment.disposition,
        "note": segment.note,
    }


def _step(step: Step) -> Row:
    return {
        "node": step.node,
        "at_ms": step.started_at_ms,
        "duration_ms": step.duration_ms,
        "result": step.result,
        "segment": step.ordinal,
    }


def _hand_over(item: HandOver) -> Row:
    return {
        "segment": item.ordinal,
        "at_ms": item.at_ms,
        "from_agent": item.from_agent,
        "to_queue": item.to_queue,
        "to_agent": item.to_agent,
    }


def _visit(item: FlowVisit) -> Row:
    return {
        "flow": item.flow_id,
        "segment": item.ordinal,
        "agent_id": item.agent_id,
        "at_ms": item.started_at_ms,
        "duration_ms": None if item.ended_at_ms is None else item.ended_at_ms - item.started_at_ms,
        "result": item.result,
        "path": [{"node": step.node, "at_ms": step.at_ms, "result": step.result} for step in item.path],
    }


def _consult(item: ConsultNoted) -> Row:
    """A number that was asked is said to have been one, and not which: that is a reference, for the log to open."""
    return {
        "segment": item.ordinal,
        "asked_by": item.asked_by,
        "asked_agent": item.asked_agent,
        "asked_queue": item.asked_queue,
        "number": item.number,
        "agent_id": item.agent_id,
        "at_ms": item.asked_at_ms,
        "answered_at_ms": item.answered_at_ms,
        "ended_at_ms": item.ended_at_ms,
        "outcome": item.outcome,
    }


def _work_left(item: WorkLeft) -> Row:
    return {
        "contact_id": item.contact_id,
        "segment": item.ordinal,
        "at_ms": item.at_ms,
        "medium": item.medium.value,
        "queue_id": item.queue_id,
        "subject": item.subject,
        "due_at_ms": item.due_at_ms,
    }


def _follow_up(contact: ContactRecord, item: FollowUpNoted) -> Row:
    return {
        "contact_id": item.contact_id,
        "segment": item.ordinal + (len(contact.segments) if item.is_wrapping_up else 0),
        "at_ms": item.at_ms,
        "agent_id": item.agent_id,
        "owner": item.owner,
        "queue_id": item.queue_id,
        "due_at_ms": item.due_at_ms,
        "text": item.text,
    }


def _help(item: HelpNoted) -> Row:
    return {
        "segment": item.ordinal,
        "at_ms": item.started_at_ms,
        "duration_ms": None if item.ended_at_ms is None else item.ended_at_ms - item.started_at_ms,
        "agent_id": item.agent_id,
    }


def _monitoring(item: MonitoringNoted) -> Row:
    return {
        "segment": item.ordinal,
        "supervisor_id": item.supervisor_id,
        "agent_id": item.agent_id,
        "at_ms": item.asked_at_ms,
        "began_at_ms": item.began_at_ms,
        "ended_at_ms": item.ended_at_ms,
        "modes": [{"mode": one.mode.value, "at_ms": one.at_ms} for one in item.modes],
        "outcome": item.outcome,
    }


def _number_of(agent_id: AgentId | None, agent_number: AgentNumber) -> str:
    return "" if agent_id is None else agent_number(agent_id)


def _value(item: Enum | None) -> Any:
    return None if item is None else item.value
