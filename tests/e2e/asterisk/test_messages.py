"""Messages that callers leave over a real Asterisk: what is kept is what was said, however it ends."""

import dataclasses
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.asterisk.settings import AsteriskSettings
from cic.cti.port import (
    CommandFailed,
    ExpectedLeg,
    LegEnded,
    LegsRead,
    MenuAnswered,
    MessageEnd,
    MessageRecorded,
    PlayPrompts,
    PromptMenu,
    RecordMessage,
)
from cic.cti.port.messages import message_ms, message_path
from routing.vocabulary import EffectId, EndCause, LegId, ProviderId, RecordingId
from tests.e2e.asterisk.center import Center, until
from tests.e2e.asterisk.conftest import MakePhone
from tests.e2e.asterisk.proxy import Relay
from tests.e2e.asterisk.rtp import RATE_HZ
from tests.e2e.asterisk.sip_phone import Call
from tests.e2e.asterisk.test_calls import LONG, LONG_HZ, SHORT, SHORT_HZ
from tests.harness.centers import free_port

pytestmark = pytest.mark.e2e

SAID_HZ = 987.0


@dataclasses.dataclass(frozen=True, slots=True)
class Desk:
    """A center that keeps messages, and where."""

    center: Center
    kept: Path
    left_by_asterisk: Path

    def leave(self, leg: LegId, name: str, *, maximum_ms: int = 20_000, silence_ms: int = 4_000) -> EffectId:
        """Have a message left."""
        command = RecordMessage(leg, (SHORT,), RecordingId(name), maximum_ms, silence_ms)
        return self.center.send(command)

    async def recorded(self, effect_id: EffectId) -> MessageRecorded:
        return await self.center.get(MessageRecorded, lambda report: report.effect_id == effect_id, 15.0)

    def sound(self, name: str) -> NDArray[np.float64]:
        """What is kept of a message."""
        path = message_path(self.kept, RecordingId(name))
        assert message_ms(path) is not None, "no whole message"
        with wave.open(str(path), "rb") as file:
            return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float64)

    def is_recording(self, name: str) -> bool:
        return (self.left_by_asterisk / f"{name}.wav").exists()


@pytest.fixture
async def desk(lab_settings: AsteriskSettings, tmp_path: Path) -> AsyncIterator[Desk]:
    center = Center(AsteriskProvider(lab_settings, ProviderId("asterisk"), messages_kept=tmp_path / "kept"))
    await center.start()
    yield Desk(center, tmp_path / "kept", Path(lab_settings.messages_here))
    await center.end()


def tone(seconds: float, hertz: float = SAID_HZ) -> NDArray[np.float64]:
    return 8000 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)


def share(samples: NDArray[np.float64], hertz: float) -> float:
    """How much of these samples, 0 to 1, is that tone."""
    phase = np.exp(-2j * np.pi * hertz * np.arange(len(samples)) / RATE_HZ)
    return float(2 * abs(np.sum(samples * phase)) ** 2 / len(samples) / np.sum(samples**2))


