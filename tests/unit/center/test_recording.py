"""A talk is recorded: begun once the customer knows, silent while the two are apart, ended with the agent's part."""

from dataclasses import replace

import pytest

from cic.calls.commands import AnswerLeg, EndTrack, HoldLeg, PauseTrack, PlayPrompts, StartTrack
from cic.calls.reports import CommandDone, CommandFailed, LegAnswered, LegSeen, LegsRead, TrackFailed
from cic.center.control_inputs import (
    ContinueRecording,
    HangUpInteraction,
    HoldInteraction,
    PauseRecording,
    ResumeInteraction,
)
from cic.center.inputs import EngineStarted, EntryPoint, ReconcileEnded
from cic.center.recording_events import (
    NoticeHeard,
    PauseReason,
    RecordingContinued,
    RecordingEnded,
    RecordingPaused,
    RecordingStarted,
    TrackEnded,
    TrackKept,
    TrackStarted,
)
from routing.commands import SetActivity, TransferToQueue
from routing.configuration import RecordingRule
from routing.rejections import RejectionCode
from routing.vocabulary import Activity, EndCause, Prompt
from tests.unit.center.hotline import ALICE, BOB, PROVIDER, Hotline
from tests.unit.center.recorded import ALL, CALLER_LEG, NOTICE, SUPPORT, RecordedHotline, recorded
from tests.unit.center.self_service import WAITING, WAITING_NUMBER

pytestmark = pytest.mark.unit


@pytest.fixture
def hotline() -> RecordedHotline:
    return RecordedHotline()


def pauses(hotline: RecordedHotline) -> set[PauseReason]:
    return set(hotline.recording().pauses)


# The notice.


def test_the_notice_is_heard_to_its_end_while_the_agents_phone_is_dialled(hotline: RecordedHotline) -> None:
    interaction_id = hotline.caller_in_queue()
    agent_leg = hotline.accept()
    assert hotline.latest(PlayPrompts).command == PlayPrompts(CALLER_LEG, (Prompt(NOTICE, "en"),), must_be_heard=True)
    hotline.give(LegAnswered(agent_leg))
    assert hotline.on_tracks() == [] and not hotline.state.calls.bridges, "the agent waits for the notice"
    hotline.played()
    contact = hotline.contact(interaction_id)
    assert hotline.of_type(NoticeHeard) == [NoticeHeard(contact.contact_id, interaction_id, NOTICE)]
    hotline.bridged()
    assert hotline.on_tracks() == [("start", "caller"), ("start", "alice")]


def test_nothing_is_recorded_when_the_notice_could_not_be_played(hotline: RecordedHotline) -> None:
    hotline.caller_in_queue()
    hotline.accept()
    hotline.failed(PlayPrompts)
    hotline.answer()
    assert hotline.on_tracks() == [] and not hotline.state.recordings
    assert hotline.view().recorded is None


def test_the_notice_is_heard_once_a_contact() -> None:
    hotline = RecordedHotline(support=ALL)
    interaction_id = hotline.talks()
    hotline.give(TransferToQueue(ALICE, interaction_id, SUPPORT))
    hotline.carry_out_hang_ups()
    hotline.finish(interaction_id)
    hotline.accept(BOB)
    assert not hotline.asked(PlayPrompts)
    hotline.answer(BOB)
    assert hotline.on_tracks() == [("start", "caller"), ("start", "bob")]


def test_an_agent_who_did_not_get_through_leaves_the_notice_heard(hotline: RecordedHotline) -> None:
    hotline.caller_in_queue()
    leg_id = hotline.accept()
    hotline.played()
    hotline.hang_up(leg_id, EndCause.NOT_ANSWERED)
    hotline.accept(BOB)
    assert not hotline.asked(PlayPrompts), "whoever takes the caller next need not have it said again"
    hotline.answer(BOB)
    assert ("start", "bob") in hotline.on_tracks()


