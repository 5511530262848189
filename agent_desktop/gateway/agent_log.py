"""What one agent's desktop was told: the view, and the frames that led to it. Owns numbers, revisions and how far back
a desktop can resume; sends nothing.

A log is bounded by frames, by their length and by age: names and numbers stay no longer in memory than a desktop may
need them. Of an agent who gets a dozen contacts in five minutes it holds about 150 frames, 50 kB.
"""

from collections import deque
from dataclasses import dataclass

from agent_desktop.gateway.json_text import json_text
from agent_desktop.gateway.shapes.view import InteractionView, View
from agent_desktop.gateway.view_delta import diff, stamped
from agent_desktop.gateway.views import ViewWriter
from cic.center.view_types import InteractionView as ShownInteraction
from cic.center.views import AgentView
from routing.vocabulary import InteractionId

FRAMES_MAX = 250
CHARACTERS_MAX = 256 * 1024
KEPT_MS = 5 * 60_000
"""So long a frame is kept for a desktop that comes back, and a log of an agent without one."""


@dataclass(frozen=True, slots=True)
class Told:
    """A frame that was told, or would have been to a desktop that was open."""

    seq: int
    at_ms: int
    text: str


class AgentLog:
    """One agent's view from input to input."""

    def __init__(self) -> None:
        self._view: View | None = None
        self._source: AgentView | None = None
        self._written: dict[InteractionId, tuple[ShownInteraction, InteractionView]] = {}
        self._writer: ViewWriter | None = None
        self._told: deque[Told] = deque()
        self._characters = 0
        self._seq = -1
        self._last_told = -1
        self._since = -1

    @property
    def seq(self) -> int:
        """The number of the input that the view stands for."""
        return self._seq

    @property
    def view(self) -> View | None:
        """The view as a desktop has it that was told everything; None before the first."""
        return self._view

    @property
    def size(self) -> tuple[int, int]:
        """Frames and characters that are kept."""
        return len(self._told), self._characters

    def advance(self, seq: int, now_ms: int, source: AgentView, writer: ViewWriter) -> str | None:
        """Take the view after an input; return the frame that says what has changed, None when nothing has."""
        if seq <= self._seq and self._view is not None:
            return None
        self._forget_before(now_ms - KEPT_MS)
        if self._view is not None and source == self._source and writer is self._writer:
            self._seq = seq
            return None
        return self._renewed(seq, now_ms, source, writer, self._written_from(source, writer))

    def snapshot(self, seq: int, now_ms: int, source: AgentView, writer: ViewWriter) -> str:
        """The whole view, written anew: of somebody who was erased meanwhile nothing stands in it any more."""
        if seq >= self._seq:
            self._written = {}
            self._renewed(seq, now_ms, source, writer, writer.view(source))
        return f'{{"t":"snapshot","seq":{self._seq},"view":{json_text(self._view)}}}'

    def since(self, cursor: int) -> list[str] | None:
        """The frames that a desktop has missed which was told all up to its cursor; None: that is too long ago."""
        if self._view is None or not self._since <= cursor <= self._seq:
            return None
        return [told.text for told in self._told if told.seq > cursor]

    def revision(self, interaction_id: str) -> int | None:
        """The revision of an interaction, as it was told last; None when it is not shown."""
        shown = () if self._view is None else self._view["interactions"]
        return next((one["rev"] for one in shown if one["interaction_id"] == interaction_id), None)

    def _written_from(self, source: AgentView, writer: ViewWriter) -> View:
        """The view, with what has not changed as it was written before: most of it, and nothing is opened twice."""
        known = self._written if writer is self._writer else {}
        self._written = {}

        def write(shown: ShownInteraction) -> InteractionView:
            before = known.get(shown.interaction_id)
            written = before if before is not None and before[0] == shown else (shown, writer.interaction(shown))
            self._written[shown.interaction_id] = written
            return written[1]

        return writer.view(source, write)

    def _renewed(self, seq: int, now_ms: int, source: AgentView, writer: ViewWriter, plain: View) -> str | None:
        old, self._view = self._view, stamped(self._view, plain, seq)
        self._source, self._writer, self._seq = source, writer, seq
        if old is None:
            self._last_told = self._since = seq
            return None
        events = diff(old, self._view)
        if not events:
            return None
        text = json_text({"t": "events", "seq": seq, "after": self._last_told, "events": events})
        self._last_told = seq
        self._keep(Told(seq, now_ms, text))
        return text

    def _keep(self, told: Told) -> None:
        self._told.append(told)
        self._characters += len(told.text)
        while len(self._told) > FRAMES_MAX or self._characters > CHARACTERS_MAX:
            self._drop_oldest()

    def _forget_before(self, at_ms: int) -> None:
        while self._told and self._told[0].at_ms < at_ms:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        dropped = self._told.popleft()
        self._since, self._characters = dropped.seq, self._characters - len(dropped.text)
