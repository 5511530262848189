"""An agent wants help: during the contact, and no longer."""

from collections.abc import Callable

import pytest

from cic.center.desk_events import HelpAsked
from cic.center.desk_inputs import AskForHelp
from cic.center.views import touched_agents
from routing.commands import TransferToQueue
from routing.rejections import RejectionCode
from routing.vocabulary import AgentId, EndCause, InteractionId
from tests.unit.center.hotline import ALICE, BOB, RATED_NUMBER, SALES, Hotline

pytestmark = pytest.mark.unit


@pytest.fixture
def hotline() -> Hotline:
    made = Hotline()
    made.sign_in(ALICE)
    return made


def talking(hotline: Hotline) -> InteractionId:
    interaction_id = hotline.caller_in_queue(dialled=RATED_NUMBER)
    hotline.talk()
    return interaction_id


def test_help_is_wanted_until_it_is_not(hotline: Hotline) -> None:
    interaction_id = talking(hotline)
    assert hotline.view().help_since_ms is None and "ask_for_help" in hotline.view().allowed_actions
    assert hotline.give(AskForHelp(ALICE, interaction_id, True)) is None
    since_ms = hotline.now_ms
    assert touched_agents(hotline.state, hotline.events) == {ALICE}
    assert hotline.view().help_since_ms == since_ms
    assert hotline.give(AskForHelp(ALICE, interaction_id, True)) is None
    assert hotline.events == () and hotline.view().help_since_ms == since_ms, "asked for already"
    assert hotline.give(AskForHelp(ALICE, interaction_id, False)) is None
    assert hotline.view().help_since_ms is None
    assert hotline.give(AskForHelp(ALICE, interaction_id, False)) is None and hotline.events == ()


def test_help_is_for_a_contact_of_ones_own_that_goes_on(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue(dialled=RATED_NUMBER)
    assert hotline.give(AskForHelp(ALICE, interaction_id, True)) is RejectionCode.NOT_YOURS
    hotline.talk()
    assert hotline.give(AskForHelp(BOB, interaction_id, True)) is RejectionCode.NOT_YOURS
    assert hotline.give(AskForHelp(AgentId("nobody"), interaction_id, True)) is RejectionCode.UNKNOWN_AGENT
    hotline.hang_up()
    assert hotline.give(AskForHelp(ALICE, interaction_id, True)) is RejectionCode.NOT_ALLOWED_NOW
    assert "ask_for_help" not in hotline.view().allowed_actions and not hotline.state.help


def test_help_is_not_wanted_before_the_phone_is_answered(hotline: Hotline) -> None:
    interaction_id = hotline.caller_in_queue()
    hotline.accept()
    assert "ask_for_help" not in hotline.view().allowed_actions
    assert hotline.give(AskForHelp(ALICE, interaction_id, True)) is RejectionCode.NOT_ALLOWED_NOW


def caller_hangs_up(hotline: Hotline, _: InteractionId) -> None:
    hotline.hang_up()


def agent_hangs_up(hotline: Hotline, _: InteractionId) -> None:
    hotline.hang_up(hotline.agent_leg(), EndCause.AGENT_HUNG_UP)


def phone_vanishes(hotline: Hotline, _: InteractionId) -> None:
    hotline.hang_up(hotline.agent_leg(), EndCause.MEDIA_LOST)


def handed_over(hotline: Hotline, interaction_id: InteractionId) -> None:
    assert hotline.give(TransferToQueue(ALICE, interaction_id, SALES)) is None


@pytest.mark.parametrize("leave", [caller_hangs_up, agent_hangs_up, phone_vanishes, handed_over])
def test_help_ends_when_the_agent_leaves_the_contact(
    hotline: Hotline, leave: Callable[[Hotline, InteractionId], None]
) -> None:
    interaction_id = talking(hotline)
    hotline.give(AskForHelp(ALICE, interaction_id, True))
    leave(hotline, interaction_id)
    assert HelpAsked(interaction_id, ALICE, False) in hotline.events and not hotline.state.help
    assert hotline.view().help_since_ms is None
