"""The whole center before a real Asterisk: callers by SIP, agents on SIP phones and in the desktop.

One Asterisk and one center serve all tests of this module, one after the other; its journal is proven at the end.
"""

import asyncio
import itertools
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from cic.cti.asterisk.settings import CONNECTION_FILE
from tests.e2e.asterisk.center import until
from tests.e2e.test_browser_call import sign_in, tone
from tests.harness.asterisk_lab import Hotline, hotline
from tests.harness.browsers import browser_with_voice
from tests.harness.centers import free_port
from tests.harness.desk import Phones, desk, hear_each_other, hears, hears_nothing, is_reachable, phones
from tests.harness.desktop_client import interaction
from tests.harness.hearing import length_ms
from tests.harness.phones import Bridge, Music, agent_phone, caller_phone, sees
from tests.harness.running_center import ANSWER_LIMIT_S, RunningCenter

pytestmark = pytest.mark.e2e

GONE_LIMIT_S = 10.0
"""So long a goodbye may take on a crowded machine: less than an offer stands (18 s) and a phone rings (20 s)."""
SCENARIO = Path(__file__).parent / "asterisk/sipp/caller_to_support.xml"

__all__ = ["hotline", "phones"]


def test_the_doctor_finds_nothing_to_mend_at_the_lab(hotline: Hotline) -> None:
    told = hotline.center.cic("doctor", "--config", str(hotline.center.config), "--url", hotline.center.url)
    assert told.returncode == 0 and told.stdout.splitlines()[-1].startswith("0 to mend"), told.stdout + told.stderr
    assert "the center answered" in told.stdout


async def test_a_caller_is_asked_and_meets_the_agent_who_has_waited_longest(hotline: Hotline, phones: Phones) -> None:
    async with desk(hotline, phones, "dave") as dave, desk(hotline, phones, "erin", 1017.0) as erin:
        await dave.go_available()
        await erin.go_available()
        caller = await phones.caller()
        call = await caller.dial("4000")
        await hears(call, "en/main/welcome")
        for recording, keys in (("choose_language", "1"), ("main_menu", "2"), ("customer_number", "123456#")):
            await hears(call, f"en/main/{recording}")
            call.audio.press(keys)
        offered = await dave.offered(caller.user, 20.0)
        assert erin.view["interactions"] == []
        assert (offered["caller"]["name"], offered["caller"]["grade"]) == ("Grace Example", "gold")
        assert [item["value"] for item in offered["collected"]] == ["123456"]
        await hears(call, "en/main/to_support")  # and is bridged in the middle of it
        agent, interaction_id = await dave.talk()
        await hear_each_other(call, agent)

        await dave.command("hold", interaction_id=interaction_id)
        await hears(call, "music/default")
        await hears_nothing(agent)
        await dave.command("resume", interaction_id=interaction_id)
        await hear_each_other(call, agent)
        await dave.command("mute", interaction_id=interaction_id)
        await hears_nothing(call)
        assert agent.audio.share(call.audio.tone_hz) > 0.9
        await dave.command("unmute", interaction_id=interaction_id)
        await hear_each_other(call, agent)
        await dave.command("send_digits", interaction_id=interaction_id, digits="42#")
        await until(lambda: call.audio.keys_heard == "42#")

        await dave.command("hang_up", interaction_id=interaction_id)
        await asyncio.wait_for(agent.ended.wait(), GONE_LIMIT_S)
        await hears(call, "en/rating/rate")
        call.audio.press("5")
        await hears(call, "en/main/goodbye")
        await asyncio.wait_for(call.ended.wait(), GONE_LIMIT_S)
        await dave.finish("solved", "all well")
        check_the_log(hotline, await log_row(hotline, caller.user))

        await (await phones.caller()).dial("4001")
        await erin.offered()  # dave is free again, but for a shorter time
        assert dave.view["agent"]["is_free"] and dave.view["interactions"] == []


async def log_row(hotline: Hotline, number: str) -> dict[str, Any]:
    """The contact of this caller, once it has ended."""

    def ended() -> list[dict[str, Any]]:
        rows = hotline.center.contacts()
        return [row for row in rows if row["caller"]["number"] == number and row["ended_at_ms"]]

    await until(lambda: bool(ended()))
    (row,) = ended()
    return row


