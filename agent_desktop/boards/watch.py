"""What has changed for the boards, noted with each input and computed when somebody is to be told.

Owns which figures an input may have changed; sends nothing. An input only marks whom it concerns, so it costs little
however many boards are open; a telling computes each queue and agent that is marked once, from the state as it is then:
O(what was touched).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from cic.center.board_figures import (
    AgentFigures,
    InLine,
    QueueFigures,
    WaitingFigures,
    agent_figures,
    in_line_now,
    order_in_line,
    queue_figures,
    waiting_figures,
)
from cic.center.events import CenterEvent
from cic.center.state import CenterState
from routing.configuration_events import RoundTaken, RoutingConfigured, StagedActivated
from routing.events import ContactMissed, MissedContactClosed
from routing.supervision_events import QueueModeSet
from routing.vocabulary import AgentId, ContactId, InteractionId, QueueId

K = TypeVar("K")
V = TypeVar("V")
LINE_SHOWN_MAX = 500
_EVERYTHING = (RoutingConfigured, StagedActivated)


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that somebody looks at: all who are shown, in order, and those of them who are others than before."""

    order: tuple[InteractionId, ...]
    rows: dict[InteractionId, WaitingFigures]
    changed: dict[InteractionId, WaitingFigures | None]


@dataclass(slots=True)
class Changes:
    """Figures that are others than they were told; None for what is no more. Of agents, those before and those now."""

    queues: dict[QueueId, QueueFigures | None] = field(default_factory=dict)
    agents: dict[AgentId, tuple[AgentFigures | None, AgentFigures | None]] = field(default_factory=dict)
    lines: dict[QueueId, LineChange] = field(default_factory=dict)


