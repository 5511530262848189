"""The table of who may what, and whose rows that covers."""

import pytest

from cic.access.identity import Identity, Role, SessionId
from cic.access.permissions import GRANTS, Permission, Rows, Scope, granted_to, rows, scope_of
from routing.vocabulary import AgentId

pytestmark = pytest.mark.unit
ALICE, BOB, CAROL = AgentId("alice"), AgentId("bob"), AgentId("carol")
TEAMS = {ALICE: "red", BOB: "red", CAROL: "blue"}


def person(role: Role, agent_id: AgentId | None = None, team: str = "") -> Identity:
    return Identity("someone", role, agent_id, SessionId("s"), team)


def test_every_permission_is_in_the_table_and_somebody_has_it() -> None:
    assert set(GRANTS) == set(Permission)
    assert all(any(scope is not Scope.NONE for scope in by_role.values()) for by_role in GRANTS.values())


def test_an_administrator_may_everything_that_needs_no_desk() -> None:
    for permission in Permission:
        expected = Scope.OWN if permission in (Permission.KEEP_SESSION, Permission.USE_DESK) else Scope.ALL
        assert scope_of(Role.ADMINISTRATOR, permission) is expected, permission


def test_an_agent_acts_on_nobody_else() -> None:
    others = {Permission.SEE_DIRECTORY, Permission.FIND_CUSTOMER}
    wide = {permission for permission in Permission if scope_of(Role.AGENT, permission) in (Scope.TEAM, Scope.ALL)}
    assert wide == others


def test_auditors_and_reviewers_change_nothing() -> None:
    changing = {
        Permission.ACT_ON_AGENT, Permission.MESSAGE_AGENTS, Permission.SET_OVERRIDE, Permission.MOVE_CONTACT,
        Permission.RELEASE_CONTACT, Permission.MONITOR_CALL, Permission.TAKE_OVER, Permission.SET_QUEUE_MODE,
        Permission.CLOSE_MISSED, Permission.MAKE_WALL_TOKEN, Permission.CHANGE_CUSTOMER,
        Permission.APPLY_CONFIGURATION, Permission.MANAGE_USERS, Permission.USE_DESK,
    }  # fmt: skip
    for role in (Role.AUDITOR, Role.QUALITY_REVIEWER):
        assert all(scope_of(role, permission) is Scope.NONE for permission in changing), role


def test_who_hears_is_not_who_checks_who_heard() -> None:
    hearing, reading = Permission.HEAR_RECORDING, Permission.READ_AUDIT
    assert scope_of(Role.AUDITOR, hearing) is Scope.NONE
    assert scope_of(Role.QUALITY_REVIEWER, reading) is Scope.NONE


@pytest.mark.parametrize(
    ("who", "covered"),
    [
        (person(Role.TEAM_SUPERVISOR, team="red"), {ALICE, BOB}),
        (person(Role.TEAM_SUPERVISOR, CAROL), {CAROL}),
        (person(Role.TEAM_SUPERVISOR, CAROL, team="red"), {ALICE, BOB, CAROL}),
        (person(Role.TEAM_SUPERVISOR), set()),
        (person(Role.SUPERVISOR), {ALICE, BOB, CAROL}),
        (person(Role.AGENT, ALICE, team="red"), set()),
        (person(Role.AUDITOR), set()),
    ],
)
def test_whose_rows_a_person_may_act_on(who: Identity, covered: set[AgentId]) -> None:
    found = rows(who, Permission.ACT_ON_AGENT, TEAMS)
    assert {agent_id for agent_id in TEAMS if found.covers_agent(agent_id)} == covered


def test_an_agent_reads_what_the_agent_took_part_in() -> None:
    found = rows(person(Role.AGENT, ALICE), Permission.READ_CONTACT, TEAMS)
    assert (found.covers_any([BOB, ALICE]), found.covers_any([BOB]), found.covers_any([])) == (True, False, False)
    assert Rows(Scope.ALL, None, frozenset()).covers_any([])


def test_what_a_role_may_is_told_in_words() -> None:
    assert granted_to(Role.AGENT)["use_desk"] == "own"
    assert "manage_users" not in granted_to(Role.SUPERVISOR)
