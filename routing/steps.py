"""When somebody has waited so long: the next step of relaxation, the end of a preference. Owns what a step leads to."""

from bisect import bisect_left

from routing.asking import Unavailable
from routing.capacity import at_most, has_room
from routing.eligibility import is_at_work, is_on_phone
from routing.events import InteractionLeftQueue, PreferenceEnded, RoutingEvent, StepReached
from routing.relaxation import HandTo, RelaxationStep
from routing.state import Interaction, Queue, RoutingState
from routing.vocabulary import NO_PROVIDER, InteractionId
from routing.waiting import estimate


def step_due(state: RoutingState, interaction_id: InteractionId, now_ms: int) -> list[RoutingEvent]:
    """The next step takes effect, or is left out; one that hands the interaction on makes it leave the queue."""
    interaction = state.interactions[interaction_id]
    assert interaction.queue_id is not None, "who waits, waits in a queue"
    queue, number = state.queues[interaction.queue_id], interaction.steps
    step = queue.configuration.steps[number]
    is_taken = condition_holds(queue, step, interaction, now_ms)
    reached = StepReached(interaction_id, number, is_taken)
    if is_taken and isinstance(step.relax, HandTo):
        return [reached, InteractionLeftQueue(interaction_id, step.relax.destination)]
    return [reached]


def condition_holds(queue: Queue, step: RelaxationStep, interaction: Interaction, now_ms: int) -> bool:
    """Whether the step is taken: so many wait, and the wait from here looks so long."""
    if step.if_waiting_over is not None and len(queue.order) <= step.if_waiting_over:
        return False
    if step.if_estimated_wait_over_ms is None:
        return True
    estimated = estimate(queue.statistics, now_ms, ahead_of(queue, interaction))
    return estimated is not None and estimated.median_ms > step.if_estimated_wait_over_ms


def ahead_of(queue: Queue, interaction: Interaction) -> int:
    """How many of the queue come before the interaction, which waits in it: O(log n)."""
    return bisect_left(queue.order, (interaction.rank, interaction.interaction_id))


def is_to_be_had(state: RoutingState, interaction: Interaction) -> bool:
    """Whether it makes sense to go on waiting for the preferred agent alone.

    Absent is who does not work, has no desktop open, or cannot be rung; busy is who has something in hand and no room
    beside it. An agent who never takes this medium, or has just turned the interaction down, is not waited for at all.
    """
    assert interaction.asked is not None and interaction.asked.preferred is not None, "nobody is preferred"
    preferred = interaction.asked.preferred
    agent = state.agents.get(preferred.agent_id)
    if agent is None or preferred.agent_id in interaction.excluded:
        return False
    medium = state.media.get(interaction.medium)
    if medium is None or not at_most(agent, medium) or medium.share > agent.configuration.capacity:
        return False
    needs_phone = interaction.provider != NO_PROVIDER
    phone = agent.phones.get(interaction.provider)
    if not is_at_work(agent) or (needs_phone and (phone is None or not phone.is_reachable)):
        return preferred.if_absent is Unavailable.WAIT
    if (needs_phone and is_on_phone(agent)) or not has_room(state, agent, interaction.medium):
        return preferred.if_busy is Unavailable.WAIT
    return True


def preference_due(state: RoutingState, interaction_id: InteractionId) -> list[RoutingEvent]:
    """Nobody waits for one agent for longer than wanted."""
    return [PreferenceEnded(interaction_id)]
