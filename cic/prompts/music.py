"""The waiting music that comes with the product. Owns its notes; knows no file."""

import math
import struct

from cic.prompts.sound import RATE_HZ

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
