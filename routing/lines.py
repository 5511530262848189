"""Which line an interaction waits in: its demand, compiled from queue, flow and the steps taken. Owns the compiling.

All who ask the same of the same queue stand in one line. A line is made when the first of them comes, finds its agents
then, and is kept while it may come in useful; it is derived state.
"""

from collections.abc import Collection, Iterable

from routing.asking import NOTHING_ASKED, Asked
from routing.configuration import QueueConfiguration
from routing.demand import Demand, Line, Way
from routing.ranking import is_idle_plain, is_waiting_plain, rate_of
from routing.relaxation import AskInstead, DropSkill, LowerLevel, OverflowTo, Relaxation, WidenToGroup
from routing.requirement_widening import drop, lower
from routing.requirements import ANYONE, Requirement, both, facts_named, meets, resolve
from routing.state import Interaction, LineKey, Queue, RoutingState
from routing.vocabulary import AgentId, GroupId, QueueId

LINES_MAX = 256
"""Above so many lines of one queue, those in which nobody stands are given up."""


def known_line(state: RoutingState, interaction: Interaction) -> Line | None:
    """The line that the interaction is to stand in, if there is one already."""
    assert interaction.queue_id is not None, "an interaction without a queue stands in no line"
    queue = state.queues[interaction.queue_id]
    return queue.lines.get(_key(state, queue, interaction))


def make_line(state: RoutingState, interaction: Interaction) -> Line:
    """Make the line that the interaction is to stand in; its agents have yet to be placed in it."""
    assert interaction.queue_id is not None, "an interaction without a queue stands in no line"
    queue = state.queues[interaction.queue_id]
    if len(queue.lines) >= LINES_MAX:
        give_up_empty(state, queue)
    line = _line(state, queue.configuration, demand_of(state, interaction))
    queue.lines[_key(state, queue, interaction)] = line
    for way in line.demand.ways:
        for agent_id in _meant(state, way):
            agent = state.agents[agent_id]
            if meets(way.requires, agent.skills) and agent_id not in line.agents:
                line.agents[agent_id] = None
                agent.lines.append(line)
                agent.open_lines.clear()
    return line


def _key(state: RoutingState, queue: Queue, interaction: Interaction) -> LineKey:
    asked = interaction.asked
    if asked is None:
        return (interaction.medium, interaction.provider, interaction.taken)
    if interaction.is_preferring and asked.preferred is not None:
        return (interaction.medium, interaction.provider, asked.preferred.agent_id)
    facts = asked.facts
    if facts:
        looked_at = facts_asked(state, queue.configuration, asked.requires)
        facts = tuple([fact for fact in facts if fact[0] in looked_at])
    return (interaction.medium, interaction.provider, interaction.taken, asked.requires, asked.prefers, facts)


def facts_asked(state: RoutingState, queue: QueueConfiguration, requires: Requirement) -> frozenset[str]:
    """The facts of a contact that its queue looks at, now or by a later step, or the requirement of its own."""
    asked = [queue.requires, requires]
    for step in queue.steps:
        match step.relax:
            case AskInstead(instead):
                asked.append(instead)
            case OverflowTo(queue_id) if queue_id in state.queues:
                asked.append(state.queues[queue_id].configuration.requires)
            case _:
                pass
    return frozenset().union(*[facts_named(one) for one in asked])


def overflows_of(queue: QueueConfiguration) -> list[QueueId]:
    """The queues whose agents may be asked too by one of the steps."""
    return [step.relax.queue_id for step in queue.steps if isinstance(step.relax, OverflowTo)]


def all_facts_asked(state: RoutingState) -> frozenset[str]:
    """The facts that any queue looks at: whoever is handed from one queue to another is known there too."""
    return frozenset().union(*[facts_asked(state, queue.configuration, ANYONE) for queue in state.queues.values()])


def _line(state: RoutingState, queue: QueueConfiguration, demand: Demand) -> Line:
    return Line(
        demand,
        queue,
        idle_is_plain=is_idle_plain(state, queue, demand),
        waiting_is_plain=is_waiting_plain(state.strategy),
        rate=rate_of(state.strategy, queue),
    )


