"""What must be written down at once: what is asked of a provider or an agent, that a talk began, and nothing else."""

import pytest

from cic.calls.commands import AnswerLeg, BridgeLegs
from cic.calls.reports import LegAnswered, LegRinging, PhoneChanged
from cic.center.haste import cannot_wait
from routing.vocabulary import LegId
from tests.unit.center.hotline import ALICE, BOB, PROVIDER, Hotline

pytestmark = pytest.mark.unit


def test_some_steps_of_a_call_cannot_wait_and_the_others_can() -> None:
    hotline, is_urgent = Hotline(), {}

    def then(step: str) -> None:
        assert hotline.events, f"{step} leads to nothing"
        is_urgent[step] = cannot_wait(hotline.events)

    hotline.call()
    then("arrives")
    hotline.done(AnswerLeg)
    then("hears the welcome")
    hotline.played()
    then("waits")
    hotline.sign_in(ALICE)
    then("is offered")
    leg_id = hotline.accept()
    then("is accepted")
    hotline.give(LegRinging(leg_id))
    then("the phone rings")
    hotline.give(PhoneChanged(PROVIDER, f"phone/{ALICE}", True, True))
    then("the phone is in use")
    hotline.give(LegAnswered(leg_id))
    then("the phone is answered")
    assert hotline.asked(BridgeLegs)
    hotline.bridged()
    then("they talk")
    hotline.sign_in(BOB)
    then("another agent comes")
    hotline.hang_up()
    then("the caller hangs up")
    hotline.hang_up(LegId(leg_id))
    then("the agent's leg ends")
    assert [step for step, cannot in is_urgent.items() if not cannot] == [
        "the phone rings", "the phone is in use", "another agent comes", "the agent's leg ends"
    ]  # fmt: skip


def test_an_offer_is_waited_for_though_no_provider_is_asked() -> None:
    hotline = Hotline()
    hotline.caller_in_queue()
    hotline.sign_in(ALICE)
    assert {type(event).__name__ for event in hotline.events} == {"ActivityChanged", "OfferMade"}
    assert cannot_wait(hotline.events)
