"""Customers found by what an agent types: a name, a number, a mail address. Owns the order of ways; decides no access.

The file knows marks alone. What a mark leads to is opened and compared, for a bounded number of candidates.
"""

import logging
import threading
from collections.abc import Iterator

from sqlalchemy import Connection, select, update

from cic.customers.areas import notations
from cic.customers.book import CardBook
from cic.customers.card_rows import mark_words, opened, words
from cic.customers.cards import Card, CardRefused
from cic.customers.lookups import Lookups
from cic.customers.numbers import normalise_number
from cic.customers.reading import normalise_customer_number
from cic.customers.store import CustomerStore
from cic.customers.tables import customer, customer_word
from cic.customers.words import WORDS_FORM, asked_forms, fits, mail_form, words_of
from cic.journal.port import StorageStalled
from routing.vocabulary import PartyId

log = logging.getLogger(__name__)

FOUND_MAX = 20
CANDIDATES_MAX = 200
QUERY_LENGTH_MAX = 100
DIGITS_LEAST = 3
BATCH_ROWS = 500


class Finder:
    """Finds customers of one site; any thread may use it, never the event loop."""

    def __init__(self, store: CustomerStore, book: CardBook) -> None:
        self._store = store
        self._book = book
        self._lookups = Lookups(store)
        self._marking = threading.Lock()
        self._are_all_marked = False

    def find(self, query: str, country: str | None = None, limit: int = FOUND_MAX) -> list[Card]:
        """Return the cards that fit, the surest first. National numbers are those of ``country``."""
        found: dict[str, Card] = {}
        asked = query[:QUERY_LENGTH_MAX].strip()
        for party_id in self._candidates(asked, country):
            if len(found) >= limit:
                break
            try:
                card = self._book.card(party_id)
            except CardRefused:  # erased, or being erased at this moment
                continue
            found.setdefault(card.party_id, card)
        return list(found.values())

    def _candidates(self, asked: str, country: str | None) -> Iterator[PartyId]:
        if not asked:
            return
        normal = normalise_number(asked)
        if len(normal) >= DIGITS_LEAST:
            for way in notations(normal, country):
                if (owner := self._lookups.owner(self._store.marks.number(way))) is not None:
                    yield owner.party_id
        numbered = self._lookups.customer(self._store.marks.customer_number(normalise_customer_number(asked)))
        if numbered is not None:
            yield numbered.party_id
        if not normal:
            self._mark_all()
            yield from self._by_mail(asked) if "@" in asked else self._by_words(words_of(asked))

    def _by_mail(self, address: str) -> Iterator[PartyId]:
        with self._store.database.reading() as connection:
            found = self._marked(connection, mail_form(address))
        yield from found

    def _by_words(self, asked: tuple[str, ...]) -> Iterator[PartyId]:
        """Those with each of the words, or with words that begin so. The longest one leads to the fewest."""
        if not asked:
            return
        seen: set[PartyId] = set()
        with self._store.database.reading() as connection:
            for form in asked_forms(max(asked, key=len)):
                fresh = [party_id for party_id in self._marked(connection, form) if party_id not in seen]
                seen.update(fresh)
                yield from (party_id for party_id in fresh if self._fits(connection, party_id, asked))

    def _fits(self, connection: Connection, party_id: PartyId, asked: tuple[str, ...]) -> bool:
        """Whether a name has the words: its own, not that of the party it was merged into."""
        of_party = select(customer).where(self._store.of_site(customer), customer.c.party_id == party_id)
        row, key = connection.execute(of_party).first(), self._store.keyring.key(party_id)
        return row is not None and key is not None and fits(asked, words(opened(self._store, row, key)))

    def _marked(self, connection: Connection, form: str) -> list[PartyId]:
        wanted = (
            select(customer_word.c.party_id)
            .where(self._store.of_site(customer_word), customer_word.c.mark == self._store.marks.word(form))
            .limit(CANDIDATES_MAX)
        )
        return [PartyId(party_id) for party_id in connection.execute(wanted).scalars()]

    def _mark_all(self) -> None:
        """Mark the words of cards that were made before words were marked; once, after the center was brought up.

        Whoever looks for somebody meanwhile finds those who are marked: threads that wait would be missed elsewhere.
        """
        if self._are_all_marked or not self._marking.acquire(blocking=False):
            return
        try:
            marked = sum(iter(self._mark_some, 0))
            self._are_all_marked = True
        except StorageStalled as stalled:  # whoever is marked already is found; the rest at a better time
            log.warning("customers: cards of an older form were not marked: %s", stalled.stall.value)
            return
        finally:
            self._marking.release()
        if marked:
            log.info("customers: %d cards of an older form can be found by name now", marked)

    def _mark_some(self) -> int:
        unmarked = (self._store.of_site(customer), customer.c.words_form < WORDS_FORM)
        with self._store.database.writing() as connection:
            rows = connection.execute(select(customer).where(*unmarked).limit(BATCH_ROWS)).all()
            keys = {row.party_id: self._store.keyring.key(PartyId(row.party_id)) for row in rows}
            cards = [opened(self._store, row, key) for row in rows if (key := keys[row.party_id]) is not None]
            mark_words(self._store, connection, cards)
            of_these = (self._store.of_site(customer), customer.c.party_id.in_(list(keys)))
            connection.execute(update(customer).where(*of_these).values(words_form=WORDS_FORM))
        return len(rows)
