"""The state of routing: queues, agents, interactions, offers, and the indexes over them. Changed by evolve alone.

Logical state is what ``logical`` returns; the indexes are derived from it and are rebuilt by ``reindex``.
"""

from dataclasses import asdict, dataclass, field

from routing.configuration import AgentConfiguration, QueueConfiguration
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.machines.offer import OfferState
from routing.ordered_index import Key, OrderedIndex
from routing.vocabulary import (
    Activity,
    AgentId,
    ContactId,
    InteractionId,
    Medium,
    OfferId,
    ProviderId,
    QueueId,
)

Signature = tuple[QueueId, ProviderId]
"""What an interaction asks of an agent: membership of its queue and a reachable phone at its provider."""

SHOW_LIMIT_MS = 2_000
"""How long the agent's desktop may take to say that it shows an offer, from the offer on."""


@dataclass(slots=True)
class PhoneState:
    """An agent's phone at one provider."""

    address: str
    is_reachable: bool = False
    is_in_use: bool = False


@dataclass(slots=True)
class Assignment:
    """The agent's side of one interaction; it outlives the interaction by the wrap-up."""

    interaction_id: InteractionId
    contact_id: ContactId
    queue_id: QueueId
    offer_id: OfferId
    state: AssignmentState
    accepted_at_ms: int
    connected_at_ms: int | None = None
    wrap_up_since_ms: int | None = None
    wrap_up_until_ms: int | None = None


@dataclass(slots=True)
class Agent:
    """An agent as routing sees one. ``idle_key`` is the place among the free: free longest first."""

    configuration: AgentConfiguration
    activity: Activity = Activity.SIGNED_OUT
    reason: str = ""
    since_ms: int = 0
    next_activity: Activity | None = None
    next_reason: str = ""
    phones: dict[ProviderId, PhoneState] = field(default_factory=dict)
    is_desktop_open: bool = False
    offer_id: OfferId | None = None
    assignment: Assignment | None = None
    idle_key: Key = (0, 0)
    indexed: tuple[Signature, ...] = ()


@dataclass(slots=True)
class Interaction:
    """An interaction. ``place`` is its place in line and survives every failed offer."""

    interaction_id: InteractionId
    contact_id: ContactId
    medium: Medium
    provider: ProviderId
    opened_at_ms: int
    stage: InteractionStage = InteractionStage.SELF_SERVICE
    queue_id: QueueId | None = None
    place: Key = (0, 0)
    attempt: int = 0
    offer_id: OfferId | None = None
    agent_id: AgentId | None = None
    excluded: dict[AgentId, int] = field(default_factory=dict)


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
class RoutingState:
    """Everything routing knows. ``touched_*`` is the worklist of the matching, empty once an input is settled.

    Without ``are_desktops_told``, in the days of engines that did not, every desktop counts as open and showing.
    """

    queues: dict[QueueId, QueueConfiguration] = field(default_factory=dict)
    agents: dict[AgentId, Agent] = field(default_factory=dict)
    break_reasons: tuple[str, ...] = ()
    are_desktops_told: bool = True
    interactions: dict[InteractionId, Interaction] = field(default_factory=dict)
    offers: dict[OfferId, Offer] = field(default_factory=dict)
    agent_by_phone: dict[tuple[ProviderId, str], AgentId] = field(default_factory=dict)
    idle: dict[Signature, OrderedIndex[AgentId]] = field(default_factory=dict)
    waiting: dict[Signature, OrderedIndex[InteractionId]] = field(default_factory=dict)
    deadlines: OrderedIndex[str] = field(default_factory=OrderedIndex)
    touched_agents: set[AgentId] = field(default_factory=set)
    touched_interactions: set[InteractionId] = field(default_factory=set)


def queue_of(state: RoutingState, interaction: Interaction) -> QueueConfiguration:
    """The queue that an interaction waits in or was last served from."""
    assert interaction.queue_id is not None, "asked for the queue of an interaction that never had one"
    return state.queues[interaction.queue_id]


def logical(state: RoutingState) -> dict[str, object]:
    """The state without its indexes, as plain values that compare equal when two states mean the same."""
    agents = {name: asdict(agent) for name, agent in state.agents.items()}
    for agent in agents.values():
        del agent["indexed"]
    return {
        "queues": dict(state.queues),
        "break_reasons": state.break_reasons,
        "are_desktops_told": state.are_desktops_told,
        "agents": agents,
        "interactions": {name: asdict(interaction) for name, interaction in state.interactions.items()},
        "offers": {name: asdict(offer) for name, offer in state.offers.items()},
    }
