"""Takes over a new set of queues and agents without disturbing what is in hand. Part of evolve.

A queue that interactions still stand in stays until the next configuration; an agent who is gone from the text gets
nothing new, and is removed by the first configuration that finds nothing in hand.
"""

from dataclasses import replace

from routing.configuration import AgentConfiguration, RoutingConfiguration
from routing.indexing import reindex
from routing.state import Agent, PhoneState, RoutingState
from routing.vocabulary import ProviderId, QueueId


def evolve_configuration(state: RoutingState, configuration: RoutingConfiguration) -> None:
    """Let this configuration hold."""
    used = _queues_in_use(state)
    kept = {queue_id: queue for queue_id, queue in state.queues.items() if queue_id in used}
    state.queues = kept | {queue.queue_id: queue for queue in configuration.queues}
    state.break_reasons = configuration.break_reasons
    wanted = {agent.agent_id: agent for agent in configuration.agents}
    for agent_id, agent in list(state.agents.items()):
        if agent_id in wanted:
            continue
        if agent.assignment is None and agent.offer_id is None:
            del state.agents[agent_id]
        else:
            agent.configuration = replace(agent.configuration, queues=())
    for text in configuration.agents:
        agent = state.agents.setdefault(text.agent_id, Agent(text, is_desktop_open=not state.are_desktops_told))
        agent.configuration = text
        agent.phones = _phones(agent, text)
    reindex(state)


def _phones(agent: Agent, text: AgentConfiguration) -> dict[ProviderId, PhoneState]:
    known = {(provider, phone.address): phone for provider, phone in agent.phones.items()}
    return {
        phone.provider: known.get((phone.provider, phone.address), PhoneState(phone.address)) for phone in text.phones
    }


def _queues_in_use(state: RoutingState) -> set[QueueId]:
    standing = {interaction.queue_id for interaction in state.interactions.values()}
    finishing = {agent.assignment.queue_id for agent in state.agents.values() if agent.assignment is not None}
    return {queue_id for queue_id in standing if queue_id is not None} | finishing
