"""The state channels of the desktops: who listens to which, and what they are told when. Owns the pace.

Items are merged by key, and only the newest of each is told: at most four times a second, more seldom the more listen.
While nobody listens nothing is folded. Who reads slowly is told nothing until there is room, and then everything.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Protocol

from agent_desktop.boards.fold import AGENT, PARKED, QUEUE, WAITING, BoardFold, Entries, Entry, Key
from agent_desktop.boards.items import item_of
from agent_desktop.gateway.json_text import json_text
from agent_desktop.gateway.views import ViewWriter
from cic.api.ports import ReadState
from cic.center.board_views import AgentEntry, WaitingEntry
from cic.center.state import CenterState
from cic.runtime.port import Committed, Reading
from routing.vocabulary import AgentId, QueueId

log = logging.getLogger(__name__)

DIRECTORY, WAITING_CHANNEL = "directory", "waiting"
KINDS = {DIRECTORY: (AGENT, QUEUE, PARKED), WAITING_CHANNEL: (WAITING,)}
PACE_MS_MIN, PACE_MS_MAX = 250, 1_000
PACE_MS_PER_LISTENER = 2


class Listener(Protocol):
    """A desktop, as the boards see it."""

    @property
    def agent_id(self) -> AgentId: ...

    @property
    def is_behind(self) -> bool: ...

    def tell(self, text: str) -> None: ...


class Timer(Protocol):
    """What was begun to be done later."""

    def cancel(self) -> None: ...


Later = Callable[[float, Callable[[], None]], Timer]


def call_later(delay_s: float, tell: Callable[[], None]) -> Timer:
    """Let something be done later by the running event loop."""
    return asyncio.get_running_loop().call_later(delay_s, tell)


class LiveBoards:
    """What is told on the state channels."""

    def __init__(self, read: ReadState, writer: Callable[[], ViewWriter], later: Later = call_later) -> None:
        """``later`` lets something be done after so many seconds."""
        self._read = read
        self._later = later
        self._writer = writer
        self._written_by: ViewWriter | None = None
        self._listeners: dict[tuple[Listener, str], bool] = {}
        """Who listens to which channel, and whether everything is to be told before changes."""
        self._fold: BoardFold | None = None
        self._entries: dict[Key, Entry] | None = None
        self._texts: dict[Key, str] = {}
        """Items as they stand in frames, each with its key."""
        self._changed: set[Key] = set()
        self._next_telling: Timer | None = None

    @property
    def is_folding(self) -> bool:
        """Whether anything is computed: for whoever listens."""
        return self._fold is not None

    def settled(self, state: CenterState, record: Committed, touched: frozenset[AgentId]) -> Entries | None:
        """What the input has changed, to be told when it is durable; ``touched`` are the agents whom it concerns."""
        return None if self._fold is None else self._fold.after(state, record.events, touched) or None

    def committed(self, changed: Entries | None) -> None:
        """These entries have become durable."""
        if self._entries is None or not changed:
            return
        for key, entry in changed.items():
            self._texts.pop(key, None)
            if entry is None:
                self._entries.pop(key, None)
            else:
                self._note_queues(key, entry)
                self._entries[key] = entry
        self._changed.update(changed)
        self._tell_later()

    def listen(self, listener: Listener, channel: str) -> None:
        """Tell a listener everything on a channel, and then what changes."""
        self._listeners[listener, channel] = True
        if self._fold is None:
            self._read(self._begin, self._begun)
        elif self._entries is not None:
            self._tell_everything(listener, channel)

    def leave(self, listener: Listener, channel: str) -> None:
        """Tell a listener nothing more on a channel."""
        self._listeners.pop((listener, channel), None)
        if not self._listeners:
            self._fold = self._entries = None
            self._texts.clear()
            self._changed.clear()
            if self._next_telling is not None:
                self._next_telling.cancel()
                self._next_telling = None

    def gone(self, listener: Listener) -> None:
        """A listener is there no more."""
        for channel in KINDS:
            self.leave(listener, channel)

    def _begin(self, state: CenterState) -> tuple[BoardFold, dict[Key, Entry]]:
        self._fold = BoardFold(state)
        return self._fold, self._fold.whole()

    def _begun(self, reading: Reading[tuple[BoardFold, dict[Key, Entry]]]) -> None:
        fold, entries = reading.value
        if fold is not self._fold:  # everybody left meanwhile, and others may have come
            return
        self._entries = entries
        self._tell()

    def _tell_later(self) -> None:
        if self._next_telling is None and self._listeners:
            pace_ms = min(PACE_MS_MAX, max(PACE_MS_MIN, len(self._listeners) * PACE_MS_PER_LISTENER))
            self._next_telling = self._later(pace_ms / 1000, self._tell)

    def _tell(self) -> None:
        """Tell what is due. What cannot be written now, for whatever reason, is told whole at a later time."""
        self._next_telling = None
        changed, self._changed = self._changed, set()
        try:
            self._tell_each(changed)
        except Exception as fault:  # the event loop calls this: it would go on without anybody being told
            log.error("a state channel could not be told", exc_info=fault)
            self._listeners = dict.fromkeys(self._listeners, True)
        if any(self._listeners.values()):
            self._tell_later()

    def _tell_each(self, changed: set[Key]) -> None:
        """Tell every listener what has changed, or everything; each text is written once."""
        concerned = {channel for channel, kinds in KINDS.items() if any(kind in kinds for kind, _ in changed)}
        written: dict[object, str] = {}
        for (listener, channel), wants_all in tuple(self._listeners.items()):
            if listener.is_behind:
                self._listeners[listener, channel] = True
            elif wants_all:
                self._tell_everything(listener, channel)
            elif channel in concerned:
                queues = self._queues_of(listener, channel)
                if (channel, queues) not in written:
                    written[channel, queues] = self._frame(channel, changed, queues, full=False)
                listener.tell(written[channel, queues])

    def _tell_everything(self, listener: Listener, channel: str) -> None:
        assert self._entries is not None, "there is something to tell from the first reading on"
        self._listeners[listener, channel] = False
        listener.tell(self._frame(channel, self._entries, self._queues_of(listener, channel), full=True))

    def _queues_of(self, listener: Listener, channel: str) -> frozenset[QueueId] | None:
        """The queues whose work a listener may pull; None where that makes no difference."""
        if channel != WAITING_CHANNEL or self._entries is None:
            return None
        entry = self._entries.get((AGENT, listener.agent_id))
        return frozenset(entry.queues) if isinstance(entry, AgentEntry) else frozenset()

    def _frame(self, channel: str, keys: Iterable[Key], queues: frozenset[QueueId] | None, *, full: bool) -> str:
        writer, kinds = self._writer(), KINDS[channel]
        if writer is not self._written_by:  # the configuration is another one
            self._texts.clear()
            self._written_by = writer
        items = []
        for key in keys:
            if key[0] not in kinds:
                continue
            text = self._item(key, queues, writer)
            if text is not None:
                items.append(text)
            elif not full:
                items.append(f"{_name_of(key)}:null")
        is_full = "true" if full else "false"
        return f'{{"t":"state","channel":"{channel}","full":{is_full},"items":{{{",".join(items)}}}}}'

    def _item(self, key: Key, queues: frozenset[QueueId] | None, writer: ViewWriter) -> str | None:
        """An item with its key; None for what is no more, and for work that these queues do not have."""
        assert self._entries is not None, "asked for an item before the first reading"
        entry = self._entries.get(key)
        if entry is None or (isinstance(entry, WaitingEntry) and queues is not None and entry.queue_id not in queues):
            return None
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = f"{_name_of(key)}:{json_text(item_of(entry, writer))}"
        return text

    def _note_queues(self, key: Key, entry: Entry) -> None:
        """An agent who serves other queues now may pull other work."""
        known = None if self._entries is None else self._entries.get(key)
        if isinstance(entry, AgentEntry) and isinstance(known, AgentEntry) and known.queues != entry.queues:
            for listener, channel in self._listeners:
                if listener.agent_id == entry.agent_id:
                    self._listeners[listener, channel] = True


def _name_of(key: Key) -> str:
    """What an item is called in a frame."""
    kind, name = key
    return json_text(name if kind == WAITING else f"{kind}:{name}")
