"""What boards show of a queue, an agent and one who waits, computed from the state. Owns what each figure says.

Opens no personal value. The definitions of what is counted are in ``routing/measures.py``."""

from collections.abc import Mapping
from dataclasses import dataclass

from cic.center.board_views import agent_presence
from cic.center.state import CenterState
from cic.center.view_types import InteractionView
from cic.center.views import agent_view
from routing.capacity import used
from routing.measures import Counts, counts_of_minutes, counts_since
from routing.relaxation import (
    AskInstead,
    DropSkill,
    HandTo,
    LowerLevel,
    OverflowTo,
    RaisePriority,
    RelaxationStep,
    WidenToGroup,
)
from routing.state import Interaction, Queue
from routing.vocabulary import AgentId, CallerFacts, ContactId, InteractionId, Medium, QueueId
from routing.waiting import estimate

__all__ = ["AgentFigures", "Counts", "InLine", "QueueFigures", "WaitingFigures", "agent_figures", "in_line_now",
           "order_in_line", "queue_figures", "waiting_figures"]  # fmt: skip

LAST_MINUTES = (15, 30, 60)
_STEP_WORDS = {
    LowerLevel: "lower", DropSkill: "drop", AskInstead: "requires", WidenToGroup: "widen_to",
    RaisePriority: "priority", OverflowTo: "overflow_to", HandTo: "hand_to",
}  # fmt: skip
"""As the steps of a queue's relaxation are called in its text."""
InLine = tuple[int, Medium]
"""Since when somebody waits, and on which medium."""


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """A queue. ``agents`` are those who serve it, by what they do; ``last`` are the counts of the last minutes."""

    queue_id: QueueId
    mode: str
    mode_until_ms: int | None
    target_ms: int
    waiting: int
    waiting_by_medium: tuple[tuple[str, int], ...]
    longest_since_ms: int | None
    estimated_median_ms: int | None
    estimated_p90_ms: int | None
    agents: tuple[tuple[str, int], ...]
    missed: int
    today: Counts
    last: tuple[Counts, ...]


@dataclass(frozen=True, slots=True)
class AgentFigures:
    """An agent, with what stands offered and what is in hand, as the agent's desktop shows it."""

    agent_id: AgentId
    state: str
    reason: str
    since_ms: int
    next_activity: str | None
    queues: tuple[QueueId, ...]
    in_hand: tuple[InteractionView, ...]
    load: int
    capacity: int
    help: tuple[InteractionId, int] | None
    override_until_ms: int | None


@dataclass(frozen=True, slots=True)
class WaitingFigures:
    """One who waits. ``relaxed`` are the steps of relaxation that hold, in their order; ``next_step_at_ms`` is the time
    of the next. ``preferred`` is the agent whom it waits for alone."""

    interaction_id: InteractionId
    contact_id: ContactId
    queue_id: QueueId
    medium: Medium
    waiting_since_ms: int
    queued_at_ms: int
    priority: int
    caller: CallerFacts | None
    offered_to: AgentId | None
    offered_until_ms: int | None
    preferred: AgentId | None
    relaxed: tuple[str, ...]
    next_step_at_ms: int | None
    subject: str
    due_at_ms: int | None


def in_line_now(state: CenterState, interaction_id: InteractionId) -> tuple[QueueId, InLine] | None:
    """The queue that an interaction waits in, since when and how; None when it does not."""
    interaction = state.routing.interactions.get(interaction_id)
    if interaction is None or interaction.queue_id is None or interaction.stage.value not in ("waiting", "offered"):
        return None
    return interaction.queue_id, (interaction.place[0], interaction.medium)


def queue_figures(
    queue: Queue,
    *,
    line: Mapping[InteractionId, InLine],
    agents: Mapping[str, int],
    missed: int,
    now_ms: int,
    day_from_ms: int,
) -> QueueFigures:
    """The figures of a queue in which these wait, and which agents in these states serve."""
    by_medium: dict[str, int] = {}
    for _, medium in line.values():
        by_medium[medium.value] = by_medium.get(medium.value, 0) + 1
    median_ms, p90_ms = _estimated(queue, now_ms)
    return QueueFigures(
        queue_id=queue.configuration.queue_id,
        mode=queue.mode.value,
        mode_until_ms=queue.mode_until_ms or None,
        target_ms=queue.configuration.service_level_target_ms,
        waiting=len(line),
        waiting_by_medium=tuple(sorted(by_medium.items())),
        longest_since_ms=min((since_ms for since_ms, _ in line.values()), default=None),
        estimated_median_ms=median_ms,
        estimated_p90_ms=p90_ms,
        agents=tuple(sorted((name, count) for name, count in agents.items() if count)),
        missed=missed,
        today=counts_since(queue.measures, day_from_ms),
        last=tuple([counts_of_minutes(queue.measures, minutes, now_ms) for minutes in LAST_MINUTES]),
    )


