"""What expires and when: offers, wrap-ups, exclusions, steps, preferences, waits, overrides, modes. Reads no clock."""

from collections.abc import Callable

from routing.admission import TOO_OLD, WAITED_TOO_LONG
from routing.desktops import decide_unshown
from routing.events import ExclusionEnded, InteractionLeftQueue, MissedContactClosed, RoutingEvent
from routing.offers import expired
from routing.overrides import QueueMode
from routing.state import RoutingState
from routing.steps import preference_due, step_due
from routing.supervision_events import OverrideEnded, QueueModeSet
from routing.vocabulary import AgentId, ContactId, InteractionId, OfferId, QueueId
from routing.wrap_up import timed_out

Due = Callable[[RoutingState, str, int], list[RoutingEvent]]


def next_deadline_ms(state: RoutingState) -> int | None:
    """When routing next wants to be woken, or None."""
    key = state.deadlines.head_key()
    return None if key is None else key[0]


def decide_due(state: RoutingState, now_ms: int) -> list[RoutingEvent]:
    """The events of the earliest deadline that has come; none when nothing is due. Ask again until none."""
    head, key = state.deadlines.head(), state.deadlines.head_key()
    if head is None or key is None or key[0] > now_ms:
        return []
    kind, _, name = head.partition("/")
    return _DUE[kind](state, name, now_ms)


def _wrap_up(state: RoutingState, name: str, now_ms: int) -> list[RoutingEvent]:
    agent_id, _, interaction_id = name.partition("/")
    agent = state.agents[AgentId(agent_id)]
    return timed_out(agent, agent.assignments[InteractionId(interaction_id)])


def _exclusions(state: RoutingState, name: str, now_ms: int) -> list[RoutingEvent]:
    interaction_id = InteractionId(name)
    ends = state.interactions[interaction_id].excluded
    return [ExclusionEnded(interaction_id, agent_id) for agent_id, end_ms in ends.items() if 0 < end_ms <= now_ms]


_DUE: dict[str, Due] = {
    "offer": lambda state, name, now_ms: expired(state, OfferId(name), now_ms),
    "show": lambda state, name, now_ms: decide_unshown(state, OfferId(name), now_ms),
    "wrap_up": _wrap_up,
    "exclusion": _exclusions,
    "preference": lambda state, name, now_ms: preference_due(state, InteractionId(name)),
    "step": lambda state, name, now_ms: step_due(state, InteractionId(name), now_ms),
    "wait": lambda state, name, now_ms: [InteractionLeftQueue(InteractionId(name), WAITED_TOO_LONG)],
    "override": lambda state, name, now_ms: [OverrideEnded(AgentId(name))],
    "mode": lambda state, name, now_ms: [QueueModeSet(QueueId(name), QueueMode.OPEN, 0)],
    "missed": lambda state, name, now_ms: [MissedContactClosed(ContactId(name), TOO_OLD)],
}
