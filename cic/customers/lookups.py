"""What is asked of the customers' file with every call, as statements made once. Owns them; decides nothing."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, and_, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from cic.customers.merging import PARTIES_MAX
from cic.customers.store import CustomerStore
from cic.customers.tables import customer, merged_party, party_number
from cic.journal.port import text_of
from routing.vocabulary import PartyId


@dataclass(frozen=True, slots=True, repr=False)
class FoundCustomer:
    """A customer's row, with its personal columns sealed."""

    party_id: PartyId
    name: bytes
    numbers: bytes
    grade: str
    language: str
    area: str
    is_vip: bool


@dataclass(frozen=True, slots=True, repr=False)
class NumberOwner:
    """Whose number it is; a visitor's has no customer."""

    party_id: PartyId
    customer: FoundCustomer | None


class Lookups:
    """Finds rows of one site; any thread may use it."""

    def __init__(self, store: CustomerStore) -> None:
        self._kept = store.database.kept
        self._site = store.site

    def owner(self, mark: bytes) -> NumberOwner | None:
        """Return who has the number of this mark."""
        rows = self._kept.read(_OWNER, {**self._site, "mark": mark})
        if not rows:
            return None
        party_id, into, *columns = rows[0]
        return self._owner(party_id, columns) if into is None else self.whoever_is(PartyId(into))

    def whoever_is(self, party_id: PartyId) -> NumberOwner:
        """Return who a party is by now, led on by merges."""
        for _ in range(PARTIES_MAX):
            rows = self._kept.read(_INTO, {**self._site, "party_id": party_id})
            if not rows:
                break
            party_id = PartyId(rows[0][0])
        found = self._kept.read(_PARTY, {**self._site, "party_id": party_id})
        return self._owner(party_id, found[0] if found else [None])

    def _owner(self, party_id: str, columns: Any) -> NumberOwner:
        is_customer = columns[0] is not None
        return NumberOwner(PartyId(party_id), _found(party_id, columns) if is_customer else None)

    def customer(self, mark: bytes) -> FoundCustomer | None:
        """Return the customer with the customer number of this mark."""
        rows = self._kept.read(_CUSTOMER, {**self._site, "mark": mark})
        if not rows:
            return None
        party_id, into, *columns = rows[0]
        return _found(party_id, columns) if into is None else self.whoever_is(PartyId(into)).customer

    def settle(self, mark: bytes, party_id: PartyId, sealed: bytes) -> PartyId:
        """Give a number that is nobody's to this party, durably; return whose it is. ``sealed`` is the number."""
        row = {**self._site, "number_mark": mark, "party_id": party_id, "sealed": sealed}
        while not self._kept.write(_SETTLED, row):
            if (owner := self.owner(mark)) is not None:  # None: erased between the two statements
                return owner.party_id
        return party_id


def _found(party_id: str, columns: Any) -> FoundCustomer:
    name, numbers, grade, language, area, is_vip = columns
    return FoundCustomer(PartyId(party_id), name, numbers, grade, language, area, bool(is_vip))


def _of_site(table: Table) -> Any:
    return and_(table.c.tenant == bindparam("tenant"), table.c.site == bindparam("site"))


_FACTS = (
    customer.c.name,
    customer.c.numbers,
    customer.c.grade,
    customer.c.language,
    customer.c.area,
    customer.c.is_vip,
)


def same_party(one: Table, other: Table) -> Any:
    """Join the rows of two tables that are of the same party."""
    return and_(one.c.tenant == other.c.tenant, one.c.site == other.c.site, one.c.party_id == other.c.party_id)


_OWNER = text_of(
    select(party_number.c.party_id, merged_party.c.into_party, *_FACTS)
    .outerjoin(customer, same_party(customer, party_number))
    .outerjoin(merged_party, same_party(merged_party, party_number))
    .where(_of_site(party_number), party_number.c.number_mark == bindparam("mark"))
)
_CUSTOMER = text_of(
    select(customer.c.party_id, merged_party.c.into_party, *_FACTS)
    .outerjoin(merged_party, same_party(merged_party, customer))
    .where(_of_site(customer), customer.c.customer_number_mark == bindparam("mark"))
)
_PARTY = text_of(select(*_FACTS).where(_of_site(customer), customer.c.party_id == bindparam("party_id")))
_INTO = text_of(
    select(merged_party.c.into_party).where(_of_site(merged_party), merged_party.c.party_id == bindparam("party_id"))
)
_SETTLED = text_of(insert(party_number).on_conflict_do_nothing())
