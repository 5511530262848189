"""Tracks on a real Asterisk when something fails: a cut, an engine, a disk, the recorder. The call goes on."""

import asyncio
import dataclasses
from pathlib import Path

import numpy as np
import pytest

from cic.cti.asterisk.lab.start import status
from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.asterisk.settings import AsteriskSettings
from cic.cti.asterisk.track_control import stop_track
from cic.cti.port import EndTrack, ExpectedLeg, LegEnded, PauseTrack, StartTrack, TrackFailed
from routing.vocabulary import ProviderId, RecordingId
from tests.e2e.asterisk.center import Center, until
from tests.e2e.asterisk.conftest import MakePhone
from tests.e2e.asterisk.proxy import Relay
from tests.e2e.asterisk.recorder import (
    ALICE_HZ,
    CALLER_HZ,
    SKEW_S_MAX,
    Recorder,
    middle,
    recorder,
    share,
    talk,
    talking,
)
from tests.e2e.asterisk.rtp import RATE_HZ
from tests.harness.asterisk_truth import becomes_empty, manager_action
from tests.harness.small_disk import disk_of_another, fill

__all__ = ["recorder"]
pytestmark = pytest.mark.e2e


def asterisk_process(settings: AsteriskSettings) -> int:
    """The lab's Asterisk."""
    process_id = status(Path(settings.tracks_here).parent).process_id
    assert process_id is not None, "not started"
    return process_id


async def test_a_cut_and_another_engine_leave_a_track_as_it_is(
    lab_settings: AsteriskSettings, phone: MakePhone, tmp_path: Path
) -> None:
    ami = await Relay(0, lab_settings.ami_port).open()
    settings = dataclasses.replace(lab_settings, ami_port=ami.port)
    kept = tmp_path / "kept"
    center = Center(AsteriskProvider(settings, ProviderId("asterisk"), tracks_kept=kept))
    recorder = Recorder(center, kept, Path(lab_settings.tracks_here))
    await center.start()
    loop = asyncio.get_running_loop()
    try:
        caller, caller_leg, alice, alice_leg = await talking(recorder, phone)
        await center.bridge(caller_leg, alice_leg)
        await recorder.start(caller_leg, "customer")
        await recorder.start(alice_leg, "agent")
        begun_s = loop.time()
        await talk(1.0, caller)
        await ami.cut()
        await center.done(PauseTrack(caller_leg, RecordingId("customer"), True))
        await talk(1.0, caller)
        await center.done(PauseTrack(caller_leg, RecordingId("customer"), False))
        await center.provider.stop()
        center.reports.clear()
        center.provider = AsteriskProvider(settings, ProviderId("asterisk"), tracks_kept=kept)
        expected = [
            ExpectedLeg(caller_leg, is_caller=True, bridged_with=(alice_leg,)),
            ExpectedLeg(alice_leg, is_caller=False, bridged_with=(caller_leg,)),
        ]
        await center.start(expected)
        await center.done(StartTrack(caller_leg, RecordingId("customer")))  # sent again, it runs on
        await center.done(PauseTrack(caller_leg, RecordingId("customer"), True))
        await talk(1.0, caller)
        sound = await recorder.end(caller_leg, "customer")
        assert abs(len(sound) / RATE_HZ - (loop.time() - begun_s)) < SKEW_S_MAX
        assert share(sound[800:4_000], CALLER_HZ) > 0.9
        assert np.sum(sound == 0) / RATE_HZ > 1.7
        await alice.hang_up()
        await center.get(LegEnded, lambda report: report.leg_id == alice_leg)
        agent = recorder.sound("agent")
        assert share(middle(agent), ALICE_HZ) > 0.9
        assert abs(len(agent) / RATE_HZ - (loop.time() - begun_s)) < SKEW_S_MAX
        assert await recorder.failure(PauseTrack(caller_leg, RecordingId("customer"), True)) == "not_recorded"
        await center.done(EndTrack(alice_leg, RecordingId("agent")))
        await caller.hang_up()
        await center.get(LegEnded, lambda report: report.leg_id == caller_leg)
        center.reports.clear()
        await center.end()
    finally:
        await ami.close()


