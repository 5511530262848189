"""Ten wrong passwords lock a user out, over restarts; whoever is known at a desk goes on there."""

from pathlib import Path

import pytest

from cic.access.access import Access
from cic.access.identity import SignedIn, TooManyAttempts, WrongCredentials
from cic.access.lock_out import LOCK_MS, WRONG_MAX
from cic.access.lock_store import ADDRESSES_MAX, LockStore, mark_of
from cic.access.store import AccessStore
from tests.unit.access.conftest import CHEAP, KEYS, Clock
from tests.unit.access.test_access import password_of

pytestmark = pytest.mark.unit


async def guess(access: Access, clock: Clock, user: str, attempts: int = WRONG_MAX, peer: str = "") -> None:
    """Wrong passwords, each as soon as it is taken, from an address of its own each unless one is named."""
    for number in range(attempts):
        while isinstance(outcome := await access.sign_in(user, "wrong", peer or f"away {number}"), TooManyAttempts):
            clock.at_ms += outcome.retry_after_ms
        assert outcome == WrongCredentials()


async def test_ten_wrong_passwords_lock_for_fifteen_minutes_and_over_a_restart(
    access: Access, store: AccessStore, clock: Clock, tmp_path: Path
) -> None:
    told: list[str] = []
    access.on_locked = told.append
    await guess(access, clock, "alice")
    assert told == ["alice"]
    password = password_of("alice", tmp_path)
    again = Access(store, CHEAP, KEYS, clock.now_ms)
    for door in (access, again):
        assert await door.sign_in("alice", password, "desk") == TooManyAttempts(LOCK_MS)
        shown = door.people.find("alice")
        assert shown is not None and shown.locked_until_ms == clock.at_ms + LOCK_MS
    assert isinstance(await again.sign_in("bob", password_of("bob", tmp_path), "desk"), SignedIn)
    clock.at_ms += LOCK_MS
    for door in (access, again):
        assert isinstance(await door.sign_in("alice", password, "desk"), SignedIn)
    assert again.people.find("alice") is not None


async def test_a_name_that_nobody_has_is_locked_alike_and_kept_nowhere(
    access: Access, clock: Clock, tmp_path: Path
) -> None:
    told: list[str] = []
    access.on_locked = told.append
    await guess(access, clock, "my secret, typed into the wrong field")
    assert await access.sign_in("my secret, typed into the wrong field", "x", "desk") == TooManyAttempts(LOCK_MS)
    assert told == []
    assert b"my secret" not in (tmp_path / "access.db").read_bytes()


async def test_whoever_guesses_from_elsewhere_does_not_stop_the_user_at_the_desk(
    access: Access, store: AccessStore, clock: Clock, tmp_path: Path
) -> None:
    password = password_of("alice", tmp_path)
    open_one = await access.sign_in("alice", password, "desk")
    assert isinstance(open_one, SignedIn)
    await guess(access, clock, "alice")
    assert await access.identify(open_one.token) == open_one.identity, "what is open stays open"
    assert isinstance(await access.sign_in("alice", password, "desk"), SignedIn)
    assert isinstance(await access.sign_in("alice", password, "at home"), TooManyAttempts)
    again = Access(store, CHEAP, KEYS, clock.now_ms)
    assert isinstance(await again.sign_in("alice", password, "desk"), SignedIn)
    await guess(again, clock, "alice", peer="desk")
    assert isinstance(await again.sign_in("alice", password, "desk"), TooManyAttempts), "a known desk has a lock too"


async def test_an_administrator_unlocks(access: Access, store: AccessStore, clock: Clock, tmp_path: Path) -> None:
    await guess(access, clock, "alice")
    await access.people.unlock("alice")
    again = Access(store, CHEAP, KEYS, clock.now_ms)
    for door in (access, again):
        assert isinstance(await door.sign_in("alice", password_of("alice", tmp_path), "home"), SignedIn)


async def test_a_right_password_in_between_starts_the_count_anew(access: Access, clock: Clock, tmp_path: Path) -> None:
    for _ in range(3):
        await guess(access, clock, "alice", 4, "desk")
        assert isinstance(await access.sign_in("alice", password_of("alice", tmp_path), "desk"), SignedIn)


async def test_the_last_addresses_of_a_user_are_known(
    access: Access, store: AccessStore, clock: Clock, tmp_path: Path
) -> None:
    password = password_of("alice", tmp_path)
    for number in range(ADDRESSES_MAX + 2):
        clock.at_ms += 1
        assert isinstance(await access.sign_in("alice", password, f"desk {number}"), SignedIn)
    kept = LockStore(store).addresses()[mark_of("alice")]
    assert len(kept) == ADDRESSES_MAX
    assert mark_of("alice", "desk 1") not in kept and mark_of("alice", "desk 2") in kept
