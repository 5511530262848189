"""What the routes need to look after users and sessions, as a port. Owns the contract; see ``Administration``."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from cic.access.identity import SessionId
from cic.access.user_words import Arrived, Changed, Journey, NewUser, SessionShown, UserShown


class PeoplePort(Protocol):
    """Users as administrators and they themselves change them. What is not changed raises ``UserRefused``."""

    def everybody(self) -> Sequence[UserShown]:
        """All users by name."""
        ...

    def find(self, name: str) -> UserShown | None:
        """One user."""
        ...

    async def add(self, new: NewUser, password: str | None, by: str) -> Changed:
        """A new user, with a password or one that is made now."""
        ...

    async def change(self, name: str, new: NewUser) -> Changed:
        """Another role, agent or team."""
        ...

    async def set_password(self, name: str, password: str | None, by: str) -> Changed:
        """Another password, given or made now."""
        ...

    async def set_own_password(self, name: str, password: str, kept: SessionId) -> Changed:
        """Another password by the user, whose session of this moment goes on."""
        ...

    async def set_disabled(self, name: str, is_disabled: bool) -> Changed:
        """Let a user sign in no more, or again."""
        ...

    async def remove(self, name: str) -> Changed:
        """Forget a user."""
        ...

    async def remove_demo(self) -> Changed:
        """Forget all whom starts of the center made."""
        ...

    async def unlock(self, name: str) -> Changed:
        """Whoever was locked out may try again."""
        ...

    def sessions_of(self, name: str) -> Sequence[SessionShown]:
        """The living sessions of a user, the latest first."""
        ...

    async def end_sessions(self, name: str, only: SessionId | None = None) -> Changed:
        """End one session of a user, or all."""
        ...


class OpenIdPort(Protocol):
    """Signing in at an OpenID provider; each answer that is a word says why it does not go on."""

    def is_there(self) -> bool:
        """Whether the center's text names a provider."""
        ...

    async def begin(self, to: str) -> Journey | str:
        """Where a browser goes to sign in; afterwards it is to see the page ``to``."""
        ...

    async def come_back(self, query: Mapping[str, str], cookie: str, peer: str) -> Arrived | str:
        """Who came back from the provider, signed in."""
        ...

    async def aclose(self) -> None:
        """Let connections go."""
        ...

    async def end_url(self) -> str | None:
        """Where a browser goes to sign out at the provider too; None where there is no such place."""
        ...
