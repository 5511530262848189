"""What the command line prints. Owns tables, times and the form of errors; knows no center.

Columns are as wide as they look: a Chinese character takes two places of a terminal.
"""

import sys
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum


class ExitCode(IntEnum):
    """What a command says to the shell that called it."""

    DONE = 0
    FAILED = 1
    WRONG_USE = 2


class CommandFailed(Exception):
    """A command cannot be carried out; the text says why and what to do."""


def print_table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows below titles, in columns."""
    widths = [max(width_of(row[column]) for row in (titles, *rows)) for column in range(len(titles))]
    for row in (titles, *rows):
        cells = (cell + " " * (width - width_of(cell)) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def tell(line: str) -> None:
    """Tell a person what goes on; data goes to standard output, this does not."""
    print(line, file=sys.stderr, flush=True)


def width_of(text: str) -> int:
    """How many places of a terminal a text takes."""
    return sum(
        2 if unicodedata.east_asian_width(letter) in "WF" else not unicodedata.combining(letter) for letter in text
    )


def local_time(at_ms: object) -> str:
    """A moment by the wall clock of this machine; a dash when there is none."""
    if not isinstance(at_ms, int):
        return "-"
    return datetime.fromtimestamp(at_ms / 1000).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def duration(length_ms: object) -> str:
    """A length of time as minutes and seconds; a dash when there is none."""
    if not isinstance(length_ms, int):
        return "-"
    minutes, seconds = divmod(max(0, length_ms) // 1000, 60)
    return f"{minutes}:{seconds:02}"


def shown(value: object) -> str:
    """Any other value; a dash when there is none. Control characters cannot reach the terminal."""
    if value is None or value == "":
        return "-"
    return "".join(letter if letter.isprintable() else "?" for letter in str(value))
