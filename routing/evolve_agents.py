"""What events change of agents: activity, phones, desktop, override. Part of evolve."""

from routing.events import ActivityChanged, DesktopStateSet, NextActivityChosen, PhoneStateSet
from routing.indexing import index_agent, index_override, index_profile
from routing.occupancy import start_of_day
from routing.overrides import NO_OVERRIDE, AgentOverride
from routing.state import Agent, RoutingState
from routing.supervision_events import OverrideEnded, OverrideSet
from routing.vocabulary import Activity


def change_activity(state: RoutingState, event: ActivityChanged, at_ms: int, seq: int) -> None:
    """The agent's activity is this from now on; what was chosen for afterwards is settled."""
    agent = state.agents[event.agent_id]
    if event.activity is Activity.AVAILABLE and agent.activity is not Activity.AVAILABLE:
        agent.idle_key, agent.draws_from = (at_ms, seq), state.drawn_to
    _count_staff(state, agent, event.activity)
    if agent.activity is Activity.SIGNED_OUT and event.activity is not Activity.SIGNED_OUT:
        start_of_day(state, agent, at_ms)
    agent.activity, agent.reason, agent.since_ms = event.activity, event.reason, at_ms
    agent.is_forced = event.is_forced
    if event.activity is not Activity.NOT_RESPONDING:  # who misses an offer still goes on the break asked for
        _settle_next(agent)
    index_agent(state, agent)


def _settle_next(agent: Agent) -> None:
    agent.next_activity, agent.next_reason, agent.is_next_forced = None, "", False


def _count_staff(state: RoutingState, agent: Agent, activity: Activity) -> None:
    more = (activity is not Activity.SIGNED_OUT) - (agent.activity is not Activity.SIGNED_OUT)
    if more:
        for queue_id in agent.queues:
            if queue_id in state.queues:
                state.queues[queue_id].staffed += more


def choose_next(state: RoutingState, event: NextActivityChosen, at_ms: int, seq: int) -> None:
    """The agent's wish for afterwards; the activity of now is no wish."""
    agent = state.agents[event.agent_id]
    if (event.activity, event.reason) == (agent.activity, agent.reason):
        _settle_next(agent)
    else:
        agent.next_activity, agent.next_reason = event.activity, event.reason
        agent.is_next_forced = event.is_forced
    index_agent(state, agent)


def set_phone(state: RoutingState, event: PhoneStateSet, at_ms: int, seq: int) -> None:
    """A phone of the agent's."""
    agent = state.agents[event.agent_id]
    phone = agent.phones[event.provider]
    phone.is_reachable, phone.is_in_use = event.is_reachable, event.is_in_use
    index_agent(state, agent)


def set_desktop(state: RoutingState, event: DesktopStateSet, at_ms: int, seq: int) -> None:
    """The agent's desktop."""
    agent = state.agents[event.agent_id]
    agent.is_desktop_open = event.is_open
    index_agent(state, agent)


def set_override(state: RoutingState, event: OverrideSet, at_ms: int, seq: int) -> None:
    """Other skills and queues for a while."""
    _override(state, state.agents[event.agent_id], event.override)


def end_override(state: RoutingState, event: OverrideEnded, at_ms: int, seq: int) -> None:
    """The configuration's skills and queues again."""
    _override(state, state.agents[event.agent_id], NO_OVERRIDE)


def _override(state: RoutingState, agent: Agent, override: AgentOverride) -> None:
    agent.override = override
    index_override(state, agent)
    index_profile(state, agent)
    index_agent(state, agent)
