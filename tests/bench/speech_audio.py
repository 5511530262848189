"""Utterances for the bench of speech: synthesised by several voices, cut to the telephone's band, with noise by seed.

Owns voices, band, mu-law and noise. Needs espeak-ng and flite; keeps what they said for the run.
"""

import io
import shutil
import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 8000
BAND_HZ = (300, 3400)
LEVEL_DB = -22.0
"""Of the speech, below full scale, as a usual telephone call has it."""
BEFORE_S, AFTER_S = 0.6, 1.0
"""Noise alone, before and after the words: the detector begins and ends in it."""
NOISES_DB: dict[str, float | None] = {"clean": None, "20 dB": 20.0, "10 dB": 10.0}
"""Signal over noise in the band; without noise a line still has some, far below hearing."""
LINE_NOISE_DB = -65.0
_MU = 255

Samples = NDArray[np.float64]


def missing_programs() -> list[str]:
    """The synthesisers that are not on this machine."""
    return [name for name in ("espeak-ng", "flite") if shutil.which(name) is None]


def spoken(voice: str, words: str) -> Samples:
    """The words in the telephone's band at 8 kHz, at the usual level, without silence around them.

    A voice is its engine, its name, and how much slower than usual it speaks, if it does.
    """
    engine, name, slower = (*voice.split(" "), "1")[:3]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        if engine == "flite":
            command = ["flite", "-voice", name, "--setf", f"duration_stretch={slower}", "-t", words, "-o", str(path)]
        else:
            command = ["espeak-ng", "-v", name, "-s", str(round(150 / float(slower))), "-w", str(path), words]
        subprocess.run(command, check=True, capture_output=True)
        with wave.open(io.BytesIO(path.read_bytes())) as said:
            rate_hz = said.getframerate()
            samples = np.frombuffer(said.readframes(said.getnframes()), "<i2").astype(np.float64) / 32768
    samples = _trimmed(_in_band(samples, rate_hz))
    return samples * 10 ** (LEVEL_DB / 20) / _rms(samples)


def on_the_line(words: Samples, noise_db: float | None, seed: int) -> tuple[bytes, int, int]:
    """What arrives: silence, the words, silence, noise over all; and where in it the words begin and end, in ms."""
    before, after = round(BEFORE_S * RATE_HZ), round(AFTER_S * RATE_HZ)
    line = np.concatenate((np.zeros(before), words, np.zeros(after)))
    level_db = LINE_NOISE_DB if noise_db is None else LEVEL_DB - noise_db
    noise = _pink(len(line), np.random.default_rng(seed))
    line = line + noise * 10 ** (level_db / 20) / _rms(noise)
    return _through_mu_law(line), before * 1000 // RATE_HZ, (before + len(words)) * 1000 // RATE_HZ


def _in_band(samples: Samples, rate_hz: int) -> Samples:
    """Cut to the band and brought to 8 kHz, both in the spectrum."""
    length = round(len(samples) * RATE_HZ / rate_hz)
    spectrum = np.fft.rfft(samples)
    at_hz = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    spectrum[(at_hz < BAND_HZ[0]) | (at_hz > BAND_HZ[1])] = 0
    kept = np.zeros(length // 2 + 1, complex)
    kept[: min(len(kept), len(spectrum))] = spectrum[: len(kept)]
    return np.fft.irfft(kept, length) * length / len(samples)


def _trimmed(samples: Samples) -> Samples:
    """Without the quiet at both ends: a hundredth of the peak is quiet."""
    loud = np.flatnonzero(np.abs(samples) > np.abs(samples).max() / 100)
    return samples[loud[0] : loud[-1] + 1]


def _pink(length: int, chance: np.random.Generator) -> Samples:
    at_hz = np.fft.rfftfreq(length, 1 / RATE_HZ)
    spectrum = np.fft.rfft(chance.normal(size=length)) / np.sqrt(np.maximum(at_hz, 1))
    spectrum[(at_hz < BAND_HZ[0]) | (at_hz > BAND_HZ[1])] = 0
    return np.fft.irfft(spectrum, length)


def _rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples**2)))


def _through_mu_law(samples: Samples) -> bytes:
    """16 bit, as G.711 leaves it: 256 steps, fine where it is quiet."""
    clipped = np.clip(samples, -1, 1)
    packed = np.rint((np.sign(clipped) * np.log1p(_MU * np.abs(clipped)) / np.log1p(_MU) + 1) / 2 * _MU)
    folded = packed / _MU * 2 - 1
    opened = np.sign(folded) * np.expm1(np.abs(folded) * np.log1p(_MU)) / _MU
    return np.rint(opened * 32767).astype("<i2").tobytes()
