"""Calls on a running center, as its contact log, its API and its command line tell them afterwards."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.harness.desktop_client import DesktopClient, interaction
from tests.harness.phones import Bridge, Ended, Music, agent_phone, caller_phone, hears, sees
from tests.harness.running_center import PROJECT, RunningCenter

pytestmark = pytest.mark.scenario

LIMIT_S = 20.0
PARTS = ("ivr_ms", "queue_ms", "ring_ms", "talk_ms", "hold_ms")
Contact = dict[str, Any]


async def free(desktop: DesktopClient) -> None:
    """The agent is there for callers."""
    assert (await desktop.command("set_activity", activity="available", reason=""))["ok"]
    await desktop.when(lambda view: view["agent"]["is_free"])


async def offered(desktop: DesktopClient) -> dict[str, Any]:
    """What the agent is offered."""
    return dict(interaction(await desktop.when(lambda view: interaction(view, "offered")), "offered") or {})


async def connected(desktop: DesktopClient) -> str:
    """Accept what is offered; the interaction in hand once caller and agent talk."""
    item = await offered(desktop)
    assert (await desktop.command("accept_offer", offer_id=item["offer"]["offer_id"]))["ok"]
    await desktop.when(lambda view: interaction(view, "connected"))
    return str(item["interaction_id"])


async def wrap_up(desktop: DesktopClient, interaction_id: str, disposition: str, note: str = "") -> None:
    """Give the disposition and be done."""
    await desktop.when(lambda view: interaction(view, "wrap_up"))
    words = {"interaction_id": interaction_id, "disposition": disposition, "note": note}
    assert (await desktop.command("finish_wrap_up", **words))["ok"]


async def to_sales(phone: Any) -> None:
    """Choose English, then sales."""
    await hears(phone, "main/choose_language")
    await phone.press("1")
    await hears(phone, "main/main_menu")
    await phone.press("1")
    await hears(phone, "main/to_sales")


async def logged(center: RunningCenter, count: int) -> list[Contact]:
    """So many contacts with their segments, oldest first, as they stand once the log has all that has happened."""
    async with asyncio.timeout(LIMIT_S):
        await center.contacts_when(count)
        health: Any = await asyncio.to_thread(center.get, "/api/health")
        while health["contact_log_seq"] < health["seq"]:
            health |= {"contact_log_seq": (await asyncio.to_thread(center.get, "/api/health"))["contact_log_seq"]}
    whole: list[Contact] = []
    for row in reversed(await asyncio.to_thread(center.contacts)):
        contact: Any = await asyncio.to_thread(center.get, f"/api/contacts/{row['contact_id']}")
        assert {name: contact[name] for name in row} == row, "the list says the same"
        assert_adds_up(contact)
        whole.append(contact)
    return whole


def assert_adds_up(contact: Contact) -> None:
    """The caller's side has neither gap nor overlap, each kind's time is its segments', and all are the total."""
    side = [segment for segment in contact["segments"] if segment["kind"] != "wrap_up"]
    at_ms = contact["arrived_at_ms"]
    for ordinal, segment in enumerate(side, 1):
        assert segment["started_at_ms"] == at_ms and segment["ordinal"] == ordinal
        assert segment["predecessor"] == (ordinal - 1 or None)
        at_ms += segment["duration_ms"]
    assert at_ms == contact["ended_at_ms"]
    for part in PARTS:
        kind = part.removesuffix("_ms")
        assert contact[part] == sum(segment["duration_ms"] for segment in side if segment["kind"] == kind), part
    assert sum(contact[part] for part in PARTS) == contact["total_ms"]
    for segment in side:
        steps = [step for step in contact["path"] if step["segment"] == segment["ordinal"]]
        if segment["kind"] == "ivr" and steps:
            assert steps[0]["at_ms"] + sum(step["duration_ms"] for step in steps) == segment["ended_at_ms"]


def kinds(contact: Contact) -> list[str]:
    return [segment["kind"] for segment in contact["segments"]]


def column(contact: Contact, name: str) -> list[Any]:
    return [segment[name] for segment in contact["segments"]]


def steps_in(contact: Contact, ordinal: int) -> list[tuple[str, str]]:
    return [(step["node"], step["result"]) for step in contact["path"] if step["segment"] == ordinal]


