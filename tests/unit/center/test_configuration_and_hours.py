"""Configuration and hours reach a running center: new calls follow the new text, calls in progress the old one."""

from dataclasses import replace

import pytest

from cic.calls.commands import AnswerLeg
from cic.calls.reports import LegSeen, LegsRead
from cic.center.inputs import ConfigurationActivated, EngineStarted, HoursCompiled, OpenHours, ReconcileEnded
from cic.center.state import followed_flows, is_open
from routing.configuration import ConfigurationFrame
from routing.vocabulary import FlowId, LegId
from tests.unit.center.hotline import ALICE, PROVIDER, Hotline, configuration

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


def activation(hotline: Hotline, version: str, flow_version: str) -> ConfigurationActivated:
    """Other flows for the center as it runs, as publishing them gives it."""
    configured = configuration(version, flow_version=flow_version)
    frame = ConfigurationFrame(configured.routing.break_reasons, configured.routing.media, configured.routing.strategy)
    base = hotline.state.configuration_version
    return ConfigurationActivated(version, base, 0, frame, configured.flows, configured.entry_points)


def versions(hotline: Hotline) -> set[str]:
    """The versions of the flow `plain` that are kept."""
    return set(hotline.state.flows[FlowId("plain")])


def test_calls_keep_their_flow_over_a_publish_a_way_back_and_a_restart() -> None:
    hotline = Hotline()
    first = hotline.call("first")
    assert hotline.give(activation(hotline, "v2", "2")) is None
    second = hotline.call("second")
    assert hotline.give(activation(hotline, "v3", "1")) is None
    third = hotline.call("third")
    assert hotline.give(activation(hotline, "v4", "4")) is None
    hotline.give(EngineStarted())
    hotline.give(configuration("v5", flow_version="5"))
    seen = tuple(LegSeen(LegId(name), False, ()) for name in ("first", "second", "third"))
    hotline.give(LegsRead(PROVIDER, seen), 0)
    hotline.give(ReconcileEnded(), 0)
    begun = [hotline.contact(call).session.flow_version for call in (first, second, third)]
    assert (begun, versions(hotline)) == (["1", "2", "1"], {"1", "2", "5"})
    assert followed_flows(hotline.state) == {("plain", "1"): 2, ("plain", "2"): 1}
    hotline.hang_up("second")
    hotline.give(activation(hotline, "v6", "6"))
    assert versions(hotline) == {"1", "6"}, "what nobody follows any more is dropped with the next change"


def test_a_flow_that_is_taken_out_stays_for_whoever_follows_it_and_then_goes() -> None:
    hotline = Hotline()
    hotline.call()
    for version in ("v2", "v3"):
        given = configuration(version)
        hotline.give(replace(given, flows=given.flows[1:], entry_points=given.entry_points[1:]))
        assert (FlowId("plain") in hotline.state.flows) is (version == "v2")
        if version == "v2":
            assert FlowId("plain") not in hotline.state.current_flows
            hotline.done(AnswerLeg)
            hotline.hang_up()


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
