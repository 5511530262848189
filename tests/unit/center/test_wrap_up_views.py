"""What the desktop shows of each way to wrap up: what is allowed, when it ends, and what was given already."""

from dataclasses import replace

import pytest

from cic.center.views import agent_view, touched_agents
from routing.commands import AskForWrapUp, FinishWrapUp
from routing.configuration import WrapUpMode, WrapUpRule
from routing.rejections import RejectionCode
from routing.vocabulary import InteractionId
from tests.unit.center.hotline import ALICE, Hotline, configuration

pytestmark = pytest.mark.unit

LIMIT_MS = 30_000


def hotline_with(mode: WrapUpMode) -> Hotline:
    """A hotline whose one queue wraps up in this way; alice is available."""
    made = Hotline()
    plain = configuration("v2")
    queue = replace(plain.routing.queues[0], wrap_up=WrapUpRule(mode, LIMIT_MS), dispositions=("solved", "other"))
    made.give(replace(plain, routing=replace(plain.routing, queues=(queue,))))
    made.sign_in(ALICE)
    return made


def talking(mode: WrapUpMode) -> tuple[Hotline, InteractionId]:
    hotline = hotline_with(mode)
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    return hotline, interaction_id


def has_nothing_in_hand(hotline: Hotline) -> bool:
    desktop = agent_view(hotline.state, ALICE)
    assert desktop is not None
    return desktop.interactions == () and desktop.is_free


@pytest.mark.parametrize("mode", list(WrapUpMode))
def test_time_may_be_asked_for_only_where_it_is_optional(mode: WrapUpMode) -> None:
    hotline = hotline_with(mode)
    hotline.caller_in_queue()
    is_optional = mode is WrapUpMode.OPTIONAL
    assert "ask_for_wrap_up" not in hotline.view().allowed_actions, "an offer is not taken yet"
    agent_leg = hotline.accept()
    assert ("ask_for_wrap_up" in hotline.view().allowed_actions) is is_optional
    hotline.hang_up(agent_leg)
    hotline.sign_in(ALICE)
    hotline.talk()
    assert ("ask_for_wrap_up" in hotline.view().allowed_actions) is is_optional


def test_what_was_asked_for_is_shown_and_may_be_taken_back() -> None:
    hotline, interaction_id = talking(WrapUpMode.OPTIONAL)
    assert hotline.view().wants_wrap_up is False
    hotline.give(AskForWrapUp(ALICE, interaction_id, True))
    assert hotline.view().wants_wrap_up is True
    assert touched_agents(hotline.state, hotline.events) == {ALICE}
    hotline.give(AskForWrapUp(ALICE, interaction_id, False))
    assert hotline.view().wants_wrap_up is False
    hotline.give(AskForWrapUp(ALICE, interaction_id, True))
    hotline.hang_up()
    view = hotline.view()
    assert (view.state, view.allowed_actions) == ("wrap_up", ("finish_wrap_up",))
    assert view.wrap_up_until_ms == hotline.now_ms + LIMIT_MS
    assert hotline.give(AskForWrapUp(ALICE, interaction_id, False)) is RejectionCode.NOT_ALLOWED_NOW


@pytest.mark.parametrize("mode", [WrapUpMode.OPTIONAL, WrapUpMode.NONE])
def test_without_wrap_up_the_desktop_is_empty_at_once(mode: WrapUpMode) -> None:
    hotline, _ = talking(mode)
    hotline.hang_up()
    hotline.carry_out_hang_ups()
    assert has_nothing_in_hand(hotline)


def test_a_required_wrap_up_has_no_end_to_count_down_to() -> None:
    hotline, interaction_id = talking(WrapUpMode.REQUIRED)
    hotline.hang_up()
    hotline.wait(3_600_000)
    view = hotline.view()
    assert (view.state, view.wrap_up_until_ms) == ("wrap_up", None)
    assert view.wrap_up_since_ms is not None
    hotline.finish(interaction_id)
    assert has_nothing_in_hand(hotline)


def test_a_wrap_up_of_the_whole_time_shows_what_was_given_and_lets_it_be_changed() -> None:
    hotline, interaction_id = talking(WrapUpMode.TIMED_WHOLE)
    hotline.hang_up()
    until_ms = hotline.now_ms + LIMIT_MS
    assert hotline.view().given_disposition is None
    assert hotline.finish(interaction_id) is None
    view = hotline.view()
    assert (view.given_disposition, view.wrap_up_until_ms, view.allowed_actions) == (
        "solved",
        until_ms,
        ("finish_wrap_up",),
    )
    assert touched_agents(hotline.state, hotline.events) == {ALICE}
    assert hotline.give(FinishWrapUp(ALICE, interaction_id, "other", None)) is None
    assert hotline.view().given_disposition == "other"
    hotline.wait(LIMIT_MS)
    assert has_nothing_in_hand(hotline)
