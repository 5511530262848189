"""Who is calling. Owns what becomes of a number: the customer's facts, or a visitor's; answers no routing question.

Every function here reads and writes files: call it in a thread, never on the event loop.
"""

import contextlib
import secrets
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from cic.customers.areas import UNKNOWN_AREA, area_of, notations
from cic.customers.lookups import FoundCustomer, Lookups
from cic.customers.merging import Merges
from cic.customers.numbers import NOBODY, NumberList, normalise_number
from cic.customers.reading import STANDARD_GRADE, normalise_customer_number
from cic.customers.store import CustomerStore
from cic.customers.tables import customer, customer_word, party_number
from cic.journal.port import Personal
from routing.vocabulary import CallerFacts, PartyId, PersonalRef

KEYS_AT_ONCE = 32
"""Keys are made ahead by so many; those that are not used before the process ends stay in the file and open nothing."""


@dataclass(frozen=True, slots=True)
class NumberRules:
    """What the center's text says of numbers: where national ones belong, who is blocked, who goes first."""

    country: str | None = None
    blocked: NumberList = NOBODY
    vip: NumberList = NOBODY

    def listed(self, normal: str) -> tuple[bool, bool]:
        """Whether a number in normal form is blocked, and whether it is a VIP's."""
        if not normal or not (self.blocked or self.vip):
            return False, False
        ways = notations(normal, self.country)
        return self.blocked.has(ways), self.vip.has(ways)


NO_RULES = NumberRules()


class Customers:
    """Finds callers of one site; any thread may use it."""

    def __init__(
        self,
        store: CustomerStore,
        personal: Personal,
        *,
        default_language: str,
        rules: Callable[[], NumberRules] = lambda: NO_RULES,
        tries_today: Callable[[PartyId], int] = lambda _: 0,
        on_erased: Callable[[Sequence[PartyId]], None] = lambda _: None,
    ) -> None:
        """``rules`` is asked with each call: another text may hold by then. ``tries_today`` counts earlier calls.

        ``on_erased`` is told whose keys are gone.
        """
        self._on_erased = on_erased
        self._store = store
        self._personal = personal
        self._default_language = default_language
        self._rules = rules
        self._tries_today = tries_today
        self._lookups = Lookups(store)
        self._merges = Merges(store)
        self._nobodies: deque[PartyId] = deque()

    def identify(self, number: str, name: str = "") -> CallerFacts:
        """Return what we know of a caller by number: a customer, a visitor seen before, or a new visitor.

        ``name`` is what the network says; a customer's own name goes before it. A caller without a number is a new
        visitor each time.
        """
        normal = normalise_number(number)
        if not normal:
            return self._visitor(self._new_visitor(), "", name, number=number.strip())
        mark = self._store.marks.number(normal)
        owner = self._lookups.owner(mark)
        if owner is not None and (key := self._store.keyring.key(owner.party_id)) is not None:
            if owner.customer is None:
                return self._visitor(owner.party_id, normal, name, number=number)
            sealed = self._personal.seal(owner.party_id, "number", normal)
            return self._known(owner.customer, key, sealed, name, normal=normal)
        if owner is not None:  # erased: nothing may lead from the number to the old party any more
            self.erase(owner.party_id)
        return self._visitor(self._settled_visitor(mark, normal), normal, name, number=number)

    def find_by_customer_number(self, digits: str, calling_from: PersonalRef | None = None) -> CallerFacts | None:
        """Return the facts of the customer with this number, or None. ``calling_from`` is the caller's own number."""
        mark = self._store.marks.customer_number(normalise_customer_number(digits))
        found = self._lookups.customer(mark)
        if found is None:
            return None
        party_id = found.party_id
        key = self._store.keyring.key(party_id)
        if key is None:
            return None
        if calling_from is None:
            numbers = self._store.unseal(key, party_id, "numbers", found.numbers)
            number = numbers.split(";", maxsplit=1)[0]
            calling_from = self._personal.seal(party_id, "number", number) if number else None
        else:
            number = self._personal.open(calling_from) or ""
        return self._known(found, key, calling_from, "", normal=normalise_number(number))

    def erase(self, party_id: PartyId) -> None:
        """Forget a person: the card, every number that led to it, and the key of all sealed values.

        Whoever was merged into the party, or it into them, is the same person.
        """
        with self._store.database.writing() as connection:
            parties = self._merges.parties(connection, self._merges.root(connection, party_id))
            for table in (customer, party_number, customer_word):
                connection.execute(delete(table).where(self._store.of_site(table), table.c.party_id.in_(parties)))
            self._merges.forget(connection, parties)
        for erased in parties:
            self._personal.erase(erased)
        self._on_erased(parties)

    def _new_visitor(self) -> PartyId:
        """A party that nobody is yet. Its key is durable already: one commit makes those of many."""
        with contextlib.suppress(IndexError):
            return self._nobodies.popleft()
        first, *others = (PartyId("visitor-" + secrets.token_hex(8)) for _ in range(KEYS_AT_ONCE))
        self._store.keyring.ensure([first, *others])
        self._nobodies.extend(others)
        return first

    def _settled_visitor(self, mark: bytes, normal: str) -> PartyId:
        """A new visitor for the number, or the one that a call at the same moment has made."""
        party_id = self._new_visitor()
        key = self._store.keyring.key(party_id) or self._store.keyring.ensure([party_id])[party_id]
        settled = self._lookups.settle(mark, party_id, self._store.seal(key, party_id, "number", normal))
        if settled != party_id:
            self._nobodies.append(party_id)
        return settled

    def _visitor(self, party_id: PartyId, normal: str, name: str, *, number: str) -> CallerFacts:
        shown = normal or number
        rules = self._rules()
        is_blocked, is_vip = rules.listed(normal)
        return CallerFacts(
            party_id=party_id,
            number=self._personal.seal(party_id, "number", shown) if shown else None,
            name=self._personal.seal(party_id, "name", name) if name else None,
            is_known=False,
            grade=STANDARD_GRADE,
            language=self._default_language,
            area=area_of(normal, rules.country),
            is_vip=is_vip,
            is_blocked=is_blocked,
            tries_today=self._tries_today(party_id) if normal else 0,
        )

    def _known(
        self, found: FoundCustomer, key: bytes, number: PersonalRef | None, network_name: str, *, normal: str
    ) -> CallerFacts:
        party_id, rules = found.party_id, self._rules()
        is_blocked, is_vip = rules.listed(normal)
        name = self._store.unseal(key, party_id, "name", found.name) or network_name
        return CallerFacts(
            party_id=party_id,
            number=number,
            name=self._personal.seal(party_id, "name", name) if name else None,
            is_known=True,
            grade=found.grade,
            language=found.language,
            area=area_of(normal, rules.country) if found.area == UNKNOWN_AREA else found.area,
            is_vip=found.is_vip or is_vip,
            is_blocked=is_blocked,
            tries_today=self._tries_today(party_id),
        )
