"""What boards are told of figures: whole first, then what has changed, each text written once for all who see the same.

Owns the frames of the state channels; knows nothing of when they are due.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from agent_desktop.boards.board_items import TOTAL, ItemWriter, level
from agent_desktop.boards.board_session import AGENTS, ALARMS, QUEUES, WAITING, Channel
from agent_desktop.boards.levels import AlarmKey, QueueLevels
from agent_desktop.boards.scopes import BoardScope
from agent_desktop.boards.watch import BoardWatch, Changes, counted_agents
from agent_desktop.gateway.json_text import json_text
from agent_desktop.gateway.notices import StandingAlarm
from cic.center.board_figures import AgentFigures
from routing.vocabulary import AgentId, InteractionId, QueueId


class Listener(Protocol):
    """A board, as the telling sees it."""

    @property
    def scope(self) -> BoardScope: ...

    @property
    def is_behind(self) -> bool: ...

    def tell(self, text: str) -> None: ...


class Telling:
    """The frames of one moment: figures as of ``as_of_ms``, and what of them has changed."""

    def __init__(
        self,
        watch: BoardWatch,
        levels: QueueLevels,
        center_alarms: Iterable[StandingAlarm],
        writer: ItemWriter,
        as_of_ms: int,
    ) -> None:
        self._watch = watch
        self._levels = levels
        self._center_alarms = tuple(center_alarms)
        self._writer = writer
        self._as_of_ms = as_of_ms
        self._frames: dict[tuple[Channel, BoardScope, bool], str | None] = {}
        self._texts: dict[tuple[str, str, bool], str] = {}

    def whole(self, channel: Channel, scope: BoardScope) -> str:
        """The frame with everything on a channel."""
        key = channel, scope, True
        if key not in self._frames:
            self._frames[key] = self._frame(channel, self._all_items(channel, scope), is_full=True)
        found = self._frames[key]
        assert found is not None, "a whole frame may be empty, but is one"
        return found

    def changed(
        self,
        channel: Channel,
        scope: BoardScope,
        changes: Changes,
        alarms: Mapping[AlarmKey, object],
    ) -> str | None:
        """The frame with what has changed on a channel; None when nothing has that this scope sees."""
        key = channel, scope, False
        if key not in self._frames:
            items = self._changed_items(channel, scope, changes, alarms)
            has_order = channel.name == WAITING and QueueId(channel.of or "") in changes.lines
            self._frames[key] = self._frame(channel, items, is_full=False) if items or has_order else None
        return self._frames[key]

    def _frame(self, channel: Channel, items: list[str], *, is_full: bool) -> str:
        head = f'{{"t":"state","channel":"{channel.name}",'
        if channel.of is not None:
            head += f'"of":{json_text(channel.of)},'
        head += f'"as_of_ms":{self._as_of_ms},"full":{"true" if is_full else "false"},'
        if channel.name == WAITING:
            line = self._watch.lines.get(QueueId(channel.of or ""))
            head += f'"order":{json_text(list(line.order) if line is not None else [])},'
        return f'{head}"items":{{{",".join(items)}}}}}'

    def _all_items(self, channel: Channel, scope: BoardScope) -> list[str]:
        watch = self._watch
        match channel.name:
            case "queues":
                seen = [queue_id for queue_id in watch.queues if scope.has_queue(queue_id)]
                return [*(self._queue(queue_id) for queue_id in seen), self._total(scope)]
            case "agents":
                return [self._agent(agent) for agent in watch.agents.values() if scope.sees(agent)]
            case "waiting":
                line = watch.lines.get(QueueId(channel.of or ""))
                rows = [] if line is None else list(line.rows)
                return [self._row(channel, row, scope) for row in rows]
            case _:
                queue_alarms = [self._alarm(key) for key in self._levels.all() if scope.has_queue(key[0])]
                return queue_alarms if scope.is_wall else [*queue_alarms, *self._of_center()]

    def _changed_items(
        self, channel: Channel, scope: BoardScope, changes: Changes, alarms: Mapping[AlarmKey, object]
    ) -> list[str]:
        match channel.name:
            case "queues":
                marked = dict.fromkeys([*changes.queues, *(queue_id for queue_id, _ in alarms)])
                seen = [self._queue(queue_id) for queue_id in marked if scope.has_queue(queue_id)]
                return [*seen, self._total(scope)] if seen else []
            case "agents":
                return [text for pair in changes.agents.values() if (text := self._seen_of(*pair, scope)) is not None]
            case "waiting":
                line = changes.lines.get(QueueId(channel.of or ""))
                return [] if line is None else [self._row(channel, row, scope) for row in line.changed]
            case _:
                return [self._alarm(key) for key in alarms if scope.has_queue(key[0])]

    def _seen_of(self, before: AgentFigures | None, now: AgentFigures | None, scope: BoardScope) -> str | None:
        if now is not None and scope.sees(now):
            return self._agent(now)
        return f"{json_text(before.agent_id)}:null" if before is not None and scope.sees(before) else None

    def _queue(self, queue_id: QueueId) -> str:
        return self._text(QUEUES, queue_id)

    def _total(self, scope: BoardScope) -> str:
        seen = [queue for queue_id, queue in self._watch.queues.items() if scope.has_queue(queue_id)]
        agents = counted_agents(self._watch.agents, scope.queues)
        return f'"{TOTAL}":{json_text(self._writer.total(seen, agents))}'

    def _agent(self, agent: AgentFigures) -> str:
        return self._text(AGENTS, agent.agent_id)

    def _row(self, channel: Channel, interaction_id: str, scope: BoardScope) -> str:
        return self._text(f"{WAITING} {channel.of}", interaction_id, with_caller=scope.sees_callers)

    def _text(self, kind: str, name: str, *, with_caller: bool = False) -> str:
        """An item with its key, null for what is no more; written once."""
        key = kind, name, with_caller
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = f"{json_text(name)}:{json_text(self._item(kind, name, with_caller=with_caller))}"
        return text

    def _item(self, kind: str, name: str, *, with_caller: bool) -> object:
        watch, writer = self._watch, self._writer
        if kind == QUEUES:
            queue = watch.queues.get(QueueId(name))
            return None if queue is None else writer.queue(queue, self._levels.of(queue.queue_id))
        if kind == AGENTS:
            agent = watch.agents.get(AgentId(name))
            return None if agent is None else writer.agent(agent)
        line = watch.lines.get(QueueId(kind.removeprefix(f"{WAITING} ")))
        row = None if line is None else line.rows.get(InteractionId(name))
        return None if row is None else writer.waiting(row, with_caller=with_caller)

    def _alarm(self, key: AlarmKey) -> str:
        queue_id, figure = key
        standing = self._levels.standing(key)
        name = json_text(f"queue:{queue_id}:{figure.value}")
        if standing is None:
            return f"{name}:null"
        label = self._writer.writer.queue_choice(queue_id)["label"]
        item = {"kind": "queue_alarm", "queue_id": queue_id, "label": label, **level(standing)}
        return f"{name}:{json_text(item)}"

    def _of_center(self) -> list[str]:
        return [center_alarm_text(alarm) for alarm in self._center_alarms]


def center_alarm_text(alarm: StandingAlarm) -> str:
    """Something that is wrong with the center, as an item with its key."""
    item = {"kind": "center_alarm", "code": alarm.code, "since_ms": alarm.since_ms}
    return f"{json_text(f'center:{alarm.code}')}:{json_text(item)}"


def center_alarms_frame(before: Iterable[StandingAlarm], now: Iterable[StandingAlarm], as_of_ms: int) -> str | None:
    """The frame that tells what is wrong with the center now and was not, or is right again."""
    known, standing = set(before), tuple(now)
    codes = {alarm.code for alarm in standing}
    items = [center_alarm_text(alarm) for alarm in standing if alarm not in known]
    items += [f"{json_text(f'center:{alarm.code}')}:null" for alarm in known if alarm.code not in codes]
    if not items:
        return None
    head = f'{{"t":"state","channel":"{ALARMS}","as_of_ms":{as_of_ms},"full":false,'
    return f'{head}"items":{{{",".join(items)}}}}}'
