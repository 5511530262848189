"""Users and sessions on any SQL database. Owns the tables; holds hashes only, never a password or a token."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Engine,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    false,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.schema import CreateColumn

from cic.access.identity import Role, SessionId
from routing.vocabulary import AgentId, SiteId, TenantId

DEMO = "demo"
"""Who made the users that a center makes by itself; a person's name begins with no such word by chance: see users."""
metadata = MetaData()

user_table = Table(
    "access_user",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("site", String(64), primary_key=True),
    Column("user", String(64), primary_key=True),
    Column("password_hash", String(255), nullable=False),
    Column("role", String(16), nullable=False),
    Column("agent_id", String(64)),
    Column("created_at_ms", BigInteger, nullable=False),
    # From here on: added to files that are there already, so each has a default.
    Column("team", String(64), nullable=False, server_default=""),
    Column("is_disabled", Boolean, nullable=False, server_default=false()),
    Column("made_by", String(80), nullable=False, server_default=DEMO),
    Column("password_changed_at_ms", BigInteger, nullable=False, server_default="0"),
    Column("subject", String(320), nullable=False, server_default=""),
)

session_table = Table(
    "access_session",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("site", String(64), primary_key=True),
    Column("session_id", String(64), primary_key=True),
    Column("user", String(64), nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("last_seen_at_ms", BigInteger, nullable=False),
    Column("peer", String(64), nullable=False, server_default=""),
)


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in. ``made_by`` is ``DEMO`` for those whom a start of the center made.

    Who signs in at an OpenID provider has a ``subject`` there and, unless somebody sets one, no password here.
    """

    user: str
    password_hash: str = field(repr=False)
    role: Role
    agent_id: AgentId | None
    team: str = ""
    is_disabled: bool = False
    made_by: str = DEMO
    created_at_ms: int = 0
    password_changed_at_ms: int = 0
    subject: str = ""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as it was last written down. ``peer`` is the address that began it."""

    session_id: SessionId
    user: str
    created_at_ms: int
    last_seen_at_ms: int
    peer: str = ""


class AccessStore:
    """Reads and writes the users and sessions of one site. Blocking: call it off the event loop."""

    def __init__(self, engine: Engine, tenant_id: TenantId, site_id: SiteId) -> None:
        self.engine = engine
        self.site: dict[str, str] = {"tenant": tenant_id, "site": site_id}
        metadata.create_all(engine)
        _bring_up_to_date(engine)
        self._touched = (
            update(session_table)
            .filter_by(**self.site)
            .where(session_table.c.session_id == bindparam("of"))
            .values(last_seen_at_ms=bindparam("at_ms"))
        )

    def users(self) -> dict[str, User]:
        """All users by name."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(user_table).filter_by(**self.site)).mappings()
            return {row["user"]: _user({**row}) for row in rows}

    def add_users(self, users: list[User], now_ms: int) -> None:
        """Write new users, all or none."""
        rows = [{**self.site, **_columns(user), "created_at_ms": now_ms} for user in users]
        if rows:
            with self.engine.begin() as connection:
                connection.execute(insert(user_table), rows)

    def replace_user(self, user: User) -> None:
        """Write a known user as he or she is now."""
        with self.engine.begin() as connection:
            connection.execute(update(user_table).filter_by(user=user.user, **self.site).values(**_columns(user)))

    def remove_users(self, names: Iterable[str]) -> None:
        """Forget users with their sessions, all or none."""
        with self.engine.begin() as connection:
            for name in names:
                for table in (user_table, session_table):
                    connection.execute(delete(table).filter_by(user=name, **self.site))

    def end_sessions_of(self, names: Iterable[str]) -> None:
        """Forget all sessions of users."""
        with self.engine.begin() as connection:
            for name in names:
                connection.execute(delete(session_table).filter_by(user=name, **self.site))

    def sessions(self) -> list[StoredSession]:
        """All sessions that were not ended."""
        with self.engine.connect() as connection:
            return [
                StoredSession(SessionId(row.session_id), row.user, row.created_at_ms, row.last_seen_at_ms, row.peer)
                for row in connection.execute(select(session_table).filter_by(**self.site))
            ]

    def add_session(self, session: StoredSession) -> None:
        """Write a new session."""
        row = self.site | {
            "session_id": session.session_id,
            "user": session.user,
            "created_at_ms": session.created_at_ms,
            "last_seen_at_ms": session.last_seen_at_ms,
            "peer": session.peer,
        }
        with self.engine.begin() as connection:
            connection.execute(insert(session_table), row)

    def touch_sessions(self, sessions: list[StoredSession]) -> None:
        """Write down when sessions were last seen, all or none."""
        rows = [{"of": session.session_id, "at_ms": session.last_seen_at_ms} for session in sessions]
        if rows:
            with self.engine.begin() as connection:
                connection.execute(self._touched, rows)

    def end_sessions(self, session_ids: list[SessionId]) -> None:
        """Forget sessions."""
        with self.engine.begin() as connection:
            for session_id in session_ids:
                connection.execute(delete(session_table).filter_by(session_id=session_id, **self.site))


def _columns(user: User) -> dict[str, object]:
    return {
        "user": user.user,
        "password_hash": user.password_hash,
        "role": user.role.value,
        "agent_id": user.agent_id,
        "team": user.team,
        "is_disabled": user.is_disabled,
        "made_by": user.made_by,
        "password_changed_at_ms": user.password_changed_at_ms,
        "subject": user.subject,
    }


def _user(row: dict[str, object]) -> User:
    kept = {name: value for name, value in row.items() if name not in ("tenant", "site")}
    agent_id = kept.pop("agent_id")
    return User(
        **kept | {"role": Role(str(kept["role"])), "agent_id": None if agent_id is None else AgentId(str(agent_id))}  # type: ignore[arg-type]
    )


def _bring_up_to_date(engine: Engine) -> None:
    """Give a file of an earlier version what it lacks: columns, and the roles' names of today.

    Whoever is in it was made by a start of the center, for there was no other way: the default of ``made_by``.
    """
    for table in (user_table, session_table):
        there = {column["name"] for column in inspect(engine).get_columns(table.name)}
        missing = [column for column in table.columns if column.name not in there]
        with engine.begin() as connection:
            for column in missing:
                words = CreateColumn(column).compile(dialect=engine.dialect)
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {words}")
    with engine.begin() as connection:
        connection.execute(
            update(user_table).where(user_table.c.role == "operator").values(role=Role.ADMINISTRATOR.value)
        )
