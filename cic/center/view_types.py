"""What an agent's desktop shows, as plain data. Owns the types; computes nothing. ``views.py`` shows them to others."""

from dataclasses import dataclass

from ivr_flows.session import PathStep, Scalar
from routing.vocabulary import (
    Activity,
    AgentId,
    CallerFacts,
    ContactId,
    FlowId,
    InteractionId,
    Medium,
    OfferId,
    PersonalRef,
    ProviderId,
    QueueId,
    RecordingId,
)


@dataclass(frozen=True, slots=True)
class PhoneView:
    """One of the agent's phones."""

    provider: ProviderId
    is_reachable: bool
    is_in_use: bool


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer that stands."""

    offer_id: OfferId
    offered_at_ms: int
    deadline_ms: int


@dataclass(frozen=True, slots=True)
class ConsultView:
    """Somebody whom the agent asks meanwhile: an agent, whoever a queue finds, or a number outside.

    ``stage`` is a ConsultStage's value, ``since_ms`` when it began; ``agent_id`` is known once somebody has accepted.
    """

    stage: str
    since_ms: int
    asked_at_ms: int
    agent_id: AgentId | None
    queue_id: QueueId | None
    number: PersonalRef | None


@dataclass(frozen=True, slots=True)
class RecordingView:
    """A conversation that is being recorded. ``pause`` is empty, ``agent`` or ``apart``, and ``since_ms`` tells when it
    last changed. ``is_failing``: what is said may be lost, and an alarm stands."""

    recording_id: RecordingId
    pause: str
    since_ms: int
    is_failing: bool = False


@dataclass(frozen=True, slots=True)
class MonitoringView:
    """A talk that the agent, a supervisor, listens in on, or is about to. ``stage`` is a MonitoringStage's value,
    ``mode`` a MonitorMode's; each has since when it is so."""

    monitoring_id: InteractionId
    interaction_id: InteractionId
    contact_id: ContactId
    agent_id: AgentId
    queue_id: QueueId
    stage: str
    since_ms: int
    mode: str
    mode_since_ms: int
    allowed_actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SupervisedView:
    """Who listens in on the agent's own talk, and who hears them (a MonitorMode's value)."""

    mode: str
    supervisor_id: AgentId
    since_ms: int


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """Work that the agent owns and that is not due yet; or that is overdue, because its queue has ``refused`` it."""

    contact_id: ContactId
    origin: ContactId
    queue_id: QueueId
    due_at_ms: int
    remind_at_ms: int | None
    is_reminded: bool
    text: PersonalRef
    caller: CallerFacts
    refused: str = ""


@dataclass(frozen=True, slots=True)
class AgentMessageView:
    """What somebody who watches over the center has said to the agent, who has yet to read it."""

    message_id: str
    sender: str
    text: PersonalRef
    at_ms: int


@dataclass(frozen=True, slots=True)
class InteractionView:
    """What an agent sees of an interaction, from the offer to the end of wrap-up.

    ``wrap_up_until_ms`` is None for a wrap-up that does not end by itself. ``given_disposition`` is what the agent has
    given already where the queue wants the whole time of the wrap-up; until then it may be given anew.

    ``flow`` is the flow that the agent has sent the caller into, while the caller is in it; ``flow_results`` tell what
    came of each that is over. ``looked_up`` is what the flow found out about the caller. Work that a caller has left
    follows from the contact ``origin``: it has a ``subject``, is due, and brings a message of ``duration_ms``, or a
    ``number_to_call``. It is ``is_parked`` while something else comes first. ``direction`` is ``out`` for somebody whom
    the agent has called; ``consulted_by`` is who asks this agent about the customer shown. ``recorded`` is of the
    conversation.
    """

    interaction_id: InteractionId
    contact_id: ContactId
    medium: Medium
    state: str
    offer: OfferView | None
    provider: ProviderId
    queue_id: QueueId
    service_level_target_ms: int
    caller: CallerFacts
    dialled_number: str
    arrived_at_ms: int
    queued_at_ms: int | None
    accepted_at_ms: int | None
    connected_at_ms: int | None
    is_held: bool
    is_muted: bool
    held_since_ms: int | None
    wrap_up_since_ms: int | None
    wrap_up_until_ms: int | None
    wants_wrap_up: bool
    given_disposition: str | None
    path: tuple[PathStep, ...]
    collected: tuple[tuple[str, PersonalRef], ...]
    dispositions: tuple[str, ...]
    allowed_actions: tuple[str, ...]
    looked_up: tuple[tuple[str, Scalar], ...] = ()
    flow: FlowId | None = None
    flow_results: tuple[tuple[FlowId, str], ...] = ()
    is_parked: bool = False
    origin: ContactId | None = None
    subject: str = ""
    due_at_ms: int | None = None
    recording: RecordingId | None = None
    duration_ms: int | None = None
    number_to_call: PersonalRef | None = None
    direction: str = "in"
    consult: ConsultView | None = None
    consulted_by: AgentId | None = None
    recorded: RecordingView | None = None
    help_since_ms: int | None = None
    help_answered_by: AgentId | None = None
    supervised: SupervisedView | None = None


@dataclass(frozen=True, slots=True)
class AgentView:
    """All that one agent's desktop shows. ``flows`` are those that a caller may be sent into.

    ``is_forced``: a supervisor has put the agent into this activity; ``is_next_forced``: into the next one.
    """

    agent_id: AgentId
    activity: Activity
    reason: str
    since_ms: int
    next_activity: Activity | None
    is_free: bool
    is_desktop_open: bool
    phones: tuple[PhoneView, ...]
    interactions: tuple[InteractionView, ...]
    flows: tuple[FlowId, ...] = ()
    follow_ups: tuple[FollowUpView, ...] = ()
    allowed_actions: tuple[str, ...] = ()
    monitoring: MonitoringView | None = None
    is_forced: bool = False
    is_next_forced: bool = False
    messages: tuple[AgentMessageView, ...] = ()
