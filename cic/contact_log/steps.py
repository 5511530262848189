"""What the caller went through in the flow, step by step. Owns in which segment a step began and how long it lasted.

In an IVR segment the steps follow each other without gap, up to the segment's end; what comes before the first one is
the time until the call was answered. The step of a queue node stands in the queue segment and lasts until the talk.
"""

from dataclasses import dataclass

from cic.contact_log.record import ContactRecord, SegmentKind
from cic.contact_log.sides import Initiator
from ivr_flows.session import PathStep


@dataclass(frozen=True, slots=True)
class Step:
    """One node that the caller came to. ``ended_at_ms`` is None while the caller is there."""

    node: str
    result: str
    ordinal: int
    started_at_ms: int
    ended_at_ms: int | None

    @property
    def duration_ms(self) -> int | None:
        """How long it lasted; None while it lasts."""
        return None if self.ended_at_ms is None else self.ended_at_ms - self.started_at_ms


def placed(contact: ContactRecord, path: tuple[PathStep, ...]) -> tuple[int, ...]:
    """Return the ordinals of the segments that the steps of a longer path began in."""
    known = contact.step_ordinals
    new, current = len(path) - len(known), len(contact.segments)
    if new <= 0:
        return known
    segment = contact.segments[-1]
    # A flow's way into a queue is told in one: its last step is the queue's node, the others led there.
    has_just_queued = segment.kind is SegmentKind.QUEUE and segment.initiator is Initiator.FLOW and current not in known
    led_there = new - 1 if has_just_queued else 0
    return (*known, *[current - 1] * led_there, *[current] * (new - led_there))


def steps(contact: ContactRecord) -> tuple[Step, ...]:
    """Return the steps of the contact, in order."""
    starts = [step.at_ms for step in contact.path]
    return tuple(
        Step(step.node, step.result, ordinal, step.at_ms, _end_ms(contact, ordinal, following))
        for step, ordinal, following in zip(contact.path, contact.step_ordinals, (*starts, None)[1:], strict=True)
    )


def _end_ms(contact: ContactRecord, ordinal: int, following_ms: int | None) -> int | None:
    """A step lasts until the next one; in the flow not beyond its segment, in a queue until an agent has the caller."""
    segment = contact.segments[ordinal - 1]
    until_ms = segment.ended_at_ms
    if segment.kind is not SegmentKind.IVR:
        talks = [later.started_at_ms for later in contact.segments[ordinal:] if later.kind is SegmentKind.TALK]
        until_ms = talks[0] if talks else contact.ended_at_ms
    known = [at_ms for at_ms in (following_ms, until_ms) if at_ms is not None]
    return min(known) if known else None
