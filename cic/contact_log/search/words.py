"""The terms that contacts are found by. Owns how numbers, names and notes are taken apart; marks and stores nothing.

A number is found by its last digits, a name by its words and how they begin, a note by its words. Scripts without
spaces (Chinese) are taken apart into single characters and pairs of neighbours.
"""

import unicodedata
from collections.abc import Iterator
from itertools import groupby, pairwise

ENDING_LEAST = 4
"""So many last digits are enough; a shorter number is found when it is written out."""
DIGITS_MAX = 20
BEGINNINGS = range(2, 9)
"""Letters of a name's word that may be typed before the rest; whoever types more is taken by the first of them."""
WORD_LENGTH_MAX = 40
NAME_TERMS_MAX = 64
NOTE_TERMS_MAX = 500
"""What is beyond in a note is not found by; it is read all the same."""
ASKED_TERMS_MAX = 24
_FIRST_WITHOUT_SPACES = "\u2e80"


def number_terms(number: str) -> list[str]:
    """Return what a contact is found by for a number: its endings, or all of it where it is no telephone number."""
    digits = digits_of(number)
    if not digits:
        return [f"number={_plain(number).strip()}"] if number.strip() else []
    shortest = min(ENDING_LEAST, len(digits))
    return [f"number<{digits[-length:]}" for length in range(shortest, len(digits) + 1)]


def asked_number(number: str) -> str:
    """Return the term for a number, or for its last digits, that somebody looks for; empty for nothing to look for."""
    digits = digits_of(number)
    if digits:
        return f"number<{digits}"
    return f"number={_plain(number).strip()}" if number.strip() else ""


def digits_of(number: str) -> str:
    """Return the digits of a telephone number, without what only makes it readable; empty for what is none."""
    plain = unicodedata.normalize("NFKC", number)
    digits = "".join(sign for sign in plain if sign.isascii() and sign.isdigit())
    rest = "".join(sign for sign in plain if not (sign.isascii() and sign.isdigit())).strip(
        " +-.()/\u2010\u2011\t\u00a0"
    )
    if rest and not all(sign in " +-.()/\u2010\u2011\t\u00a0" for sign in rest):
        return ""
    return digits.removeprefix("00")[-DIGITS_MAX:]


def name_terms(name: str) -> list[str]:
    """Return what a contact is found by for a name."""
    found: dict[str, None] = {}
    for run, is_spaced in _runs(name):
        if is_spaced:
            found[f"name={run}"] = None
            found |= {f"name<{run[:length]}": None for length in BEGINNINGS if len(run) >= length}
        else:
            found |= {f"name~{part}": None for part in _parts(run)}
    return list(found)[:NAME_TERMS_MAX]


def asked_name(name: str) -> list[str]:
    """Return the terms for a name, all of which a contact must have; each word may be the beginning of one."""
    found: dict[str, None] = {}
    for run, is_spaced in _runs(name):
        if not is_spaced:
            found |= {f"name~{part}": None for part in _asked_parts(run)}
        elif len(run) < BEGINNINGS[0]:
            found[f"name={run}"] = None
        else:
            found[f"name<{run[: BEGINNINGS[-1]]}"] = None
    return list(found)[:ASKED_TERMS_MAX]


def note_terms(note: str) -> list[str]:
    """Return what a contact is found by for a note."""
    found: dict[str, None] = {}
    for run, is_spaced in _runs(note):
        found |= {f"note={part}": None for part in ((run,) if is_spaced else _parts(run))}
    return list(found)[:NOTE_TERMS_MAX]


def asked_note(words: str) -> list[str]:
    """Return the terms for words of a note, all of which a contact must have."""
    found: dict[str, None] = {}
    for run, is_spaced in _runs(words):
        found |= {f"note={part}": None for part in ((run,) if is_spaced else _asked_parts(run))}
    return list(found)[:ASKED_TERMS_MAX]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """The words of a text, and whether each is of a script that puts spaces between words."""
    spaced = "".join(sign if sign.isalnum() else " " for sign in _plain(text))
    for word in spaced.split():
        for is_spaced, signs in groupby(word, key=lambda sign: sign < _FIRST_WITHOUT_SPACES):
            run = "".join(signs)
            yield (run[:WORD_LENGTH_MAX] if is_spaced else run, is_spaced)


def _parts(run: str) -> Iterator[str]:
    yield from run
    yield from (first + second for first, second in pairwise(run))


def _asked_parts(run: str) -> list[str]:
    return [run] if len(run) == 1 else [first + second for first, second in pairwise(run)]
