"""The audit trail on a real file: what is in it cannot be changed unnoticed, and an act is noted before it is done."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cic.access.identity import Identity, Role, SessionId
from cic.api.ports import CommandRefused
from cic.audit.chain import Broken, Head, Intact
from cic.audit.noting import Noting
from cic.audit.port import NOT_NOTED, Act, Actor, NotAudited, Wanted
from cic.audit.trail import AuditTrail, kept_sites
from cic.cli.main import main
from cic.journal.database import Database
from routing.vocabulary import SiteId, TenantId

pytestmark = pytest.mark.unit
DANA = Actor("dana", "supervisor", None)
DANA_HERSELF = Identity("dana", Role.SUPERVISOR, None, SessionId("s"))
FORCE = Act("agent.force_activity", "agent", "alice", {"activity": "on_break"})
SITE = (TenantId("demo"), SiteId("main"))


@pytest.fixture
def storage(tmp_path: Path) -> Database:
    return Database(tmp_path / "audit.db")


@pytest.fixture
def trail(storage: Database) -> AuditTrail:
    made = AuditTrail(storage, *SITE)
    for number in range(5):
        made.add(DANA, FORCE, 1_000 + number, reason=f"reason {number}")
    return made


def tampered(storage: Database, *statements: str) -> None:
    """Change the file as somebody does who may write it: the triggers are taken away first."""
    with storage.writing() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_no_update"))
        connection.execute(text("DROP TRIGGER audit_entry_no_delete"))
        for statement in statements:
            connection.execute(text(statement))


def test_a_trail_holds_and_its_head_is_the_last_entry(trail: AuditTrail) -> None:
    found = trail.verify()
    last = trail.newest(Wanted(1))[0]
    assert found == Intact(5, Head(5, str(last["hash"])))
    assert (last["user"], last["code"], last["target"], last["reason"]) == (
        "dana",
        "agent.force_activity",
        "alice",
        "reason 4",
    )
    assert last["details"] == {"activity": "on_break"}


def test_the_database_itself_refuses_to_change_an_entry(trail: AuditTrail, storage: Database) -> None:
    for statement in ("UPDATE audit_entry SET user = 'erin'", "DELETE FROM audit_entry"):
        with pytest.raises(DBAPIError, match="only added to"), storage.writing() as connection:
            connection.execute(text(statement))
    assert isinstance(trail.verify(), Intact)


@pytest.mark.parametrize(
    ("statement", "ordinal", "why"),
    [
        ("UPDATE audit_entry SET user = 'erin' WHERE ordinal = 3", 3, "changed"),
        ("UPDATE audit_entry SET at_ms = 7 WHERE ordinal = 1", 1, "changed"),
        ("UPDATE audit_entry SET details = '{}' WHERE ordinal = 2", 2, "changed"),
        ("UPDATE audit_entry SET outcome = 'unknown_agent' WHERE ordinal = 5", 5, "changed"),
        ("DELETE FROM audit_entry WHERE ordinal = 2", 2, "missing"),
        ("UPDATE audit_entry SET previous = hash WHERE ordinal = 4", 4, "does not follow"),
        ("UPDATE audit_reason SET reason = 'another' WHERE ordinal = 4", 4, "reason was changed"),
    ],
)
def test_whatever_is_changed_is_found(
    trail: AuditTrail, storage: Database, statement: str, ordinal: int, why: str
) -> None:
    tampered(storage, statement)
    found = trail.verify()
    assert isinstance(found, Broken)
    assert (found.ordinal, why in found.why) == (ordinal, True), found


def test_an_end_that_was_cut_off_is_found_by_who_noted_an_entry(trail: AuditTrail, storage: Database) -> None:
    head = trail.verify()
    assert isinstance(head, Intact)
    assert isinstance(trail.verify(head.head), Intact)
    tampered(storage, "DELETE FROM audit_entry WHERE ordinal > 3", "DELETE FROM audit_reason WHERE ordinal > 3")
    assert isinstance(trail.verify(), Intact), "a chain alone does not know how long it was"
    assert isinstance(trail.verify(head.head), Broken)


def test_a_reason_can_be_erased_and_the_chain_holds(trail: AuditTrail) -> None:
    assert trail.erase_reason(2)
    assert isinstance(trail.verify(), Intact)
    erased = next(row for row in trail.newest(Wanted(10)) if row["ordinal"] == 2)
    assert (erased["reason"], erased["is_reason_erased"]) == (None, True)


def test_sites_have_trails_of_their_own(trail: AuditTrail, storage: Database) -> None:
    other = AuditTrail(storage, TenantId("demo"), SiteId("north"))
    assert other.add(DANA, FORCE, 9) == 1
    assert (other.verify(), trail.verify()) == (
        Intact(1, Head(1, str(other.newest(Wanted(1))[0]["hash"]))),
        Intact(5, Head(5, str(trail.newest(Wanted(1))[0]["hash"]))),
    )
    assert len(kept_sites(storage)) == 2


def test_entries_are_found_by_user_code_and_target_page_by_page(trail: AuditTrail) -> None:
    trail.add(Actor("erin", "administrator"), Act("user.add", "user", "finn"), 9_000)
    assert [row["user"] for row in trail.newest(Wanted(10, user="erin"))] == ["erin"]
    assert [row["ordinal"] for row in trail.newest(Wanted(2, before=4, target="alice"))] == [3, 2]
    assert trail.newest(Wanted(10, code="no.such")) == []


async def test_an_act_is_noted_before_it_is_done_and_again_when_refused(trail: AuditTrail) -> None:
    noting = Noting(trail, lambda: 7_000)
    seen: list[int] = []

    async def perform() -> CommandRefused | None:
        seen.append(len(trail.newest(Wanted(100))))
        return CommandRefused("unknown_agent", "no such agent")

    refused = await noting.act(DANA_HERSELF, FORCE, "too long on break", perform)
    assert (seen, refused) == ([6], CommandRefused("unknown_agent", "no such agent"))
    outcome, asked = trail.newest(Wanted(2))
    assert (asked["outcome"], asked["reason"]) == ("", "too long on break")
    assert (outcome["outcome"], outcome["of"]) == ("unknown_agent", asked["ordinal"])


async def test_an_act_that_fails_is_noted_as_failed(trail: AuditTrail) -> None:
    async def perform() -> CommandRefused | None:
        raise ValueError("our fault")

    with pytest.raises(ValueError, match="our fault"):
        await Noting(trail, lambda: 7_000).act(DANA_HERSELF, FORCE, "because", perform)
    assert trail.newest(Wanted(1))[0]["outcome"] == "failed"


async def test_what_cannot_be_noted_is_not_done(trail: AuditTrail, storage: Database) -> None:
    tampered(storage, "DROP TABLE audit_reason")
    done: list[str] = []

    async def perform() -> CommandRefused | None:
        done.append("done")
        return None

    refused = await Noting(trail, lambda: 7_000).act(DANA_HERSELF, FORCE, "because", perform)
    assert refused is not None
    assert (refused.code, done) == (NOT_NOTED, [])
    with pytest.raises(NotAudited):
        trail.add(DANA, FORCE, 1, reason="because")


def test_the_command_says_of_a_trail_without_entries_that_it_has_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    AuditTrail(Database(tmp_path / "audit.db"), *SITE)
    assert main(["audit", "verify", "--data", str(tmp_path)]) == 0
    assert "nothing was noted yet" in capsys.readouterr().out


def test_the_command_verifies_a_trail_and_says_where_it_breaks(
    trail: AuditTrail, storage: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "verify", "--data", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "holds: 5 entries" in told
    head = told.rsplit(maxsplit=1)[-1]
    assert main(["audit", "verify", "--data", str(tmp_path), "--since", head]) == 0
    tampered(storage, "UPDATE audit_entry SET user = 'erin' WHERE ordinal = 3")
    assert main(["audit", "verify", "--data", str(tmp_path)]) == 1
    assert "does not hold from entry 3 on" in capsys.readouterr().err
    assert main(["audit", "verify", "--data", str(tmp_path / "nowhere")]) == 1
