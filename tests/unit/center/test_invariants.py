"""Each rule over the cores notices the state that it is there for: states no event leads to, made by hand."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from cic.calls.commands import PlayMusic
from cic.calls.events import LegRole
from cic.center.effects import SHELL, FindCustomer
from cic.center.events import EffectRequested
from cic.center.invariants import broken
from ivr_flows.session import SessionStatus
from routing.vocabulary import ContactId, EffectId, EndCause, LegId, PersonalRef
from tests.unit.center.hotline import ALICE, Hotline

pytestmark = pytest.mark.unit


@pytest.fixture
def hotline() -> Hotline:
    """Alice talks with one caller; another has just been answered."""
    made = Hotline()
    made.sign_in(ALICE)
    made.caller_in_queue("talking")
    made.talk()
    made.call("arriving")
    assert broken(made.state) == []
    return made


def interaction_of_no_contact(hotline: Hotline) -> None:
    hotline.state.contact_of.clear()


def contact_without_a_caller(hotline: Hotline) -> None:
    del hotline.state.calls.legs[LegId("arriving")]


def caller_of_a_contact_that_is_over(hotline: Hotline) -> None:
    for contact in hotline.state.contacts.values():
        contact.end_cause, contact.wrap_ups = EndCause.LOST, (ALICE,)


def contact_over_and_not_closed(hotline: Hotline) -> None:
    for contact in hotline.state.contacts.values():
        contact.end_cause = EndCause.LOST


def agent_without_a_leg(hotline: Hotline) -> None:
    for roles in hotline.state.calls.legs_of.values():
        roles.pop(LegRole.AGENT, None)


def bridge_of_a_leg_that_is_gone(hotline: Hotline) -> None:
    del hotline.state.calls.legs[LegId("talking")]


def session_that_waits_for_a_settled_effect(hotline: Hotline) -> None:
    for contact in hotline.state.contacts.values():
        contact.awaits = EffectId("e0")


def session_that_waits_for_nothing(hotline: Hotline) -> None:
    for contact in hotline.state.contacts.values():
        if contact.session.status is SessionStatus.RUNNING:
            contact.awaits, contact.session = None, replace(contact.session, wake_at_ms=None)


def look_up_for_nobody(hotline: Hotline) -> None:
    find = FindCustomer(ContactId("c0"), PersonalRef("digits"), None)
    hotline.state.effects[EffectId("e0")] = EffectRequested(EffectId("e0"), SHELL, find, 0)


@pytest.mark.parametrize(
    ("break_it", "complaint"),
    [
        (interaction_of_no_contact, "belongs to no contact"),
        (contact_without_a_caller, "has no caller and end cause None"),
        (caller_of_a_contact_that_is_over, "has a caller and end cause EndCause.LOST"),
        (contact_over_and_not_closed, "is over and not closed"),
        (agent_without_a_leg, "in hand and no leg in it"),
        (bridge_of_a_leg_that_is_gone, "holds a leg that is gone"),
        (session_that_waits_for_a_settled_effect, "waits for an effect that is settled"),
        (session_that_waits_for_nothing, "waits for nothing"),
        (look_up_for_nobody, "looks up a caller whose contact is closed"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_broken_state_is_noticed(hotline: Hotline, break_it: Callable[[Hotline], None], complaint: str) -> None:
    break_it(hotline)
    assert any(complaint in found for found in broken(hotline.state))


def test_what_is_broken_in_routing_is_told_as_well(hotline: Hotline) -> None:
    hotline.agent(ALICE).assignments.clear()
    assert any("has 0 owners" in found for found in broken(hotline.state))


def test_music_without_an_outcome_is_no_fault(hotline: Hotline) -> None:
    hotline.caller_in_queue("waiting")
    assert hotline.asked(PlayMusic) and broken(hotline.state) == []