async def say(call: Call, desk: Desk, name: str, seconds: float) -> None:
    """Speak once the recording has begun, and be silent for a moment: with a key Asterisk cuts off 200 ms."""
    await until(lambda: desk.is_recording(name))
    call.audio.say(np.concatenate((tone(seconds), np.zeros(RATE_HZ // 2))))
    await until(lambda: not call.audio.is_speaking)


async def quiet_caller(desk: Desk, phone: MakePhone) -> tuple[Call, LegId]:
    call, leg = await desk.center.call_in(await phone("+15550100"))
    call.audio.is_quiet = True
    return call, leg


async def test_a_message_is_what_the_caller_said_and_a_key_ends_it(desk: Desk, phone: MakePhone) -> None:
    call, leg = await quiet_caller(desk, phone)
    effect_id = desk.leave(leg, "by-key")
    await until(lambda: call.audio.has_heard(SHORT_HZ))
    await say(call, desk, "by-key", 2.0)
    call.audio.press("5")
    report = await desk.recorded(effect_id)
    assert report.ended_by is MessageEnd.KEY
    assert 2_000 <= report.duration_ms <= 3_000
    sound = desk.sound("by-key")
    assert len(sound) * 1000 // RATE_HZ == report.duration_ms
    spoken = np.flatnonzero(np.abs(sound) > 4_000)
    begin, end = spoken[0], spoken[-1]
    assert 1.9 < (end - begin) / RATE_HZ < 2.1
    assert share(sound[begin:end], SAID_HZ) > 0.95
    assert not desk.is_recording("by-key")
    menu = desk.center.send(PromptMenu(leg, (LONG,), "125", 3000))  # the key that ended it means no more
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    assert desk.center.count(MenuAnswered, lambda report: report.effect_id == menu) == 0


async def test_silence_ends_a_message_and_is_not_kept(desk: Desk, phone: MakePhone) -> None:
    call, leg = await quiet_caller(desk, phone)
    effect_id = desk.leave(leg, "by-silence", silence_ms=2_000)
    await say(call, desk, "by-silence", 1.0)
    report = await desk.recorded(effect_id)
    assert report.ended_by is MessageEnd.SILENCE
    assert 1_000 <= report.duration_ms <= 1_900


async def test_the_longest_duration_ends_a_message(desk: Desk, phone: MakePhone) -> None:
    call, leg = await quiet_caller(desk, phone)
    effect_id = desk.leave(leg, "by-maximum", maximum_ms=2_000)
    await until(lambda: desk.is_recording("by-maximum"))
    call.audio.say(tone(5.0))
    report = await desk.recorded(effect_id)
    assert report.ended_by is MessageEnd.MAXIMUM
    assert 1_700 <= report.duration_ms <= 2_100


async def test_nothing_said_is_not_kept(desk: Desk, phone: MakePhone) -> None:
    _, leg = await quiet_caller(desk, phone)
    effect_id = desk.leave(leg, "nothing", silence_ms=1_000)
    assert await desk.recorded(effect_id) == MessageRecorded(effect_id, leg, 0, MessageEnd.SILENCE)
    assert not desk.is_recording("nothing")
    assert message_ms(message_path(desk.kept, RecordingId("nothing"))) is None


async def test_a_hang_up_ends_a_message_before_it_ends_the_leg(desk: Desk, phone: MakePhone) -> None:
    call, leg = await quiet_caller(desk, phone)
    effect_id = desk.leave(leg, "by-hang-up")
    await say(call, desk, "by-hang-up", 1.5)
    await call.hang_up()
    report = await desk.recorded(effect_id)
    assert report.ended_by is MessageEnd.HANG_UP
    assert 1_500 <= report.duration_ms <= 2_200
    assert share(desk.sound("by-hang-up")[-12_000:-4_000], SAID_HZ) > 0.9
    ended = await desk.center.get(LegEnded, lambda report: report.leg_id == leg)
    assert ended.cause is EndCause.CALLER_HUNG_UP
    assert desk.center.reports.index(report) < desk.center.reports.index(ended)


async def test_a_hang_up_before_the_tone_leaves_nothing(desk: Desk, phone: MakePhone) -> None:
    call, leg = await quiet_caller(desk, phone)
    effect_id = desk.leave(leg, "too-early")
    await until(lambda: call.audio.has_heard(SHORT_HZ))
    await call.hang_up()
    assert await desk.recorded(effect_id) == MessageRecorded(effect_id, leg, 0, MessageEnd.HANG_UP)
    await desk.center.get(LegEnded, lambda report: report.leg_id == leg)


async def test_another_command_takes_the_place_of_a_message(desk: Desk, phone: MakePhone) -> None:
    call, leg = await quiet_caller(desk, phone)
    effect_id = desk.leave(leg, "replaced")
    await say(call, desk, "replaced", 1.0)
    desk.center.send(PlayPrompts(leg, (LONG,)))
    failed = await desk.center.get(CommandFailed, lambda report: report.effect_id == effect_id)
    assert failed.reason == "replaced"
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    await until(lambda: not desk.is_recording("replaced"))


async def test_a_message_that_an_engine_left_in_the_middle_is_what_was_said_until_then(
    desk: Desk, phone: MakePhone, lab_settings: AsteriskSettings
) -> None:
    call, leg = await quiet_caller(desk, phone)
    effect_id = desk.leave(leg, "next-engine")
    await say(call, desk, "next-engine", 1.5)
    await desk.center.provider.stop()
    desk.center.provider = AsteriskProvider(lab_settings, ProviderId("asterisk"), messages_kept=desk.kept)
    await desk.center.start([ExpectedLeg(leg, is_caller=True, bridged_with=())])
    desk.center.provider.execute(effect_id, RecordMessage(leg, (SHORT,), RecordingId("next-engine"), 20_000, 4_000))
    report = await desk.recorded(effect_id)
    assert report.ended_by is MessageEnd.SILENCE
    assert 1_500 <= report.duration_ms <= 2_500
    desk.center.send(PlayPrompts(leg, (LONG,)))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)


async def test_cut_connections_lose_no_message(
    lab_settings: AsteriskSettings, phone: MakePhone, tmp_path: Path
) -> None:
    engine_port = free_port()
    agi = await Relay(lab_settings.agi_port, engine_port).open()
    ami = await Relay(0, lab_settings.ami_port).open()
    settings = dataclasses.replace(lab_settings, agi_port=engine_port, ami_port=ami.port)
    center = Center(AsteriskProvider(settings, ProviderId("asterisk"), messages_kept=tmp_path / "kept"))
    desk = Desk(center, tmp_path / "kept", Path(lab_settings.messages_here))
    await center.start()
    try:
        call, leg = await quiet_caller(desk, phone)
        effect_id = desk.leave(leg, "agi-cut")
        await say(call, desk, "agi-cut", 1.0)
        await agi.cut()
        call.audio.press("5")
        assert 1_000 <= (await desk.recorded(effect_id)).duration_ms <= 2_000
        effect_id = desk.leave(leg, "ami-cut")
        await say(call, desk, "ami-cut", 1.0)
        await ami.cut()
        await call.hang_up()
        report = await desk.recorded(effect_id)
        assert (report.ended_by, 1_000 <= report.duration_ms <= 2_000) == (MessageEnd.HANG_UP, True)
        await until(lambda: center.count(LegsRead) == 2)
        # The reading tells that the leg is gone, so nobody tells of its end.
        center.reports = [told for told in center.reports if getattr(told, "leg_id", "") != leg]
        await center.end()
    finally:
        await agi.close()
        await ami.close()


async def test_a_folder_that_asterisk_cannot_write_to_fails_and_the_call_goes_on(
    lab_settings: AsteriskSettings, phone: MakePhone, tmp_path: Path
) -> None:
    elsewhere = dataclasses.replace(lab_settings, messages_folder="/proc/nowhere")
    center = Center(AsteriskProvider(elsewhere, ProviderId("asterisk"), messages_kept=tmp_path))
    await center.start()
    try:
        call, leg = await center.call_in(await phone("+15550100"))
        effect_id = center.send(RecordMessage(leg, (), RecordingId("nowhere"), 5_000, 2_000))
        failed = await center.get(CommandFailed, lambda report: report.effect_id == effect_id)
        assert failed.reason == "not_recorded"
        center.send(PlayPrompts(leg, (LONG,)))
        await until(lambda: call.audio.share(LONG_HZ) > 0.9)
    finally:
        await center.end()
