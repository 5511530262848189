"""Configuration and hours reach a running center: new calls follow the new text, calls in progress the old one."""

import pytest

from cic.calls.commands import AnswerLeg
from cic.center.inputs import HoursCompiled, OpenHours
from cic.center.state import is_open
from tests.unit.center.hotline import ALICE, Hotline, configuration

pytestmark = pytest.mark.unit


def test_the_same_version_again_changes_nothing() -> None:
    hotline = Hotline()
    hotline.give(configuration("v1", wrap_up_ms_max=1))
    assert hotline.events == ()


def test_a_call_in_progress_keeps_the_flow_that_it_began_with() -> None:
    hotline = Hotline()
    old = hotline.call("old")
    hotline.give(configuration("v2", flow_version="2"))
    new = hotline.call("new")
    assert hotline.contact(old).session.flow_version == "1"
    assert hotline.contact(new).session.flow_version == "2"


def test_a_flow_version_is_dropped_once_nobody_follows_it() -> None:
    hotline = Hotline()
    hotline.call()
    hotline.give(configuration("v2", flow_version="2"))
    assert [set(versions) for versions in hotline.state.flows.values()] == [{"1", "2"}, {"2"}]
    hotline.hang_up()
    hotline.give(configuration("v3", flow_version="3"))
    assert [set(versions) for versions in hotline.state.flows.values()] == [{"3"}, {"3"}]
    hotline.call("later")
    hotline.done(AnswerLeg)


def test_who_talks_is_not_disturbed() -> None:
    hotline = Hotline()
    hotline.sign_in(ALICE)
    hotline.caller_in_queue()
    hotline.talk()
    hotline.give(configuration("v2", wrap_up_ms_max=1_000))
    assert hotline.view().state == "connected"
    hotline.hang_up()
    view = hotline.view()
    assert view.wrap_up_since_ms is not None and view.wrap_up_until_ms == view.wrap_up_since_ms + 1_000


@pytest.mark.parametrize(
    ("now_ms", "expected"),
    [(0, False), (99, False), (100, True), (199, True), (200, False), (300, True), (999, False), (1_000, True)],
)
def test_a_calendar_is_open_within_its_hours_and_beyond_what_is_known(now_ms: int, expected: bool) -> None:
    hotline = Hotline()
    hotline.give(HoursCompiled((OpenHours("office", ((100, 200), (300, 400)), 1_000),)))
    assert is_open(hotline.state, "office", now_ms) is expected


def test_a_calendar_that_nobody_knows_is_open() -> None:
    assert is_open(Hotline().state, "holidays", 0)
