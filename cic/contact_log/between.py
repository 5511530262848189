"""A customer between agents, as the log has it: consulted about, parked, handed to a number, called. Owns what these
events mean for the caller's side; the notes of a consult are ``consults``'."""

from cic.calls.events import ConsultAsked, ConsultClosed, ConsultMoved
from cic.calls.machines.consult import ConsultStage
from cic.center.transfer_events import AwayEnded, ContactDialled, InteractionParked, SentToNumber
from cic.contact_log import consults
from cic.contact_log.record import ContactRecord, Direction, Segment, SegmentKind
from cic.contact_log.segments import next_segment
from cic.contact_log.sides import Initiator, Releaser
from cic.contact_log.work import NO_FLOW
from cic.journal.port import Committed
from routing.copying import replace
from routing.events import InteractionTaken
from routing.vocabulary import AgentId, EndCause

_APART = (SegmentKind.HOLD, SegmentKind.CONSULT)


def dialled(event: ContactDialled, record: Committed) -> ContactRecord:
    """Return a contact that begins with an agent who calls somebody: first the agent's phone rings, then theirs."""
    ring = Segment(
        SegmentKind.RING,
        record.at_ms,
        Initiator.AGENT,
        event.agent_id,
        queue_id=event.queue_id,
        agent_id=event.agent_id,
    )
    return ContactRecord(
        contact_id=event.contact_id,
        interaction_id=event.interaction_id,
        opened_seq=record.seq,
        arrived_at_ms=record.at_ms,
        provider=event.provider,
        dialled_number="",
        entry_flow=NO_FLOW,
        caller=event.caller,
        language=event.caller.language,
        segments=(ring,),
        direction=Direction.OUTBOUND,
    )


def consulting(contact: ContactRecord, event: ConsultAsked | ConsultMoved | ConsultClosed, at_ms: int) -> ContactRecord:
    """Return the contact after a step of a consult."""
    match event:
        case ConsultAsked():
            return consults.asked(contact, event, at_ms)
        case ConsultMoved():
            return _moved(consults.answered(contact, event, at_ms), event, at_ms)
        case ConsultClosed():
            return consults.ended(contact, event, at_ms)


def _moved(contact: ContactRecord, event: ConsultMoved, at_ms: int) -> ContactRecord:
    """The customer waits while agent and consulted talk; in a conference all do."""
    now = contact.segments[-1]
    if event.stage is ConsultStage.TALKING and now.kind is SegmentKind.HOLD:
        begun = replace(now, kind=SegmentKind.CONSULT, started_at_ms=at_ms)
        if now.started_at_ms == at_ms:  # held for the swap back: that is no hold of its own
            return replace(contact, segments=(*contact.segments[:-1], begun))
        return next_segment(contact, replace(begun, initiator=Initiator.AGENT, initiator_agent_id=now.agent_id))
    if event.stage is ConsultStage.CONFERENCE and now.kind in _APART:
        talk = replace(now, kind=SegmentKind.TALK, started_at_ms=at_ms, initiator=Initiator.AGENT)
        return next_segment(contact, replace(talk, initiator_agent_id=now.agent_id))
    return contact


def left_or_taken(
    contact: ContactRecord, event: InteractionParked | SentToNumber | AwayEnded | InteractionTaken, at_ms: int
) -> ContactRecord:
    """Return the contact after an agent has left the customer somewhere, or taken the customer."""
    now = contact.segments[-1]
    match event:
        case InteractionParked():
            return _left(contact, SegmentKind.PARKED, EndCause.PARKED, at_ms)
        case SentToNumber():
            return _left(contact, SegmentKind.OUTSIDE, EndCause.TRANSFERRED, at_ms)
        case InteractionTaken() if contact.direction is Direction.OUTBOUND and len(contact.segments) == 1:
            return contact  # the agent who calls has it from the beginning
        case InteractionTaken():
            by = _giver(contact, event, at_ms)
            ring = Segment(
                SegmentKind.RING, at_ms, Initiator.AGENT, by, queue_id=event.queue_id, agent_id=event.agent_id
            )
            return next_segment(contact, ring)
        case AwayEnded(cause=EndCause.COMPLETED) if now.kind is SegmentKind.OUTSIDE:
            after = Segment(SegmentKind.IVR, at_ms, Initiator.FLOW)
            return next_segment(contact, after, EndCause.COMPLETED.value, Releaser.MACHINE)
        case AwayEnded():
            return contact  # what follows ends the segment


def _left(contact: ContactRecord, kind: SegmentKind, cause: EndCause, at_ms: int) -> ContactRecord:
    now = contact.segments[-1]
    begun = Segment(kind, at_ms, Initiator.AGENT, now.agent_id, queue_id=now.queue_id)
    return next_segment(contact, begun, cause.value, Releaser.AGENT)


def _giver(contact: ContactRecord, event: InteractionTaken, at_ms: int) -> AgentId:
    """Who lets the agent have it: another agent, who is out of it at this moment, or the one who takes it."""
    before = contact.segments[-2] if len(contact.segments) > 1 else None
    is_handed_over = before is not None and (before.cause, before.ended_at_ms) == (EndCause.TRANSFERRED.value, at_ms)
    giver = before.agent_id if before is not None and is_handed_over else None
    return giver or event.agent_id
