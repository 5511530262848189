"""What events change of interactions: stage, place, steps, exclusions; and of queues' modes. Part of evolve."""

from routing.asking import NOTHING_ASKED
from routing.events import (
    ContactMissed,
    ExclusionEnded,
    InteractionEnded,
    InteractionLeftQueue,
    InteractionOpened,
    InteractionQueued,
    MissedContactClosed,
    PlaceKeptForCallback,
    PreferenceEnded,
    StepReached,
)
from routing.evolve_assignments import close_assignment, end_visit
from routing.indexing import index_exclusions, index_interaction, index_limits, index_missed, index_mode
from routing.machines import interaction as interactions
from routing.machines.assignment import AssignmentInput
from routing.machines.interaction import InteractionInput, InteractionStage
from routing.measures import note_abandoned, note_entered, note_gone_on
from routing.relaxation import RaisePriority
from routing.state import Interaction, MissedContact, RoutingState, queue_of, standing_of
from routing.supervision_events import MovedToFront, PrioritySet, QueueModeSet
from routing.vocabulary import AgentId, EndCause, InteractionId, Medium
from routing.waiting import note_left, note_queued


def open_interaction(state: RoutingState, event: InteractionOpened, at_ms: int, seq: int) -> None:
    """An interaction in self-service."""
    assert event.interaction_id not in state.interactions, "an interaction opened twice"
    state.interactions[event.interaction_id] = Interaction(
        event.interaction_id, event.contact_id, event.medium, event.provider, at_ms
    )


def queue(state: RoutingState, event: InteractionQueued, at_ms: int, seq: int) -> None:
    """It waits, with nothing taken over from an earlier wait but what it is given."""
    interaction = state.interactions[event.interaction_id]
    asked = event.asked or NOTHING_ASKED
    interaction.queue_id = event.queue_id
    interaction.place = (event.waiting_since_ms, event.sequence)
    interaction.queued_at_ms = at_ms
    interaction.asked, interaction.priority, interaction.front = event.asked, asked.priority, 0
    interaction.steps, interaction.taken = 0, ()
    interaction.is_preferring = asked.preferred is not None
    if interaction.excluded or asked.excluded:
        interaction.excluded = dict.fromkeys(asked.excluded, 0)
        index_exclusions(state, interaction)
    interaction.visit = (event.queue_id, at_ms)
    entered = state.queues[event.queue_id]
    note_queued(entered.statistics, at_ms, standing_of(interaction))
    note_entered(entered.measures, at_ms)
    move(state, interaction, InteractionInput.QUEUE)
    index_limits(state, interaction)


def reach_step(state: RoutingState, event: StepReached, at_ms: int, seq: int) -> None:
    """The next step of relaxation is behind it, and holds if it was taken."""
    interaction = state.interactions[event.interaction_id]
    interaction.steps = event.step + 1
    if event.is_taken:
        interaction.taken = (*interaction.taken, event.step)
        relax = queue_of(state, interaction).configuration.steps[event.step].relax
        if isinstance(relax, RaisePriority):
            interaction.priority += relax.points
        index_interaction(state, interaction)
    index_limits(state, interaction)


def end_preference(state: RoutingState, event: PreferenceEnded, at_ms: int, seq: int) -> None:
    """Everybody who is eligible may be asked now."""
    interaction = state.interactions[event.interaction_id]
    interaction.is_preferring = False
    index_interaction(state, interaction)
    index_limits(state, interaction)


def set_priority(state: RoutingState, event: PrioritySet, at_ms: int, seq: int) -> None:
    """It is worth so much from now on."""
    interaction = state.interactions[event.interaction_id]
    interaction.priority = event.priority
    index_interaction(state, interaction)


def move_to_front(state: RoutingState, event: MovedToFront, at_ms: int, seq: int) -> None:
    """It comes before the others of its queue, now or once it waits again."""
    interaction = state.interactions[event.interaction_id]
    interaction.front = event.front
    if interaction.stage is InteractionStage.WAITING:
        index_interaction(state, interaction)


