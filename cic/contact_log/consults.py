"""Whom agents ask about a customer, as the log has it. Owns these notes and the time of whoever is asked; what the
customer goes through meanwhile is folded as any other."""

from cic.calls.events import ConsultAsked, ConsultClosed, ConsultMoved
from cic.calls.machines.consult import ConsultStage
from cic.center.events import CenterEvent
from cic.contact_log.record import ConsultNoted, ContactRecord
from routing.copying import replace
from routing.events import OfferAccepted
from routing.vocabulary import InteractionId


def open_consult(contact: ContactRecord) -> InteractionId | None:
    """The interaction by which somebody is being asked at the moment."""
    if not contact.consults or contact.consults[-1].ended_at_ms is not None:
        return None
    return contact.consults[-1].consult_id


def asked(contact: ContactRecord, event: ConsultAsked, at_ms: int) -> ContactRecord:
    """Return the contact with somebody who is asked from now on."""
    noted = ConsultNoted(
        consult_id=event.consult_id,
        ordinal=len(contact.segments),
        asked_by=contact.segments[-1].agent_id,
        asked_agent=event.asked_agent,
        asked_queue=event.asked_queue,
        number=event.number,
        asked_at_ms=at_ms,
    )
    return replace(contact, consults=(*contact.consults, noted))


def answered(contact: ContactRecord, event: ConsultMoved, at_ms: int) -> ContactRecord:
    """Return the contact with the moment at which whoever is asked was first heard."""
    last = contact.consults[-1]
    if event.stage is not ConsultStage.TALKING or last.answered_at_ms is not None:
        return contact
    return _with_last(contact, replace(last, answered_at_ms=at_ms))


def ended(contact: ContactRecord, event: ConsultClosed, at_ms: int) -> ContactRecord:
    """Return the contact with the consult over."""
    return _with_last(contact, replace(contact.consults[-1], ended_at_ms=at_ms, outcome=event.cause.value))


def routed(contact: ContactRecord, event: CenterEvent) -> ContactRecord:
    """Return the contact after what routing says of the interaction by which somebody is asked."""
    if not isinstance(event, OfferAccepted):
        return contact
    return _with_last(contact, replace(contact.consults[-1], agent_id=event.agent_id))


def _with_last(contact: ContactRecord, noted: ConsultNoted) -> ContactRecord:
    return replace(contact, consults=(*contact.consults[:-1], noted))