def test_the_notice_comes_before_the_words_of_who_serves_the_caller(hotline: RecordedHotline) -> None:
    text = recorded(version="v3")
    numbered = tuple(replace(agent, number="101") for agent in text.routing.agents)
    flows, entries = (*text.flows, WAITING), (*text.entry_points, EntryPoint(WAITING_NUMBER, WAITING.flow_id))
    routing = replace(text.routing, agents=numbered)
    hotline.give(replace(text, routing=routing, flows=flows, entry_points=entries))
    hotline.wait(1_000)
    hotline.call(dialled=WAITING_NUMBER)
    hotline.done(AnswerLeg)
    hotline.accept()
    command = hotline.latest(PlayPrompts).command
    assert isinstance(command, PlayPrompts) and command.must_be_heard
    assert [prompt.recording for prompt in command.prompts[:2]] == [NOTICE, "agent-1"]


def test_where_the_agent_says_it_no_notice_is_played() -> None:
    hotline = RecordedHotline(RecordingRule(100, ""))
    hotline.caller_in_queue()
    hotline.accept()
    assert not hotline.asked(PlayPrompts)
    hotline.answer()
    assert hotline.on_tracks() == [("start", "caller"), ("start", "alice")]


# Which talks.


def test_a_queue_without_a_rule_records_nothing() -> None:
    hotline = RecordedHotline(sales=None)
    hotline.talks()
    assert not hotline.state.recordings and not hotline.asked(StartTrack)


def test_a_share_is_drawn_by_the_contact_and_only_those_hear_the_notice() -> None:
    hotline = RecordedHotline(RecordingRule(40, NOTICE))
    hotline.give(SetActivity(BOB, Activity.ON_BREAK, "lunch"))
    heard = []
    for place in range(50):
        interaction_id = hotline.caller_in_queue(f"caller{place}")
        hotline.accept()
        heard.append(bool(hotline.asked(PlayPrompts)))
        if heard[-1]:
            hotline.played()
        hotline.answer()
        assert (interaction_id in hotline.state.recordings) is heard[-1]
        hotline.hang_up(f"caller{place}")
        hotline.carry_out_tracks()
        hotline.carry_out_hang_ups()
        hotline.finish(interaction_id)
    assert 10 <= sum(heard) <= 30
    assert hotline.is_empty()


# Pauses.


