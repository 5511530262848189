"""The engine is killed while agents do something with a call, before a real Asterisk: the next one goes on with it."""

import pytest

from tests.e2e.asterisk.sip_phone import Call, SipPhone
from tests.e2e.full_call_control.together import (
    MUSIC,
    calls_out,
    consulted,
    customer_with,
    ended,
    stage_is,
    talk_together,
)
from tests.harness.asterisk_lab import Hotline
from tests.harness.desk import Desk, Phones, hears, hears_nothing, is_reachable

pytestmark = pytest.mark.e2e


async def killed_and_started_again(hotline: Hotline, *desks: Desk) -> None:
    hotline.center.kill()
    hotline.center.start()
    for agent in desks:
        await agent.reopen()
        await agent.desktop.when(lambda view: is_reachable(view, "asterisk"))


async def test_in_a_consult(hotline: Hotline, phones: Phones, dave: Desk, erin: Desk) -> None:
    customer, agent, given = await customer_with(dave, phones)
    other = await consulted(dave, given, erin)
    await talk_together(agent, other)
    await killed_and_started_again(hotline, dave, erin)
    await stage_is(dave, "talking")
    await talk_together(agent, other)
    await hears(customer, MUSIC)
    await dave.command("swap", interaction_id=given)
    await talk_together(customer, agent)
    await hears(other, MUSIC)
    await killed_and_started_again(hotline, dave, erin)
    await talk_together(customer, agent)
    await hears(other, MUSIC)
    await dave.command("complete_transfer", interaction_id=given)
    await ended(agent)
    await talk_together(customer, other)


async def test_in_a_conference(hotline: Hotline, phones: Phones, dave: Desk, erin: Desk) -> None:
    customer, agent, given = await customer_with(dave, phones)
    other = await consulted(dave, given, erin)
    await dave.command("conference", interaction_id=given)
    await talk_together(customer, agent, other)
    await killed_and_started_again(hotline, dave, erin)
    await stage_is(dave, "conference")
    await talk_together(customer, agent, other)
    await dave.command("end_consult", interaction_id=given)
    await ended(other)
    await talk_together(customer, agent)


@pytest.mark.parametrize("is_held", [False, True])
async def test_in_a_talk_with_somebody_who_was_called(
    hotline: Hotline, dave: Desk, outside: SipPhone, is_held: bool
) -> None:
    customer, agent, given = await calls_out(dave, outside)
    if is_held:
        await dave.command("hold", interaction_id=given)
        await hears(customer, MUSIC)
    await killed_and_started_again(hotline, dave)
    if is_held:
        await hears(customer, MUSIC)
        await hears_nothing(agent)
        await dave.command("resume", interaction_id=given)
    await talk_together(customer, agent)
    await to_a_flow_and_back(dave, customer, agent, given)


async def to_a_flow_and_back(dave: Desk, customer: Call, agent: Call, given: str) -> None:
    await dave.command("send_into_flow", interaction_id=given, flow="card")
    await hears(customer, "en/card/card_number")
    customer.audio.press("*")
    await talk_together(customer, agent)


async def test_while_parked(hotline: Hotline, phones: Phones, dave: Desk, erin: Desk) -> None:
    customer, agent, given = await customer_with(dave, phones)
    await dave.command("park", interaction_id=given)
    await ended(agent)
    await dave.finish()
    await hears(customer, MUSIC)
    await killed_and_started_again(hotline, dave, erin)
    await hears(customer, MUSIC)
    await erin.go_available()
    await erin.command("pick_up", interaction_id=given)
    picker = await erin.phone.ring()
    await picker.answer()
    await talk_together(customer, picker)


async def test_while_somebody_outside_is_called(hotline: Hotline, dave: Desk, outside: SipPhone) -> None:
    await dave.go_available()
    await dave.command("dial_out", number="+8613800000000", queue_id="support")
    own = await dave.phone.ring()
    await own.answer()
    customer = await outside.ring()
    await killed_and_started_again(hotline, dave)
    await customer.answer()
    await talk_together(customer, own)
