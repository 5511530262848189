"""Who is recorded while an agent asks somebody else, sends the customer into a flow, or hands the customer over."""

from dataclasses import replace

import pytest

from cic.calls.commands import HangUpLeg, HoldLeg, PauseTrack
from cic.calls.reports import CommandDone, LegAnswered
from cic.center.control_inputs import (
    CompleteTransfer,
    ContinueRecording,
    EndConsult,
    HangUpInteraction,
    JoinConference,
    PauseRecording,
    ResumeInteraction,
    SendIntoFlow,
    StartConsult,
    SwapConsult,
    ToAgent,
    ToNumber,
)
from cic.center.recording_events import PauseReason, RecordingEnded, RecordingStarted, TrackStarted
from cic.center.views import touched_agents
from routing.configuration import RecordingRule
from routing.vocabulary import EndCause, InteractionId, PersonalRef
from tests.unit.center.hotline import ALICE, BOB
from tests.unit.center.recorded import NOTICE, RecordedHotline, recorded
from tests.unit.center.self_service import PIN, PIN_FLOW

pytestmark = pytest.mark.unit

APART = frozenset({PauseReason.APART})


@pytest.fixture
def hotline() -> RecordedHotline:
    return RecordedHotline()


def consulting(hotline: RecordedHotline) -> InteractionId:
    """Alice talks to Bob about her customer, who is on hold."""
    interaction_id = hotline.talks()
    hotline.carry_out_tracks()
    assert hotline.give(StartConsult(ALICE, interaction_id, ToAgent(BOB))) is None
    assert hotline.on_tracks() == [("pause", "caller"), ("pause", "alice")]
    hotline.accept(BOB)
    hotline.give(LegAnswered(hotline.leg(BOB)))
    hotline.bridged()
    return interaction_id


def consulting_a_number(hotline: RecordedHotline) -> InteractionId:
    interaction_id = hotline.talks()
    hotline.carry_out_tracks()
    assert hotline.give(StartConsult(ALICE, interaction_id, ToNumber(PersonalRef("number")))) is None
    (outside,) = [leg for leg in hotline.state.calls.legs.values() if leg.role.value == "outside"]
    hotline.give(LegAnswered(outside.leg_id))
    hotline.bridged()
    return interaction_id


def test_a_consult_is_not_recorded(hotline: RecordedHotline) -> None:
    consulting(hotline)
    assert hotline.on_tracks() == [] and hotline.recording().pauses == APART
    assert len(hotline.recording().tracks) == 2


