"""Signing in, sessions and tickets."""

import asyncio
import json
from pathlib import Path

import pytest

from cic.access.access import Access
from cic.access.identity import (
    DesktopGrant,
    PhoneGrant,
    PhoneRole,
    Role,
    SessionId,
    SignedIn,
    TooManyAttempts,
    WrongCredentials,
)
from cic.access.lock_out import LOCK_MS
from cic.access.sessions import ABSOLUTE_LIMIT_MS, IDLE_LIMIT_MS
from cic.access.store import AccessStore, session_table, user_table
from cic.access.tickets import TICKET_LIFE_MS, Tickets
from routing.vocabulary import AgentId
from tests.unit.access.conftest import CHEAP, KEYS, Clock

pytestmark = pytest.mark.unit

ALICE = AgentId("alice")


def password_of(user: str, folder: Path) -> str:
    entries = json.loads((folder / "sign-ins.json").read_text())
    return next(str(entry["password"]) for entry in entries if entry["user"] == user)


async def signed_in(access: Access, folder: Path, user: str = "alice") -> SignedIn:
    outcome = await access.sign_in(user, password_of(user, folder), "peer")
    assert isinstance(outcome, SignedIn)
    return outcome


async def test_the_right_password_begins_a_session(access: Access, tmp_path: Path) -> None:
    outcome = await signed_in(access, tmp_path)
    assert (outcome.identity.user, outcome.identity.role, outcome.identity.agent_id) == ("alice", Role.AGENT, ALICE)
    assert await access.identify(outcome.token) == outcome.identity
    operator = await signed_in(access, tmp_path, "operator")
    assert (operator.identity.role, operator.identity.agent_id) == (Role.ADMINISTRATOR, None)


@pytest.mark.parametrize(("user", "password"), [("alice", "wrong"), ("nobody", "wrong"), ("alice", ""), ("", "")])
async def test_wrong_credentials_do_not_say_what_was_wrong(access: Access, user: str, password: str) -> None:
    assert await access.sign_in(user, password, "peer") == WrongCredentials()


async def test_after_wrong_attempts_each_further_one_waits_longer(access: Access, clock: Clock, tmp_path: Path) -> None:
    for _ in range(5):
        assert await access.sign_in("alice", "wrong", "peer") == WrongCredentials()
    waits: list[int] = []
    for _ in range(5):
        refused = await access.sign_in("alice", password_of("alice", tmp_path), "another peer")
        assert isinstance(refused, TooManyAttempts), "the right password does not help while the door is closed"
        waits.append(refused.retry_after_ms)
        clock.at_ms += refused.retry_after_ms
        assert await access.sign_in("alice", "wrong", "peer") == WrongCredentials()
    assert waits == [1_000, 2_000, 4_000, 8_000, 16_000]
    assert isinstance(await access.sign_in("bob", password_of("bob", tmp_path), "peer 3"), SignedIn)
    clock.at_ms += LOCK_MS
    await signed_in(access, tmp_path)


async def test_one_peer_cannot_try_many_users(access: Access, tmp_path: Path) -> None:
    for number in range(20):
        assert await access.sign_in(f"user-{number}", "wrong", "peer") == WrongCredentials()
    assert isinstance(await access.sign_in("alice", password_of("alice", tmp_path), "peer"), TooManyAttempts)
    assert isinstance(await access.sign_in("alice", password_of("alice", tmp_path), "other"), SignedIn)


async def test_a_whole_shift_may_sign_in_at_once(access: Access, tmp_path: Path) -> None:
    password = password_of("alice", tmp_path)
    outcomes = await asyncio.gather(*(access.sign_in("alice", password, "office") for _ in range(60)))
    assert all(isinstance(outcome, SignedIn) for outcome in outcomes)


async def test_guessing_in_parallel_gains_nothing(access: Access) -> None:
    outcomes = await asyncio.gather(*(access.sign_in("alice", f"guess-{number}", "peer") for number in range(60)))
    assert sum(isinstance(outcome, WrongCredentials) for outcome in outcomes) == 5


