"""What an agent's desktop shows: the actions that are possible now, and a new view whenever something in it changed."""

import pytest

from cic.calls.reports import LegAnswered
from cic.center.control_inputs import (
    HoldInteraction,
    MuteInteraction,
)
from cic.center.views import agent_view, touched_agents
from routing.commands import SetActivity, TransferToQueue
from routing.vocabulary import Activity, AgentId
from tests.unit.center.hotline import ALICE, BOB, CALLER, NUMBER, SALES, Hotline, configuration

pytestmark = pytest.mark.unit


@pytest.fixture
def hotline() -> Hotline:
    made = Hotline()
    made.sign_in(ALICE)
    return made


def test_the_allowed_actions_follow_the_call(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    assert (hotline.view().state, hotline.view().allowed_actions) == ("offered", ("accept", "decline"))
    agent_leg = hotline.accept()
    assert (hotline.view().state, hotline.view().allowed_actions) == ("connecting", ("hang_up",))
    hotline.give(LegAnswered(agent_leg))
    assert hotline.view().allowed_actions == ("hang_up",)
    hotline.bridged()
    handing_on = ("transfer_to_queue", "transfer", "consult", "park")
    talking = ("hold", "mute", "send_digits", *handing_on, "hang_up", "ask_for_help")
    assert (hotline.view().state, hotline.view().allowed_actions) == ("connected", talking)
    hotline.give(MuteInteraction(ALICE, interaction_id, True))
    assert hotline.view().allowed_actions == (
        "hold", "unmute", "send_digits", *handing_on, "hang_up", "ask_for_help",
    )  # fmt: skip
    hotline.give(HoldInteraction(ALICE, interaction_id))
    assert hotline.view().allowed_actions == (
        "resume",
        "unmute",
        "transfer_to_queue",
        "transfer",
        "consult",
        "park",
        "hang_up",
        "ask_for_help",
    )
    hotline.hang_up()
    assert (hotline.view().state, hotline.view().allowed_actions) == ("wrap_up", ("finish_wrap_up",))
    hotline.finish(interaction_id)
    desktop = agent_view(hotline.state, ALICE)
    assert desktop is not None and desktop.interactions == () and desktop.is_free


def test_the_screen_pop_shows_who_calls_and_where_they_chose_to_go(hotline: Hotline) -> None:
    hotline.caller_in_queue()
    view = hotline.view()
    assert (view.caller, view.dialled_number, view.queue_id, view.dispositions) == (CALLER, NUMBER, SALES, ("solved",))
    assert [step.node for step in view.path] == ["queue"]
    assert view.offer is not None and view.offer.deadline_ms == view.offer.offered_at_ms + 15_000
    assert view.queued_at_ms is not None and view.arrived_at_ms < view.queued_at_ms


def test_the_times_of_a_contact_are_shown(hotline: Hotline) -> None:
    hotline.caller_in_queue()
    hotline.talk()
    view = hotline.view()
    assert view.accepted_at_ms is not None and view.connected_at_ms is not None
    assert view.accepted_at_ms < view.connected_at_ms == hotline.now_ms
    hotline.hang_up()
    view = hotline.view()
    assert view.wrap_up_since_ms == hotline.now_ms and view.wrap_up_until_ms == hotline.now_ms + 30_000


def test_an_agent_who_wraps_up_sees_nothing_of_the_next_agents_talk(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    hotline.sign_in(BOB)
    hotline.give(TransferToQueue(ALICE, interaction_id, SALES))
    hotline.talk(BOB)
    hotline.give(MuteInteraction(BOB, interaction_id, True))
    hotline.give(HoldInteraction(BOB, interaction_id))
    view = hotline.view(ALICE)
    assert (view.state, view.is_held, view.is_muted) == ("wrap_up", False, False)
    assert hotline.view(BOB).is_held and hotline.view(BOB).is_muted


def test_a_choice_for_afterwards_is_shown(hotline: Hotline) -> None:
    hotline.caller_in_queue()
    hotline.talk()
    hotline.give(SetActivity(ALICE, Activity.ON_BREAK, "lunch"))
    desktop = agent_view(hotline.state, ALICE)
    assert desktop is not None
    assert (desktop.activity, desktop.next_activity) == (Activity.AVAILABLE, Activity.ON_BREAK)


def test_nobody_has_no_view(hotline: Hotline) -> None:
    assert agent_view(hotline.state, AgentId("nobody")) is None


def test_a_new_configuration_touches_every_desktop(hotline: Hotline) -> None:
    hotline.give(configuration("v2"))
    assert touched_agents(hotline.state, hotline.events) == {ALICE, BOB}
