"""What is wrong with the center's text. Owns the form of a problem; reads nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class ConfigurationProblem:
    """One fault in the text: where it stands, what was found, what was expected, and how to mend it."""

    file: str
    line: int
    where: str
    found: str
    expected: str
    mend: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: {self.where}: found {self.found}; expected {self.expected}. To mend: {self.mend}"
        )


class ConfigurationRefused(Exception):
    """The text cannot be used; carries all of its problems in the order of files and lines."""

    def __init__(self, problems: Iterable[ConfigurationProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem.line, problem.where)))
        super().__init__(f"{len(self.problems)} problem(s) in the configuration")


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
