"""An agent asks another one at the whole center before a real Asterisk: who hears whom after each step."""

import pytest

from tests.e2e.asterisk.center import until
from tests.e2e.full_call_control.together import (
    CUSTOMER_HZ,
    ERIN_HZ,
    MUSIC,
    agents_time,
    consult,
    consulted,
    customer_with,
    ended,
    has_nothing,
    log_of,
    rings_in_the_ear_of,
    stage_is,
    talk_together,
)
from tests.harness.asterisk_lab import Hotline
from tests.harness.desk import Desk, Phones, hears, hears_nothing
from tests.harness.desktop_client import interaction

pytestmark = pytest.mark.e2e


async def test_a_consult_ends_and_the_customer_is_taken_back(phones: Phones, dave: Desk, erin: Desk) -> None:
    customer, agent, given = await customer_with(dave, phones)
    await erin.go_available()
    await consult(dave, given, kind="agent", agent_id="erin")
    await hears(customer, MUSIC)
    await rings_in_the_ear_of(agent)
    other, _ = await erin.talk()
    await talk_together(agent, other)
    await hears(customer, MUSIC)
    await stage_is(dave, "talking")

    await dave.command("end_consult", interaction_id=given)
    await ended(other)
    await talk_together(customer, agent)
    await stage_is(dave, None)
    await has_nothing(erin)


async def test_the_customer_hangs_up_while_two_agents_confer_about_it(phones: Phones, dave: Desk, erin: Desk) -> None:
    customer, agent, given = await customer_with(dave, phones)
    other = await consulted(dave, given, erin)
    await talk_together(agent, other)
    await customer.hang_up()
    await dave.desktop.when(lambda view: interaction(view, "wrap_up"))
    await talk_together(agent, other)  # they may finish their talk
    await dave.finish()
    await ended(agent, other)
    await has_nothing(erin)
    await erin.is_free()


async def test_a_swap_and_one_back_and_the_other_takes_over_from_there(
    hotline: Hotline, phones: Phones, dave: Desk, erin: Desk
) -> None:
    customer, agent, given = await customer_with(dave, phones)
    other = await consulted(dave, given, erin)
    await talk_together(agent, other)
    await dave.command("swap", interaction_id=given)
    await talk_together(customer, agent)
    await hears(other, MUSIC)
    await dave.command("swap", interaction_id=given)
    await talk_together(agent, other)
    await hears(customer, MUSIC)
    await dave.command("swap", interaction_id=given)
    await talk_together(customer, agent)

    await dave.command("complete_transfer", interaction_id=given)
    await ended(agent)
    await talk_together(customer, other)
    await dave.finish()
    assert (await erin.connected())["interaction_id"] == given
    await erin.command("hang_up", interaction_id=given)
    await erin.finish()
    await ended(customer)
    contact = await log_of(hotline, dave)
    served = ["ring", "talk", "hold", "consult", "talk", "consult", "talk", "wrap_up"]
    assert (agents_time(contact, "dave"), agents_time(contact, "erin")) == (served, ["consulted", "talk", "wrap_up"])
    (noted,) = contact["consults"]
    assert (noted["asked_by"], noted["agent_id"], noted["outcome"]) == ("dave", "erin", "transferred")


async def test_the_other_takes_over_out_of_the_consult(phones: Phones, dave: Desk, erin: Desk) -> None:
    customer, agent, given = await customer_with(dave, phones)
    other = await consulted(dave, given, erin)
    await dave.command("complete_transfer", interaction_id=given)
    await ended(agent)
    await talk_together(customer, other)
    await dave.finish()
    await customer.hang_up()
    await erin.finish()


async def test_one_who_is_asked_declines_and_the_customer_is_back(phones: Phones, dave: Desk, erin: Desk) -> None:
    customer, agent, given = await customer_with(dave, phones)
    refused = await dave.desktop.command("consult", interaction_id=given, target={"kind": "agent", "agent_id": "erin"})
    assert refused["error"]["code"] == "agent_not_available", refused
    await erin.go_available()
    await consult(dave, given, kind="agent", agent_id="erin")
    await rings_in_the_ear_of(agent)
    offered = await erin.offered()
    await erin.command("decline_offer", offer_id=offered["offer"]["offer_id"])
    await talk_together(customer, agent)
    await stage_is(dave, None)


async def test_a_conference_out_of_which_the_other_is_dropped(phones: Phones, dave: Desk, erin: Desk) -> None:
    customer, agent, given = await customer_with(dave, phones)
    other = await consulted(dave, given, erin)
    await dave.command("conference", interaction_id=given)
    await talk_together(customer, agent, other)
    await dave.command("mute", interaction_id=given)
    await until(lambda: customer.audio.share(ERIN_HZ) > 0.9 and other.audio.share(CUSTOMER_HZ) > 0.9)
    await dave.command("unmute", interaction_id=given)
    await talk_together(customer, agent, other)
    await dave.command("end_consult", interaction_id=given)
    await ended(other)
    await talk_together(customer, agent)
    await has_nothing(erin)
    await dave.command("hold", interaction_id=given)
    await hears(customer, MUSIC)
    await hears_nothing(agent)


async def test_a_conference_that_the_agent_leaves(phones: Phones, dave: Desk, erin: Desk) -> None:
    customer, agent, given = await customer_with(dave, phones)
    other = await consulted(dave, given, erin)
    await dave.command("swap", interaction_id=given)
    await talk_together(customer, agent)
    await dave.command("conference", interaction_id=given)
    await talk_together(customer, agent, other)
    await dave.command("hang_up", interaction_id=given)
    await ended(agent)
    await talk_together(customer, other)
    await dave.finish()
    await customer.hang_up()
    await erin.finish()


async def test_a_conference_whose_customer_leaves(phones: Phones, dave: Desk, erin: Desk) -> None:
    customer, agent, given = await customer_with(dave, phones)
    other = await consulted(dave, given, erin)
    await dave.command("conference", interaction_id=given)
    await talk_together(customer, agent, other)
    await customer.hang_up()
    await dave.desktop.when(lambda view: interaction(view, "wrap_up"))
    await talk_together(agent, other)
    await other.hang_up()
    await ended(agent)
    await dave.finish()
    await erin.is_free()


async def test_the_asking_agents_phone_is_lost_and_the_other_has_the_customer(
    phones: Phones, dave: Desk, erin: Desk
) -> None:
    customer, agent, given = await customer_with(dave, phones)
    other = await consulted(dave, given, erin)
    await talk_together(agent, other)
    await agent.hang_up()
    await talk_together(customer, other)
    await dave.finish()
    await customer.hang_up()
    await erin.finish()
