"""A contact and a segment as the contact log gives them."""

from cic.api.ports import JsonObject


def contact_row(contact_id: str) -> JsonObject:
    """A contact as the log gives it: a caller who gave up at once."""
    words = {"provider": "simulated", "dialled_number": "4000", "entry_flow": "main", "language": "en"}
    caller = {"party_id": "p", "number": "+15550100", "name": None, "is_known": False}
    nothing = ("disposition", "last_agent_number", "subject", "entered_kind")
    times = (
        "ivr_ms",
        "queue_ms",
        "ring_ms",
        "talk_ms",
        "hold_ms",
        "consult_ms",
        "parked_ms",
        "outside_ms",
        "consulted_ms",
        "work_ms",
        "entered_ms",
        "wrap_up_ms",
        "total_ms",
        "offers_missed",
    )
    none = ("origin", "due_at_ms", "recording", "message_ms", "number_to_call")
    return {
        "contact_id": contact_id,
        "interaction_id": "i",
        "medium": "voice",
        "direction": "inbound",
        "initiator": "caller",
        "arrived_at_ms": 1_000,
        "answered_at_ms": None,
        "ended_at_ms": 1_000,
        "caller": caller | {"grade": "standard", "is_vip": False, "area": "unknown"},
        "last_agent": None,
        "end_cause": "caller_hung_up",
        "released_by": "caller",
        "is_abandoned": False,
        "path": [{"node": "welcome", "at_ms": 1_000, "duration_ms": 0, "result": "hung_up", "segment": 1}],
        "hand_overs": [],
        "flow_visits": [],
        "consults": [],
        "work_left": [],
        "follow_ups": [],
        "help_asked": [],
        "monitorings": [],
        "predecessor": None,
        **words,
        **dict.fromkeys(nothing, ""),
        **dict.fromkeys(none),
        **dict.fromkeys(times, 0),
    }


SEGMENT: JsonObject = {
    "ordinal": 1,
    "predecessor": None,
    "kind": "ivr",
    "direction": "inbound",
    "initiator": "caller",
    "initiator_agent_id": None,
    "served_by": "machine",
    "started_at_ms": 1_000,
    "ended_at_ms": 1_000,
    "duration_ms": 0,
    "queue_id": None,
    "agent_id": None,
    "agent_number": "",
    "agent_address": "",
    "released_by": "caller",
    "cause": "caller_hung_up",
    "disposition": "",
    "note": None,
}
