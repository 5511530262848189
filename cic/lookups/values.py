"""Values of the kinds that flows know, from whatever a source answers. Owns what is of which kind; asks nobody.

Nothing is guessed: an amount keeps every digit, and a date that may be read in two ways is none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

TEXT_LENGTH_MAX = 1_000
WHOLE_MAX = 10**15 - 1
"""What a flow can write down, too."""
DECIMALS_MAX = 4
DIGITS_MAX = 25
"""Decimal arithmetic rounds beyond its 28."""
WRONG_KIND = "wrong_kind"
TOO_LONG = "too_long"
MISSING_VALUE = "missing_value"

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?", re.ASCII)
_DATE = re.compile(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})(?:[T ][0-9:.,]+(?:Z|[+-][0-9:]+)?)?", re.ASCII)
_UNSPEAKABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_TRUTHS = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False,
           "y": True, "n": False, "是": True, "否": False}  # fmt: skip

Value = str | int | bool


class ResultKind(StrEnum):
    """What a result is: amounts are whole numbers of the smallest unit, dates are `2026-11-27`."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    AMOUNT = "amount"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class ResultForm:
    """A named result: where it stands in the answer (a column, or a path such as `account.balance`), and its kind.

    ``otherwise`` is the value of an empty place; without it an empty place fails the look-up.
    """

    name: str
    at: str
    kind: ResultKind
    is_personal: bool
    otherwise: str | None = None
    decimals: int = 2
    length_max: int = 200


class WrongValue(Exception):
    """A value that is not what the configuration says. Carries why, never the value."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def value_of(form: ResultForm, found: object) -> Value:
    """What a source answered for this result, as a value of its kind; WrongValue if it is none."""
    if _is_empty(found):
        if form.otherwise is None:
            raise WrongValue(MISSING_VALUE)
        found = form.otherwise
    return _OF_KIND[form.kind](form, found)


def written(value: Value) -> str:
    """A value as text, for sealing."""
    assert not isinstance(value, bool), "a truth is not sealed"
    return str(value)


def _is_empty(found: object) -> bool:
    return found is None or (isinstance(found, str) and not found.strip())


def _text(form: ResultForm, found: object) -> str:
    # An account number is often a number in JSON; a fraction or a truth is no text.
    if isinstance(found, bool) or not isinstance(found, str | int):
        raise WrongValue(WRONG_KIND)
    if isinstance(found, int) and abs(found) > WHOLE_MAX:
        raise WrongValue(TOO_LONG)
    if isinstance(found, str) and len(found) > 4 * TEXT_LENGTH_MAX:
        raise WrongValue(TOO_LONG)
    text = " ".join(str(found).split())
    if _UNSPEAKABLE.search(text):
        raise WrongValue(WRONG_KIND)
    if len(text) > form.length_max:
        raise WrongValue(TOO_LONG)
    return text


def _number(form: ResultForm, found: object) -> int:
    return _whole(_decimal(found))


def _amount(form: ResultForm, found: object) -> int:
    return _whole(_decimal(found).scaleb(form.decimals))


def _decimal(found: object) -> Decimal:
    match found:
        case bool():
            raise WrongValue(WRONG_KIND)
        case int() if abs(found) <= WHOLE_MAX:
            return Decimal(found)
        case float():
            return _decimal(Decimal(repr(found)))  # its shortest text is what somebody wrote
        case Decimal() if found.is_finite() and len(found.as_tuple().digits) <= DIGITS_MAX and abs(found) <= WHOLE_MAX:
            return found
        case str() if len(found) <= TEXT_LENGTH_MAX and _NUMBER.fullmatch(found.strip()):
            return Decimal(found.strip())
        case _:
            raise WrongValue(WRONG_KIND)


def _whole(number: Decimal) -> int:
    try:
        whole = number.to_integral_exact()
    except InvalidOperation:
        raise WrongValue(WRONG_KIND) from None
    if whole != number or abs(whole) > WHOLE_MAX:
        raise WrongValue(WRONG_KIND)
    return int(whole)


def _truth(form: ResultForm, found: object) -> bool:
    if isinstance(found, bool):
        return found
    if isinstance(found, int) and found in (0, 1):
        return found == 1
    truth = _TRUTHS.get(found.strip().casefold()) if isinstance(found, str) else None
    if truth is None:
        raise WrongValue(WRONG_KIND)
    return truth


def _date(form: ResultForm, found: object) -> str:
    if isinstance(found, datetime):
        return found.date().isoformat()
    if isinstance(found, date):
        return found.isoformat()
    match = _DATE.fullmatch(found.strip()) if isinstance(found, str) and len(found) <= TEXT_LENGTH_MAX else None
    if match is None:
        raise WrongValue(WRONG_KIND)
    try:
        return date(int(match[1]), int(match[3]), int(match[4])).isoformat()
    except ValueError:
        raise WrongValue(WRONG_KIND) from None


_OF_KIND: dict[ResultKind, Callable[[ResultForm, object], Value]] = {
    ResultKind.TEXT: _text,
    ResultKind.NUMBER: _number,
    ResultKind.TRUTH: _truth,
    ResultKind.AMOUNT: _amount,
    ResultKind.DATE: _date,
}
