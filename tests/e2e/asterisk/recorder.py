"""A center that records talks over a real Asterisk, and what is heard in its tracks. Owns no assertion about a call."""

import dataclasses
import os
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.asterisk.settings import AsteriskSettings
from cic.cti.port import CommandFailed, EndTrack, PauseTrack, StartTrack
from cic.cti.port.tracks import track_ms, track_path
from routing.vocabulary import LegId, ProviderId, RecordingId
from tests.e2e.asterisk.center import Center, until
from tests.e2e.asterisk.conftest import MakePhone
from tests.e2e.asterisk.rtp import RATE_HZ
from tests.e2e.asterisk.sip_phone import Call

CALLER_HZ, ALICE_HZ, BOB_HZ = 453.0, 678.0, 1017.0
SKEW_S_MAX = 0.6
"""A recorder that does not keep step loses as much in four keys, and seconds in a silence; a machine that is short of
time holds up phones, recorder and clock by different amounts."""
PAIR_HZ = (697.0, 770.0, 852.0, 941.0, 1209.0, 1336.0, 1477.0)
"""What keys sound like (ITU-T Q.23)."""

Sound = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, slots=True)
class Recorder:
    """A center that records, and where."""

    center: Center
    kept: Path
    left_by_asterisk: Path

    async def start(self, leg: LegId, name: str) -> None:
        await self.center.done(StartTrack(leg, RecordingId(name)))

    async def end(self, leg: LegId, name: str) -> Sound:
        await self.center.done(EndTrack(leg, RecordingId(name)))
        return self.sound(name)

    async def failure(self, command: StartTrack | PauseTrack | EndTrack) -> str:
        effect_id = self.center.send(command)
        return (await self.center.get(CommandFailed, lambda report: report.effect_id == effect_id)).reason

    def sound(self, name: str) -> Sound:
        """What is kept of a track, which is whole."""
        path = track_path(self.kept, RecordingId(name))
        assert track_ms(path) is not None, "no whole track"
        assert path.stat().st_mode & 0o777 == 0o600
        with wave.open(str(path), "rb") as file:
            return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float64)


@pytest.fixture
async def recorder(lab_settings: AsteriskSettings, tmp_path: Path) -> AsyncIterator[Recorder]:
    center = Center(AsteriskProvider(lab_settings, ProviderId("asterisk"), tracks_kept=tmp_path / "kept"))
    await center.start()
    yield Recorder(center, tmp_path / "kept", Path(lab_settings.tracks_here))
    await center.end()
    assert os.listdir(lab_settings.tracks_here) == []


def share(sound: Sound, hertz: float, step: int = 800) -> float:
    """How much of this, 0 to 1, is that tone, in most of its stretches of a tenth of a second: a jump is no fault."""
    stretches = [sound[start : start + step] for start in range(0, len(sound) - step + 1, step)]
    return float(np.median([_share(stretch, hertz) for stretch in stretches]))


def _share(samples: Sound, hertz: float) -> float:
    energy = float(np.sum(samples**2))
    phase = np.exp(-2j * np.pi * hertz * np.arange(len(samples)) / RATE_HZ)
    return float(2 * abs(np.sum(samples * phase)) ** 2 / len(samples) / energy) if energy else 0.0


def level(samples: Sound, hertz: float) -> float:
    """The amplitude of a tone in these samples, through a window, so that other tones do not count."""
    phase = np.exp(-2j * np.pi * hertz * np.arange(len(samples)) / RATE_HZ)
    window = np.hanning(len(samples))
    return float(2 * abs(np.sum(samples * window * phase)) / np.sum(window))


def loudest(sound: Sound, hertz: float, step: int = 800) -> float:
    """The amplitude of a tone in the stretch of a tenth of a second that has most of it."""
    return max(level(sound[start : start + step], hertz) for start in range(0, len(sound) - step, step // 4))


def longest_silence(sound: Sound) -> tuple[int, int]:
    """Where the longest stretch of nothing but zeros begins and ends."""
    bounds = np.concatenate(([-1], np.flatnonzero(sound), [len(sound)]))
    longest = int(np.argmax(np.diff(bounds)))
    return int(bounds[longest]) + 1, int(bounds[longest + 1])


def tone(hertz: float, seconds: float) -> Sound:
    """A tone to be said."""
    return 8000 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)


def moments_of(sound: Sound, hertz: float, step: int = 160) -> list[float]:
    """The seconds at which a tone begins, each time; what breaks off for less than a second, as a phone does on a
    crowded machine, goes on."""
    is_heard = [share(sound[start : start + step], hertz, step) > 0.8 for start in range(0, len(sound) - step, step)]
    return [
        n * step / RATE_HZ for n in range(1, len(is_heard)) if is_heard[n] and not any(is_heard[max(0, n - 50) : n])
    ]


def middle(sound: Sound) -> Sound:
    """Without the first and last fifth."""
    return sound[len(sound) // 5 : -len(sound) // 5]


async def talk(seconds: float, call: Call) -> None:
    """Let a call go on for so long, by the clock of a phone that talks."""
    until_samples = call.audio.samples_sent + int(seconds * RATE_HZ)
    await until(lambda: call.audio.samples_sent >= until_samples, seconds + 10)


async def talking(recorder: Recorder, phone: MakePhone) -> tuple[Call, LegId, Call, LegId]:
    """A caller and alice, not bridged yet."""
    caller, caller_leg = await recorder.center.call_in(await phone("+15550100", CALLER_HZ))
    alice, alice_leg = await recorder.center.dial_answered(await phone("alice", ALICE_HZ))
    return caller, caller_leg, alice, alice_leg


def keypad(keys: str) -> Sound:
    """Keys as sound, 80 ms each, with pauses."""
    pairs = {"1": (697.0, 1209.0), "3": (697.0, 1477.0), "5": (770.0, 1336.0)}
    moments = np.arange(640) / RATE_HZ
    return np.concatenate([
        np.concatenate((sum(4000 * np.sin(2 * np.pi * hertz * moments) for hertz in pairs[key]), np.zeros(640)))
        for key in keys
    ])  # fmt: skip
