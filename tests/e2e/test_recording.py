"""Recorded talks at the whole center before a real Asterisk: what is on disk in the end, and what is not."""

import io
import os
import wave
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from tests.e2e.asterisk.center import until
from tests.e2e.asterisk.recorder import PAIR_HZ, keypad, longest_silence, loudest, share, talk, tone
from tests.e2e.asterisk.rtp import RATE_HZ
from tests.e2e.asterisk.sip_phone import Call
from tests.harness.asterisk_lab import Hotline, running_hotline
from tests.harness.desk import Desk, Phones, desk, hear_each_other, hears, phones
from tests.harness.desktop_client import View, interaction

pytestmark = pytest.mark.e2e

__all__ = ["phones"]

CUSTOMER_HZ, DAVE_HZ, CARD_HZ = 453.0, 1985.0, 1087.0
HARDLY_ANYTHING = 500
SUPPORT = "    label: {en: Support, zh: 技术支持}\n"


@pytest.fixture(scope="module")
def hotline(real_asterisk_needed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    """A center whose support records."""
    folder = tmp_path_factory.mktemp("recorded")

    def record_support(_connection: Path) -> None:
        queues = folder / "config" / "queues.yaml"
        text = queues.read_text("utf-8")
        assert SUPPORT in text
        queues.write_text(text.replace(SUPPORT, f"{SUPPORT}    record: {{notice: recording/notice}}\n"), "utf-8")

    with running_hotline(folder, record_support) as made:
        yield made


@pytest.fixture
async def dave(hotline: Hotline, phones: Phones) -> AsyncIterator[Desk]:
    async with desk(hotline, phones, "dave", DAVE_HZ) as made:
        yield made


async def talking(dave: Desk, phones: Phones) -> tuple[Call, Call, str]:
    """A customer who has heard the notice, and an agent, who hear each other."""
    await dave.go_available()
    customer = await (await phones.caller(CUSTOMER_HZ)).dial("4001")
    interaction_id = await dave.accept(await dave.offered())
    agent = await dave.phone.ring()
    await agent.answer()
    await hears(customer, "en/recording/notice")
    await dave.connected()
    await hear_each_other(customer, agent)
    return customer, agent, interaction_id


def shown(view: View) -> dict[str, Any]:
    found = interaction(view, "connected")
    return (found or {}).get("recorded") or {}


async def pauses(dave: Desk, op: str, interaction_id: str, pause: str) -> None:
    await dave.command(op, interaction_id=interaction_id)
    await dave.desktop.when(lambda view: shown(view).get("pause") == pause)


async def says_a_card_number(customer: Call) -> None:
    """The moment the desktop shows the pause; the agent lets it be said to its end before the recording goes on."""
    customer.audio.say(tone(CARD_HZ, 1.0))
    await until(lambda: not customer.audio.is_speaking)
    await talk(0.5, customer)


async def last_contact(hotline: Hotline) -> dict[str, Any]:
    def ended() -> list[dict[str, Any]]:
        return [row for row in hotline.center.contacts() if row["ended_at_ms"]]

    await until(lambda: bool(ended()))
    contact: dict[str, Any] = hotline.center.get(f"/api/contacts/{ended()[0]['contact_id']}")  # type: ignore[assignment]
    return contact


def sound_of(hotline: Hotline, track: str) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """A track as it is played to whoever may hear it."""
    center = hotline.center
    answer = httpx.get(f"{center.url}/api/recordings/{track}", headers=center.operator, timeout=10.0)
    assert answer.status_code == 200, answer.text
    with wave.open(io.BytesIO(answer.content)) as reader:
        return np.frombuffer(reader.readframes(reader.getnframes()), dtype="<i2").astype(np.float64)


def alarms(hotline: Hotline) -> set[str]:
    return {alarm["code"] for alarm in hotline.center.get("/api/health")["alarms"]}  # type: ignore[index]


async def test_what_is_said_and_pressed_in_a_pause_is_nowhere_on_disk(
    hotline: Hotline, phones: Phones, dave: Desk
) -> None:
    customer, agent, interaction_id = await talking(dave, phones)
    await talk(1.0, customer)
    await pauses(dave, "pause_recording", interaction_id, "agent")
    await says_a_card_number(customer)
    customer.audio.press("4929")
    await until(lambda: agent.audio.keys_heard == "4929")
    customer.audio.say(keypad("135"))
    await until(lambda: not customer.audio.is_speaking)
    await talk(0.5, customer)
    await pauses(dave, "continue_recording", interaction_id, "")
    await talk(1.0, customer)
    await customer.hang_up()
    await dave.finish()
    (recording,) = (await last_contact(hotline))["recordings"]
    customers, agents = (sound_of(hotline, track["track"]) for track in recording["tracks"])
    begin, end = longest_silence(customers)
    (pause,) = recording["pauses"]
    lasted_ms = pause["ended_at_ms"] - pause["started_at_ms"]
    assert pause["reason"] == "agent" and abs((end - begin) * 1000 / RATE_HZ - lasted_ms) < 1_500
    assert share(customers[:begin], CUSTOMER_HZ) > 0.95 and share(customers[end:], CUSTOMER_HZ) > 0.95
    for sound in (customers, agents):
        heard = {hertz: loudest(sound, hertz) for hertz in (CARD_HZ, *PAIR_HZ)}
        assert max(heard.values()) < HARDLY_ANYTHING, heard
    assert loudest(agents, CUSTOMER_HZ) < HARDLY_ANYTHING and loudest(customers, DAVE_HZ) < HARDLY_ANYTHING
    kept = os.listdir(hotline.center.data / "recordings")
    assert {f"{track['track']}.wav" for track in recording["tracks"]} <= set(kept)
    assert all(not name.endswith((".part", ".copy")) for name in kept)
    assert os.listdir(hotline.asterisk.tracks_here) == [], "nothing is left with Asterisk"


async def test_a_customer_on_hold_is_not_recorded(hotline: Hotline, phones: Phones, dave: Desk) -> None:
    customer, agent, interaction_id = await talking(dave, phones)
    await dave.command("hold", interaction_id=interaction_id)
    await hears(customer, "music/default")
    await dave.desktop.when(lambda view: shown(view).get("pause") == "apart")
    await says_a_card_number(customer)
    await dave.command("resume", interaction_id=interaction_id)
    await hear_each_other(customer, agent)
    await talk(1.0, customer)
    await customer.hang_up()
    await dave.finish()
    (recording,) = (await last_contact(hotline))["recordings"]
    sound = sound_of(hotline, recording["tracks"][0]["track"])
    assert loudest(sound, CARD_HZ) < HARDLY_ANYTHING
    assert share(sound[-RATE_HZ:], CUSTOMER_HZ) > 0.9, "it goes on after the hold"


async def test_a_killed_engine_pauses_what_another_had_begun(hotline: Hotline, phones: Phones, dave: Desk) -> None:
    customer, agent, interaction_id = await talking(dave, phones)
    hotline.center.kill()
    hotline.center.start()
    await dave.reopen()
    await dave.desktop.when(lambda view: bool(shown(view)))
    await hear_each_other(customer, agent)
    await pauses(dave, "pause_recording", interaction_id, "agent")
    await says_a_card_number(customer)
    await pauses(dave, "continue_recording", interaction_id, "")
    await talk(1.0, customer)
    await customer.hang_up()
    await dave.finish()
    (recording,) = (await last_contact(hotline))["recordings"]
    assert [track["failure"] for track in recording["tracks"]] == ["", ""]
    sound = sound_of(hotline, recording["tracks"][0]["track"])
    assert loudest(sound, CARD_HZ) < HARDLY_ANYTHING
    assert share(sound[-RATE_HZ:], CUSTOMER_HZ) > 0.9


async def test_a_recorder_that_cannot_write_sounds_and_the_call_goes_on(
    hotline: Hotline, phones: Phones, dave: Desk
) -> None:
    folder, away = hotline.asterisk.tracks_here, f"{hotline.asterisk.tracks_here}-away"
    os.rename(folder, away)
    try:
        customer, agent, _ = await talking(dave, phones)
        await dave.desktop.when(lambda view: shown(view).get("is_failing") is True)
        await until(lambda: "recording_failing" in alarms(hotline))
        await hear_each_other(customer, agent)
        await customer.hang_up()
        await dave.finish()
    finally:
        os.rename(away, folder)
    (recording,) = (await last_contact(hotline))["recordings"]
    assert {track["failure"] for track in recording["tracks"]} == {"not_recorded"}
    customer, _, _ = await talking(dave, phones)
    await talk(0.5, customer)
    await customer.hang_up()
    await dave.finish()
    await until(lambda: "recording_failing" not in alarms(hotline))
