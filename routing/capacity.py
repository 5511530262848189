"""How much an agent carries and what more fits. Owns the rule of shares, counts and interruptions; knows no order.

Each interaction in hand or offered takes its medium's share of the agent's capacity, from the offer to the end of
wrap-up. What may be interrupted by a medium makes room for it, and is laid aside when the interrupting one is accepted.
"""

from collections.abc import Collection, Iterable

from routing.configuration import MediumConfiguration
from routing.state import Agent, RoutingState
from routing.vocabulary import InteractionId, Medium


def used(state: RoutingState, agent: Agent) -> int:
    """The share of the agent's capacity that is taken now."""
    return sum(state.media[medium].share for medium, is_parked in _held(state, agent) if not is_parked)


def has_room(state: RoutingState, agent: Agent, medium: Medium) -> bool:
    """Whether one more interaction of this medium fits."""
    return medium in state.media and _fits(state, agent, medium, _held(state, agent))


def at_most(agent: Agent, medium: MediumConfiguration) -> int:
    """How many interactions of a medium the agent takes at once."""
    for narrowed, count in agent.configuration.at_most:
        if narrowed is medium.medium:
            return min(count, medium.at_most)
    return medium.at_most


def open_media(state: RoutingState, agent: Agent) -> tuple[Medium, ...]:
    """The media of which one more interaction fits, in the order of the configuration."""
    held = _held(state, agent)
    return tuple([medium for medium in state.media if _fits(state, agent, medium, held)])


def interrupted(state: RoutingState, agent: Agent, accepted: InteractionId) -> list[InteractionId]:
    """What is to be laid aside so that an accepted interaction fits: the last accepted before it first.

    No more than needed: an agent whose mail and call fit together goes on with both.
    """
    by = agent.assignments[accepted].medium
    excess = used(state, agent) - agent.configuration.capacity
    aside: list[InteractionId] = []
    for assignment in reversed(agent.assignments.values()):
        medium = state.media[assignment.medium]
        is_other = assignment.interaction_id != accepted
        if excess > 0 and is_other and not assignment.is_parked and by in medium.interrupted_by:
            aside.append(assignment.interaction_id)
            excess -= medium.share
    return aside


def taken_up(state: RoutingState, agent: Agent) -> list[InteractionId]:
    """What was laid aside and fits again, in the order in which it was accepted; who does nothing goes on with one."""
    whole = agent.configuration.capacity
    room = whole - used(state, agent)
    again: list[InteractionId] = []
    for assignment in agent.assignments.values():
        share = state.media[assignment.medium].share
        if assignment.is_parked and (share <= room or room == whole):
            again.append(assignment.interaction_id)
            room -= share
    return again


def without_room(state: RoutingState, agent: Agent, aside: Collection[InteractionId] = ()) -> list[InteractionId]:
    """What stands offered and has no room any more, as if what is laid aside were so already: the earliest stays."""
    kept = [
        (assignment.medium, assignment.is_parked or assignment.interaction_id in aside)
        for assignment in agent.assignments.values()
    ]
    gone: list[InteractionId] = []
    for interaction_id in agent.offers:
        medium = state.interactions[interaction_id].medium
        if _fits(state, agent, medium, kept):
            kept.append((medium, False))
        else:
            gone.append(interaction_id)
    return gone


def _fits(state: RoutingState, agent: Agent, medium: Medium, held: Iterable[tuple[Medium, bool]]) -> bool:
    """Whether one more of this medium fits beside what is held, parked or not, and may not be interrupted by it."""
    wanted = state.media[medium]
    taken, count = wanted.share, 0
    for other, is_parked in held:
        count += other is medium
        if not is_parked and medium not in state.media[other].interrupted_by:
            taken += state.media[other].share
    return taken <= agent.configuration.capacity and count < at_most(agent, wanted)


def _held(state: RoutingState, agent: Agent) -> list[tuple[Medium, bool]]:
    """What the agent has in hand, and whether it is laid aside, and what stands offered."""
    held = [(assignment.medium, assignment.is_parked) for assignment in agent.assignments.values()]
    if agent.offers:
        held += [(state.interactions[interaction_id].medium, False) for interaction_id in agent.offers]
    return held
