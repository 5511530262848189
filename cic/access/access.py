"""The door: turns credentials, tokens, keys and tickets into identities and grants. Owns no tables and no routes."""

import asyncio
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from cic.access.administration import Administration
from cic.access.identity import (
    BoardGrant,
    DesktopGrant,
    Identity,
    PhoneGrant,
    PhoneRole,
    Role,
    SessionId,
    SignedIn,
    SignInOutcome,
    Ticket,
    TooManyAttempts,
    WrongCredentials,
)
from cic.access.limits import PER_PEER, AttemptLimit
from cic.access.lock_out import LockOut
from cic.access.lock_store import LockStore
from cic.access.passwords import Passwords
from cic.access.secrets_files import read_or_make_secret
from cic.access.sessions import Sessions, session_id_of
from cic.access.sign_ins import OPERATOR, ensure_sign_ins, forget_passwords
from cic.access.store import AccessStore, User
from cic.access.tickets import Tickets
from cic.access.user_words import Known
from cic.access.users import Users
from cic.access.walls import Walls, WallStore
from routing.vocabulary import AgentId, SiteId, TenantId

HASHES_AT_ONCE = 2
"""Each takes 64 MB: more sign-ins at once wait for their turn."""
SIGN_INS_AT_ONCE = 8
OPERATOR_TOKEN_SESSION = SessionId("operator-token")
SIGN_INS_FILE = "sign-ins.json"
ACCESS_FILE = "access.db"
TEST_PHONE_KEY_FILE = "test-phone.key"
OPERATOR_TOKEN_FILE = "operator.token"


@dataclass(frozen=True, slots=True)
class AccessKeys:
    """The two secrets that live in files: for the test phone page, and for the command line of this machine."""

    test_phone_key: str
    operator_token: str

    def __repr__(self) -> str:
        return "AccessKeys(...)"