def leave_queue(state: RoutingState, event: InteractionLeftQueue, at_ms: int, seq: int) -> None:
    """It waits no more."""
    interaction = state.interactions[event.interaction_id]
    note_left(queue_of(state, interaction).statistics, at_ms, standing_of(interaction))
    if (visited := end_visit(state, interaction)) is not None:
        note_gone_on(visited[0].measures, visited[1])
    move(state, interaction, InteractionInput.LEAVE)
    index_limits(state, interaction)


def keep_place(state: RoutingState, event: PlaceKeptForCallback, at_ms: int, seq: int) -> None:
    """It is a callback now, at the same place."""
    interaction = state.interactions[event.interaction_id]
    interaction.medium = Medium.CALLBACK
    index_interaction(state, interaction)


def exclude(state: RoutingState, interaction: Interaction, agent_id: AgentId, until_ms: int) -> None:
    """It is not offered to the agent again until then."""
    interaction.excluded[agent_id] = until_ms
    index_exclusions(state, interaction)


def end_exclusion(state: RoutingState, event: ExclusionEnded, at_ms: int, seq: int) -> None:
    """The agent may be asked again."""
    interaction = state.interactions[event.interaction_id]
    del interaction.excluded[event.agent_id]
    index_exclusions(state, interaction)
    if interaction.stage is InteractionStage.WAITING:
        state.touched_interactions.add(event.interaction_id)


def end(state: RoutingState, event: InteractionEnded, at_ms: int, seq: int) -> None:
    """It is over; an agent who was being connected has nothing to wrap up."""
    interaction = state.interactions[event.interaction_id]
    if interaction.stage is InteractionStage.CONNECTING:
        assert interaction.agent_id is not None, "a connecting interaction has an agent"
        agent = state.agents[interaction.agent_id]
        close_assignment(state, agent, event.interaction_id, AssignmentInput.FAIL, (at_ms, seq))
    if interaction.stage is InteractionStage.WAITING:
        note_left(queue_of(state, interaction).statistics, at_ms, standing_of(interaction))
    if (visited := end_visit(state, interaction)) is not None:
        visited_queue, since_ms = visited
        if event.cause in (EndCause.FLOW_ENDED, EndCause.SUPERVISOR):  # not given up by the customer
            note_gone_on(visited_queue.measures, since_ms)
        else:
            note_abandoned(visited_queue.measures, since_ms, at_ms, visited_queue.configuration.short_abandon_ms)
    move(state, interaction, InteractionInput.END)
    index_limits(state, interaction)
    if interaction.excluded:
        index_exclusions(state, interaction)
    _forget(state, event.interaction_id)


def _forget(state: RoutingState, interaction_id: InteractionId) -> None:
    del state.interactions[interaction_id]
    state.touched_interactions.discard(interaction_id)


def miss(state: RoutingState, event: ContactMissed, at_ms: int, seq: int) -> None:
    """A caller who gave up is remembered, with the place."""
    place = (event.waiting_since_ms, event.sequence)
    missed = MissedContact(event.contact_id, event.queue_id, event.party_id, place, at_ms, event.resume_until_ms)
    state.missed[event.contact_id] = missed
    index_missed(state, missed)


def close_missed(state: RoutingState, event: MissedContactClosed, at_ms: int, seq: int) -> None:
    """Nobody needs to call the caller any more."""
    missed = state.missed.pop(event.contact_id)
    state.deadlines.discard(f"missed/{event.contact_id}")
    key = (missed.queue_id, missed.party_id)
    if state.missed_by_party.get(key) == event.contact_id:
        del state.missed_by_party[key]


def set_mode(state: RoutingState, event: QueueModeSet, at_ms: int, seq: int) -> None:
    """Whether the queue takes interactions in."""
    mode = state.queues[event.queue_id]
    mode.mode, mode.mode_until_ms = event.mode, event.until_ms
    index_mode(state, mode)


def move(state: RoutingState, interaction: Interaction, given: InteractionInput) -> None:
    """The interaction's next stage, and its place in line if it waits."""
    interaction.stage = interactions.TRANSITIONS[(interaction.stage, given)]
    if interaction.line is not None or interaction.stage is InteractionStage.WAITING:
        index_interaction(state, interaction)
