"""Sessions while they cannot be written down: they work, the alarm is told, and they are written down later."""

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from cic.access.sessions import WRITE_AGAIN_MS, Sessions
from cic.access.store import AccessStore

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
