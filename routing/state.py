"""The state of routing: queues, agents, interactions, offers, and the indexes over them. Changed by evolve alone.

Logical state is what ``logical`` returns; the indexes are derived from it and are rebuilt by ``reindex``.
"""

from dataclasses import asdict, dataclass, field

from routing.asking import Asked
from routing.configuration import (
    CAPACITY,
    FIRST_COME,
    ONE_CALL_AT_A_TIME,
    AgentConfiguration,
    ConfigurationPart,
    InteractionStrategy,
    MediumConfiguration,
    QueueConfiguration,
)
from routing.demand import Line
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.machines.offer import OfferState
from routing.measures import QueueMeasures
from routing.ordered_index import Key, OrderedIndex
from routing.overrides import NO_OVERRIDE, AgentOverride, QueueMode
from routing.vocabulary import (
    Activity,
    AgentId,
    ContactId,
    GroupId,
    InteractionId,
    Medium,
    OfferId,
    PartyId,
    PersonalRef,
    ProviderId,
    QueueId,
)
from routing.waiting import Standing, WaitStatistics

SHOW_LIMIT_MS = 2_000
"""How long the agent's desktop may take to say that it shows an offer, from the offer on."""
LineKey = tuple[object, ...]
"""What tells the lines of one queue apart."""


@dataclass(slots=True)
class PhoneState:
    """An agent's phone at one provider."""

    address: str
    is_reachable: bool = False
    is_in_use: bool = False


@dataclass(slots=True)
class Assignment:
    """The agent's side of one interaction; it outlives the interaction by the wrap-up. Parked while interrupted."""

    interaction_id: InteractionId
    contact_id: ContactId
    queue_id: QueueId
    medium: Medium
    offer_id: OfferId
    state: AssignmentState
    accepted_at_ms: int
    connected_at_ms: int | None = None
    wrap_up_since_ms: int | None = None
    wrap_up_until_ms: int | None = None
    is_parked: bool = False
    wants_wrap_up: bool = False
    disposition: str = ""
    note: PersonalRef | None = None


