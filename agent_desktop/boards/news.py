"""What boards are told, and when: noted with each input, computed and told at the next telling. Owns the pace.

An input marks what it may have changed; at the next telling that is computed once, from the state, and told when it is
durable. Frames come at most four times a second, more seldom the more boards there are. While no board is open and no
queue has alarms, nothing is noted.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from agent_desktop.boards.board_connection import BoardConnection
from agent_desktop.boards.board_items import ItemWriter
from agent_desktop.boards.board_session import ALARMS, MIRROR, WAITING, Channel, ended_frame
from agent_desktop.boards.levels import AlarmKey, OnLevels, QueueLevels
from agent_desktop.boards.live import Later, Timer
from agent_desktop.boards.mirrors import Mirrors, Views
from agent_desktop.boards.scopes import BoardScope
from agent_desktop.boards.telling import Telling, center_alarms_frame
from agent_desktop.boards.watch import BoardWatch, Changes
from agent_desktop.gateway.notices import StandingAlarm
from agent_desktop.gateway.views import OpenPersonal, ViewWriter
from cic.access.identity import BoardGrant
from cic.api.ports import ReadState
from cic.center.state import CenterState
from cic.center.views import touched_agents
from cic.configuration.labels import Labels
from cic.diagnostics.thresholds import StandingLevel
from cic.runtime.port import Committed, Reading
from routing.vocabulary import AgentId, QueueId

log = logging.getLogger(__name__)

PACE_MS_MIN, PACE_MS_MAX = 250, 700
PACE_MS_PER_BOARD = 2
BEAT_MS = 1_000
MINUTE_MS = 60_000
ESTIMATES_EVERY_BEATS = 5
Taken = tuple[BoardWatch, Changes, Views]
Levels = dict[AlarmKey, StandingLevel | None]


@dataclass(frozen=True, slots=True)
class BoardHost:
    """What boards need of the house. ``note_mirror`` writes down who looks at whose desktop and why, before it begins,
    and says whether that could be done; ``day_from_ms`` is when the day began that a moment is in."""

    now_ms: Callable[[], int]
    labels: Callable[[], Labels]
    open_personal: OpenPersonal
    scope_of: Callable[[BoardGrant], BoardScope]
    is_alive: Callable[[BoardGrant], bool]
    note_mirror: Callable[[BoardGrant, AgentId, str], Awaitable[bool]]
    day_from_ms: Callable[[int], int]
    build: str
    count_fault: Callable[[str], None] = lambda _kind: None


class BoardNews:
    """The figures of one center for the boards that are open."""

    def __init__(
        self,
        host: BoardHost,
        read: ReadState,
        boards: Mapping[BoardConnection, dict[Channel, bool]],
        on_levels: OnLevels,
        later: Later,
    ) -> None:
        """``boards`` says what each board listens to, and whether everything is to be told of it."""
        self._host = host
        self._read = read
        self._boards = boards
        self._on_levels = on_levels
        self._later = later
        self._watch: BoardWatch | None = None
        self._is_beginning = False
        self._is_reading = False
        self._levels = QueueLevels()
        self._mirrors = Mirrors()
        self._center_alarms: tuple[StandingAlarm, ...] = ()
        self._labels: Labels | None = None
        self._with_rules: tuple[Labels, bool] | None = None
        self._writer: ItemWriter | None = None
        self._as_of_ms = 0
        self._beats = 0
        self._beat_of_ms = 0
        self._next_telling: Timer | None = None
        self._next_beat: Timer | None = None
        self._next_look: Timer | None = None

    def settled(self, state: CenterState, record: Committed) -> None:
        """Mark what the input may have changed."""
        if self._watch is not None:
            touched = touched_agents(state, record.events)
            self._watch.note(state, record.events, touched)
            self._mirrors.note(touched)
            if self._watch.is_marked:
                self._tell_later()
        elif self._has_alarm_rules():
            self._begin_later()

    def alarms_changed(self, standing: Iterable[StandingAlarm]) -> None:
        """Tell boards which alarms of the center stand now, at once: a journal that takes nothing is one of them."""
        before, self._center_alarms = self._center_alarms, tuple(standing)
        text = center_alarms_frame(before, self._center_alarms, self._host.now_ms())
        for board, channels in self._boards.items():
            if text is not None and Channel(ALARMS) in channels and not board.scope.is_wall:
                board.tell(text)

    def listen(self, channel: Channel) -> None:
        """Somebody is to be told everything on a channel, soon."""
        self._beat_later()
        if self._watch is None:
            self._begin_later()
        elif channel.name == WAITING and QueueId(channel.of or "") not in self._watch.lines:
            self._watch.look_at_line(QueueId(channel.of or ""))
            self._tell_later(0)
        elif not self._is_reading:
            self._tell_boards(Changes(), {})

    def look_at(self, board: BoardConnection, agent_id: AgentId) -> None:
        """A board looks at an agent's desktop from now on."""
        self._mirrors.begin(board, agent_id)
        self._beat_later()
        if self._watch is None:
            self._begin_later()
        self._tell_later(0)

    def left(self, board: BoardConnection, channel: Channel) -> None:
        """A board is told a channel no more; what nobody is told is not computed."""
        if channel.name == MIRROR:
            self._mirrors.end(board, AgentId(channel.of or ""))
        heard = {known for channels in self._boards.values() for known in channels}
        if channel.name == WAITING and channel not in heard and self._watch is not None:
            self._watch.look_away(QueueId(channel.of or ""))
        if not heard and not self._has_alarm_rules():
            self._watch = None
        if not self._boards and self._next_beat is not None:
            self._next_beat.cancel()
            self._next_beat = None

    def _has_alarm_rules(self) -> bool:
        """Whether there is anything to watch while no board is open; asked with each input, so it is looked up once."""
        labels = self._host.labels()
        if self._with_rules is None or self._with_rules[0] is not labels:
            self._with_rules = labels, labels.has_alarm_rules
        return self._with_rules[1]

    def _begin_later(self) -> None:
        if not self._is_beginning:
            self._is_beginning = True
            self._later(0, self._begin)

    def _begin(self) -> None:
        self._is_beginning = False
        if self._watch is None:
            self._read(self._watch_from, lambda _reading: None)
            self._tell()
            self._look_later()

    def _watch_from(self, state: CenterState) -> None:
        self._watch = BoardWatch(state, self._host.day_from_ms)
        for channels in self._boards.values():
            for channel in channels:
                if channel.name == WAITING:
                    self._watch.look_at_line(QueueId(channel.of or ""))

    def _tell_later(self, delay_ms: int | None = None) -> None:
        if self._next_telling is None and not self._is_reading:
            pace_ms = min(PACE_MS_MAX, max(PACE_MS_MIN, len(self._boards) * PACE_MS_PER_BOARD))
            pace_ms = pace_ms if self._boards else PACE_MS_MAX
            self._next_telling = self._later((pace_ms if delay_ms is None else delay_ms) / 1000, self._tell)

    def _beat_later(self) -> None:
        if self._next_beat is None:
            self._next_beat = self._later(BEAT_MS / 1000, self._beat)

    def _beat(self) -> None:
        """Once a second, while boards are open: what changes with time alone, and that all of it is true."""
        self._next_beat = None
        self._beats += 1
        if self._watch is not None and self._beats % ESTIMATES_EVERY_BEATS == 0:
            self._watch.mark(self._watch.with_somebody_waiting())
        if self._watch is not None and not self._is_reading:
            self._tell()
        if self._boards:
            self._beat_later()

    def _look_later(self) -> None:
        """Look again when time alone may change a figure: at the next full minute, or when an alarm may be raised."""
        if self._next_look is not None:
            self._next_look.cancel()
            self._next_look = None
        if self._watch is None:
            return
        now_ms = self._host.now_ms()
        at_ms = min((now_ms // MINUTE_MS + 1) * MINUTE_MS, self._levels.next_look_ms or 1 << 62)
        self._next_look = self._later(max(0, at_ms - now_ms) / 1000, self._look)

    def _look(self) -> None:
        self._next_look = None
        if self._watch is None:
            return
        now_ms = self._host.now_ms()
        self._watch.mark(self._levels.due(now_ms))
        if now_ms // MINUTE_MS != self._as_of_ms // MINUTE_MS:
            self._watch.mark(self._watch.queues)
        if self._watch.is_marked:
            self._tell_later(0)
        self._look_later()

    def _tell(self) -> None:
        """Compute what is marked, and tell it once it is durable."""
        if self._next_telling is not None:
            self._next_telling.cancel()
            self._next_telling = None
        if self._watch is None or self._is_reading:
            return
        self._is_reading = True
        self._read(self._take, self._told)

    def _take(self, state: CenterState) -> Taken:
        assert self._watch is not None, "only what is watched is taken"
        changes = self._watch.take_changes(state, self._host.now_ms())
        return self._watch, changes, self._mirrors.take_views(state)

    def _told(self, reading: Reading[Taken]) -> None:
        self._is_reading = False
        watch, changes, views = reading.value
        if self._watch is not watch:  # everybody left meanwhile, and others may have come
            self._tell()
            return
        self._as_of_ms = reading.at_ms
        try:
            self._take_in_labels()
            levels = self._judge(changes)
            self._tell_boards(changes, levels)
            assert self._writer is not None, "there is a writer from the first labels on"
            self._mirrors.tell(views, Reading(reading.seq, reading.at_ms, None), self._writer.writer)
        except Exception as fault:  # the runtime calls this: it would go on without anybody being told
            log.error("boards could not be told", exc_info=fault)
            self._want_everything()
        if self._watch.is_marked or self._mirrors.is_marked:
            self._tell_later()

    def _take_in_labels(self) -> None:
        """With another configuration everything has other words, and everybody may see something else."""
        labels = self._host.labels()
        if labels is self._labels:
            return
        self._labels = labels
        self._writer = ItemWriter(ViewWriter(labels, self._host.open_personal))
        for board in self._boards:
            board.scope = self._host.scope_of(board.grant)
            self._end_forbidden_mirrors(board)
        self._want_everything()
        assert self._watch is not None, "somebody watches"
        self._watch.mark(self._watch.queues)
        self._mirrors.mark_everybody()

    def _end_forbidden_mirrors(self, board: BoardConnection) -> None:
        """Whoever is of another team now may not be looked at any more."""
        channels = self._boards[board]
        for channel in [known for known in channels if known.name == MIRROR]:
            agent_id = AgentId(channel.of or "")
            if not board.scope.may_mirror(agent_id):
                del channels[channel]
                self._mirrors.end(board, agent_id)
                board.tell(ended_frame(channel, "not_permitted"))

    def _want_everything(self) -> None:
        for channels in self._boards.values():
            channels.update({channel: True for channel in channels if channel.name != MIRROR})

    def _judge(self, changes: Changes) -> Levels:
        assert self._labels is not None, "labels were taken in"
        now_ms, changed = self._as_of_ms, {}
        due = [queue_id for queue_id in self._levels.due(now_ms) if queue_id not in changes.queues]
        for queue_id in (*changes.queues, *due):
            queue = None if self._watch is None else self._watch.queues.get(queue_id)
            changed.update(self._levels.judge_queue(queue_id, queue, self._labels, now_ms))
        if changed:
            self._on_levels(changed)
        if changes.queues or due:
            self._look_later()
        return changed

    def _due_beat(self) -> str | None:
        """The frame that says that all of it holds; once a second is enough."""
        if self._as_of_ms - self._beat_of_ms < BEAT_MS - PACE_MS_MIN:
            return None
        self._beat_of_ms = self._as_of_ms
        return f'{{"t":"beat","as_of_ms":{self._as_of_ms}}}'

    def _tell_boards(self, changes: Changes, levels: Levels) -> None:
        """Tell every board what has changed, or everything; and that it holds, when that is due."""
        if self._watch is None or self._writer is None:
            return
        telling = Telling(self._watch, self._levels, self._center_alarms, self._writer, self._as_of_ms)
        beat = self._due_beat()
        for board, channels in self._boards.items():
            if board.is_behind:
                channels.update({channel: True for channel in channels if channel.name != MIRROR})
                continue
            for channel, wants_all in channels.items():
                if channel.name == MIRROR:
                    continue
                if wants_all:
                    board.tell(telling.whole(channel, board.scope))
                    channels[channel] = False
                elif (text := telling.changed(channel, board.scope, changes, levels)) is not None:
                    board.tell(text)
            if beat is not None:
                board.tell(beat)