def check_the_log(hotline: Hotline, row: dict[str, Any]) -> None:
    """One row, every segment, and times without a gap."""
    assert (row["disposition"], row["last_agent"], row["caller"]["grade"]) == ("solved", "dave", "gold")
    contact = hotline.center.get(f"/api/contacts/{row['contact_id']}")
    segments = contact["segments"]
    kinds = ["ivr", "queue", "ring", "talk", "hold", "talk", "ivr", "wrap_up"]
    assert [segment["kind"] for segment in segments] == kinds
    callers_side = segments[:-1]
    assert callers_side[0]["started_at_ms"] == row["arrived_at_ms"]
    assert callers_side[-1]["ended_at_ms"] == row["ended_at_ms"]
    for before, after in itertools.pairwise(callers_side):
        assert before["ended_at_ms"] == after["started_at_ms"]
    assert sum(row[f"{kind}_ms"] for kind in ("ivr", "queue", "ring", "talk", "hold")) == row["total_ms"]
    assert all(row[f"{kind}_ms"] > 0 for kind in ("ivr", "talk", "hold", "wrap_up"))


async def test_an_agent_gets_contacts_only_while_the_phone_can_be_reached(hotline: Hotline, phones: Phones) -> None:
    async with desk(hotline, phones, "dave") as dave:
        await dave.phone.register(0)
        await dave.desktop.when(lambda view: not is_reachable(view, "asterisk"))
        await dave.go_available()
        caller = await phones.caller()
        call = await caller.dial("4001")
        await hears(call, "music/default")
        assert dave.view["interactions"] == []
        await dave.phone.register()
        await dave.offered(caller.user)
        await dave.phone.register(0)
        await dave.desktop.when(lambda view: not view["interactions"])
        await dave.phone.register()
        await dave.offered(caller.user)
        await call.hang_up()
        await dave.is_free()


async def test_an_agent_in_a_direct_call_gets_nothing_until_it_ends(hotline: Hotline, phones: Phones) -> None:
    async with desk(hotline, phones, "dave") as dave:
        direct = await (await phones.agent("erin", 1017.0)).call_direct("104", dave.phone)
        await dave.desktop.when(lambda view: any(phone["is_in_use"] for phone in view["agent"]["phones"]))
        await dave.go_available()
        assert not dave.view["agent"]["is_free"]
        caller = await phones.caller()
        call = await caller.dial("4001")
        await hears(call, "music/default")
        assert dave.view["interactions"] == []
        await direct.hang_up()
        offered = await dave.offered(caller.user)
        await dave.command("decline_offer", offer_id=offered["offer"]["offer_id"])


async def test_callers_of_two_kinds_of_phone_are_served_in_order_of_arrival(hotline: Hotline, phones: Phones) -> None:
    center = hotline.center
    async with desk(hotline, phones, "erin") as erin, agent_phone(center, erin.desktop) as headset:
        await erin.desktop.when(lambda view: is_reachable(view, "simulated") and is_reachable(view, "asterisk"))
        async with caller_phone(center) as first, caller_phone(center) as third:
            await first.dial("4001", "+15550301", "")
            await sees(first, Music)
            second = await phones.caller()
            call = await second.dial("4001")
            await hears(call, "music/default")
            await third.dial("4001", "+15550302", "")
            await sees(third, Music)
            await erin.go_available()

            await erin.accept(await erin.offered("+15550301"))
            await sees(headset, Bridge)
            interaction_id = (await erin.connected())["interaction_id"]
            await erin.command("hang_up", interaction_id=interaction_id)
            await erin.finish()
            agent, interaction_id = await erin.talk(second.user)
            await hear_each_other(call, agent)
            await erin.command("hang_up", interaction_id=interaction_id)
            await erin.finish()
            await erin.offered("+15550302")
            await third.hang_up()
            await erin.is_free()


@pytest.mark.parametrize("moment", ["in_the_flow", "waiting", "offered", "ringing", "just_answered"])
async def test_a_caller_who_hangs_up_leaves_nobody_ringing(hotline: Hotline, phones: Phones, moment: str) -> None:
    async with desk(hotline, phones, "dave") as dave:
        if moment != "waiting":
            await dave.go_available()
        caller = await phones.caller()
        call = await caller.dial("4000" if moment == "in_the_flow" else "4001")
        match moment:
            case "in_the_flow":
                await hears(call, "en/main/choose_language")
                await call.hang_up()
            case "waiting":
                await hears(call, "music/default")
                await call.hang_up()
            case "offered":
                await dave.offered(caller.user)
                await call.hang_up()
            case _:
                await dave.accept(await dave.offered(caller.user))
                ringing = await dave.phone.ring()
                if moment == "just_answered":
                    await ringing.answer()
                await call.hang_up()
                await asyncio.wait_for(ringing.ended.wait(), GONE_LIMIT_S)
        row = await log_row(hotline, caller.user)
        await dave.go_available()
        await dave.desktop.when(lambda view: view["agent"]["is_free"] or interaction(view, "wrap_up"))
        if moment == "just_answered":
            if interaction(dave.view, "wrap_up"):
                await dave.finish()
        else:
            assert row["is_abandoned"] is (moment != "in_the_flow")
        await dave.is_free()


