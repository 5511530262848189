"""One segment after the other. Owns how a segment ends and the next begins, and which are left out; knows no event."""

from cic.contact_log.record import ContactRecord, Segment, SegmentKind
from cic.contact_log.sides import Initiator, Releaser
from routing.copying import replace

WITH_AGENT = (SegmentKind.TALK, SegmentKind.HOLD, SegmentKind.CONSULT, SegmentKind.WORK)
"""In these an agent has the contact in hand."""
AWAY = (SegmentKind.PARKED, SegmentKind.OUTSIDE)
"""In these an agent has left the customer somewhere."""


def next_segment(
    contact: ContactRecord, segment: Segment, cause: str = "", released_by: Releaser | None = None
) -> ContactRecord:
    """End the current segment and begin the next at the same moment."""
    before = finished(contact, segment.started_at_ms, cause, released_by)
    return replace(contact, segments=(*before, replace(segment, predecessor=len(before))))


def finished(contact: ContactRecord, at_ms: int, cause: str, released_by: Releaser | None) -> tuple[Segment, ...]:
    """The segments, the current one ended. One that only stood between two others for no time is left out."""
    now = contact.segments[-1]
    if now.started_at_ms == at_ms and _stood_in(contact):
        return contact.segments[:-1]
    return (*contact.segments[:-1], replace(now, ended_at_ms=at_ms, cause=cause, released_by=released_by))


def _stood_in(contact: ContactRecord) -> bool:
    """Whether the current segment follows a ring that failed or an agent who left, and nothing happened in it."""
    current = len(contact.segments)
    if current == 1 or current in contact.step_ordinals:
        return False
    put_off = [item.ordinal for item in contact.follow_ups if not item.is_wrapping_up]
    happened = (*[rating.ordinal for rating in contact.ratings], *[work.ordinal for work in contact.work_left])
    if current in (*happened, *put_off):
        return False
    before, now = contact.segments[-2:]
    after_ring = before.kind is SegmentKind.RING and now.kind is SegmentKind.QUEUE
    after_ring = after_ring and now.initiator is not Initiator.SUPERVISOR  # who has moved it there
    after_agent = before.kind in WITH_AGENT and now.kind is SegmentKind.IVR
    after_work = before.kind is SegmentKind.WORK and now.initiator is Initiator.QUEUE  # and not handed over
    taken = now.kind is SegmentKind.RING and now.initiator is Initiator.AGENT  # by who is there already
    return after_ring or after_agent or after_work or taken
