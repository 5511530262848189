"""Users over HTTP: who may, what is noted, what ends; and everybody's own password and sessions."""

from collections.abc import Callable

import pytest

from cic.access.access import Access
from cic.access.user_words import Known
from cic.api.ports import Services
from tests.unit.api.conftest import ALICE, ROBIN, Backstage, TestClient, sign_in_script

pytestmark = pytest.mark.unit

GOOD = "a long enough one"
WHY = {"reason": "she joins the floor"}
Headers = dict[str, str]
MakeUser = Callable[..., Headers]


@pytest.fixture(autouse=True)
def known(services: Services) -> None:
    """The door knows the configuration's agents and one team."""
    assert isinstance(services.access, Access)
    services.access.known = lambda: Known((ALICE, ROBIN), ("sales",))


@pytest.fixture
def make_user(client: TestClient, operator: Headers) -> MakeUser:
    """Makes a user and signs in."""

    def make(user: str, role: str = "auditor", **more: str) -> Headers:
        body = {"user": user, "role": role, "password": GOOD, **more, **WHY}
        assert client.post("/api/users", json=body, headers=operator).status_code == 200
        return sign_in_script(client, user, GOOD)

    return make


def code_of(response: object) -> str:
    return str(response.json()["error"]["code"])  # type: ignore[attr-defined]


def shown(client: TestClient, headers: Headers, user: str) -> dict[str, object]:
    users = client.get("/api/users", headers=headers).json()["users"]
    return next(entry for entry in users if entry["user"] == user)


def test_an_administrator_makes_users_and_each_is_noted_with_its_reason(
    client: TestClient, operator: Headers, make_user: MakeUser
) -> None:
    ada = make_user("ada", "administrator")
    body = {"user": "lee", "role": "team_supervisor", "team": "sales", **WHY}
    made = client.post("/api/users", json=body, headers=ada).json()
    lee = sign_in_script(client, "lee", made["password"])
    me = client.get("/api/me", headers=lee).json()
    assert (me["user"], me["role"], me["team"]) == ("lee", "team_supervisor", "sales")
    assert shown(client, ada, "lee")["made_by"] == "user:ada"
    entries = client.get("/api/audit", headers=operator).json()["entries"]
    assert [
        (entry["user"], entry["code"], entry["target"], entry["reason"])
        for entry in entries
        if entry["code"] != "session.begin"
    ] == [
        ("ada", "user.add", "lee", WHY["reason"]),
        ("operator", "user.add", "ada", WHY["reason"]),
    ]
    assert made["password"] not in str(entries) and GOOD not in str(entries)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"user": "alice", "role": "auditor"}, 409, "user_exists"),
        ({"user": "no spaces", "role": "auditor"}, 422, "bad_user"),
        ({"user": "eve", "role": "auditor", "password": "short"}, 422, "bad_password"),
        ({"user": "eve", "role": "operator"}, 422, "bad_request"),
        ({"user": "eve", "role": "agent", "agent_id": "nobody"}, 404, "unknown_agent"),
        ({"user": "eve", "role": "agent", "agent_id": "alice"}, 409, "agent_taken"),
        ({"user": "eve", "role": "auditor", "reason": ""}, 422, "bad_request"),
    ],
)
def test_who_may_not_be_made(
    client: TestClient, operator: Headers, body: dict[str, str], status: int, code: str
) -> None:
    answer = client.post("/api/users", json=WHY | body, headers=operator)
    assert (answer.status_code, code_of(answer)) == (status, code)


def test_a_refused_change_is_noted_too(client: TestClient, operator: Headers) -> None:
    answer = client.post("/api/users/operator/remove", json=WHY, headers=operator)
    assert (answer.status_code, code_of(answer)) == (409, "last_administrator")
    outcomes = [entry["outcome"] for entry in client.get("/api/audit", headers=operator).json()["entries"][:2]]
    assert sorted(outcomes) == ["", "last_administrator"]


def test_whoever_is_changed_is_signed_out_everywhere(
    client: TestClient, operator: Headers, make_user: MakeUser, backstage: Backstage
) -> None:
    for path, body in (
        ("role", {"role": "supervisor"}),
        ("password", {"password": GOOD}),
        ("end-sessions", {}),
        ("disable", {}),
    ):
        headers = make_user("eve") if path == "role" else sign_in_script(client, "eve", GOOD)
        before = len(backstage.ended)
        answer = client.post(f"/api/users/eve/{path}", json=WHY | body, headers=operator)
        assert answer.json() == {"password": None, "sessions_ended": 1}, path
        assert len(backstage.ended) == before + 1
        assert client.get("/api/me", headers=headers).status_code == 401
    wrong = client.post("/api/sign-in", json={"user": "eve", "password": GOOD})
    assert (wrong.status_code, code_of(wrong)) == (401, "wrong_credentials"), "disabled, which is not told"
    client.post("/api/users/eve/enable", json=WHY, headers=operator)
    headers = sign_in_script(client, "eve", GOOD)
    assert shown(client, operator, "eve")["sessions"] == 1
    assert client.post("/api/users/eve/remove", json=WHY, headers=operator).json()["sessions_ended"] == 1
    assert client.get("/api/me", headers=headers).status_code == 401
    for path in ("remove", "unlock", "disable", "end-sessions", "password"):
        answer = client.post(f"/api/users/eve/{path}", json=WHY, headers=operator)
        assert (answer.status_code, code_of(answer)) == (404, "unknown_user"), path


