"""The floor that routing is measured on: queues, skills and agents, drawn from a seed. Owns how many can do what.

Nearly every agent has a profile of its own: 3 to 8 of the skills at levels of the agent's own, and the queues that ask
for one of them. A queue asks for one skill or two, at levels that half of those who have the skill reach, so
that an agent can serve 10 to 14 of 200 queues, as 50 skills are there.
"""

from random import Random

from routing.configuration import (
    AgentConfiguration,
    MediumConfiguration,
    QueueConfiguration,
    RoutingConfiguration,
    WrapUpMode,
    WrapUpRule,
)
from routing.requirements import AllOf, AnyOf, AtLeast, Requirement, meets, normal
from routing.vocabulary import AgentId, Medium, PhoneAddress, ProviderId, QueueId

PROVIDER = ProviderId("bench")
DISPOSITION = "done"
SKILLS_OF_AGENT = (3, 8)
LEVELS_ASKED = (30, 50, 70)
ALSO_ASKED, OR_ASKED = 0.1, 0.1
"""Shares of the queues that ask for a second skill too, and that take it instead of the first."""


def draw_floor(agents: int, queues: int, skills: int, chance: Random) -> RoutingConfiguration:
    """A floor of so many agents, each able to serve one queue at least."""
    asking = [_queue(number, skills, chance) for number in range(queues)]
    by_skill: dict[str, list[QueueConfiguration]] = {}
    for queue in asking:
        for skill in _named(queue.requires):
            by_skill.setdefault(skill, []).append(queue)
    requires = {queue.queue_id: queue.requires for queue in asking}
    configured: list[AgentConfiguration] = []
    while len(configured) < agents:
        agent = _agent(len(configured), skills, by_skill, chance)
        if _served(agent, requires):
            configured.append(agent)
    media = (MediumConfiguration(Medium.VOICE, share=100, at_most=1),)
    return RoutingConfiguration(tuple(asking), tuple(configured), break_reasons=(), media=media)


def served_queues(configuration: RoutingConfiguration) -> dict[AgentId, tuple[QueueId, ...]]:
    """The queues that each agent is able to serve."""
    requires = {queue.queue_id: queue.requires for queue in configuration.queues}
    return {agent.agent_id: _served(agent, requires) for agent in configuration.agents}


def phone_of(agent_id: AgentId) -> str:
    """The address of an agent's phone."""
    return f"phone-{agent_id}"


def _queue(number: int, skills: int, chance: Random) -> QueueConfiguration:
    return QueueConfiguration(
        queue_id=QueueId(f"queue-{number:03}"),
        service_level_target_ms=20_000,
        offer_timeout_ms=20_000,
        wrap_up=WrapUpRule(WrapUpMode.TIMED, 60_000),
        dispositions=(DISPOSITION,),
        requires=_requirement(number % skills, skills, chance),
    )


def _served(agent: AgentConfiguration, requires: dict[QueueId, Requirement]) -> tuple[QueueId, ...]:
    levels = dict(agent.skills)
    return tuple(queue_id for queue_id in agent.queues if meets(requires[queue_id], levels))


def _requirement(skill: int, skills: int, chance: Random) -> Requirement:
    """Every skill is asked for by as many queues; the other one of two is any."""
    first = AtLeast(_skill(skill), chance.choice(LEVELS_ASKED))
    drawn = chance.random()
    if drawn >= ALSO_ASKED + OR_ASKED:
        return first
    other = AtLeast(_skill(chance.randrange(skills)), min(LEVELS_ASKED))
    return normal(AllOf((first, other)) if drawn < ALSO_ASKED else AnyOf((first, other)))


def _named(requires: Requirement) -> set[str]:
    if isinstance(requires, AtLeast):
        return {requires.skill}
    assert isinstance(requires, AllOf | AnyOf), "the bench asks for skills alone"
    return {skill for part in requires.parts for skill in _named(part)}


def _agent(
    number: int, skills: int, by_skill: dict[str, list[QueueConfiguration]], chance: Random
) -> AgentConfiguration:
    agent_id = AgentId(f"agent-{number:06}")
    count = min(chance.randint(*SKILLS_OF_AGENT), skills)
    levels = {_skill(skill): chance.randint(1, 100) for skill in chance.sample(range(skills), count)}
    queues = {queue.queue_id: None for skill in levels for queue in by_skill.get(skill, ())}
    return AgentConfiguration(
        agent_id=agent_id,
        queues=tuple(sorted(queues)),
        phones=(PhoneAddress(PROVIDER, phone_of(agent_id)),),
        accepts_automatically=False,
        skills=tuple(sorted(levels.items())),
    )


def _skill(number: int) -> str:
    return f"skill_{number}"
