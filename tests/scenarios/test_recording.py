"""A talk is recorded: the caller is told first, card data is left out, and whoever listens is written down."""

import array
import io
import json
import wave
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from cic.cti.simulated.scripted_phone import ScriptedPhone
from tests.harness.desktop_client import DesktopClient, interaction
from tests.harness.phones import Bridge, Ended, agent_phone, caller_phone, hears, sees
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.scenario

SPOKEN_MS = 1_200
EDGE_MS = 500
"""What was said just then may belong to either side of a pause."""
LOUD = 500
SAMPLES_PER_MS = 8


async def to_complaints(phone: ScriptedPhone) -> None:
    """To a person who deals with complaints: the line of the demo center that is recorded."""
    await hears(phone, "main/choose_language")
    await phone.press("1")
    await hears(phone, "main/main_menu")
    await phone.press("4")
    await hears(phone, "complaint/about_what")
    await phone.press("0")
    await hears(phone, "complaint/to_agent")


async def connected(desktop: DesktopClient, phone: ScriptedPhone, headset: ScriptedPhone) -> str:
    """The agent takes the caller, who hears the notice before they hear each other."""
    offered = interaction(await desktop.when(lambda seen: interaction(seen, "offered")), "offered")
    assert offered is not None
    assert (await desktop.command("accept_offer", offer_id=offered["offer"]["offer_id"]))["ok"]
    await hears(phone, "recording/notice")
    await sees(phone, Bridge)
    await sees(headset, Bridge)
    view = await desktop.when(lambda seen: (interaction(seen, "connected") or {}).get("recorded"))
    talking = interaction(view, "connected")
    assert talking is not None and talking["recorded"]["pause"] == "" and not talking["recorded"]["is_failing"]
    return str(talking["interaction_id"])


async def pause(desktop: DesktopClient, interaction_id: str, op: str, reason: str) -> None:
    assert (await desktop.command(op, interaction_id=interaction_id))["ok"]
    await desktop.when(lambda seen: (interaction(seen, "connected") or {"recorded": {}})["recorded"]["pause"] == reason)


async def finished(
    center: RunningCenter, desktop: DesktopClient, phone: ScriptedPhone, interaction_id: str
) -> dict[str, Any]:
    await phone.hang_up()
    await sees(phone, Ended)
    await desktop.when(lambda seen: interaction(seen, "wrap_up"))
    await desktop.command("finish_wrap_up", interaction_id=interaction_id, disposition="solved", note="")
    (row,) = await center.contacts_when(1)
    contact = center.get(f"/api/contacts/{row['contact_id']}")
    assert isinstance(contact, dict)
    return contact


def loud_ms(wav: bytes, from_ms: int, until_ms: int) -> int:
    """How much of a stretch of a track is no silence."""
    with wave.open(io.BytesIO(wav)) as reader:
        samples = array.array("h", reader.readframes(reader.getnframes()))
    return sum(abs(sample) >= LOUD for sample in samples[from_ms * SAMPLES_PER_MS : until_ms * SAMPLES_PER_MS]) // 8


def hear(center: RunningCenter, track: str, headers: dict[str, str]) -> httpx.Response:
    return httpx.get(f"{center.url}/api/recordings/{track}", headers=headers, timeout=5.0)


def signed_in(center: RunningCenter, user: str) -> dict[str, str]:
    answer = httpx.post(
        f"{center.url}/api/sign-in", json={"user": user, "password": center.password(user)}, timeout=10.0
    )
    return {"Authorization": f"Bearer {answer.json()['token']}"}


@pytest.fixture
async def carol(center: RunningCenter) -> AsyncIterator[DesktopClient]:
    async with DesktopClient(center, "carol") as desktop:
        yield desktop


