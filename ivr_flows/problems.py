"""What is wrong with a flow's text, said so that its author can mend it. Owns the form of the words; finds nothing."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FlowProblem:
    """One fault: the place, what stands there, what should, and how to mend it.

    One that ``is_error`` keeps the flow from going live; any other is a warning.
    """

    file: str
    line: int
    where: str
    found: str
    expected: str
    mend: str
    is_error: bool = True

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: {'' if self.is_error else 'warning: '}{self.where}"
        return f"{place}: found {self.found}, expected {self.expected}; {self.mend}"


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """The known name that a mistyped one was most likely meant to be."""
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return near[0] if near else None


def one_of(known: Iterable[str]) -> str:
    """The allowed names as people read them, in a fixed order and cut when there are very many."""
    names = sorted(known)
    if not names:
        return "nothing (there is none)"
    shown = ", ".join(names[:20])
    return f"one of {shown}" + (f" and {len(names) - 20} more" if len(names) > 20 else "")


def shortened(text: str) -> str:
    """A piece of the author's text, short and printable enough to be quoted in a problem."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in text[:60])
    return f"`{clean}…`" if len(text) > 60 else f"`{clean}`"
