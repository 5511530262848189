"""Supervisors who listen in, as the log has it: who, from when to when, in which modes; the caller's side goes on."""

import json

import pytest

from cic.calls.commands import DialLeg, MonitorLeg, MonitorMode
from cic.calls.reports import LegAnswered
from cic.center.monitoring_inputs import EndMonitoring, StartMonitoring, SwitchMonitoring, TakeOver
from cic.contact_log.record import ContactRecord, SegmentKind
from cic.contact_log.rows import contact_row
from routing.vocabulary import EndCause
from tests.unit.center.hotline import ALICE, BOB
from tests.unit.contact_log.test_between_agents import Story

pytestmark = pytest.mark.unit

LISTEN, WHISPER = MonitorMode.LISTEN, MonitorMode.WHISPER


def bob_listens(story: Story) -> None:
    assert story.hotline.give(StartMonitoring(BOB, ALICE, None, LISTEN)) is None
    dial = story.hotline.latest(DialLeg).command
    assert isinstance(dial, DialLeg)
    story.bob_leg = dial.leg_id
    story.hotline.give(LegAnswered(story.bob_leg))
    story.hotline.done(MonitorLeg)


def kinds(contact: ContactRecord) -> list[SegmentKind]:
    return [segment.kind for segment in contact.segments]


def test_who_listened_and_how_is_noted_beside_the_callers_side() -> None:
    story = Story()
    bob_listens(story)
    story.wait(10)
    story.hotline.give(SwitchMonitoring(BOB, ALICE, WHISPER))
    story.hotline.done(MonitorLeg)
    story.wait(5)
    story.hotline.give(EndMonitoring(BOB, ALICE))
    story.hotline.carry_out_hang_ups()
    contact = story.over()
    (noted,) = contact.monitorings
    assert (noted.supervisor_id, noted.agent_id, noted.outcome) == (BOB, ALICE, "completed")
    assert [one.mode for one in noted.modes] == [LISTEN, WHISPER]
    assert noted.began_at_ms is not None and noted.ended_at_ms is not None
    assert noted.asked_at_ms < noted.began_at_ms < noted.modes[1].at_ms < noted.ended_at_ms
    assert contact.segments[noted.ordinal - 1].kind is SegmentKind.TALK
    assert kinds(contact).count(SegmentKind.TALK) == 1, "the caller's talk is one, whoever listens"
    assert {segment.agent_id for segment in contact.all_segments} == {None, ALICE}


def test_a_take_over_is_told_by_the_log() -> None:
    story = Story()
    bob_listens(story)
    story.wait(10)
    assert story.hotline.give(TakeOver(BOB, ALICE)) is None
    story.hotline.bridged()
    contact = story.over()
    (noted,) = contact.monitorings
    assert noted.outcome == "taken_over"
    talks = [segment for segment in contact.segments if segment.kind is SegmentKind.TALK]
    assert [segment.agent_id for segment in talks] == [ALICE, BOB]
    assert (talks[0].cause, talks[0].ended_at_ms) == (EndCause.TRANSFERRED.value, talks[1].started_at_ms)
    assert [(item.from_agent, item.to_agent) for item in contact.hand_overs] == [(ALICE, BOB)]


def test_whoever_never_heard_anything_has_no_beginning() -> None:
    story = Story()
    story.hotline.give(StartMonitoring(BOB, ALICE, None, LISTEN))
    dial = story.hotline.latest(DialLeg).command
    assert isinstance(dial, DialLeg)
    story.hotline.hang_up(dial.leg_id, EndCause.DECLINED)
    (noted,) = story.over().monitorings
    assert (noted.began_at_ms, noted.outcome) == (None, "declined")


def test_a_row_tells_it_as_json() -> None:
    story = Story()
    bob_listens(story)
    row = contact_row(story.over(), lambda _agent_id: "")
    (told,) = json.loads(row["monitorings"])
    assert (told["supervisor_id"], told["agent_id"], told["outcome"]) == ("bob", "alice", "caller_hung_up")
    assert [one["mode"] for one in told["modes"]] == ["listen"]
