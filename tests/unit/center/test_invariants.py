"""Each rule over the cores notices the state that it is there for: states no event leads to, made by hand."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from cic.calls.commands import AnswerLeg, PlayMusic
from cic.calls.events import LegRole
from cic.calls.machines.bridge import BridgeStage
from cic.calls.machines.leg import LegStage
from cic.center.desk_inputs import AskForHelp, MakeFollowUp
from cic.center.effects import SHELL, FindCustomer
from cic.center.events import EffectRequested
from cic.center.invariants import broken
from ivr_flows.session import SessionStatus, WaitingFor
from routing.vocabulary import ContactId, EffectId, EndCause, LegId, PersonalRef
from tests.unit.center.hotline import ALICE, BOB, PROVIDER, SALES, Hotline
from tests.unit.center.self_service import TASK_NUMBER, self_service

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


def bridge_beside_that_of_its_interaction(hotline: Hotline) -> None:
    hotline.state.calls.bridge_of.clear()


def bridge_that_nobody_forms(hotline: Hotline) -> None:
    for bridge in hotline.state.calls.bridges.values():
        bridge.stage = BridgeStage.FORMING


def leg_that_nobody_dials(hotline: Hotline) -> None:
    hotline.state.calls.legs[hotline.agent_leg()].stage = LegStage.DIALLED


def session_that_asked_for_nothing(hotline: Hotline) -> None:
    for contact in hotline.state.contacts.values():
        contact.session = replace(contact.session, waiting_for=WaitingFor.KEY)
        contact.awaits = None


def flow_that_waits_beside_the_queue(hotline: Hotline) -> None:
    for contact in hotline.state.contacts.values():
        contact.session = replace(contact.session, waiting_for=WaitingFor.QUEUE_MUSIC)


def flow_that_waits_for_an_agent_who_left(hotline: Hotline) -> None:
    for contact in hotline.state.contacts.values():
        contact.session = replace(contact.session, status=SessionStatus.WITH_AGENT)


def flow_of_an_agent_without_a_talk(hotline: Hotline) -> None:
    for contact in hotline.state.contacts.values():
        contact.outer = contact.session


def prompt_in_a_talk(hotline: Hotline) -> None:
    play(hotline, "e0", "talking")


def two_prompts_at_once(hotline: Hotline) -> None:
    play(hotline, "e0", "arriving")
    play(hotline, "e1", "arriving")


def play(hotline: Hotline, name: str, leg_id: str) -> None:
    """An effect that nobody asked for."""
    effect_id, command = EffectId(name), PlayMusic(LegId(leg_id), "default")
    hotline.state.effects[effect_id] = EffectRequested(effect_id, PROVIDER, command, 0)
    hotline.state.effects_of.setdefault(LegId(leg_id), {})[effect_id] = None


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
        (bridge_beside_that_of_its_interaction, "is not the bridge of its interaction"),
        (bridge_that_nobody_forms, "forms for ever"),
        (leg_that_nobody_dials, "is dialled for ever"),
        (session_that_asked_for_nothing, "waits for key of nothing that was asked for"),
        (flow_that_waits_beside_the_queue, "waits for queue_music and is self_service"),
        (flow_that_waits_for_an_agent_who_left, "is with an agent and self_service"),
        (flow_of_an_agent_without_a_talk, "is in an agent's flow and self_service"),
        (prompt_in_a_talk, "talks and is to hear something"),
        (two_prompts_at_once, "is to hear 2 things at once"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_broken_state_is_noticed(hotline: Hotline, break_it: Callable[[Hotline], None], complaint: str) -> None:
    break_it(hotline)
    assert any(complaint in found for found in broken(hotline.state))


def test_work_that_is_over_and_not_closed_is_noticed() -> None:
    hotline = self_service()
    hotline.call(dialled=TASK_NUMBER)
    hotline.done(AnswerLeg)
    for item in hotline.state.work.values():
        item.end_cause = EndCause.COMPLETED
    assert [found.partition(" is work ")[2] for found in broken(hotline.state)] == [
        "in routing with end cause EndCause.COMPLETED",
        "that is over and not closed",
    ]


@pytest.fixture
def put_off() -> tuple[Hotline, ContactId]:
    """Alice has a task in hand, has put off work for another day, and wants help."""
    hotline = self_service()
    hotline.sign_in(ALICE)
    hotline.call(dialled=TASK_NUMBER)
    hotline.done(AnswerLeg)
    hotline.accept_work()
    interaction_id = hotline.view().interaction_id
    due_at_ms = hotline.now_ms + 3_600_000
    assert hotline.give(MakeFollowUp(ALICE, interaction_id, None, SALES, due_at_ms, None, PersonalRef("text"))) is None
    assert hotline.give(AskForHelp(ALICE, interaction_id, True)) is None
    (contact_id,) = hotline.state.follow_ups
    return hotline, contact_id


def follow_up_that_is_woken_late(hotline: Hotline, contact_id: ContactId) -> None:
    hotline.state.follow_ups[contact_id].due_at_ms -= 1


def follow_up_that_is_never_woken(hotline: Hotline, contact_id: ContactId) -> None:
    hotline.state.follow_up_deadlines.discard(contact_id)


def follow_up_that_is_a_task(hotline: Hotline, contact_id: ContactId) -> None:
    (item,) = hotline.state.work.values()
    hotline.state.work[contact_id] = item


def follow_up_that_counts_for_nobody(hotline: Hotline, contact_id: ContactId) -> None:
    hotline.state.follow_ups_of.clear()


def waking_of_nothing(hotline: Hotline, contact_id: ContactId) -> None:
    hotline.state.follow_up_deadlines.add(ContactId("c0"), (1, 0))


def help_with_a_contact_of_somebody_else(hotline: Hotline, contact_id: ContactId) -> None:
    (interaction_id,) = hotline.state.help
    hotline.state.help[interaction_id] = (BOB, 0)


@pytest.mark.parametrize(
    ("break_it", "complaint"),
    [
        (follow_up_that_is_woken_late, "is a follow-up that nothing wakes in time"),
        (follow_up_that_is_never_woken, "is a follow-up that nothing wakes in time"),
        (follow_up_that_is_a_task, "is a follow-up and a task at once"),
        (follow_up_that_counts_for_nobody, "is a follow-up that counts for nobody"),
        (waking_of_nothing, "is a follow-up that is no more and is to be woken"),
        (help_with_a_contact_of_somebody_else, "and is not in contact"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_is_broken_at_the_desk_is_noticed(
    put_off: tuple[Hotline, ContactId], break_it: Callable[[Hotline, ContactId], None], complaint: str
) -> None:
    hotline, contact_id = put_off
    break_it(hotline, contact_id)
    assert any(complaint in found for found in broken(hotline.state))


def test_what_is_broken_in_routing_is_told_as_well(hotline: Hotline) -> None:
    hotline.agent(ALICE).assignments.clear()
    assert any("has 0 owners" in found for found in broken(hotline.state))


def test_music_without_an_outcome_is_no_fault(hotline: Hotline) -> None:
    hotline.caller_in_queue("waiting")
    assert hotline.asked(PlayMusic) and broken(hotline.state) == []
