"""Tracks of the simulated switch: what a phone may make of one, and what is left when an engine or a disk fails."""

import asyncio
import os
import resource
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cic.cti.port import (
    NOT_RECORDED,
    AnswerLeg,
    CallArrivedOpen,
    CommandDone,
    CommandFailed,
    EndTrack,
    ExpectedLeg,
    HangUpLeg,
    LegEnded,
    PauseTrack,
    StartTrack,
    TrackFailed,
)
from cic.cti.port.messages import BYTES_PER_MS
from cic.cti.port.tracks import HEAD_BYTES, TrackFile, complete_parts, track_ms, track_path
from cic.cti.simulated import frames
from cic.cti.simulated.track_store import TrackStore
from routing.vocabulary import EffectId, EndCause, LegId, RecordingId
from tests.contract.provider_bench import TALK_MS, VOICE, SimulatedBench

pytestmark = pytest.mark.unit

TRACK = RecordingId("customer")


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[SimulatedBench]:
    made = SimulatedBench(tmp_path)
    yield made
    await made.provider.stop()
    serving = [phone.serving for phone in (made.caller, *made.agents.values()) if phone.serving is not None]
    await asyncio.gather(*serving)


async def order(bench: SimulatedBench, effect_id: str, command: AnswerLeg | StartTrack | PauseTrack | EndTrack) -> None:
    bench.provider.execute(EffectId(effect_id), command)
    await bench.advance(0)


async def recorded_caller(bench: SimulatedBench) -> LegId:
    await bench.start([])
    await bench.caller_dials("4000")
    (leg_id,) = [report.leg_id for report in bench.reports if isinstance(report, CallArrivedOpen)]
    await order(bench, "answer", AnswerLeg(leg_id))
    bench.reports.clear()
    await order(bench, "start", StartTrack(leg_id, TRACK))
    return leg_id


def say(bench: SimulatedBench, duration_ms: int, track: RecordingId = TRACK) -> None:
    bench.caller.say(frames.TrackAudio(bench.caller.leg, track, VOICE * (8 * duration_ms)))


def length_ms(bench: SimulatedBench) -> int | None:
    return track_ms(track_path(bench.tracks, TRACK))


async def test_a_phone_that_sends_too_much_does_not_outrun_the_clock(bench: SimulatedBench) -> None:
    leg_id = await recorded_caller(bench)
    for _ in range(20):
        say(bench, 900)
    await bench.advance(200)
    await order(bench, "end", EndTrack(leg_id, TRACK))
    assert (length_ms(bench) or 0) <= 200 + 1_000


async def test_sound_that_comes_late_stays_in_its_place(bench: SimulatedBench) -> None:
    leg_id = await recorded_caller(bench)
    await bench.advance(2_000)
    say(bench, 200)
    await bench.advance(100)
    say(bench, 100)
    await order(bench, "end", EndTrack(leg_id, TRACK))
    assert length_ms(bench) == 2_100


async def test_a_phone_away_is_silent_and_records_on_when_it_is_back(bench: SimulatedBench) -> None:
    leg_id = await recorded_caller(bench)
    await bench.caller_talks(1_000)
    await bench.caller_drops()
    await bench.advance(3_000)
    await bench.caller_is_back()
    assert frames.Track(leg_id, TRACK, True) in bench.caller.heard[-6:]
    await bench.caller_talks(1_000)
    await order(bench, "end", EndTrack(leg_id, TRACK))
    assert length_ms(bench) == 5_000


async def test_what_was_on_its_way_in_a_pause_is_not_kept_when_it_is_over(bench: SimulatedBench) -> None:
    leg_id = await recorded_caller(bench)
    await order(bench, "pause", PauseTrack(leg_id, TRACK, True))
    await bench.advance(2_000)
    await order(bench, "go-on", PauseTrack(leg_id, TRACK, False))
    say(bench, TALK_MS)
    await order(bench, "end", EndTrack(leg_id, TRACK))
    assert not any(track_path(bench.tracks, TRACK).read_bytes()[44:])


async def test_the_phone_sends_only_what_is_wanted(bench: SimulatedBench) -> None:
    leg_id = await recorded_caller(bench)
    await order(bench, "pause", PauseTrack(leg_id, TRACK, True))
    await order(bench, "go-on", PauseTrack(leg_id, TRACK, False))
    await order(bench, "end", EndTrack(leg_id, TRACK))
    told = [frame.is_on for frame in bench.caller.heard if isinstance(frame, frames.Track)]
    assert told == [True, False, True, False]


