"""Parties that were found to be one. Owns who is whom, and the merges with their undoing; changes nothing of a party.

A merged party keeps all that it has and leads to another: whoever asks for it is led on, and the undoing only takes the
lead away. What came in the meantime stays with the party that was kept.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, insert, select, update

from cic.customers.cards import CardRefused
from cic.customers.store import CustomerStore
from cic.customers.tables import merged_party, party_merge
from routing.vocabulary import PartyId

PARTIES_MAX = 10
"""So many parties are one at most: a chain of merges is no longer than that."""


@dataclass(frozen=True, slots=True)
class MergeRow:
    """One merge that holds."""

    merge_id: str
    kept: PartyId
    merged: PartyId
    at_ms: int
    by: str


class Merges:
    """Who is whom in one site. Each method works on a connection of the caller's, in its transaction."""

    def __init__(
        self, store: CustomerStore, new_id: Callable[[], str] = lambda: "merge-" + secrets.token_hex(8)
    ) -> None:
        self._store = store
        self._new_id = new_id

    def root(self, connection: Connection, party_id: PartyId) -> PartyId:
        """Return whom a party is: itself, unless it was merged."""
        for _ in range(PARTIES_MAX):
            into = self._into(connection, party_id)
            if into is None:
                return party_id
            party_id = into
        raise AssertionError("merges lead in a circle")

    def parties(self, connection: Connection, root: PartyId) -> tuple[PartyId, ...]:
        """Return a party and all that were merged into it, in the order of their merging."""
        found = [root]
        reached: Sequence[str] = [root]
        while reached and len(found) <= PARTIES_MAX:
            wanted = (
                select(merged_party.c.party_id)
                .join(party_merge, _SAME_MERGE)
                .where(self._of_site(merged_party), merged_party.c.into_party.in_(reached))
                .order_by(party_merge.c.at_ms, merged_party.c.party_id)
            )
            reached = list(connection.execute(wanted).scalars())
            found += [PartyId(party_id) for party_id in reached]
        return tuple(found)

    def standing(self, connection: Connection, parties: Sequence[PartyId]) -> tuple[MergeRow, ...]:
        """Return the merges that made these parties one, the newest first."""
        wanted = (
            select(party_merge)
            .join(merged_party, _SAME_MERGE)
            .where(self._of_site(party_merge), merged_party.c.party_id.in_(parties))
            .order_by(party_merge.c.at_ms.desc(), party_merge.c.merge_id)
        )
        return tuple(_merge_of(row) for row in connection.execute(wanted))

    def merge(self, connection: Connection, kept: PartyId, merged: PartyId, by: str, now_ms: int) -> MergeRow:
        """Let a party be another one from now on. Both are roots; raise CardRefused where they cannot be one."""
        if kept == merged:
            raise CardRefused("already_merged", "The two are one already.")
        if len(self.parties(connection, kept)) + len(self.parties(connection, merged)) > PARTIES_MAX:
            raise CardRefused("too_many_merged", f"At most {PARTIES_MAX} can be one. Undo a merge first.")
        row = MergeRow(self._new_id(), kept, merged, now_ms, by)
        values = {"merge_id": row.merge_id, "kept": kept, "merged": merged, "at_ms": now_ms, "by": by}
        lead = {"party_id": merged, "into_party": kept, "merge_id": row.merge_id}
        connection.execute(insert(party_merge), [{**self._store.site, **values}])
        connection.execute(insert(merged_party), [{**self._store.site, **lead}])
        return row

    def find(self, connection: Connection, merge_id: str) -> MergeRow:
        """Return a merge that holds; raise CardRefused where there is none."""
        wanted = select(party_merge).where(self._of_site(party_merge), party_merge.c.merge_id == merge_id)
        found = connection.execute(wanted).first()
        if found is None:
            raise CardRefused("unknown_merge", "There is no merge of this id.")
        if found.undone_at_ms is not None:
            raise CardRefused("already_undone", "This merge was undone before.")
        return _merge_of(found)

    def undo(self, connection: Connection, row: MergeRow, by: str, now_ms: int) -> None:
        """Let the two be two again."""
        of_merge = and_(self._of_site(party_merge), party_merge.c.merge_id == row.merge_id)
        connection.execute(update(party_merge).where(of_merge).values(undone_at_ms=now_ms, undone_by=by))
        connection.execute(
            delete(merged_party).where(self._of_site(merged_party), merged_party.c.merge_id == row.merge_id)
        )

    def forget(self, connection: Connection, parties: Sequence[PartyId]) -> None:
        """Take out who these parties were: they are erased."""
        connection.execute(
            delete(merged_party).where(self._of_site(merged_party), merged_party.c.party_id.in_(parties))
        )

    def _into(self, connection: Connection, party_id: PartyId) -> PartyId | None:
        wanted = select(merged_party.c.into_party).where(
            self._of_site(merged_party), merged_party.c.party_id == party_id
        )
        into = connection.execute(wanted).scalar()
        return None if into is None else PartyId(into)

    def _of_site(self, table: Table) -> Any:
        return self._store.of_site(table)


_SAME_MERGE = and_(
    merged_party.c.tenant == party_merge.c.tenant,
    merged_party.c.site == party_merge.c.site,
    merged_party.c.merge_id == party_merge.c.merge_id,
)


def _merge_of(row: Any) -> MergeRow:
    return MergeRow(row.merge_id, PartyId(row.kept), PartyId(row.merged), row.at_ms, row.by)
