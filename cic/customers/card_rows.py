"""Cards in the customers' file: rows opened and sealed. Owns the form of sealed columns; checks no rule."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from cic.customers.cards import MAIL, Address, Card, Change
from cic.customers.store import CustomerStore
from cic.customers.tables import customer_change, customer_word
from cic.customers.words import mail_form, stored_forms, words_of
from routing.vocabulary import PartyId

CHANGES_SHOWN = 10
_PARTS = ("given_name", "family_name", "company_name", "account_manager", "note")
"""What of a card is in ``details``, beside the addresses."""


def opened(store: CustomerStore, row: Any, key: bytes) -> Card:
    """Return the card of a row by itself, without what was merged into it."""
    party_id = PartyId(row.party_id)

    def text(column: str) -> str:
        return store.unseal(key, party_id, column, getattr(row, column))

    details = {} if row.details is None else json.loads(text("details"))
    return Card(
        party_id=party_id,
        version=row.version,
        kind=row.kind,
        name=text("name"),
        customer_number=text("customer_number"),
        numbers=tuple(filter(None, text("numbers").split(";"))),
        addresses=tuple(Address(kind, written) for kind, written in details.get("addresses", ())),
        grade=row.grade,
        language=row.language,
        area=row.area,
        preferred_channel=row.preferred_channel,
        is_vip=bool(row.is_vip),
        changed_at_ms=row.changed_at_ms,
        changed_by=row.changed_by,
        **{part: details.get(part, "") for part in _PARTS},
    )


def sealed(store: CustomerStore, card: Card, key: bytes) -> dict[str, Any]:
    """Return the columns of a card, but for its marks."""
    party_id = PartyId(card.party_id)
    details: dict[str, object] = {part: getattr(card, part) for part in _PARTS if getattr(card, part)}
    if card.addresses:
        details["addresses"] = [[address.kind, address.text] for address in card.addresses]

    def seal(column: str, text: str) -> bytes:
        return store.seal(key, party_id, column, text)

    return {
        **store.site,
        "party_id": party_id,
        "version": card.version,
        "kind": card.kind,
        "name": seal("name", card.name),
        "customer_number": seal("customer_number", card.customer_number),
        "numbers": seal("numbers", ";".join(card.numbers)),
        "grade": card.grade,
        "language": card.language,
        "area": card.area,
        "preferred_channel": card.preferred_channel,
        "is_vip": card.is_vip,
        "details": seal("details", json.dumps(details, ensure_ascii=False)) if details else None,
        "changed_at_ms": card.changed_at_ms,
        "changed_by": card.changed_by,
    }


def words(card: Card) -> tuple[str, ...]:
    """Return the words that a card is found by."""
    return words_of(card.name, card.given_name, card.family_name, card.company_name)


def mark_words(store: CustomerStore, connection: Connection, cards: Sequence[Card]) -> None:
    """Let cards be found by their words and mail addresses as they are now."""
    parties = [card.party_id for card in cards]
    connection.execute(delete(customer_word).where(store.of_site(customer_word), customer_word.c.party_id.in_(parties)))
    rows = [
        {**store.site, "mark": mark, "party_id": card.party_id}
        for card in cards
        for mark in {store.marks.word(form) for form in _forms(card)}
    ]
    if rows:
        connection.execute(insert(customer_word), rows)


def trace(store: CustomerStore, connection: Connection, changes: Sequence[tuple[str, Change]]) -> None:
    """Write down who changed which fields of which party."""
    rows = [
        {
            **store.site,
            "party_id": party_id,
            "at_ms": change.at_ms,
            "by": change.by,
            "what": change.what,
            "fields": ",".join(change.fields),
        }
        for party_id, change in changes
    ]
    if rows:
        connection.execute(insert(customer_change), rows)


def changes_of(store: CustomerStore, connection: Connection, parties: Sequence[str]) -> tuple[Change, ...]:
    """Return the newest changes of some parties."""
    columns = customer_change.c
    wanted = (
        select(columns.at_ms, columns.by, columns.what, columns.fields)
        .where(store.of_site(customer_change), columns.party_id.in_(parties))
        .order_by(columns.change_id.desc())
        .limit(CHANGES_SHOWN)
    )
    return tuple(
        Change(row.at_ms, row.by, row.what, tuple(filter(None, row.fields.split(","))))
        for row in connection.execute(wanted)
    )


def _forms(card: Card) -> tuple[str, ...]:
    mails = [mail_form(address.text) for address in card.addresses if address.kind == MAIL]
    return (*stored_forms(words(card)), *mails)
