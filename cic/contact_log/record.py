"""A contact as the log knows it. Owns the shape and the sums; folds nothing and stores nothing.

The caller's side is a row of segments without gap or overlap, so the times add up to the total by construction.
Wrap-up is the agent's time and stands apart. A segment's ordinal is its place, from 1, in ``all_segments``.
"""

from dataclasses import dataclass
from enum import Enum

from cic.calls.commands import MonitorMode
from cic.center.recording_events import PauseReason
from cic.contact_log.sides import Initiator, Releaser, releaser
from ivr_flows.session import PathStep
from routing.vocabulary import (
    AgentId,
    CallerFacts,
    ContactId,
    EndCause,
    FlowId,
    InteractionId,
    Medium,
    PersonalRef,
    ProviderId,
    QueueId,
    RecordingId,
)


class Direction(Enum):
    """Which way a contact goes, seen from us."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class SegmentKind(Enum):
    """What a stretch of a contact was spent on."""

    IVR = "ivr"
    QUEUE = "queue"
    RING = "ring"
    TALK = "talk"
    HOLD = "hold"
    WORK = "work"
    """An agent has in hand what a caller has left: a message, a task, a call back."""
    CONSULT = "consult"
    """The agent asks somebody else, and the customer waits with music."""
    PARKED = "parked"
    """The customer waits with music for any agent to pick the call up."""
    OUTSIDE = "outside"
    """The customer was handed to a number outside: it rings, or they talk."""
    CONSULTED = "consulted"
    """The time of an agent who was asked; it stands beside the caller's side, as wrap-up does."""
    ENTERED = "entered"
    """A contact that no channel brought, as an agent tells of it: a visit, a letter."""
    WRAP_UP = "wrap_up"


SERVING = (SegmentKind.TALK, SegmentKind.WORK, SegmentKind.ENTERED)
"""In these an agent is busy with the contact itself."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch. ``cause`` is why it ended; a ring that led to nothing says how it failed.

    ``predecessor`` is the ordinal of the segment that it follows from. ``agent_address`` is the phone that was rung.
    """

    kind: SegmentKind
    started_at_ms: int
    initiator: Initiator
    initiator_agent_id: AgentId | None = None
    predecessor: int | None = None
    ended_at_ms: int | None = None
    queue_id: QueueId | None = None
    agent_id: AgentId | None = None
    agent_address: str = ""
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
class HandOver:
    """An agent gave the caller to a queue: ``ordinal`` is the waiting that began, ``to_agent`` who took the caller."""

    ordinal: int
    at_ms: int
    from_agent: AgentId
    to_queue: QueueId
    to_agent: AgentId | None


