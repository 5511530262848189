"""Telephone numbers as marks and lists need them. Owns their normal form; knows no numbering plan, looks nothing up."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

EVERY_THAT_BEGINS = "*"
"""Written after digits in a list: all numbers that begin so."""
DIGITS_MAX = 15
"""E.164: at most 15 digits."""

_SPACING = str.maketrans("", "", " -.()/\u00a0\u2010\u2011\u2012\u2013\t")


def normalise_number(number: str) -> str:
    """Return the number's one normal form (``+`` and digits, or digits alone), or empty for what is no number.

    Equal numbers written differently (spaces, full-width digits, ``00`` for ``+``) get the same form.
    """
    text = unicodedata.normalize("NFKC", number).translate(_SPACING)
    plus, digits = ("+", text[1:]) if text.startswith("+") else ("", text)
    if not plus and digits.startswith("00"):
        plus, digits = "+", digits[2:]
    if not digits.isascii() or not digits.isdigit() or len(digits) > DIGITS_MAX:
        return ""
    return plus + digits


@dataclass(frozen=True, slots=True)
class NumberList:
    """Numbers that a person listed, in normal form: whole ones, and what all numbers of a kind begin with."""

    whole: frozenset[str] = field(default=frozenset(), repr=False)
    begins: frozenset[str] = field(default=frozenset(), repr=False)

    def __bool__(self) -> bool:
        return bool(self.whole or self.begins)

    def has(self, notations: Iterable[str]) -> bool:
        """Whether a number is in the list, in any of the ways of writing it."""
        return any(
            notation in self.whole or any(notation[:length] in self.begins for length in range(1, len(notation) + 1))
            for notation in notations
        )


NOBODY = NumberList()
