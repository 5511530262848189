"""The audit trail's table, to which is only ever added. Owns the rows and that they are durable; judges nothing.

Ordinals run from 1 without gaps for each site. Two processes may add (the center, and the command line while it stands
still): each entry is read, chained and written under the file's write lock.
"""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, Text, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from cic.api.ports import JsonObject
from cic.audit.chain import BEGINNING, Broken, Head, Intact, hash_of, reason_digest, verify
from cic.audit.port import Act, Actor, NotAudited, Wanted
from cic.journal.port import Storage
from routing.vocabulary import SiteId, TenantId

AT_ONCE = 1_000
_AUDIT = MetaData()
audit_entry = Table(
    "audit_entry",
    _AUDIT,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("ordinal", BigInteger, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("user", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("agent_id", Text),
    Column("code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("of", BigInteger),
    Column("reason_digest", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
"""One row an act, written before it is carried out; a second one, with ``of`` and ``outcome``, when it was refused."""

audit_reason = Table(
    "audit_reason",
    _AUDIT,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("ordinal", BigInteger, primary_key=True, autoincrement=False),
    Column("salt", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
"""What a person wrote. It can be erased: the chain covers its digest alone."""

# The database itself refuses what would make an act not have been.
_ONLY_ADDED = tuple(
    text(
        f"CREATE TRIGGER IF NOT EXISTS audit_entry_no_{what.lower()} BEFORE {what} ON audit_entry "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END"
    )
    for what in ("UPDATE", "DELETE")
)


class AuditTrail:
    """The audit trail of one site. Blocking: call it off the event loop."""

    def __init__(self, storage: Storage, tenant: TenantId, site: SiteId) -> None:
        self._storage = storage
        self._site = {"tenant": str(tenant), "site": str(site)}
        with storage.writing() as connection:
            _AUDIT.create_all(connection)
            if connection.dialect.name == "sqlite":
                for trigger in _ONLY_ADDED:
                    connection.execute(trigger)

    def add(
        self, actor: Actor, act: Act, at_ms: int, *, reason: str = "", outcome: str = "", of: int | None = None
    ) -> int:
        """Write an entry and return its ordinal; durable when this returns, NotAudited when it could not be."""
        salt = secrets.token_hex(16)
        entry: dict[str, Any] = {
            **self._site,
            "at_ms": at_ms,
            "user": actor.user,
            "role": actor.role,
            "agent_id": actor.agent_id,
            "code": act.code,
            "kind": act.kind,
            "target": act.target,
            "details": json.dumps(dict(act.details), ensure_ascii=True, sort_keys=True),
            "outcome": outcome,
            "of": of,
            "reason_digest": reason_digest(salt, reason),
        }
        try:
            with self._storage.writing() as connection:
                return self._chained(connection, entry, salt, reason)
        except (SQLAlchemyError, OSError) as error:
            raise NotAudited(type(error).__name__) from error

    def newest(self, wanted: Wanted) -> Sequence[JsonObject]:
        """Entries, newest first, each with its reason; an erased one is None."""
        columns, reasons = audit_entry.c, audit_reason.c
        same = (columns.tenant == reasons.tenant) & (columns.site == reasons.site)
        joined = audit_entry.outerjoin(audit_reason, same & (columns.ordinal == reasons.ordinal))
        query = (
            select(audit_entry, reasons.reason)
            .select_from(joined)
            .where(columns.tenant == self._site["tenant"], columns.site == self._site["site"])
            .order_by(columns.ordinal.desc())
            .limit(wanted.limit)
        )
        if wanted.before is not None:
            query = query.where(columns.ordinal < wanted.before)
        for name in ("user", "code", "target"):
            if value := getattr(wanted, name):
                query = query.where(columns[name] == value)
        with self._storage.reading() as connection:
            return [_shown(dict(row)) for row in connection.execute(query).mappings()]

    def verify(self, noted: Head | None = None) -> Intact | Broken:
        """Whether the whole trail holds, reasons included where they were not erased."""
        with self._storage.reading() as connection:
            found = verify(self._all(connection), noted)
            return self._wrong_reason(connection) or found if isinstance(found, Intact) else found

    def erase_reason(self, ordinal: int) -> bool:
        """Erase what a person wrote; the chain holds without it."""
        wanted = audit_reason.delete().filter_by(**self._site, ordinal=ordinal)
        with self._storage.writing() as connection:
            return connection.execute(wanted).rowcount > 0

    def close(self) -> None:
        """Let the file go."""
        self._storage.close()

    def _chained(self, connection: Connection, entry: dict[str, Any], salt: str, reason: str) -> int:
        columns = audit_entry.c
        last = select(columns.ordinal, columns.hash).filter_by(**self._site).order_by(columns.ordinal.desc()).limit(1)
        ordinal, previous = connection.execute(last).first() or (0, BEGINNING)
        entry["ordinal"] = ordinal + 1
        entry |= {"previous": previous, "hash": hash_of(entry, previous)}
        connection.execute(insert(audit_entry), [entry])
        if reason:
            kept = {**self._site, "ordinal": entry["ordinal"], "salt": salt, "reason": reason}
            connection.execute(insert(audit_reason), [kept])
        return int(entry["ordinal"])

    def _all(self, connection: Connection) -> Iterator[Mapping[str, object]]:
        last = 0
        while True:
            query = select(audit_entry).filter_by(**self._site).where(audit_entry.c.ordinal > last)
            rows = connection.execute(query.order_by(audit_entry.c.ordinal).limit(AT_ONCE)).mappings().all()
            yield from (dict(row) for row in rows)
            if len(rows) < AT_ONCE:
                return
            last = rows[-1]["ordinal"]

    def _wrong_reason(self, connection: Connection) -> Broken | None:
        """A reason that is another than the one that was given."""
        columns, reasons = audit_entry.c, audit_reason.c
        same = (columns.tenant == reasons.tenant) & (columns.site == reasons.site)
        joined = audit_entry.join(audit_reason, same & (columns.ordinal == reasons.ordinal))
        query = select(columns.ordinal, columns.reason_digest, reasons.salt, reasons.reason).select_from(joined)
        mine = (columns.tenant == self._site["tenant"]) & (columns.site == self._site["site"])
        for row in connection.execute(query.where(mine).order_by(columns.ordinal)):
            if row.reason_digest != reason_digest(row.salt, row.reason):
                return Broken(row.ordinal, "its reason was changed")
        return None


def kept_sites(storage: Storage) -> Sequence[tuple[TenantId, SiteId]]:
    """Of whom a file holds an audit trail."""
    wanted = select(audit_entry.c.tenant, audit_entry.c.site).distinct()
    with storage.reading() as connection:
        return [(TenantId(tenant), SiteId(site)) for tenant, site in connection.execute(wanted)]


def _shown(row: Mapping[str, Any]) -> JsonObject:
    kept_back = ("tenant", "site", "reason_digest", "details")
    shown = {name: value for name, value in row.items() if name not in kept_back}
    is_erased = bool(row["reason_digest"]) and row["reason"] is None
    return shown | {"details": json.loads(row["details"]), "is_reason_erased": is_erased}