@dataclass(slots=True)
class Agent:
    """An agent as routing sees one. ``idle_key`` is the place among the free: free longest first.

    ``is_forced``: a supervisor has put the agent into the activity of now; ``is_next_forced`` says it of the next one.

    ``occupancy`` is the share of the last hour or so in which the agent had something in hand, in millionths, as of
    ``occupancy_at_ms``. The fields from ``skills`` on are derived.
    """

    configuration: AgentConfiguration
    activity: Activity = Activity.SIGNED_OUT
    reason: str = ""
    since_ms: int = 0
    next_activity: Activity | None = None
    next_reason: str = ""
    is_forced: bool = False
    is_next_forced: bool = False
    phones: dict[ProviderId, PhoneState] = field(default_factory=dict)
    is_desktop_open: bool = False
    override: AgentOverride = NO_OVERRIDE
    offers: dict[InteractionId, OfferId] = field(default_factory=dict)
    assignments: dict[InteractionId, Assignment] = field(default_factory=dict)
    idle_key: Key = (0, 0)
    assigned_key: Key = (0, 0)
    contacts: int = 0
    occupancy: int = 0
    occupancy_at_ms: int = 0
    draws_from: int = 0
    skills: dict[str, int] = field(default_factory=dict)
    queues: dict[QueueId, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    open_lines: dict[object, tuple[Line, ...]] = field(default_factory=dict)
    indexed: tuple[Line, ...] = ()


@dataclass(slots=True)
class Interaction:
    """An interaction. ``place`` is its place in line and survives every failed offer.

    Steps, preference and longest wait count from ``queued_at_ms``: an old place that is taken up again makes nobody
    late for them.

    ``front`` is not 0 for one that a supervisor has moved to the front of its queue, and the larger the later.

    ``steps`` counts the steps of relaxation whose time has come, ``taken`` are those whose condition held;
    ``is_preferring`` while it waits for its preferred agent alone. ``visit`` is the queue that it entered and when,
    until it is answered or gone from there. An exclusion without an end is kept as 0.
    The fields from ``line`` on are derived.
    """

    interaction_id: InteractionId
    contact_id: ContactId
    medium: Medium
    provider: ProviderId
    opened_at_ms: int
    stage: InteractionStage = InteractionStage.SELF_SERVICE
    queue_id: QueueId | None = None
    place: Key = (0, 0)
    queued_at_ms: int = 0
    asked: Asked | None = None
    priority: int = 0
    front: int = 0
    steps: int = 0
    taken: tuple[int, ...] = ()
    is_preferring: bool = False
    visit: tuple[QueueId, int] | None = None
    attempt: int = 0
    offer_id: OfferId | None = None
    agent_id: AgentId | None = None
    excluded: dict[AgentId, int] = field(default_factory=dict)
    line: Line | None = None
    rank: tuple[int, ...] = ()


@dataclass(slots=True)
class Offer:
    """An interaction presented to an agent; the agent's desktop is to show it before ``show_by_ms``."""

    offer_id: OfferId
    interaction_id: InteractionId
    agent_id: AgentId
    state: OfferState
    offered_at_ms: int
    show_by_ms: int
    deadline_ms: int


@dataclass(slots=True)
class Queue:
    """A queue at work. ``order`` are the places of those who wait, ``lines`` those who ask the same: both derived.

    ``members`` and ``staffed`` (members who are signed in) are derived too, and ``old_lines``: of rules that are taken
    out of force, as long as anybody stands in them.
    """

    configuration: QueueConfiguration
    mode: QueueMode = QueueMode.OPEN
    mode_until_ms: int = 0
    statistics: WaitStatistics = field(default_factory=WaitStatistics)
    measures: QueueMeasures = field(default_factory=QueueMeasures)
    members: dict[AgentId, None] = field(default_factory=dict)
    staffed: int = 0
    order: list[tuple[tuple[int, ...], InteractionId]] = field(default_factory=list)
    lines: dict[LineKey, Line] = field(default_factory=dict)
    old_lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class MissedContact:
    """A caller who gave up: the place to take up again until then, and afterwards somebody to call."""

    contact_id: ContactId
    queue_id: QueueId
    party_id: PartyId
    place: Key
    missed_at_ms: int
    resume_until_ms: int


@dataclass(slots=True)
class TakingIn:
    """What has yet to take in an activated configuration, each in the order in which it will."""

    queues: dict[QueueId, QueueConfiguration | None] = field(default_factory=dict)
    agents: dict[AgentId, AgentConfiguration | None] = field(default_factory=dict)
    interactions: dict[InteractionId, None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.queues or self.agents or self.interactions)


@dataclass(slots=True)
class RoutingState:
    """Everything routing knows. ``touched_*`` is the worklist of the matching, empty once an input is settled.

    Without ``are_desktops_told``, in the days of engines that did not, every desktop counts as open and showing.
    ``drawn_to`` is how far the race of those chosen by chance has come, ``draws_from`` where an agent joined it.
    ``configured_at_ms``: agents may carry more than the rules of now allow, if they took it on before.
    """

    queues: dict[QueueId, Queue] = field(default_factory=dict)
    agents: dict[AgentId, Agent] = field(default_factory=dict)
    media: dict[Medium, MediumConfiguration] = field(
        default_factory=lambda: {one.medium: one for one in ONE_CALL_AT_A_TIME}
    )
    strategy: InteractionStrategy = FIRST_COME
    break_reasons: tuple[str, ...] = ()
    are_desktops_told: bool = True
    configured_at_ms: int = 0
    drawn_to: int = 0
    interactions: dict[InteractionId, Interaction] = field(default_factory=dict)
    offers: dict[OfferId, Offer] = field(default_factory=dict)
    missed: dict[ContactId, MissedContact] = field(default_factory=dict)
    staged: dict[str, tuple[ConfigurationPart, ...]] = field(default_factory=dict)
    taking_in: TakingIn = field(default_factory=TakingIn)
    capacity_max: int = CAPACITY
    agent_by_phone: dict[tuple[ProviderId, str], AgentId] = field(default_factory=dict)
    groups: dict[GroupId, dict[AgentId, None]] = field(default_factory=dict)
    missed_by_party: dict[tuple[QueueId, PartyId], ContactId] = field(default_factory=dict)
    facts_asked: frozenset[str] = frozenset()
    preferring: dict[AgentId, dict[InteractionId, None]] = field(default_factory=dict)
    deadlines: OrderedIndex[str] = field(default_factory=OrderedIndex)
    touched_agents: set[AgentId] = field(default_factory=set)
    touched_interactions: set[InteractionId] = field(default_factory=set)


def queue_of(state: RoutingState, interaction: Interaction) -> Queue:
    """The queue that an interaction waits in or was last served from."""
    assert interaction.queue_id is not None, "asked for the queue of an interaction that never had one"
    return state.queues[interaction.queue_id]


def standing_of(interaction: Interaction) -> Standing:
    """The interaction's place as the queue's statistics know it: two who join in one input have one place."""
    return (*interaction.place, interaction.interaction_id)


_DERIVED_OF_AGENT = ("skills", "queues", "lines", "open_lines", "indexed")


def logical(state: RoutingState) -> dict[str, object]:
    """The state without its indexes, as plain values that compare equal when two states mean the same."""
    return {
        "queues": {
            name: (queue.configuration, queue.mode, queue.mode_until_ms, queue.statistics, queue.measures)
            for name, queue in state.queues.items()
        },
        "media": dict(state.media),
        "strategy": state.strategy,
        "break_reasons": state.break_reasons,
        "are_desktops_told": state.are_desktops_told,
        "configured_at_ms": state.configured_at_ms,
        "drawn_to": state.drawn_to,
        "agents": {name: _plain(agent, _DERIVED_OF_AGENT) for name, agent in state.agents.items()},
        "interactions": {name: _plain(found, ("line", "rank")) for name, found in state.interactions.items()},
        "offers": {name: asdict(offer) for name, offer in state.offers.items()},
        "staged": dict(state.staged),
        "taking_in": asdict(state.taking_in),
        "missed": {name: asdict(missed) for name, missed in state.missed.items()},
    }


def _plain(value: Agent | Interaction, derived: tuple[str, ...]) -> dict[str, object]:
    names = [name for name in value.__slots__ if name not in derived]
    plain = {name: getattr(value, name) for name in names}
    if isinstance(value, Agent):
        plain["phones"] = {name: asdict(phone) for name, phone in value.phones.items()}
        plain["assignments"] = {name: asdict(assignment) for name, assignment in value.assignments.items()}
        plain["offers"] = dict(value.offers)
    else:
        plain["excluded"] = dict(value.excluded)
    return plain
