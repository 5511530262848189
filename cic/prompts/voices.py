"""Synthetic voices behind one port, and how a person names one: `espeak-ng:en-gb:165`, `flite:slt`.

Owns the engines and which voice a language has by default. Another engine is another class with `speak`.
"""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cic.prompts.fault import PromptsError
from cic.prompts.mandarin import Latin, mandarin_runs
from cic.prompts.sound import for_telephone, need_program, run_program, silence

ESPEAK, FLITE = "espeak-ng", "flite"
MANDARIN = "cmn-latn-pinyin"
DEFAULT_VOICES = {"en": f"{ESPEAK}:en-gb:165", "zh": f"{ESPEAK}:{MANDARIN}:185"}
_WORDS_PER_MINUTE = 165
_FLITE_VOICES = ("awb", "kal", "kal16", "rms", "slt")
_FORM = re.compile(r"(espeak-ng|flite):([a-z0-9][a-z0-9_-]{0,39})(?::([0-9]{2,3}))?")
# Letters inside Chinese are spoken by the English voice: the Chinese one knows them as words only.
_LATIN_VOICE = "en-gb"
_GAP_MS = 40


class Voice(Protocol):
    """Speaks one language. ``settings`` tells everything that its sound depends on besides the text."""

    @property
    def settings(self) -> str:
        """The same for as long as the same text sounds the same."""

    def check(self) -> None:
        """PromptsError when what it needs is not on this machine."""

    def speak(self, text: str) -> bytes:
        """Samples at the telephone's rate, without silence at the ends; PromptsError when that cannot be."""


@dataclass(frozen=True, slots=True)
class EspeakVoice:
    """A voice of espeak-ng: small, clear at 8 kHz, of many languages."""

    name: str
    words_per_minute: int = _WORDS_PER_MINUTE

    @property
    def settings(self) -> str:
        """Engine, voice and speed."""
        return f"{ESPEAK}:{self.name}:{self.words_per_minute}"

    def check(self) -> None:
        """The program and the one that shapes its sound are needed."""
        need_program(ESPEAK)
        need_program("sox")

    def speak(self, text: str) -> bytes:
        """Speak a text."""
        command = [ESPEAK, "-v", self.name, "-s", str(self.words_per_minute), "-b", "1", "--stdin", "--stdout"]
        return _heard(for_telephone(run_program(command, text.encode())), self.settings)

    def phonemes(self, text: str) -> str:
        """What it is going to say, in espeak-ng's letters; a change of language shows as `(en)`."""
        return run_program([ESPEAK, "-v", self.name, "-b", "1", "-q", "-x", "--stdin"], text.encode()).decode()


@dataclass(frozen=True, slots=True)
class FliteVoice:
    """A voice of flite: English only, more like a person."""

    name: str

    @property
    def settings(self) -> str:
        """Engine and voice."""
        return f"{FLITE}:{self.name}"

    def check(self) -> None:
        """The program and the one that shapes its sound are needed."""
        need_program(FLITE)
        need_program("sox")

    def speak(self, text: str) -> bytes:
        """Speak a text."""
        with tempfile.TemporaryDirectory() as folder:  # it cannot write to a pipe
            spoken = Path(folder) / "spoken.wav"
            run_program([FLITE, "-voice", self.name, "-t", text, "-o", str(spoken)], b"")
            return _heard(for_telephone(spoken.read_bytes()), self.settings)


@dataclass(frozen=True, slots=True)
class MandarinVoice:
    """Chinese through pinyin, which is what espeak-ng reads well; letters by an English voice."""

    pinyin: EspeakVoice
    latin: EspeakVoice

    @property
    def settings(self) -> str:
        """The settings of both voices."""
        return f"{self.pinyin.settings} {self.latin.settings}"

    def check(self) -> None:
        """What espeak-ng needs."""
        self.pinyin.check()

    def speak(self, text: str) -> bytes:
        """Speak a text, run by run."""
        sounds: list[bytes] = []
        for run in mandarin_runs(text):
            voice = self.latin if isinstance(run, Latin) else self.pinyin
            sounds.append(voice.speak(run.text))
        return silence(_GAP_MS).join(sounds)


def voice_named(language: str, spec: str) -> Voice:
    """The voice of a language by its name, or PromptsError when there is none such."""
    found = _FORM.fullmatch(spec)
    if found is None:
        raise PromptsError(
            f"{language}: found the voice '{spec}', expected espeak-ng:VOICE, espeak-ng:VOICE:WORDS_PER_MINUTE or "
            "flite:VOICE; for example espeak-ng:en-us:150 or flite:slt"
        )
    engine, name, speed = found[1], found[2], int(found[3] or _WORDS_PER_MINUTE)
    if engine == FLITE:
        if language != "en" or name not in _FLITE_VOICES or found[3]:
            expected = f"one of {', '.join(_FLITE_VOICES)}, for English, without a speed"
            raise PromptsError(f"{language}: found the voice '{spec}', expected {expected}")
        return FliteVoice(name)
    if language == "zh":
        if name != MANDARIN:
            # espeak-ng issue 1236: Debian 12's `cmn` reads Chinese as English letters, and says that all went well.
            raise PromptsError(f"zh: found the voice '{spec}', expected {ESPEAK}:{MANDARIN}, which reads Chinese right")
        return MandarinVoice(EspeakVoice(name, speed), EspeakVoice(_LATIN_VOICE, speed))
    return EspeakVoice(name, speed)


def default_voice(language: str) -> str:
    """The name of the voice that a language has when nobody chose one."""
    return DEFAULT_VOICES.get(language, f"{ESPEAK}:{language}:{_WORDS_PER_MINUTE}")


def _heard(samples: bytes, settings: str) -> bytes:
    if not samples:
        raise PromptsError(f"the voice {settings} makes no sound of a text; write it in its language's words")
    return samples