async def test_agents_who_cannot_be_reached_lose_the_caller_to_the_next(hotline: Hotline, phones: Phones) -> None:
    """One lets the phone ring, the other's is dead: after 20 s each both callers are back at their old places."""
    first, second, third = [await phones.caller() for _ in range(3)]
    async with desk(hotline, phones, "dave") as dave, desk(hotline, phones, "erin", 1017.0) as erin:
        calls = []
        for caller in (first, second, third):
            calls.append(await caller.dial("4001"))
            await hears(calls[-1], "music/default")
        await dave.go_available()
        offered = await dave.offered(first.user)
        await erin.go_available()
        await erin.offered(second.user)
        erin.phone.switch_off()
        await erin.accept(await erin.offered(second.user))
        await dave.accept(offered)
        ringing = await dave.phone.ring()
        await asyncio.wait_for(ringing.ended.wait(), 20.0 + GONE_LIMIT_S)
        for agent in (dave, erin):
            await agent.desktop.when(lambda view: view["agent"]["activity"] == "not_responding")
            assert agent.view["interactions"] == []
        await erin.desktop.when(lambda view: not is_reachable(view, "asterisk"))
        async with desk(hotline, phones, "robin") as robin:
            await robin.go_available()
            for expected in (first, second):
                agent = await robin.phone.ring()
                assert (await robin.taken())["caller"]["number"] == expected.user
                await agent.answer()
                await robin.connected()
                await agent.hang_up()
                await robin.finish("solved")
        await asyncio.gather(*(asyncio.wait_for(call.ended.wait(), GONE_LIMIT_S) for call in calls[:2]))


async def test_an_engine_that_is_killed_loses_nobody(hotline: Hotline, phones: Phones) -> None:
    callers = [await phones.caller() for _ in range(3)]
    async with desk(hotline, phones, "dave") as dave:
        await dave.go_available()
        talking = await callers[0].dial("4001")
        agent, interaction_id = await dave.talk(callers[0].user)
        await hear_each_other(talking, agent)
        waiting = []
        for caller in callers[1:]:
            waiting.append(await caller.dial("4001"))
            await hears(waiting[-1], "music/default")
        hotline.center.kill()
        await hear_each_other(talking, agent)
        hotline.center.start()
        await hear_each_other(talking, agent)
        await dave.reopen()
        assert (await dave.connected())["interaction_id"] == interaction_id
        await dave.command("hang_up", interaction_id=interaction_id)
        await asyncio.wait_for(agent.ended.wait(), GONE_LIMIT_S)
        await asyncio.wait_for(talking.ended.wait(), GONE_LIMIT_S)
        await dave.finish()
        for caller, call in zip(callers[1:], waiting, strict=True):
            await hears(call, "music/default")
            agent, interaction_id = await dave.talk(caller.user)
            await hear_each_other(call, agent)
            await dave.command("hang_up", interaction_id=interaction_id)
            await dave.finish()


async def test_an_agent_without_a_desktop_is_served_by_automatic_acceptance(hotline: Hotline, phones: Phones) -> None:
    phone = await phones.agent("robin")
    async with httpx.AsyncClient(base_url=hotline.center.url, timeout=ANSWER_LIMIT_S) as http:
        body = {"user": "robin", "password": hotline.center.password("robin")}
        token = (await http.post("/api/sign-in", json=body)).json()["token"]
        http.cookies.clear()

        async def command(op: str, **args: object) -> None:
            headers = {"Authorization": f"Bearer {token}"}
            answer = await http.post("/api/commands", json={"op": op, "args": args}, headers=headers)
            assert answer.status_code == 200, answer.text

        await command("set_activity", activity="available")
        for _ in range(2):
            call = await (await phones.caller()).dial("4001")
            agent = await phone.ring()
            await agent.answer()
            await hear_each_other(call, agent)
            await agent.hang_up()
            await asyncio.wait_for(call.ended.wait(), GONE_LIMIT_S)
            interaction_id = agent.header["x-interaction-id"]
            await command("finish_wrap_up", interaction_id=interaction_id, disposition="solved")
        await command("set_activity", activity="signed_out")


