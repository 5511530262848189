"""Tracks on Asterisk: what the legs' parties say, each in a file of its own. Owns what is reported of them.

One track runs on a leg at a time. A leg that ends ends its track, and that is on disk before the end is reported; for a
slow disk nobody waits long. Files are touched in threads of their own: a folder that does not answer, or a disk that is
full, must not take those that callers are looked up in. Runs on the event loop's thread.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Collection, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from cic.cti.asterisk.control import NotDone
from cic.cti.asterisk.faults import AmiGone, AmiRefused
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.track_control import TrackControl, TrackMark
from cic.cti.asterisk.track_files import (
    TrackFolders,
    appears,
    closed_ms,
    discard,
    has_room,
    keep,
    left_behind,
    lengths_ms,
)
from cic.cti.asterisk.track_watch import RunningTrack, TrackWatch
from cic.cti.port import NOT_RECORDED, EndTrack, LegEnded, PauseTrack, ProviderReport, StartTrack, TrackFailed
from cic.cti.port.messages import UnsafeRecording
from routing.vocabulary import LegId, RecordingId

_log = logging.getLogger(__name__)

NOT_KEPT = "not_kept"
THREADS_MAX = 8
_LEG_GONE = "leg_gone"
_APPEARS_S_MAX = 2.0
_HELD_BACK_S_MAX = 5.0
_LEFT_BEHIND_S = 60.0
_SWEEP_AGAIN_S = 120.0

_AGE_S_MAX = 12 * 3600
"""A track that seems older tells that a clock was set meanwhile."""

TrackCommand = StartTrack | PauseTrack | EndTrack
Run = Callable[[Coroutine[object, object, None]], object]
T = TypeVar("T")


class Tracks:
    """The tracks that run just now, at most one a leg."""

    def __init__(
        self,
        folders: TrackFolders | None,
        legs: Legs,
        control: TrackControl,
        report: Callable[[ProviderReport], None],
        run: Run,
    ) -> None:
        """Without folders nothing is recorded."""
        self._folders = folders
        self._legs = legs
        self._control = control
        self._report = report
        self._run = run
        self._running: dict[LegId, RunningTrack] = {}
        self._unsure: dict[LegId, RecordingId] = {}
        """Tracks that may have begun although nobody believes so."""
        self._keeping: dict[RecordingId, asyncio.Task[int | None]] = {}
        self._turns: dict[LegId, asyncio.Lock] = {}
        self._closing: dict[LegId, RunningTrack] = {}
        self._told: set[LegId] = set()
        self._is_sweeping = False
        self._threads = ThreadPoolExecutor(THREADS_MAX, "tracks")
        self._watch = TrackWatch(self._running, control, run, self._failed)

    async def stop(self) -> None:
        """Let what is being brought over come to its end."""
        await asyncio.gather(*self._keeping.values(), return_exceptions=True)
        self._threads.shutdown(wait=False)

    async def carry_out(self, command: TrackCommand) -> None:
        """Do what a command asks, unless it is so already; NotDone, AmiRefused or AmiGone when that fails."""
        folders = self._folders
        try:
            if folders is None:
                raise NotDone(NOT_RECORDED)
            folders.recorded(command.track)
        except UnsafeRecording:
            _log.error("a track was to be recorded under a name that is none of ours")
            raise NotDone(NOT_RECORDED) from None
        try:
            async with self._turns.setdefault(command.leg_id, asyncio.Lock()):
                match command:
                    case StartTrack():
                        await self._start(folders, command)
                    case PauseTrack():
                        await self._pause(folders, command)
                    case EndTrack():
                        await self._end(folders, command)
        finally:
            if command.leg_id not in self._legs.by_id:  # of a leg that is gone any order will do
                self._turns.pop(command.leg_id, None)

    def holds_back(self, ended: LegEnded) -> bool:
        """Whether the end of a leg is reported later, behind the track that it ended."""
        if ended.leg_id in self._told:
            return False
        running = self._running.get(ended.leg_id) or self._closing.get(ended.leg_id)
        if running is None:
            self._turns.pop(ended.leg_id, None)
            return False
        self._run(self._tell_end(ended, running))
        return True

    def legs_read(self, alive: Collection[LegId]) -> None:
        """Only these legs are there. What ran on others has ended some time; what runs is as it is to be."""
        if self._folders is None:
            return
        for leg_id in [leg_id for leg_id in self._running if leg_id not in alive]:
            self._run(self._end_unseen(self._running[leg_id]))
        for leg_id in [leg_id for leg_id in self._turns if leg_id not in alive]:
            del self._turns[leg_id]
        legs = [self._legs.by_id[leg_id] for leg_id in alive if leg_id in self._legs.by_id]
        self._run(self._look_at_all(self._folders, legs))

    async def _start(self, folders: TrackFolders, command: StartTrack) -> None:
        leg = self._living(command.leg_id)
        running = await self._found(folders, leg)
        if running is not None and running.track == command.track:
            self._unsure.pop(leg.leg_id, None)
            return
        if running is not None:
            await self._stop(running)
        is_kept, is_room = await self._in_thread(lambda: (folders.is_kept(command.track), has_room(folders)))
        if is_kept or not is_room:
            raise NotDone(NOT_RECORDED)
        self._unsure[leg.leg_id] = command.track
        running = RunningTrack(leg.leg_id, leg.channel, command.track, time.monotonic(), is_paused=False)
        try:
            await self._control.mark(leg.channel, command.track)
            await self._control.start(leg.channel, f"{folders.asterisk}/{command.track}.wav")
            if not await self._in_thread(lambda: appears(folders, command.track, _APPEARS_S_MAX)):
                _log.error("a track could not be recorded: asterisk cannot write into its folder for tracks")
                await self._control.stop(leg.channel)
                raise NotDone(NOT_RECORDED)
        except (AmiRefused, NotDone):
            await self._forget(leg)
            raise NotDone(NOT_RECORDED if leg.leg_id in self._legs.by_id else _LEG_GONE) from None
        del self._unsure[leg.leg_id]
        self._take_up(folders, running)

    async def _forget(self, leg: Leg) -> None:
        with contextlib.suppress(AmiRefused):
            await self._control.unmark(leg.channel)
        self._unsure.pop(leg.leg_id, None)

    async def _pause(self, folders: TrackFolders, command: PauseTrack) -> None:
        leg = self._living(command.leg_id)
        running = await self._found(folders, leg)
        if running is None or running.track != command.track:
            raise NotDone(NOT_RECORDED)
        await self._control.pause(leg.channel, command.paused)
        running.is_paused = command.paused

    async def _end(self, folders: TrackFolders, command: EndTrack) -> None:
        leg = self._legs.by_id.get(command.leg_id)
        running = None if leg is None else await self._found(folders, leg)
        if running is not None and running.track == command.track:
            kept_ms = await self._stop(running)
        else:
            kept_ms = await self._kept(command.track, None)
        if kept_ms is None:
            raise NotDone(NOT_RECORDED)

    async def _stop(self, running: RunningTrack) -> int | None:
        try:
            await self._control.stop(running.channel)
            await self._control.unmark(running.channel)
        except AmiRefused:
            pass  # the channel has gone, and has ended it
        self._running.pop(running.leg_id, None)
        return await self._kept(running.track, running, running.since_start_ms())

    async def _found(self, folders: TrackFolders, leg: Leg) -> RunningTrack | None:
        """The track that runs on a leg, whoever began it."""
        if (running := self._running.get(leg.leg_id)) is not None:
            return running
        try:
            mark = await self._control.marked(leg.channel)
        except AmiRefused:
            return None
        if mark is None:
            return None
        began_s = time.monotonic() - await self._age_s(folders, mark)
        running = RunningTrack(leg.leg_id, leg.channel, mark.track, began_s)
        self._take_up(folders, running)
        return running

    def _take_up(self, folders: TrackFolders, running: RunningTrack) -> None:
        if running.leg_id not in self._legs.by_id:  # it has ended meanwhile, and nobody knew what with it
            self._run(self._end_unseen(running))
            return
        self._running[running.leg_id] = running
        self._watch.begin(folders, running)

    async def _look_at_all(self, folders: TrackFolders, legs: list[Leg]) -> None:
        for leg in legs:
            await self._look_again(folders, leg)
        if not self._is_sweeping:
            self._is_sweeping = True
            try:
                await self._sweep(folders)
            finally:
                self._is_sweeping = False

    async def _look_again(self, folders: TrackFolders, leg: Leg) -> None:
        """After a cut: what an engine before us began is taken up, what nobody believes in is ended."""
        try:
            async with self._turns.setdefault(leg.leg_id, asyncio.Lock()):
                running = await self._found(folders, leg)
                if running is None:
                    return
                if self._unsure.pop(leg.leg_id, None) == running.track:
                    self._running.pop(leg.leg_id, None)
                    await self._control.stop(leg.channel)
                    await self._control.unmark(leg.channel)
                    await self._in_thread(lambda: discard(folders, running.track))
                elif running.is_paused is not None:
                    await self._control.pause(leg.channel, running.is_paused)
        except (AmiGone, AmiRefused):
            return  # it has ended, or the next reading finds it again

    async def _tell_end(self, ended: LegEnded, running: RunningTrack) -> None:
        self._running.pop(ended.leg_id, None)
        try:
            keeping = self._kept(running.track, running, running.since_start_ms())
            async with asyncio.timeout(_HELD_BACK_S_MAX):
                if await keeping is None:
                    self._not_kept(running)
        except TimeoutError:
            _log.warning("a track takes long to be kept: the disk is slow")
        self._turns.pop(ended.leg_id, None)
        self._told.add(ended.leg_id)
        self._report(ended)
        self._told.discard(ended.leg_id)

    async def _end_unseen(self, running: RunningTrack) -> None:
        self._running.pop(running.leg_id, None)
        if await self._kept(running.track, running) is None:
            self._not_kept(running)

    async def _kept(
        self, track: RecordingId, running: RunningTrack | None, since_start_ms: int | None = None
    ) -> int | None:
        """Bring a track over, once; without a word of when it ended, it ended some time."""
        if (keeping := self._keeping.get(track)) is None:
            assert self._folders is not None, "nothing is recorded without"
            doing = self._keep(self._folders, track, running, since_start_ms)
            keeping = self._keeping[track] = asyncio.create_task(doing)
            keeping.add_done_callback(lambda _: self._kept_now(track, running))
            if running is not None:
                self._closing[running.leg_id] = running
        return await asyncio.shield(keeping)

    def _kept_now(self, track: RecordingId, running: RunningTrack | None) -> None:
        del self._keeping[track]
        if running is not None:
            self._closing.pop(running.leg_id, None)

    async def _keep(
        self, folders: TrackFolders, track: RecordingId, running: RunningTrack | None, since_start_ms: int | None
    ) -> int | None:
        try:
            length_ms = await self._in_thread(lambda: closed_ms(folders, track))
            if running is not None and length_ms is not None:
                if since_start_ms is None:
                    running.growth.ended_unseen(length_ms)
                else:
                    running.growth.seen(since_start_ms, length_ms)
            gaps = () if running is None else running.growth.gaps()
            return await self._in_thread(lambda: keep(folders, track, gaps))
        except OSError as fault:
            _log.error("a track could not be kept: %s", fault.strerror)
            return None

    def _failed(self, running: RunningTrack) -> None:
        _log.error("a track is not recorded any more: %s", running.failure)
        self._report(TrackFailed(running.leg_id, running.track, running.failure))

    def _not_kept(self, running: RunningTrack) -> None:
        if not running.failure:
            running.failure = NOT_KEPT
            self._failed(running)

    def _living(self, leg_id: LegId) -> Leg:
        if (leg := self._legs.by_id.get(leg_id)) is None:
            raise NotDone(_LEG_GONE)
        return leg

    async def _sweep(self, folders: TrackFolders) -> None:
        """Bring over what calls have left that ended while no engine was there, and those of a moment ago later."""
        for _ in range(2):
            try:
                left = await self._in_thread(lambda: left_behind(folders, time.time() - _LEFT_BEHIND_S))
            except OSError as fault:
                _log.error("the folder in which asterisk leaves tracks cannot be read here: %s", fault.strerror)
                return
            running = {track.track for track in (*self._running.values(), *self._closing.values())}
            for track in left:
                if track not in running:
                    await self._kept(track, None)
            await asyncio.sleep(_SWEEP_AGAIN_S)

    async def _age_s(self, folders: TrackFolders, mark: TrackMark) -> float:
        """How long a track has run that an engine before us began; where its clock was another, as long as its file."""
        age_s = time.time() - mark.began_ms / 1000
        if 0 <= age_s <= _AGE_S_MAX:
            return age_s
        lengths = await self._in_thread(lambda: lengths_ms(folders, (mark.track,)))
        return (lengths[mark.track] or 0) / 1000

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
