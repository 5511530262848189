"""What a supervisor did to a contact, as the log has it. Owns which segments a supervisor begins and ends; an act's
author and reason stand in the audit trail."""

from cic.contact_log.record import ContactRecord, Segment, SegmentKind
from cic.contact_log.segments import next_segment
from cic.contact_log.sides import Initiator, Releaser
from routing.copying import replace
from routing.events import InteractionTaken
from routing.supervisor_acts import BY_SUPERVISOR
from routing.vocabulary import QueueId


def out_of_line(contact: ContactRecord, at_ms: int) -> ContactRecord:
    """Return the contact after a supervisor has taken it out of the line where it stood; where it goes, follows."""
    waiting = Segment(SegmentKind.QUEUE, at_ms, Initiator.SUPERVISOR, queue_id=contact.segments[-1].queue_id)
    return next_segment(contact, waiting, BY_SUPERVISOR, Releaser.SUPERVISOR)


def is_being_moved(contact: ContactRecord, at_ms: int) -> bool:
    """Whether a supervisor moves the contact to a queue at this moment."""
    now, before = contact.segments[-1], contact.segments[-2] if len(contact.segments) > 1 else None
    if (now.kind, now.initiator, now.started_at_ms) == (SegmentKind.QUEUE, Initiator.SUPERVISOR, at_ms):
        return True
    is_out_of_hand = before is not None and (before.cause, before.ended_at_ms) == (BY_SUPERVISOR, at_ms)
    return is_out_of_hand and now.started_at_ms == at_ms


def moved(contact: ContactRecord, queue_id: QueueId, at_ms: int) -> ContactRecord:
    """Return the contact waiting where the supervisor has put it; what only stood between takes no place."""
    waiting = Segment(
        SegmentKind.QUEUE,
        at_ms,
        Initiator.SUPERVISOR,
        predecessor=contact.segments[-1].predecessor,
        queue_id=queue_id,
    )
    return replace(contact, segments=(*contact.segments[:-1], waiting))


def taken(contact: ContactRecord, event: InteractionTaken, at_ms: int) -> ContactRecord:
    """Return the contact ringing at the supervisor who took it."""
    ring = Segment(
        SegmentKind.RING,
        at_ms,
        Initiator.SUPERVISOR,
        event.agent_id,
        queue_id=event.queue_id,
        agent_id=event.agent_id,
    )
    return next_segment(contact, ring)
