"""Agents call somebody, and ask numbers outside, before a real Asterisk: who hears whom after each step."""

import pytest

from tests.e2e.asterisk.sip_phone import SipPhone
from tests.e2e.full_call_control.together import (
    MUSIC,
    NUMBER,
    calls_out,
    consult,
    consulted,
    customer_with,
    ended,
    has_nothing,
    hears_something_of_the_flow,
    log_of,
    rings_in_the_ear_of,
    stage_is,
    talk_together,
)
from tests.harness.asterisk_lab import Hotline
from tests.harness.desk import Desk, Phones, hears, hears_nothing
from tests.harness.desktop_client import interaction

pytestmark = pytest.mark.e2e


async def test_dialled_out_and_transferred_in(
    hotline: Hotline, phones: Phones, dave: Desk, erin: Desk, outside: SipPhone
) -> None:
    customer, agent, given = await calls_out(dave, outside)
    await dave.command("hold", interaction_id=given)
    await hears(customer, MUSIC)
    await hears_nothing(agent)
    await dave.command("resume", interaction_id=given)
    await talk_together(customer, agent)
    await dave.command("transfer", interaction_id=given, target={"kind": "queue", "queue_id": "support"})
    await ended(agent)
    await hears(customer, MUSIC)
    await erin.go_available()
    other, _ = await erin.talk()
    await talk_together(customer, other)
    await erin.command("send_into_flow", interaction_id=given, flow="card")
    await hears(customer, "en/card/card_number")
    customer.audio.press("*")
    await erin.desktop.when(lambda view: (interaction(view, "connected") or {}).get("flow_results"))
    await talk_together(customer, other)
    await erin.command("hang_up", interaction_id=given)
    await ended(customer)
    await dave.finish()
    await erin.finish()
    contact = await log_of(hotline, erin)
    assert (contact["direction"], contact["caller"]["number"]) == ("outbound", NUMBER)
    assert contact["talk_ms"] > 0 and contact["hold_ms"] > 0 and contact["queue_ms"] > 0


async def test_a_consult_about_somebody_who_was_called(
    phones: Phones, dave: Desk, erin: Desk, outside: SipPhone
) -> None:
    customer, agent, given = await calls_out(dave, outside)
    other = await consulted(dave, given, erin)
    await talk_together(agent, other)
    await hears(customer, MUSIC)
    await dave.command("conference", interaction_id=given)
    await talk_together(customer, agent, other)
    await dave.command("hang_up", interaction_id=given)
    await ended(agent)
    await talk_together(customer, other)
    await customer.hang_up()
    await erin.finish()


@pytest.mark.parametrize("status", ["486 Busy Here", "603 Decline", "404 Not Found"])
async def test_who_is_called_and_not_reached_leaves_no_wrap_up(
    phones: Phones, dave: Desk, outside: SipPhone, status: str
) -> None:
    await dave.go_available()
    await dave.command("dial_out", number=NUMBER, queue_id="support")
    own = await dave.phone.ring()
    await own.answer()
    (await outside.ring()).reject(status)
    await ended(own)
    await has_nothing(dave)
    await dave.is_free()


async def test_a_number_is_asked_swapped_joined_and_given_the_customer(
    phones: Phones, dave: Desk, outside: SipPhone
) -> None:
    customer, agent, given = await customer_with(dave, phones)
    await consult(dave, given, kind="number", number=NUMBER)
    there = await outside.ring()
    await hears(customer, MUSIC)
    await rings_in_the_ear_of(agent)
    await there.answer()
    await talk_together(agent, there)
    await stage_is(dave, "talking")
    await dave.command("swap", interaction_id=given)
    await talk_together(customer, agent)
    await hears(there, MUSIC)
    await dave.command("conference", interaction_id=given)
    await talk_together(customer, agent, there)
    await dave.command("complete_transfer", interaction_id=given)
    await ended(agent)
    await talk_together(customer, there)
    await dave.finish()
    await there.hang_up()
    await hears_something_of_the_flow(customer)
