"""``python -m tests.bench.cut_off``: how long a prompt is still heard after a key, over a real Asterisk.

From the first packet of the caller's key (RFC 4733; its end is sent 80 ms later) to the last packet of the prompt, by
the kernel's clock of arrival; a key is pressed at any moment of a prompt. Once with the prompt played by Asterisk, once
by a speech worker that listens meanwhile. Needs root. Owns the callers, the clock and the file of results.
"""

import argparse
import asyncio
import json
import math
import random
import socket
import statistics
import struct
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from cic.cti.asterisk.lab.install import asterisk_folder, install
from cic.cti.asterisk.lab.settings import LabPorts, LabSettings
from cic.cti.asterisk.lab.start import start, stop
from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.asterisk.settings import AsteriskSettings
from cic.cti.port import MenuAnswered, PromptMenu
from cic.main.listening import SpeechListener
from cic.main.tuning import new_event_loop
from cic.speech.workers import SpeechSettings, SpeechWorkers
from routing.vocabulary import Grammar, LegId, Prompt, ProviderId, SpokenPhrase
from tests.bench.calls.machine import commit, machine
from tests.e2e.asterisk.center import Center, until
from tests.e2e.asterisk.conftest import write_tone
from tests.e2e.asterisk.rtp import EVENT_TYPE, RATE_HZ, Audio
from tests.e2e.asterisk.sip_phone import Call, SipPhone
from tests.harness.centers import free_port
from tests.harness.running_center import PROJECT

RESULTS = PROJECT / "bench/results/cut_off.json"
PRESSES = 100
KEY_MS = 80
PROMPT = Prompt("bench/long", "en")
PROMPT_S = 20.0
GRAMMAR = Grammar("en", (SpokenPhrase("help", ("technical support",)),), 60)
SETTLED_S = 0.7
"""So long after the answer nothing is decided: whatever comes by then is of the prompt."""
READY_LIMIT_S = 30.0
_SO_TIMESTAMPNS = 35
_STAMP = struct.Struct("@qq")


class TimedAudio(Audio):
    """A phone's ear that knows when each packet came, and when a key began."""

    def __init__(self, tone_hz: float) -> None:
        super().__init__(tone_hz)
        self.key_began_ns: int | None = None
        self.heard_ns = 0
        self._ear: socket.socket | None = None

    async def open(self) -> None:
        """Take a port on loopback, and have the kernel stamp what comes."""
        ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        ear.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        ear.bind(("127.0.0.1", 0))
        ear.setblocking(False)
        self.port = ear.getsockname()[1]
        self._ear = ear
        asyncio.get_running_loop().add_reader(ear.fileno(), self._hear)

    async def close(self) -> None:
        """Fall silent."""
        await super().close()
        if self._ear is not None:
            asyncio.get_running_loop().remove_reader(self._ear.fileno())
            self._ear.close()
            self._ear = None

    def _hear(self) -> None:
        assert self._ear is not None
        while True:
            try:
                data, stamps, _, _ = self._ear.recvmsg(2048, 256)
            except BlockingIOError:
                return
            if data[1] & 0x7F == 0:
                seconds, nanoseconds = _STAMP.unpack(stamps[0][2])
                self.heard_ns = seconds * 1_000_000_000 + nanoseconds
            self.datagram_received(data, ("", 0))

    def _send(self, payload_type: int, payload: bytes, timestamp: int | None = None, marker: bool = False) -> None:
        if payload_type == EVENT_TYPE and marker:
            self.key_began_ns = time.time_ns()
        super()._send(payload_type, payload, timestamp, marker)

    def _out(self, packet: bytes) -> None:
        if self._ear is not None and self._far_end is not None:
            self._ear.sendto(packet, self._far_end)


async def sent(audio: TimedAudio, seconds: float) -> None:
    """Wait until the phone has sent so much more: that is its clock."""
    end = audio.samples_sent + round(seconds * RATE_HZ)
    await until(lambda: audio.samples_sent >= end)


async def press_once(center: Center, call: Call, leg: LegId, chance: random.Random, *, listen: bool) -> float:
    """Milliseconds from the beginning of a key to the last of the prompt."""
    audio = call.audio
    assert isinstance(audio, TimedAudio)
    audio.forget()
    asked = center.send(PromptMenu(leg, (PROMPT,), "12", 5000, GRAMMAR if listen else None))
    await until(lambda: audio.share(523.0) > 0.9)
    await sent(audio, chance.uniform(0, 0.2))
    audio.key_began_ns = None
    audio.press("1")
    await center.get(MenuAnswered, lambda report: report.effect_id == asked, 5.0)
    await sent(audio, SETTLED_S)
    assert audio.key_began_ns is not None
    return (audio.heard_ns - audio.key_began_ns) / 1e6


@asynccontextmanager
async def center_of(settings: AsteriskSettings) -> AsyncIterator[Center]:
    """A center whose callers are listened to."""
    workers = SpeechWorkers(SpeechSettings(workers=1), lambda *_: None)
    await workers.start()
    listener = SpeechListener(workers, settings.engine_host, Path(settings.messages_here).parent / "prompts")
    center = Center(AsteriskProvider(settings, ProviderId("asterisk"), listener=listener))
    try:
        assert await workers.ready(READY_LIMIT_S)
        await center.start()
        yield center
        await center.end()
    finally:
        await workers.close()


async def measure(settings: AsteriskSettings, presses: int) -> dict[str, dict[str, float]]:
    """Both ways, one caller at a time."""
    found: dict[str, dict[str, float]] = {}
    chance = random.Random(1)
    async with center_of(settings) as center:
        phone = SipPhone("+15550100", settings.sip_port, 453.0)
        phone.audio_type = TimedAudio
        await phone.open()
        try:
            for name, listen in (("played_by_asterisk", False), ("while_listening", True)):
                call, leg = await center.call_in(phone)
                call.audio.is_quiet = True
                spent = [await press_once(center, call, leg, chance, listen=listen) for _ in range(presses)]
                found[name] = figures(spent)
                print(f"{name}: {found[name]}", flush=True)
                await call.hang_up()
        finally:
            await phone.close()
    return found


def figures(spent_ms: list[float]) -> dict[str, float]:
    """The figures of one way, in milliseconds after the key began."""
    ordered = sorted(spent_ms)
    place = math.ceil(0.99 * len(ordered)) - 1
    return {
        "presses": len(ordered),
        "p50_ms": round(statistics.median(ordered), 1),
        "p99_ms": round(ordered[place], 1),
        "max_ms": round(ordered[-1], 1),
    }


def main() -> int:
    """Measure, print, and write down the whole measurement."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cut_off", description=__doc__)
    parser.add_argument("--presses", type=int, default=PRESSES, help="each way (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.relative_to(PROJECT)}")
    chosen = parser.parse_args()
    install(asterisk_folder(), print)
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        folder = Path(made)
        write_tone(folder / "prompts/en/bench/long.wav", PROMPT_S, 523.0)
        ports = LabPorts(
            free_port(socket.SOCK_DGRAM), *[free_port() for _ in range(3)], rtp_first=24000, rtp_last=24400
        )
        settings = start(folder / "lab", asterisk_folder(), LabSettings(ports=ports), folder / "prompts", print)
        try:
            with asyncio.Runner(loop_factory=new_event_loop) as runner:
                found = runner.run(partial(measure, settings, chosen.presses)())
        finally:
            stop(folder / "lab")
    if chosen.write:
        data = {"machine": machine(), "commit": commit(), "key_ms": KEY_MS, **found}
        RESULTS.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
        print(f"written: {RESULTS.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
