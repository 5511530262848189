"""Every route beside the table of permissions: each role is let in or sent away as the table says, none is left out."""

from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from cic.access.identity import Identity, Role, SessionId
from cic.access.permissions import Permission, Scope, scope_of
from cic.api.app import create_app
from cic.api.asking import Permitted
from cic.api.ports import Services
from tests.unit.api.conftest import ALICE, TestClient

pytestmark = pytest.mark.unit
OPEN_TO_ALL = {
    # Who is not signed in yet, and whoever looks whether the center is well.
    ("POST", "/api/sign-in"), ("POST", "/api/sign-out"), ("GET", "/api/health"),
    # Ways to sign in beside passwords.
    ("GET", "/api/sign-in/ways"), ("GET", "/api/sign-in/openid"), ("GET", "/api/sign-in/openid/callback"),
    ("GET", "/api/sign-in/openid/end"),
    # With the test phone's key, or signed in: it looks for itself.
    ("POST", "/api/phone/ticket"),
    # With a wall's token.
    ("POST", "/api/wall-ticket"),
    # Pages, which hold nothing of the center.
    ("GET", "/"), ("GET", "/compact"), ("GET", "/phone"), ("GET", "/supervisor"), ("GET", "/supervisor/{tab}"),
    ("GET", "/wall/{name}"),
}  # fmt: skip


def permissions_of(dependant: Dependant) -> Iterator[Permission]:
    """What a route asks for, wherever among its dependencies."""
    for inner in dependant.dependencies:
        if isinstance(inner.call, Permitted):
            yield inner.call.permission
        yield from permissions_of(inner)


def routes_of(services: Services) -> list[tuple[str, str, frozenset[Permission]]]:
    """Method, path and permissions of every HTTP route."""
    routes = [route for route in create_app(services).routes if isinstance(route, APIRoute)]
    return [
        (method, route.path, frozenset(permissions_of(route.dependant)))
        for route in routes
        for method in sorted(route.methods - {"HEAD"})
    ]


def test_every_route_asks_for_exactly_one_permission(services: Services) -> None:
    asking = {(method, path): wanted for method, path, wanted in routes_of(services)}
    without = {route for route, wanted in asking.items() if not wanted}
    assert without == OPEN_TO_ALL & asking.keys()
    assert {route: wanted for route, wanted in asking.items() if len(wanted) > 1} == {}


def test_every_role_is_let_in_or_sent_away_as_the_table_says(services: Services) -> None:
    """All routes by all roles. Whoever is let in may be refused for another reason: nothing is there, or no body."""
    seen: dict[Role, Identity] = {role: Identity("someone", role, ALICE, SessionId("s")) for role in Role}

    class OneDoor:
        async def identify(self, token: str) -> Identity | None:
            return seen.get(Role(token))

    object.__setattr__(services, "access", OneDoor())
    wrong: list[str] = []
    app = create_app(services)
    with TestClient(app, base_url="http://127.0.0.1:8080", raise_server_exceptions=False) as client:
        for method, path, wanted in routes_of(services):
            for role in Role if wanted else ():
                url = path.replace("{", "").replace("}", "")
                answer = client.request(method, url, headers={"Authorization": f"Bearer {role.value}"})
                refused = answer.status_code == 403 and answer.json()["error"]["code"] == "not_permitted"
                may = all(scope_of(role, permission) is not Scope.NONE for permission in wanted)
                if refused is may:
                    wrong.append(f"{role.value} {method} {path}: {answer.status_code}")
    assert wrong == []


def test_without_a_session_every_other_route_is_shut(client: TestClient, services: Services) -> None:
    for method, path, wanted in routes_of(services):
        if wanted:
            url = path.replace("{", "").replace("}", "")
            assert client.request(method, url).status_code == 401, f"{method} {path}"
