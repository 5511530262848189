"""A supervisor acts on a running center: queues close for the next caller, agents and contacts obey at once, and each
act stands in the audit trail with its reason."""

from typing import Any

import httpx
import pytest

from tests.harness.desktop_client import DesktopClient
from tests.harness.phones import Bridge, Ended, agent_phone, caller_phone, hears, sees
from tests.harness.running_center import RunningCenter
from tests.scenarios.test_contact_log import connected, free, offered

pytestmark = pytest.mark.scenario

CALLER = "+15550178"
ACCOUNT_LINE = "4002"
WHY = "a storm is coming"


async def act(center: RunningCenter, path: str, **body: Any) -> dict[str, Any]:
    """Let a supervisor do something, which is done when this returns."""
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
        answer = await client.post(f"{center.url}{path}", json={"reason": WHY} | body, headers=center.operator)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def in_english_to_an_agent(phone: Any) -> None:
    await phone.dial(ACCOUNT_LINE, CALLER)
    await hears(phone, "main/choose_language")
    await phone.press("1")
    await hears(phone, "verify/account_number")
    await phone.press("*")


async def test_the_very_next_caller_hears_the_mode_and_then_none(center: RunningCenter) -> None:
    for mode, heard in (("emergency", "emergency/notice"), ("night", "after_hours/closed")):
        await act(center, "/api/queues/modes", queues=["support", "sales"], mode=mode)
        async with caller_phone(center) as phone:
            await in_english_to_an_agent(phone)
            await hears(phone, heard)
            await phone.hang_up()
            await sees(phone, Ended)
    await act(center, "/api/queues/modes", queues=["support", "sales"], mode="open")
    async with caller_phone(center) as phone:
        await in_english_to_an_agent(phone)
        await hears(phone, "account/to_agent")
        await phone.hang_up()
        await sees(phone, Ended)


async def test_a_talk_is_ended_a_wrap_up_too_and_the_agent_is_told_and_signed_out(center: RunningCenter) -> None:
    async with DesktopClient(center, "carol") as carol, agent_phone(center, carol), caller_phone(center) as phone:
        await free(carol)
        await in_english_to_an_agent(phone)
        item = await offered(carol)
        await connected(carol)
        await sees(phone, Bridge)
        told = await act(center, "/api/agent-messages", to={"kind": "agent", "id": "carol"}, text="Please come over")
        assert told["reached"] == ["carol"]
        shown = (await carol.when(lambda view: view["agent"]["messages"]))["agent"]["messages"]
        assert shown[0]["text"] == "Please come over"
        assert (await carol.command("read_message", message_id=shown[0]["message_id"]))["ok"]
        await carol.when(lambda view: not view["agent"]["messages"])
        assert (await act(center, "/api/agents/carol/sign-out"))["when"] == "after_contact"
        await carol.when(lambda view: view["agent"]["is_next_forced"])
        await act(center, f"/api/interactions/{item['interaction_id']}/release")
        await sees(phone, Ended)
        await carol.when(lambda view: view["interactions"] and view["interactions"][0]["state"] == "wrap_up")
        await act(center, "/api/agents/carol/end-wrap-up", interaction_id=None)
        assert await carol.sent_away() == 4501
    entries = center.get("/api/audit")
    assert WHY in str(entries) and "contact.release" in str(entries) and "Please come over" not in str(entries)
    contact = center.get(f"/api/contacts/{item['contact_id']}")
    assert "'end_cause': 'supervisor'" in str(contact) and "ended_by_supervisor" in str(contact)
