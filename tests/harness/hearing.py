"""Which recording a phone hears, by the sound itself. Owns the comparison; knows no call."""

import wave
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.harness.running_center import PROJECT

PROMPTS = PROJECT / "ivr_flows" / "flows" / "prompts"
ALIKE = 0.9
"""Correlation of a piece of a recording with itself after G.711; other speech stays far below."""
AUDIBLE = 200.0
_Samples = NDArray[np.float64]


def is_piece_of(heard: _Samples, recording: str) -> bool:
    """Whether all of what was heard is a stretch of this recording, wherever it begins."""
    energy = float(np.sum(heard**2))
    if len(heard) == 0 or energy < len(heard) * AUDIBLE**2:
        return False
    samples, spectrum, energies = _recording(recording, len(heard))
    size = 2 * (len(spectrum) - 1)
    places = len(samples) - len(heard) + 1
    alike = np.fft.irfft(spectrum * np.conj(np.fft.rfft(heard, size)), size)[:places]
    return bool(np.max(alike / np.sqrt(energy * np.maximum(energies, 1.0))) > ALIKE)


@lru_cache(maxsize=32)
def _recording(name: str, width: int) -> tuple[_Samples, NDArray[np.complex128], _Samples]:
    """The samples, their spectrum, and the energy of every stretch of that width."""
    path: Path = PROMPTS / f"{name}.wav"
    with wave.open(str(path), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float64)
    if len(samples) < width:
        samples = np.pad(samples, (0, width - len(samples)))
    size = 1 << int(len(samples) + width).bit_length()
    sums = np.concatenate(([0.0], np.cumsum(samples**2)))
    return samples, np.fft.rfft(samples, size), sums[width:] - sums[:-width]


def length_ms(recording: str) -> int:
    """How long a recording lasts."""
    samples, _, _ = _recording(recording, 1)
    return len(samples) // 8
