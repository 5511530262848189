"""What callers leave behind, on a running center: a message that an agent hears and finishes, a wish to be called back,
a rating, and a caller whom an agent sends into a flow."""

import asyncio
import io
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.harness.centers import end, free_port
from tests.harness.desktop_client import DesktopClient, interaction
from tests.harness.left_behind import write_left_behind
from tests.harness.phones import Bridge, Ended, agent_phone, caller_phone, hears, sees
from tests.harness.running_center import RunningCenter
from tests.scenarios.test_contact_log import connected, free, offered, wrap_up

pytestmark = pytest.mark.scenario

CALLER = "+15550166"


@pytest.fixture
def center(tmp_path: Path) -> Iterator[RunningCenter]:
    """A center of one queue with alice and bob, whose callers may leave things behind."""
    text = write_left_behind(tmp_path / "text")
    made = RunningCenter(tmp_path / "data", free_port(), config=text, flows=text / "flows")
    made.start()
    yield made
    end(made)


async def heard(center: RunningCenter, desktop: DesktopClient, recording: str, **headers: str) -> httpx.Response:
    """What this agent gets who wants to hear a message."""
    async with httpx.AsyncClient(base_url=center.url) as http:
        signed_in = {"Authorization": f"Bearer {desktop.token}", **headers}
        return await http.get(f"/api/messages/{recording}", headers=signed_in)


async def available(desktop: DesktopClient) -> None:
    """The agent is there for whatever needs no phone."""
    assert (await desktop.command("set_activity", activity="available"))["ok"]


async def whole(center: RunningCenter, contact_id: str) -> dict[str, Any]:
    found: Any = await asyncio.to_thread(center.get, f"/api/contacts/{contact_id}")
    return dict(found)


async def told(center: RunningCenter, *words: str) -> str:
    done = await asyncio.to_thread(center.cic, *words, "--url", center.url)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_a_message_is_heard_by_who_has_it_finished_and_told(center: RunningCenter) -> None:
    async with DesktopClient(center, "alice") as alice, DesktopClient(center, "bob") as bob:
        async with caller_phone(center) as phone:
            await phone.dial("4000", CALLER, "Ann Example")
            await hears(phone, "main/menu")
            await phone.press("1")
            await phone.leave_message(2_000)
            await phone.hang_up()
        await available(alice)
        item = await offered(alice)
        work = item["work"]
        assert (item["medium"], item["caller"]["number"], item["allowed_actions"]) == (
            "voicemail", CALLER, ["accept", "decline"],
        )  # fmt: skip
        assert work["due_at_ms"] == item["arrived_at_ms"] + 3_600_000
        answer = await heard(center, alice, work["recording"])
        assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
        with wave.open(io.BytesIO(answer.content)) as sound:
            assert sound.getnframes() * 1_000 // sound.getframerate() == work["duration_ms"] >= 2_000
        part = await heard(center, alice, work["recording"], Range="bytes=0-43")
        assert (part.status_code, part.content) == (206, answer.content[:44])
        assert (await heard(center, bob, work["recording"])).status_code == 403
        given = await connected(alice)
        assert (await alice.command("complete", interaction_id=given))["ok"]
        await wrap_up(alice, given, "sold", "wants an offer")
        await alice.when(lambda view: not view["interactions"])
        assert (await heard(center, alice, work["recording"])).status_code == 403, "it is out of hand"
    await center.contacts_when(2)
    log = await whole(center, item["contact_id"])
    assert [segment["kind"] for segment in log["segments"]] == ["queue", "ring", "work", "wrap_up"]
    assert (log["medium"], log["last_agent"], log["end_cause"]) == ("voicemail", "alice", "completed")
    assert log["segments"][-1]["note"] == "wants an offer"
    call = await whole(center, log["origin"])
    assert [left["contact_id"] for left in call["work_left"]] == [log["contact_id"]]
    assert f". left a voicemail for sales: {log['contact_id']}" in await told(center, "contacts", log["origin"])
    assert "message m" in await told(center, "contacts", log["contact_id"])
    assert f"message {work['recording']} is heard by alice" in center.output() and CALLER not in center.output()


async def test_who_wants_to_be_called_back_is_shown_with_the_number(center: RunningCenter) -> None:
    async with DesktopClient(center, "alice") as alice:
        async with caller_phone(center) as phone:
            await phone.dial("4000", CALLER)
            await hears(phone, "main/menu")
            await phone.press("3")
            await sees(phone, Ended)
        await available(alice)
        given = await connected(alice)
        (item,) = alice.view["interactions"]
        assert (item["medium"], item["work"]["number_to_call"]) == ("callback", CALLER)
        assert (await heard(center, alice, "m1.1")).status_code == 403
        assert (await alice.command("complete", interaction_id=given))["ok"]
        await wrap_up(alice, given, "sold")
        await alice.when(lambda view: not view["interactions"])


async def test_a_caller_comes_back_from_a_flow_with_a_result_and_rates_the_agent(center: RunningCenter) -> None:
    async with (
        DesktopClient(center, "alice") as alice,
        agent_phone(center, alice),
        caller_phone(center) as phone,
    ):
        assert alice.view["flows"] == ["verify"]
        await free(alice)
        await phone.dial("4000", CALLER)
        await hears(phone, "main/menu")
        await phone.press("2")
        given = await connected(alice)
        await sees(phone, Bridge)
        assert "send_into_flow" in alice.view["interactions"][0]["allowed_actions"]
        assert (await alice.command("send_into_flow", interaction_id=given, flow="verify"))["ok"]
        view = await alice.when(lambda view: interaction(view, "in_flow"))
        assert (view["interactions"][0]["flow"], view["interactions"][0]["allowed_actions"]) == (
            "verify", ["resume", "hang_up", "ask_for_help", "make_follow_up"],
        )  # fmt: skip
        await hears(phone, "verify/number")
        await phone.press("123")
        view = await alice.when(lambda view: interaction(view, "connected"))
        assert view["interactions"][0]["flow_results"] == [{"flow": "verify", "result": "known"}]
        await sees(phone, Bridge)
        assert (await alice.command("hang_up", interaction_id=given))["ok"]
        await hears(phone, "main/rate")
        await phone.press("5")
        await sees(phone, Ended)
        await wrap_up(alice, given, "sold")
        await alice.when(lambda view: view["agent"]["is_free"])
    (row,) = await center.contacts_when(1)
    log = await whole(center, str(row["contact_id"]))
    assert [(visit["flow"], visit["result"]) for visit in log["flow_visits"]] == [("verify", "known")]
    rating = log["ratings"][0]
    assert (rating["value"], rating["queue_id"], rating["agent_id"]) == (5, "sales", "alice")
    story = await told(center, "contacts", log["contact_id"])
    assert ". sent into verify: known" in story and ". rated agent: 5 of 1 to 5 (sales, alice)" in story
    ratings: Any = await asyncio.to_thread(center.get, "/api/ratings")
    assert [(one["agent_id"], one["count"], one["average"]) for one in ratings["agents"]] == [("alice", 1, 5.0)]
    assert "5: 1" in await told(center, "ratings", "--queue", "sales")