def _estimated(queue: Queue, now_ms: int) -> tuple[int | None, int | None]:
    """The wait of one who came now, in whole seconds: it changes with every moment, and nobody sees less than that."""
    if not queue.order and any(line.idle for line in queue.lines.values()):
        return 0, 0
    found = estimate(queue.statistics, now_ms, len(queue.order))
    return (None, None) if found is None else (_whole_s(found.median_ms), _whole_s(found.p90_ms))


def _whole_s(wait_ms: int) -> int:
    return round(wait_ms / 1000) * 1000


def agent_figures(state: CenterState, agent_id: AgentId) -> AgentFigures | None:
    """What boards show of an agent; None when there is none of this id."""
    agent, shown = state.routing.agents.get(agent_id), agent_view(state, agent_id)
    if agent is None or shown is None:
        return None
    name, since_ms = agent_presence(agent)
    wanted = [(held, state.help[held]) for held in agent.assignments if held in state.help]
    return AgentFigures(
        agent_id=agent_id,
        state=name,
        reason=agent.reason,
        since_ms=since_ms,
        next_activity=None if agent.next_activity is None else agent.next_activity.value,
        queues=tuple(agent.queues),
        in_hand=shown.interactions,
        load=used(state.routing, agent),
        capacity=agent.configuration.capacity,
        help=next(((held, asked[1]) for held, asked in wanted if asked[0] == agent_id), None),
        override_until_ms=None if agent.override.is_empty else agent.override.until_ms,
    )


def waiting_figures(state: CenterState, interaction_id: InteractionId) -> WaitingFigures | None:
    """One who waits; None when it does not wait any more."""
    interaction = state.routing.interactions.get(interaction_id)
    if interaction is None or in_line_now(state, interaction_id) is None:
        return None
    assert interaction.queue_id is not None, "who waits, waits in a queue"
    steps = state.routing.queues[interaction.queue_id].configuration.steps
    following = steps[interaction.steps :]
    offer = None if interaction.offer_id is None else state.routing.offers.get(interaction.offer_id)
    asked = interaction.asked
    preferred = asked.preferred if asked is not None and interaction.is_preferring else None
    item = state.work.get(interaction.contact_id)
    return WaitingFigures(
        interaction_id=interaction_id,
        contact_id=interaction.contact_id,
        queue_id=interaction.queue_id,
        medium=interaction.medium,
        waiting_since_ms=interaction.place[0],
        queued_at_ms=interaction.queued_at_ms,
        priority=interaction.priority,
        caller=_caller(state, interaction),
        offered_to=None if offer is None else offer.agent_id,
        offered_until_ms=None if offer is None else offer.deadline_ms,
        preferred=None if preferred is None else preferred.agent_id,
        relaxed=tuple([_word(steps[number]) for number in interaction.taken if number < len(steps)]),
        next_step_at_ms=interaction.queued_at_ms + following[0].after_ms if following else None,
        subject="" if item is None else item.opened.subject,
        due_at_ms=None if item is None else item.opened.due_at_ms,
    )


def _word(step: RelaxationStep) -> str:
    return _STEP_WORDS[type(step.relax)]


def _caller(state: CenterState, interaction: Interaction) -> CallerFacts | None:
    contact, item = state.contacts.get(interaction.contact_id), state.work.get(interaction.contact_id)
    if contact is not None:
        return contact.session.caller if contact.outer is None else contact.outer.caller
    return None if item is None else item.opened.caller


def order_in_line(state: CenterState, queue_id: QueueId, line: Mapping[InteractionId, InLine]) -> list[InteractionId]:
    """Who waits in a queue, in order: those who stand offered, then the others as they are to be served."""
    queue = state.routing.queues.get(queue_id)
    if queue is None:
        return []
    waiting = [interaction_id for _, interaction_id in queue.order]
    known = set(waiting)
    offered = sorted((since_ms, name) for name, (since_ms, _) in line.items() if name not in known)
    return [*(name for _, name in offered), *waiting]