async def test_a_talk_is_kept_without_what_was_said_in_a_pause(center: RunningCenter, carol: DesktopClient) -> None:
    async with agent_phone(center, carol) as headset, caller_phone(center) as phone:
        await carol.command("set_activity", activity="available", reason="")
        await phone.dial("4000", "+15550100", "Ann Example")
        await to_complaints(phone)
        interaction_id = await connected(carol, phone, headset)
        await phone.speak(SPOKEN_MS)
        await pause(carol, interaction_id, "pause_recording", "agent")
        await phone.speak(SPOKEN_MS)
        await pause(carol, interaction_id, "continue_recording", "")
        await phone.speak(SPOKEN_MS)
        contact = await finished(center, carol, phone, interaction_id)
    (recording,) = contact["recordings"]
    assert [(track["is_customer"], track["agent_id"]) for track in recording["tracks"]] == [
        (True, None),
        (False, "carol"),
    ]
    assert [track["failure"] for track in recording["tracks"]] == ["", ""]
    customers, agents = recording["tracks"]
    answer = hear(center, customers["track"], center.operator)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    (asked,) = recording["pauses"]
    began, over = (asked[name] - customers["started_at_ms"] for name in ("started_at_ms", "ended_at_ms"))
    assert loud_ms(answer.content, 0, began) > SPOKEN_MS // 3
    assert loud_ms(answer.content, began + EDGE_MS, over - EDGE_MS) == 0
    assert loud_ms(answer.content, over, customers["duration_ms"]) > SPOKEN_MS // 3
    assert hear(center, agents["track"], signed_in(center, "carol")).status_code == 200
    assert hear(center, agents["track"], signed_in(center, "alice")).status_code == 403
    check_the_audit(center, customers["track"], agents["track"])
    files = sorted((center.files / "recordings").glob("*"))
    assert {file.name for file in files} == {f"{customers['track']}.wav", f"{agents['track']}.wav"}
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)


def check_the_audit(center: RunningCenter, customers: str, agents: str) -> None:
    """Two listened; who was sent away did not, and everything is in the log of the command line too."""
    listed = center.cic("recordings", "listen-log", "--url", center.url, "--json")
    rows = [(row["user"], row["track"], row["from_byte"]) for row in json.loads(listed.stdout)["listenings"]]
    assert rows == [("carol", agents, 0), ("operator", customers, 0)]


async def test_a_killed_engine_still_pauses_what_it_had_begun(center: RunningCenter, carol: DesktopClient) -> None:
    async with agent_phone(center, carol) as headset, caller_phone(center) as phone:
        await carol.command("set_activity", activity="available", reason="")
        await phone.dial("4000", "+15550100", "")
        await to_complaints(phone)
        interaction_id = await connected(carol, phone, headset)
        await phone.speak(SPOKEN_MS)
        center.kill()
        center.start()
        async with DesktopClient(center, "carol") as again:
            await again.when(lambda seen: (interaction(seen, "connected") or {}).get("recorded"))
            await again.when(lambda seen: any(item["is_reachable"] for item in seen["agent"]["phones"]))
            await pause(again, interaction_id, "pause_recording", "agent")
            await phone.speak(SPOKEN_MS)
            contact = await finished(center, again, phone, interaction_id)
    (recording,) = contact["recordings"]
    assert [mark["kind"] for mark in recording["marks"]] == ["paused", "continued"]
    customers = recording["tracks"][0]
    sound = hear(center, customers["track"], center.operator).content
    began = recording["pauses"][0]["started_at_ms"] - customers["started_at_ms"]
    assert loud_ms(sound, 0, began) > SPOKEN_MS // 3
    assert loud_ms(sound, began + EDGE_MS, began + SPOKEN_MS) == 0
    center.stop()
    center.verify()
    center.start()


async def test_another_queue_records_nothing(center: RunningCenter, carol: DesktopClient) -> None:
    async with DesktopClient(center, "alice") as alice, agent_phone(center, alice), caller_phone(center) as phone:
        await alice.command("set_activity", activity="available", reason="")
        await phone.dial("4001", "+15550101", "")
        offered = interaction(await alice.when(lambda seen: interaction(seen, "offered")), "offered")
        assert offered is not None
        await alice.command("accept_offer", offer_id=offered["offer"]["offer_id"])
        await sees(phone, Bridge)
        view = await alice.when(lambda seen: interaction(seen, "connected"))
        talking = interaction(view, "connected")
        assert talking is not None and talking["recorded"] is None
        assert "pause_recording" not in talking["allowed_actions"]
        await phone.hang_up()
        await sees(phone, Ended)
    assert not list((center.files / "recordings").glob("*"))