async def told(center: RunningCenter, *words: str) -> str:
    """What ``cic contacts`` prints."""
    done = await asyncio.to_thread(center.cic, "contacts", *words, "--url", center.url)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_a_blind_transfer_is_one_contact_with_both_agents(center: RunningCenter) -> None:
    async with (
        DesktopClient(center, "bob") as bob,
        DesktopClient(center, "carol") as carol,
        agent_phone(center, bob),
        agent_phone(center, carol),
        caller_phone(center) as phone,
    ):
        await free(bob)
        await free(carol)
        await phone.dial("4000", "+15550155", "Ann Example")
        await to_sales(phone)
        given = await connected(bob)
        assert (await bob.command("transfer_to_queue", interaction_id=given, queue_id="support"))["ok"]
        await wrap_up(bob, given, "quote_sent")
        assert await connected(carol) == given
        await phone.hang_up()
        await wrap_up(carol, given, "solved", "paid twice")
        await carol.when(lambda view: view["agent"]["is_free"])
    (contact,) = await logged(center, 1)
    assert kinds(contact) == ["ivr", "queue", "ring", "talk", "queue", "ring", "talk", "wrap_up", "wrap_up"]
    assert column(contact, "queue_id") == [None, *["sales"] * 3, *["support"] * 3, "sales", "support"]
    assert column(contact, "agent_number") == ["", "", "102", "102", "", "103", "103", "102", "103"]
    assert column(contact, "agent_address")[:7] == ["", "", "bob", "bob", "", "carol", "carol"]
    assert column(contact, "initiator") == ["caller", "flow", *["queue"] * 2, "agent", *["queue"] * 4]
    assert column(contact, "initiator_agent_id")[4] == "bob"
    assert column(contact, "predecessor") == [None, 1, 2, 3, 4, 5, 6, 4, 7]
    assert set(column(contact, "direction")) == {"inbound"} and contact["initiator"] == "caller"
    assert [column(contact, "cause")[place] for place in (3, 6)] == ["transferred", "caller_hung_up"]
    assert [column(contact, "released_by")[place] for place in (3, 6, 7)] == ["agent", "caller", "agent"]
    (hand_over,) = contact["hand_overs"]
    assert (hand_over["from_agent"], hand_over["to_queue"], hand_over["to_agent"]) == ("bob", "support", "carol")
    assert hand_over["at_ms"] == contact["segments"][4]["started_at_ms"] and hand_over["segment"] == 5
    assert ("reception.english", "en") in steps_in(contact, 1)
    assert steps_in(contact, 1)[-2:] == [("main_menu", "sales"), ("sales", "otherwise")]
    assert [steps_in(contact, 2), steps_in(contact, 5)] == [[("to_sales", "connected")]] * 2
    assert contact["segments"][-1]["note"] == "paid twice" and contact["last_agent_number"] == "103"
    story = await told(center, contact["contact_id"])
    assert "from bob (102) to support, taken by carol (103)" in story and ". main_menu: sales" in story
    assert json.loads(await told(center, contact["contact_id"], "--json")) == contact


async def test_a_caller_held_twice(center: RunningCenter) -> None:
    async with (
        DesktopClient(center, "carol") as carol,
        agent_phone(center, carol),
        caller_phone(center) as phone,
    ):
        await free(carol)
        await phone.dial("4001", "+15550156", "")
        given = await connected(carol)
        await sees(phone, Bridge)
        for _ in range(2):
            assert (await carol.command("hold", interaction_id=given))["ok"]
            await sees(phone, Music)
            assert (await carol.command("resume", interaction_id=given))["ok"]
            await sees(phone, Bridge)
        assert (await carol.command("hang_up", interaction_id=given))["ok"]
        await sees(phone, Ended)
        await wrap_up(carol, given, "solved")
        await carol.when(lambda view: view["agent"]["is_free"])
    (contact,) = await logged(center, 1)
    # Between the agent's leaving and the end is a moment in the flow, which is left out when it lasts no millisecond.
    with_agent = [step for step in contact["segments"][3:] if step["kind"] != "ivr"]
    assert [step["kind"] for step in with_agent] == ["talk", "hold", "talk", "hold", "talk", "wrap_up"]
    assert [step["initiator"] for step in with_agent] == ["queue", *["agent"] * 4, "queue"]
    assert [step["initiator_agent_id"] for step in with_agent] == [None, *["carol"] * 4, None]
    assert contact["released_by"] == "agent" and contact["segments"][7]["cause"] == "agent_hung_up"
    assert contact["segments"][-1]["predecessor"] == 8


async def test_an_offer_that_nobody_answers_goes_to_the_next_agent(center: RunningCenter, tmp_path: Path) -> None:
    hasty = tmp_path / "config"
    hasty.mkdir()
    for file in (PROJECT / "config").glob("*.yaml"):
        (hasty / file.name).write_text(file.read_text().replace("offer_timeout_s: 18", "offer_timeout_s: 5"))
    center.stop()
    center.config = hasty
    center.start()
    async with (
        DesktopClient(center, "carol") as carol,
        DesktopClient(center, "alice") as alice,
        agent_phone(center, carol),
        agent_phone(center, alice),
        caller_phone(center) as phone,
    ):
        await free(carol)
        await phone.dial("4001", "+15550157", "")
        await offered(carol)
        await carol.when(lambda view: view["agent"]["activity"] == "not_responding")
        assert (await alice.command("set_activity", activity="available", reason=""))["ok"]
        given = await connected(alice)
        await phone.hang_up()
        await wrap_up(alice, given, "solved")
        await alice.when(lambda view: view["agent"]["is_free"])
    (contact,) = await logged(center, 1)
    assert kinds(contact) == ["ivr", "queue", "ring", "queue", "ring", "talk", "wrap_up"]
    assert column(contact, "agent_number") == ["", "", "103", "", "101", "101", "101"]
    missed = contact["segments"][2]
    assert (missed["cause"], missed["released_by"], missed["agent_address"]) == ("expired", "machine", "")
    assert 5_000 <= missed["duration_ms"] < 8_000 and contact["offers_missed"] == 1


async def test_callers_who_give_up_in_the_menu_and_in_the_queue(center: RunningCenter) -> None:
    for dialled, gives_up_at in (("4000", "choose_language"), ("4001", "queue")):
        async with caller_phone(center) as phone:
            await phone.dial(dialled, "+15550158", "")
            if gives_up_at == "queue":
                await sees(phone, Music)
            else:
                await hears(phone, f"main/{gives_up_at}")
            await phone.hang_up()
            await sees(phone, Ended)
        await center.contacts_when(1 if dialled == "4000" else 2)
    in_menu, in_queue = await logged(center, 2)
    assert (kinds(in_menu), kinds(in_queue)) == (["ivr"], ["ivr", "queue"])
    assert not in_menu["is_abandoned"] and in_queue["is_abandoned"]
    assert steps_in(in_menu, 1)[-1] == ("reception.choose_language", "hung_up")
    assert steps_in(in_queue, 2) == [("to_support", "hung_up")]
    assert in_menu["predecessor"] is None and in_queue["predecessor"] == in_menu["contact_id"]
    page = await told(center)
    assert page.splitlines()[2].split()[-5:-2] == ["left", "in", "IVR"]
