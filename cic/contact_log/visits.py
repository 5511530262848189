"""Flows that agents send callers into, as the log has them. Owns when such a visit is open; knows no segments: the hold
around it is folded as any other."""

from cic.center.events import FlowEntered
from cic.contact_log.record import ContactRecord, FlowVisit
from ivr_flows.session import Session
from routing.copying import replace


def is_visiting(contact: ContactRecord) -> bool:
    """Whether the caller is in such a flow now: the session that is told of is that flow's."""
    return bool(contact.flow_visits) and contact.flow_visits[-1].ended_at_ms is None


def gave_back(contact: ContactRecord, at_ms: int) -> bool:
    """Whether such a flow has ended at this moment, in the segment that goes on."""
    if not contact.flow_visits:
        return False
    last = contact.flow_visits[-1]
    return last.ended_at_ms == at_ms and last.ordinal == len(contact.segments)


def entered(contact: ContactRecord, event: FlowEntered, at_ms: int) -> ContactRecord:
    """Return the contact with a visit that begins."""
    visit = FlowVisit(event.flow_id, len(contact.segments), event.agent_id, at_ms)
    return replace(contact, flow_visits=(*contact.flow_visits, visit))


def walked(contact: ContactRecord, session: Session) -> ContactRecord:
    """Return the contact with the steps of the visit that goes on."""
    visit = contact.flow_visits[-1]
    return contact if visit.path == session.path else _with_last(contact, replace(visit, path=session.path))


def returned(contact: ContactRecord, result: str, at_ms: int) -> ContactRecord:
    """Return the contact with the visit ended."""
    if not is_visiting(contact):
        return contact
    return _with_last(contact, replace(contact.flow_visits[-1], ended_at_ms=at_ms, result=result))


def _with_last(contact: ContactRecord, visit: FlowVisit) -> ContactRecord:
    return replace(contact, flow_visits=(*contact.flow_visits[:-1], visit))
