"""Who listened to what: kept over restarts, and never taken back."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cic.api.ports import Listening, NotNoted
from cic.journal.database import Database
from cic.recording.audit import ListeningAudit
from routing.vocabulary import AgentId, ContactId, RecordingId, SiteId, TenantId

pytestmark = pytest.mark.unit

HEARD = Listening("alice", "agent", AgentId("alice"), ContactId("c1"), RecordingId("m1-1-1"), 16_000)


def opened(path: Path, site: str = "main") -> ListeningAudit:
    return ListeningAudit(Database(path), TenantId("demo"), SiteId(site))


def test_a_listening_outlives_the_engine_and_belongs_to_its_site(tmp_path: Path) -> None:
    audit = opened(tmp_path / "listenings.db")
    audit.note(HEARD, 5)
    audit.close()
    (row,) = opened(tmp_path / "listenings.db").newest(10)
    assert row == {
        "ordinal": 1, "at_ms": 5, "user": "alice", "role": "agent", "agent_id": "alice", "contact_id": "c1",
        "track": "m1-1-1", "from_byte": 16_000,
    }  # fmt: skip
    assert opened(tmp_path / "listenings.db", "elsewhere").newest(10) == []
    assert (tmp_path / "listenings.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("change", ["UPDATE recording_listening SET track = 'x'", "DELETE FROM recording_listening"])
def test_what_was_noted_can_be_neither_changed_nor_taken_out(tmp_path: Path, change: str) -> None:
    database = Database(tmp_path / "listenings.db")
    audit = ListeningAudit(database, TenantId("demo"), SiteId("main"))
    audit.note(HEARD, 5)
    with pytest.raises(IntegrityError, match="only added"), database.writing() as connection:
        connection.execute(text(change))
    assert len(audit.newest(10)) == 1


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    audit = opened(tmp_path / "listenings.db")
    holder = Database(tmp_path / "listenings.db", busy_timeout_ms=1)
    hurried = ListeningAudit(holder, TenantId("demo"), SiteId("main"))
    with Database(tmp_path / "listenings.db").writing(), pytest.raises(NotNoted):
        hurried.note(HEARD, 5)
    assert audit.newest(10) == []
