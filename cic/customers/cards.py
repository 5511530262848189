"""The customer card: what is known of a party. Owns its fields, their limits and how a name is made; stores nothing.

What is wrong with a change is told by field and rule, never with the value: all of a card is personal.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cic.customers.numbers import normalise_number
from cic.customers.words import is_chinese

KINDS = ("person", "company")
CHANNELS = ("voice", "callback", "chat", "messaging", "mail", "fax")
"""Media that a customer may prefer."""
MAIL, POSTAL = "mail", "postal"
NUMBERS_MAX = 20
ADDRESSES_MAX = 20
NOTE_LENGTH_MAX = 2_000
LENGTHS_MAX = {
    "name": 200,
    "given_name": 100,
    "family_name": 100,
    "company_name": 200,
    "grade": 32,
    "language": 16,
    "area": 64,
    "account_manager": 100,
}
ADDRESS_LENGTH_MAX = 300
_MAIL = re.compile(r"[^@\s;,<>]{1,64}@[^@\s;,<>]{1,190}")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNPRINTABLE_IN_NOTES = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """Where somebody gets mail, electronic (`mail`) or on paper (`postal`)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Merged:
    """A party that was found to be this one, by a merge that can be undone."""

    merge_id: str
    party_id: str
    name: str
    at_ms: int
    by: str


@dataclass(frozen=True, slots=True)
class Change:
    """Who changed which fields of a card."""

    at_ms: int
    by: str
    what: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """What is known of a party. ``version`` is 0 for a visitor, of whom there is no card yet; ``parties`` are its ids,
    the kept one first and then those that were merged into it."""

    party_id: str
    version: int
    kind: str = "person"
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    company_name: str = ""
    customer_number: str = ""
    numbers: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    grade: str = ""
    language: str = ""
    area: str = ""
    account_manager: str = ""
    preferred_channel: str = ""
    note: str = ""
    is_vip: bool = False
    changed_at_ms: int | None = None
    changed_by: str = ""
    parties: tuple[str, ...] = ()
    merged: tuple[Merged, ...] = ()
    changes: tuple[Change, ...] = ()


FIELDS = (
    "kind", "name", "given_name", "family_name", "company_name", "numbers", "addresses", "grade", "language", "area",
    "account_manager", "preferred_channel", "note", "is_vip",
)  # fmt: skip
"""What a person may change of a card."""


class BadCard(Exception):
    """A change that makes no card; the text says which field and which rule."""


class CardRefused(Exception):
    """Why a card is not shown, changed or merged. ``code`` is a word for programs."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def change_of(given: Mapping[str, object]) -> dict[str, object]:
    """Return the fields of a change in their one form, or raise BadCard."""
    if given.keys() - set(FIELDS):
        raise BadCard("a field that a card does not have")
    return {name: _FORMS.get(name, _text_of(name))(value) for name, value in given.items()}


def whole_name(kind: str, given: str, family: str, company: str) -> str:
    """Return the name that its parts make: 王丽, Ann Lee, or the company's."""
    if kind == "company" and company:
        return company
    if is_chinese(family) or is_chinese(given):
        return family + given
    return " ".join(part for part in (given, family) if part) or company


def named(card: Card, change: Mapping[str, object]) -> str:
    """Return the name of a card after a change: what is written, or what the parts make where nothing is."""
    written = change.get("name")
    if isinstance(written, str) and written:
        return written

    def parts(after: Mapping[str, object]) -> str:
        known = (card.kind, card.given_name, card.family_name, card.company_name)
        names = ("kind", "given_name", "family_name", "company_name")
        return whole_name(*(str(after.get(name, old)) for name, old in zip(names, known, strict=True)))

    is_made_of_parts = card.name in ("", parts({}))
    return parts(change) if "name" in change or is_made_of_parts else card.name


def mail_address(text: str) -> str:
    """Return a mail address in its one form, or empty for what is none."""
    plain = text.strip()
    return plain if _MAIL.fullmatch(plain) else ""


def _text_of(name: str) -> Callable[[object], str]:
    def form(value: object) -> str:
        limit = LENGTHS_MAX[name]
        if not isinstance(value, str) or len(value) > limit or _UNPRINTABLE.search(value):
            raise BadCard(f"{name}: at most {limit} characters and no control characters")
        return value.strip()

    return form


def _kind(value: object) -> str:
    if value not in KINDS:
        raise BadCard(f"kind: one of {', '.join(KINDS)}")
    return str(value)


def _channel(value: object) -> str:
    if value != "" and value not in CHANNELS:
        raise BadCard(f"preferred_channel: empty, or one of {', '.join(CHANNELS)}")
    return str(value)


def _note(value: object) -> str:
    plain = value.replace("\r\n", "\n").replace("\t", " ") if isinstance(value, str) else None
    if plain is None or len(plain) > NOTE_LENGTH_MAX or _UNPRINTABLE_IN_NOTES.search(plain):
        raise BadCard(f"note: at most {NOTE_LENGTH_MAX} characters and no control characters")
    return plain.strip()


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise BadCard("is_vip: true or false")
    return value


def _numbers(value: object) -> tuple[str, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > NUMBERS_MAX:
        raise BadCard(f"numbers: a list of at most {NUMBERS_MAX}")
    found: dict[str, None] = {}
    for place, written in enumerate(value, 1):
        number = normalise_number(written) if isinstance(written, str) else ""
        if not number:
            raise BadCard(f"numbers: number {place} is no telephone number; write digits, best with + and country code")
        found[number] = None
    return tuple(found)


def _addresses(value: object) -> tuple[Address, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > ADDRESSES_MAX:
        raise BadCard(f"addresses: a list of at most {ADDRESSES_MAX}")
    return tuple(dict.fromkeys(_address(place, item) for place, item in enumerate(value, 1)))


def _address(place: int, item: object) -> Address:
    kind, text = (item.get("kind"), item.get("text")) if isinstance(item, Mapping) else (None, None)
    if kind not in (MAIL, POSTAL) or not isinstance(text, str):
        raise BadCard(f"addresses: address {place} needs a kind (mail or postal) and a text")
    if not text.strip() or len(text) > ADDRESS_LENGTH_MAX or _UNPRINTABLE_IN_NOTES.search(text):
        raise BadCard(f"addresses: address {place} has 1 to {ADDRESS_LENGTH_MAX} characters and no control characters")
    if kind == MAIL and not mail_address(text):
        raise BadCard(f"addresses: address {place} is no mail address")
    return Address(str(kind), text.strip())


_FORMS: Mapping[str, Callable[[object], object]] = {
    "kind": _kind,
    "preferred_channel": _channel,
    "note": _note,
    "is_vip": _truth,
    "numbers": _numbers,
    "addresses": _addresses,
}
