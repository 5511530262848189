"""Makes the recordings of the shipped flows out of their catalogues, and the waiting music. Owns voices and levels.

Needs the programs espeak-ng and sox; the engine itself needs neither, it only plays what was made here.
"""

import math
import shutil
import struct
import subprocess
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

RATE_HZ = 8000
# Debian 12's voice "cmn" reads Chinese as English letters (espeak-ng issue 1236); "cmn-latn-pinyin" does not.
VOICES = {"en": ("en-gb", 165), "zh": ("cmn-latn-pinyin", 185)}
PROGRAM_TIMEOUT_S = 30

MUSIC_CHORD_S = 6
# Arpeggios over I-vi-IV-V in C. No partial lies within 12 Hz of 453, 678 or 1017 Hz, which audio tests listen for.
MUSIC_CHORDS_HZ = (
    (130.81, 261.63, 329.63, 392.00, 523.25, 783.99),
    (110.00, 261.63, 329.63, 392.00, 523.25, 880.00),
    (174.61, 261.63, 349.23, 392.00, 523.25, 880.00),
    (146.83, 246.94, 293.66, 392.00, 587.33, 783.99),
)
MUSIC_NOTE_S = 0.75
MUSIC_PEAK = 0.22


class PromptsError(Exception):
    """Recordings cannot be made; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class PromptsMade:
    """What was written."""

    recordings: int
    bytes_total: int


def read_catalogue(path: Path) -> dict[str, str]:
    """A language's texts by recording (`flow/name`), or PromptsError when the file is not of that form."""
    try:
        flows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise PromptsError(f"{path}: cannot be read as a catalogue: {fault}") from fault
    texts: dict[str, str] = {}
    for flow, entries in flows.items() if isinstance(flows, dict) else ():
        for name, text in entries.items() if isinstance(entries, dict) else ():
            if isinstance(text, str) and text.strip():
                texts[f"{flow}/{name}"] = text.strip()
            else:
                raise PromptsError(f"{path}: {flow}.{name} has no text; write what the recording says")
    if not texts:
        raise PromptsError(f"{path}: no text found; write `flow:` and below it `name: text` lines")
    return texts


def make_prompts(folder: Path, report: Callable[[str], None] = lambda _: None) -> PromptsMade:
    """Write every recording of every catalogue below ``folder``, and the music; ``report`` hears of each file."""
    for program in ("espeak-ng", "sox"):
        if shutil.which(program) is None:
            raise PromptsError(f"{program} is not installed; install it (Debian: apt-get install {program})")
    written: list[Path] = []
    for language in VOICES:
        for recording, text in read_catalogue(folder / f"{language}.yaml").items():
            path = folder / language / f"{recording}.wav"
            path.parent.mkdir(parents=True, exist_ok=True)
            report(str(path))
            _speak(language, text, path)
            written.append(path)
    music = folder / "music" / "default.wav"
    music.parent.mkdir(parents=True, exist_ok=True)
    report(str(music))
    write_recording(music, waiting_music())
    written.append(music)
    return PromptsMade(len(written), sum(path.stat().st_size for path in written))


def _speak(language: str, text: str, path: Path) -> None:
    voice, words_per_minute = VOICES[language]
    spoken = _run(
        ["espeak-ng", "-v", voice, "-s", str(words_per_minute), "-b", "1", "--stdin", "--stdout"], text.encode()
    )
    # Silence is cut off both ends, the telephone's band kept, the level set, and a tenth of a second left at each end.
    trim = ["silence", "1", "0.02", "0.5%", "reverse"]
    shape = ["highpass", "200", "lowpass", "3400", *trim, *trim, "norm", "-4", "pad", "0.1", "0.1"]
    form = ["-t", "raw", "-L", "-r", str(RATE_HZ), "-c", "1", "-b", "16", "-e", "signed"]
    # What espeak-ng writes to a pipe cannot know its own length.
    given = ["--ignore-length", "-t", "wav", "-"]
    write_recording(path, _run(["sox", "-R", *given, *form, "-", *shape], spoken))


def _run(command: list[str], given: bytes) -> bytes:
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=True, timeout=PROGRAM_TIMEOUT_S)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
        raise PromptsError(f"{command[0]} failed: {fault}") from fault
    return done.stdout


def write_recording(path: Path, samples: bytes) -> None:
    """Write 16-bit samples, the low byte first, as a mono WAV file at the telephone's rate."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples)


def waiting_music() -> bytes:
    """Soft plucked chords; notes ring on over the end into the beginning, so that it loops without a seam."""
    length = MUSIC_CHORD_S * len(MUSIC_CHORDS_HZ) * RATE_HZ
    sound = [0.0] * length
    for chord, notes_hz in enumerate(MUSIC_CHORDS_HZ):
        begin = chord * MUSIC_CHORD_S * RATE_HZ
        _add_note(sound, begin, notes_hz[0], 0.9, MUSIC_CHORD_S)
        order = (1, 3, 4, 2, 5, 4, 3, 2)
        for beat, voice in enumerate(order):
            _add_note(sound, begin + int(beat * MUSIC_NOTE_S * RATE_HZ), notes_hz[voice], 0.6, 3.0)
    loudest = max(abs(value) for value in sound)
    return b"".join(struct.pack("<h", round(value / loudest * MUSIC_PEAK * 32767)) for value in sound)


def _add_note(sound: list[float], begin: int, pitch_hz: float, level: float, ring_s: float) -> None:
    attack_s = 0.04
    for offset in range(int(ring_s * RATE_HZ)):
        at_s = offset / RATE_HZ
        fade = min(1.0, at_s / attack_s) * math.exp(-2.2 * at_s) * min(1.0, (ring_s - at_s) / 0.2)
        angle = 2 * math.pi * pitch_hz * at_s
        sound[(begin + offset) % len(sound)] += level * fade * math.sin(angle)
