"""Recorded talks as the log has them after the center itself has decided: tracks, pauses, failures, whose they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cic.api.contact_bodies import WholeContactBody
from cic.api.ports import RecordedTalk
from cic.calls.commands import EndTrack, StartTrack
from cic.calls.reports import CommandFailed
from cic.center.control_inputs import ContinueRecording, HoldInteraction, PauseRecording, ResumeInteraction
from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.store import ContactLogStore
from cic.journal.codec import Codec
from cic.journal.database import Database
from routing.commands import TransferToQueue
from routing.vocabulary import AgentId, ContactId, InteractionId, RecordingId, SiteId, TenantId
from tests.unit.center.hotline import ALICE, BOB
from tests.unit.center.recorded import ALL, SUPPORT, RecordedHotline

pytestmark = pytest.mark.unit


class Line(RecordedHotline):
    """A hotline with every talk recorded."""

    def __init__(self) -> None:
        super().__init__(support=ALL)


class Log:
    """The contact log of a line; it takes what there is whenever it is asked."""

    def __init__(self, line: Line, path: Path) -> None:
        self.line = line
        self.store = ContactLogStore(
            Database(path), Codec, TenantId("demo"), SiteId("main"), agent_number={ALICE: "101", BOB: "102"}.__getitem__
        )
        self.queries = ContactLogQueries(self.store, lambda _ref: None, self.take)

    def take(self) -> None:
        if missing := self.line.records[self.store.cursor() :]:
            self.store.take(self.store.ledger(), missing)

    def contact(self, interaction_id: InteractionId) -> WholeContactBody:
        row = self.queries.contact_now(ContactId(interaction_id.replace("i", "c")))
        return WholeContactBody.model_validate(row)


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def log(line: Line, tmp_path: Path) -> Iterator[Log]:
    made = Log(line, tmp_path / "contacts.db")
    yield made
    made.store.close()


def over(line: Line, interaction_id: InteractionId, agent_id: AgentId = ALICE) -> None:
    """The customer hangs up, and the contact is closed."""
    line.hang_up()
    line.carry_out_hang_ups()
    line.finish(interaction_id, agent_id)


def test_tracks_stand_against_the_contacts_time(line: Line, log: Log) -> None:
    interaction_id = line.talks()
    began_at_ms = line.now_ms
    live = log.contact(interaction_id)
    assert [track.ended_at_ms for track in live.recordings[0].tracks] == [None, None], "told while it goes on"
    line.carry_out_tracks()
    line.wait(60_000)
    over(line, interaction_id)
    line.carry_out_tracks()
    contact = log.contact(interaction_id)
    (recording,) = contact.recordings
    told = [(track.is_customer, track.agent_id, track.failure) for track in recording.tracks]
    assert told == [(True, None, ""), (False, "alice", "")]
    customers = recording.tracks[0]
    assert customers.started_at_ms == began_at_ms == contact.arrived_at_ms + customers.offset_ms
    assert contact.ended_at_ms is not None and customers.duration_ms == contact.ended_at_ms - began_at_ms
    assert recording.ended_at_ms == contact.ended_at_ms and recording.pauses == []


def test_each_pause_has_both_instants_and_its_reason(line: Line, log: Log) -> None:
    interaction_id = line.talks()
    line.give(PauseRecording(ALICE, interaction_id), 5_000)
    line.give(HoldInteraction(ALICE, interaction_id), 1_000)
    line.give(ResumeInteraction(ALICE, interaction_id), 1_000)
    line.give(ContinueRecording(ALICE, interaction_id), 1_000)
    line.give(PauseRecording(ALICE, interaction_id), 1_000)
    paused_at_ms = line.now_ms
    line.hang_up()
    (recording,) = log.contact(interaction_id).recordings
    lengths = [(pause.reason, (pause.ended_at_ms or 0) - pause.started_at_ms) for pause in recording.pauses]
    assert lengths == [("agent", 3_000), ("apart", 1_000), ("agent", line.now_ms - paused_at_ms)]
    kinds = [(mark.kind, mark.reason) for mark in recording.marks[:4]]
    assert kinds == [("paused", "agent"), ("paused", "apart"), ("continued", "apart"), ("continued", "agent")]


def test_a_track_that_could_not_be_written_says_why(line: Line, log: Log) -> None:
    interaction_id = line.talks()
    line.give(CommandFailed(line.asked(StartTrack)[0].effect_id, "not_recorded"))
    over(line, interaction_id)
    assert [track.failure for track in log.contact(interaction_id).recordings[0].tracks] == ["not_recorded", ""]


@pytest.mark.parametrize("is_taken_between", [True, False])
def test_a_file_that_turns_out_missing_after_the_contact_is_closed_is_told_too(
    line: Line, log: Log, is_taken_between: bool
) -> None:
    interaction_id = line.talks()
    line.done(StartTrack)
    over(line, interaction_id)
    assert interaction_id not in line.state.contact_of
    if is_taken_between:
        log.take()
    line.give(CommandFailed(line.asked(EndTrack)[-1].effect_id, "not_recorded"))
    assert [track.failure for track in log.contact(interaction_id).recordings[0].tracks] == ["", "not_recorded"]


def test_each_talk_is_a_recording_and_belongs_to_those_who_took_part(line: Line, log: Log) -> None:
    interaction_id = line.talks()
    first = next(iter(line.recording().tracks))
    line.give(TransferToQueue(ALICE, interaction_id, SUPPORT))
    line.carry_out_hang_ups()
    line.finish(interaction_id)
    line.accept(BOB)
    line.answer(BOB)
    second = next(iter(line.recording().tracks))
    contact_id = line.contact(interaction_id).contact_id
    assert log.queries.track_now(first) == RecordedTalk(contact_id, frozenset({ALICE}))
    assert log.queries.track_now(second) == RecordedTalk(contact_id, frozenset({BOB}))
    assert log.queries.track_now(RecordingId("m1-1-1")) is None
    assert len(log.contact(interaction_id).recordings) == 2


def test_a_contact_that_was_not_recorded_has_none(line: Line, log: Log) -> None:
    interaction_id = line.caller_in_queue()
    line.hang_up()
    assert log.contact(interaction_id).recordings == []
