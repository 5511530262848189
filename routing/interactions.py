"""Decisions about interactions: open, queue, connect, release, transfer, end. Reads the state, changes nothing."""

from routing.admission import (
    find_queue,
    gave_up,
    is_given_up,
    missed_before,
    place_in_line,
    refuse,
    refuse_full,
    returned,
)
from routing.agents import CONNECTION_FAILED, find_agent, find_assignment, missed, next_activity
from routing.asking import Asked
from routing.commands import (
    CompleteInteraction,
    ConfirmConnected,
    EndInteraction,
    EnqueueInteraction,
    FailConnection,
    KeepPlaceForCallback,
    LeaveQueue,
    OpenInteraction,
    ReleaseAgent,
    SubmitWork,
    TransferToQueue,
    WithdrawWork,
)
from routing.configuration import OfferAgain
from routing.events import (
    ConnectionFailed,
    InteractionConnected,
    InteractionEnded,
    InteractionLeftQueue,
    InteractionOpened,
    InteractionQueued,
    OfferWithdrawn,
    PlaceKeptForCallback,
    RoutingEvent,
)
from routing.machines.interaction import TRANSITIONS, InteractionInput, InteractionStage
from routing.ordered_index import Key
from routing.rejections import Rejection, RejectionCode
from routing.state import Interaction, RoutingState, queue_of
from routing.vocabulary import NO_PROVIDER, EndCause, InteractionId, Medium, ProviderId
from routing.wrap_up import released

_IN_LINE = (InteractionStage.WAITING, InteractionStage.OFFERED)


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
    """Let an interaction wait, behind those who wait already, if the queue takes it in."""
    interaction = find_interaction(state, command.interaction_id, InteractionInput.QUEUE)
    if isinstance(interaction, Rejection):
        return interaction
    if interaction.medium not in state.media:
        return Rejection(RejectionCode.NOT_SUPPORTED, f"the center has no medium {interaction.medium.value}")
    return _queued(state, command, interaction.medium, interaction.provider, (now_ms, sequence))


def _queued(
    state: RoutingState, command: EnqueueInteraction | SubmitWork, medium: Medium, provider: ProviderId, now: Key
) -> list[RoutingEvent] | Rejection:
    """Behind those who wait already, or at the old place, for which the queue is never full."""
    queue = find_queue(state, command.queue_id)
    if isinstance(queue, Rejection):
        return queue
    missed_try = missed_before(state, command.queue_id, command.asked)
    place = place_in_line(missed_try, now)
    newcomer = (state, queue, medium, provider, command.asked)
    refusal = refuse(*newcomer) or (refuse_full(*newcomer) if place == now else None)
    if refusal is not None:
        return refusal
    queued = InteractionQueued(command.interaction_id, command.queue_id, *place, command.asked)
    return [*returned(missed_try), queued]


def decide_submit(
    state: RoutingState, command: SubmitWork, now_ms: int, sequence: int
) -> list[RoutingEvent] | Rejection:
    """An interaction without a call begins by waiting, or does not begin."""
    if command.interaction_id in state.interactions:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "an interaction of this id is open already")
    if command.medium not in state.media:
        return Rejection(RejectionCode.NOT_SUPPORTED, f"the center has no medium {command.medium.value}")
    opened = InteractionOpened(command.interaction_id, command.contact_id, command.medium, NO_PROVIDER)
    before = None if command.instead_of is None else state.interactions.get(command.instead_of)
    if before is not None and before.queue_id == command.queue_id and before.stage in _IN_LINE:
        queued_there = InteractionQueued(command.interaction_id, command.queue_id, *before.place, command.asked)
        return [*_left(state, before, command.medium.value), opened, queued_there]
    queued = _queued(state, command, command.medium, NO_PROVIDER, (now_ms, sequence))
    if isinstance(queued, Rejection):
        return queued
    return [opened, *queued]


def decide_withdraw(state: RoutingState, command: WithdrawWork, now_ms: int) -> list[RoutingEvent] | Rejection:
    """The customer of an interaction without a call is gone."""
    interaction = state.interactions.get(command.interaction_id)
    if interaction is not None and interaction.provider != NO_PROVIDER:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the interaction is a call")
    return decide_end(state, EndInteraction(command.interaction_id, EndCause.CALLER_HUNG_UP), now_ms)


def decide_leave(state: RoutingState, command: LeaveQueue) -> list[RoutingEvent] | Rejection:
    """Let an interaction wait no more and go on by itself; what stands offered is taken back."""
    known = state.interactions.get(command.interaction_id)
    if known is not None and known.stage is InteractionStage.OFFERED:
        return _left(state, known, command.reason)
    interaction = find_interaction(state, command.interaction_id, InteractionInput.LEAVE)
    return interaction if isinstance(interaction, Rejection) else _left(state, interaction, command.reason)


def _left(state: RoutingState, interaction: Interaction, reason: str) -> list[RoutingEvent]:
    left = InteractionLeftQueue(interaction.interaction_id, reason)
    return [*taken_back(state, interaction, EndCause.FLOW_ENDED), left]


def taken_back(state: RoutingState, interaction: Interaction, cause: EndCause) -> list[RoutingEvent]:
    """The offer that stands, if there is one, is withdrawn."""
    if interaction.stage is not InteractionStage.OFFERED:
        return []
    assert interaction.offer_id is not None, "an offered interaction has an offer"
    offer = state.offers[interaction.offer_id]
    return [OfferWithdrawn(offer.offer_id, offer.interaction_id, offer.agent_id, cause)]


