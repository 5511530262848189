"""Decisions about interactions that an agent gets without being chosen: pulled, picked up, called, handed over, asked
about. Reads the state, changes nothing."""

from routing.agents import find_agent, find_assignment, next_activity
from routing.asking import NOTHING_ASKED, Asked, PreferredAgent, Unavailable
from routing.capacity import has_room
from routing.commands import (
    AskAgent,
    EndConsultation,
    EndInteraction,
    GiveInteraction,
    HandOver,
    ReturnToAgent,
    TakeInteraction,
    TransferToAgent,
)
from routing.copying import replace
from routing.demand import Demand, Way
from routing.eligibility import can_be_rung, could_take
from routing.events import (
    AgentReleased,
    InteractionConnected,
    InteractionEnded,
    InteractionLeftQueue,
    InteractionQueued,
    InteractionTaken,
    RoutingEvent,
    WrapUpEnded,
    WrapUpStarted,
)
from routing.interactions import decide_end, find_interaction, handed_on
from routing.machines.interaction import InteractionInput, InteractionStage
from routing.offers import accepted, left_be
from routing.rejections import Rejection, RejectionCode
from routing.requirements import ANYONE
from routing.state import Agent, Interaction, RoutingState
from routing.vocabulary import NO_PROVIDER, Activity, AgentId, EndCause, Medium, ProviderId, QueueId
from routing.wrap_up import released

DIRECT_WAIT_MS = 120_000
"""Longer than any offer stands: the offer's own deadline ends the wait for one particular agent."""
UNANSWERED = "unanswered"


def decide_take(state: RoutingState, command: TakeInteraction) -> list[RoutingEvent] | Rejection:
    """Pull work out of one of the agent's queues; what stands offered to the same agent is accepted."""
    agent = find_agent(state, command.agent_id)
    if isinstance(agent, Rejection):
        return agent
    interaction = state.interactions.get(command.interaction_id)
    if interaction is None or interaction.queue_id is None:
        return Rejection(RejectionCode.UNKNOWN_INTERACTION, "no interaction of this id waits")
    if interaction.agent_id == command.agent_id:
        return []
    if interaction.provider != NO_PROVIDER:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the interaction is a call, which is offered")
    if interaction.queue_id not in agent.queues:
        return Rejection(RejectionCode.NOT_YOURS, "the agent is not a member of its queue")
    offer = None if interaction.offer_id is None else state.offers[interaction.offer_id]
    if offer is not None and offer.agent_id == command.agent_id:
        return accepted(state, offer)
    if interaction.stage is not InteractionStage.WAITING:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, f"the interaction is {interaction.stage.value}")
    refusal = refuse_giving(state, agent, interaction.medium, interaction.provider)
    return refusal or taken(agent, interaction, interaction.queue_id)


def refuse_giving(state: RoutingState, agent: Agent, medium: Medium, provider: ProviderId) -> Rejection | None:
    """Why an agent cannot take an interaction in hand by an act of the agent's own, if so; a break is no reason."""
    if agent.activity is Activity.SIGNED_OUT:
        return Rejection(RejectionCode.NOT_SIGNED_IN, "the agent is signed out")
    if not can_be_rung(agent, provider):
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the agent's phone cannot be reached or is in use")
    if not has_room(state, agent, medium):
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the agent has no room for another interaction of this medium")
    return None


def decide_give(state: RoutingState, command: GiveInteraction) -> list[RoutingEvent] | Rejection:
    """Put an interaction in self-service in an agent's hand."""
    agent = find_agent(state, command.agent_id)
    if isinstance(agent, Rejection):
        return agent
    interaction = find_interaction(state, command.interaction_id, InteractionInput.TAKE)
    if isinstance(interaction, Rejection):
        return interaction
    if command.queue_id not in state.queues:
        return Rejection(RejectionCode.UNKNOWN_QUEUE, "no queue of this id is configured")
    refusal = refuse_giving(state, agent, interaction.medium, interaction.provider)
    return refusal or taken(agent, interaction, command.queue_id)


def taken(agent: Agent, interaction: Interaction, queue_id: QueueId) -> list[RoutingEvent]:
    """The agent has it in hand, without an offer."""
    in_hand = InteractionTaken(interaction.interaction_id, agent.configuration.agent_id, queue_id)
    return [*left_be(agent, interaction.interaction_id), in_hand]


def refuse_asking(
    state: RoutingState, agent_id: AgentId, provider: ProviderId, medium: Medium = Medium.VOICE
) -> Rejection | None:
    """Why this agent cannot be offered an interaction at once, if so; who else serves the queue does not matter."""
    agent = find_agent(state, agent_id)
    if isinstance(agent, Rejection):
        return agent
    if not could_take(state, agent, Demand(medium, provider, (Way(ANYONE, agent_id=agent_id),), ())):
        return Rejection(RejectionCode.AGENT_NOT_AVAILABLE, "the agent is not free to take it at once")
    return None


