"""The center of a scenario, as routing takes it. Owns what a scenario leaves unsaid; simulates nothing.

Agents accept by themselves and need no phone. What a medium costs an agent is the center's default.
"""

from dataclasses import dataclass

from cic.configuration.media import DEFAULT_MEDIA
from cic.simulation.scenario import AgentScenario, QueueScenario, Scenario
from routing.asking import Asked
from routing.configuration import (
    Admission,
    AgentConfiguration,
    AgentStrategy,
    InteractionStrategy,
    MediumConfiguration,
    QueueConfiguration,
    RoutingConfiguration,
    WrapUpMode,
    WrapUpRule,
)
from routing.requirements import ANYONE
from routing.vocabulary import AgentId, GroupId, QueueId

OFFER_TIMEOUT_MS = 60_000
DISPOSITION = "done"


@dataclass(frozen=True, slots=True)
class Staff:
    """One agent of a scenario, and which row of its agents this is one of."""

    agent_id: AgentId
    row: int


def staff_of(scenario: Scenario) -> tuple[Staff, ...]:
    """All agents in the order of the scenario; those of a group are numbered from 1 on, over all its rows."""
    numbers = dict[str, int]()
    staff: list[Staff] = []
    for row, agents in enumerate(scenario.agents):
        for _ in range(agents.count):
            numbers[agents.group] = number = numbers.get(agents.group, 0) + 1
            staff.append(Staff(AgentId(f"{agents.group}_{number}"), row))
    return tuple(staff)


def configuration_of(scenario: Scenario, seed: int) -> RoutingConfiguration:
    """What routing is configured with; ``seed`` is for the strategy that chooses by chance."""
    strategy = AgentStrategy(scenario.agent_choice, seed=seed)
    return RoutingConfiguration(
        queues=tuple(_queue(queue, strategy, wraps_up(scenario, queue)) for queue in scenario.queues),
        agents=tuple(_agent(staff.agent_id, scenario.agents[staff.row]) for staff in staff_of(scenario)),
        break_reasons=(),
        media=media_of(scenario),
        strategy=InteractionStrategy(scenario.interaction_choice),
    )


def wraps_up(scenario: Scenario, queue: QueueScenario) -> bool:
    """Whether agents wrap up after contacts of a queue, which they do if any of its streams says so."""
    return any(arrival.queue == queue.name and arrival.wrap_up is not None for arrival in scenario.arrivals)


def media_of(scenario: Scenario) -> tuple[MediumConfiguration, ...]:
    """The media that there are queues for, with what each costs an agent of any center that does not say otherwise."""
    used = {queue.medium for queue in scenario.queues}
    return tuple(medium for medium in DEFAULT_MEDIA if medium.medium in used)


def asked_of(scenario: Scenario, stream: int) -> Asked | None:
    """What each contact of a stream asks for beyond its queue's rules; None when that is nothing."""
    arrival = scenario.arrivals[stream]
    if arrival.requires == ANYONE and not arrival.priority and not arrival.prefers:
        return None
    prefers = tuple(GroupId(group) for group in arrival.prefers)
    return Asked(requires=arrival.requires, priority=arrival.priority, prefers=prefers)


def _queue(queue: QueueScenario, strategy: AgentStrategy, has_wrap_up: bool) -> QueueConfiguration:
    return QueueConfiguration(
        queue_id=QueueId(queue.name),
        service_level_target_ms=round(queue.within_s * 1000),
        offer_timeout_ms=OFFER_TIMEOUT_MS,
        wrap_up=WrapUpRule(WrapUpMode.REQUIRED if has_wrap_up else WrapUpMode.NONE),
        dispositions=(DISPOSITION,),
        requires=queue.requires,
        priority=queue.priority,
        ageing=queue.ageing,
        strategy=strategy,
        admission=Admission(waiting_max=queue.waiting_max or 0),
    )


def _agent(agent_id: AgentId, agents: AgentScenario) -> AgentConfiguration:
    return AgentConfiguration(
        agent_id=agent_id,
        queues=tuple(QueueId(name) for name in agents.queues),
        phones=(),
        accepts_automatically=True,
        groups=(GroupId(agents.group),),
        skills=agents.skills,
    )
