"""Tracks on their way to disk when things cross: ends of legs, slow and full disks, cuts, engines that died."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path

import pytest

from cic.cti.asterisk import tracks as tracks_module
from cic.cti.asterisk.control import NotDone
from cic.cti.asterisk.faults import AmiGone, AmiRefused, UnsafeValue
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.track_control import TrackMark, start_track
from cic.cti.asterisk.track_files import TrackFolders
from cic.cti.asterisk.tracks import TrackCommand, Tracks
from cic.cti.port import EndTrack, LegEnded, PauseTrack, ProviderReport, StartTrack, TrackFailed
from cic.cti.port.tracks import track_ms, track_path, wave_head
from routing.vocabulary import EndCause, LegId, ProviderId, RecordingId

pytestmark = pytest.mark.unit

LEG = LegId("leg-1")
TRACK = RecordingId("customer")
ENDED = LegEnded(LEG, EndCause.CALLER_HUNG_UP)
TURNS_MAX = 400


class Recorder:
    """An Asterisk as far as tracks go: it writes a second of sound at once."""

    def __init__(self, here: Path) -> None:
        self.here = here
        self.marks: dict[str, TrackMark] = {}
        self.recording: set[str] = set()
        self.pauses: list[bool] = []
        self.is_cut = False

    async def mark(self, channel: str, track: RecordingId) -> None:
        self._reach()
        self.marks[channel] = TrackMark(track, 0)

    async def unmark(self, channel: str) -> None:
        self._reach()
        self.marks.pop(channel, None)

    async def marked(self, channel: str) -> TrackMark | None:
        self._reach()
        return self.marks.get(channel)

    async def start(self, channel: str, path: str) -> None:
        self._reach()
        self.recording.add(channel)
        (self.here / Path(path).name).write_bytes(wave_head(16_000) + b"\x00\x20" * 8_000)

    async def pause(self, channel: str, paused: bool) -> None:
        self._reach()
        self.pauses.append(paused)

    async def stop(self, channel: str) -> None:
        self._reach()
        if channel not in self.recording:
            raise AmiRefused
        self.recording.remove(channel)

    async def packets(self, channel: str) -> int | None:
        return None

    def _reach(self) -> None:
        if self.is_cut:
            raise AmiGone


class World:
    """Tracks with a leg, and what was reported."""

    def __init__(self, folder: Path) -> None:
        (folder / "here").mkdir()
        self.folders = TrackFolders("/srv/tracks", folder / "here", folder / "kept")
        self.reports: list[ProviderReport] = []
        self.tasks: set[asyncio.Task[object]] = set()
        self.recorder = Recorder(folder / "here")
        self.legs = Legs(ProviderId("asterisk"))
        self.legs.add(Leg(LEG, LEG, is_caller=False))
        self.tracks = self.engine()

    def engine(self) -> Tracks:
        return Tracks(self.folders, self.legs, self.recorder, self.report, self.run)  # type: ignore[arg-type]

    def report(self, report: ProviderReport) -> None:
        """As the provider does."""
        if not (isinstance(report, LegEnded) and self.tracks.holds_back(report)):
            self.reports.append(report)

    def run(self, doing: Coroutine[object, object, None]) -> object:
        task: asyncio.Task[object] = asyncio.ensure_future(doing)
        self.tasks.add(task)
        return task

    async def do(self, command: TrackCommand) -> None:
        await self.tracks.carry_out(command)

    def leg_ends(self) -> None:
        self.legs.end(LEG, None)
        self.report(ENDED)

    async def until_told(self, report: ProviderReport) -> None:
        async with asyncio.timeout(10):
            while report not in self.reports:
                await asyncio.to_thread(lambda: None)

    @property
    def kept_ms(self) -> int | None:
        return track_ms(track_path(self.folders.kept, TRACK))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = World(tmp_path)
    yield made
    for task in made.tasks:
        task.cancel()
    results = await asyncio.gather(*made.tasks, return_exceptions=True)
    assert not [result for result in results if isinstance(result, Exception)]
    await made.tracks.stop()


async def test_the_end_of_a_leg_is_told_when_its_track_is_whole(world: World) -> None:
    await world.do(StartTrack(LEG, TRACK))
    world.leg_ends()
    assert world.reports == []
    await world.until_told(ENDED)
    assert world.kept_ms is not None
    assert os.listdir(world.folders.here) == []


async def test_the_end_of_a_leg_waits_for_a_track_that_is_just_being_ended(world: World) -> None:
    await world.do(StartTrack(LEG, TRACK))
    ending = asyncio.ensure_future(world.do(EndTrack(LEG, TRACK)))
    for _ in range(TURNS_MAX):
        if LEG not in world.recorder.marks and not world.recorder.recording:
            break
        await asyncio.sleep(0)
    world.leg_ends()
    await world.until_told(ENDED)
    assert world.kept_ms is not None
    await ending


async def test_nobody_waits_long_for_a_slow_disk(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on, keep = threading.Event(), tracks_module.keep

    def slow(*of_track: object) -> int | None:
        goes_on.wait(10)
        return keep(*of_track)  # type: ignore[arg-type]

    monkeypatch.setattr(tracks_module, "keep", slow)
    monkeypatch.setattr(tracks_module, "_HELD_BACK_S_MAX", 0.01)
    await world.do(StartTrack(LEG, TRACK))
    world.leg_ends()
    await world.until_told(ENDED)
    assert world.kept_ms is None
    goes_on.set()
    await world.tracks.stop()
    assert world.kept_ms is not None


async def test_a_track_that_cannot_be_kept_is_told_before_the_end_and_stays_with_asterisk(world: World) -> None:
    world.folders.kept.write_text("a file is no folder")
    await world.do(StartTrack(LEG, TRACK))
    world.leg_ends()
    await world.until_told(ENDED)
    assert world.reports == [TrackFailed(LEG, TRACK, "not_kept"), ENDED]
    assert os.listdir(world.folders.here) == ["customer.wav"]


async def test_a_leg_without_a_track_ends_at_once(world: World) -> None:
    world.leg_ends()
    assert world.reports == [ENDED]


async def test_a_start_that_a_cut_has_swallowed_is_undone_at_the_next_reading(world: World) -> None:
    start = world.recorder.start

    async def cut_off(channel: str, path: str) -> None:
        await start(channel, path)
        world.recorder.is_cut = True
        raise AmiGone

    world.recorder.start = cut_off  # type: ignore[method-assign]
    with pytest.raises(AmiGone):
        await world.do(StartTrack(LEG, TRACK))
    world.recorder.is_cut = False
    world.tracks.legs_read({LEG})
    async with asyncio.timeout(10):
        while os.listdir(world.folders.here):
            await asyncio.to_thread(lambda: None)
    assert not world.recorder.recording and not world.recorder.marks
    assert world.kept_ms is None


async def test_a_start_that_is_sent_again_after_a_cut_takes_up_what_runs(world: World) -> None:
    await world.do(StartTrack(LEG, TRACK))
    world.tracks = world.engine()
    await world.do(StartTrack(LEG, TRACK))
    await world.do(EndTrack(LEG, TRACK))
    assert not world.recorder.recording
    assert world.kept_ms is not None and world.kept_ms < 60_000, "a clock that was set makes no silence"


async def test_a_pause_holds_over_a_cut(world: World) -> None:
    await world.do(StartTrack(LEG, TRACK))
    await world.do(PauseTrack(LEG, TRACK, True))
    world.tracks.legs_read({LEG})
    for _ in range(TURNS_MAX):
        await asyncio.sleep(0)
    assert world.recorder.pauses == [True, True]


async def test_a_leg_that_was_gone_after_a_cut_leaves_its_track(world: World) -> None:
    await world.do(StartTrack(LEG, TRACK))
    world.legs.end(LEG, None)
    world.tracks.legs_read(())
    async with asyncio.timeout(10):
        while world.kept_ms is None:
            await asyncio.to_thread(lambda: None)
    assert world.reports == []


async def test_what_an_engine_that_died_has_left_is_brought_over(world: World) -> None:
    left = world.folders.recorded(TRACK)
    left.write_bytes(wave_head(0) + b"\x00\x20" * 8_000)
    os.utime(left, (1, 1))
    world.tracks.legs_read({LEG})
    async with asyncio.timeout(10):
        while world.kept_ms is None:
            await asyncio.to_thread(lambda: None)
    assert world.kept_ms == 1_000


async def test_a_folder_that_asterisk_does_not_reach_fails_and_leaves_nothing_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracks_module, "_APPEARS_S_MAX", 0.0)
    world.recorder.here = world.folders.here / "elsewhere"
    world.recorder.here.mkdir()
    with pytest.raises(NotDone, match="not_recorded"):
        await world.do(StartTrack(LEG, TRACK))
    assert not world.recorder.recording and not world.recorder.marks


@pytest.mark.parametrize("name", ["", "../x", "x/y", "x)m(mailbox", "a" * 129])
async def test_a_name_that_is_none_of_ours_is_refused(world: World, name: str) -> None:
    with pytest.raises(NotDone, match="not_recorded"):
        await world.do(StartTrack(LEG, RecordingId(name)))
    assert not world.recorder.marks


def test_a_folder_cannot_break_out_of_the_action() -> None:
    assert ("Options", "r(/srv/cic/tracks/t1.wav)i(CIC_TRACK_MONITOR)") in start_track(
        "leg-1", "/srv/cic/tracks/t1.wav"
    )
    for path in ("/srv/x)m(box", "/srv/x,touch", "relative", "/srv/x\r\nAction: Logoff"):
        with pytest.raises(UnsafeValue):
            start_track("leg-1", path)


async def test_a_folder_that_does_not_answer_keeps_nobody_else_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()
    monkeypatch.setattr(tracks_module, "has_room", lambda _folders: answers.wait(10))
    legs = [LegId(f"leg-{number}") for number in range(40)]  # more than an event loop has threads
    for leg_id in legs:
        world.legs.add(Leg(leg_id, leg_id, is_caller=False))
    starting = [asyncio.ensure_future(world.do(StartTrack(leg_id, RecordingId(leg_id)))) for leg_id in legs]
    for _ in range(TURNS_MAX):  # until all of them have asked the folder
        await asyncio.sleep(0)
    try:
        async with asyncio.timeout(5):
            await asyncio.to_thread(lambda: None)
        assert not any(task.done() for task in starting)
    finally:
        answers.set()
        await asyncio.gather(*starting)
