"""What is kept of what a desktop was told: how much, how long, and from where one can go on."""

import json
from dataclasses import replace

import pytest

from agent_desktop.gateway.agent_log import CHARACTERS_MAX, FRAMES_MAX, KEPT_MS, AgentLog
from agent_desktop.gateway.views import ViewWriter
from cic.center.views import AgentView
from cic.configuration.compile import CompiledCenter
from routing.vocabulary import PersonalRef
from tests.unit.gateway.test_views import OFFERED, VIEW

pytestmark = pytest.mark.unit

CALM = replace(VIEW, interactions=())


@pytest.fixture
def writer(compiled: CompiledCenter) -> ViewWriter:
    return ViewWriter(compiled.labels, lambda reference: f"opened {reference}")


def since(view: AgentView, since_ms: int) -> AgentView:
    return replace(view, since_ms=since_ms)


def test_a_view_that_is_the_same_is_not_told(writer: ViewWriter) -> None:
    log = AgentLog()
    assert log.advance(5, 0, VIEW, writer) is None, "the first is told whole"
    assert log.advance(6, 0, replace(VIEW), writer) is None
    assert (log.seq, log.since(5), log.since(6)) == (6, [], [])
    told = log.advance(7, 0, since(VIEW, 9), writer)
    assert told is not None and log.since(5) == log.since(6) == [told] and log.since(7) == []
    assert json.loads(told)["after"] == 5, "nothing was told with number 6"
    assert log.advance(7, 0, since(VIEW, 10), writer) is None, "that number was told"


def test_no_more_is_kept_than_there_is_room_for(writer: ViewWriter) -> None:
    log = AgentLog()
    log.advance(0, 0, CALM, writer)
    for seq in range(1, FRAMES_MAX + 101):
        log.advance(seq, 0, since(CALM, seq), writer)
    assert log.size[0] == FRAMES_MAX
    assert log.since(99) is None and len(log.since(100) or ()) == FRAMES_MAX
    long = replace(CALM, reason="x" * (CHARACTERS_MAX // 3))
    for seq in range(1_000, 1_010):
        log.advance(seq, 0, replace(long, since_ms=seq, reason=f"{seq}{long.reason}"), writer)
    assert log.size[1] <= CHARACTERS_MAX


def test_nothing_is_kept_for_longer_than_a_desktop_may_be_away(writer: ViewWriter) -> None:
    log = AgentLog()
    log.advance(1, 0, CALM, writer)
    log.advance(2, 10, since(CALM, 2), writer)
    log.advance(3, 20, since(CALM, 3), writer)
    log.advance(4, 11 + KEPT_MS, since(CALM, 4), writer)
    assert log.since(1) is None and len(log.since(2) or ()) == 2


def test_a_snapshot_is_written_anew_and_is_what_events_lead_on_from(compiled: CompiledCenter) -> None:
    values: dict[str, str | None] = {"n": "+8610", "m": "李娜", "d": "1", "gone": None}
    writer, log = ViewWriter(compiled.labels, lambda reference: values[reference]), AgentLog()
    log.advance(1, 0, VIEW, writer)
    values["m"] = None  # the person was erased
    assert log.advance(2, 0, since(VIEW, 5), writer) is not None
    assert log.view is not None and log.view["interactions"][0]["caller"]["name"] == "李娜", "it is shown as it was"
    shown = json.loads(log.snapshot(2, 0, since(VIEW, 5), writer))["view"]
    assert shown == log.view and shown["interactions"][0]["caller"]["name"] is None


def test_a_revision_is_the_number_of_the_last_change(writer: ViewWriter) -> None:
    log = AgentLog()
    assert log.revision("i-1") is None
    log.advance(3, 0, VIEW, writer)
    log.advance(4, 0, since(VIEW, 8), writer)
    assert log.revision("i-1") == 3, "the agent has changed, the interaction has not"
    log.advance(6, 0, replace(VIEW, interactions=(replace(OFFERED, is_held=True),)), writer)
    assert log.revision("i-1") == 6
    log.advance(7, 0, CALM, writer)
    assert log.revision("i-1") is None


def test_what_has_not_changed_is_opened_once(compiled: CompiledCenter) -> None:
    opened: list[PersonalRef] = []
    writer, log = ViewWriter(compiled.labels, opened.append), AgentLog()
    log.advance(1, 0, VIEW, writer)
    known = len(opened)
    for seq in range(2, 9):
        log.advance(seq, 0, since(VIEW, seq), writer)
    assert len(opened) == known > 0
