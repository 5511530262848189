"""A value as the recordings that speak it. Owns what a form makes of a value; the words are each language's own."""

from typing import Protocol

from ivr_flows.problems import one_of
from ivr_flows.speaking import chinese, english
from ivr_flows.speaking.forms import (
    AMOUNT_FORMS,
    FORMS,
    NotSpeakable,
    characters_of,
    date_of,
    number_of,
    time_of,
)
from ivr_flows.speaking.vocabulary import VALUES_FOLDER

_MINUTE_MS = 60_000


class Grammar(Protocol):
    """How one language says each kind of value."""

    def number(self, value: int, /) -> list[str]:
        """A whole number."""

    def ordinal(self, value: int, /) -> list[str]:
        """A place in an order."""

    def percent(self, value: int, /) -> list[str]:
        """A share of a hundred."""

    def amount(self, form: str, value: int, /) -> list[str]:
        """Money of minor units."""

    def date(self, month: int, day: int, /) -> list[str]:
        """A day of the year."""

    def date_year(self, year: int, month: int, day: int, /) -> list[str]:
        """A day with its year."""

    def time(self, hour: int, minute: int, /) -> list[str]:
        """A time of day."""

    def duration(self, minutes: int, /) -> list[str]:
        """A length of time."""

    def characters(self, text: str, /) -> list[str]:
        """Digits and letters one by one."""


_GRAMMARS: dict[str, Grammar] = {"en": english, "zh": chinese}
LANGUAGES = frozenset(_GRAMMARS)


def spoken(form: str, value: object, language: str) -> tuple[str, ...]:
    """The recordings, in order, that speak this value; NotSpeakable when it cannot be spoken so.

    Numbers are integers: amounts in minor units, durations in milliseconds. Days and times are texts.
    """
    grammar = _GRAMMARS.get(language)
    if grammar is None:
        raise NotSpeakable(form, "a language without words for values", one_of(LANGUAGES))
    return tuple(f"{VALUES_FOLDER}/{word}" for word in _words(grammar, form, value))


def _words(grammar: Grammar, form: str, value: object) -> list[str]:
    match form:
        case "number":
            return grammar.number(number_of(form, value))
        case "ordinal":
            return grammar.ordinal(number_of(form, value))
        case "percent":
            return grammar.percent(number_of(form, value))
        case "minutes":
            # Nobody is told that a wait is no minute long.
            return grammar.duration(max(1, -(-number_of(form, value) // _MINUTE_MS)))
        case "date":
            return grammar.date(*date_of(form, value)[1:])
        case "date_year":
            return grammar.date_year(*date_of(form, value))
        case "time":
            return grammar.time(*time_of(value))
        case "digits" | "spelled":
            return grammar.characters(characters_of(form, value))
        case _ if form in AMOUNT_FORMS:
            return grammar.amount(form, number_of(form, value))
        case _:
            raise NotSpeakable(form, "a form that nobody knows", one_of(FORMS))
