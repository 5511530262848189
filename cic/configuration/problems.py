"""What is wrong with the center's text. Owns the form of a problem; reads nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


class Severity(StrEnum):
    """Whether a problem keeps the text from being used."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class ConfigurationProblem:
    """One fault in the text: where it stands, what was found, what was expected, and how to mend it."""

    file: str
    line: int
    where: str
    found: str
    expected: str
    mend: str
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """Whether it keeps the text from being used."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: {'' if self.is_error else 'warning: '}{self.where}"
        return f"{place}: found {self.found}; expected {self.expected}. To mend: {self.mend}"


class ConfigurationRefused(Exception):
    """The text cannot be used; carries all of its problems in the order of files and lines."""

    def __init__(self, problems: Iterable[ConfigurationProblem]) -> None:
        self.problems = in_order(problems)
        errors = sum(problem.is_error for problem in self.problems)
        super().__init__(f"{errors} problem(s) in the configuration")


def in_order(problems: Iterable[ConfigurationProblem]) -> tuple[ConfigurationProblem, ...]:
    """Problems in the order of files and lines."""
    return tuple(sorted(problems, key=lambda problem: (problem.file, problem.line, problem.where)))


def nearest_name(found: str, known: Iterable[str]) -> str | None:
    """The known name that somebody who wrote ``found`` most likely meant."""
    matches = get_close_matches(found, sorted(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def choose_from(found: str, known: Iterable[str]) -> str:
    """How to mend an unknown name: the nearest known one, or the list of them."""
    names = sorted(known)
    nearest = nearest_name(found, names)
    if nearest is not None:
        return f"did you mean '{nearest}'?"
    return f"use one of: {', '.join(names)}" if names else "define it first"
