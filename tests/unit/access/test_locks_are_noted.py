"""A user who is locked out stands in the audit trail; and users are held against the configuration of the moment."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from cic.access.access import Access
from cic.access.identity import Role
from cic.access.user_words import NewUser, UserRefused
from cic.audit.noting import Noting
from cic.audit.port import Wanted
from cic.audit.trail import AuditTrail
from cic.journal.database import Database
from cic.main.parts import Center
from cic.main.users import follow_users
from routing.vocabulary import SiteId, TenantId
from tests.unit.access.conftest import Clock
from tests.unit.access.test_lock_out import guess
from tests.unit.api.conftest import LABELS
from tests.unit.asterisk.far_end import until

pytestmark = pytest.mark.unit


async def test_a_lock_is_noted_and_a_name_that_nobody_has_is_not(access: Access, clock: Clock, tmp_path: Path) -> None:
    trail = AuditTrail(Database(tmp_path / "audit.db"), TenantId("demo"), SiteId("main"))
    parts = SimpleNamespace(access=access, audit=Noting(trail, clock.now_ms), compiled=SimpleNamespace(labels=LABELS))
    follow_users(cast(Center, parts))
    await guess(access, clock, "nobody of this name")
    await guess(access, clock, "alice")
    await until(lambda: len(trail.newest(Wanted(limit=9))) == 1)
    (row,) = trail.newest(Wanted(limit=9))
    assert (row["user"], row["code"], row["target"]) == ("alice", "user.locked_out", "alice")
    with pytest.raises(UserRefused, match="no agent of this id"):
        await access.people.add(NewUser("carol", Role.AGENT, agent_id="carol"), None, "operator")  # type: ignore[arg-type]
    trail.close()
