"""Live figures read from the state of the center. Owns how they are counted; shows nothing that is not yet durable."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from cic.api.durable import read_durable
from cic.api.figures import AgentFigures, FlowFigures, MissedFigures, NotWaiting, QueueFigures, WaitFigures
from cic.api.ports import ReadState
from cic.center.state import CenterState, followed_flows
from routing.capacity import used
from routing.eligibility import is_free
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.state import Agent, Interaction, Queue, RoutingState
from routing.steps import ahead_of
from routing.vocabulary import Activity, FlowId, InteractionId, QueueId
from routing.waiting import estimate

T = TypeVar("T")
Estimated = tuple[int | None, int | None]
"""Median and 90th percentile of a wait, in ms."""
AT_ONCE, UNKNOWN = (0, 0), (None, None)


class StateBoards:
    """Agents, queues and callers at this moment."""

    def __init__(self, read: ReadState, now_ms: Callable[[], int]) -> None:
        self._read = read
        self._now_ms = now_ms

    async def agents(self) -> tuple[AgentFigures, ...]:
        """All configured agents."""
        return await self._read_durable(agent_figures)

    async def queues(self) -> tuple[QueueFigures, ...]:
        """All configured queues."""
        return await self._read_durable(partial(queue_figures, now_ms=self._now_ms()))

    async def missed(self) -> tuple[MissedFigures, ...]:
        """Everybody who gave up and is to be called, the longest ago first."""
        return await self._read_durable(partial(missed_figures, now_ms=self._now_ms()))

    async def wait(self, interaction_id: InteractionId) -> WaitFigures | NotWaiting:
        """Where an interaction stands in line."""
        return await self._read_durable(partial(wait_figures, interaction_id=interaction_id, now_ms=self._now_ms()))

    async def flows(self) -> tuple[FlowFigures, ...]:
        """All flows that are there or that somebody still follows, by name."""
        return await self._read_durable(flow_figures)

    async def _read_durable(self, view: Callable[[CenterState], T]) -> T:
        return await read_durable(self._read, view)


def agent_figures(state: CenterState) -> tuple[AgentFigures, ...]:
    """What each agent does, can, and has in hand."""
    return tuple(_agent(state.routing, agent) for agent in state.routing.agents.values())


def _agent(routing: RoutingState, agent: Agent) -> AgentFigures:
    configuration = agent.configuration
    return AgentFigures(
        agent_id=configuration.agent_id,
        activity=agent.activity.value,
        reason=agent.reason,
        since_ms=agent.since_ms,
        is_free=is_free(agent),
        interactions=len(agent.assignments),
        reachable_phones=sum(phone.is_reachable for phone in agent.phones.values()),
        is_desktop_open=agent.is_desktop_open,
        queues=tuple(agent.queues),
        skills=dict(agent.skills),
        in_hand=dict(Counter(assignment.medium.value for assignment in agent.assignments.values())),
        load=used(routing, agent),
        capacity=configuration.capacity,
        override_until_ms=None if agent.override.is_empty else agent.override.until_ms,
    )


def queue_figures(state: CenterState, now_ms: int) -> tuple[QueueFigures, ...]:
    """Who waits in each queue and who is there for them: one pass over agents, offers and those who wait."""
    routing = state.routing
    offered: dict[QueueId, list[Interaction]] = {}
    for offer in routing.offers.values():
        interaction = routing.interactions[offer.interaction_id]
        assert interaction.queue_id is not None, "what is offered has a queue"
        offered.setdefault(interaction.queue_id, []).append(interaction)
    in_progress = Counter(
        assignment.queue_id
        for agent in routing.agents.values()
        for assignment in agent.assignments.values()
        if assignment.state is not AssignmentState.WRAP_UP
    )
    missed = Counter(missed.queue_id for missed in routing.missed.values())
    return tuple(
        _queue(
            routing,
            queue,
            now_ms,
            offered=offered.get(queue_id, []),
            in_progress=in_progress[queue_id],
            missed=missed[queue_id],
        )
        for queue_id, queue in routing.queues.items()
    )


def _queue(
    routing: RoutingState, queue: Queue, now_ms: int, *, offered: list[Interaction], in_progress: int, missed: int
) -> QueueFigures:
    # An interaction that is offered still waits: nobody has taken it yet.
    in_line = [*[routing.interactions[interaction_id] for _, interaction_id in queue.order], *offered]
    median_ms, p90_ms = _newcomer(queue, now_ms)
    return QueueFigures(
        queue_id=queue.configuration.queue_id,
        waiting=len(in_line),
        offered=len(offered),
        in_progress=in_progress,
        longest_wait_since_ms=min((interaction.place[0] for interaction in in_line), default=None),
        agents_available=_available(routing.agents[agent_id] for agent_id in queue.members),
        mode=queue.mode.value,
        mode_until_ms=queue.mode_until_ms or None,
        estimated_median_ms=median_ms,
        estimated_p90_ms=p90_ms,
        missed=missed,
    )


def _available(members: Iterable[Agent]) -> int:
    return sum(agent.activity is Activity.AVAILABLE for agent in members)


def _newcomer(queue: Queue, now_ms: int) -> Estimated:
    """The wait of one who is queued now: none where nobody waits and somebody is free for those who come."""
    if not queue.order and any(line.idle for line in queue.lines.values()):
        return AT_ONCE
    return _estimated(queue, len(queue.order), now_ms)


def _estimated(queue: Queue, ahead: int, now_ms: int) -> Estimated:
    found = estimate(queue.statistics, now_ms, ahead)
    return UNKNOWN if found is None else (found.median_ms, found.p90_ms)


def missed_figures(state: CenterState, now_ms: int) -> tuple[MissedFigures, ...]:
    """Everybody who gave up while waiting and whom nobody has seen to, the longest ago first."""
    missed = sorted(state.routing.missed.values(), key=lambda one: (one.missed_at_ms, one.contact_id))
    return tuple(
        MissedFigures(
            contact_id=one.contact_id,
            queue_id=one.queue_id,
            missed_at_ms=one.missed_at_ms,
            waiting_since_ms=one.place[0],
            resume_until_ms=one.resume_until_ms,
            may_resume=now_ms <= one.resume_until_ms,
        )
        for one in missed
    )


def wait_figures(state: CenterState, interaction_id: InteractionId, now_ms: int) -> WaitFigures | NotWaiting:
    """Where an interaction stands in line. For one that stands offered an agent has been found: its wait is over."""
    interaction = state.routing.interactions.get(interaction_id)
    if interaction is None or interaction.queue_id is None:
        return NotWaiting(None if interaction is None else interaction.stage.value)
    queue_id, queue = interaction.queue_id, state.routing.queues[interaction.queue_id]
    if interaction.stage is InteractionStage.OFFERED:
        return WaitFigures(queue_id, 1, interaction.place[0], *AT_ONCE)
    if interaction.stage is not InteractionStage.WAITING:
        return NotWaiting(interaction.stage.value)
    ahead = ahead_of(queue, interaction)
    return WaitFigures(queue_id, ahead + 1, interaction.place[0], *_estimated(queue, ahead, now_ms))


def flow_figures(state: CenterState) -> tuple[FlowFigures, ...]:
    """Each flow with its version, and how many contacts follow that one and earlier ones."""
    followed, current = followed_flows(state), state.current_flows
    names = sorted({*current, *(flow_id for flow_id, _ in followed)})
    return tuple(_flow(flow_id, current.get(flow_id), followed) for flow_id in names)


def _flow(flow_id: FlowId, version: str | None, followed: Counter[tuple[FlowId, str]]) -> FlowFigures:
    contacts = sum(count for (followed_id, _), count in followed.items() if followed_id == flow_id)
    newest = 0 if version is None else followed[flow_id, version]
    return FlowFigures(flow_id, version, newest, contacts - newest)
