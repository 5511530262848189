"""Invented calls whose agents put off work and want help meanwhile: noted where it happened, and the times still add
up."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings

from cic.center.desk_events import FollowUpClosed, FollowUpMade, HelpAsked
from cic.center.events import CenterEvent, WorkOpened
from cic.center.inputs import CenterInput
from cic.contact_log.record import SegmentKind
from cic.contact_log.rows import contact_row, segment_rows
from routing.vocabulary import AgentId, ContactId, InteractionId, Medium, PersonalRef, QueueId
from tests.properties.test_contact_log import CALLER, C, Call, I, calls, logged

pytestmark = pytest.mark.property

TALKING = (SegmentKind.TALK, SegmentKind.HOLD)
Q, TEXT = QueueId("q"), PersonalRef("text")


@dataclass
class DeskCall(Call):
    """What its agents do at the desk too. ``put_off`` is when, by whom, and whether in wrap-up; ``help`` from when to
    when, and of whom."""

    put_off: list[tuple[int, AgentId, bool]] = field(default_factory=list)
    help: list[tuple[int, int, AgentId]] = field(default_factory=list)
    wants_help_since_ms: int | None = None

    def moves(self) -> list[Callable[[], None]]:
        moves = super().moves()
        if self.kind in TALKING:
            moves += [self.put_off_work, self.change_help, self.change_help]
        if self.wrapping_up:
            moves += [self.put_off_work_afterwards]
        if self.put_off:
            moves += [self.work_is_due]
        return moves

    def _put_off(self, agent_id: AgentId, is_wrapping_up: bool) -> None:
        self.put_off.append((self.now_ms, agent_id, is_wrapping_up))
        contact_id, due_at_ms = ContactId(f"f{len(self.put_off)}"), self.now_ms + 1
        self.tell(FollowUpMade(contact_id, C, agent_id, agent_id, Q, due_at_ms, None, TEXT, CALLER, "en", "4000", None))

    def put_off_work(self) -> None:
        if self.agent not in [agent_id for agent_id, _ in self.wrapping_up]:
            self._put_off(self.agent, is_wrapping_up=False)

    def put_off_work_afterwards(self) -> None:
        self._put_off(self.wrapping_up[-1][0], is_wrapping_up=True)

    def work_is_due(self) -> None:
        """The first becomes a task; once only: another of the same name is none of this call's."""
        contact_id, _, agent_id = ContactId("f1"), *self.put_off[0][:2]
        closed = FollowUpClosed(contact_id, agent_id, agent_id, None, "due")
        task = WorkOpened(
            contact_id, InteractionId("if1"), C, Medium.TASK, Q, "follow_up", "4000", CALLER, "en", 9_000_000, None, 0,
            None, {"follow_up": TEXT},
        )  # fmt: skip
        self.tell(closed, task)

    def change_help(self) -> None:
        if self.wants_help_since_ms is None:
            self.wants_help_since_ms = self.now_ms
            self.tell(HelpAsked(I, self.agent, True))
        else:
            self.tell(*self._without_help())

    def _without_help(self) -> tuple[CenterEvent, ...]:
        if self.wants_help_since_ms is None:
            return ()
        self.help.append((self.wants_help_since_ms, self.now_ms, self.agent))
        self.wants_help_since_ms = None
        return (HelpAsked(I, self.agent, False),)

    def tell(self, *events: CenterEvent, led_by: CenterInput | None = None) -> None:
        """The center ends help at the end of the input in which the agent has left."""
        if self.kind not in TALKING:
            events = (*events, *self._without_help())
        super().tell(*events, led_by=led_by)


def rows(call: Call) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    contact = logged(call)
    return contact_row(contact, lambda _: ""), segment_rows(contact, lambda _: "")


@settings(max_examples=300, deadline=None)
@given(calls(DeskCall))
def test_the_times_are_still_those_of_the_clock(call: DeskCall) -> None:
    contact = logged(call)
    assert {kind: contact.time_ms(kind) for kind in SegmentKind} == call.spent_ms
    assert contact.total_ms + contact.time_ms(SegmentKind.WRAP_UP) == sum(call.spent_ms.values())
    assert [left.at_ms for left in contact.work_left] == call.messages, "what was put off was not left"


@settings(max_examples=300, deadline=None)
@given(calls(DeskCall))
def test_what_agents_put_off_stands_where_they_did(call: DeskCall) -> None:
    row, segments = rows(call)
    noted = json.loads(row["follow_ups"])
    assert [(item["at_ms"], item["agent_id"]) for item in noted] == [item[:2] for item in call.put_off]
    for item, (at_ms, agent_id, is_wrapping_up) in zip(noted, call.put_off, strict=True):
        segment = segments[item["segment"] - 1]
        assert segment["agent_id"] == agent_id and (segment["kind"] == "wrap_up") is is_wrapping_up
        assert segment["started_at_ms"] <= at_ms <= segment["ended_at_ms"]


@settings(max_examples=300, deadline=None)
@given(calls(DeskCall))
def test_help_is_wanted_for_as_long_as_the_agent_is_there(call: DeskCall) -> None:
    row, segments = rows(call)
    noted = json.loads(row["help_asked"])
    told = [(item["at_ms"], item["at_ms"] + item["duration_ms"], item["agent_id"]) for item in noted]
    assert told == call.help
    for item in noted:
        segment = segments[item["segment"] - 1]
        assert segment["agent_id"] == item["agent_id"] and segment["kind"] in ("talk", "hold")
