"""What is noted of an act, and the port by which it is noted. Owns the types; stores nothing.

An act is told in words of ours and ids. Whatever a person wrote stands in the reason, which is kept apart.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cic.access.identity import Identity
from cic.api.ports import CommandRefused, JsonObject
from cic.audit.codes import CODES

NOT_NOTED = "not_noted"
"""The code of a refusal because the act could not be written down, so that it was not done."""
Detail = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a person does: ``code`` is what (`agent.force_activity`), ``kind`` and ``target`` to whom or what.

    ``details`` are words and ids: never a name, a number or a text of a party.
    """

    code: str
    kind: str = ""
    target: str = ""
    details: Mapping[str, Detail] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert self.code in CODES, "an act has a code of the list, so that auditors read it in words"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. Nobody is signed in yet, or the machine itself acts: then ``role`` is empty."""

    user: str
    role: str = ""
    agent_id: str | None = None


class NotAudited(Exception):
    """An act could not be written down, so it must not take place."""


Perform = Callable[[], Awaitable[CommandRefused | None]]


class AuditPort(Protocol):
    """Where acts are noted."""

    async def act(self, identity: Identity, act: Act, reason: str, perform: Perform) -> CommandRefused | None:
        """Note an act, carry it out, and note it when it is refused. What cannot be noted is not carried out."""
        ...

    async def note(self, actor: Actor, act: Act, reason: str = "") -> None:
        """Note what has happened or is about to; durable when it returns, NotAudited when it cannot be."""
        ...

    async def entries(self, wanted: "Wanted") -> Sequence[JsonObject]:
        """What was noted, newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: at most ``limit`` of those before an ordinal, of one user, code or target."""

    limit: int
    before: int | None = None
    user: str = ""
    code: str = ""
    target: str = ""


def actor_of(identity: Identity) -> Actor:
    """Who acts, of a person signed in."""
    return Actor(identity.user, identity.role.value, identity.agent_id)
