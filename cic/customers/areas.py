"""Where a telephone number belongs, and how else it may be written. Owns the words of areas; keeps no number.

The numbering plans are those of the library `phonenumbers`. Its places take 100 MB of memory and a quarter of a second
to load, so they are loaded when they are first needed: a center does that with ``load_places`` before it takes calls.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache
from types import ModuleType

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    format_number,
    is_possible_number,
    parse,
    region_code_for_country_code,
    region_code_for_number,
)

from cic.customers.numbers import normalise_number

UNKNOWN_AREA = "unknown"
CHINA = "CN"
"""Of whose numbers the province is told, not the country alone."""
ENGLISH = "en"
SAME_AS = "*"
"""The library writes ``*de`` for a name that is the same as the German one."""
NO_COUNTRY = ("001", "ZZ", None)
"""What the library says of numbers that belong to no country, such as +800."""


def load_places() -> None:
    """Have the places of numbers at hand."""
    _geocoder()
    _countries()


def area_of(normal: str, country: str | None = None) -> str:
    """Return the area of a number in normal form: the province in mainland China, and the country elsewhere.

    It is a word of small letters such as ``guangdong`` or ``united_kingdom``. A national number belongs to ``country``.
    """
    number = _parsed(normal, country)
    if number is None:
        return UNKNOWN_AREA
    region = region_code_for_number(number) or _main_region(number)
    if region in NO_COUNTRY:
        return UNKNOWN_AREA
    country_name = _country_name(region)
    if region != CHINA:
        return _word(country_name)
    # Such as "Guangzhou, Guangdong"; the country or nothing for service numbers and for ranges that are new.
    described: str = _geocoder().description_for_number(number, ENGLISH)
    return _word(described.rpartition(", ")[2] or country_name)


def notations(normal: str, country: str | None) -> tuple[str, ...]:
    """Return the ways in which a number in normal form may be listed: as it is, with its country's code, and without.

    They differ where the number belongs to ``country``: 010 6552 9988 and +86 10 6552 9988 are one.
    """
    number = None if country is None else _parsed(normal, country)
    if number is None or _main_region(number) != country:
        return (normal,)
    written = (format_number(number, form) for form in (PhoneNumberFormat.E164, PhoneNumberFormat.NATIONAL))
    return tuple(dict.fromkeys((normal, *filter(None, map(normalise_number, written)))))


def _parsed(normal: str, country: str | None) -> PhoneNumber | None:
    """The number by its country's plan; None for what is none there, such as an extension of our own."""
    is_international = normal.startswith("+")
    if not is_international and country is None:
        return None
    try:
        number = parse(normal, None if is_international else country)
    except NumberParseException:
        return None
    return number if is_international or is_possible_number(number) else None


def _main_region(number: PhoneNumber) -> str:
    """The country of a country code; where several share it, the one that it is mostly of."""
    assert number.country_code is not None, "a number that was parsed has one"
    return region_code_for_country_code(number.country_code)


def _country_name(region: str) -> str:
    names = _countries().get(region, {})
    name = names.get(ENGLISH, "")
    return names.get(name[1:], "") if name.startswith(SAME_AS) else name


def _word(name: str) -> str:
    """A name as one word of small ASCII letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return "_".join("".join(letter if letter.isalnum() else " " for letter in plain).split()) or UNKNOWN_AREA


@cache
def _geocoder() -> ModuleType:
    from phonenumbers import geocoder

    return geocoder


@cache
def _countries() -> Mapping[str, Mapping[str, str]]:
    from phonenumbers.geodata.locale import LOCALE_DATA

    countries: Mapping[str, Mapping[str, str]] = LOCALE_DATA
    return countries