def decide_keep_place(state: RoutingState, command: KeepPlaceForCallback) -> list[RoutingEvent] | Rejection:
    """Let a waiting caller be called back at the place in line."""
    interaction = find_interaction(state, command.interaction_id, InteractionInput.LEAVE)
    if isinstance(interaction, Rejection):
        return interaction
    if Medium.CALLBACK not in state.media:
        return Rejection(RejectionCode.NOT_SUPPORTED, "the center has no medium callback")
    return [] if interaction.medium is Medium.CALLBACK else [PlaceKeptForCallback(command.interaction_id)]


def decide_complete(state: RoutingState, command: CompleteInteraction, now_ms: int) -> list[RoutingEvent] | Rejection:
    """The agent has finished an interaction without a call: it is over."""
    assignment = find_assignment(state, command.agent_id, command.interaction_id)
    if isinstance(assignment, Rejection):
        return assignment
    interaction = find_interaction(state, command.interaction_id, InteractionInput.RELEASE)
    if isinstance(interaction, Rejection):
        return interaction
    if interaction.provider != NO_PROVIDER or interaction.agent_id != command.agent_id:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the interaction is a call, which is hung up")
    return decide_end(state, EndInteraction(command.interaction_id, EndCause.COMPLETED), now_ms)


def decide_confirm(state: RoutingState, command: ConfirmConnected) -> list[RoutingEvent] | Rejection:
    """Customer and agent are in contact."""
    interaction = find_interaction(state, command.interaction_id, InteractionInput.CONNECT)
    if isinstance(interaction, Rejection):
        return interaction
    assert interaction.agent_id is not None, "a connecting interaction has an agent"
    return [InteractionConnected(interaction.interaction_id, interaction.agent_id)]


def decide_fail(state: RoutingState, command: FailConnection, now_ms: int) -> list[RoutingEvent] | Rejection:
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
    delay_ms = _delay_ms(queue_of(state, interaction).configuration.offer_again, command.cause)
    until_ms = now_ms + delay_ms if delay_ms else 0
    return [*after, ConnectionFailed(interaction.interaction_id, interaction.agent_id, command.cause, until_ms)]


def _delay_ms(again: OfferAgain, cause: EndCause) -> int:
    """How long to leave the agent alone with this interaction, by how the agent's phone took it."""
    delays = {
        EndCause.BUSY: again.busy_ms,
        EndCause.NOT_ANSWERED: again.no_answer_ms,
        EndCause.DECLINED: again.declined_ms,
    }
    return delays.get(cause, 0)


def decide_release(state: RoutingState, command: ReleaseAgent, now_ms: int) -> list[RoutingEvent] | Rejection:
    """The agent's part is over, and the customer goes on without; or waits again, if the agent's phone has vanished.

    At the old place: whoever is cut off in a talk has waited for it already.
    """
    interaction = find_interaction(state, command.interaction_id, InteractionInput.RELEASE)
    if isinstance(interaction, Rejection):
        return interaction
    events = released(state, interaction, command.cause, now_ms)
    if command.cause is not EndCause.MEDIA_LOST:
        return events
    assert interaction.queue_id is not None, "whoever has an agent came to it by a queue"
    again = InteractionQueued(interaction.interaction_id, interaction.queue_id, *interaction.place, interaction.asked)
    return [*events, again]


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
    queue = find_queue(state, command.queue_id)
    if isinstance(queue, Rejection):
        return queue
    asked = handed_on(interaction.asked)
    newcomer = (state, queue, interaction.medium, interaction.provider, asked)
    refusal = refuse(*newcomer) or refuse_full(*newcomer)
    if refusal is not None:
        return refusal
    queued = InteractionQueued(command.interaction_id, command.queue_id, now_ms, sequence, asked)
    return [*released(state, interaction, EndCause.TRANSFERRED, now_ms), queued]


def handed_on(asked: Asked | None) -> Asked | None:
    """What an interaction still asks for when an agent hands it on: as whom it is known, and nobody in particular."""
    if asked is None:
        return None
    return Asked(facts=asked.facts, priority=asked.priority, grade=asked.grade, party_id=asked.party_id)


def decide_end(state: RoutingState, command: EndInteraction, now_ms: int) -> list[RoutingEvent] | Rejection:
    """The customer has gone: whatever stands for the interaction is taken back."""
    interaction = find_interaction(state, command.interaction_id, InteractionInput.END)
    if isinstance(interaction, Rejection):
        return interaction
    if command.cause is EndCause.CALLER_HUNG_UP and _is_ticket(interaction):
        return []  # as agreed: the caller is to be called back
    before = gave_up(state, interaction, now_ms) if is_given_up(command.cause) else []
    before += taken_back(state, interaction, command.cause)
    if interaction.stage is InteractionStage.CONNECTED:
        before = released(state, interaction, command.cause, now_ms)
    if interaction.stage is InteractionStage.CONNECTING:
        assert interaction.agent_id is not None, "a connecting interaction has an agent"
        ended = InteractionEnded(interaction.interaction_id, command.cause, interaction.agent_id)
        return [ended, *next_activity(state.agents[interaction.agent_id])]
    return [*before, InteractionEnded(interaction.interaction_id, command.cause, None)]


def _is_ticket(interaction: Interaction) -> bool:
    """Whether somebody who has hung up keeps a place in line, to be called back from there."""
    return (
        interaction.stage in _IN_LINE and interaction.medium is Medium.CALLBACK and interaction.provider != NO_PROVIDER
    )
