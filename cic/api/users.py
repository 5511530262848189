"""Routes for users: made, changed, locked out no more, taken away. Owns bodies; the rules are the door's.

Every change has a reason and is noted before it is made. A session whose user was changed ends everywhere at once.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, Field, SecretStr

from cic.access.identity import Identity, Role
from cic.access.permissions import Permission
from cic.access.user_words import Changed, NewUser, UserRefused, UserShown
from cic.api.act_bodies import ActBody
from cic.api.asking import WithServices, permitted, services_of
from cic.api.errors import ApiError, command_error, refusals
from cic.api.ports import CommandRefused
from cic.api.repeated import RepeatedActs
from cic.api.session_ends import end_everywhere
from cic.audit.port import Act
from routing.vocabulary import AgentId

routes = APIRouter(tags=["users"])
Reading = Annotated[Identity, Depends(permitted(Permission.READ_USERS))]
Managing = Annotated[Identity, Depends(permitted(Permission.MANAGE_USERS))]
Name = Annotated[str, Path(min_length=1, max_length=64)]
REFUSALS = refusals(400, 401, 403, 404, 408, 409, 413, 422, 503)


class RoleBody(ActBody):
    """What a user is here for."""

    role: Role
    agent_id: Annotated[str, Field(min_length=1, max_length=128)] | None = None
    team: Annotated[str, Field(max_length=64)] = ""


class PasswordBody(ActBody):
    """A password, or none to have one made."""

    password: Annotated[SecretStr, Field(min_length=1, max_length=256)] | None = None


class NewUserBody(RoleBody):
    """A user to be made."""

    user: Annotated[str, Field(min_length=1, max_length=64)]
    password: Annotated[SecretStr, Field(min_length=1, max_length=256)] | None = Field(
        default=None, description="Without one a password is made, and told in the answer, once"
    )


class UserBody(BaseModel):
    """A user."""

    user: str
    role: Role
    agent_id: str | None
    team: str
    is_disabled: bool
    made_by: str = Field(description="`demo` for those whom a start of the center made, `user:NAME`, `openid:ISSUER`")
    created_at_ms: int
    password_changed_at_ms: int | None = Field(description="null for who has no password here")
    locked_until_ms: int | None = Field(description="Until when sign-ins from unknown addresses are refused")
    sessions: int


class UsersBody(BaseModel):
    """All users by name."""

    users: list[UserBody]
    teams: list[str] = Field(description="The teams of the configuration")


class ChangedBody(BaseModel):
    """A user was changed."""

    password: str | None = Field(default=None, description="The password that was made; it is told this once")
    sessions_ended: int


class Change:
    """One change of a user: noted, made, and told to whoever is signed in by it."""

    def __init__(self, request: Request, identity: Managing) -> None:
        self.identity = identity
        self._request = request
        self._services = services_of(request)
        self.people = self._services.access.people

    async def make(self, act: Act, body: ActBody, change: Callable[[], Awaitable[Changed]]) -> ChangedBody:
        """Note it, make it, end what ends by it; once, however often it is asked for under one id."""
        if body.command_id is None:
            return await self._make(act, body.reason, change)
        key = (self.identity.user, self._request.url.path, body.command_id)
        repeated: RepeatedActs = self._request.app.state.repeated_acts
        return await repeated.once(key, lambda: self._make(act, body.reason, change))

    async def _make(self, act: Act, reason: str, change: Callable[[], Awaitable[Changed]]) -> ChangedBody:
        changed = Changed()

        async def perform() -> CommandRefused | None:
            nonlocal changed
            try:
                changed = await change()
            except UserRefused as refused:
                return CommandRefused(refused.code, str(refused))
            return None

        refused = await self._services.audit.act(self.identity, act, reason, perform)
        if refused is not None:
            raise command_error(refused)
        await end_everywhere(self._request, changed.ended)
        return ChangedBody(password=changed.password, sessions_ended=len(changed.ended))


Changing = Annotated[Change, Depends()]


@routes.get("/api/users", summary="All users", responses=refusals(401, 403))
async def users(_identity: Reading, services: WithServices) -> UsersBody:
    """By name, with who is locked out and how many sessions each has."""
    teams = sorted({label.team for label in services.labels().agents.values() if label.team})
    return UsersBody(users=[_body(user) for user in services.access.people.everybody()], teams=teams)


@routes.post("/api/users", summary="Make a user", responses=REFUSALS)
async def add(changing: Changing, body: NewUserBody) -> ChangedBody:
    """The name cannot be changed later."""
    new = NewUser(body.user, body.role, _agent(body.agent_id), body.team)
    act = _act("user.add", body.user, role=body.role.value, agent_id=body.agent_id, team=body.team)
    password = None if body.password is None else body.password.get_secret_value()
    return await changing.make(act, body, lambda: changing.people.add(new, password, changing.identity.user))


@routes.post("/api/users/{user}/role", summary="Another role, agent or team", responses=REFUSALS)
async def change(changing: Changing, user: Name, body: RoleBody) -> ChangedBody:
    """All sessions of the user end."""
    new = NewUser(user, body.role, _agent(body.agent_id), body.team)
    act = _act("user.change_role", user, role=body.role.value, agent_id=body.agent_id, team=body.team)
    return await changing.make(act, body, lambda: changing.people.change(user, new))


@routes.post("/api/users/{user}/password", summary="Another password", responses=REFUSALS)
async def set_password(changing: Changing, user: Name, body: PasswordBody) -> ChangedBody:
    """All sessions of the user end, and a lock is opened."""
    password = None if body.password is None else body.password.get_secret_value()
    act = _act("user.set_password", user)
    by = changing.identity.user
    return await changing.make(act, body, lambda: changing.people.set_password(user, password, by))


@routes.post("/api/users/{user}/disable", summary="Let a user sign in no more", responses=REFUSALS)
async def disable(changing: Changing, user: Name, body: ActBody) -> ChangedBody:
    """All sessions of the user end."""
    act = _act("user.disable", user)
    return await changing.make(act, body, lambda: changing.people.set_disabled(user, True))


@routes.post("/api/users/{user}/enable", summary="Let a user sign in again", responses=REFUSALS)
async def enable(changing: Changing, user: Name, body: ActBody) -> ChangedBody:
    """With the password of before."""
    act = _act("user.enable", user)
    return await changing.make(act, body, lambda: changing.people.set_disabled(user, False))


@routes.post("/api/users/{user}/unlock", summary="Let a locked out user try again", responses=REFUSALS)
async def unlock(changing: Changing, user: Name, body: ActBody) -> ChangedBody:
    """Ten wrong passwords lock a user for 15 minutes; this ends it at once."""
    return await changing.make(_act("user.unlock", user), body, lambda: changing.people.unlock(user))


@routes.post("/api/users/{user}/end-sessions", summary="Sign a user out everywhere", responses=REFUSALS)
async def end_sessions(changing: Changing, user: Name, body: ActBody) -> ChangedBody:
    """Desktops, phones and boards end with them."""
    if changing.people.find(user) is None:
        raise ApiError(404, "unknown_user", "There is no user of this name.")
    act = _act("user.end_sessions", user)
    return await changing.make(act, body, lambda: changing.people.end_sessions(user))


@routes.post("/api/users/{user}/remove", summary="Take a user away", responses=REFUSALS)
async def remove(changing: Changing, user: Name, body: ActBody) -> ChangedBody:
    """What the user did stays in logs and audit trail under the name."""
    return await changing.make(_act("user.remove", user), body, lambda: changing.people.remove(user))


@routes.post("/api/demo-users/remove", summary="Take all demo sign-ins away", responses=REFUSALS)
async def remove_demo(changing: Changing, body: ActBody) -> ChangedBody:
    """Those whom starts of the center made; an administrator of one's own must be there."""
    return await changing.make(_act("user.remove_demo", ""), body, changing.people.remove_demo)


def _agent(agent_id: str | None) -> AgentId | None:
    return None if agent_id is None else AgentId(agent_id)


def _act(code: str, user: str, **details: str | None) -> Act:
    return Act(code, "user", user, {name: value for name, value in details.items() if value})


def _body(user: UserShown) -> UserBody:
    return UserBody(
        user=user.user,
        role=user.role,
        agent_id=user.agent_id,
        team=user.team,
        is_disabled=user.is_disabled,
        made_by=user.made_by,
        created_at_ms=user.created_at_ms,
        password_changed_at_ms=user.password_changed_at_ms,
        locked_until_ms=user.locked_until_ms,
        sessions=user.sessions,
    )
