"""Entries of the boards, folded from events. Owns which entries an input may have changed; sends nothing.

What is folded is what the state of the center has no index of: who waits where, and who is free for which queue.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cic.center.board_views import (
    AgentEntry,
    ParkedEntry,
    WaitingEntry,
    agent_entry,
    parked_entry,
    place_in_line,
    waiting_entry,
)
from cic.center.events import CenterEvent
from cic.center.state import CenterState
from routing.configuration_events import RoundTaken, RoutingConfigured
from routing.vocabulary import AgentId, InteractionId, QueueId

AGENT, QUEUE, PARKED, WAITING = "agent", "queue", "parked", "waiting"
Key = tuple[str, str]
"""A kind of entry, and the id of what it is about."""


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """Who waits in a queue, and how many agents are free for it."""

    queue_id: QueueId
    waiting: int
    longest_since_ms: int | None
    free_agents: int


Entry = AgentEntry | QueueEntry | ParkedEntry | WaitingEntry
Entries = dict[Key, Entry | None]
"""Entries by their keys; None for what is no more."""


class BoardFold:
    """The entries of one center, from a state on."""

    def __init__(self, state: CenterState) -> None:
        self._entries: dict[Key, Entry] = {}
        self._place_of: dict[InteractionId, QueueId] = {}
        self._in_line: dict[QueueId, dict[InteractionId, int]] = {}
        self._free: dict[QueueId, int] = {}
        self._renew(state)

    def whole(self) -> dict[Key, Entry]:
        """All entries."""
        return dict(self._entries)

    def after(self, state: CenterState, events: tuple[CenterEvent, ...], touched: frozenset[AgentId]) -> Entries:
        """The entries that these events have changed, which touch these agents; ``state`` is the one after them."""
        if any(isinstance(event, RoutingConfigured) for event in events):
            return self._renew(state)
        interactions = {found for event in events if (found := getattr(event, "interaction_id", None)) is not None}
        # A round takes in a queue or agents; who waits stays where they are.
        taken = {event.queue_id for event in events if isinstance(event, RoundTaken) and event.queue_id is not None}
        return self._changed(state, touched, interactions, taken)

    def _renew(self, state: CenterState) -> Entries:
        """Look at everything: at first, and with another configuration."""
        agents = state.routing.agents.keys() | {AgentId(name) for kind, name in self._entries if kind == AGENT}
        interactions = state.routing.interactions.keys() | self._place_of.keys()
        parked = {InteractionId(name) for kind, name in self._entries if kind == PARKED}
        known = {QueueId(name) for kind, name in self._entries if kind == QUEUE}
        return self._changed(state, agents, interactions | parked, known | state.routing.queues.keys())

    def _changed(
        self,
        state: CenterState,
        agents: Iterable[AgentId],
        interactions: Iterable[InteractionId],
        taken: Iterable[QueueId],
    ) -> Entries:
        queues = set(taken)
        found: list[tuple[Key, Entry | None]] = []
        for agent_id in agents:
            entry = agent_entry(state, agent_id)
            queues.update(self._count_free(agent_id, entry))
            found.append(((AGENT, agent_id), entry))
        for interaction_id in interactions:
            queues.update(self._line_up(state, interaction_id))
            found.append(((PARKED, interaction_id), parked_entry(state, interaction_id)))
            found.append(((WAITING, interaction_id), waiting_entry(state, interaction_id)))
        changed = self._put(found)
        changed.update(self._put(self._queue_entries(state, queues)))
        return changed

    def _put(self, found: Iterable[tuple[Key, Entry | None]]) -> Entries:
        """Keep the entries; return those that are others than before."""
        changed: Entries = {}
        for key, entry in found:
            if self._entries.get(key) == entry:
                continue
            changed[key] = entry
            if entry is None:
                del self._entries[key]
            else:
                self._entries[key] = entry
        return changed

    def _queue_entries(self, state: CenterState, queues: Iterable[QueueId]) -> Iterator[tuple[Key, QueueEntry | None]]:
        for queue_id in queues:
            if queue_id not in state.routing.queues:
                yield (QUEUE, queue_id), None
                continue
            line = self._in_line.get(queue_id, {})
            longest_since_ms = min(line.values(), default=None)
            yield (QUEUE, queue_id), QueueEntry(queue_id, len(line), longest_since_ms, self._free.get(queue_id, 0))

    def _count_free(self, agent_id: AgentId, entry: AgentEntry | None) -> set[QueueId]:
        """Count an agent among the free; return the queues for which there is another number of them."""
        known = self._entries.get((AGENT, agent_id))
        before = set(known.free_in) if isinstance(known, AgentEntry) else set()
        now = set() if entry is None else set(entry.free_in)
        for queue_id in before - now:
            self._free[queue_id] -= 1
        for queue_id in now - before:
            self._free[queue_id] = self._free.get(queue_id, 0) + 1
        return before ^ now

    def _line_up(self, state: CenterState, interaction_id: InteractionId) -> set[QueueId]:
        """Note where an interaction waits; return the queues in which somebody else waits than before."""
        place, before = place_in_line(state, interaction_id), self._place_of.get(interaction_id)
        touched: set[QueueId] = set()
        if before is not None and (place is None or place[0] != before):
            del self._place_of[interaction_id], self._in_line[before][interaction_id]
            touched.add(before)
        if place is not None:
            queue_id, since_ms = place
            line = self._in_line.setdefault(queue_id, {})
            if line.get(interaction_id) != since_ms:
                line[interaction_id], self._place_of[interaction_id] = since_ms, queue_id
                touched.add(queue_id)
        return touched