async def test_a_session_ends_by_sign_out_idleness_and_age(access: Access, clock: Clock, tmp_path: Path) -> None:
    out = await signed_in(access, tmp_path)
    await access.sign_out(out.identity.session_id)
    assert await access.identify(out.token) is None

    idle = await signed_in(access, tmp_path)
    clock.at_ms += IDLE_LIMIT_MS - 1
    assert await access.identify(idle.token) is not None
    clock.at_ms += IDLE_LIMIT_MS - 1
    assert access.is_alive(idle.identity.session_id), "an open desktop keeps the session alive"
    clock.at_ms += IDLE_LIMIT_MS
    assert await access.identify(idle.token) is None

    old = await signed_in(access, tmp_path)
    for _ in range(ABSOLUTE_LIMIT_MS // (IDLE_LIMIT_MS // 2) - 1):
        clock.at_ms += IDLE_LIMIT_MS // 2
        assert await access.identify(old.token) is not None
    clock.at_ms += IDLE_LIMIT_MS // 2
    assert await access.identify(old.token) is None


async def test_sessions_outlive_the_process(access: Access, store: AccessStore, clock: Clock, tmp_path: Path) -> None:
    kept, ended = await signed_in(access, tmp_path), await signed_in(access, tmp_path, "bob")
    await access.sign_out(ended.identity.session_id)
    again = Access(store, CHEAP, KEYS, clock.now_ms)
    assert await again.identify(kept.token) == kept.identity
    assert await again.identify(ended.token) is None


async def test_the_database_holds_neither_passwords_nor_tokens(
    access: Access, store: AccessStore, tmp_path: Path
) -> None:
    token = (await signed_in(access, tmp_path)).token
    content = (tmp_path / "access.db").read_bytes()
    assert token.encode() not in content
    assert password_of("alice", tmp_path).encode() not in content
    assert {column.name for table in (user_table, session_table) for column in table.primary_key} >= {"tenant", "site"}


async def test_the_operators_token_is_an_operator_and_nothing_like_it_is(access: Access) -> None:
    identity = await access.identify(KEYS.operator_token)
    assert identity is not None
    assert (identity.role, identity.agent_id) == (Role.ADMINISTRATOR, None)
    for wrong in ("", KEYS.operator_token[:-1], KEYS.operator_token + "x", "tökén"):
        assert await access.identify(wrong) is None


async def test_a_ticket_opens_once_in_time_and_only_its_own_door(access: Access, clock: Clock) -> None:
    session = SessionId("s-1")
    ticket = access.desktop_ticket(ALICE, session).ticket
    assert access.redeem_phone_ticket(ticket) is None
    assert access.redeem_desktop_ticket(ticket) == DesktopGrant(ALICE, session)
    assert access.redeem_desktop_ticket(ticket) is None
    late = access.desktop_ticket(ALICE, session).ticket
    clock.at_ms += TICKET_LIFE_MS
    assert access.redeem_desktop_ticket(late) is None
    phone = access.phone_ticket(ALICE, session).ticket
    assert access.redeem_phone_ticket(phone) == PhoneGrant(PhoneRole.AGENT, ALICE, session)


async def test_the_test_phones_key_makes_a_caller(access: Access) -> None:
    ticket = access.caller_ticket(KEYS.test_phone_key, "peer")
    assert ticket is not None
    assert access.redeem_phone_ticket(ticket.ticket) == PhoneGrant(PhoneRole.CALLER, None, None)
    assert access.caller_ticket("wrong", "peer") is None
    for _ in range(20):
        access.caller_ticket("wrong", "guessing peer")
    assert access.caller_ticket(KEYS.test_phone_key, "guessing peer") is not None, "others share that address"
    assert access.caller_ticket(KEYS.test_phone_key, "peer") is not None


def test_tickets_that_nobody_redeems_do_not_pile_up() -> None:
    tickets: Tickets[int] = Tickets(tickets_max=3)
    first, *_, last = [tickets.issue(number, 0).ticket for number in range(4)]
    assert tickets.redeem(first, 1) is None
    assert tickets.redeem(last, 1) == 3


def test_secrets_stay_out_of_reprs(access: Access) -> None:
    assert KEYS.operator_token not in repr(KEYS)
