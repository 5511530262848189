"""A contact as the log knows it. Owns the shape and the sums; folds nothing and stores nothing.

The caller's side is a row of segments without gap or overlap, so the times add up to the total by construction.
Wrap-up is the agent's time and stands apart.
"""

from dataclasses import dataclass
from enum import Enum

from ivr_flows.session import PathStep
from routing.vocabulary import (
    AgentId,
    CallerFacts,
    ContactId,
    EndCause,
    FlowId,
    InteractionId,
    PersonalRef,
    ProviderId,
    QueueId,
)


class SegmentKind(Enum):
    """What a stretch of a contact was spent on."""

    IVR = "ivr"
    QUEUE = "queue"
    RING = "ring"
    TALK = "talk"
    HOLD = "hold"
    WRAP_UP = "wrap_up"


class Releaser(Enum):
    """Who ended a segment or a contact."""

    CALLER = "caller"
    AGENT = "agent"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch. ``cause`` is why it ended; a ring that led to nothing says how it failed."""

    kind: SegmentKind
    started_at_ms: int
    ended_at_ms: int | None
    queue_id: QueueId | None = None
    agent_id: AgentId | None = None
    agent_number: str = ""
    released_by: Releaser | None = None
    cause: str = ""
    disposition: str = ""
    note: PersonalRef | None = None

    @property
    def is_person(self) -> bool:
        """Whether an agent is in it, or a machine alone."""
        return self.kind not in (SegmentKind.IVR, SegmentKind.QUEUE)

    @property
    def duration_ms(self) -> int:
        """How long it lasted; 0 while it lasts."""
        return 0 if self.ended_at_ms is None else self.ended_at_ms - self.started_at_ms


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """One contact. ``segments`` is the caller's side, in order; the last one is open until the caller has gone."""

    contact_id: ContactId
    interaction_id: InteractionId
    opened_seq: int
    arrived_at_ms: int
    provider: ProviderId
    dialled_number: str
    entry_flow: FlowId
    caller: CallerFacts
    language: str
    segments: tuple[Segment, ...]
    wrap_ups: tuple[Segment, ...] = ()
    path: tuple[PathStep, ...] = ()
    offers_missed: int = 0
    ended_at_ms: int | None = None
    end_cause: EndCause | None = None
    is_abandoned: bool = False
    is_closed: bool = False
    predecessor: ContactId | None = None

    def time_ms(self, kind: SegmentKind) -> int:
        """Return the time that was spent on one kind of segment, finished ones only."""
        own = self.wrap_ups if kind is SegmentKind.WRAP_UP else self.segments
        return sum(segment.duration_ms for segment in own if segment.kind is kind)

    @property
    def total_ms(self) -> int:
        """From arrival until the caller has gone; 0 before."""
        return 0 if self.ended_at_ms is None else self.ended_at_ms - self.arrived_at_ms

    @property
    def last_agent(self) -> AgentId | None:
        """The agent who was last in contact with the caller."""
        served = [segment.agent_id for segment in self.segments if segment.kind is SegmentKind.TALK]
        return served[-1] if served else None

    @property
    def disposition(self) -> str:
        """The last one that an agent gave."""
        given = [segment.disposition for segment in self.wrap_ups if segment.disposition]
        return given[-1] if given else ""

    @property
    def released_by(self) -> Releaser | None:
        """Who ended it: the agent too, when the flow only hung up after an agent who left."""
        if self.end_cause is None:
            return None
        served = [segment for segment in self.segments if segment.kind is not SegmentKind.IVR]
        if self.end_cause is EndCause.FLOW_ENDED and served and served[-1].released_by is Releaser.AGENT:
            return Releaser.AGENT
        return releaser(self.end_cause)


def releaser(cause: EndCause) -> Releaser:
    """Return who stands behind a cause."""
    if cause is EndCause.CALLER_HUNG_UP:
        return Releaser.CALLER
    if cause in (EndCause.AGENT_HUNG_UP, EndCause.TRANSFERRED, EndCause.DECLINED):
        return Releaser.AGENT
    return Releaser.MACHINE