class Access:
    """Who may come in, for one site. Every method is for the event loop's thread."""

    def __init__(
        self,
        store: AccessStore,
        passwords: Passwords,
        keys: AccessKeys,
        now_ms: Callable[[], int],
        on_unsaved: Callable[[bool], None] = lambda _: None,
        *,
        sign_ins_file: Path = Path(SIGN_INS_FILE),
        known: Callable[[], Known] = lambda: Known((), ()),
    ) -> None:
        """``known`` tells which agents and teams the configuration has at the moment."""
        self._file = sign_ins_file
        self._store = store
        self._passwords = passwords
        self._keys = keys
        self._now_ms = now_ms
        self._users: dict[str, User] = store.users()
        self._sessions = Sessions(store, on_unsaved)
        self._sessions.load(store.sessions())
        self._desktop_tickets: Tickets[DesktopGrant] = Tickets()
        self._phone_tickets: Tickets[PhoneGrant] = Tickets()
        self._board_tickets: Tickets[BoardGrant] = Tickets()
        self.walls = Walls(WallStore(store), now_ms)
        self._lock_out = LockOut(LockStore(store))
        self._per_peer = AttemptLimit(PER_PEER)
        self._hashing = asyncio.Semaphore(HASHES_AT_ONCE)
        self.known = known
        self.on_locked: Callable[[str], None] = lambda _: None
        """Told when a user is locked out; never of names that nobody has."""
        self.people = Administration(
            users=Users(store, passwords, self._known_now),
            known=self._users,
            sessions=self._sessions,
            lock_out=self._lock_out,
            hashing=self._hashing,
            now_ms=now_ms,
            forget_passwords=lambda names: forget_passwords(sign_ins_file, names),
        )

    def _known_now(self) -> Known:
        return self.known()

    async def sign_in(self, user: str, password: str, peer: str) -> SignInOutcome:
        """Begin a session for a right password, unless there were too many wrong ones lately."""
        refused = await self.check_password(user, password, peer)
        known = self._users.get(user)
        if refused is not None or known is None:
            return refused or WrongCredentials()
        return await self.begin_session(known, peer)

    async def check_password(self, user: str, password: str, peer: str) -> WrongCredentials | TooManyAttempts | None:
        """None for the right password of a user who may sign in; a wrong one counts."""
        known = self._users.get(user)
        # Counted when its turn has come, not when it asks: a whole shift may sign in at once from one address, while
        # whoever guesses is refused at each turn.
        async with self._hashing:
            now_ms = self._now_ms()
            wait_ms = max(self._lock_out.wait_ms(user, peer, now_ms), self._per_peer.wait_ms(peer, now_ms))
            if wait_ms > 0:
                return TooManyAttempts(retry_after_ms=wait_ms)
            self._lock_out.count_attempt(user, peer, now_ms)
            self._per_peer.count_attempt(peer, now_ms)
            password_hash = known.password_hash if known else None
            is_right = await asyncio.to_thread(self._passwords.is_right, password_hash, password)
        if known is None or known.is_disabled or not is_right:
            await self._was_wrong(user, peer)
            return WrongCredentials()
        self._per_peer.take_back(peer)
        if self._lock_out.was_right(user, peer, self._now_ms()):
            await asyncio.to_thread(self._lock_out.keep_addresses, user)
        return None

    async def _was_wrong(self, user: str, peer: str) -> None:
        now_ms = self._now_ms()
        if not self._lock_out.was_wrong(user, peer, now_ms):
            return
        await asyncio.to_thread(self._lock_out.keep_lock, user, peer, now_ms)
        if user in self._users:
            self.on_locked(user)

    async def begin_session(self, user: User, peer: str) -> SignedIn:
        """A session for somebody who has shown who he or she is."""
        token, session_id = await self._sessions.begin(user.user, self._now_ms(), peer)
        return SignedIn(_identity(user, session_id), token)

    async def sign_out(self, session_id: SessionId) -> None:
        """End a session; its tokens open nothing from now on."""
        await self._sessions.end([session_id])

    async def identify(self, token: str) -> Identity | None:
        """Whose token this is, while its session lives."""
        if hmac.compare_digest(token.encode(), self._keys.operator_token.encode()):
            return Identity(OPERATOR, Role.ADMINISTRATOR, None, OPERATOR_TOKEN_SESSION)
        session_id = session_id_of(token)
        user = await self._sessions.user_of(session_id, self._now_ms())
        known = self._users.get(user) if user is not None else None
        return _identity(known, session_id) if known is not None and not known.is_disabled else None

    def is_alive(self, session_id: SessionId) -> bool:
        """Whether a session still lives; an open desktop that asks keeps it from falling idle."""
        return self._sessions.is_alive(session_id, self._now_ms())

    def desktop_ticket(self, agent_id: AgentId, session_id: SessionId) -> Ticket:
        """A ticket for an agent's desktop."""
        return self._desktop_tickets.issue(DesktopGrant(agent_id, session_id), self._now_ms())

    def redeem_desktop_ticket(self, ticket: str) -> DesktopGrant | None:
        """What a desktop ticket was for, once."""
        return self._desktop_tickets.redeem(ticket, self._now_ms())

    def board_ticket(self, grant: BoardGrant) -> Ticket:
        """A ticket for a board or a wall."""
        return self._board_tickets.issue(grant, self._now_ms())

    def redeem_board_ticket(self, ticket: str) -> BoardGrant | None:
        """What a board's ticket was for, once."""
        return self._board_tickets.redeem(ticket, self._now_ms())

    def phone_ticket(self, agent_id: AgentId, session_id: SessionId) -> Ticket:
        """A ticket for a signed-in agent's phone."""
        return self._phone_tickets.issue(PhoneGrant(PhoneRole.AGENT, agent_id, session_id), self._now_ms())

    def caller_ticket(self, key: str, peer: str) -> Ticket | None:
        """A ticket for a test phone that may dial, for the right key; wrong ones count as wrong sign-ins do.

        The key is a long random one: whoever has it is served, however many wrong ones came from the same address.
        """
        now_ms = self._now_ms()
        if not hmac.compare_digest(key.encode(), self._keys.test_phone_key.encode()):
            self._per_peer.count_attempt(peer, now_ms)
            return None
        return self._phone_tickets.issue(PhoneGrant(PhoneRole.CALLER, None, None), now_ms)

    async def make_sign_ins(self, agents: Mapping[AgentId, Role]) -> None:
        """Give those agents a sign-in who have none; their passwords stand in the file of the first ones.

        A few at a time: each is hashed at length, and a center that is stopped meanwhile does not wait for the rest.
        """
        having = {user.agent_id for user in self._users.values()}
        missing = [agent_id for agent_id in agents if agent_id not in having and agent_id not in self._users]
        for first in range(0, len(missing), SIGN_INS_AT_ONCE):
            some = {agent_id: agents[agent_id] for agent_id in missing[first : first + SIGN_INS_AT_ONCE]}
            await asyncio.to_thread(ensure_sign_ins, self._store, self._passwords, self._file, some, self._now_ms())
            await self.people.reload()

    def redeem_phone_ticket(self, ticket: str) -> PhoneGrant | None:
        """What a phone ticket was for, once."""
        return self._phone_tickets.redeem(ticket, self._now_ms())


def _identity(user: User, session_id: SessionId) -> Identity:
    return Identity(user.user, user.role, user.agent_id, session_id, user.team)


def open_access(
    engine: Engine,
    data_folder: Path,
    *,
    tenant_id: TenantId,
    site_id: SiteId,
    agents: Mapping[AgentId, Role],
    now_ms: Callable[[], int],
    on_unsaved: Callable[[bool], None] = lambda _: None,
) -> Access:
    """The door of a center: its tables, its first sign-ins and its key files, made where they are missing. Blocking."""
    store = AccessStore(engine, tenant_id, site_id)
    passwords = Passwords()
    ensure_sign_ins(store, passwords, data_folder / SIGN_INS_FILE, agents, now_ms())
    keys = AccessKeys(
        test_phone_key=read_or_make_secret(data_folder / TEST_PHONE_KEY_FILE),
        operator_token=read_or_make_secret(data_folder / OPERATOR_TOKEN_FILE),
    )
    return Access(store, passwords, keys, now_ms, on_unsaved, sign_ins_file=data_folder / SIGN_INS_FILE)
