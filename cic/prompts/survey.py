"""How each recording stands, and what is missing. Owns comparing texts, recordings and what was made of what."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cic.prompts.fault import PromptsError
from cic.prompts.made import MadeRecordings, read_made
from cic.prompts.sound import fingerprint, read_recording
from cic.prompts.voices import default_voice, voice_named
from cic.prompts.wanted import (
    PromptFolders,
    Wanted,
    read_catalogues,
    recordings_below,
    recordings_by_person,
    wanted_recordings,
)
from ivr_flows.speaking.catalogue import Catalogue

# Raised when the same text and voice are made into sound in another way.
_MAKING = "1"


class Origin(StrEnum):
    """Where a recording comes from."""

    RECORDED = "recorded"
    SYNTHETIC = "synthetic"


class Condition(StrEnum):
    """Whether a recording is what it ought to be."""

    CURRENT = "current"
    STALE = "stale"
    MISSING = "missing"
    # Not made here: a person put it among those that are made, where the next build would overwrite it.
    REPLACED = "replaced"


class Lack(StrEnum):
    """What is missing."""

    RECORDING = "recording"
    TEXT = "text"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Surveyed:
    """One recording and how it stands. ``text`` is None when nobody wrote what it says."""

    name: str
    text: str | None
    origin: Origin
    condition: Condition
    source: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap: what is missing for which recording, or in which language."""

    lack: Lack
    name: str


@dataclass(frozen=True, slots=True)
class Survey:
    """Every recording that is wanted or was recorded by a person, by name, and the ones that nobody asks for."""

    catalogues: Mapping[str, Catalogue]
    wanted: Mapping[str, Wanted]
    made: MadeRecordings
    recordings: Mapping[str, Surveyed]
    strangers: tuple[str, ...]
    abandoned: tuple[str, ...]


def survey(folders: PromptFolders, voices: Mapping[str, str] | None = None) -> Survey:
    """Compare what ought to be with what is; ``voices`` are chosen anew, others stay as they were.

    PromptsError for a catalogue, a voice or a person's recording that cannot be used.
    """
    catalogues = read_catalogues(folders.prompts)
    made = read_made(folders.prompts)
    if unknown := sorted(set(voices or {}) - set(catalogues)):
        raise PromptsError(f"found a voice for {', '.join(unknown)}, expected {', '.join(catalogues)}: no other texts")
    made.voices = {language: made.voices.get(language, default_voice(language)) for language in catalogues}
    made.voices.update(voices or {})
    comparison = _Comparison(folders, wanted_recordings(catalogues), made)
    recordings = {name: comparison.of(name) for name in comparison.names}
    others = [name for name in recordings_below(folders.prompts) if name not in recordings]
    abandoned = tuple(name for name in others if comparison.is_as_made(name))
    strangers = tuple(name for name in others if name not in abandoned)
    return Survey(catalogues, comparison.wanted, made, recordings, strangers, abandoned)


def missing(found: Survey) -> tuple[Missing, ...]:
    """Texts without recording, recordings without text, and languages in which a prompt is not there."""
    gaps = [Missing(Lack.RECORDING, name) for name, each in found.recordings.items() if each.condition == "missing"]
    spoken_only = {name for name, each in found.recordings.items() if each.text is None}
    gaps += [Missing(Lack.TEXT, name) for name in sorted({*spoken_only, *found.strangers, *found.abandoned})]
    prompts = {
        language: set(catalogue.prompts) | _in_language(language, {*spoken_only, *found.strangers})
        for language, catalogue in found.catalogues.items()
    }
    everywhere: set[str] = set().union(*prompts.values())
    for language, names in prompts.items():
        gaps += [Missing(Lack.LANGUAGE, f"{language}/{name}") for name in sorted(everywhere - names)]
    return tuple(gaps)


def _in_language(language: str, names: Iterable[str]) -> set[str]:
    """Whole prompts of a language by the name that flows use."""
    mine = (name.partition("/")[2] for name in names if name.startswith(f"{language}/"))
    return {name for name in mine if "-" not in name}


class _Comparison:
    """Compares one recording after the other."""

    def __init__(self, folders: PromptFolders, wanted: Mapping[str, Wanted], made: MadeRecordings) -> None:
        self.folders = folders
        self.wanted = wanted
        self.made = made
        self.by_person = frozenset(recordings_by_person(folders.recorded))
        self.settings = {language: voice_named(language, voice).settings for language, voice in made.voices.items()}

    @property
    def names(self) -> list[str]:
        """All that a text asks for or a person recorded."""
        return sorted({*self.wanted, *self.by_person})

    def of(self, name: str) -> Surveyed:
        """How a recording stands."""
        wanted = self.wanted.get(name)
        if name in self.by_person:
            origin, source = Origin.RECORDED, fingerprint(read_recording(self.folders.by_person(name)))
        else:
            assert wanted is not None, "what nobody recorded is here because a text asks for it"
            origin, source = Origin.SYNTHETIC, _source(wanted, self.settings[wanted.language])
        return Surveyed(name, None if wanted is None else wanted.text, origin, self._condition(name, source), source)

    def is_as_made(self, name: str) -> bool:
        """Whether what is there was made here and nobody changed it."""
        return name in self.made.recordings and self._sound(name) == self.made.recordings[name].sound

    def _condition(self, name: str, source: str) -> Condition:
        if not self.folders.played(name).exists():
            return Condition.MISSING
        if name in self.by_person and self._sound(name) == source:
            return Condition.CURRENT
        if not self.is_as_made(name):
            return Condition.REPLACED
        return Condition.CURRENT if self.made.recordings[name].source == source else Condition.STALE

    def _sound(self, name: str) -> str:
        return fingerprint(read_recording(self.folders.played(name)))


def _source(wanted: Wanted, settings: str) -> str:
    told = "\n".join((_MAKING, settings, f"{wanted.lead_ms} {wanted.tail_ms}", wanted.text))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
