"""What is said of users to other rooms: who they are, what is wanted, why not. Owns these types; holds no secrets."""

from collections.abc import Collection
from dataclasses import dataclass, field

from cic.access.identity import Role, SessionId
from routing.vocabulary import AgentId


class UserRefused(Exception):
    """A user is not changed: ``code`` for programs, the text for people. Nothing was changed."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True)
class Known:
    """What the configuration knows: agents, and the teams that some of them are in."""

    agents: Collection[AgentId]
    teams: Collection[str]


@dataclass(frozen=True, slots=True)
class NewUser:
    """Who is to be able to sign in."""

    user: str
    role: Role
    agent_id: AgentId | None = None
    team: str = ""


@dataclass(frozen=True, slots=True)
class UserShown:
    """A user as administrators see one. ``made_by`` is ``demo``, ``user:NAME`` or ``openid:ISSUER``."""

    user: str
    role: Role
    agent_id: AgentId | None
    team: str
    is_disabled: bool
    made_by: str
    created_at_ms: int
    password_changed_at_ms: int | None
    """None for who has no password here."""
    locked_until_ms: int | None
    sessions: int


@dataclass(frozen=True, slots=True)
class SessionShown:
    """A session as its user sees it."""

    session_id: SessionId
    created_at_ms: int
    last_seen_at_ms: int
    peer: str
    """The address that it was begun from."""


@dataclass(frozen=True, slots=True)
class Journey:
    """A browser on its way to an OpenID provider: where it goes, and the cookie that it will be known by."""

    url: str
    cookie: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody came back from a provider and is signed in: the page to see, and sessions that ended by a change."""

    to: str
    token: str = field(repr=False)
    ended: tuple[SessionId, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """A user was changed. The sessions that ended by it, and a password that was made and is shown once."""

    ended: tuple[SessionId, ...] = ()
    password: str | None = field(default=None, repr=False)
