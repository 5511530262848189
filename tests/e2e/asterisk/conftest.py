"""A real Asterisk on ports of its own, phones, and a test that plays the center."""

import asyncio
import math
import socket
import struct
import wave
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from cic.cti.asterisk.lab.install import asterisk_folder, install
from cic.cti.asterisk.lab.settings import LabPorts, LabSettings
from cic.cti.asterisk.lab.start import start, stop
from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.asterisk.settings import AsteriskSettings
from routing.vocabulary import ProviderId
from tests.e2e.asterisk.center import Center
from tests.e2e.asterisk.sip_phone import SipPhone
from tests.harness.centers import free_port

MakePhone = Callable[..., Awaitable[SipPhone]]
RECORDINGS = {"long": (9.0, 523.0), "short": (1.0, 622.0)}
"""Recordings made for these tests: seconds and hertz."""


@pytest.fixture(scope="session")
def lab_settings(real_asterisk_needed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AsteriskSettings]:
    """A running Asterisk."""
    folder = tmp_path_factory.mktemp("asterisk")
    prompts = folder / "prompts"
    for name, (seconds, tone_hz) in RECORDINGS.items():
        write_tone(prompts / "en/test" / f"{name}.wav", seconds, tone_hz)
    write_tone(prompts / "music/default.wav", 5.0, 311.0)
    install(asterisk_folder(), print)
    settings = start(folder / "lab", asterisk_folder(), LabSettings(ports=_free_ports()), prompts, print)
    try:
        yield settings
    finally:
        stop(folder / "lab")


@pytest.fixture
async def center(lab_settings: AsteriskSettings) -> AsyncIterator[Center]:
    """The test as the center, with a started provider."""
    center = Center(AsteriskProvider(lab_settings, ProviderId("asterisk")))
    await center.start()
    yield center
    await center.end()


@pytest.fixture
async def phone(lab_settings: AsteriskSettings) -> AsyncIterator[MakePhone]:
    """Makes phones: an agent's by its address, registered, or anybody's."""
    phones: list[SipPhone] = []

    async def make(user: str, tone_hz: float = 453.0) -> SipPhone:
        password = next((entry.password for entry in lab_settings.endpoints if entry.address == user), "")
        made = await SipPhone(user, lab_settings.sip_port, tone_hz, password).open()
        phones.append(made)
        if password:
            await made.register()
        return made

    yield make
    for made in phones:
        if not made.is_closed and any(entry.address == made.user for entry in lab_settings.endpoints):
            await made.register(0)
        await made.close()
    await asyncio.sleep(0)


def _free_ports() -> LabPorts:
    # Asterisk takes the next free port of its range: two runs may share it.
    tcp = [free_port() for _ in range(3)]
    return LabPorts(free_port(socket.SOCK_DGRAM), *tcp, rtp_first=24000, rtp_last=24400)


def write_tone(path: Path, seconds: float, tone_hz: float) -> None:
    """Make a recording of one tone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    samples = (int(9000 * math.sin(2 * math.pi * tone_hz * n / 8000)) for n in range(int(8000 * seconds)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