async def test_a_track_of_a_call_that_ended_without_an_engine_is_ended_by_the_next(
    lab_settings: AsteriskSettings, phone: MakePhone, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    center = Center(AsteriskProvider(lab_settings, ProviderId("asterisk"), tracks_kept=kept))
    recorder = Recorder(center, kept, Path(lab_settings.tracks_here))
    await center.start()
    caller, leg = await center.call_in(await phone("+15550100", CALLER_HZ))
    await recorder.start(leg, "left")
    await talk(1.0, caller)
    await center.provider.stop()
    await caller.hang_up()
    await becomes_empty(lab_settings, 10.0)
    center.reports.clear()
    center.provider = AsteriskProvider(lab_settings, ProviderId("asterisk"), tracks_kept=kept)
    await center.start([ExpectedLeg(leg, is_caller=True, bridged_with=())])
    assert share(middle(await recorder.end(leg, "left")), CALLER_HZ) > 0.9
    assert await recorder.failure(EndTrack(leg, RecordingId("never"))) == "not_recorded"
    assert await recorder.failure(StartTrack(leg, RecordingId("late"))) == "leg_gone"
    await center.end()


async def test_a_folder_that_asterisk_cannot_write_to_fails_and_the_call_goes_on(
    lab_settings: AsteriskSettings, phone: MakePhone, tmp_path: Path
) -> None:
    elsewhere = dataclasses.replace(lab_settings, tracks_folder="/proc/nowhere")
    center = Center(AsteriskProvider(elsewhere, ProviderId("asterisk"), tracks_kept=tmp_path))
    recorder = Recorder(center, tmp_path, tmp_path)
    await center.start()
    try:
        caller, caller_leg, alice, alice_leg = await talking(recorder, phone)
        assert await recorder.failure(StartTrack(caller_leg, RecordingId("nowhere"))) == "not_recorded"
        assert await recorder.failure(EndTrack(caller_leg, RecordingId("nowhere"))) == "not_recorded"
        await center.bridge(caller_leg, alice_leg)
        await until(lambda: caller.audio.share(ALICE_HZ) > 0.9 and alice.audio.share(CALLER_HZ) > 0.9)
    finally:
        await center.end()


async def test_a_full_disk_is_told_and_the_call_goes_on(
    lab_settings: AsteriskSettings, phone: MakePhone, tmp_path: Path
) -> None:
    with disk_of_another(asterisk_process(lab_settings), Path("/srv/cic/small"), kilobytes=512) as here:
        small = dataclasses.replace(lab_settings, tracks_folder="/srv/cic/small", tracks_here=str(here))
        center = Center(AsteriskProvider(small, ProviderId("asterisk"), tracks_kept=tmp_path))
        recorder = Recorder(center, tmp_path, here)
        await center.start()
        try:
            caller, caller_leg, alice, alice_leg = await talking(recorder, phone)
            await center.bridge(caller_leg, alice_leg)
            await recorder.start(caller_leg, "full")
            await until(lambda: (here / "full.wav").stat().st_size > 30_000)
            fill(here)
            failed = await center.get(TrackFailed, timeout_s=20.0)
            assert failed == TrackFailed(caller_leg, RecordingId("full"), "no_room")
            assert await recorder.failure(StartTrack(alice_leg, RecordingId("more"))) == "not_recorded"
            await until(lambda: caller.audio.share(ALICE_HZ) > 0.9 and alice.audio.share(CALLER_HZ) > 0.9)
            sound = await recorder.end(caller_leg, "full")
            assert share(sound[800:12_000], CALLER_HZ) > 0.9
            assert center.count(TrackFailed) == 1
        finally:
            await center.end()


async def test_a_recorder_that_died_is_told_and_the_call_goes_on(
    recorder: Recorder, phone: MakePhone, lab_settings: AsteriskSettings
) -> None:
    center = recorder.center
    caller, caller_leg, alice, alice_leg = await talking(recorder, phone)
    await center.bridge(caller_leg, alice_leg)
    await recorder.start(caller_leg, "dead")
    await talk(3.0, caller)
    await manager_action(lab_settings, stop_track(caller_leg.removeprefix("asterisk-"), ""))  # behind our back
    failed = await center.get(TrackFailed, timeout_s=20.0)
    assert failed == TrackFailed(caller_leg, RecordingId("dead"), "stalled")
    await until(lambda: caller.audio.share(ALICE_HZ) > 0.9 and alice.audio.share(CALLER_HZ) > 0.9)
    assert share((await recorder.end(caller_leg, "dead"))[800:16_000], CALLER_HZ) > 0.9