class BoardWatch:
    """The figures of one center, from a state on."""

    def __init__(self, state: CenterState, day_from_ms: Callable[[int], int]) -> None:
        """``day_from_ms`` says when the day began that a moment is in."""
        self.queues: dict[QueueId, QueueFigures] = {}
        self.agents: dict[AgentId, AgentFigures] = {}
        self.lines: dict[QueueId, LineChange] = {}
        self._day_from_ms = day_from_ms
        self._in_line: dict[QueueId, dict[InteractionId, InLine]] = {}
        self._place_of: dict[InteractionId, QueueId] = {}
        self._visits: dict[InteractionId, QueueId] = {}
        self._missed_in: dict[ContactId, QueueId] = {}
        self._missed: Counter[QueueId] = Counter()
        self._by_state: dict[QueueId, Counter[str]] = {}
        self._marked_queues: set[QueueId] = set()
        self._marked_agents: set[AgentId] = set()
        self._marked_rows: set[InteractionId] = set()
        self._mark_everything(state)

    @property
    def is_marked(self) -> bool:
        """Whether anything may be another than it was told."""
        return bool(self._marked_queues or self._marked_agents or self._marked_rows)

    def note(self, state: CenterState, events: tuple[CenterEvent, ...], touched: Iterable[AgentId]) -> None:
        """Mark what these events may have changed; they touch these agents. ``state`` is the one after them."""
        if any(isinstance(event, _EVERYTHING) for event in events):
            self._mark_everything(state)
            return
        self._marked_agents.update(touched)
        for event in events:
            interaction_id = getattr(event, "interaction_id", None)
            if interaction_id is not None:
                self._note_interaction(state, interaction_id)
            match event:
                case QueueModeSet(queue_id=queue_id):
                    self._marked_queues.add(queue_id)
                case RoundTaken(queue_id=queue_id) if queue_id is not None:
                    self._marked_queues.add(queue_id)
                case ContactMissed(contact_id=contact_id, queue_id=queue_id):
                    self._note_missed(contact_id, queue_id)
                case MissedContactClosed(contact_id=contact_id):
                    self._note_missed(contact_id, None)

    def mark(self, queues: Iterable[QueueId]) -> None:
        """Time has passed for these queues."""
        self._marked_queues.update(queues)

    def with_somebody_waiting(self) -> list[QueueId]:
        """The queues in which somebody waits: what is estimated of them changes with time."""
        return [queue_id for queue_id, line in self._in_line.items() if line]

    def look_at_line(self, queue_id: QueueId) -> None:
        """Somebody wants to see who waits in a queue; nobody has until now."""
        self.lines[queue_id] = LineChange((), {}, {})
        self._marked_queues.add(queue_id)
        self._marked_rows.update(self._in_line.get(queue_id, ()))

    def look_away(self, queue_id: QueueId) -> None:
        """Nobody wants to see who waits in a queue any more."""
        self.lines.pop(queue_id, None)

    def take_changes(self, state: CenterState, now_ms: int) -> Changes:
        """Compute what is marked and keep it; return what is another than before."""
        changes = Changes()
        for agent_id in sorted(self._marked_agents):
            self._renew_agent(state, agent_id, changes)
        day_from_ms = self._day_from_ms(now_ms)
        for queue_id in sorted(self._marked_queues):
            self._renew_queue(state, queue_id, now_ms, day_from_ms, changes)
            if queue_id in self.lines:
                self._renew_line(state, queue_id, changes)
        self._marked_agents.clear()
        self._marked_queues.clear()
        self._marked_rows.clear()
        return changes

    def _mark_everything(self, state: CenterState) -> None:
        routing = state.routing
        self._marked_agents.update(routing.agents, self.agents)
        self._marked_queues.update(routing.queues, self.queues)
        for interaction_id in (*self._place_of, *self._visits, *routing.interactions):
            self._note_interaction(state, interaction_id)
        for contact_id in set(self._missed_in) - routing.missed.keys():
            self._note_missed(contact_id, None)
        for missed in routing.missed.values():
            self._note_missed(missed.contact_id, missed.queue_id)

    def _note_interaction(self, state: CenterState, interaction_id: InteractionId) -> None:
        """Where it waits now, and which queues' figures may be others for it."""
        place, before = in_line_now(state, interaction_id), self._place_of.get(interaction_id)
        if before is not None:
            self._marked_queues.add(before)
            self._marked_rows.add(interaction_id)
            if place is None or place[0] != before:
                del self._place_of[interaction_id], self._in_line[before][interaction_id]
        if place is not None:
            queue_id, in_line = place
            self._in_line.setdefault(queue_id, {})[interaction_id] = in_line
            self._place_of[interaction_id] = queue_id
            self._marked_queues.add(queue_id)
            self._marked_rows.add(interaction_id)
        self._note_visit(state, interaction_id)

    def _note_visit(self, state: CenterState, interaction_id: InteractionId) -> None:
        """The end of a visit changes what its queue has counted, when the interaction waits there no longer too."""
        interaction = state.routing.interactions.get(interaction_id)
        visit = None if interaction is None else interaction.visit
        before = self._visits.pop(interaction_id, None)
        if before is not None:
            self._marked_queues.add(before)
        if visit is not None:
            self._visits[interaction_id] = visit[0]
            self._marked_queues.add(visit[0])

    def _note_missed(self, contact_id: ContactId, queue_id: QueueId | None) -> None:
        before = self._missed_in.pop(contact_id, None)
        if before is not None:
            self._missed[before] -= 1
            self._marked_queues.add(before)
        if queue_id is not None:
            self._missed_in[contact_id] = queue_id
            self._missed[queue_id] += 1
            self._marked_queues.add(queue_id)

    def _renew_agent(self, state: CenterState, agent_id: AgentId, changes: Changes) -> None:
        before, now = self.agents.get(agent_id), agent_figures(state, agent_id)
        if before == now:
            return
        if before is not None and (now is None or (before.state, before.queues) != (now.state, now.queues)):
            self._count_agent(before, -1)
        if now is not None and (before is None or (before.state, before.queues) != (now.state, now.queues)):
            self._count_agent(now, 1)
        _keep(self.agents, agent_id, now)
        changes.agents[agent_id] = before, now

    def _count_agent(self, agent: AgentFigures, by: int) -> None:
        for queue_id in agent.queues:
            self._by_state.setdefault(queue_id, Counter())[agent.state] += by
            self._marked_queues.add(queue_id)

    def _renew_queue(
        self, state: CenterState, queue_id: QueueId, now_ms: int, day_from_ms: int, changes: Changes
    ) -> None:
        queue, before = state.routing.queues.get(queue_id), self.queues.get(queue_id)
        now = None
        if queue is not None:
            now = queue_figures(
                queue,
                line=self._in_line.get(queue_id, {}),
                agents=self._by_state.get(queue_id, {}),
                missed=self._missed[queue_id],
                now_ms=now_ms,
                day_from_ms=day_from_ms,
            )
        if before != now:
            _keep(self.queues, queue_id, now)
            changes.queues[queue_id] = now

    def _renew_line(self, state: CenterState, queue_id: QueueId, changes: Changes) -> None:
        before = self.lines[queue_id]
        line = self._in_line.get(queue_id, {})
        order = tuple(order_in_line(state, queue_id, line)[:LINE_SHOWN_MAX])
        rows: dict[InteractionId, WaitingFigures] = {}
        changed: dict[InteractionId, WaitingFigures | None] = {}
        for interaction_id in order:
            known = before.rows.get(interaction_id)
            row = known if interaction_id not in self._marked_rows else waiting_figures(state, interaction_id)
            row = waiting_figures(state, interaction_id) if row is None else row
            assert row is not None, "who stands in line, waits"
            rows[interaction_id] = row
            if row != known:
                changed[interaction_id] = row
        changed.update(dict.fromkeys(before.rows.keys() - rows.keys()))
        if changed or order != before.order:
            changes.lines[queue_id] = self.lines[queue_id] = LineChange(order, rows, changed)


def _keep(kept: dict[K, V], key: K, value: V | None) -> None:
    if value is None:
        kept.pop(key, None)
    else:
        kept[key] = value


def counted_agents(agents: Mapping[AgentId, AgentFigures], queues: frozenset[QueueId] | None) -> dict[str, int]:
    """Agents by what they do, each once: all of them, or those who serve one of these queues."""
    found = [agent.state for agent in agents.values() if queues is None or not queues.isdisjoint(agent.queues)]
    return dict(sorted(Counter(found).items()))
