"""The customers' file: marks, sealing and rows. Owns the database; decides nothing about callers."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, and_

from cic.customers.old_files import bring_up_to_date
from cic.journal.port import PartyKeys, Storage
from routing.vocabulary import PartyId, SiteId, TenantId

LISTS_BEGIN = "favourites-"
"""A party whose id begins so is no person: it stands for an agent's list, for the sake of its key."""
WORD_MARK_BYTES = 16
"""There are several for each word; a clash only shows a customer too many to whoever compares names next."""


@dataclass(frozen=True, slots=True, repr=False)
class Marks:
    """Keyed marks of a site: equal values have equal marks, and nobody without the key can make one."""

    number_key: bytes
    customer_number_key: bytes
    row_key: bytes
    word_key: bytes

    def number(self, normal: str) -> bytes:
        """Return the mark of a telephone number in normal form."""
        return hmac.digest(self.number_key, normal.encode(), hashlib.sha256)

    def customer_number(self, normal: str) -> bytes:
        """Return the mark of a customer number in normal form."""
        return hmac.digest(self.customer_number_key, normal.encode(), hashlib.sha256)

    def unnumbered(self, party_id: PartyId) -> bytes:
        """Return what stands for the customer number of a party without one: no customer number has this mark."""
        return hmac.digest(self.customer_number_key, f"\0{party_id}".encode(), hashlib.sha256)

    def word(self, form: str) -> bytes:
        """Return the mark of a word, of how one begins, or of a mail address."""
        return hmac.digest(self.word_key, form.encode(), hashlib.sha256)[:WORD_MARK_BYTES]

    def row(self, values: list[object]) -> bytes:
        """Return the mark of everything that a customer file says of a customer."""
        return hmac.digest(self.row_key, json.dumps(values).encode(), hashlib.sha256)


class CustomerStore:
    """The database of a site's customers, with its marks; any thread may use it."""

    def __init__(self, database: Storage, keyring: PartyKeys, tenant: TenantId, site: SiteId) -> None:
        self.database = database
        self.keyring = keyring
        self.site: dict[str, object] = {"tenant": tenant, "site": site}
        self._bound_to = f"{tenant}/{site}"
        lookup = keyring.lookup_key
        self.marks = Marks(
            number_key=lookup(f"number {self._bound_to}"),
            customer_number_key=lookup(f"customer number {self._bound_to}"),
            row_key=lookup(f"customer row {self._bound_to}"),
            word_key=lookup(f"customer word {self._bound_to}"),
        )
        with self.database.writing() as connection:
            bring_up_to_date(connection)

    def of_site(self, table: Table) -> Any:
        """Restrict a statement to this site."""
        return and_(table.c.tenant == self.site["tenant"], table.c.site == self.site["site"])

    def seal(self, key: bytes, party_id: PartyId, column: str, text: str) -> bytes:
        """Return a personal column's text, sealed for its row."""
        return self.keyring.seal(key, text.encode(), f"{self._bound_to}/{party_id}/customer.{column}")

    def unseal(self, key: bytes, party_id: PartyId, column: str, sealed: bytes) -> str:
        """Return a personal column's text, or raise SealBroken."""
        return self.keyring.unseal(key, sealed, f"{self._bound_to}/{party_id}/customer.{column}").decode()

    def close(self) -> None:
        """Let the file go."""
        self.database.close()
