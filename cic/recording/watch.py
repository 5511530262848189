"""Whether talks can be recorded: hears of tracks that fail, and looks at the room on the disk while there are any.

Owns when the alarm stands; records nothing.
"""

import asyncio
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cic.center.recording_events import LEG_GONE, TrackEnded, TrackKept, TrackStarted
from cic.journal.port import Committed
from routing.vocabulary import RecordingId

ROOM_BYTES_MIN = 512 * 1024 * 1024
"""A hundred tracks at once fill less in five minutes."""
LOOK_EVERY_S = 5.0


class RecordingWatch:
    """An observer of the runtime. On the event loop's thread; the disk is asked on another."""

    def __init__(
        self,
        folder: Path,
        on_failing: Callable[[bool], None],
        *,
        free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        """``on_failing`` is told whether talks may be lost, each time that may have changed."""
        self._folder = folder
        self._on_failing = on_failing
        self._free_bytes = free_bytes
        self._look_every_s = look_every_s
        self._going_on: set[RecordingId] = set()
        self._since_failure: set[RecordingId] = set()
        self._has_failed = False
        self._is_tight = False
        self._looking: asyncio.Task[None] | None = None

    @property
    def is_looking(self) -> bool:
        """Whether the disk is looked at: while there are tracks, or there was too little room."""
        return self._looking is not None

    def resume(self, tracks: Iterable[RecordingId]) -> None:
        """Take up the tracks that go on over a restart."""
        for track in tracks:
            self._begun(track)

    def settled(self, state: Any, record: Committed) -> None:
        """Nothing is needed of the state: the events say it all."""

    def committed(self, record: Committed, value: object | None) -> None:
        """Take what has become of tracks."""
        for event in record.events:
            match event:
                case TrackStarted(track=track):
                    self._begun(track)
                case TrackEnded(track=track, failure=failure):
                    self._going_on.discard(track)
                    if failure and failure not in LEG_GONE:
                        self._failed()
                case TrackKept(track=track, failure=failure):
                    if failure:
                        self._failed()
                    elif track in self._since_failure:
                        self._since_failure.clear()
                        self._has_failed = False
                        self._tell()

    async def look(self) -> None:
        """See whether there is room for what is being recorded."""
        try:
            free_bytes = await asyncio.to_thread(self._free_bytes, self._folder)
        except OSError:
            free_bytes = 0
        self._is_tight = free_bytes < ROOM_BYTES_MIN
        self._tell()

    def _begun(self, track: RecordingId) -> None:
        self._going_on.add(track)
        if self._has_failed:
            self._since_failure.add(track)
        if self._looking is None:
            self._looking = asyncio.get_running_loop().create_task(self._look_on())

    def _failed(self) -> None:
        """A track that began before proves nothing; one that begins from now on and is kept does."""
        self._since_failure.clear()
        self._has_failed = True
        self._tell()

    async def _look_on(self) -> None:
        try:
            while self._going_on or self._is_tight:
                await self.look()
                await asyncio.sleep(self._look_every_s)
        finally:
            self._looking = None

    def _tell(self) -> None:
        self._on_failing(self._has_failed or self._is_tight)
