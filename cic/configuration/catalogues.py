"""The files that say what prompts say, as part of a center's text. Owns where they lie and how two become one."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from cic.configuration.document import FILE_BYTES_MAX
from cic.configuration.problems import ConfigurationProblem, ConfigurationRefused

PROMPTS_FOLDER = "prompts"
_SECTION = re.compile(r"([a-z][a-z0-9_]{0,59}|\"[a-z][a-z0-9_]{0,59}\"|'[a-z][a-z0-9_]{0,59}'):")


def catalogue_files(flows_folder: Path) -> dict[str, Path]:
    """The catalogues beside a folder's flows, by the name that problems call them: `prompts/en.yaml`."""
    return {f"{PROMPTS_FOLDER}/{path.name}": path for path in sorted((flows_folder / PROMPTS_FOLDER).glob("*.yaml"))}


def catalogue_texts(flows_folder: Path) -> dict[str, str]:
    """What they say, by the same names; ConfigurationRefused where one cannot be read."""
    texts: dict[str, str] = {}
    problems: list[ConfigurationProblem] = []
    for file, path in catalogue_files(flows_folder).items():
        try:
            if path.stat().st_size > FILE_BYTES_MAX:
                raise ValueError
            texts[file] = path.read_text(encoding="utf-8-sig")
        except (OSError, ValueError):
            found, expected = "a file that cannot be read", f"UTF-8 text of at most {FILE_BYTES_MAX // 1024} kB"
            problems.append(ConfigurationProblem(file, 1, "file", found, expected, "mend the file"))
    if problems:
        raise ConfigurationRefused(problems)
    return texts


def merged(base: Mapping[str, str], other: Mapping[str, str], flows: Collection[str]) -> dict[str, str]:
    """The catalogues of ``base`` with the texts of these flows as they are in ``other``."""
    texts: dict[str, str] = {}
    for file in sorted({*base, *other}):
        kept = {name: lines for name, lines in _sections(base.get(file, "")).items() if name not in flows}
        taken = {name: lines for name, lines in _sections(other.get(file, "")).items() if name in flows}
        text = "".join((*kept.values(), *taken.values()))
        if text:
            texts[file] = text
    return texts


def _sections(text: str) -> dict[str, str]:
    """The lines of each flow; what stands before the first one is by the empty name."""
    sections: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        begins = _SECTION.match(line)
        name = begins[1].strip("\"'") if begins is not None else name
        sections[name] = sections.get(name, "") + line + "\n"
    return sections
