"""Sessions and the disk: what is written with what; and while nothing can be, they work, and are written down later."""

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from cic.access.identity import SessionId
from cic.access.sessions import IDLE_LIMIT_MS, WRITE_AGAIN_MS, Sessions
from cic.access.store import AccessStore
from tests.unit.asterisk.far_end import until

pytestmark = pytest.mark.unit

NOON_MS = 1_700_000_000_000


async def test_a_session_begun_on_a_full_disk_lives_and_is_written_when_there_is_room(
    store: AccessStore, engine: Engine
) -> None:
    def full(*_: object) -> None:
        raise OperationalError("COMMIT", None, Exception("database or disk is full"))

    unsaved: list[bool] = []
    sessions = Sessions(store, unsaved.append)
    _, kept = await sessions.begin("carol", NOON_MS)
    event.listen(engine, "commit", full)
    _, begun = await sessions.begin("alice", NOON_MS)
    await sessions.end([kept])
    assert unsaved[-1] is True
    assert await sessions.user_of(begun, NOON_MS + WRITE_AGAIN_MS) == "alice"
    assert await sessions.user_of(kept, NOON_MS) is None
    assert [stored.session_id for stored in store.sessions()] == [kept]
    event.remove(engine, "commit", full)
    assert await sessions.user_of(begun, NOON_MS + 2 * WRITE_AGAIN_MS) == "alice"
    assert unsaved[-1] is False
    (stored,) = store.sessions()
    assert (stored.session_id, stored.last_seen_at_ms) == (begun, NOON_MS + 2 * WRITE_AGAIN_MS)


async def test_with_a_session_that_is_due_go_all_that_were_seen_since_they_were_written(
    store: AccessStore, engine: Engine
) -> None:
    sessions, commits = Sessions(store), []
    begun = [(await sessions.begin(user, NOON_MS))[1] for user in ("alice", "bob", "carol")]
    event.listen(engine, "commit", commits.append)
    for session_id in begun[:2]:
        assert sessions.is_alive(session_id, NOON_MS + 1)
    due_ms = NOON_MS + WRITE_AGAIN_MS
    for session_id in begun[:2]:
        assert sessions.is_alive(session_id, due_ms)
    await until(lambda: seen(store) == {begun[0]: due_ms, begun[1]: NOON_MS + 1, begun[2]: NOON_MS})
    assert len(commits) == 1, "the second is written with the first"
    assert await sessions.user_of(begun[1], due_ms + WRITE_AGAIN_MS) == "bob"
    assert seen(store)[begun[1]] == due_ms + WRITE_AGAIN_MS


async def test_a_desktop_is_told_at_once_that_its_session_is_over(store: AccessStore) -> None:
    sessions = Sessions(store)
    _, idle = await sessions.begin("alice", NOON_MS)
    assert not sessions.is_alive(idle, NOON_MS + IDLE_LIMIT_MS)
    await until(lambda: not seen(store))
    assert not sessions.is_alive(idle, NOON_MS), "it is forgotten"


def seen(store: AccessStore) -> dict[SessionId, int]:
    return {stored.session_id: stored.last_seen_at_ms for stored in store.sessions()}
