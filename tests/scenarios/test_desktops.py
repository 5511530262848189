"""An agent's desktop dies or hangs while a contact is offered: the next agent has it at once, at its old place."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.harness.desktop_client import DesktopClient, interaction
from tests.harness.phones import Ended, Music, agent_phone, caller_phone, sees
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.scenario

FIRST, SECOND = "+15550101", "+15550102"
SHOW_LIMIT_MS = 2_000
LIMIT_S = 10.0


async def free(desktop: DesktopClient) -> None:
    """The agent is there for callers."""
    assert (await desktop.command("set_activity", activity="available", reason=""))["ok"]


async def offered(desktop: DesktopClient) -> dict[str, Any]:
    """What the agent is offered."""
    found = interaction(await desktop.when(lambda view: interaction(view, "offered")), "offered")
    assert found is not None, "waited for"
    return found


async def gone(center: RunningCenter, agent_id: str) -> None:
    """The center has noticed that the agent has no desktop any more."""
    async with asyncio.timeout(LIMIT_S):
        while True:
            found: Any = await asyncio.to_thread(center.get, "/api/agents")
            if [row["is_desktop_open"] for row in found["agents"] if row["agent_id"] == agent_id] == [False]:
                return


async def segments(center: RunningCenter, number: str) -> list[dict[str, Any]]:
    """The segments of the ended contact of a caller."""
    for row in await asyncio.to_thread(center.contacts):
        full: Any = await asyncio.to_thread(center.get, f"/api/contacts/{row['contact_id']}")
        if full["caller"]["number"] == number:
            return list(full["segments"])
    raise AssertionError("no such caller")


async def test_a_desktop_that_is_cut_off_gives_the_offer_to_the_next_agent_at_once(center: RunningCenter) -> None:
    async with (
        DesktopClient(center, "carol") as carol,
        DesktopClient(center, "alice") as alice,
        agent_phone(center, carol),
        agent_phone(center, alice),
        caller_phone(center) as phone,
    ):
        await free(carol)
        await free(alice)
        await phone.dial("4001", FIRST, "")
        await offered(carol)
        await carol.die()
        assert (await offered(alice))["caller"]["number"] == FIRST
        async with DesktopClient(center, "carol") as again:
            assert again.view["agent"]["activity"] == "available", "a page that is loaded anew is no offence"
            await again.when(lambda view: view["agent"]["is_free"])
        await phone.hang_up()
        await sees(phone, Ended)
    await center.contacts_when(1)
    ring, next_ring = [item for item in await segments(center, FIRST) if item["kind"] == "ring"]
    assert (ring["agent_id"], ring["cause"], next_ring["agent_id"]) == ("carol", "desktop_gone", "alice")
    assert next_ring["started_at_ms"] == ring["ended_at_ms"], "matched again in the same moment"


async def test_a_contact_whose_desktop_died_is_still_the_first_in_line(center: RunningCenter) -> None:
    async with (
        DesktopClient(center, "carol") as carol,
        DesktopClient(center, "alice") as alice,
        agent_phone(center, carol),
        agent_phone(center, alice),
        caller_phone(center) as first,
        caller_phone(center) as second,
    ):
        await free(carol)
        await first.dial("4001", FIRST, "")
        await offered(carol)
        await second.dial("4001", SECOND, "")
        await sees(second, Music)
        await carol.die()
        await gone(center, "carol")
        await free(alice)
        assert (await offered(alice))["caller"]["number"] == FIRST
        for phone in (first, second):
            await phone.hang_up()
            await sees(phone, Ended)
    await center.contacts_when(2)


async def test_an_offer_that_a_desktop_never_shows_goes_on_after_two_seconds(center: RunningCenter) -> None:
    async with (
        DesktopClient(center, "carol", shows_offers=False) as hanging,
        DesktopClient(center, "alice") as alice,
        agent_phone(center, hanging),
        agent_phone(center, alice),
        caller_phone(center) as phone,
    ):
        await free(hanging)
        await free(alice)
        await phone.dial("4001", FIRST, "")
        offer_id = (await offered(hanging))["offer"]["offer_id"]
        assert (await offered(alice))["caller"]["number"] == FIRST
        view = await hanging.when(lambda seen: seen["agent"]["activity"] == "not_responding")
        assert view["agent"]["reason"] == "offer_not_shown" and view["interactions"] == []
        late = await hanging.command("offer_shown", offer_id=offer_id)
        assert late["error"]["code"] == "offer_closed"
        await phone.hang_up()
        await sees(phone, Ended)
    await center.contacts_when(1)
    ring, next_ring = [item for item in await segments(center, FIRST) if item["kind"] == "ring"]
    assert (ring["agent_id"], ring["cause"], next_ring["agent_id"]) == ("carol", "not_shown", "alice")
    assert SHOW_LIMIT_MS <= ring["duration_ms"] < 2 * SHOW_LIMIT_MS
    assert next_ring["started_at_ms"] == ring["ended_at_ms"]


async def test_a_desktop_that_was_cut_off_is_told_what_it_has_missed(center: RunningCenter) -> None:
    async with (
        DesktopClient(center, "carol") as carol,
        DesktopClient(center, "alice") as alice,
        agent_phone(center, carol),
        agent_phone(center, alice),
        caller_phone(center) as phone,
    ):
        await free(carol)
        await carol.when(lambda view: view["agent"]["is_free"])
        await carol.die()
        assert (await command_over_http(center, carol, "set_activity", activity="on_break", reason="meal")) == 200
        await carol.connect()
        await carol.when(lambda view: view["agent"]["activity"] == "on_break")
        assert len(carol.resumed) == 1 and carol.resumed[0] >= 1, "no snapshot was told"
        await free(alice)
        await phone.dial("4001", FIRST, "")
        await offered(alice)
        await phone.hang_up()
        await sees(phone, Ended)


async def test_a_desktop_of_before_the_engine_was_started_anew_is_told_everything(center: RunningCenter) -> None:
    carol = await DesktopClient(center, "carol").__aenter__()
    before = dict(carol.cursor or {})
    await asyncio.to_thread(center.stop)
    await asyncio.to_thread(center.start)
    await carol.connect()
    await carol.when(lambda _: carol.cursor is not None and carol.cursor["epoch"] != before["epoch"])
    assert carol.resumed == []
    assert (await carol.command("set_activity", activity="available", reason=""))["ok"]
    await carol.__aexit__(None, None, None)


async def test_the_directory_shows_what_others_do(center: RunningCenter) -> None:
    async with DesktopClient(center, "carol") as carol, DesktopClient(center, "alice") as alice:
        await carol.subscribe("directory")
        whole = await carol.when_listed("directory", lambda items: "agent:alice" in items)
        assert whole["agent:alice"]["state"] == "signed_out"
        assert {key.partition(":")[0] for key in whole} == {"agent", "queue"}
        assert (await alice.command("set_activity", activity="on_break", reason="meal"))["ok"]
        shown = await carol.when_listed("directory", lambda items: items["agent:alice"]["state"] == "on_break")
        assert shown["agent:alice"]["name"] and shown.keys() == whole.keys()


async def test_a_stale_click_is_refused_alike_over_http(center: RunningCenter) -> None:
    async with (
        DesktopClient(center, "carol") as carol,
        agent_phone(center, carol),
        caller_phone(center) as phone,
    ):
        await free(carol)
        await phone.dial("4001", FIRST, "")
        ring = await offered(carol)
        assert (await carol.command("accept_offer", offer_id=ring["offer"]["offer_id"]))["ok"]
        talk = interaction(await carol.when(lambda view: interaction(view, "connected")), "connected")
        assert talk is not None and talk["rev"] > ring["rev"]
        hold = {"op": "hold", "args": {"interaction_id": talk["interaction_id"]}}
        stale = await over_http(center, carol, hold | {"rev": ring["rev"]})
        assert (stale.status_code, stale.json()["error"]["code"]) == (409, "stale")
        assert (await over_http(center, carol, hold | {"rev": talk["rev"]})).status_code == 200


async def command_over_http(center: RunningCenter, desktop: DesktopClient, op: str, **args: object) -> int:
    """Give a command without the websocket; returns the answer's status."""
    return (await over_http(center, desktop, {"op": op, "args": args})).status_code


async def over_http(center: RunningCenter, desktop: DesktopClient, body: dict[str, object]) -> httpx.Response:
    """Give a command without the websocket; returns the answer."""
    async with httpx.AsyncClient(base_url=center.url) as http:
        return await http.post("/api/commands", json=body, headers={"Authorization": f"Bearer {desktop.token}"})
