"""Decisions about interactions: open, queue, connect, release, transfer, end. Reads the state, changes nothing."""

from routing.agents import CONNECTION_FAILED, find_agent, finish_wrap_up, missed, next_activity
from routing.commands import (
    ConfirmConnected,
    EndInteraction,
    EnqueueInteraction,
    FailConnection,
    FinishWrapUp,
    OpenInteraction,
    ReleaseAgent,
    TransferToQueue,
)
from routing.events import (
    AgentReleased,
    ConnectionFailed,
    InteractionConnected,
    InteractionEnded,
    InteractionOpened,
    InteractionQueued,
    OfferWithdrawn,
    RoutingEvent,
    WrapUpStarted,
)
from routing.machines.interaction import TRANSITIONS, InteractionInput, InteractionStage
from routing.rejections import Rejection, RejectionCode
from routing.state import Interaction, RoutingState, queue_of
from routing.vocabulary import EndCause, InteractionId, QueueId


def find_interaction(
    state: RoutingState, interaction_id: InteractionId, given: InteractionInput
) -> Interaction | Rejection:
    """The interaction of that id, if this may happen to it now."""
    interaction = state.interactions.get(interaction_id)
    if interaction is None:
        return Rejection(RejectionCode.UNKNOWN_INTERACTION, "no interaction of this id is open")
    if (interaction.stage, given) not in TRANSITIONS:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, f"the interaction is {interaction.stage.value}")
    return interaction


def decide_open(state: RoutingState, command: OpenInteraction) -> list[RoutingEvent] | Rejection:
    """Begin an interaction in self-service."""
    if command.interaction_id in state.interactions:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "an interaction of this id is open already")
    return [InteractionOpened(command.interaction_id, command.contact_id, command.medium, command.provider)]


def decide_enqueue(
    state: RoutingState, command: EnqueueInteraction, now_ms: int, sequence: int
) -> list[RoutingEvent] | Rejection:
    """Let an interaction wait, behind those who wait already."""
    interaction = find_interaction(state, command.interaction_id, InteractionInput.QUEUE)
    if isinstance(interaction, Rejection):
        return interaction
    if command.queue_id not in state.queues:
        return Rejection(RejectionCode.UNKNOWN_QUEUE, "no queue of this id is configured")
    return [_queued(command.interaction_id, command.queue_id, now_ms, sequence)]


def _queued(interaction_id: InteractionId, queue_id: QueueId, now_ms: int, sequence: int) -> InteractionQueued:
    return InteractionQueued(interaction_id, queue_id, now_ms, sequence)


def decide_confirm(state: RoutingState, command: ConfirmConnected) -> list[RoutingEvent] | Rejection:
    """Customer and agent are in contact."""
    interaction = find_interaction(state, command.interaction_id, InteractionInput.CONNECT)
    if isinstance(interaction, Rejection):
        return interaction
    assert interaction.agent_id is not None, "a connecting interaction has an agent"
    return [InteractionConnected(interaction.interaction_id, interaction.agent_id)]


def decide_fail(state: RoutingState, command: FailConnection) -> list[RoutingEvent] | Rejection:
    """The accepted agent cannot be reached: back to the old place; the agent is asked to come back by hand.

    Unless the leg was lost: what became of it happened while nobody of ours was looking, and is no agent's fault.
    """
    interaction = find_interaction(state, command.interaction_id, InteractionInput.FAIL)
    if isinstance(interaction, Rejection):
        return interaction
    assert interaction.agent_id is not None, "a connecting interaction has an agent"
    agent = state.agents[interaction.agent_id]
    after = next_activity(agent)
    if not after and command.cause is not EndCause.LOST:
        after = missed(agent, CONNECTION_FAILED)
    return [*after, ConnectionFailed(interaction.interaction_id, interaction.agent_id, command.cause)]


def decide_release(state: RoutingState, command: ReleaseAgent, now_ms: int) -> list[RoutingEvent] | Rejection:
    """The agent's part is over, and the customer goes on without; or waits again, if the agent's phone has vanished.

    At the old place: whoever is cut off in a talk has waited for it already.
    """
    interaction = find_interaction(state, command.interaction_id, InteractionInput.RELEASE)
    if isinstance(interaction, Rejection):
        return interaction
    released = _released(state, interaction, command.cause, now_ms)
    if command.cause is not EndCause.MEDIA_LOST:
        return released
    assert interaction.queue_id is not None, "whoever has an agent came to it by a queue"
    return [*released, _queued(interaction.interaction_id, interaction.queue_id, *interaction.place)]


def _released(state: RoutingState, interaction: Interaction, cause: EndCause, now_ms: int) -> list[RoutingEvent]:
    assert interaction.agent_id is not None, "a connected interaction has an agent"
    agent_id = interaction.agent_id
    wrap_up_ms_max = queue_of(state, interaction).wrap_up_ms_max
    events: list[RoutingEvent] = [
        AgentReleased(interaction.interaction_id, agent_id, cause),
        WrapUpStarted(interaction.interaction_id, agent_id, now_ms + wrap_up_ms_max),
    ]
    if wrap_up_ms_max == 0:
        none_wanted = FinishWrapUp(agent_id, interaction.interaction_id, "", None)
        events += finish_wrap_up(state.agents[agent_id], none_wanted)
    return events


def decide_transfer(
    state: RoutingState, command: TransferToQueue, now_ms: int, sequence: int
) -> list[RoutingEvent] | Rejection:
    """Hand the interaction to a queue; the agent goes into wrap-up."""
    agent = find_agent(state, command.agent_id)
    if isinstance(agent, Rejection):
        return agent
    interaction = find_interaction(state, command.interaction_id, InteractionInput.RELEASE)
    if isinstance(interaction, Rejection):
        return interaction
    if interaction.agent_id != command.agent_id:
        return Rejection(RejectionCode.NOT_YOURS, "the agent does not have this interaction in hand")
    if command.queue_id not in state.queues:
        return Rejection(RejectionCode.UNKNOWN_QUEUE, "no queue of this id is configured")
    released = _released(state, interaction, EndCause.TRANSFERRED, now_ms)
    return [*released, _queued(command.interaction_id, command.queue_id, now_ms, sequence)]


def decide_end(state: RoutingState, command: EndInteraction, now_ms: int) -> list[RoutingEvent] | Rejection:
    """The customer has gone: whatever stands for the interaction is taken back."""
    interaction = find_interaction(state, command.interaction_id, InteractionInput.END)
    if isinstance(interaction, Rejection):
        return interaction
    before: list[RoutingEvent] = []
    if interaction.stage is InteractionStage.OFFERED:
        assert interaction.offer_id is not None, "an offered interaction has an offer"
        offer = state.offers[interaction.offer_id]
        before = [OfferWithdrawn(offer.offer_id, offer.interaction_id, offer.agent_id, command.cause)]
    elif interaction.stage is InteractionStage.CONNECTED:
        before = _released(state, interaction, command.cause, now_ms)
    if interaction.stage is InteractionStage.CONNECTING:
        assert interaction.agent_id is not None, "a connecting interaction has an agent"
        ended = InteractionEnded(interaction.interaction_id, command.cause, interaction.agent_id)
        return [ended, *next_activity(state.agents[interaction.agent_id])]
    return [*before, InteractionEnded(interaction.interaction_id, command.cause, None)]