def test_a_locked_out_user_is_shown_and_let_in(client: TestClient, operator: Headers, backstage: Backstage) -> None:
    for _ in range(10):
        answer = client.post("/api/sign-in", json={"user": "alice", "password": "wrong"})
        backstage.at_ms += 20_000
        assert answer.status_code == 401
    answer = client.post("/api/sign-in", json={"user": "alice", "password": "wrong"})
    assert answer.status_code == 429 and 800 < int(answer.headers["retry-after"]) <= 900
    assert shown(client, operator, "alice")["locked_until_ms"] is not None
    client.post("/api/users/alice/unlock", json=WHY, headers=operator)
    assert shown(client, operator, "alice")["locked_until_ms"] is None
    assert client.post("/api/sign-in", json={"user": "alice", "password": "wrong"}).status_code == 401


def test_demo_sign_ins_go_at_once(client: TestClient, operator: Headers, make_user: MakeUser, bearer: Headers) -> None:
    refused = client.post("/api/demo-users/remove", json=WHY, headers=operator)
    assert (refused.status_code, code_of(refused)) == (409, "last_administrator")
    ada = make_user("ada", "administrator")
    assert client.post("/api/demo-users/remove", json=WHY, headers=ada).json()["sessions_ended"] == 1
    assert client.get("/api/me", headers=bearer).status_code == 401
    assert [user["user"] for user in client.get("/api/users", headers=ada).json()["users"]] == ["ada"]


def test_everybody_changes_the_own_password(client: TestClient, make_user: MakeUser, backstage: Backstage) -> None:
    headers = make_user("eve")
    other = sign_in_script(client, "eve", GOOD)
    answer = client.post("/api/me/password", json={"old": "wrong", "new": "another good one"}, headers=headers)
    assert (answer.status_code, code_of(answer)) == (409, "wrong_password")
    answer = client.post("/api/me/password", json={"old": GOOD, "new": "eve"}, headers=headers)
    assert (answer.status_code, code_of(answer)) == (422, "bad_password")
    body = {"old": GOOD, "new": "another good one"}
    assert client.post("/api/me/password", json=body, headers=headers).status_code == 200
    assert client.get("/api/me", headers=headers).status_code == 200
    assert client.get("/api/me", headers=other).status_code == 401, "all others end"
    assert len(backstage.ended) == 1
    assert client.post("/api/sign-in", json={"user": "eve", "password": GOOD}).status_code == 401
    assert client.post("/api/sign-in", json={"user": "eve", "password": "another good one"}).status_code == 200


def test_who_guesses_the_old_password_is_slowed_down(client: TestClient, make_user: MakeUser) -> None:
    headers = make_user("eve")
    answers = [
        client.post("/api/me/password", json={"old": f"guess {number}", "new": GOOD}, headers=headers)
        for number in range(6)
    ]
    assert [answer.status_code for answer in answers] == [409] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_everybody_sees_and_ends_the_own_sessions(
    client: TestClient, make_user: MakeUser, bearer: Headers, backstage: Backstage
) -> None:
    headers = make_user("eve")
    sign_in_script(client, "eve", GOOD)
    sign_in_script(client, "eve", GOOD)
    sessions = client.get("/api/me/sessions", headers=headers).json()["sessions"]
    assert len(sessions) == 3 and sum(session["is_current"] for session in sessions) == 1
    (alices,) = client.get("/api/me/sessions", headers=bearer).json()["sessions"]
    answer = client.delete(f"/api/me/sessions/{alices['id']}", headers=headers)
    assert (answer.status_code, code_of(answer)) == (404, "unknown_session"), "somebody else's"
    other = next(session for session in sessions if not session["is_current"])
    assert client.delete(f"/api/me/sessions/{other['id']}", headers=headers).status_code == 200
    assert client.delete("/api/me/sessions", headers=headers).status_code == 200
    (left,) = client.get("/api/me/sessions", headers=headers).json()["sessions"]
    assert left["is_current"] and len(backstage.ended) == 2
    assert client.get("/api/me", headers=bearer).status_code == 200


def test_what_is_asked_twice_under_one_id_is_done_once(client: TestClient, operator: Headers) -> None:
    body = {"user": "eve", "role": "auditor", "command_id": "11112222-3333-4444-5555-666677778888", **WHY}
    first, again = (client.post("/api/users", json=body, headers=operator) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json(), "an answer that was lost on its way is not lost"
