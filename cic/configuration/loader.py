"""Reads the center's folder: every file, every flow, all problems at once. Owns file access; compiles nothing."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from cic.configuration.catalogues import PROMPTS_FOLDER, catalogue_files
from cic.configuration.checks import check_text
from cic.configuration.document import FILE_BYTES_MAX, Table, Value, parse_document
from cic.configuration.flows import Hearing, check_flows, link_flows, parse_flows, read_catalogues
from cic.configuration.forms import read_center, read_numbers
from cic.configuration.forms_agents import read_agents, read_skills
from cic.configuration.forms_callers import read_callers
from cic.configuration.forms_hours import read_calendars
from cic.configuration.forms_lookups import read_lookups
from cic.configuration.forms_queues import read_queues
from cic.configuration.forms_words import read_words
from cic.configuration.holiday_checks import check_holidays
from cic.configuration.lookup_checks import check_lookup_files
from cic.configuration.problems import ConfigurationProblem, ConfigurationRefused, choose_from, in_order
from cic.configuration.reading import Reader
from cic.configuration.references import Names
from cic.configuration.routing_checks import unserved
from cic.configuration.schema import ConfigurationText
from cic.configuration.schema_speech import SpeechText
from ivr_flows.model import Flow

FILES = ("center.yaml", "queues.yaml", "agents.yaml", "hours.yaml", "channels.yaml")
OPTIONAL_FILES = ("skills.yaml", "callers.yaml", "lookups.yaml", "words.yaml")
ALL_FILES = (*FILES, *OPTIONAL_FILES)
UnknownWords = Callable[[SpeechText, str, str], tuple[str, ...]]
"""Which words of a wording, by its language, its recogniser can never hear."""
Form = TypeVar("Form")
PROVIDERS = ("simulated", "asterisk")
"""Providers that a phone may be at; a center need not run all of them."""


@dataclass(frozen=True, slots=True)
class LoadedCenter:
    """The text of a center without an error; ``version`` is a hash of all of it."""

    version: str
    text: ConfigurationText
    flows: tuple[Flow, ...]
    warnings: tuple[ConfigurationProblem, ...] = ()


def load_center(
    config_folder: Path,
    flows_folder: Path,
    prompts_folder: Path | None = None,
    today: date | None = None,
    unknown_words: UnknownWords | None = None,
) -> LoadedCenter:
    """Read and check a center's text; ConfigurationRefused carries all problems of all files.

    The recordings are beside the flows, as their texts are, unless they are elsewhere. ``today`` is the machine's where
    left out: what is known of holidays depends on it, as a warning. Whether words can be
    heard is not said without ``unknown_words``.
    """
    problems: list[ConfigurationProblem] = []
    files = [*FILES, *(file for file in OPTIONAL_FILES if (config_folder / file).exists())]
    contents = {file: _read(config_folder / file, file, problems) for file in files}
    problems.extend(_strangers(config_folder))
    text = _read_forms(contents, problems)
    flow_texts = {path.name: _read(path, path.name, problems) for path in sorted(flows_folder.glob("*.yaml"))}
    catalogue_texts = {file: _read(path, file, problems) for file, path in catalogue_files(flows_folder).items()}
    catalogues, catalogue_problems = read_catalogues(catalogue_texts)
    flows, flow_problems = parse_flows(flow_texts, catalogues)
    problems.extend((*catalogue_problems, *flow_problems))
    # A flow that does not parse is still defined: its own problems are told, not a second one for its name.
    parsed_files = {flow.file for flow in flows}
    names = {str(flow.flow.flow_id) for flow in flows}
    names |= {file.removesuffix(".yaml") for file in flow_texts if file not in parsed_files}
    # What an unreadable file defines is not known: references to it would only be followed up as false problems.
    if not any(problem.where == "file" and problem.file in ALL_FILES for problem in problems):
        known = Names(PROVIDERS, tuple(sorted(names)))
        all_are_read = len(flows) == len(flow_texts)
        problems.extend(check_text(text, known, flows, problems, all_flows_are_read=all_are_read))
        problems.extend(check_holidays(text.calendars, today or datetime.now(UTC).date()))
        problems.extend(
            check_flows(
                flows,
                text,
                prompts_folder or flows_folder / PROMPTS_FOLDER,
                catalogues=None if catalogue_problems else catalogues,
                all_are_read=all_are_read,
                unserved=unserved(problems),
                hearing=_hearing(text.center.speech, unknown_words),
            )
        )
    problems.extend(check_lookup_files(text.lookups, config_folder))
    if any(problem.is_error for problem in problems):
        raise ConfigurationRefused(problems)
    version = _version(contents | flow_texts | catalogue_texts)
    return LoadedCenter(version, text, link_flows(flows), in_order(problems))


def _hearing(speech: SpeechText, unknown_words: UnknownWords | None) -> Hearing:
    """Languages in which callers may speak, and those in which nobody does on purpose: nothing is amiss with either."""
    languages = frozenset(recogniser.language for recogniser in speech.recognisers)
    return Hearing(languages, None if unknown_words is None else partial(unknown_words, speech))


def content_version(config_folder: Path, flows_folder: Path) -> str | None:
    """The version of a text as it is in these folders, checked or not; None if it cannot be read."""
    problems: list[ConfigurationProblem] = []
    files = [*FILES, *(file for file in OPTIONAL_FILES if (config_folder / file).exists())]
    contents = {file: _read(config_folder / file, file, problems) for file in files}
    contents |= {path.name: _read(path, path.name, problems) for path in flows_folder.glob("*.yaml")}
    contents |= {file: _read(path, file, problems) for file, path in catalogue_files(flows_folder).items()}
    return None if problems else _version(contents)


def _read(path: Path, file: str, problems: list[ConfigurationProblem]) -> str:
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            expected = f"at most {FILE_BYTES_MAX // 1024} kB"
            problems.append(ConfigurationProblem(file, 1, "file", "a file that is too long", expected, "split it"))
            return ""
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        found, mend = f"no file {path}", f"create it; the demo center in config/{file} is an example"
        problems.append(ConfigurationProblem(file, 1, "file", found, "a file", mend))
    except UnicodeDecodeError:
        problems.append(ConfigurationProblem(file, 1, "file", "bytes that are not UTF-8", "UTF-8", "save it as UTF-8"))
    except OSError as fault:
        found = fault.strerror or "a file that cannot be read"
        problems.append(ConfigurationProblem(file, 1, "file", found, "a readable file", "check its permissions"))
    return ""


def _strangers(config_folder: Path) -> list[ConfigurationProblem]:
    """YAML files that nobody reads: most often a slip of the pen."""
    return [
        ConfigurationProblem(
            path.name, 1, "file", "a file of an unknown name", "a known file", choose_from(path.name, ALL_FILES)
        )
        for path in sorted(config_folder.glob("*.y*ml"))
        if path.name not in ALL_FILES
    ]


def _read_forms(contents: dict[str, str], problems: list[ConfigurationProblem]) -> ConfigurationText:
    def read(file: str, form: Callable[[Reader, Value], Form]) -> Form:
        reader = Reader(file)
        document = parse_document(file, contents.get(file, ""))
        if isinstance(document, ConfigurationProblem):
            problems.append(document)
            document = Table(line=1, entries=())
        result = form(reader, document)
        # An unreadable file has one problem, not one for each key that cannot be seen.
        if not any(problem.file == file and problem.where == "file" for problem in problems):
            problems.extend(reader.problems)
        return result

    skills, groups = read("skills.yaml", read_skills)
    return ConfigurationText(
        center=read("center.yaml", read_center),
        queues=read("queues.yaml", read_queues),
        agents=read("agents.yaml", read_agents),
        calendars=read("hours.yaml", read_calendars),
        numbers=read("channels.yaml", read_numbers),
        skills=skills,
        groups=groups,
        lookups=read("lookups.yaml", read_lookups),
        callers=read("callers.yaml", read_callers),
        words=read("words.yaml", read_words),
    )


def _version(contents: dict[str, str]) -> str:
    digest = hashlib.sha256()
    for file in sorted(contents):
        digest.update(f"{file}\0{len(contents[file])}\0{contents[file]}\0".encode())
    return digest.hexdigest()[:16]
