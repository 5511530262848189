"""A caller dials, is asked, waits, meets an agent who already knows, and the contact is logged."""

import pytest

from tests.harness.desktop_client import DesktopClient, interaction
from tests.harness.phones import Bridge, Ended, Music, Part, agent_phone, caller_phone, hears, sees
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.scenario


async def to_support(phone: object) -> None:
    """Choose English, then support, without a customer number."""
    await hears(phone, "main/choose_language")
    await phone.press("1")
    await hears(phone, "main/main_menu")
    await phone.press("2")
    await hears(phone, "main/customer_number")
    await phone.press("#")
    await hears(phone, "main/to_support")


async def test_caller_meets_agent_and_the_contact_is_logged(center: RunningCenter) -> None:
    async with DesktopClient(center, "carol") as desktop, agent_phone(center, desktop) as headset:
        await desktop.command("set_activity", activity="available", reason="")
        async with caller_phone(center) as phone:
            await phone.dial("4000", "+15550100", "Ann Example")
            await to_support(phone)
            view = await desktop.when(lambda seen: interaction(seen, "offered"))
            offered = interaction(view, "offered")
            assert offered is not None and offered["caller"]["name"] == "Ann Example"
            assert offered["caller"]["number"] == "+15550100"
            assert [step["node"] for step in offered["path"]][-1] == "to_support"
            assert offered["allowed_actions"] == ["accept", "decline"]
            result = await desktop.command("accept_offer", offer_id=offered["offer"]["offer_id"])
            assert result["ok"]
            await sees(phone, Bridge)
            await sees(headset, Bridge)
            view = await desktop.when(lambda seen: interaction(seen, "connected"))
            interaction_id = interaction(view, "connected")["interaction_id"]

            assert (await desktop.command("hold", interaction_id=interaction_id))["ok"]
            await sees(phone, Music)
            await sees(headset, Part)
            assert (await desktop.command("resume", interaction_id=interaction_id))["ok"]
            await sees(phone, Bridge)
            assert (await desktop.command("mute", interaction_id=interaction_id))["ok"]
            await desktop.when(lambda seen: interaction(seen, "connected")["is_muted"])
            assert (await desktop.command("hang_up", interaction_id=interaction_id))["ok"]
            await hears(phone, "rating/rate")
            await phone.press("5")
            await hears(phone, "main/goodbye")
            await sees(phone, Ended)
        await desktop.when(lambda seen: interaction(seen, "wrap_up"))
        result = await desktop.command(
            "finish_wrap_up", interaction_id=interaction_id, disposition="solved", note="all well"
        )
        assert result["ok"]
        await desktop.when(lambda seen: seen["agent"]["is_free"])
    (contact,) = await center.contacts_when(1)
    assert contact["disposition"] == "solved"
    parts = ("ivr_ms", "queue_ms", "ring_ms", "talk_ms", "hold_ms")
    assert sum(contact[part] for part in parts) == contact["total_ms"]
    full = center.get(f"/api/contacts/{contact['contact_id']}")
    assert [segment["kind"] for segment in full["segments"]] == [
        "ivr", "queue", "ring", "talk", "hold", "talk", "ivr", "wrap_up",
    ]  # fmt: skip


async def test_declined_and_missed_offers_keep_the_place_in_line(center: RunningCenter) -> None:
    async with (
        DesktopClient(center, "carol") as desktop,
        agent_phone(center, desktop),
        caller_phone(center) as first,
        caller_phone(center) as second,
    ):
        for phone, number in ((first, "+15550101"), (second, "+15550102")):
            await phone.dial("4001", number, "")
            await hears(phone, "direct/welcome")
            await sees(phone, Music)
        await desktop.command("set_activity", activity="available", reason="")
        view = await desktop.when(lambda seen: interaction(seen, "offered"))
        offered = interaction(view, "offered")
        assert offered["caller"]["number"] == "+15550101"
        await desktop.command("decline_offer", offer_id=offered["offer"]["offer_id"])
        view = await desktop.when(
            lambda seen: (interaction(seen, "offered") or {}).get("caller", {}).get("number") == "+15550102"
        )
        await desktop.command("set_activity", activity="on_break", reason="rest")
        await desktop.when(lambda seen: not seen["interactions"])
        async with DesktopClient(center, "alice") as other, agent_phone(center, other):
            await other.command("set_activity", activity="available", reason="")
            view = await other.when(lambda seen: interaction(seen, "offered"))
            assert interaction(view, "offered")["caller"]["number"] == "+15550101"
        for phone in (first, second):
            await phone.hang_up()
            await sees(phone, Ended)
    await center.contacts_when(2)


async def test_caller_gone_while_waiting_is_abandoned(center: RunningCenter) -> None:
    async with caller_phone(center) as phone:
        await phone.dial("4001", "+15550103", "")
        await sees(phone, Music)
        await phone.hang_up()
        await sees(phone, Ended)
    (contact,) = await center.contacts_when(1)
    assert contact["is_abandoned"]


async def test_an_engine_killed_during_the_talk_finds_it_again(center: RunningCenter) -> None:
    async with DesktopClient(center, "carol") as desktop, agent_phone(center, desktop) as headset:
        await desktop.command("set_activity", activity="available", reason="")
        async with caller_phone(center) as phone:
            await phone.dial("4001", "+15550104", "")
            view = await desktop.when(lambda seen: interaction(seen, "offered"))
            await desktop.command("accept_offer", offer_id=interaction(view, "offered")["offer"]["offer_id"])
            await desktop.when(lambda seen: interaction(seen, "connected"))
            center.kill()
            center.start()
            async with DesktopClient(center, "carol") as again:
                view = await again.when(lambda seen: interaction(seen, "connected"))
                interaction_id = interaction(view, "connected")["interaction_id"]
                await again.when(lambda seen: any(item["is_reachable"] for item in seen["agent"]["phones"]))
                result = await again.command("hang_up", interaction_id=interaction_id)
                assert result["ok"], result
                await again.when(lambda seen: interaction(seen, "wrap_up"))
                await sees(phone, Ended)
                await sees(headset, Ended)
                await again.command("finish_wrap_up", interaction_id=interaction_id, disposition="solved", note="")
    (contact,) = await center.contacts_when(1)
    assert contact["disposition"] == "solved"