@dataclass(frozen=True, slots=True)
class FlowVisit:
    """An agent has sent the caller into a flow: ``ordinal`` is the hold meanwhile. Without ``result`` it goes on."""

    flow_id: FlowId
    ordinal: int
    agent_id: AgentId
    started_at_ms: int
    ended_at_ms: int | None = None
    result: str = ""
    path: tuple[PathStep, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsultNoted:
    """An agent has asked somebody: ``ordinal`` is the segment in which that began. One of ``asked_agent``,
    ``asked_queue`` and ``number`` says whom, ``agent_id`` who took it. ``outcome`` is ``transferred`` for who has the
    customer since; without ``ended_at_ms`` it goes on."""

    consult_id: InteractionId
    ordinal: int
    asked_by: AgentId | None
    asked_agent: AgentId | None
    asked_queue: QueueId | None
    number: PersonalRef | None
    asked_at_ms: int
    agent_id: AgentId | None = None
    answered_at_ms: int | None = None
    ended_at_ms: int | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class ModeNoted:
    """Who heard a supervisor from then on."""

    mode: MonitorMode
    at_ms: int


@dataclass(frozen=True, slots=True)
class MonitoringNoted:
    """A supervisor has listened in on an agent's talk: ``ordinal`` is the segment in which that was asked for. One that
    never heard anything has no ``began_at_ms``. ``outcome`` is ``taken_over``, or why it ended."""

    monitoring_id: InteractionId
    ordinal: int
    supervisor_id: AgentId
    agent_id: AgentId
    asked_at_ms: int
    modes: tuple[ModeNoted, ...]
    began_at_ms: int | None = None
    ended_at_ms: int | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """What the caller thinks of ``subject``; queue and agent are those who had served the caller last."""

    ordinal: int
    at_ms: int
    subject: str
    value: int
    lowest: int
    highest: int
    queue_id: QueueId | None
    agent_id: AgentId | None


@dataclass(frozen=True, slots=True)
class WorkLeft:
    """The caller has left work for a queue: a contact of its own, named here where it came from."""

    contact_id: ContactId
    ordinal: int
    at_ms: int
    medium: Medium
    queue_id: QueueId
    subject: str
    due_at_ms: int


@dataclass(frozen=True, slots=True)
class FollowUpNoted:
    """An agent has put off work: a contact of its own once it is due, named here where it came from, as it was made.

    ``ordinal`` is the segment of the caller's side, or, with ``is_wrapping_up``, the place among the wrap-ups, which
    come after all of that side.
    """

    contact_id: ContactId
    ordinal: int
    is_wrapping_up: bool
    at_ms: int
    agent_id: AgentId
    owner: AgentId | None
    queue_id: QueueId
    due_at_ms: int
    text: PersonalRef


@dataclass(frozen=True, slots=True)
class HelpNoted:
    """An agent wanted help: ``ordinal`` is the segment in which that began. It goes on without ``ended_at_ms``."""

    ordinal: int
    agent_id: AgentId
    started_at_ms: int
    ended_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class TrackNoted:
    """What one party said, in a file named ``track`` that begins at ``started_at_ms``. ``agent_id`` is None for the
    customer and for a number outside. ``failure`` says why there is no (whole) file."""

    track: RecordingId
    is_customer: bool
    agent_id: AgentId | None
    started_at_ms: int
    ended_at_ms: int | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class PauseNoted:
    """Nothing was recorded for so long; the tracks have silence there. Two reasons may overlap."""

    reason: PauseReason
    started_at_ms: int
    ended_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class RecordingNoted:
    """A talk was recorded."""

    recording_id: RecordingId
    started_at_ms: int
    ended_at_ms: int | None = None
    tracks: tuple[TrackNoted, ...] = ()
    pauses: tuple[PauseNoted, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """One contact. ``segments`` is the caller's side, in order; the last one is open until the caller has gone.

    ``step_ordinals`` says for each step of ``path`` in which segment the caller came to it. Work that a caller has left
    has no caller's side: its segments are those of the work, which follows from the contact ``origin``. A contact that
    an agent has entered has no medium: ``entered_kind`` says what it was.
    """

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
    direction: Direction = Direction.INBOUND
    wrap_ups: tuple[Segment, ...] = ()
    path: tuple[PathStep, ...] = ()
    step_ordinals: tuple[int, ...] = ()
    offers_missed: int = 0
    ended_at_ms: int | None = None
    end_cause: EndCause | None = None
    is_abandoned: bool = False
    is_closed: bool = False
    flow_visits: tuple[FlowVisit, ...] = ()
    consults: tuple[ConsultNoted, ...] = ()
    ratings: tuple[Rating, ...] = ()
    work_left: tuple[WorkLeft, ...] = ()
    medium: Medium | None = Medium.VOICE
    origin: ContactId | None = None
    subject: str = ""
    due_at_ms: int | None = None
    recording: RecordingId | None = None
    message_ms: int | None = None
    number_to_call: PersonalRef | None = None
    follow_ups: tuple[FollowUpNoted, ...] = ()
    help_asked: tuple[HelpNoted, ...] = ()
    entered_kind: str = ""
    recordings: tuple[RecordingNoted, ...] = ()
    monitorings: tuple[MonitoringNoted, ...] = ()

    @property
    def is_work(self) -> bool:
        """Whether it is work that a caller has left, and no call."""
        return self.medium not in (Medium.VOICE, None)

    @property
    def all_segments(self) -> tuple[Segment, ...]:
        """The caller's side in order, then the wrap-ups, then the time of agents who were asked."""
        return (*self.segments, *self.wrap_ups, *self.consulted)

    @property
    def consulted(self) -> tuple[Segment, ...]:
        """The time of each agent who was asked, from the first word on."""
        return tuple(
            Segment(
                SegmentKind.CONSULTED,
                noted.answered_at_ms,
                Initiator.AGENT,
                noted.asked_by,
                predecessor=noted.ordinal,
                ended_at_ms=noted.ended_at_ms,
                queue_id=noted.asked_queue,
                agent_id=noted.agent_id,
                cause=noted.outcome,
            )
            for noted in self.consults
            if noted.answered_at_ms is not None and noted.agent_id is not None
        )

    def time_ms(self, kind: SegmentKind) -> int:
        """Return the time that was spent on one kind of segment, finished ones only."""
        beside = {SegmentKind.WRAP_UP: self.wrap_ups, SegmentKind.CONSULTED: self.consulted}
        own = beside.get(kind, self.segments)
        return sum(segment.duration_ms for segment in own if segment.kind is kind)

    @property
    def total_ms(self) -> int:
        """From arrival until the caller has gone; 0 before."""
        return 0 if self.ended_at_ms is None else self.ended_at_ms - self.arrived_at_ms

    @property
    def initiator(self) -> Initiator:
        """Who began the contact."""
        return self.segments[0].initiator

    @property
    def answered_at_ms(self) -> int | None:
        """When the flow answered the call; None for a caller who left before."""
        return self.path[0].at_ms if self.path else None

    @property
    def last_agent(self) -> AgentId | None:
        """The agent who was last in contact with the caller."""
        served = [segment.agent_id for segment in self.segments if segment.kind in SERVING]
        return served[-1] if served else None

    @property
    def disposition(self) -> str:
        """The last one that an agent gave."""
        given = [segment.disposition for segment in self.all_segments if segment.disposition]
        return given[-1] if given else ""

    @property
    def released_by(self) -> Releaser | None:
        """Who ended it: the agent too, when the flow only hung up after an agent who left."""
        if self.end_cause is None:
            return None
        if self.end_cause is EndCause.SUPERVISOR:
            return Releaser.SUPERVISOR
        if self.is_work:  # nobody can take it back: a queue that lets it go ends it
            return Releaser.AGENT if self.end_cause is EndCause.COMPLETED else Releaser.MACHINE
        served = [segment for segment in self.segments if segment.kind is not SegmentKind.IVR]
        if self.end_cause is EndCause.FLOW_ENDED and served and served[-1].released_by is Releaser.AGENT:
            return Releaser.AGENT
        return releaser(self.end_cause)

    @property
    def hand_overs(self) -> tuple[HandOver, ...]:
        """Each time an agent gave the caller to a queue."""
        found: list[HandOver] = []
        taker: AgentId | None = None
        for ordinal, segment in reversed(list(enumerate(self.segments, 1))):
            if segment.kind in SERVING:
                taker = segment.agent_id
                giver = segment.initiator_agent_id
                if segment.initiator is Initiator.AGENT and giver is not None and giver != taker:  # after a consult
                    assert segment.queue_id is not None, "an agent's talk is under the rules of a queue"
                    found.append(HandOver(ordinal, segment.started_at_ms, giver, segment.queue_id, taker))
                    taker = None
            elif segment.kind is SegmentKind.QUEUE and segment.initiator is Initiator.AGENT and ordinal > 1:
                giver, queue_id = segment.initiator_agent_id, segment.queue_id
                assert giver is not None and queue_id is not None, "an agent hands over to a queue"
                found.append(HandOver(ordinal, segment.started_at_ms, giver, queue_id, taker))
                taker = None
            elif segment.kind is SegmentKind.IVR:
                taker = None
        return tuple(reversed(found))
