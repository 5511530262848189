"""The shipped lines on a running center: a balance behind a PIN, a complaint that becomes a task, callers whom an agent
sends into a flow."""

import pytest

from tests.harness.desktop_client import DesktopClient, interaction
from tests.harness.phones import Bridge, Ended, agent_phone, caller_phone, hears, sees
from tests.harness.running_center import RunningCenter
from tests.scenarios.test_contact_log import connected, free, offered, wrap_up

pytestmark = pytest.mark.scenario

CALLER = "+15550177"
ACCOUNT, PIN, CARD = "10001", "1234", "4111111111111111"


async def test_the_account_line_tells_the_balance_to_whoever_has_the_pin(center: RunningCenter) -> None:
    async with DesktopClient(center, "carol") as carol, agent_phone(center, carol), caller_phone(center) as phone:
        await free(carol)
        await phone.dial("4002", CALLER)
        await hears(phone, "main/choose_language")
        await phone.press("1")
        await hears(phone, "verify/account_number")
        await phone.press(ACCOUNT)
        await hears(phone, "verify/pin")
        await phone.press("4321")
        await hears(phone, "verify/wrong_pin")
        await phone.press(PIN)
        owed = await hears(phone, "account/owed-1")
        assert [path.rpartition("/")[2] for path in owed.recordings if "/values/" in path][:2] == [
            "n1.wav",
            "hundred.wav",
        ]
        await hears(phone, "account/what_next")
        await phone.press("0")
        item = await offered(carol)
        assert [(each["name"], each["value"]) for each in item["collected"]] == [("verify.account_number", ACCOUNT)]
        assert ("verify.pin", "verified") in [(step["node"], step["result"]) for step in item["path"]]
        given = await connected(carol)
        await hears(phone, "main/agent_number-1")
        await sees(phone, Bridge)
        assert (await carol.command("hang_up", interaction_id=given))["ok"]
        await hears(phone, "rating/rate")
        await phone.press("3")
        await hears(phone, "main/goodbye")
        await sees(phone, Ended)
        await wrap_up(carol, given, "solved")


async def test_a_complaint_becomes_a_task_with_the_contract_number(center: RunningCenter) -> None:
    async with DesktopClient(center, "carol") as carol:
        async with caller_phone(center) as phone:
            await phone.dial("4003", CALLER)
            await hears(phone, "main/choose_language")
            await phone.press("2")
            await hears(phone, "complaint/about_what")
            await phone.press("2")
            await hears(phone, "complaint/contract_number")
            await phone.press("123456#")
            await hears(phone, "complaint/contract_right")
            await phone.press("1")
            await hears(phone, "complaint/what_next")
            await phone.hang_up()
            await sees(phone, Ended)
        assert (await carol.command("set_activity", activity="available"))["ok"]
        item = await offered(carol)
        assert (item["medium"], item["queue"]["queue_id"], item["work"]["subject"]) == (
            "task", "complaints", "complaint_delivery",
        )  # fmt: skip
        assert [each["value"] for each in item["collected"]] == ["123456"]
        given = await connected(carol)
        assert (await carol.command("complete", interaction_id=given))["ok"]
        await wrap_up(carol, given, "solved")
        await carol.when(lambda view: not view["interactions"])


async def test_an_agent_has_a_caller_verified_and_a_card_taken_and_sees_no_secret(center: RunningCenter) -> None:
    async with DesktopClient(center, "carol") as carol, agent_phone(center, carol), caller_phone(center) as phone:
        assert set(carol.view["flows"]) == {"verify", "card"}
        await free(carol)
        await phone.dial("4001", CALLER)
        given = await connected(carol)
        await sees(phone, Bridge)
        asked = (("verify", "verify/account_number", ACCOUNT), ("card", "card/card_number", f"{CARD}#"))
        for flow, recording, keys in asked:
            assert (await carol.command("send_into_flow", interaction_id=given, flow=flow))["ok"]
            await hears(phone, recording)
            await phone.press(keys)
            if flow == "verify":
                await hears(phone, "verify/pin")
                await phone.press(PIN)
            await carol.when(lambda view: interaction(view, "connected"))
            await sees(phone, Bridge)
        item = interaction(carol.view, "connected")
        assert item is not None
        assert item["flow_results"] == [
            {"flow": "verify", "result": "verified"}, {"flow": "card", "result": "card_taken"},
        ]  # fmt: skip
        assert CARD not in str(carol.view)
        await phone.hang_up()
        await wrap_up(carol, given, "solved")
        await carol.when(lambda view: view["agent"]["is_free"])
    center.stop()
    kept = [file for file in center.data.rglob("*") if file.is_file() and CARD.encode() in file.read_bytes()]
    assert kept == [] and CARD not in center.output()
    center.start()
