"""Work that callers leave, as the log has it: a contact of its own. Owns its beginning and the note where it was left;
what happens to it afterwards is folded as for calls."""

from cic.center.events import WorkOpened
from cic.contact_log.record import ContactRecord, Initiator, Segment, SegmentKind, WorkLeft
from cic.journal.port import Committed
from routing.copying import replace
from routing.vocabulary import NO_PROVIDER, FlowId

NO_FLOW = FlowId("")


def work_opened(event: WorkOpened, record: Committed) -> ContactRecord:
    """Return the contact that the work is: it waits from the start."""
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
        segments=(Segment(SegmentKind.QUEUE, record.at_ms, Initiator.FLOW, queue_id=event.queue_id),),
        medium=event.medium,
        origin=event.origin,
        subject=event.subject,
        due_at_ms=event.due_at_ms,
        recording=event.recording,
        message_ms=None if event.recording is None else event.duration_ms,
        number_to_call=event.number,
    )


def with_work_left(origin: ContactRecord, event: WorkOpened, at_ms: int) -> ContactRecord:
    """Return the contact in which the work was left, with a note of it."""
    left = WorkLeft(
        event.contact_id, len(origin.segments), at_ms, event.medium, event.queue_id, event.subject, event.due_at_ms
    )
    return replace(origin, work_left=(*origin.work_left, left))
