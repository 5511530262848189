"""Takes over a new set of queues and agents without disturbing what is in hand. Part of evolve.

A queue that interactions still stand in stays until the next configuration; an agent who is gone from the text gets
nothing new, and is removed by the first configuration that finds nothing in hand.
"""

from routing.configuration import AgentConfiguration, RoutingConfiguration
from routing.configuration_events import RoutingConfigured
from routing.copying import replace
from routing.indexing import reindex
from routing.overrides import NO_OVERRIDE
from routing.state import Agent, PhoneState, Queue, RoutingState, TakingIn
from routing.vocabulary import ProviderId, QueueId


def configure(state: RoutingState, event: RoutingConfigured, at_ms: int, seq: int) -> None:
    """Let this configuration hold."""
    configuration, state.configured_at_ms = event.configuration, at_ms
    _take_queues(state, configuration)
    state.break_reasons, state.strategy = configuration.break_reasons, configuration.strategy
    in_use = {found.medium for found in state.interactions.values()} | {
        assignment.medium for agent in state.agents.values() for assignment in agent.assignments.values()
    }
    kept = {medium: one for medium, one in state.media.items() if medium in in_use}
    state.media = {one.medium: one for one in configuration.media}
    state.media |= {medium: one for medium, one in kept.items() if medium not in state.media}
    _take_agents(state, configuration)
    state.staged.clear()
    state.taking_in = TakingIn()
    reindex(state)


def _take_queues(state: RoutingState, configuration: RoutingConfiguration) -> None:
    used = _queues_in_use(state)
    before = state.queues
    state.queues = {queue_id: queue for queue_id, queue in before.items() if queue_id in used}
    for text in configuration.queues:
        queue = before.get(text.queue_id) or Queue(text)
        queue.configuration = text
        state.queues[text.queue_id] = queue


def _take_agents(state: RoutingState, configuration: RoutingConfiguration) -> None:
    wanted = {agent.agent_id: agent for agent in configuration.agents}
    for agent_id, agent in list(state.agents.items()):
        if agent_id in wanted:
            continue
        if not agent.assignments and not agent.offers:
            del state.agents[agent_id]
            state.touched_agents.discard(agent_id)  # a journal that is folded matches nobody in between
        else:
            let_finish(state, agent)
    for text in configuration.agents:
        agent = state.agents.setdefault(text.agent_id, Agent(text, is_desktop_open=not state.are_desktops_told))
        agent.configuration = text
        agent.phones = phones_of(agent, text)


def let_finish(state: RoutingState, agent: Agent) -> None:
    """An agent who is gone from the text finishes what is in hand and gets nothing new, asked for by name or not."""
    nothing = tuple([(medium, 0) for medium in state.media])
    agent.configuration = replace(agent.configuration, queues=(), groups=(), at_most=nothing)
    agent.override = NO_OVERRIDE


def phones_of(agent: Agent, text: AgentConfiguration) -> dict[ProviderId, PhoneState]:
    """The phones of a configuration, those that the agent has already in the state in which they are."""
    known = {(provider, phone.address): phone for provider, phone in agent.phones.items()}
    return {
        phone.provider: known.get((phone.provider, phone.address), PhoneState(phone.address)) for phone in text.phones
    }


def _queues_in_use(state: RoutingState) -> set[QueueId]:
    standing = {interaction.queue_id for interaction in state.interactions.values()}
    finishing = {assignment.queue_id for agent in state.agents.values() for assignment in agent.assignments.values()}
    return {queue_id for queue_id in standing if queue_id is not None} | finishing
