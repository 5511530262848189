"""An agent's browser dies at the worst moment: the caller notices nothing and is with the next agent at once."""

from collections.abc import Callable

import pytest

from cic.calls.commands import DialLeg, HangUpLeg, PlayMusic
from cic.calls.reports import LegAnswered, LegSeen, LegsRead, PhoneChanged
from cic.center.inputs import EngineStarted, ReconcileEnded
from routing.commands import SetDesktopState
from routing.events import OfferMade, OfferWithdrawn
from routing.machines.interaction import InteractionStage
from routing.state import SHOW_LIMIT_MS
from routing.vocabulary import Activity, EndCause, InteractionId, LegId
from tests.harness.one_contact import offered
from tests.unit.center.hotline import ALICE, BOB, PROVIDER, Hotline

pytestmark = pytest.mark.unit

CALLER_LEG = LegId("caller")


@pytest.fixture
def hotline() -> Hotline:
    """Alice has been free longest, then Bob."""
    made = Hotline()
    made.sign_in(ALICE, BOB)
    return made


def test_a_browser_that_dies_while_an_offer_stands_gives_the_caller_to_the_next_agent(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    place, music = hotline.interaction(interaction_id).place, hotline.asked(PlayMusic)
    assert offered(hotline.agent(ALICE)) is not None
    hotline.give(SetDesktopState(ALICE, False))
    assert [type(event) for event in hotline.events if isinstance(event, OfferWithdrawn | OfferMade)] == [
        OfferWithdrawn,
        OfferMade,
    ]
    assert offered(hotline.agent(BOB)) == hotline.interaction(interaction_id).offer_id is not None
    assert hotline.interaction(interaction_id).place == place
    assert hotline.asked(PlayMusic) == music, "the caller hears the same music on"
    assert hotline.agent(ALICE).activity is Activity.AVAILABLE


def test_a_browser_that_shows_nothing_loses_the_offer_after_two_seconds(hotline: Hotline) -> None:
    hotline.dead_desktops = {ALICE}
    interaction_id = hotline.caller_in_queue()
    hotline.wait(SHOW_LIMIT_MS)
    assert hotline.agent(ALICE).activity is Activity.NOT_RESPONDING
    hotline.talk(BOB)
    assert hotline.view(BOB).interaction_id == interaction_id


def test_a_talk_outlives_the_browser_and_is_there_when_it_is_back(hotline: Hotline) -> None:
    hotline.caller_in_queue()
    hotline.talk()
    hotline.give(SetDesktopState(ALICE, False))
    assert hotline.asked_now() == []
    assert hotline.view().state == "connected"


def restart(hotline: Hotline, *seen: LegSeen) -> None:
    """The engine was killed and is back; its provider has its legs and phones still."""
    hotline.give(EngineStarted())
    hotline.give(LegsRead(PROVIDER, seen), 0)
    for agent_id in (ALICE, BOB):
        hotline.give(PhoneChanged(PROVIDER, f"phone/{agent_id}", True, False), 0)
    hotline.give(ReconcileEnded(), 0)


def test_after_a_restart_what_was_offered_waits_at_its_place_until_a_desktop_is_back(hotline: Hotline) -> None:
    first = hotline.caller_in_queue()
    place = hotline.interaction(first).place
    restart(hotline, LegSeen(CALLER_LEG, True, ()))
    assert hotline.stage(first) is InteractionStage.WAITING
    hotline.caller_in_queue("second")
    hotline.give(SetDesktopState(BOB, True))
    assert offered(hotline.agent(BOB)) == hotline.interaction(first).offer_id is not None
    assert hotline.interaction(first).place == place


def test_a_talk_needs_no_desktop_to_survive_a_restart(hotline: Hotline) -> None:
    hotline.caller_in_queue()
    agent_leg = hotline.talk()
    together = (LegSeen(CALLER_LEG, True, (agent_leg,)), LegSeen(agent_leg, True, (CALLER_LEG,)))
    restart(hotline, *together)
    assert hotline.view().state == "connected" and not hotline.asked(HangUpLeg)


def dies_while_ringing(hotline: Hotline) -> None:
    hotline.hang_up(hotline.accept(), EndCause.NOT_ANSWERED)


def dies_between_answer_and_bridge(hotline: Hotline) -> None:
    agent_leg = hotline.accept()
    hotline.give(LegAnswered(agent_leg))
    hotline.hang_up(agent_leg, EndCause.AGENT_HUNG_UP)


@pytest.mark.parametrize("dies", [dies_while_ringing, dies_between_answer_and_bridge])
def test_an_agent_who_accepts_and_dies_before_the_talk_leaves_the_caller_first_in_line(
    hotline: Hotline, dies: Callable[[Hotline], None]
) -> None:
    first = hotline.caller_in_queue()
    place = hotline.interaction(first).place
    hotline.give(SetDesktopState(BOB, False))
    second = hotline.caller_in_queue("second")
    dies(hotline)
    assert stages(hotline, first, second) == [InteractionStage.WAITING] * 2
    assert hotline.interaction(first).place == place
    hotline.give(SetDesktopState(BOB, True))
    hotline.talk(BOB)
    assert hotline.view(BOB).interaction_id == first
    assert hotline.asked(DialLeg) == []


def stages(hotline: Hotline, *interaction_ids: InteractionId) -> list[InteractionStage]:
    return [hotline.stage(interaction_id) for interaction_id in interaction_ids]
