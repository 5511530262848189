"""Prompts as telephone audio. Owns the form and the size a file must have; makes none."""

import wave
from collections.abc import Iterable
from pathlib import Path

from cic.speech.audio import SAMPLE_BYTES, TELEPHONE_HZ

PROMPT_SECONDS_MAX = 600
"""Of all prompts of a job together: the text is held in memory while it is played."""


class PromptFault(Exception):
    """A prompt cannot be played. The text names the file, what was found and what was expected."""


def read_prompts(paths: Iterable[Path]) -> bytes:
    """The prompts one after the other, as audio without heads."""
    parts: list[bytes] = []
    left = PROMPT_SECONDS_MAX * TELEPHONE_HZ
    for path in paths:
        samples = _read(path, left)
        left -= len(samples) // SAMPLE_BYTES
        parts.append(samples)
    return b"".join(parts)


def _read(path: Path, samples_max: int) -> bytes:
    try:
        with wave.open(str(path), "rb") as file:
            found = (file.getframerate(), file.getnchannels(), file.getsampwidth())
            if found != (TELEPHONE_HZ, 1, SAMPLE_BYTES):
                rate_hz, channels, width = found
                was = f"{rate_hz} Hz, {channels} channels, {8 * width} bit"
                raise PromptFault(f"{path}: {was}; expected {TELEPHONE_HZ} Hz, 1 channel, 16 bit: convert it with sox")
            if file.getnframes() > samples_max:
                raise PromptFault(f"{path}: the prompts of one menu are longer than {PROMPT_SECONDS_MAX} s together")
            return file.readframes(samples_max)
    except (OSError, EOFError, wave.Error) as error:
        raise PromptFault(f"{path}: cannot be read as WAV ({error})") from None
