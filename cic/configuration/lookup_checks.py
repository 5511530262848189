"""What look-ups mean to the rest of the center: their files looked at, their forms told to flows. Asks no source.

What is wrong with data is a warning: data changes without the center's text, and the center starts all the same.
"""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from cic.configuration.problems import ConfigurationProblem, Severity, choose_from
from cic.configuration.schema_lookups import LookupText
from cic.lookups.sources import CsvSource, SqlSource, arguments_of

FILE = "lookups.yaml"
HEADER_LENGTH_MAX = 64 * 1024

LookupForm = tuple[str, tuple[str, ...], tuple[tuple[str, str, bool], ...], bool]
"""A source's name, its arguments, its results (name, kind, whether personal), and whether it can compare a secret."""


def lookup_forms(lookups: Sequence[LookupText]) -> tuple[LookupForm, ...]:
    """What flows may ask of which source, and what they get."""
    return tuple(
        (
            text.source.name,
            arguments_of(text.source),
            tuple((form.name, form.kind.value, form.is_personal) for form in text.source.results),
            bool(text.source.pin_hash),
        )
        for text in lookups
    )


def check_lookup_files(lookups: Sequence[LookupText], folder: Path) -> tuple[ConfigurationProblem, ...]:
    """Files that are not there, and columns that a file has not."""
    return tuple(problem for text in lookups for problem in _check(text, folder))


def _check(text: LookupText, folder: Path) -> Iterator[ConfigurationProblem]:
    match text.source:
        case CsvSource(file=file) | SqlSource(sqlite=file) if file:
            if not (folder / file).is_file():
                found, mend = f"no file '{file}'", "put it there: until then every look-up fails"
                yield _warning(text, found, f"a file, relative to {folder}", mend)
            elif isinstance(text.source, CsvSource):
                yield from _check_columns(text, text.source, folder / file)
        case _:
            pass


def _check_columns(text: LookupText, source: CsvSource, path: Path) -> Iterator[ConfigurationProblem]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = [name.strip() for name in next(csv.reader([file.readline(HEADER_LENGTH_MAX)], strict=True), [])]
    except (OSError, UnicodeDecodeError, csv.Error):
        yield _warning(text, "a file that is no CSV in UTF-8", "a header row, then rows", "save it as CSV UTF-8")
        return
    if len(header) == 1 and ";" in header[0]:
        yield _warning(text, "values separated by semicolons", "commas", "save the file with commas")
        return
    for column in source.columns:
        if column not in header:
            yield _warning(text, f"no column '{column}' in {source.file}", "each column", choose_from(column, header))


def _warning(text: LookupText, found: str, expected: str, mend: str) -> ConfigurationProblem:
    where = f"lookups.{text.source.name}"
    return ConfigurationProblem(FILE, text.file_line, where, found, expected, mend, Severity.WARNING)