def test_nothing_is_recorded_on_hold(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    recording_id = hotline.recording().recording_id
    hotline.give(HoldInteraction(ALICE, interaction_id))
    assert hotline.on_tracks() == [("pause", "caller"), ("pause", "alice")]
    assert hotline.of_type(RecordingPaused) == [RecordingPaused(recording_id, interaction_id, PauseReason.APART)]
    hotline.give(ResumeInteraction(ALICE, interaction_id))
    assert hotline.on_tracks() == [("continue", "caller"), ("continue", "alice")]
    assert hotline.of_type(RecordingContinued) == [RecordingContinued(recording_id, interaction_id, PauseReason.APART)]


def test_a_hold_that_the_provider_could_not_do_is_no_pause(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    hotline.give(HoldInteraction(ALICE, interaction_id))
    hotline.failed(HoldLeg)
    assert hotline.on_tracks() == [("continue", "caller"), ("continue", "alice")]
    assert not pauses(hotline)


def test_the_agent_pauses_and_goes_on(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    assert "pause_recording" in hotline.view().allowed_actions
    assert hotline.give(PauseRecording(ALICE, interaction_id)) is None
    assert hotline.on_tracks() == [("pause", "caller"), ("pause", "alice")]
    told = [hotline.view().recorded]
    hotline.done(StartTrack)
    for request in hotline.asked(PauseTrack):
        told.append(hotline.view().recorded)
        hotline.give(CommandDone(request.effect_id))
    assert [each.pause for each in told if each is not None] == ["", "", ""], "it is not told before it holds"
    shown = hotline.view()
    assert shown.recorded is not None and (shown.recorded.pause, shown.recorded.since_ms) == ("agent", hotline.now_ms)
    assert "continue_recording" in shown.allowed_actions and "pause_recording" not in shown.allowed_actions
    assert hotline.give(PauseRecording(ALICE, interaction_id)) is None, "a second click is no fault"
    assert hotline.on_tracks() == []
    assert hotline.give(ContinueRecording(ALICE, interaction_id)) is None
    assert hotline.on_tracks() == [("continue", "caller"), ("continue", "alice")]


def test_two_reasons_for_a_pause_end_one_by_one(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    hotline.give(PauseRecording(ALICE, interaction_id))
    hotline.give(HoldInteraction(ALICE, interaction_id))
    assert hotline.on_tracks() == [] and pauses(hotline) == {PauseReason.AGENT, PauseReason.APART}
    hotline.give(ResumeInteraction(ALICE, interaction_id))
    assert hotline.on_tracks() == [], "the card is still being told"
    hotline.give(ContinueRecording(ALICE, interaction_id))
    assert hotline.on_tracks() == [("continue", "caller"), ("continue", "alice")]


def test_a_talk_that_is_not_recorded_cannot_be_paused() -> None:
    hotline = RecordedHotline(sales=None)
    interaction_id = hotline.talks()
    assert "pause_recording" not in hotline.view().allowed_actions
    assert hotline.give(PauseRecording(ALICE, interaction_id)) is RejectionCode.NOT_ALLOWED_NOW


def test_only_the_agent_who_talks_may_pause(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    assert hotline.give(PauseRecording(BOB, interaction_id)) is not None
    assert not pauses(hotline)


# The end.


def test_the_recording_ends_with_the_agents_part(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    hotline.carry_out_tracks()
    recording_id = hotline.recording().recording_id
    hotline.give(PauseRecording(ALICE, interaction_id))
    hotline.carry_out_tracks()
    hotline.give(HangUpInteraction(ALICE, interaction_id))
    hotline.carry_out_hang_ups()
    assert hotline.of_type(RecordingEnded) == [RecordingEnded(recording_id, interaction_id)]
    assert hotline.on_tracks() == [("end", "caller"), ("end", "alice")]
    assert not hotline.state.recordings, "the agent's pause has ended with it"


def test_the_customer_hangs_up(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    tracks = set(hotline.recording().tracks)
    hotline.hang_up()
    assert hotline.on_tracks() == [("end", "caller"), ("end", "alice")]
    hotline.carry_out_hang_ups()
    hotline.carry_out_tracks()
    hotline.finish(interaction_id)
    assert hotline.is_empty() and not hotline.state.ending_tracks
    assert len(tracks) == 2


def test_files_are_named_once_in_all_journals_and_safely(hotline: RecordedHotline) -> None:
    hotline.talks()
    names = list(hotline.recording().tracks)
    assert all(str(hotline.now_ms) in name and name.replace("-", "").isalnum() for name in names)
    assert len({*names, hotline.recording().recording_id}) == 3


def test_a_hand_over_to_a_queue_that_does_not_record_ends_it(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    hotline.give(TransferToQueue(ALICE, interaction_id, SUPPORT))
    assert hotline.on_tracks() == [("end", "caller"), ("end", "alice")]
    hotline.carry_out_hang_ups()
    hotline.finish(interaction_id)
    hotline.accept(BOB)
    hotline.answer(BOB)
    assert not hotline.state.recordings and not hotline.asked(StartTrack)


def test_a_rule_that_is_taken_back_meanwhile_ends_it_at_the_next_turn(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    hotline.give(recorded(sales=None, version="v3"))
    hotline.wait(1_000)
    hotline.give(HoldInteraction(ALICE, interaction_id))
    assert not hotline.state.recordings


# What goes wrong.


def test_a_track_that_cannot_be_written_is_told_and_the_call_goes_on(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    failing = hotline.asked(StartTrack)[0]
    assert isinstance(failing.command, StartTrack)
    hotline.give(CommandFailed(failing.effect_id, "not_recorded"))
    ended = TrackEnded(failing.command.track, interaction_id, "not_recorded")
    assert hotline.of_type(TrackEnded) == [ended]
    shown = hotline.view()
    assert shown.state == "connected" and shown.recorded is not None and shown.recorded.is_failing
    hotline.give(HoldInteraction(ALICE, interaction_id))
    assert hotline.on_tracks() == [("pause", "alice")]
    hotline.give(ResumeInteraction(ALICE, interaction_id))
    assert hotline.on_tracks() == [("continue", "alice")], "it is not tried again in this talk"


def test_a_track_of_which_nothing_is_heard_is_ended(hotline: RecordedHotline) -> None:
    hotline.talks()
    hotline.wait(11_000)
    assert [type(request.command) for request in hotline.asked(EndTrack)] == [EndTrack, EndTrack]
    assert hotline.recording().tracks == {}
    hotline.carry_out_tracks()
    assert not hotline.asked(EndTrack)


def test_what_cannot_be_paused_is_not_recorded_any_more(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    hotline.carry_out_tracks()
    hotline.give(PauseRecording(ALICE, interaction_id))
    pausing = hotline.asked(PauseTrack)[0]
    hotline.give(CommandFailed(pausing.effect_id, "no_such_track"))
    assert hotline.on_tracks() == [("end", "caller")]
    assert len(hotline.recording().tracks) == 1


def test_a_party_who_hangs_up_at_that_very_moment_is_no_fault_of_the_recorder(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    hotline.carry_out_tracks()
    hotline.give(HoldInteraction(ALICE, interaction_id))
    pausing = hotline.asked(PauseTrack)[0]
    hotline.give(CommandFailed(pausing.effect_id, "leg_gone"))
    assert len(hotline.recording().tracks) == 2 and not hotline.of_type(TrackEnded)
    hotline.hang_up()
    assert ("end", "caller") in hotline.on_tracks()


def test_a_recorder_that_dies_is_told(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    hotline.carry_out_tracks()
    track, known = next(iter(hotline.recording().tracks.items()))
    hotline.give(TrackFailed(known.leg_id, track, "stalled"))
    assert hotline.of_type(TrackEnded) == [TrackEnded(track, interaction_id, "stalled")]
    assert hotline.on_tracks() == [("end", "caller")], "lest it comes to life again"
    hotline.give(TrackFailed(known.leg_id, track, "stalled"))
    assert hotline.of_type(TrackEnded) == []


def test_a_file_that_is_not_there_in_the_end_is_told(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    hotline.carry_out_tracks()
    hotline.hang_up()
    ending = hotline.asked(EndTrack)[0]
    assert isinstance(ending.command, EndTrack)
    hotline.give(CommandFailed(ending.effect_id, "not_recorded"))
    assert hotline.of_type(TrackKept) == [TrackKept(ending.command.track, interaction_id, "not_recorded")]


def test_after_a_restart_tracks_go_on_and_can_be_paused(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    hotline.carry_out_tracks()
    agent_leg = hotline.leg(ALICE)
    hotline.give(EngineStarted())
    hotline.give(LegsRead(PROVIDER, (LegSeen(CALLER_LEG, True, (agent_leg,)), LegSeen(agent_leg, True, (CALLER_LEG,)))))
    hotline.give(ReconcileEnded())
    assert hotline.on_tracks() == [] and len(hotline.recording().tracks) == 2
    hotline.give(PauseRecording(ALICE, interaction_id))
    assert hotline.on_tracks() == [("pause", "caller"), ("pause", "alice")]


def test_what_was_asked_of_a_pause_before_is_not_asked_again_by_a_restart(hotline: RecordedHotline) -> None:
    interaction_id = hotline.talks()
    hotline.carry_out_tracks()
    hotline.give(PauseRecording(ALICE, interaction_id))
    hotline.give(ContinueRecording(ALICE, interaction_id))
    wanted = [request.command for request in hotline.asked(PauseTrack)]
    assert [command.paused for command in wanted if isinstance(command, PauseTrack)] == [False, False]


def test_one_recording_is_told_with_its_parties(hotline: RecordedHotline) -> None:
    interaction_id = hotline.caller_in_queue()
    hotline.accept()
    hotline.played()
    hotline.answer()
    contact = hotline.contact(interaction_id)
    recording_id = hotline.recording().recording_id
    started = RecordingStarted(recording_id, contact.contact_id, interaction_id, ALICE, NOTICE)
    assert hotline.of_type(RecordingStarted) == [started]
    told = [
        (event.leg_id, event.is_customer, event.agent_id)
        for event in hotline.of_type(TrackStarted)
        if isinstance(event, TrackStarted)
    ]
    assert told == [(CALLER_LEG, True, None), (hotline.leg(ALICE), False, ALICE)]


def test_a_hotline_without_recordings_is_as_it_was() -> None:
    hotline = Hotline()
    hotline.sign_in(ALICE)
    hotline.caller_in_queue()
    hotline.talk()
    assert not hotline.state.recordings