def candidates(state: RoutingState, demand: Demand) -> Iterable[AgentId]:
    """Everybody who may meet a demand, each once."""
    return dict.fromkeys([agent_id for way in demand.ways for agent_id in _meant(state, way)])


def _meant(state: RoutingState, way: Way) -> Collection[AgentId]:
    """Everybody whom a way is for, skilled or not."""
    if way.queue_id is not None:
        return state.queues[way.queue_id].members if way.queue_id in state.queues else ()
    if way.group is not None:
        return state.groups.get(way.group, ())
    return (way.agent_id,) if way.agent_id is not None and way.agent_id in state.agents else ()


def give_up_empty(state: RoutingState, queue: Queue) -> None:
    """Forget the lines in which nobody stands."""
    for key, line in list(queue.lines.items()):
        if not line.waiting:
            del queue.lines[key]
            _take_down(state, line)


def give_up_old(state: RoutingState, queue: Queue) -> None:
    """Forget the lines of rules that are not in force any more, as soon as nobody stands in them."""
    for line in [line for line in queue.old_lines if not line.waiting]:
        queue.old_lines.remove(line)
        _take_down(state, line)


def _take_down(state: RoutingState, line: Line) -> None:
    for agent_id in line.agents:
        agent = state.agents[agent_id]
        agent.lines.remove(line)
        agent.indexed = tuple([open_line for open_line in agent.indexed if open_line is not line])
        agent.open_lines.clear()


def demand_of(state: RoutingState, interaction: Interaction) -> Demand:
    """What the interaction asks of an agent now."""
    assert interaction.queue_id is not None, "an interaction without a queue asks for no agent"
    queue, asked = state.queues[interaction.queue_id].configuration, interaction.asked or NOTHING_ASKED
    if interaction.is_preferring and asked.preferred is not None:
        ways: tuple[Way, ...] = (Way(ANYONE, agent_id=asked.preferred.agent_id),)
        return Demand(interaction.medium, interaction.provider, ways, ())
    prefers = asked.prefers or queue.prefers
    return Demand(interaction.medium, interaction.provider, _ways(state, queue, asked, interaction.taken), prefers)


def _ways(state: RoutingState, queue: QueueConfiguration, asked: Asked, taken: tuple[int, ...]) -> tuple[Way, ...]:
    """The ways to be eligible after the steps that were taken, each relaxing what held when its time came.

    The flow's own requirement is asked for in all of them.
    """
    facts = dict(asked.facts)
    own, flows = resolve(queue.requires, facts), resolve(asked.requires, facts)
    groups: list[GroupId] = []
    others: dict[QueueId, Requirement] = {}
    for relax in relaxed(queue, taken):
        match relax:
            case AskInstead(requires):
                own = resolve(requires, facts)
            case WidenToGroup(group):
                groups.append(group)
            case OverflowTo(queue_id) if queue_id in state.queues:
                others.setdefault(queue_id, resolve(state.queues[queue_id].configuration.requires, facts))
            case LowerLevel() | DropSkill():
                own, flows = _less(own, relax), _less(flows, relax)
                others = {queue_id: _less(requires, relax) for queue_id, requires in others.items()}
            case _:
                pass
    mine = both(own, flows)
    return (
        Way(mine, queue_id=queue.queue_id),
        *[Way(mine, group=group) for group in groups],
        *[Way(both(requires, flows), queue_id=queue_id) for queue_id, requires in others.items()],
    )


def _less(requires: Requirement, relax: LowerLevel | DropSkill) -> Requirement:
    if isinstance(relax, DropSkill):
        return drop(requires, relax.skill)
    return lower(requires, relax.skill, relax.level)


def relaxed(queue: QueueConfiguration, taken: tuple[int, ...]) -> list[Relaxation]:
    """What the steps that were taken relax. Steps go by their number: one that a new text leaves out holds no more."""
    return [queue.steps[step].relax for step in taken if step < len(queue.steps)]
