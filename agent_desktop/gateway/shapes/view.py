"""What a desktop shows, as JSON. Owns the shapes of the view; ``gateway/views.py`` writes it. Times are UTC
milliseconds by the server's clock; a personal value is null after the person was erased."""

from typing import Literal, NotRequired

from typing_extensions import TypeAliasType, TypedDict

Activity = TypeAliasType("Activity", Literal["signed_out", "available", "on_break", "not_responding"])
InteractionState = TypeAliasType(
    "InteractionState", Literal["offered", "connecting", "connected", "in_flow", "wrap_up"]
)
ConsultStage = TypeAliasType("ConsultStage", Literal["asked", "talking", "swapped", "conference"])
RecordingPause = TypeAliasType("RecordingPause", Literal["", "agent", "apart"])
MonitorMode = TypeAliasType("MonitorMode", Literal["listen", "whisper", "barge"])
MonitoringStage = TypeAliasType("MonitoringStage", Literal["asked", "ringing", "listening"])
Direction = TypeAliasType("Direction", Literal["in", "out"])


class Label(TypedDict):
    """Words in both languages."""

    en: str
    zh: str


class Coded(TypedDict):
    """A code to choose, with its words."""

    code: str
    label: Label


class QueueChoice(TypedDict):
    """A queue, as people know it."""

    queue_id: str
    label: Label


class AgentName(TypedDict):
    """An agent, as people know the agent."""

    agent_id: str
    name: str


class AgentPhone(TypedDict):
    """One of the agent's phones."""

    provider: str
    is_reachable: bool
    is_in_use: bool


class Monitoring(TypedDict):
    """A talk of another agent's that this one, a supervisor, listens in on, or is about to. It is switched, ended and
    taken over by requests of its own (`/api/agents/{agent_id}/monitor`)."""

    monitoring_id: str
    interaction_id: str
    contact_id: str
    agent: AgentName
    queue: QueueChoice
    stage: MonitoringStage
    since_ms: int
    mode: MonitorMode
    mode_since_ms: int
    allowed_actions: list[str]


class Supervised(TypedDict):
    """Who listens in on this agent's own talk, as far as the center shows it to agents."""

    mode: MonitorMode
    agent: AgentName
    since_ms: int


class AgentMessage(TypedDict):
    """What somebody who watches over the center has said to the agent; it stands here until `read_message`. ``sender``
    is an agent's name, or a user's."""

    message_id: str
    sender: str
    text: str | None
    at_ms: int


class AgentView(TypedDict):
    """The agent whose desktop it is. ``allowed_actions`` are those that concern no interaction in hand. ``is_forced``:
    a supervisor has set the activity; ``is_next_forced``: the next one, which the agent cannot change before it holds.
    """

    agent_id: str
    name: str
    number: str
    activity: Activity
    reason: str
    since_ms: int
    next_activity: Activity | None
    is_free: bool
    phones: list[AgentPhone]
    allowed_actions: list[str]
    monitoring: Monitoring | None
    is_forced: bool
    is_next_forced: bool
    messages: list[AgentMessage]


class Offer(TypedDict):
    """An offer that stands."""

    offer_id: str
    offered_at_ms: int
    deadline_ms: int


class Caller(TypedDict):
    """Who the other party is; ``name`` and ``number`` are null where there is none."""

    name: str | None
    number: str | None
    is_known: bool
    grade: str
    is_vip: bool
    language: str
    area: str
    party_id: str
    tries_today: int


class QueueView(QueueChoice):
    """The queue of an interaction, with the card to greet its callers from."""

    greeting: Label
    service_level_target_ms: int


class PathStep(TypedDict):
    """A step that the caller went through in the flow."""

    node: str
    at_ms: int
    result: str


class Collected(TypedDict):
    """What the caller has entered."""

    name: str
    value: str | None


class LookedUp(TypedDict):
    """What the flow found out about the caller."""

    name: str
    value: str | int | float | bool | None


class FlowResult(TypedDict):
    """What came of a flow that the caller was sent into."""

    flow: str
    result: str


class Work(TypedDict):
    """What a caller has left, or what is to be done later: there is no call. ``origin`` is the contact it follows
    from, ``recording`` the name of the message for `/api/messages`, null when there is none. What a follow-up is
    about stands among what was collected, under `follow_up`."""

    origin: str
    subject: str
    due_at_ms: int
    recording: str | None
    duration_ms: int | None
    number_to_call: str | None


class Consult(TypedDict):
    """Somebody whom the agent asks meanwhile: an agent, whoever a queue finds, or a number outside. ``agent`` is known
    once somebody has accepted; ``since_ms`` is when the stage began."""

    stage: ConsultStage
    since_ms: int
    asked_at_ms: int
    agent: AgentName | None
    queue: QueueChoice | None
    number: str | None


class Recorded(TypedDict):
    """A conversation that is recorded. ``pause`` says why nothing is kept now, ``since_ms`` when it last changed;
    ``is_failing``: what is said may be lost."""

    recording_id: str
    pause: RecordingPause
    since_ms: int
    is_failing: bool


class InteractionView(TypedDict):
    """An interaction, from the offer to the end of wrap-up. ``rev`` rises with each change of it: a command that brings
    an older one is refused with `stale`. ``wrap_up_until_ms`` is null when only the agent ends the wrap-up;
    ``given_disposition`` was given already, where it lasts its whole time; ``flow`` is the one the caller is in
    meanwhile; ``is_parked``: laid aside, because something else comes first. ``consult`` is whom the agent asks,
    ``consulted_by`` who asks this agent about the customer shown. ``help_since_ms``: the agent has asked for help."""

    interaction_id: str
    rev: int
    contact_id: str
    medium: str
    direction: Direction
    state: InteractionState
    offer: Offer | None
    queue: QueueView
    caller: Caller
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
    path: list[PathStep]
    collected: list[Collected]
    looked_up: list[LookedUp]
    flow: str | None
    flow_results: list[FlowResult]
    is_parked: bool
    work: Work | None
    consult: Consult | None
    consulted_by: AgentName | None
    recorded: Recorded | None
    help_since_ms: int | None
    help_answered_by: AgentName | None
    supervised: Supervised | None
    dispositions: list[Coded]
    allowed_actions: list[str]


class FollowUp(TypedDict):
    """Work that the agent owns and that is not due yet; ``origin`` is the contact it follows from. ``refused`` is there
    once it is overdue: the code of why its queue has not taken it in. With `unknown_queue` and `not_supported` it is
    not tried again before the center's configuration changes."""

    contact_id: str
    origin: str
    queue: QueueChoice
    due_at_ms: int
    remind_at_ms: int | None
    is_reminded: bool
    text: str | None
    caller: Caller
    refused: NotRequired[str]


class View(TypedDict):
    """All that one desktop shows. ``queues``, ``flows`` and ``dispositions`` are what may be chosen, wherever a
    command names one; an interaction's own dispositions stand with it."""

    agent: AgentView
    break_reasons: list[Coded]
    queues: list[QueueChoice]
    flows: list[str]
    dispositions: list[Coded]
    interactions: list[InteractionView]
    follow_ups: list[FollowUp]
