"""What events change of assignments: the agent's side of an interaction until the end of wrap-up. Part of evolve."""

from routing.events import (
    AgentReleased,
    AssignmentParked,
    AssignmentTakenUp,
    ConnectionFailed,
    DispositionGiven,
    InteractionConnected,
    WrapUpAskedFor,
    WrapUpEnded,
    WrapUpStarted,
)
from routing.indexing import index_agent, index_exclusions, index_interaction, index_limits, index_wrap_up
from routing.machines import assignment as assignments
from routing.machines import interaction as interactions
from routing.machines.assignment import AssignmentInput
from routing.machines.interaction import InteractionInput
from routing.measures import note_answered
from routing.occupancy import note_free
from routing.ordered_index import Key
from routing.state import Agent, Assignment, Interaction, Queue, RoutingState, queue_of, standing_of
from routing.vocabulary import InteractionId
from routing.waiting import note_returned


def fail(state: RoutingState, event: ConnectionFailed, at_ms: int, seq: int) -> None:
    """The agent could not be reached; the interaction waits again."""
    agent = state.agents[event.agent_id]
    close_assignment(state, agent, event.interaction_id, AssignmentInput.FAIL, (at_ms, seq))
    interaction = state.interactions[event.interaction_id]
    interaction.agent_id = None
    interaction.stage = interactions.TRANSITIONS[(interaction.stage, InteractionInput.FAIL)]
    if event.excluded_until_ms:
        interaction.excluded[event.agent_id] = event.excluded_until_ms
        index_exclusions(state, interaction)
    note_returned(queue_of(state, interaction).statistics, at_ms, standing_of(interaction))
    index_interaction(state, interaction)
    index_limits(state, interaction)


def connect(state: RoutingState, event: InteractionConnected, at_ms: int, seq: int) -> None:
    """Customer and agent are in contact."""
    assignment = _advance(state.agents[event.agent_id], event.interaction_id, AssignmentInput.CONNECT)
    assignment.connected_at_ms = at_ms
    interaction = state.interactions[event.interaction_id]
    interaction.stage = interactions.TRANSITIONS[(interaction.stage, InteractionInput.CONNECT)]
    if (visited := end_visit(state, interaction)) is not None:
        queue, since_ms = visited
        note_answered(queue.measures, since_ms, at_ms, queue.configuration.service_level_target_ms)


def release(state: RoutingState, event: AgentReleased, at_ms: int, seq: int) -> None:
    """The interaction has no owner any more."""
    interaction = state.interactions[event.interaction_id]
    interaction.stage = interactions.TRANSITIONS[(interaction.stage, InteractionInput.RELEASE)]
    interaction.agent_id = None


def start_wrap_up(state: RoutingState, event: WrapUpStarted, at_ms: int, seq: int) -> None:
    """The agent finishes the work of the contact."""
    agent = state.agents[event.agent_id]
    assignment = _advance(agent, event.interaction_id, AssignmentInput.RELEASE)
    assignment.wrap_up_since_ms, assignment.wrap_up_until_ms = at_ms, event.until_ms
    if event.until_ms:
        index_wrap_up(state, agent, assignment)


def end_wrap_up(state: RoutingState, event: WrapUpEnded, at_ms: int, seq: int) -> None:
    """Nothing of the contact is left in the agent's hand."""
    agent = state.agents[event.agent_id]
    close_assignment(state, agent, event.interaction_id, AssignmentInput.FINISH, (at_ms, seq))


def ask_for_wrap_up(state: RoutingState, event: WrapUpAskedFor, at_ms: int, seq: int) -> None:
    """The agent wants time afterwards, or not."""
    state.agents[event.agent_id].assignments[event.interaction_id].wants_wrap_up = event.is_wanted


def take_disposition(state: RoutingState, event: DispositionGiven, at_ms: int, seq: int) -> None:
    """What became of the contact is known before the wrap-up is over."""
    assignment = state.agents[event.agent_id].assignments[event.interaction_id]
    assignment.disposition, assignment.note = event.disposition, event.note


def park(state: RoutingState, event: AssignmentParked, at_ms: int, seq: int) -> None:
    """The interaction is laid aside."""
    agent = state.agents[event.agent_id]
    agent.assignments[event.interaction_id].is_parked = True
    index_agent(state, agent)


def take_up(state: RoutingState, event: AssignmentTakenUp, at_ms: int, seq: int) -> None:
    """The agent goes on with it."""
    agent = state.agents[event.agent_id]
    agent.assignments[event.interaction_id].is_parked = False
    index_agent(state, agent)


def close_assignment(
    state: RoutingState, agent: Agent, interaction_id: InteractionId, given: AssignmentInput, idle_key: Key
) -> None:
    """Take an interaction out of the agent's hand; whoever has none left is free from now on."""
    assignment = _advance(agent, interaction_id, given)
    if assignment.wrap_up_until_ms:
        index_wrap_up(state, agent, assignment)
    del agent.assignments[interaction_id]
    if not agent.assignments:
        note_free(agent, idle_key[0])
    agent.idle_key, agent.draws_from = idle_key, state.drawn_to
    index_agent(state, agent)


def _advance(agent: Agent, interaction_id: InteractionId, given: AssignmentInput) -> Assignment:
    assignment = agent.assignments[interaction_id]
    assignment.state = assignments.TRANSITIONS[(assignment.state, given)]
    return assignment


def end_visit(state: RoutingState, interaction: Interaction) -> tuple[Queue, int] | None:
    """Its visit to a queue is over: the queue that it had entered, and when; None when it was in none."""
    visit, interaction.visit = interaction.visit, None
    queue = None if visit is None else state.queues.get(visit[0])
    return None if visit is None or queue is None else (queue, visit[1])
