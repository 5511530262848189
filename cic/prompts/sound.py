"""Recordings as files: mono, 8 kHz, 16 bit, as every provider plays them. Owns this form and the telephone's band.

Samples are bytes, the low byte first. Shaping needs the program sox.
"""

import hashlib
import os
import shutil
import subprocess
import wave
from contextlib import suppress
from pathlib import Path

from cic.prompts.fault import PromptsError

RATE_HZ = 8000
SAMPLE_BYTES = 2
PROGRAM_TIMEOUT_S = 30
RECORDING_BYTES_MAX = 20 * 1024 * 1024
_FORM = f"mono, {RATE_HZ} Hz, 16-bit PCM"
# Silence is cut off both ends, the telephone's band is kept and the level set.
_TRIM = ("silence", "1", "0.02", "0.5%", "reverse")
_SHAPE = ("highpass", "200", "lowpass", "3400", *_TRIM, *_TRIM, "norm", "-4")
_RAW = ("-t", "raw", "-L", "-r", str(RATE_HZ), "-c", "1", "-b", "16", "-e", "signed")


def for_telephone(wav: bytes) -> bytes:
    """The samples of speech that a program wrote as WAV, made for the telephone, without silence at its ends."""
    # What is written to a pipe cannot know its own length.
    return run_program(["sox", "-R", "--ignore-length", "-t", "wav", "-", *_RAW, "-", *_SHAPE], wav)


def silence(length_ms: int) -> bytes:
    """Samples without a sound."""
    return bytes(RATE_HZ * length_ms // 1000 * SAMPLE_BYTES)


def write_recording(path: Path, samples: bytes) -> None:
    """Write a recording; whoever plays it meanwhile has the old one or the new one, never half of it.

    PromptsError when it cannot be written.
    """
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(SAMPLE_BYTES)
            file.setframerate(RATE_HZ)
            file.writeframes(samples)
        os.replace(beside, path)
    except OSError as fault:
        with suppress(OSError):
            beside.unlink()
        raise PromptsError(f"{path}: cannot be written ({fault.strerror}); make room, then build again") from None


def read_recording(path: Path) -> bytes:
    """The samples of a recording, or PromptsError when it is not of the form that can be played."""
    mend = f"save it as WAV, {_FORM} (sox {path.name} -r {RATE_HZ} -c 1 -b 16 -e signed new.wav)"
    try:
        if path.stat().st_size > RECORDING_BYTES_MAX:
            raise PromptsError(f"{path}: longer than {RECORDING_BYTES_MAX // 2**20} MB; cut it")
        with wave.open(str(path), "rb") as file:
            found = (file.getnchannels(), file.getframerate(), file.getsampwidth() * 8)
            samples = file.readframes(file.getnframes())
    except OSError as fault:
        raise PromptsError(f"{path}: cannot be read ({fault.strerror})") from None
    except (wave.Error, EOFError) as fault:
        raise PromptsError(
            f"{path}: found what is not WAV of plain samples ({fault}), expected {_FORM}; {mend}"
        ) from None
    channels, rate_hz, bits = found
    if found != (1, RATE_HZ, 16):
        shape = f"{'mono' if channels == 1 else f'{channels} channels'}, {rate_hz} Hz, {bits} bit"
        raise PromptsError(f"{path}: found {shape}, expected {_FORM}; {mend}")
    if not samples:
        raise PromptsError(f"{path}: found no sound; record it again")
    return samples


def fingerprint(samples: bytes) -> str:
    """What tells one recording from another."""
    return hashlib.sha256(samples).hexdigest()[:16]


def need_program(program: str) -> None:
    """PromptsError when a program is not on this machine."""
    if shutil.which(program) is None:
        raise PromptsError(f"{program} is not installed; install it (Debian: apt-get install {program})")


def run_program(command: list[str], given: bytes) -> bytes:
    """What a program makes of what it is given, or PromptsError when it fails."""
    need_program(command[0])
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=True, timeout=PROGRAM_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise PromptsError(f"{command[0]} was not done after {PROGRAM_TIMEOUT_S} s") from None
    except subprocess.CalledProcessError as fault:
        said = fault.stderr.decode("utf-8", "replace").strip()[-300:]
        raise PromptsError(f"{command[0]} failed with code {fault.returncode}: {said or 'it gave no reason'}") from None
    return done.stdout
