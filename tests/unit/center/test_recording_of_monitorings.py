"""What is recorded of a supervisor who listens in: what the customer hears, and nothing else."""

import pytest

from cic.calls.commands import MonitorLeg, MonitorMode
from cic.calls.reports import LegAnswered
from cic.center.control_inputs import PauseRecording
from cic.center.monitoring_inputs import EndMonitoring, StartMonitoring, SwitchMonitoring, TakeOver
from tests.unit.center.hotline import ALICE, BOB
from tests.unit.center.recorded import RecordedHotline

pytestmark = pytest.mark.unit

LISTEN, WHISPER, BARGE = MonitorMode.LISTEN, MonitorMode.WHISPER, MonitorMode.BARGE


@pytest.fixture
def hotline() -> RecordedHotline:
    made = RecordedHotline()
    made.talks()
    made.carry_out_tracks()
    return made


def listens(hotline: RecordedHotline, mode: MonitorMode) -> None:
    assert hotline.give(StartMonitoring(BOB, ALICE, None, mode)) is None
    hotline.give(LegAnswered(hotline.leg(BOB)))
    hotline.done(MonitorLeg)


@pytest.mark.parametrize(("mode", "asked"), [(LISTEN, []), (WHISPER, []), (BARGE, [("start", "bob")])])
def test_only_who_is_heard_by_the_customer_has_a_track(
    hotline: RecordedHotline, mode: MonitorMode, asked: list[tuple[str, str]]
) -> None:
    listens(hotline, mode)
    assert hotline.on_tracks() == asked
    assert {track.agent_id for track in hotline.recording().tracks.values()} >= {ALICE}


@pytest.mark.parametrize("how", ["whispers", "ends it"])
def test_the_track_ends_when_the_customer_hears_the_supervisor_no_more(hotline: RecordedHotline, how: str) -> None:
    listens(hotline, BARGE)
    hotline.carry_out_tracks()
    hotline.give(SwitchMonitoring(BOB, ALICE, WHISPER) if how == "whispers" else EndMonitoring(BOB, ALICE))
    assert hotline.on_tracks() == [("end", "bob")]
    assert len(hotline.recording().tracks) == 2


def test_nobody_who_barges_in_during_a_pause_is_recorded(hotline: RecordedHotline) -> None:
    (interaction_id,) = hotline.state.recordings
    hotline.give(PauseRecording(ALICE, interaction_id))
    listens(hotline, BARGE)
    assert hotline.on_tracks() == []


def test_whoever_takes_over_goes_on_on_the_same_track(hotline: RecordedHotline) -> None:
    listens(hotline, BARGE)
    hotline.carry_out_tracks()
    recording_id = hotline.recording().recording_id
    assert hotline.give(TakeOver(BOB, ALICE)) is None
    hotline.bridged()
    recording = hotline.recording()
    assert (recording.recording_id, recording.agent_id) == (recording_id, BOB)
    assert {track.agent_id for track in recording.tracks.values()} == {None, BOB}
