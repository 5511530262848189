"""Every agent's desktop and the boards beside a center that settles inputs: what is told must be what is so.

Owns the comparison and which kinds of events were seen; the inputs come from whoever uses it.
"""

from typing import Any, get_args

from agent_desktop.boards.fold import BoardFold, Entry, Key
from agent_desktop.gateway.shapes.frames import ViewEvent
from agent_desktop.gateway.shapes.view import View
from agent_desktop.gateway.view_delta import apply_all, diff, stamped
from agent_desktop.gateway.views import ViewWriter
from cic.center.events import CenterEvent
from cic.center.state import CenterState
from cic.center.views import agent_view, touched_agents
from cic.configuration.labels import Labels
from routing.vocabulary import AgentId


def every_kind(union: Any = CenterEvent) -> frozenset[str]:
    """The names of all kinds of events of the center."""
    members = get_args(union)
    return frozenset({union.__name__}).union() if not members else frozenset().union(*map(every_kind, members))


class WatchedDesktops:
    """Desktops that are told of what touches them, and of nothing else."""

    def __init__(self, labels: Labels | None = None) -> None:
        self.writer = ViewWriter(labels or Labels({}, {}, {}, {}), lambda reference: f"opened {reference}")
        self.told: dict[AgentId, View] = {}
        self.seen: set[str] = set()
        """The kinds of events that came in an input which changed a desktop."""
        self.histories: dict[AgentId, list[tuple[int, list[ViewEvent], View]]] = {}
        """All that was told to each desktop, and its view after it; the first is told without events."""
        self._fold: BoardFold | None = None
        self._entries: dict[Key, Entry] = {}

    def settled(self, state: CenterState, seq: int, events: tuple[CenterEvent, ...]) -> None:
        """Tell the desktops of an input, and compare with what is so."""
        touched = touched_agents(state, events)
        kinds = {type(event).__name__ for event in events}
        for agent_id in state.routing.agents:
            view = agent_view(state, agent_id)
            assert view is not None, "an agent has a view"
            fresh = self.writer.view(view)
            if agent_id not in self.told:
                self.told[agent_id] = stamped(None, fresh, seq)
                self.histories[agent_id] = [(seq, [], self.told[agent_id])]
            elif agent_id in touched:
                self._tell(agent_id, fresh, seq, kinds)
            told = self.told[agent_id]
            assert without_revisions(told) == fresh, f"{agent_id} sees something else after {sorted(kinds)}"
        for agent_id in self.told.keys() - state.routing.agents.keys():
            del self.told[agent_id]
        self._compare_boards(state, events, touched, kinds)

    def _tell(self, agent_id: AgentId, fresh: View, seq: int, kinds: set[str]) -> None:
        before = self.told[agent_id]
        wanted = stamped(before, fresh, seq)
        events = diff(before, wanted)
        after = self.told[agent_id] = apply_all(before, events)
        assert after == wanted, f"what {agent_id} was told leads elsewhere after {sorted(kinds)}"
        assert apply_all(after, events) == wanted, "being told again changes nothing"
        if not events:
            return
        self.histories[agent_id].append((seq, events, after))
        self.seen.update(kinds)

    def _compare_boards(
        self, state: CenterState, events: tuple[CenterEvent, ...], touched: frozenset[AgentId], kinds: set[str]
    ) -> None:
        if self._fold is None:
            self._fold = BoardFold(state)
            self._entries = self._fold.whole()
        for key, entry in self._fold.after(state, events, touched).items():
            if entry is None:
                del self._entries[key]
            else:
                self._entries[key] = entry
        assert self._entries == BoardFold(state).whole(), f"the boards show something else after {sorted(kinds)}"


def without_revisions(view: View) -> View:
    """A view as it is written, before anybody has counted its changes."""
    interactions = [{**shown, "rev": 0} for shown in view["interactions"]]
    return {**view, "interactions": interactions}  # type: ignore[typeddict-item]