async def test_a_caller_made_by_sipp_presses_keys_and_reaches_an_agent(
    hotline: Hotline, phones: Phones, tmp_path: Path
) -> None:
    welcome_ms = sum(length_ms(f"{language}/main/welcome") for language in ("en", "zh"))
    async with desk(hotline, phones, "dave") as dave:
        await dave.go_available()
        sipp = await asyncio.create_subprocess_exec(
            "sipp", f"127.0.0.1:{hotline.asterisk.sip_port}", "-sf", str(SCENARIO), "-s", "4000", "-m", "1",
            "-d", str(welcome_ms + 700), "-i", "127.0.0.1", "-mi", "127.0.0.1", "-mp", "26500",
            "-timeout", "90", "-timeout_error", "-nostdin",
            cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        try:
            offered = await dave.offered("+15550300", 30.0)
            told = [(step["node"], step["result"]) for step in offered["path"]]
            assert told[:2] == [("reception.choose_language", "english"), ("main_menu", "support")]
            _, interaction_id = await dave.talk()
            await dave.command("hang_up", interaction_id=interaction_id)
            # The caller gives no rating, twice.
            output, _ = await asyncio.wait_for(sipp.communicate(), 60.0)
        finally:
            if sipp.returncode is None:
                sipp.kill()
                await sipp.wait()
        assert sipp.returncode == 0, output.decode("utf-8", "replace")[-2000:]
        await dave.finish()


async def test_an_agent_answers_in_the_browser(
    hotline: Hotline, phones: Phones, real_browser_needed: None, tmp_path: Path
) -> None:
    async with browser_with_voice(tmp_path, 678) as browser:
        page = await browser.new_page()
        await sign_in(page, hotline.center, "carol")
        await expect(page.get_by_test_id("phone")).to_have_attribute("data-state", "phone_ready")
        caller = await phones.caller()
        call = await caller.dial("4001")
        await page.get_by_test_id("accept").click()
        item = page.get_by_test_id("interaction")
        await expect(item).to_have_attribute("data-state", "connected")
        await tone(page, 453, "above")
        await until(lambda: call.audio.share(678) > 0.9)

        await page.get_by_test_id("action-hold").click()
        await hears(call, "music/default")
        await tone(page, 453, "below")
        await page.get_by_test_id("action-resume").click()
        await tone(page, 453, "above")
        await until(lambda: call.audio.share(678) > 0.9)
        await page.get_by_test_id("action-mute").click()
        await hears_nothing(call)
        await tone(page, 453, "above")
        await page.get_by_test_id("action-unmute").click()
        await until(lambda: call.audio.share(678) > 0.9)
        await page.get_by_test_id("action-hang_up").click()
        await expect(item).to_have_attribute("data-state", "wrap_up")
        await asyncio.wait_for(call.ended.wait(), GONE_LIMIT_S)
        await page.get_by_test_id("disposition-solved").click()
        await page.get_by_test_id("finish-wrap-up").click()
        await expect(item).to_have_count(0)
        assert (await log_row(hotline, caller.user))["disposition"] == "solved"

        call = await (await phones.caller()).dial("4001")
        await page.get_by_test_id("accept").click()
        await until(lambda: call.audio.share(678) > 0.9)
        await page.reload()  # the phone goes with the page: nobody is left talking to it
        await asyncio.wait_for(call.ended.wait(), GONE_LIMIT_S)
        await page.get_by_test_id("disposition-follow_up").click()
        await page.get_by_test_id("finish-wrap-up").click()
        await expect(item).to_have_count(0)


async def test_what_stands_in_the_way_of_a_start_is_told_at_once(hotline: Hotline, tmp_path: Path) -> None:
    changed = await asyncio.to_thread(hotline.center.cic, "asterisk", "up", "--sip-port=5160")
    assert changed.returncode == 0 and "have changed since" in changed.stdout
    other = RunningCenter(tmp_path / "data", free_port())
    taken = f"--sip-port={hotline.asterisk.sip_port}"
    refused = await asyncio.to_thread(other.cic, "asterisk", "up", taken)
    assert refused.returncode == 1 and "--sip-port" in refused.stderr
    connection = other.data / "asterisk" / CONNECTION_FILE
    connection.parent.mkdir(parents=True)
    shutil.copy(hotline.center.data / "asterisk" / CONNECTION_FILE, connection)
    refused = await asyncio.to_thread(other.cic, "up", "--port", str(other.port))
    assert refused.returncode == 1 and "--agi-port" in refused.stderr and "Traceback" not in refused.stderr