def decide_ask_agent(
    state: RoutingState, command: AskAgent, now_ms: int, sequence: int
) -> list[RoutingEvent] | Rejection:
    """Offer an interaction in self-service to one particular agent, who is free, and to nobody else."""
    interaction = find_interaction(state, command.interaction_id, InteractionInput.QUEUE)
    if isinstance(interaction, Rejection):
        return interaction
    refusal = refuse_asking(state, command.agent_id, interaction.provider)
    if refusal is not None:
        return refusal
    asked = as_known(None, _this_one(command.agent_id))
    return [InteractionQueued(command.interaction_id, command.queue_id, now_ms, sequence, asked)]


def _this_one(agent_id: AgentId) -> PreferredAgent:
    return PreferredAgent(agent_id, DIRECT_WAIT_MS, Unavailable.GO_ON, Unavailable.GO_ON)


def as_known(before: Asked | None, preferred: PreferredAgent) -> Asked:
    """What an interaction asks for that is for one agent first, and is still known as whom it was."""
    return replace(handed_on(before) or NOTHING_ASKED, preferred=preferred)


def decide_transfer_to_agent(
    state: RoutingState, command: TransferToAgent, now_ms: int
) -> list[RoutingEvent] | Rejection:
    """Hand an interaction to one particular agent, who is free; it keeps its old place for when that fails."""
    assignment = find_assignment(state, command.agent_id, command.interaction_id)
    if isinstance(assignment, Rejection):
        return assignment
    interaction = find_interaction(state, command.interaction_id, InteractionInput.RELEASE)
    if isinstance(interaction, Rejection):
        return interaction
    if interaction.agent_id != command.agent_id or command.to_agent_id == command.agent_id:
        return Rejection(RejectionCode.NOT_YOURS, "expected an interaction of the agent's, for another agent")
    refusal = refuse_asking(state, command.to_agent_id, interaction.provider)
    if refusal is not None:
        return refusal
    asked = as_known(interaction.asked, _this_one(command.to_agent_id))
    queued = InteractionQueued(command.interaction_id, assignment.queue_id, *interaction.place, asked)
    return [*released(state, interaction, EndCause.TRANSFERRED, now_ms), queued]


def decide_return(state: RoutingState, command: ReturnToAgent) -> list[RoutingEvent] | Rejection:
    """Nobody has taken what an agent handed on: it waits again at its old place, for that agent first."""
    interaction = state.interactions.get(command.interaction_id)
    if interaction is None:
        return Rejection(RejectionCode.UNKNOWN_INTERACTION, "no interaction of this id is open")
    events: list[RoutingEvent] = []
    if interaction.stage is InteractionStage.WAITING:
        events = [InteractionLeftQueue(command.interaction_id, UNANSWERED)]
    elif interaction.stage is not InteractionStage.SELF_SERVICE:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, f"the interaction is {interaction.stage.value}")
    preferred = PreferredAgent(command.agent_id, command.wait_ms, Unavailable.WAIT, Unavailable.GO_ON)
    asked = as_known(interaction.asked, preferred)
    queue_id = command.queue_id if command.queue_id in state.queues else interaction.queue_id
    assert queue_id is not None, "what an agent handed on came by a queue"
    return [*events, InteractionQueued(command.interaction_id, queue_id, *interaction.place, asked)]


def decide_hand_over(state: RoutingState, command: HandOver, now_ms: int) -> list[RoutingEvent] | Rejection:
    """The consulted agent takes the customer over; the consultation is over, and nobody wraps that up."""
    interaction = find_interaction(state, command.interaction_id, InteractionInput.RELEASE)
    if isinstance(interaction, Rejection):
        return interaction
    consultation = find_interaction(state, command.consult_id, InteractionInput.RELEASE)
    if isinstance(consultation, Rejection):
        return consultation
    assert consultation.agent_id is not None and consultation.queue_id is not None, "who is connected has an agent"
    taker = state.agents[consultation.agent_id]
    return [
        *released(state, interaction, EndCause.TRANSFERRED, now_ms),
        *taken(taker, interaction, consultation.queue_id),
        InteractionConnected(command.interaction_id, consultation.agent_id),
        *_dropped(consultation, EndCause.TRANSFERRED, now_ms),
    ]


def decide_end_consultation(
    state: RoutingState, command: EndConsultation, now_ms: int
) -> list[RoutingEvent] | Rejection:
    """End an interaction that was only to ask somebody: whoever was asked has nothing to wrap up."""
    interaction = find_interaction(state, command.interaction_id, InteractionInput.END)
    if isinstance(interaction, Rejection):
        return interaction
    if interaction.stage is not InteractionStage.CONNECTED:
        return decide_end(state, EndInteraction(command.interaction_id, command.cause), now_ms)
    assert interaction.agent_id is not None, "who is connected has an agent"
    dropped = _dropped(interaction, command.cause, now_ms)
    return [*dropped, *next_activity(state.agents[interaction.agent_id])]


def _dropped(interaction: Interaction, cause: EndCause, now_ms: int) -> list[RoutingEvent]:
    interaction_id, agent_id = interaction.interaction_id, interaction.agent_id
    assert agent_id is not None, "who is connected has an agent"
    return [
        AgentReleased(interaction_id, agent_id, cause),
        WrapUpStarted(interaction_id, agent_id, now_ms),
        WrapUpEnded(interaction_id, agent_id, "", None),
        InteractionEnded(interaction_id, cause, None),
    ]
