"""Where the time of one agent goes. Owns what an agent has in hand and which state that is; knows no contacts."""

from dataclasses import dataclass, field
from enum import Enum

from cic.reporting.facts import ActivitySpan, AgentState, Spent
from routing.copying import replace
from routing.vocabulary import Activity, AgentId, InteractionId


class InHand(Enum):
    """What an agent does with one interaction."""

    CONTACT = "contact"
    WRAP_UP = "wrap_up"
    ASIDE = "aside"
    """Laid aside for another one that may interrupt it: it takes none of the agent's time."""


_BY_ACTIVITY = {
    Activity.AVAILABLE: AgentState.READY,
    Activity.ON_BREAK: AgentState.BREAK,
    Activity.NOT_RESPONDING: AgentState.NOT_RESPONDING,
}


@dataclass(frozen=True, slots=True)
class AgentNow:
    """An agent at a moment. ``activities`` numbers the spans, ``since_ms`` is when the state began.

    A contact in hand comes before an offer, an offer before the activity: each moment is of one state.
    """

    agent_id: AgentId
    since_ms: int
    activity: ActivitySpan | None = None
    activities: int = 0
    in_hand: dict[InteractionId, InHand] = field(default_factory=dict)
    offered: tuple[InteractionId, ...] = ()
    """An agent may be offered again what the agent still wraps up."""

    @property
    def state(self) -> AgentState | None:
        """What time is counted as now; None for who is signed out and has nothing in hand."""
        held = self.in_hand.values()
        if InHand.CONTACT in held:
            return AgentState.IN_CONTACT
        if InHand.WRAP_UP in held:
            return AgentState.WRAPPING_UP
        if self.offered:
            return AgentState.RINGING
        return None if self.activity is None else _BY_ACTIVITY[self.activity.activity]

    @property
    def at_once(self) -> int:
        """How many contacts take the agent's time."""
        return sum(held in (InHand.CONTACT, InHand.WRAP_UP) for held in self.in_hand.values())

    def spent(self, until_ms: int) -> Spent | None:
        """The stretch from the last change until a moment; None when there is none."""
        state = self.state
        if state is None or until_ms <= self.since_ms:
            return None
        reason = self.activity.reason if state is AgentState.BREAK and self.activity is not None else ""
        return Spent(self.agent_id, state, reason, self.at_once, self.since_ms, until_ms)


def holding(agent: AgentNow, interaction_id: InteractionId, held: InHand | None, at_ms: int) -> AgentNow:
    """The agent with an interaction in hand in this way, or not any more."""
    in_hand = {name: way for name, way in agent.in_hand.items() if name != interaction_id}
    if held is not None:
        in_hand[interaction_id] = held
    return replace(agent, in_hand=in_hand, since_ms=at_ms)


def offered(agent: AgentNow, interaction_id: InteractionId, at_ms: int, *, stands: bool) -> AgentNow:
    """The agent with an offer that stands, or does not any more."""
    others = tuple([name for name in agent.offered if name != interaction_id])
    return replace(agent, offered=(*others, interaction_id) if stands else others, since_ms=at_ms)


def changed_activity(agent: AgentNow, activity: Activity, reason: str, at_ms: int) -> AgentNow:
    """The agent with another activity."""
    if activity is Activity.SIGNED_OUT:
        return replace(agent, activity=None, since_ms=at_ms)
    number = agent.activities + 1
    begun = ActivitySpan(agent.agent_id, at_ms, number, activity, reason, is_sign_in=agent.activity is None)
    return replace(agent, activity=begun, activities=number, since_ms=at_ms)
