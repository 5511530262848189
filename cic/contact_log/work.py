"""Work that callers leave, or that agents have put off, as the log has it: a contact of its own. Owns its beginning and
the note where it was left; what happens to it afterwards is folded as for calls."""

from cic.center.desk_events import FollowUpClosed
from cic.center.events import WorkOpened
from cic.contact_log.record import ContactRecord, Segment, SegmentKind, WorkLeft
from cic.contact_log.sides import Initiator
from cic.journal.port import Committed
from routing.copying import replace
from routing.vocabulary import NO_PROVIDER, AgentId, ContactId, FlowId

NO_FLOW = FlowId("")


def work_opened(event: WorkOpened, record: Committed) -> ContactRecord:
    """Return the contact that the work is: it waits from the start."""
    agent_id = _put_off_by(event.contact_id, record)
    initiator = Initiator.FLOW if agent_id is None else Initiator.AGENT
    return ContactRecord(
        contact_id=event.contact_id,
        interaction_id=event.interaction_id,
        opened_seq=record.seq,
        arrived_at_ms=record.at_ms,
        provider=NO_PROVIDER,
        dialled_number=event.dialled_number,
        entry_flow=NO_FLOW,
        caller=event.caller,
        language=event.language,
        segments=(Segment(SegmentKind.QUEUE, record.at_ms, initiator, agent_id, queue_id=event.queue_id),),
        medium=event.medium,
        origin=event.origin,
        subject=event.subject,
        due_at_ms=event.due_at_ms,
        recording=event.recording,
        message_ms=None if event.recording is None else event.duration_ms,
        number_to_call=event.number,
    )


def with_work_left(origin: ContactRecord, event: WorkOpened, at_ms: int) -> ContactRecord:
    """Return the contact in which the work was left, with a note of it; what was put off was noted when it was."""
    if any(item.contact_id == event.contact_id for item in origin.follow_ups):
        return origin
    left = WorkLeft(
        event.contact_id, len(origin.segments), at_ms, event.medium, event.queue_id, event.subject, event.due_at_ms
    )
    return replace(origin, work_left=(*origin.work_left, left))


def _put_off_by(contact_id: ContactId, record: Committed) -> AgentId | None:
    """Who made the follow-up that becomes this work at this moment; None for work that a caller has left."""
    for event in record.events:
        if isinstance(event, FollowUpClosed) and event.contact_id == contact_id:
            return event.made_by
    return None