def test_a_failed_consult_brings_the_recording_back(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    hotline.carry_out_tracks()
    hotline.give(StartConsult(ALICE, interaction_id, ToAgent(BOB)))
    hotline.accept(BOB)
    hotline.hang_up(hotline.leg(BOB), EndCause.NOT_ANSWERED)
    assert hotline.on_tracks() == [("continue", "caller"), ("continue", "alice")]
    assert not hotline.recording().pauses


def test_swapping_pauses_and_continues(hotline: RecordedHotline) -> None:
    interaction_id = consulting(hotline)
    hotline.give(SwapConsult(ALICE, interaction_id))
    assert hotline.on_tracks() == [("continue", "caller"), ("continue", "alice")]
    hotline.give(SwapConsult(ALICE, interaction_id))
    assert hotline.on_tracks() == [("pause", "caller"), ("pause", "alice")]


def test_whoever_joins_a_conference_has_a_track_until_leaving_it(hotline: RecordedHotline) -> None:
    interaction_id = consulting(hotline)
    hotline.give(JoinConference(ALICE, interaction_id))
    assert hotline.on_tracks() == []
    hotline.bridged()
    assert hotline.on_tracks() == [("continue", "caller"), ("continue", "alice"), ("start", "bob")]
    hotline.carry_out_tracks()
    hotline.give(EndConsult(ALICE, interaction_id))
    assert ("end", "bob") in hotline.on_tracks()
    hotline.bridged()
    assert hotline.on_tracks() == [("continue", "caller"), ("continue", "alice")]


def test_whoever_joins_a_conference_is_shown_that_it_is_recorded(hotline: RecordedHotline) -> None:
    """Found by review: only the first agent's desktop told of the recording."""
    interaction_id = consulting(hotline)
    assert hotline.view(BOB).recorded is None, "a consult is not recorded"
    hotline.give(JoinConference(ALICE, interaction_id))
    hotline.bridged()
    assert {ALICE, BOB} <= touched_agents(hotline.state, hotline.events)
    assert hotline.view(BOB).recorded == hotline.view(ALICE).recorded
    shown = hotline.view(BOB).recorded
    assert shown is not None and shown.pause == ""
    assert "pause_recording" not in hotline.view(BOB).allowed_actions, "the talk is Alice's"


def test_whoever_has_joined_a_conference_is_shown_each_pause_of_it(hotline: RecordedHotline) -> None:
    interaction_id = consulting(hotline)
    hotline.give(JoinConference(ALICE, interaction_id))
    hotline.bridged()
    hotline.carry_out_tracks()
    hotline.give(PauseRecording(ALICE, interaction_id))
    for request in hotline.asked(PauseTrack):
        hotline.give(CommandDone(request.effect_id))
        assert {ALICE, BOB} <= touched_agents(hotline.state, hotline.events)
    shown = hotline.view(BOB).recorded
    assert shown is not None and shown.pause == "agent"
    hotline.give(ContinueRecording(ALICE, interaction_id))
    assert {ALICE, BOB} <= touched_agents(hotline.state, hotline.events)
    shown = hotline.view(BOB).recorded
    assert shown is not None and shown.pause == ""
    hotline.give(EndConsult(ALICE, interaction_id))
    assert not hotline.agent(BOB).assignments and BOB in touched_agents(hotline.state, hotline.events)


def test_a_number_in_a_conference_has_a_track_of_its_own(hotline: RecordedHotline) -> None:
    interaction_id = consulting_a_number(hotline)
    hotline.give(JoinConference(ALICE, interaction_id))
    hotline.bridged()
    assert hotline.on_tracks()[-1] == ("start", "outside")
    (event,) = hotline.of_type(TrackStarted)
    assert isinstance(event, TrackStarted) and event.agent_id is None and not event.is_customer


def test_nobody_who_joins_in_a_pause_is_recorded_before_it_ends(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    hotline.give(PauseRecording(ALICE, interaction_id))
    hotline.carry_out_tracks()
    hotline.give(StartConsult(ALICE, interaction_id, ToAgent(BOB)))
    hotline.accept(BOB)
    hotline.give(LegAnswered(hotline.leg(BOB)))
    hotline.bridged()
    hotline.give(JoinConference(ALICE, interaction_id))
    hotline.bridged()
    assert hotline.on_tracks() == []


def test_a_customer_who_is_handed_over_goes_on_under_the_same_recording(hotline: RecordedHotline) -> None:
    interaction_id = consulting(hotline)
    before = hotline.recording().recording_id
    hotline.give(CompleteTransfer(ALICE, interaction_id))
    assert hotline.on_tracks() == [("end", "alice")]
    hotline.bridged()
    assert hotline.on_tracks() == [("continue", "caller"), ("start", "bob")]
    assert (hotline.recording().recording_id, hotline.recording().agent_id) == (before, BOB)
    assert not hotline.of_type(RecordingStarted) and not hotline.of_type(RecordingEnded)


def test_nobody_is_recorded_under_a_rule_whose_notice_was_not_heard() -> None:
    hotline = RecordedHotline(sales=RecordingRule(100, ""))
    interaction_id = consulting(hotline)
    hotline.give(recorded(sales=RecordingRule(100, NOTICE), version="v3"))
    hotline.give(CompleteTransfer(ALICE, interaction_id))
    hotline.bridged()
    assert not hotline.state.recordings


def test_the_pause_of_an_agent_who_hands_over_ends_with_that_agent(hotline: RecordedHotline) -> None:
    interaction_id = consulting(hotline)
    hotline.give(PauseRecording(ALICE, interaction_id))
    hotline.give(CompleteTransfer(ALICE, interaction_id))
    hotline.bridged()
    assert ("start", "bob") in hotline.on_tracks() and not hotline.recording().pauses


def test_the_agent_leaves_a_conference_and_the_other_goes_on_on_the_same_track(hotline: RecordedHotline) -> None:
    interaction_id = consulting(hotline)
    hotline.give(JoinConference(ALICE, interaction_id))
    hotline.bridged()
    hotline.carry_out_tracks()
    hotline.give(HangUpInteraction(ALICE, interaction_id))
    assert ("end", "alice") in hotline.on_tracks() and ("end", "bob") not in hotline.on_tracks()
    hotline.bridged()
    assert hotline.on_tracks() == [("continue", "caller"), ("continue", "bob")]


def test_a_customer_handed_to_a_number_is_recorded_no_more(hotline: RecordedHotline) -> None:
    interaction_id = consulting_a_number(hotline)
    hotline.give(CompleteTransfer(ALICE, interaction_id))
    assert not hotline.state.recordings
    assert sorted(hotline.on_tracks()) == [("end", "alice"), ("end", "caller")]


def test_the_customer_hangs_up_during_a_consult(hotline: RecordedHotline) -> None:
    consulting(hotline)
    hotline.hang_up()
    assert not hotline.state.recordings and ("end", "caller") in hotline.on_tracks()
    assert not hotline.asked(HangUpLeg), "the two who are left may finish their talk, unrecorded"


def test_a_flow_of_the_agents_is_not_recorded(hotline: RecordedHotline) -> None:
    text = recorded(version="v3")
    hotline.give(replace(text, flows=(*text.flows, PIN)))
    hotline.wait(1_000)
    interaction_id = hotline.talks()
    hotline.carry_out_tracks()
    assert hotline.give(SendIntoFlow(ALICE, interaction_id, PIN_FLOW)) is None
    assert hotline.on_tracks() == [("pause", "caller"), ("pause", "alice")]
    hotline.done(HoldLeg)
    hotline.give(ResumeInteraction(ALICE, interaction_id))
    assert hotline.on_tracks() == [("continue", "caller"), ("continue", "alice")]
