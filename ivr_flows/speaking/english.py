"""Values as English words, the British way: one hundred and five. Owns the order of words and their texts.

A word is the name of a recording below `values/`; TEXTS has what each one says.
"""

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_TENS = ("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth",
    "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
_TENTHS = ("thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth")
_SCALES = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"))
# One whole unit, several, one minor unit, several.
_MONEY = {
    "amount_cny": ("yuan", "yuan", "fen", "fen"),
    "amount_eur": ("euro", "euros", "cent", "cents"),
    "amount_gbp": ("pound", "pounds", "penny", "pence"),
    "amount_usd": ("dollar", "dollars", "cent", "cents"),
}
TEXTS: dict[str, str] = {
    **{f"n{number}": word for number, word in enumerate(_NUMBERS)},
    **{f"n{10 * (place + 3)}": word for place, word in enumerate(_TENS)},
    **{f"o{place + 1}": word for place, word in enumerate(_ORDINALS)},
    **{f"o{10 * (place + 3)}": word for place, word in enumerate(_TENTHS)},
    **{word: word for word in ("hundred", "thousand", "million", "billion")},
    **{f"{word}th": f"{word}th" for word in ("hundred", "thousand", "million", "billion")},
    **{month: month.capitalize() for month in _MONTHS},
    **{f"letter_{letter}": letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"},
    **{word: word for words in _MONEY.values() for word in words},
    **{word: word for word in ("and", "minus", "plus", "percent", "noon", "midnight", "minute", "minutes")},
    "hour": "hour", "hours": "hours", "oh": "oh", "am": "A.M.", "pm": "P.M.", "nineteen_hundred": "nineteen hundred",
}  # fmt: skip


def number(value: int) -> list[str]:
    """A whole number: minus one thousand and five."""
    if value < 0:
        return ["minus", *number(-value)]
    words: list[str] = []
    rest = value
    for size, name in _SCALES:
        count, rest = divmod(rest, size)
        if count:
            words += [*_below_thousand(count), name]
    if words and rest >= 100:
        return [*words, *_below_thousand(rest)]
    if words and rest:
        return [*words, "and", *_below_hundred(rest)]
    return words or _below_thousand(rest)


def ordinal(value: int) -> list[str]:
    """A place in an order: one hundred and twenty-first."""
    *before, last = number(value)
    return [*before, f"o{last[1:]}" if last[1:].isdigit() else f"{last}th"]


def percent(value: int) -> list[str]:
    """A share of a hundred."""
    return [*number(value), "percent"]


def amount(form: str, value: int) -> list[str]:
    """Money of minor units: twelve euros and fifty cents."""
    if value < 0:
        return ["minus", *amount(form, -value)]
    one, several, minor_one, minor_several = _MONEY[form]
    whole, minor = divmod(value, 100)
    minor_words = [*number(minor), minor_one if minor == 1 else minor_several]
    if not whole and minor:
        return minor_words
    words = [*number(whole), one if whole == 1 else several]
    return [*words, "and", *minor_words] if minor else words


def date(month: int, day: int) -> list[str]:
    """A day of the year: November twenty-seventh."""
    return [_MONTHS[month - 1], *ordinal(day)]


def date_year(year: int, month: int, day: int) -> list[str]:
    """A day with its year: November twenty-seventh, twenty twenty-six."""
    return [*date(month, day), *_year(year)]


def time(hour: int, minute: int) -> list[str]:
    """A time of day: nine oh five a.m., noon."""
    if not minute and hour in (0, 12):
        return ["noon" if hour else "midnight"]
    words = [f"n{hour % 12 or 12}"]
    if minute:
        words += [*(["oh"] if minute < 10 else []), *_below_hundred(minute)]
    return [*words, "am" if hour < 12 else "pm"]


def duration(minutes: int) -> list[str]:
    """A length of time: one hour and five minutes."""
    hours, rest = divmod(minutes, 60)
    hour_words = [*number(hours), "hour" if hours == 1 else "hours"] if hours else []
    minute_words = [*number(rest), "minute" if rest == 1 else "minutes"] if rest or not hours else []
    return [*hour_words, *(["and"] if hour_words and minute_words else []), *minute_words]


def characters(text: str) -> list[str]:
    """Digits and letters one by one."""
    return ["plus" if each == "+" else f"n{each}" if each.isdigit() else f"letter_{each}" for each in text]


def _year(year: int) -> list[str]:
    century, rest = divmod(year, 100)
    if year == 1900:
        return ["nineteen_hundred"]
    if 2000 <= year < 2010:
        return number(year)
    return [f"n{century}", *(["oh"] if rest < 10 else []), *_below_hundred(rest)]


def _below_thousand(value: int) -> list[str]:
    hundreds, rest = divmod(value, 100)
    if not hundreds:
        return _below_hundred(rest)
    return [f"n{hundreds}", "hundred", *(["and", *_below_hundred(rest)] if rest else [])]


def _below_hundred(value: int) -> list[str]:
    if value <= 20 or value % 10 == 0:
        return [f"n{value}"]
    return [f"n{value - value % 10}", f"n{value % 10}"]
