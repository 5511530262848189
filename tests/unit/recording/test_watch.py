"""When the alarm stands that talks may not be recorded."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from cic.center.events import CenterEvent
from cic.center.inputs import DeadlinePassed
from cic.center.recording_events import TrackEnded, TrackKept, TrackStarted
from cic.journal.port import Committed
from cic.recording.watch import ROOM_BYTES_MIN, RecordingWatch
from routing.vocabulary import InteractionId, LegId, ProviderId, RecordingId

pytestmark = pytest.mark.unit

I = InteractionId("i1")  # noqa: E741
FIRST, SECOND, THIRD = RecordingId("m1"), RecordingId("m2"), RecordingId("m3")


class Disk:
    def __init__(self) -> None:
        self.free = ROOM_BYTES_MIN
        self.looks = 0

    def look(self, _folder: Path) -> int:
        self.looks += 1
        if self.free < 0:
            raise OSError
        return self.free


class Watched:
    def __init__(self, folder: Path) -> None:
        self.disk = Disk()
        self.is_failing = False
        self.watch = RecordingWatch(folder, self.tell, free_bytes=self.disk.look, look_every_s=0.0)

    def tell(self, is_failing: bool) -> None:
        self.is_failing = is_failing

    def happens(self, *events: CenterEvent) -> None:
        self.watch.committed(Committed(1, 1, DeadlinePassed(), events, None), None)

    def begins(self, track: RecordingId) -> None:
        self.happens(TrackStarted(track, RecordingId("r"), I, LegId("l"), ProviderId("sip"), True, None))

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not holds():  # noqa: ASYNC110  the condition is the test's
                await asyncio.sleep(0)


@pytest.fixture
async def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


async def test_a_track_that_fails_sounds_and_only_one_begun_later_ends_it(watched: Watched) -> None:
    watched.begins(FIRST)
    watched.begins(SECOND)
    watched.happens(TrackEnded(FIRST, I, "not_recorded"))
    assert watched.is_failing
    watched.happens(TrackEnded(SECOND, I, ""), TrackKept(SECOND, I, ""))
    assert watched.is_failing, "it began before, and proves nothing"
    watched.begins(THIRD)
    watched.happens(TrackEnded(THIRD, I, ""), TrackKept(THIRD, I, ""))
    assert not watched.is_failing


async def test_a_party_who_has_hung_up_meanwhile_is_no_failure(watched: Watched) -> None:
    watched.begins(FIRST)
    watched.happens(TrackEnded(FIRST, I, "leg_gone"))
    assert not watched.is_failing


async def test_a_file_that_is_not_there_sounds_too(watched: Watched) -> None:
    watched.begins(FIRST)
    watched.happens(TrackEnded(FIRST, I, ""), TrackKept(FIRST, I, "not_recorded"))
    assert watched.is_failing


async def test_the_disk_is_looked_at_while_there_are_tracks_and_no_longer(watched: Watched) -> None:
    assert not watched.watch.is_looking
    watched.begins(FIRST)
    await watched.until(lambda: watched.disk.looks > 2)
    watched.happens(TrackEnded(FIRST, I, ""))
    await watched.until(lambda: not watched.watch.is_looking)
    looks = watched.disk.looks
    watched.happens(TrackKept(FIRST, I, ""))
    assert watched.disk.looks == looks and not watched.is_failing


async def test_too_little_room_sounds_until_there_is_enough(watched: Watched) -> None:
    watched.disk.free = ROOM_BYTES_MIN - 1
    watched.begins(FIRST)
    await watched.until(lambda: watched.is_failing)
    watched.happens(TrackEnded(FIRST, I, ""), TrackKept(FIRST, I, ""))
    assert watched.is_failing and watched.watch.is_looking, "nobody else would notice that it is over"
    watched.disk.free = ROOM_BYTES_MIN
    await watched.until(lambda: not watched.is_failing)
    await watched.until(lambda: not watched.watch.is_looking)


async def test_a_disk_that_cannot_be_asked_has_no_room(watched: Watched) -> None:
    watched.disk.free = -1
    watched.begins(FIRST)
    await watched.until(lambda: watched.is_failing)


async def test_tracks_that_go_on_over_a_restart_are_watched(watched: Watched) -> None:
    watched.watch.resume([FIRST])
    await watched.until(lambda: watched.disk.looks > 0)
    watched.happens(TrackEnded(FIRST, I, ""))
    await watched.until(lambda: not watched.watch.is_looking)
