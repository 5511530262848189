"""Which recordings there ought to be: one for each text, and the words of values. Owns reading the catalogues' files.

Recordings are named as files are: `en/main/welcome`. A person's recordings lie in `recorded` beside the folder
`prompts`; they are copied from there, so that everything that plays has one folder to look in.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cic.prompts.fault import PromptsError
from ivr_flows.speaking.catalogue import Catalogue, read_catalogue
from ivr_flows.speaking.vocabulary import VOCABULARIES

MUSIC_FOLDER = "music"
_NAME = re.compile(r"[a-z]{2,3}(/[a-z0-9][a-z0-9_]{0,59}){1,2}(-[0-9]{1,2})?")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
# Silence at both ends: a whole prompt stands alone, a part of one is joined to a value.
_PROMPT_MS, _PART_MS, _VALUE_MS = 100, 30, 20
_SENTENCE_MS, _PHRASE_MS = 350, 150
_SENTENCE_ENDS, _PHRASE_ENDS = ".!?…。！？", ",;:，；：、"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A recording that there ought to be: what it says, and the silence before and after."""

    name: str
    text: str
    lead_ms: int
    tail_ms: int

    @property
    def language(self) -> str:
        """The language it is in."""
        return self.name.partition("/")[0]


@dataclass(frozen=True, slots=True)
class PromptFolders:
    """Where recordings are played from, with the catalogues beside them, and where a person's own ones lie."""

    prompts: Path
    recorded: Path

    @classmethod
    def of(cls, flows: Path) -> "PromptFolders":
        """The folders of a center's flows."""
        return cls(flows / "prompts", flows / "recorded")

    def played(self, name: str) -> Path:
        """The file that is played."""
        return self.prompts / f"{name}.wav"

    def by_person(self, name: str) -> Path:
        """The file that a person recorded, if there is one."""
        return self.recorded / f"{name}.wav"


def read_catalogues(prompts: Path) -> dict[str, Catalogue]:
    """Every catalogue by its language, or PromptsError with everything that is wrong with them."""
    catalogues: dict[str, Catalogue] = {}
    problems: list[str] = []
    for path in sorted(prompts.glob("*.yaml")):
        try:
            read = read_catalogue(path.read_text(encoding="utf-8"), str(path))
        except UnicodeDecodeError:
            raise PromptsError(f"{path}: found what is not UTF-8; save it as UTF-8") from None
        except OSError as fault:
            raise PromptsError(f"{path}: cannot be read ({fault.strerror})") from None
        if not _LANGUAGE.fullmatch(path.stem):
            problems.append(f"{path}: found no language in the name, expected a name such as en.yaml")
        elif isinstance(read, Catalogue):
            catalogues[path.stem] = read
        else:
            problems += [str(problem) for problem in read]
    if problems:
        raise PromptsError("\n".join(problems))
    if not catalogues:
        raise PromptsError(f"{prompts}: found no catalogue, expected en.yaml with `flow:` and below it `name: text`")
    return catalogues


def wanted_recordings(catalogues: Mapping[str, Catalogue]) -> dict[str, Wanted]:
    """Each recording that a text or a value asks for, by its name, in order of language, flow and name."""
    found: list[Wanted] = []
    for language, catalogue in catalogues.items():
        for name, text in catalogue.recordings().items():
            found.append(_of_text(f"{language}/{name}", text, is_part=name not in catalogue.prompts))
        for name, text in VOCABULARIES.get(language, {}).items():
            found.append(Wanted(f"{language}/{name}", text, _VALUE_MS, _VALUE_MS))
    return {wanted.name: wanted for wanted in found}


def recordings_below(folder: Path) -> list[str]:
    """The names of all recordings in a folder of languages; music is none."""
    names = (path.relative_to(folder).with_suffix("").as_posix() for path in folder.glob("*/**/*.wav"))
    return sorted(name for name in names if not name.startswith(f"{MUSIC_FOLDER}/"))


def recordings_by_person(folder: Path) -> list[str]:
    """The names of a person's recordings, or PromptsError for one that no flow could name."""
    names = recordings_below(folder)
    if wrong := [name for name in names if not _NAME.fullmatch(name)]:
        expected = "LANGUAGE/FLOW/NAME.wav in small letters, digits and `_`, such as en/main/welcome.wav"
        raise PromptsError(f"{folder}: found {_some(wrong)}, expected {expected}; rename them")
    return names


def _of_text(name: str, text: str, is_part: bool) -> Wanted:
    if not is_part:
        return Wanted(name, text, _PROMPT_MS, _PROMPT_MS)
    # What ends the sentence before is not spoken, but heard as a pause after the value.
    spoken = text.lstrip(f"{_SENTENCE_ENDS}{_PHRASE_ENDS} ")
    before = text[: len(text) - len(spoken)]
    lead_ms = _PART_MS
    if any(sign in _SENTENCE_ENDS for sign in before):
        lead_ms = _SENTENCE_MS
    elif before.strip():
        lead_ms = _PHRASE_MS
    return Wanted(name, spoken, lead_ms, _PART_MS)


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:5]) + (f" and {len(listed) - 5} more" if len(listed) > 5 else "")
