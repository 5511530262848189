"""Sealed personal values. Owns the ``personal_value`` table; knows no meaning of a value.

How a seal is durable before the input that carries its reference, without waiting: ``seal`` works in memory and adds
the sealed row to the journal's open group. The group writer commits rows in the order of adding, and the input can only
be added later, so it lands in the same transaction or a later one. A seal alone starts no commit, for nobody waits for
it: it goes with the next input. One whose input never comes is a harmless orphan.
"""

import hashlib
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from cic.journal.database import Database
from cic.journal.group_writer import GroupWriter
from cic.journal.kept import text_of
from cic.journal.keyring import Keyring
from cic.journal.sealing import seal, unseal
from cic.journal.tables import personal_value
from routing.vocabulary import PartyId, PersonalRef, SiteId, TenantId

RECENT_ROWS_MAX = 20_000
_FINGERPRINT_BYTES = 8
_SEALED = text_of(
    select(personal_value.c.party_id, personal_value.c.kind, personal_value.c.sealed).where(
        personal_value.c.tenant == bindparam("tenant"),
        personal_value.c.site == bindparam("site"),
        personal_value.c.ref == bindparam("ref"),
    )
)


@dataclass(frozen=True, slots=True, repr=False)
class _Sealed:
    party_id: PartyId
    kind: str
    sealed: bytes


class PersonalValues:
    """Seals and opens values of one site; any thread may use it. Only sealed rows are kept in memory."""

    def __init__(
        self, database: Database, writer: GroupWriter, keyring: Keyring, tenant: TenantId, site: SiteId
    ) -> None:
        """``database`` and ``writer`` are the open journal's."""
        self._database = database
        self._writer = writer
        self._keyring = keyring
        self._site = {"tenant": tenant, "site": site}
        self._guard = threading.Lock()
        self._uncommitted: dict[PersonalRef, _Sealed] = {}
        self._recent: OrderedDict[PersonalRef, _Sealed] = OrderedDict()

    def seal(self, party_id: PartyId, kind: str, text: str) -> PersonalRef:
        """Return a reference to the value; it is durable before any input that is submitted afterwards.

        A party has its key from the moment it was identified; for one that has none (it was erased while it was being
        served) a key is made here, which writes.
        """
        key = self._keyring.key(party_id) or self._keyring.ensure([party_id])[party_id]
        ref = PersonalRef("pv-" + secrets.token_hex(12))
        # Text comes from the wire: half a surrogate pair is replaced, so that what opens can be shown.
        sealed = seal(key, text.encode("utf-8", "replace"), self._bound_to(ref, party_id, kind))
        row = _Sealed(party_id, kind, _fingerprint(key) + sealed)
        with self._guard:
            self._uncommitted[ref] = row
        values = {**self._site, "ref": ref, "party_id": party_id, "kind": kind, "sealed": row.sealed}
        self._writer.add(personal_value, values, lambda: self._committed(ref), is_awaited=False)
        return ref

    def open(self, ref: PersonalRef) -> str | None:
        """Return the value, or None when the person was erased; raise KeyError for a reference that never was."""
        row = self._row(ref)
        key = self._keyring.key(row.party_id)
        if key is None or _fingerprint(key) != row.sealed[:_FINGERPRINT_BYTES]:
            return None  # erased; the party may have got a new key since, which does not open the old values
        text = unseal(key, row.sealed[_FINGERPRINT_BYTES:], self._bound_to(ref, row.party_id, row.kind))
        return text.decode()

    def erase(self, party_id: PartyId) -> None:
        """Make everything that was ever sealed for the party unreadable. It writes: not on the event loop."""
        self._keyring.erase(party_id)

    def _row(self, ref: PersonalRef) -> _Sealed:
        with self._guard:
            row = self._uncommitted.get(ref) or self._recent.get(ref)
        if row is not None:
            return row
        found = self._database.kept.read(_SEALED, {**self._site, "ref": ref})
        if not found:
            raise KeyError("no personal value of this reference")
        party_id, kind, sealed = found[0]
        row = _Sealed(PartyId(party_id), kind, sealed)
        self._remember(ref, row)
        return row

    def _committed(self, ref: PersonalRef) -> None:
        with self._guard:
            row = self._uncommitted.pop(ref)
        self._remember(ref, row)

    def _remember(self, ref: PersonalRef, row: _Sealed) -> None:
        with self._guard:
            self._recent[ref] = row
            while len(self._recent) > RECENT_ROWS_MAX:
                self._recent.popitem(last=False)

    def _bound_to(self, ref: PersonalRef, party_id: PartyId, kind: str) -> str:
        return f"{self._site['tenant']}/{self._site['site']}/{party_id}/{kind}/{ref}"


def _fingerprint(key: bytes) -> bytes:
    """Tells which key sealed a value; the key has 256 random bits, so its hash gives nothing away."""
    return hashlib.sha256(b"which key" + key).digest()[:_FINGERPRINT_BYTES]
