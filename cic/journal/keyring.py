"""The key of each party. Owns the table of wrapped keys and its cache; knows no values.

The keys live in a file of their own, apart from everything they open: deleting a row erases the person from the
journal, the customer table and every old copy of these files. The file's deletions are overwritten (secure_delete).
"""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from cic.journal.database import Database
from cic.journal.kept import text_of
from cic.journal.sealing import KEY_BYTES, MasterKey, load_master_key, seal, unseal
from cic.journal.tables import KEYS, party_key
from routing.vocabulary import PartyId, SiteId, TenantId

CACHED_KEYS_MAX = 10_000
CACHED_FOR_S = 2.0
"""After this an erasure by another process (the command line) is seen; one in this process is seen at once."""

_WRAPPED = text_of(
    select(party_key.c.wrapped).where(
        party_key.c.tenant == bindparam("tenant"),
        party_key.c.site == bindparam("site"),
        party_key.c.party_id == bindparam("party_id"),
    )
)
_ADDED = text_of(insert(party_key).on_conflict_do_nothing())


class Keyring:
    """Hands out parties' keys to any thread."""

    def __init__(
        self,
        folder: Path,
        tenant: TenantId,
        site: SiteId,
        *,
        elapsed_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open or create ``keys.db`` and ``master.key`` in the folder; raise JournalError when that cannot be."""
        self._database = Database(folder / "keys.db", forgets=True)
        self._of_site = (party_key.c.tenant == tenant, party_key.c.site == site)
        self._site = {"tenant": tenant, "site": site}
        with self._database.writing() as connection:
            KEYS.create_all(connection)
            is_new = connection.execute(select(party_key.c.party_id).limit(1)).first() is None
        self.master: MasterKey = load_master_key(folder / "master.key", may_create=is_new)
        self._elapsed_s = elapsed_s
        self._cache: OrderedDict[PartyId, tuple[bytes, float]] = OrderedDict()
        self._erasures = 0
        self._guard = threading.Lock()

    def key(self, party_id: PartyId) -> bytes | None:
        """Return the party's key, or None when there is none (any more)."""
        with self._guard:
            cached = self._cache.get(party_id)
            erasures = self._erasures
        if cached is not None and self._elapsed_s() - cached[1] < CACHED_FOR_S:
            return cached[0]
        rows = self._database.kept.read(_WRAPPED, {**self._site, "party_id": party_id})
        if not rows:
            self._forget(party_id)
            return None
        key = self.master.unwrap(rows[0][0], self._bound_to(party_id))
        self._remember({party_id: key}, erasures)
        return key

    def existing(self, parties: Sequence[PartyId]) -> frozenset[PartyId]:
        """Return which of the parties have a key."""
        wanted = select(party_key.c.party_id).where(*self._of_site, party_key.c.party_id.in_(parties))
        with self._database.reading() as connection:
            return frozenset(PartyId(party_id) for party_id in connection.execute(wanted).scalars())

    def ensure(self, parties: Sequence[PartyId]) -> dict[PartyId, bytes]:
        """Return the parties' keys, making durable ones where there are none. It writes: not on the event loop."""
        rows = {party_id: {**self._site, "party_id": party_id} for party_id in parties}
        keys: dict[PartyId, bytes] = {}
        if not rows:
            return keys
        with self._guard:
            erasures = self._erasures
        with self._database.kept.writing() as connection:
            for party_id, row in rows.items():
                key = secrets.token_bytes(KEY_BYTES)
                wrapped = self.master.wrap(key, self._bound_to(party_id))
                if connection.execute(_ADDED, {**row, "wrapped": wrapped}).rowcount == 0:
                    ((wrapped,),) = connection.execute(_WRAPPED, row).fetchall()
                    key = self.master.unwrap(wrapped, self._bound_to(party_id))
                keys[party_id] = key
        self._remember(keys, erasures)
        return keys

    def erase(self, party_id: PartyId) -> None:
        """Delete the party's key, for good: whatever was sealed with it can never be read again."""
        with self._database.writing() as connection:
            connection.execute(delete(party_key).where(*self._of_site, party_key.c.party_id == party_id))
        with self._guard:
            self._erasures += 1
            self._cache.pop(party_id, None)
        self._database.settle_deletions()

    def lookup_key(self, purpose: str) -> bytes:
        """Return the key for the look-up marks of one purpose."""
        return self.master.lookup_key(purpose)

    def seal(self, key: bytes, text: bytes, bound_to: str) -> bytes:
        """Return the text sealed; it opens only with the same key and the same ``bound_to``."""
        return seal(key, text, bound_to)

    def unseal(self, key: bytes, sealed: bytes, bound_to: str) -> bytes:
        """Return the text, or raise SealBroken."""
        return unseal(key, sealed, bound_to)

    def close(self) -> None:
        """Let the file go."""
        self._database.close()

    def _bound_to(self, party_id: PartyId) -> str:
        return f"{self._site['tenant']}/{self._site['site']}/{party_id}"

    def _remember(self, keys: Mapping[PartyId, bytes], erasures: int) -> None:
        """Keep keys, unless somebody was erased since they were read: it could be one of these."""
        with self._guard:
            if erasures != self._erasures:
                return
            for party_id, key in keys.items():
                self._cache[party_id] = (key, self._elapsed_s())
                self._cache.move_to_end(party_id)
            while len(self._cache) > CACHED_KEYS_MAX:
                self._cache.popitem(last=False)

    def _forget(self, party_id: PartyId) -> None:
        with self._guard:
            self._cache.pop(party_id, None)
