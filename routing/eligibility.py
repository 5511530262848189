"""Which agent may be offered which interaction. Owns the rule; knows no order and no time.

An agent is at work while available and with a desktop open to show an offer on; who accepts automatically is shown none
and needs none. Such an agent can take from a line whose demand the agent meets, for whose medium there is room, and at
whose provider the agent's phone can be reached while none of the agent's phones is in use.
"""

from collections.abc import Sequence

from routing.capacity import has_room, open_media
from routing.demand import Demand, Line
from routing.requirements import meets
from routing.state import Agent, Interaction, RoutingState
from routing.vocabulary import NO_PROVIDER, Activity, AgentId, Medium, ProviderId


def is_free(agent: Agent) -> bool:
    """Whether the agent has nothing at all in hand and could take an interaction at once."""
    return not agent.assignments and not agent.offers and is_at_work(agent) and not is_on_phone(agent)


def is_at_work(agent: Agent) -> bool:
    """Whether the agent takes interactions, as far as there is room; nothing new before a break that was asked for."""
    is_leaving = agent.next_activity is not None and agent.next_activity is not Activity.AVAILABLE
    return agent.activity is Activity.AVAILABLE and not is_leaving and has_desktop(agent)


def is_on_phone(agent: Agent) -> bool:
    """Whether one of the agent's phones is in use."""
    return any([phone.is_in_use for phone in agent.phones.values()])


def has_desktop(agent: Agent) -> bool:
    """Whether an offer to the agent would be shown to somebody, or need not be."""
    return agent.is_desktop_open or agent.configuration.accepts_automatically


def meets_demand(agent: Agent, demand: Demand) -> bool:
    """Whether the agent has what is asked for, busy or not."""
    agent_id, groups = agent.configuration.agent_id, agent.configuration.groups
    for way in demand.ways:
        is_meant = way.agent_id == agent_id or way.queue_id in agent.queues or way.group in groups
        if is_meant and meets(way.requires, agent.skills):
            return True
    return False


def lines_open_to(state: RoutingState, agent: Agent) -> tuple[Line, ...]:
    """The lines from which the agent could take an interaction now; none while not at work."""
    if not agent.lines or not is_at_work(agent):
        return ()
    media = open_media(state, agent)
    if not media:
        return ()
    reachable: tuple[str, ...] = ()
    if agent.phones and not is_on_phone(agent):
        reachable = tuple([provider for provider, phone in agent.phones.items() if phone.is_reachable])
    key = (media, reachable)
    known = agent.open_lines.get(key)
    if known is None:
        known = agent.open_lines[key] = _open(agent.lines, media, (NO_PROVIDER, *reachable))
    return known


def _open(lines: list[Line], media: tuple[Medium, ...], providers: Sequence[str]) -> tuple[Line, ...]:
    return tuple([line for line in lines if line.demand.medium in media and line.demand.provider in providers])


def is_excluded(interaction: Interaction, agent_id: AgentId) -> bool:
    """Whether this interaction is not to be offered to the agent: declined a short while ago, or never wanted."""
    return agent_id in interaction.excluded


def could_take(state: RoutingState, agent: Agent, demand: Demand) -> bool:
    """Whether the agent could take an interaction of this demand now, by looking at the agent alone."""
    return (
        is_at_work(agent)
        and can_be_rung(agent, demand.provider)
        and has_room(state, agent, demand.medium)
        and meets_demand(agent, demand)
    )


def can_be_rung(agent: Agent, provider: ProviderId) -> bool:
    """Whether the agent can be reached for an interaction of this provider."""
    if provider == NO_PROVIDER:
        return True
    phone = agent.phones.get(provider)
    return phone is not None and phone.is_reachable and not is_on_phone(agent)
