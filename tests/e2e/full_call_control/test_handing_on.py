"""An agent hands a customer on or leaves one waiting, before a real Asterisk: who hears whom after each step."""

import pytest

from tests.e2e.asterisk.center import until
from tests.e2e.asterisk.sip_phone import SipPhone
from tests.e2e.full_call_control.together import (
    CARD,
    MUSIC,
    NUMBER,
    agents_time,
    customer_with,
    ended,
    log_of,
    talk_together,
)
from tests.harness.asterisk_lab import Hotline
from tests.harness.desk import Desk, Phones, hears, hears_nothing
from tests.harness.desktop_client import interaction

pytestmark = pytest.mark.e2e


async def test_to_another_queue_and_back(phones: Phones, dave: Desk, bob: Desk) -> None:
    customer, agent, given = await customer_with(dave, phones)
    await bob.go_available()
    await dave.command("transfer", interaction_id=given, target={"kind": "queue", "queue_id": "sales"})
    await ended(agent)
    await dave.finish()
    seller, _ = await bob.talk()
    await talk_together(customer, seller)
    await bob.command("transfer", interaction_id=given, target={"kind": "queue", "queue_id": "support"})
    await ended(seller)
    await bob.finish()
    again, _ = await dave.talk()
    await talk_together(customer, again)


async def test_into_a_flow_and_back_with_its_result(phones: Phones, dave: Desk) -> None:
    customer, agent, given = await customer_with(dave, phones)
    await dave.command("send_into_flow", interaction_id=given, flow="card")
    await hears(customer, "en/card/card_number")
    await hears_nothing(agent)
    customer.audio.press(f"{CARD}#")
    await dave.desktop.when(lambda view: (interaction(view, "connected") or {}).get("flow_results"))
    await talk_together(customer, agent)
    assert (await dave.connected())["flow_results"] == [{"flow": "card", "result": "card_taken"}]
    assert agent.audio.keys_heard == ""


async def test_an_agent_who_does_not_take_a_blind_transfer(phones: Phones, dave: Desk, erin: Desk) -> None:
    customer, agent, given = await customer_with(dave, phones)
    await erin.go_available()
    await dave.command("transfer", interaction_id=given, target={"kind": "agent", "agent_id": "erin"})
    await erin.offered()
    await ended(agent)
    await dave.finish()
    await hears(customer, MUSIC)
    again, _ = await dave.talk()  # once the offer has come to its end
    await talk_together(customer, again)


async def test_a_blind_transfer_that_is_taken(phones: Phones, dave: Desk, erin: Desk) -> None:
    customer, agent, given = await customer_with(dave, phones)
    await erin.go_available()
    await dave.command("transfer", interaction_id=given, target={"kind": "agent", "agent_id": "erin"})
    await ended(agent)
    other, _ = await erin.talk()
    await talk_together(customer, other)


async def test_a_number_that_does_not_take_a_blind_transfer(phones: Phones, dave: Desk, outside: SipPhone) -> None:
    customer, agent, given = await customer_with(dave, phones)
    await dave.command("transfer", interaction_id=given, target={"kind": "number", "number": NUMBER})
    await ended(agent)
    await dave.finish()
    rung = await outside.ring()
    await hears(customer, MUSIC)
    rung.reject("486 Busy Here")
    again, _ = await dave.talk()
    await talk_together(customer, again)


async def test_a_number_takes_a_blind_transfer(phones: Phones, dave: Desk, outside: SipPhone) -> None:
    customer, agent, given = await customer_with(dave, phones)
    await dave.command("transfer", interaction_id=given, target={"kind": "number", "number": NUMBER})
    await ended(agent)
    await dave.finish()
    there = await outside.ring()
    await there.answer()
    await talk_together(customer, there)
    await customer.hang_up()
    await ended(there)


async def test_a_long_hold(phones: Phones, dave: Desk) -> None:
    customer, agent, given = await customer_with(dave, phones)
    await dave.command("hold", interaction_id=given)
    began = customer.audio.samples_sent
    await hears(customer, MUSIC)
    await until(lambda: customer.audio.samples_sent > began + 15 * 8_000, 60.0)  # longer than one piece of music
    await hears(customer, MUSIC)
    await hears_nothing(agent)
    await dave.command("resume", interaction_id=given)
    await talk_together(customer, agent)


async def test_parked_and_picked_up_by_another_agent(hotline: Hotline, phones: Phones, dave: Desk, erin: Desk) -> None:
    customer, agent, given = await customer_with(dave, phones)
    await dave.command("park", interaction_id=given)
    await ended(agent)
    await dave.finish()
    await hears(customer, MUSIC)
    await erin.go_available()
    await erin.command("pick_up", interaction_id=given)
    picker = await erin.phone.ring()
    await hears(customer, MUSIC)
    await picker.answer()
    await talk_together(customer, picker)
    late = await dave.desktop.command("pick_up", interaction_id=given)
    assert not late["ok"]
    await customer.hang_up()
    await erin.finish()
    contact = await log_of(hotline, erin)
    assert contact["parked_ms"] > 0
    assert agents_time(contact, "dave") == ["ring", "talk", "wrap_up"]
    assert agents_time(contact, "erin")[-2:] == ["talk", "wrap_up"]
