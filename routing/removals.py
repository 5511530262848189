"""What keeps an agent from being offered an interaction now: the one list, and every reason on it that holds.

Owns the reasons. Reads the logical state alone, so it says independently of the indexes who is eligible: whoever has no
reason is. Decides nothing, and knows no order.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from routing.capacity import at_most
from routing.demand import Demand, Way
from routing.eligibility import has_desktop, is_on_phone
from routing.requirement_text import write_requirement
from routing.requirements import AllOf, AtLeast, Requirement, meets
from routing.state import Agent, Interaction, RoutingState
from routing.vocabulary import NO_PROVIDER, Activity, AgentId, Medium


class Removal(Enum):
    """Why an agent is no candidate; the comment says what a reason tells besides."""

    NOT_CONFIGURED = "not_configured"
    NOT_A_MEMBER = "not_a_member"  # what: the queues and groups
    SKILL_TOO_LOW = "skill_too_low"  # what: the skill; needed, has: levels
    REQUIREMENT_NOT_MET = "requirement_not_met"  # what: a requirement that can be met in several ways, or by nobody
    SIGNED_OUT = "signed_out"
    ON_BREAK = "on_break"  # what: the break reason
    NOT_RESPONDING = "not_responding"  # what: which offer was missed how
    LEAVING = "leaving"  # what: the activity chosen for afterwards
    NO_DESKTOP = "no_desktop"
    NO_PHONE = "no_phone"  # what: the provider
    PHONE_NOT_REACHABLE = "phone_not_reachable"  # what: the provider
    PHONE_IN_USE = "phone_in_use"
    NO_ROOM = "no_room"  # what: the medium; needed: its share, has: the capacity in use, most: all there is
    ENOUGH_OF_MEDIUM = "enough_of_medium"  # what: the medium; needed: one more, has: how many, most: how many at once
    EXCLUDED_UNTIL = "excluded_until"  # until_ms
    EXCLUDED_FOR_GOOD = "excluded_for_good"
    BEING_CONFIGURED = "being_configured"  # a new configuration is taken in, and has not come to both of them yet
    WAITS_FOR_ANOTHER = "waits_for_another"  # what: the preferred agent; until_ms


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. ``through`` is the queue or group that the agent would come in by, where there are several ways."""

    removal: Removal
    what: str = ""
    through: str = ""
    needed: int | None = None
    has: int | None = None
    most: int | None = None
    until_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """All agents whom the same thing removes; ``nearest`` is the reason of the one who is nearest to being eligible."""

    nearest: Reason
    agent_ids: tuple[AgentId, ...]


def reasons(state: RoutingState, interaction: Interaction, demand: Demand, agent: Agent) -> tuple[Reason, ...]:
    """Every reason that holds against the agent; none for who could be offered the interaction at once."""
    return (
        *_by_demand(demand, agent),
        *_by_presence(agent),
        *_by_phone(demand, agent),
        *_by_room(state, demand.medium, agent),
        *_by_exclusion(interaction, agent.configuration.agent_id),
    )


def grouped(against: Iterable[tuple[AgentId, tuple[Reason, ...]]]) -> tuple[Removed, ...]:
    """Whom the same thing removes, most agents first; an agent is in as many groups as there are reasons."""
    found: dict[tuple[object, ...], tuple[Reason, list[AgentId]]] = {}
    for agent_id, all_reasons in against:
        for reason in all_reasons:
            key = (reason.removal, reason.what, reason.through, reason.needed)
            nearest, agent_ids = found.setdefault(key, (reason, []))
            agent_ids.append(agent_id)
            if _distance(reason) < _distance(nearest):
                found[key] = (reason, agent_ids)
    order = list(Removal)
    removed = [Removed(nearest, tuple(agent_ids)) for nearest, agent_ids in found.values()]
    removed.sort(key=lambda one: (-len(one.agent_ids), order.index(one.nearest.removal), one.nearest.what))
    return tuple(removed)


