"""What a check found. Owns the words' form; holds no secret, number or name of a person."""

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"
    SKIPPED = "skipped"
    """It could not be made, because of another one that failed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was found, and, unless that is good, what was expected and how to mend it."""

    check: str
    verdict: Verdict
    found: str
    expected: str = ""
    mend: str = ""


def good(check: str, found: str) -> Finding:
    """All is as it should be."""
    return Finding(check, Verdict.OK, found)


def warning(check: str, found: str, expected: str, mend: str) -> Finding:
    """It works, but not as well as it should."""
    return Finding(check, Verdict.WARN, found, expected, mend)


def failure(check: str, found: str, expected: str, mend: str) -> Finding:
    """It does not work."""
    return Finding(check, Verdict.FAIL, found, expected, mend)


def skipped(check: str, because: str) -> Finding:
    """Nobody can tell yet."""
    return Finding(check, Verdict.SKIPPED, because)