async def test_an_engine_that_restarts_keeps_what_there_is_and_tells_that_no_more_comes(bench: SimulatedBench) -> None:
    leg_id = await recorded_caller(bench)
    await bench.caller_talks(1_000)
    await bench.engine_restarts([ExpectedLeg(leg_id, is_caller=True, bridged_with=())])
    assert length_ms(bench) == 1_000
    for _ in range(3):
        say(bench, TALK_MS)
    await bench.advance(0)
    assert [report for report in bench.reports if isinstance(report, TrackFailed)] == [
        TrackFailed(leg_id, TRACK, "stalled")
    ]
    assert bench.caller.heard[-1] == frames.Track(leg_id, TRACK, False)
    await order(bench, "pause", PauseTrack(leg_id, TRACK, True))
    assert bench.reports[-1] == CommandFailed(EffectId("pause"), NOT_RECORDED)
    await order(bench, "end", EndTrack(leg_id, TRACK))
    assert bench.reports[-1] == CommandDone(EffectId("end"))


async def test_a_word_that_crosses_the_end_of_a_track_is_dropped(bench: SimulatedBench) -> None:
    leg_id = await recorded_caller(bench)
    await order(bench, "end", EndTrack(leg_id, TRACK))
    say(bench, TALK_MS)
    say(bench, TALK_MS, RecordingId("another"))
    await bench.advance(0)
    assert not [report for report in bench.reports if isinstance(report, TrackFailed)]


async def test_where_nothing_can_be_written_the_call_goes_on(bench: SimulatedBench) -> None:
    bench.tracks.write_text("a file is no folder")
    leg_id = await recorded_caller(bench)
    assert bench.reports[-1] == CommandFailed(EffectId("start"), NOT_RECORDED)
    await order(bench, "again", StartTrack(leg_id, TRACK))
    assert bench.reports[-1] == CommandFailed(EffectId("again"), NOT_RECORDED)


async def test_a_disk_that_fills_up_is_told_once(bench: SimulatedBench, monkeypatch: pytest.MonkeyPatch) -> None:
    leg_id = await recorded_caller(bench)
    await bench.caller_talks(400)

    def no_room(_file: TrackFile, _pcm: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(TrackFile, "write", no_room)
    await bench.caller_talks(600)
    assert [report for report in bench.reports if isinstance(report, TrackFailed)] == [
        TrackFailed(leg_id, TRACK, "no_room")
    ]
    await bench.caller_hangs_up()
    assert any(isinstance(report, LegEnded) for report in bench.reports)


def test_what_an_engine_was_writing_when_it_died_is_made_whole(tmp_path: Path) -> None:
    file = TrackFile(tmp_path, TRACK)
    file.write(VOICE * 8_000)
    file.let_go()
    with (tmp_path / "customer.part").open("ab") as part:
        part.write(b"\x01")  # half a sample
    assert track_ms(track_path(tmp_path, TRACK)) is None
    assert complete_parts(tmp_path) == 1
    assert track_ms(track_path(tmp_path, TRACK)) == 1_000
    assert [path.name for path in tmp_path.iterdir()] == ["customer.wav"]


async def test_a_disk_that_is_full_at_the_end_keeps_what_it_had_taken(tmp_path: Path) -> None:
    store, taken_bytes = TrackStore(tmp_path), 40_000
    assert await store.begin(TRACK)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (taken_bytes, hard))
    try:
        while await store.write(TRACK, 0, VOICE * 1_600):
            pass
        assert await store.end(TRACK)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert track_ms(track_path(tmp_path, TRACK)) == (taken_bytes - HEAD_BYTES) // BYTES_PER_MS
    assert os.listdir(tmp_path) == ["customer.wav"]


async def test_a_track_that_cannot_begin_leaves_nothing_behind(tmp_path: Path) -> None:
    nowhere = tmp_path / "folder"
    nowhere.write_text("a file is no folder")
    store = TrackStore(nowhere)
    assert not await store.begin(TRACK)
    assert not store._turns


async def test_a_leg_that_ends_before_its_track_has_begun_is_no_failure_of_the_recorder(bench: SimulatedBench) -> None:
    await bench.start([])
    await bench.caller_dials("4000")
    (leg_id,) = [report.leg_id for report in bench.reports if isinstance(report, CallArrivedOpen)]
    await order(bench, "answer", AnswerLeg(leg_id))
    bench.reports.clear()
    bench.provider.execute(EffectId("start"), StartTrack(leg_id, TRACK))
    bench.provider.execute(EffectId("bye"), HangUpLeg(leg_id, EndCause.FLOW_ENDED))
    await bench.advance(0)
    outcomes = [report for report in bench.reports if isinstance(report, CommandFailed | TrackFailed)]
    assert outcomes == [CommandFailed(EffectId("start"), "no_leg")]
