"""Users: who may be made, changed and taken away, and that somebody can always look after them."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from cic.access.access import Access
from cic.access.identity import Role, SessionId, SignedIn, WrongCredentials
from cic.access.password_rules import password_fault
from cic.access.sign_ins import ensure_sign_ins
from cic.access.store import DEMO, AccessStore, StoredSession
from cic.access.user_words import Known, NewUser, UserRefused
from cic.access.users import Users
from routing.vocabulary import AgentId, SiteId, TenantId
from tests.harness.quick_sign_ins import as_agents
from tests.unit.access.conftest import CHEAP, KEYS, Clock

pytestmark = pytest.mark.unit

ALICE, BOB = AgentId("alice"), AgentId("bob")
GOOD = "a long enough one"
ADA = NewUser("ada", Role.ADMINISTRATOR)


@pytest.fixture
def users(store: AccessStore) -> Users:
    return Users(store, CHEAP, lambda: Known((ALICE, BOB), ("sales",)))


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("elevenchars", False),
        ("twelve chars", True),
        ("x" * 12, False),
        ("ab" * 128, True),
        ("ab" * 128 + "c", False),
        ("password1234", False),
        ("PassWord1234", False),
        ("123456789012", False),
        ("098765432109", False),
        ("ada@adaadaada", True),
        ("adaadaadaada", False),
        ("ada123456789", False),
        ("ADAADAADAADA!", False),
        ("客服中心的长密码十二字", False),
        ("客服中心的长密码十二个字", True),
    ],
)
def test_a_password_is_long_and_not_common_and_not_the_name(password: str, is_taken: bool) -> None:
    assert (password_fault("ada", password) is None) is is_taken


async def test_one_password_written_by_two_keyboards_is_one(store: AccessStore, users: Users, clock: Clock) -> None:
    users.add(ADA, "Ａ ｗｉｄｅ ｏｎｅ pass", "root", 1)
    access = Access(store, CHEAP, KEYS, clock.now_ms)
    assert isinstance(await access.sign_in("ada", "A wide one pass", "desk"), SignedIn)


def test_who_may_be_made(users: Users) -> None:
    made = users.add(ADA, GOOD, "root", 5)
    assert (made.made_by, made.created_at_ms) == ("user:root", 5)
    for new, code in (
        (NewUser("ada", Role.AUDITOR), "user_exists"),
        (NewUser("ADA", Role.AUDITOR), "user_exists"),
        (NewUser("no spaces", Role.AUDITOR), "bad_user"),
        (NewUser("", Role.AUDITOR), "bad_user"),
        (NewUser("x" * 65, Role.AUDITOR), "bad_user"),
        (NewUser("agent", Role.AGENT), "bad_user"),
        (NewUser("carol", Role.AGENT, AgentId("carol")), "unknown_agent"),
        (NewUser("lead", Role.TEAM_SUPERVISOR), "bad_user"),
        (NewUser("lead", Role.TEAM_SUPERVISOR, team="nobody"), "unknown_team"),
    ):
        with pytest.raises(UserRefused) as refused:
            users.add(new, GOOD, "root", 6)
        assert refused.value.code == code, new
    with pytest.raises(UserRefused, match="12 to 256") as refused:
        users.add(NewUser("eve", Role.AUDITOR), "short", "root", 6)
    assert refused.value.code == "bad_password"
    users.add(NewUser("lead", Role.TEAM_SUPERVISOR, team="sales"), GOOD, "root", 6)
    users.add(NewUser("al", Role.AGENT, ALICE), GOOD, "root", 6)
    with pytest.raises(UserRefused, match="'al'") as refused:
        users.add(NewUser("al2", Role.AGENT, ALICE), GOOD, "root", 7)
    assert refused.value.code == "agent_taken"
    assert sorted(users.all()) == ["ada", "al", "lead"]


def test_the_last_administrator_stays(users: Users) -> None:
    users.add(ADA, GOOD, "root", 1)
    for change in (
        lambda: users.remove("ada"),
        lambda: users.set_disabled("ada", True),
        lambda: users.change("ada", NewUser("ada", Role.AUDITOR)),
    ):
        with pytest.raises(UserRefused) as refused:
            change()
        assert refused.value.code == "last_administrator"
    users.signed_in_elsewhere(NewUser("sso", Role.ADMINISTRATOR), "https://id sub", "https://id", 2)
    with pytest.raises(UserRefused, match="with a password"):
        users.remove("ada")
    users.add(NewUser("eve", Role.ADMINISTRATOR), GOOD, "ada", 2)
    users.remove("ada")
    with pytest.raises(UserRefused):
        users.remove("eve")


def test_demo_sign_ins_go_together_once_there_is_an_administrator(
    store: AccessStore, users: Users, tmp_path: Path
) -> None:
    path = tmp_path / "sign-ins.json"
    assert len(ensure_sign_ins(store, CHEAP, path, as_agents(ALICE), 1)) == 2
    assert {user.made_by for user in users.all().values()} == {DEMO}
    with pytest.raises(UserRefused, match="make another one first"):
        users.remove_demo()
    users.add(ADA, GOOD, "root", 2)
    assert ensure_sign_ins(store, CHEAP, path, as_agents(ALICE, BOB), 3) == (), (
        "a center with an administrator of its own"
    )
    assert set(users.remove_demo()) == {"operator", "alice"}
    assert set(users.all()) == {"ada"}


async def test_what_ends_a_session(store: AccessStore, clock: Clock, tmp_path: Path) -> None:
    ensure_sign_ins(store, CHEAP, tmp_path / "sign-ins.json", as_agents(ALICE, BOB), clock.now_ms())
    access = Access(store, CHEAP, KEYS, clock.now_ms, known=lambda: Known((ALICE, BOB), ("sales",)))
    people = access.people
    made = await people.add(ADA, None, "operator")
    assert made.password is not None and len(made.password) == 20
    assert (await people.add(NewUser("eve", Role.AUDITOR), GOOD, "operator")).password is None

    async def signed_in(password: str) -> SignedIn:
        outcome = await access.sign_in("eve", password, "desk")
        assert isinstance(outcome, SignedIn)
        return outcome

    first, second = await signed_in(GOOD), await signed_in(GOOD)
    assert {session.peer for session in people.sessions_of("eve")} == {"desk"}
    kept = await people.set_own_password("eve", "another good one", first.identity.session_id)
    assert kept.ended == (second.identity.session_id,)
    assert await access.identify(first.token) == first.identity
    assert await access.sign_in("eve", GOOD, "desk") == WrongCredentials()

    changed = await people.change("eve", NewUser("eve", Role.SUPERVISOR))
    assert changed.ended == (first.identity.session_id,)
    third = await signed_in("another good one")
    assert third.identity.role is Role.SUPERVISOR
    given = await people.set_password("eve", None, "ada")
    assert given.ended == (third.identity.session_id,) and given.password is not None
    fourth = await signed_in(given.password)
    assert (await people.set_disabled("eve", True)).ended == (fourth.identity.session_id,)
    assert await access.identify(fourth.token) is None
    assert await access.sign_in("eve", given.password, "desk") == WrongCredentials()
    await people.set_disabled("eve", False)
    fifth = await signed_in(given.password)
    assert [shown.sessions for shown in people.everybody() if shown.user == "eve"] == [1]
    assert (await people.end_sessions("eve", SessionId("of nobody"))).ended == ()
    assert (await people.remove("eve")).ended == (fifth.identity.session_id,)
    assert people.find("eve") is None and "eve" not in store.users()
    assert not [session for session in store.sessions() if session.user == "eve"]


def test_a_file_of_an_earlier_version_is_brought_up_to_date(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(
            'CREATE TABLE access_user (tenant VARCHAR(64) NOT NULL, site VARCHAR(64) NOT NULL, "user" VARCHAR(64) '
            "NOT NULL, password_hash VARCHAR(255) NOT NULL, role VARCHAR(16) NOT NULL, agent_id VARCHAR(64), "
            'created_at_ms BIGINT NOT NULL, PRIMARY KEY (tenant, site, "user"))'
        )
        connection.exec_driver_sql(
            "CREATE TABLE access_session (tenant VARCHAR(64) NOT NULL, site VARCHAR(64) NOT NULL, session_id "
            'VARCHAR(64) NOT NULL, "user" VARCHAR(64) NOT NULL, created_at_ms BIGINT NOT NULL, last_seen_at_ms '
            "BIGINT NOT NULL, PRIMARY KEY (tenant, site, session_id))"
        )
        for user, role, agent_id in (("operator", "operator", None), ("alice", "agent", "alice")):
            connection.exec_driver_sql(
                "INSERT INTO access_user VALUES (?, ?, ?, ?, ?, ?, ?)", ("demo", "main", user, "h", role, agent_id, 7)
            )
        connection.exec_driver_sql("INSERT INTO access_session VALUES ('demo', 'main', 's', 'alice', 8, 9)")
    for _ in range(2):
        store = AccessStore(engine, TenantId("demo"), SiteId("main"))
        found = store.users()
        assert (found["operator"].role, found["operator"].made_by) == (Role.ADMINISTRATOR, DEMO)
        assert (found["alice"].role, found["alice"].agent_id, found["alice"].created_at_ms) == (Role.AGENT, ALICE, 7)
        assert not found["alice"].is_disabled and found["alice"].team == ""
        assert store.sessions() == [StoredSession(SessionId("s"), "alice", 8, 9)]
