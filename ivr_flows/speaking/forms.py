"""The forms in which a value can be spoken, and what each takes. Owns the bounds; knows no language.

Whoever speaks a value may hold a personal one: nothing here repeats a value, a fault only says of what shape it is.
"""

import re

NUMBER_MAX = 999_999_999_999
AMOUNT_MAX = 99_999_999_999_999  # minor units: as many whole units as a number may have
ORDINAL_MAX = NUMBER_MAX
DURATION_MS_MAX = 100 * 3_600_000
TEXT_LENGTH_MAX = 40
YEAR_MIN, YEAR_MAX = 1900, 2099

AMOUNT_FORMS = ("amount_cny", "amount_eur", "amount_gbp", "amount_usd")
# What each form takes, in words for a problem.
NUMBER_FORMS = {
    "number": f"a whole number from -{NUMBER_MAX} to {NUMBER_MAX}",
    "ordinal": f"a whole number from 1 to {ORDINAL_MAX}",
    "percent": f"a whole number from -{NUMBER_MAX} to {NUMBER_MAX}",
    "minutes": f"milliseconds from 0 to {DURATION_MS_MAX}",
    **{form: f"minor units (cents) from -{AMOUNT_MAX} to {AMOUNT_MAX}" for form in AMOUNT_FORMS},
}
TEXT_FORMS = {
    "date": f"a day as YYYY-MM-DD, of the years {YEAR_MIN} to {YEAR_MAX}",
    "date_year": f"a day as YYYY-MM-DD, of the years {YEAR_MIN} to {YEAR_MAX}",
    "time": "a time of day as HH:MM",
    "digits": f"1 to {TEXT_LENGTH_MAX} digits, which may be grouped by spaces or hyphens and begin with `+`",
    "spelled": f"1 to {TEXT_LENGTH_MAX} letters from A to Z and digits, which may be grouped by spaces or hyphens",
}
FORMS: dict[str, str] = NUMBER_FORMS | TEXT_FORMS

_LOWEST = {"ordinal": 1, "minutes": 0, **{form: -AMOUNT_MAX for form in AMOUNT_FORMS}}
_HIGHEST = {"ordinal": ORDINAL_MAX, "minutes": DURATION_MS_MAX, **{form: AMOUNT_MAX for form in AMOUNT_FORMS}}
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_GROUPING = str.maketrans("", "", " -")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class NotSpeakable(ValueError):
    """A value that cannot be spoken in this form or language. The text never repeats the value."""

    def __init__(self, form: str, found: str, expected: str) -> None:
        super().__init__(f"form `{form}`: found {found}, expected {expected}")
        self.form = form
        self.found = found
        self.expected = expected


def number_of(form: str, value: object) -> int:
    """The number to be spoken, or NotSpeakable when it is none or out of bounds."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise NotSpeakable(form, shape_of(value), NUMBER_FORMS[form])
    if not _LOWEST.get(form, -NUMBER_MAX) <= value <= _HIGHEST.get(form, NUMBER_MAX):
        raise NotSpeakable(form, "a number out of these bounds", NUMBER_FORMS[form])
    return value


def date_of(form: str, value: object) -> tuple[int, int, int]:
    """Year, month and day of a text such as 2026-11-27, or NotSpeakable when there is no such day."""
    found = _DATE.fullmatch(text_of(form, value))
    if found is not None:
        year, month, day = (int(part) for part in found.groups())
        if YEAR_MIN <= year <= YEAR_MAX and 1 <= month <= 12 and 1 <= day <= _days_of(year, month):
            return year, month, day
    raise NotSpeakable(form, "a text that is no such day", TEXT_FORMS[form])


def time_of(value: object) -> tuple[int, int]:
    """Hour and minute of a text such as 09:30, or NotSpeakable when there is no such time."""
    found = _TIME.fullmatch(text_of("time", value))
    if found is None:
        raise NotSpeakable("time", "a text that is no such time", TEXT_FORMS["time"])
    return int(found[1]), int(found[2])


def characters_of(form: str, value: object) -> str:
    """What is said one by one, in small letters and without the grouping, or NotSpeakable."""
    text = text_of(form, value)
    wanted = r"\+?[0-9]+" if form == "digits" else r"[A-Za-z0-9]+"
    characters = text.translate(_GROUPING)
    if len(text) > TEXT_LENGTH_MAX or not re.fullmatch(wanted, characters):
        raise NotSpeakable(form, f"a text of {len(text)} characters that is not so", TEXT_FORMS[form])
    return characters.lower()


def text_of(form: str, value: object) -> str:
    """The text to be spoken, or NotSpeakable when it is none."""
    if not isinstance(value, str):
        raise NotSpeakable(form, shape_of(value), TEXT_FORMS[form])
    return value


def shape_of(value: object) -> str:
    """What a value is, without saying which."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int():
            return "a number"
        case _:
            return "a text"


def _days_of(year: int, month: int) -> int:
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 28 if month == 2 and not is_leap else _DAYS[month - 1]
