"""Sends what has changed of alarms: grouped, again and again until it is taken, each destination by itself.

Owns when. A destination that is dead costs nothing but its own tries, which grow rare, and is itself an alarm.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from cic.alarming.changes import OVER, AlarmChange, AlarmChanges, Digest
from cic.alarming.webhook import NotTaken

log = logging.getLogger(__name__)

PAUSES_S = (1.0, 5.0, 15.0, 60.0, 300.0)
"""Between one try and the next; the last one for ever."""
FAILING_AFTER = 3
LOOK_BACK_S = 120.0
"""So long after a start what stood before it may be raised again; then it is over."""


class Destination(Protocol):
    """Where digests go."""

    async def send(self, digest: Digest) -> None:
        """Hand a digest over, or raise NotTaken."""
        ...


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where what is not sent yet is written down. Both block."""

    load: Callable[[], str]
    save: Callable[[str], None]


@dataclass(slots=True)
class Tries:
    """How a destination does."""

    failed: int = 0
    last_fault: str = ""


class AlarmSender:
    """The alarms of one center on their way out. Used from the event loop's thread only."""

    def __init__(
        self,
        destinations: Mapping[str, Destination],
        keeping: Keeping,
        *,
        digest_after_s: float,
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
        on_failing: Callable[[bool], None],
        pauses_s: tuple[float, ...] = PAUSES_S,
    ) -> None:
        """``on_failing`` is told when a destination has not taken anything for some tries, and when all take again."""
        self._destinations = destinations
        self._keeping = keeping
        self._digest_after_s = digest_after_s
        self._now_ms = now_ms
        self._on_failing = on_failing
        self._pauses_s = pauses_s
        self._changes = AlarmChanges(destinations, new_id)
        self._tries = {name: Tries() for name in destinations}
        self._news = {name: asyncio.Event() for name in destinations}
        self._raised: set[str] = set()
        self._is_unsaved = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Take up what an earlier process has left, and send from now on."""
        self._load()
        loops = [self._deliver(name) for name in self._destinations]
        self._tasks = [asyncio.create_task(loop) for loop in (*loops, self._save_changes(), self._look_back())]
        for news in self._news.values():
            news.set()

    async def close(self) -> None:
        """Stop; what was not sent is written down."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._destinations:
            await self._save()

    def note(self, changes: Iterable[AlarmChange]) -> None:
        """Alarms have changed."""
        if not self._destinations:  # nobody is to be told, so nothing is written down either
            return
        is_news = False
        for change in changes:
            if change.level != OVER:
                self._raised.add(change.key)
            is_news |= self._changes.note(change)
        if is_news:
            self._is_unsaved.set()
            for news in self._news.values():
                news.set()

    def read(self) -> dict[str, object]:
        """How each destination does, for the health of the center."""
        return {
            name: {
                "waiting": len(waiting.since) + (0 if waiting.under_way is None else len(waiting.under_way.changes)),
                "failed_tries": self._tries[name].failed,
                "last_fault": self._tries[name].last_fault,
            }
            for name, waiting in self._changes.waiting.items()
        }

    async def _deliver(self, name: str) -> None:
        """One digest after the other, for ever."""
        while True:
            await self._news[name].wait()
            self._news[name].clear()
            await asyncio.sleep(self._digest_after_s)
            while (digest := self._changes.next_digest(name)) is not None:
                self._is_unsaved.set()
                await self._send(name, digest)
                self._changes.taken(name, digest)
                self._is_unsaved.set()

    async def _send(self, name: str, digest: Digest) -> None:
        tries = self._tries[name]
        while True:
            try:
                await self._destinations[name].send(digest)
            except NotTaken as fault:
                tries.last_fault = str(fault)
            except Exception as fault:  # noqa: BLE001  a secret that cannot be read, a library's fault: tried again
                tries.last_fault = type(fault).__name__
            else:
                tries.failed, tries.last_fault = 0, ""
                self._tell_failing()
                return
            tries.failed += 1
            log.warning("alarms could not be sent by %s: %s (try %d)", name, tries.last_fault, tries.failed)
            self._tell_failing()
            await asyncio.sleep(self._pauses_s[min(tries.failed, len(self._pauses_s)) - 1])

    def _tell_failing(self) -> None:
        self._on_failing(any(tries.failed >= FAILING_AFTER for tries in self._tries.values()))

    async def _look_back(self) -> None:
        """What stood before the start and was not raised again since is over."""
        await asyncio.sleep(LOOK_BACK_S)
        self.end_unraised()

    def end_unraised(self) -> None:
        """Tell that what an earlier process has told is over, where it does not stand any more."""
        now_ms = self._now_ms()
        gone = [key for key in self._changes.standing if key not in self._raised]
        self.note([AlarmChange(key, OVER, now_ms, now_ms) for key in gone])

    async def _save_changes(self) -> None:
        while True:
            await self._is_unsaved.wait()
            self._is_unsaved.clear()
            await self._save()

    async def _save(self) -> None:
        text = json.dumps(self._changes.written())
        try:
            await asyncio.to_thread(self._keeping.save, text)
        except OSError as fault:
            log.error("alarms that are not sent yet could not be written down: %s", type(fault).__name__)

    def _load(self) -> None:
        try:
            text = self._keeping.load()
            if text:
                self._changes.read(json.loads(text))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
            log.error("alarms of before could not be read: %s", type(fault).__name__)
