"""What people do with calls in these tests, and who hears whom. Test side only; decides nothing."""

import asyncio
import itertools
from typing import Any

from routing.vocabulary import LegId
from tests.e2e.asterisk.center import until
from tests.e2e.asterisk.parties import Party, hear_each_other, hears_ringing
from tests.e2e.asterisk.sip_phone import Call, SipPhone
from tests.harness.asterisk_lab import Hotline
from tests.harness.desk import Desk, Phones
from tests.harness.desktop_client import View, interaction

CUSTOMER_HZ, DAVE_HZ, ERIN_HZ, BOB_HZ, OUTSIDE_HZ = 453.0, 678.0, 1017.0, 1204.0, 1451.0
MUSIC = "music/default"
NUMBER = "+8613800000000"
CARD = "4111111111111111"


def party(call: Call) -> Party:
    return Party(call, LegId(""), call.audio.tone_hz)


async def talk_together(*calls: Call) -> None:
    """Each hears all the others, and nobody and nothing else."""
    await hear_each_other(*(party(call) for call in calls))


async def rings_in_the_ear_of(call: Call) -> None:
    await hears_ringing(party(call))


async def ended(*calls: Call) -> None:
    for call in calls:
        await asyncio.wait_for(call.ended.wait(), 10.0)


async def customer_with(agent: Desk, phones: Phones) -> tuple[Call, Call, str]:
    """A customer whom this agent has answered: both calls, and the interaction."""
    await agent.go_available()
    customer = await (await phones.caller(CUSTOMER_HZ)).dial("4001")
    call, interaction_id = await agent.talk()
    await talk_together(customer, call)
    return customer, call, interaction_id


async def consult(asking: Desk, interaction_id: str, **target: str) -> None:
    await asking.command("consult", interaction_id=interaction_id, target=target)


async def consulted(asking: Desk, interaction_id: str, asked: Desk) -> Call:
    """The asking agent asks another one, who answers."""
    await asked.go_available()
    await consult(asking, interaction_id, kind="agent", agent_id=asked.desktop.user)
    offered = await asked.offered()
    assert offered["consulted_by"] is not None
    call, _ = await asked.talk()
    await stage_is(asking, "talking")
    return call


async def stage_is(agent: Desk, stage: str | None) -> None:
    """The agent's desktop shows the consult so."""

    def shows(view: View) -> bool:
        shown = interaction(view, "connected")
        if shown is None:
            return False
        return shown["consult"] is None if stage is None else (shown["consult"] or {}).get("stage") == stage

    await agent.desktop.when(shows)


async def has_nothing(agent: Desk) -> None:
    await agent.desktop.when(lambda view: not view["interactions"])


CALLERS_SIDE = ("ivr", "queue", "ring", "talk", "hold", "consult", "parked", "outside")


async def log_of(hotline: Hotline, agent: Desk) -> dict[str, Any]:
    """The contact that ended last and this agent was in, whole: its times have no gap, and they add up."""

    def ended_rows() -> list[dict[str, Any]]:
        return [row for row in hotline.center.contacts() if row["ended_at_ms"]]

    await until(lambda: bool(ended_rows()))
    row = ended_rows()[0]
    contact: dict[str, Any] = hotline.center.get(f"/api/contacts/{row['contact_id']}")  # type: ignore[assignment]
    assert agent.desktop.user in {segment["agent_id"] for segment in contact["segments"]}
    side = [segment for segment in contact["segments"] if segment["kind"] in CALLERS_SIDE]
    assert (side[0]["started_at_ms"], side[-1]["ended_at_ms"]) == (row["arrived_at_ms"], row["ended_at_ms"])
    for before, after in itertools.pairwise(side):
        assert before["ended_at_ms"] == after["started_at_ms"]
    assert sum(row[f"{kind}_ms"] for kind in CALLERS_SIDE) == row["total_ms"]
    return contact


def agents_time(contact: dict[str, Any], user: str) -> list[str]:
    """What an agent's time went to, in the order in which each began."""
    mine = [segment for segment in contact["segments"] if segment["agent_id"] == user]
    return [segment["kind"] for segment in sorted(mine, key=lambda segment: segment["started_at_ms"])]


async def calls_out(agent: Desk, outside: SipPhone) -> tuple[Call, Call, str]:
    """An agent calls somebody, who answers."""
    await agent.go_available()
    await agent.command("dial_out", number=NUMBER, queue_id="support")
    own = await agent.phone.ring()
    await own.answer()
    customer = await outside.ring()
    await rings_in_the_ear_of(own)
    await customer.answer()
    shown = await agent.connected()
    assert shown["direction"] == "out"
    await talk_together(customer, own)
    return customer, own, shown["interaction_id"]


async def hears_something_of_the_flow(call: Call) -> None:
    """The customer is not left in silence: the flow goes on, or says goodbye."""
    heard = call.audio.packets_heard
    await until(lambda: call.ended.is_set() or call.audio.packets_heard > heard + 25, 15.0)
