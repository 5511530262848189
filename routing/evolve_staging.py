"""Takes a new configuration into a center that runs, a round at a time. Part of evolve.

A round takes in one queue, or some agents, or lets some of those who wait stand in the lines of their queue's new
rules, in this order. Places, steps and what is in hand stay as they are.
"""

from itertools import islice

from routing.configuration import AgentConfiguration, ConfigurationFrame, QueueConfiguration
from routing.configuration_events import ConfigurationPartStaged, RoundTaken, StagedActivated, StagedDiscarded
from routing.evolve_configuration import let_finish, phones_of
from routing.indexing import index_agent, index_interaction, index_limits, index_override, index_profile, leave_profile
from routing.lines import facts_asked, give_up_empty, give_up_old, overflows_of
from routing.machines.interaction import InteractionStage
from routing.requirements import ANYONE
from routing.state import Agent, Queue, RoutingState, queue_of
from routing.vocabulary import AgentId, QueueId


def stage(state: RoutingState, event: ConfigurationPartStaged, at_ms: int, seq: int) -> None:
    """One more part lies ready."""
    state.staged[event.version] = (*state.staged.get(event.version, ()), event.part)


def discard(state: RoutingState, event: StagedDiscarded, at_ms: int, seq: int) -> None:
    """They are not wanted any more."""
    del state.staged[event.version]


def activate(state: RoutingState, event: StagedActivated, at_ms: int, seq: int) -> None:
    """From now on round by round."""
    taking_in, state.configured_at_ms = state.taking_in, at_ms
    for part in state.staged.pop(event.version, ()):
        taking_in.queues |= {queue.queue_id: queue for queue in part.queues} | dict.fromkeys(part.gone_queues)
        taking_in.agents |= {agent.agent_id: agent for agent in part.agents} | dict.fromkeys(part.gone_agents)
    _take_frame(state, event.frame)
    for queue_id, queue in state.queues.items():
        if any(target in taking_in.queues for target in overflows_of(queue.configuration)):
            taking_in.queues.setdefault(queue_id, queue.configuration)  # it asks for what those queues ask for


def _take_frame(state: RoutingState, frame: ConfigurationFrame) -> None:
    """The center as a whole. Another order among those who wait, or other media, concern everybody."""
    taking_in = state.taking_in
    state.break_reasons = frame.break_reasons
    media = {one.medium: one for one in frame.media}
    if media != {medium: state.media.get(medium) for medium in media}:
        state.media |= media
        for agent in state.agents.values():
            taking_in.agents.setdefault(agent.configuration.agent_id, agent.configuration)
        _take_in_queues(state)
    if frame.strategy != state.strategy:
        state.strategy = frame.strategy
        _take_in_queues(state)


def _take_in_queues(state: RoutingState) -> None:
    for queue_id, queue in state.queues.items():
        state.taking_in.queues.setdefault(queue_id, queue.configuration)


def take_round(state: RoutingState, event: RoundTaken, at_ms: int, seq: int) -> None:
    """Let the next ones take in what was activated."""
    taking_in, state.configured_at_ms = state.taking_in, at_ms
    if event.queue_id is not None:
        _take_queue(state, event.queue_id, taking_in.queues.pop(event.queue_id))
    for agent_id in event.agent_ids:
        _take_agent(state, agent_id, taking_in.agents.pop(agent_id))
    if event.interactions:
        _take_interactions(state, event.interactions)


def _take_queue(state: RoutingState, queue_id: QueueId, configuration: QueueConfiguration | None) -> None:
    """The queue has other rules; those who wait in it move to lines of these rules in rounds to come."""
    if configuration is None:
        _leave_out(state, queue_id)
        return
    state.facts_asked |= facts_asked(state, configuration, ANYONE)
    queue = state.queues.get(queue_id)
    if queue is None:
        state.queues[queue_id] = Queue(configuration)
    else:
        queue.configuration = configuration
        queue.old_lines += queue.lines.values()
        queue.lines = {}
        state.taking_in.interactions |= {interaction_id: None for _, interaction_id in queue.order}
        give_up_old(state, queue)


def _leave_out(state: RoutingState, queue_id: QueueId) -> None:
    """A queue that is gone from the text stays as long as anybody stands in it or wraps up what came from it."""
    is_used = any(found.queue_id == queue_id for found in state.interactions.values()) or any(
        assignment.queue_id == queue_id for agent in state.agents.values() for assignment in agent.assignments.values()
    )
    queue = state.queues.get(queue_id)
    if queue is None or is_used:
        return
    give_up_empty(state, queue)
    state.deadlines.discard(f"mode/{queue_id}")
    del state.queues[queue_id]


def _take_agent(state: RoutingState, agent_id: AgentId, configuration: AgentConfiguration | None) -> None:
    agent = state.agents.get(agent_id)
    if configuration is None:
        if agent is not None:
            _let_go(state, agent)
        return
    if agent is None:
        agent = state.agents[agent_id] = Agent(configuration, is_desktop_open=not state.are_desktops_told)
    leave_profile(state, agent)
    _forget_phones(state, agent)
    agent.configuration, agent.phones = configuration, phones_of(agent, configuration)
    for provider, phone in agent.phones.items():
        state.agent_by_phone[(provider, phone.address)] = agent_id
    index_profile(state, agent)
    index_agent(state, agent)


def _let_go(state: RoutingState, agent: Agent) -> None:
    """An agent who is gone from the text gets nothing new, and goes once nothing is in hand any more."""
    leave_profile(state, agent)
    if agent.assignments or agent.offers:
        let_finish(state, agent)
        index_override(state, agent)
        index_profile(state, agent)
        return
    _forget_phones(state, agent)
    agent_id = agent.configuration.agent_id
    state.deadlines.discard(f"override/{agent_id}")
    state.touched_agents.discard(agent_id)
    del state.agents[agent_id]


def _forget_phones(state: RoutingState, agent: Agent) -> None:
    for provider, phone in agent.phones.items():
        if state.agent_by_phone.get((provider, phone.address)) == agent.configuration.agent_id:
            del state.agent_by_phone[(provider, phone.address)]


def _take_interactions(state: RoutingState, count: int) -> None:
    """Whoever still waits stands in a line of the new rules; the last one leaves the old lines empty."""
    for interaction_id in list(islice(state.taking_in.interactions, count)):
        del state.taking_in.interactions[interaction_id]
        interaction = state.interactions.get(interaction_id)
        if interaction is not None and interaction.stage is InteractionStage.WAITING:
            index_interaction(state, interaction)
            index_limits(state, interaction)
            give_up_old(state, queue_of(state, interaction))
    if not state.taking_in.interactions:  # of some queues the last one left without having been moved
        for queue in state.queues.values():
            give_up_old(state, queue)
            assert not queue.old_lines, "whoever waits stands in a line of the rules in force"
