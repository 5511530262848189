"""Users and sessions on any SQL database. Owns the tables; holds hashes only, never a password or a token."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Engine, MetaData, String, Table, bindparam, delete, insert, select, update

from cic.access.identity import Role, SessionId
from routing.vocabulary import AgentId, SiteId, TenantId

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
)


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in."""

    user: str
    password_hash: str
    role: Role
    agent_id: AgentId | None
    team: str = ""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as it was last written down."""

    session_id: SessionId
    user: str
    created_at_ms: int
    last_seen_at_ms: int


class AccessStore:
    """Reads and writes the users and sessions of one site. Blocking: call it off the event loop."""

    def __init__(self, engine: Engine, tenant_id: TenantId, site_id: SiteId) -> None:
        self._engine = engine
        self._site: dict[str, str] = {"tenant": tenant_id, "site": site_id}
        metadata.create_all(engine)
        self._touched = (
            update(session_table)
            .filter_by(**self._site)
            .where(session_table.c.session_id == bindparam("of"))
            .values(last_seen_at_ms=bindparam("at_ms"))
        )

    def users(self) -> dict[str, User]:
        """All users by name."""
        rows = select(user_table).filter_by(**self._site)
        with self._engine.connect() as connection:
            return {
                row.user: User(row.user, row.password_hash, _role(row.role), row.agent_id and AgentId(row.agent_id))
                for row in connection.execute(rows)
            }

    def add_users(self, users: list[User], now_ms: int) -> None:
        """Write new users, all or none."""
        rows: list[dict[str, object]] = [
            {
                **self._site,
                "user": user.user,
                "password_hash": user.password_hash,
                "role": user.role.value,
                "agent_id": user.agent_id,
                "created_at_ms": now_ms,
            }
            for user in users
        ]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(insert(user_table), rows)

    def sessions(self) -> list[StoredSession]:
        """All sessions that were not ended."""
        with self._engine.connect() as connection:
            return [
                StoredSession(SessionId(row.session_id), row.user, row.created_at_ms, row.last_seen_at_ms)
                for row in connection.execute(select(session_table).filter_by(**self._site))
            ]

    def add_session(self, session: StoredSession) -> None:
        """Write a new session."""
        row = self._site | {
            "session_id": session.session_id,
            "user": session.user,
            "created_at_ms": session.created_at_ms,
            "last_seen_at_ms": session.last_seen_at_ms,
        }
        with self._engine.begin() as connection:
            connection.execute(insert(session_table), row)

    def touch_sessions(self, sessions: list[StoredSession]) -> None:
        """Write down when sessions were last seen, all or none."""
        rows = [{"of": session.session_id, "at_ms": session.last_seen_at_ms} for session in sessions]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(self._touched, rows)

    def end_sessions(self, session_ids: list[SessionId]) -> None:
        """Forget sessions."""
        with self._engine.begin() as connection:
            for session_id in session_ids:
                connection.execute(delete(session_table).filter_by(session_id=session_id, **self._site))


def _role(name: str) -> Role:
    """A role by its name; files of before there were six have ``operator`` for who may do everything."""
    return Role.ADMINISTRATOR if name == "operator" else Role(name)
