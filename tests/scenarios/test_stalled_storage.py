"""The disk is full, or somebody holds the journal: an alarm, nothing lost, and everything goes on by itself."""

import asyncio
import contextlib
import sqlite3
from typing import Any

import pytest

from tests.harness.centers import end
from tests.harness.desktop_client import DesktopClient, interaction
from tests.harness.phones import Bridge, Ended, Music, agent_phone, caller_phone, hears, sees
from tests.harness.running_center import RunningCenter
from tests.harness.small_disk import SmallDisk, small_disk

pytestmark = pytest.mark.scenario

__all__ = ["small_disk"]
LIMIT_S = 20.0


async def alarms_when(center: RunningCenter, *codes: str) -> dict[str, Any]:
    """The center's health once these alarms stand; without any named, once none does.

    The contact log and reports may be behind as well: whether they had something to write at that moment is chance.
    """
    async with asyncio.timeout(LIMIT_S):
        while True:
            health = await asyncio.to_thread(center.get, "/api/health")
            assert isinstance(health, dict)
            standing = {str(alarm["code"]) for alarm in health["alarms"]}
            if standing == set(codes) or (codes and standing - {"contact_log_behind", "reports_behind"} == set(codes)):
                return health
            await asyncio.to_thread(center._pause)


async def test_a_disk_that_fills_up_during_calls_stops_them_until_there_is_room(small_disk: SmallDisk) -> None:
    center = small_disk.center()
    center.start()
    async with (
        DesktopClient(center, "carol") as desktop,
        agent_phone(center, desktop),
        caller_phone(center) as first,
        caller_phone(center) as second,
        caller_phone(center, recording_ms=500) as third,  # or the welcome of either could be over first
    ):
        await desktop.command("set_activity", activity="available", reason="")
        await first.dial("4001", "+15550101", "")
        offered = interaction(await desktop.when(lambda seen: interaction(seen, "offered")), "offered")
        assert offered is not None
        await desktop.command("accept_offer", offer_id=offered["offer"]["offer_id"])
        await sees(first, Bridge)
        await desktop.when(lambda seen: interaction(seen, "connected"))

        small_disk.fill()
        interaction_id = offered["interaction_id"]
        holding = asyncio.create_task(desktop.command("hold", interaction_id=interaction_id))
        await alarms_when(center, "journal_disk_full")
        await desktop.when_told("journal_disk_full")
        await second.dial("4001", "+15550102", "")
        await alarms_when(center, "journal_disk_full", "callers_held")
        await desktop.when_told("journal_disk_full", "callers_held")
        await third.dial("4001", "+15550103", "")
        said = await asyncio.to_thread(center.cic, "health", "--url", center.url)
        assert said.returncode == 1 and "the disk is full" in said.stdout
        assert not holding.done(), "nothing is answered that is not written down"

        small_disk.make_room()
        await alarms_when(center)
        await desktop.when_told()
        assert (await holding)["ok"]
        await sees(first, Music)
        for phone in (second, third):
            await hears(phone, "direct/welcome")
            await sees(phone, Music)
        assert (await desktop.command("hang_up", interaction_id=interaction_id))["ok"]
        await sees(first, Ended)
        for number in ("+15550102", "+15550103"):
            await finish(desktop)
            found = interaction(await desktop.when(lambda seen: interaction(seen, "offered")), "offered")
            assert found is not None and found["caller"]["number"] == number, "in the order in which they called"
            await desktop.command("accept_offer", offer_id=found["offer"]["offer_id"])
            found = interaction(await desktop.when(lambda seen: interaction(seen, "connected")), "connected")
            assert found is not None
            await desktop.command("hang_up", interaction_id=found["interaction_id"])
        await finish(desktop)
    said = await asyncio.to_thread(center.cic, "health", "--url", center.url, "--json")
    assert said.returncode == 0, said.stdout
    rows = sorted(await center.contacts_when(3), key=lambda row: row["caller"]["number"])
    arrived_ms = [row["arrived_at_ms"] for row in rows]
    assert arrived_ms == sorted(arrived_ms), "in the order in which they called"
    end(center)


async def finish(desktop: DesktopClient) -> None:
    found = interaction(await desktop.when(lambda seen: interaction(seen, "wrap_up")), "wrap_up")
    assert found is not None
    await desktop.command(
        "finish_wrap_up", interaction_id=found["interaction_id"], disposition="solved", note="all well"
    )


async def test_a_center_killed_with_a_full_disk_comes_back_whole(small_disk: SmallDisk) -> None:
    center = small_disk.center()
    small_disk.fill()
    refused = await asyncio.to_thread(center.cic, "up", "--port", str(center.port))
    assert refused.returncode == 1 and "the disk is full. Make room there" in refused.stderr
    assert "Traceback" not in refused.stderr
    small_disk.make_room()
    center.start()
    async with DesktopClient(center, "carol") as desktop, caller_phone(center) as phone:
        await phone.dial("4001", "+15550101", "")
        await sees(phone, Music)
        small_disk.fill()
        async with caller_phone(center) as other:
            await other.dial("4001", "+15550102", "")
            await alarms_when(center, "callers_held")
        commanding = asyncio.create_task(desktop.command("set_activity", activity="available", reason=""))
        await alarms_when(center, "callers_held", "journal_disk_full")
        center.kill()
        commanding.cancel()
        small_disk.make_room()
        await asyncio.to_thread(center.start)  # meanwhile the phone sees that its connection is gone
        await phone.connected()
        await phone.hang_up()
        (contact,) = await center.contacts_when(1)
        assert contact["is_abandoned"] and contact["caller"]["number"] == "+15550101"
        health = center.get("/api/health")
        assert isinstance(health, dict) and health["alarms"] == []
    end(center)


async def test_a_journal_that_another_process_holds_is_waited_for(center: RunningCenter) -> None:
    async with DesktopClient(center, "carol") as desktop, caller_phone(center) as phone:
        with contextlib.closing(sqlite3.connect(center.data / "journal.db", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            await phone.dial("4001", "+15550101", "")
            await alarms_when(center, "journal_locked")
            await desktop.when_told("journal_locked")
        await alarms_when(center)
        await desktop.when_told()
        await hears(phone, "direct/welcome")
        await phone.hang_up()
        await sees(phone, Ended)
    await center.contacts_when(1)