def whom(way: Way) -> str:
    """Who is meant by a way: a queue's members, a group, or one agent."""
    if way.queue_id is not None:
        return f"queue {way.queue_id}"
    return f"group {way.group}" if way.group is not None else f"agent {way.agent_id}"


def _distance(reason: Reason) -> int:
    """How far an agent is from not having the reason, among those with the same one."""
    if reason.removal in (Removal.NO_ROOM, Removal.ENOUGH_OF_MEDIUM):
        return (reason.has or 0) - (reason.most or 0)
    return (reason.until_ms or 0) - (reason.has or 0)


def _by_demand(demand: Demand, agent: Agent) -> Iterator[Reason]:
    agent_id, groups = agent.configuration.agent_id, agent.configuration.groups
    meant = [
        way for way in demand.ways if way.agent_id == agent_id or way.queue_id in agent.queues or way.group in groups
    ]
    if not meant:
        yield Reason(Removal.NOT_A_MEMBER, ", ".join(whom(way) for way in demand.ways))
    elif not any(meets(way.requires, agent.skills) for way in meant):
        for way in meant:
            through = whom(way) if len(demand.ways) > 1 else ""
            parts = way.requires.parts if isinstance(way.requires, AllOf) else (way.requires,)
            yield from [_unmet(part, agent, through) for part in parts if not meets(part, agent.skills)]


def _unmet(part: Requirement, agent: Agent, through: str) -> Reason:
    if isinstance(part, AtLeast):
        has = agent.skills.get(part.skill, 0)
        return Reason(Removal.SKILL_TOO_LOW, part.skill, through, part.level, has)
    return Reason(Removal.REQUIREMENT_NOT_MET, write_requirement(part), through)


_ABSENT = {
    Activity.SIGNED_OUT: Removal.SIGNED_OUT,
    Activity.ON_BREAK: Removal.ON_BREAK,
    Activity.NOT_RESPONDING: Removal.NOT_RESPONDING,
}


def _by_presence(agent: Agent) -> Iterator[Reason]:
    if agent.activity is not Activity.AVAILABLE:
        yield Reason(_ABSENT[agent.activity], agent.reason)
    if agent.next_activity is not None and agent.next_activity is not Activity.AVAILABLE:
        yield Reason(Removal.LEAVING, agent.next_activity.value)
    if not has_desktop(agent):
        yield Reason(Removal.NO_DESKTOP)


def _by_phone(demand: Demand, agent: Agent) -> Iterator[Reason]:
    if demand.provider == NO_PROVIDER:
        return
    phone = agent.phones.get(demand.provider)
    if phone is None:
        yield Reason(Removal.NO_PHONE, demand.provider)
    elif not phone.is_reachable:
        yield Reason(Removal.PHONE_NOT_REACHABLE, demand.provider)
    if is_on_phone(agent):
        yield Reason(Removal.PHONE_IN_USE)


def _by_room(state: RoutingState, medium: Medium, agent: Agent) -> Iterator[Reason]:
    """What may be interrupted by the medium makes room, but counts among those of its own medium."""
    wanted = state.media[medium]
    held = [(found.medium, found.is_parked) for found in agent.assignments.values()]
    held += [(state.interactions[interaction_id].medium, False) for interaction_id in agent.offers]
    stays = [one for one, is_parked in held if not is_parked and medium not in state.media[one].interrupted_by]
    used = sum(state.media[one].share for one in stays)
    if used + wanted.share > agent.configuration.capacity:
        yield Reason(Removal.NO_ROOM, medium.value, "", wanted.share, used, agent.configuration.capacity)
    count, most = [one for one, _ in held].count(medium), at_most(agent, wanted)
    if count >= most:
        yield Reason(Removal.ENOUGH_OF_MEDIUM, medium.value, "", 1, count, most)


def _by_exclusion(interaction: Interaction, agent_id: AgentId) -> Iterator[Reason]:
    until_ms = interaction.excluded.get(agent_id)
    if until_ms == 0:
        yield Reason(Removal.EXCLUDED_FOR_GOOD)
    elif until_ms is not None:
        yield Reason(Removal.EXCLUDED_UNTIL, until_ms=until_ms)
