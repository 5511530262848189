"""Whether running tracks grow, looked at all the time while there are any. Owns the verdict that one does not.

A full disk and a recorder that died are found out within some ten seconds. That nothing is written while neither side
of a call sends is no fault. Runs on the event loop's thread; files are looked at in threads.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field

from cic.cti.asterisk.faults import AmiGone, AmiRefused
from cic.cti.asterisk.growth import WRITTEN_AT_ONCE_MS, Growth
from cic.cti.asterisk.track_control import TrackControl
from cic.cti.asterisk.track_files import TrackFolders, has_room, lengths_ms
from routing.vocabulary import LegId, RecordingId

NO_ROOM = "no_room"
STALLED = "stalled"
_LOOK_EVERY_S = 0.25
"""Tracks are in step to that."""
_DOUBTFUL_S = 2 * WRITTEN_AT_ONCE_MS / 1000
_DOUBT_EVERY_S = 1.0
_HEARD_S = 1.5 * WRITTEN_AT_ONCE_MS / 1000
"""So long a call that is heard must be, and the file no longer: then what is heard is not written."""

_PACKETS_PER_S_MIN = 15
"""Fewer are no sound: keys, comfort noise, signs of life."""

Run = Callable[[Coroutine[object, object, None]], object]


@dataclass(slots=True)
class RunningTrack:
    """A track that Asterisk records."""

    leg_id: LegId
    channel: str
    track: RecordingId
    began_s: float
    """By the monotonic clock."""
    is_paused: bool | None = None
    """None where an engine before us may have paused it."""
    growth: Growth = field(default_factory=Growth)
    length_ms: int = 0
    looked_s: float = 0.0
    grown_s: float = 0.0
    doubted_s: float = 0.0
    packets: int | None = None
    packets_s: float = 0.0
    failure: str = ""

    def since_start_ms(self) -> int:
        """How long it has run."""
        return int((time.monotonic() - self.began_s) * 1000)


class TrackWatch:
    """Looks at tracks for as long as there are any."""

    def __init__(
        self,
        running: Mapping[LegId, RunningTrack],
        control: TrackControl,
        run: Run,
        on_failed: Callable[[RunningTrack], None],
    ) -> None:
        """``on_failed`` is told once of a track with its ``failure``."""
        self._running = running
        self._control = control
        self._run = run
        self._on_failed = on_failed
        self._is_looking = False

    def begin(self, folders: TrackFolders, running: RunningTrack) -> None:
        """A track runs from now on."""
        running.grown_s = running.looked_s = time.monotonic()
        if not self._is_looking:
            self._is_looking = True
            self._run(self._look(folders))

    async def _look(self, folders: TrackFolders) -> None:
        try:
            while self._running:
                await asyncio.sleep(_LOOK_EVERY_S)
                looked_s, tracks = time.monotonic(), list(self._running.values())
                lengths = await asyncio.to_thread(lengths_ms, folders, [running.track for running in tracks])
                for running in tracks:
                    if self._running.get(running.leg_id) is running:
                        await self._judge(folders, running, lengths[running.track])
                        running.looked_s = looked_s
        finally:
            self._is_looking = False

    async def _judge(self, folders: TrackFolders, running: RunningTrack, length_ms: int | None) -> None:
        now_s = time.monotonic()
        if length_ms is None:
            self._fail(running, STALLED)
        elif length_ms != running.length_ms:
            unseen_ms = int((now_s - running.looked_s) * 1000)
            running.growth.seen(running.since_start_ms(), length_ms, unseen_ms)
            running.length_ms, running.grown_s, running.packets = length_ms, now_s, None
        elif not running.failure and now_s >= max(running.grown_s + _DOUBTFUL_S, running.doubted_s + _DOUBT_EVERY_S):
            running.doubted_s = now_s
            if not await asyncio.to_thread(has_room, folders):
                self._fail(running, NO_ROOM)
            else:
                await self._listen(running, now_s)

    async def _listen(self, running: RunningTrack, now_s: float) -> None:
        """It has not grown for a while: either nothing is to be heard, or what is heard is not written."""
        try:
            packets = await self._control.packets(running.channel)
        except (AmiGone, AmiRefused):
            return
        if packets is None:
            return
        heard_s = now_s - running.packets_s
        if running.packets is None or packets - running.packets < _PACKETS_PER_S_MIN * heard_s:
            running.packets, running.packets_s = packets, now_s
        elif heard_s >= _HEARD_S:
            self._fail(running, STALLED)

    def _fail(self, running: RunningTrack, reason: str) -> None:
        if not running.failure:
            running.failure = reason
            self._on_failed(running)
