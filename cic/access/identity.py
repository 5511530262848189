"""Who somebody is and what came of asking to be let in. Owns the types that other rooms may see; holds no secrets."""

from dataclasses import dataclass
from enum import Enum
from typing import NewType

from routing.vocabulary import AgentId, QueueId

SessionId = NewType("SessionId", str)
"""Stands for a session; it is the hash of its token, so it opens nothing."""


class Role(Enum):
    """What a signed-in person is here for; what that allows is in ``cic.access.permissions``."""

    AGENT = "agent"
    TEAM_SUPERVISOR = "team_supervisor"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    QUALITY_REVIEWER = "quality_reviewer"


@dataclass(frozen=True, slots=True)
class Identity:
    """A signed-in person. Who has no agent's desk has no ``agent_id``; ``team`` is whom a team supervisor watches."""

    user: str
    role: Role
    agent_id: AgentId | None
    session_id: SessionId
    team: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session. ``token`` is shown once and kept nowhere."""

    identity: Identity
    token: str


@dataclass(frozen=True, slots=True)
class WrongCredentials:
    """User or password do not fit; which of them is not said."""


@dataclass(frozen=True, slots=True)
class TooManyAttempts:
    """Too many wrong sign-ins lately: nothing is looked at before this time has passed."""

    retry_after_ms: int


SignInOutcome = SignedIn | WrongCredentials | TooManyAttempts


class PhoneRole(Enum):
    """What a phone connection may do: dial as a caller, or be an agent's phone."""

    CALLER = "caller"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class PhoneGrant:
    """A phone connection that was asked for with the test phone's key, or by a signed-in agent."""

    role: PhoneRole
    agent_id: AgentId | None
    session_id: SessionId | None


@dataclass(frozen=True, slots=True)
class DesktopGrant:
    """A desktop connection of a signed-in agent."""

    agent_id: AgentId
    session_id: SessionId


@dataclass(frozen=True, slots=True)
class Wall:
    """A board on a big screen, for everybody in the room: these queues, and who serves them by name if wanted."""

    name: str
    queues: tuple[QueueId, ...]
    shows_agents: bool


@dataclass(frozen=True, slots=True)
class BoardGrant:
    """A board's connection: that of a signed-in person, or of a wall. Exactly one of the two is given."""

    identity: Identity | None
    wall: Wall | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """Opens one websocket, once, soon."""

    ticket: str
    expires_in_ms: int
