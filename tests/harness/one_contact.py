"""What an agent with one contact at most has in hand or offered, and plain wrap-up. Keeps such tests short to read."""

from routing.configuration import WrapUpMode, WrapUpRule
from routing.state import Agent, Assignment
from routing.vocabulary import OfferId


def in_hand(agent: Agent) -> Assignment | None:
    """The agent's one assignment, or None."""
    assert len(agent.assignments) <= 1, "more than one contact in hand"
    return next(iter(agent.assignments.values()), None)


def offered(agent: Agent) -> OfferId | None:
    """The one offer that stands for the agent, or None."""
    assert len(agent.offers) <= 1, "more than one offer stands"
    return next(iter(agent.offers.values()), None)


def wrap_up(limit_ms: int) -> WrapUpRule:
    """Wrap-up with a limit, or none."""
    return WrapUpRule(WrapUpMode.TIMED if limit_ms else WrapUpMode.NONE, limit_ms)
