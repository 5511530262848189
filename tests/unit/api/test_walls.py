"""Walls: made by supervisors, opened by a token that is told once, gone when removed; guessing is slowed down."""

from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect

from cic.access.identity import Wall
from cic.access.walls import Walls, WallStore
from cic.api.ports import Services
from routing.vocabulary import QueueId
from tests.unit.api.conftest import KEYS, Backstage, TestClient

pytestmark = pytest.mark.unit

OPERATOR = {"Authorization": f"Bearer {KEYS.operator_token}"}
BOARD_URL, BOARD = "ws://127.0.0.1:8080/ws/board", "cic.board.v1"
LOBBY = {"name": "lobby", "queues": ["sales"]}


def make(client: TestClient, **fields: Any) -> str:
    answer = client.post("/api/walls", headers=OPERATOR, json={**LOBBY, **fields})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["token"])


def test_a_token_is_exchanged_for_a_ticket_that_opens_the_walls_board(client: TestClient, backstage: Backstage) -> None:
    token = make(client)
    ticket = client.post("/api/wall-ticket", json={"token": token}).json()["ticket"]
    with client.websocket_connect(BOARD_URL, subprotocols=[BOARD, f"ticket.{ticket}"]) as socket:
        assert socket.accepted_subprotocol == BOARD
        socket.send_text("hello")
        assert socket.receive_text() == "hello"
    (grant,) = backstage.live.served
    assert grant.identity is None and grant.wall == Wall("lobby", (QueueId("sales"),), shows_agents=False)


def test_no_token_is_kept_or_shown_again(client: TestClient, services: Services) -> None:
    token = make(client, shows_agents=True)
    listed = client.get("/api/walls", headers=OPERATOR)
    assert token not in listed.text
    (wall,) = listed.json()["walls"]
    assert (wall["name"], wall["queues"], wall["shows_agents"], wall["made_by"]) == (
        "lobby",
        ["sales"],
        True,
        "operator",
    )
    (kept,) = services.live.walls.all()
    assert token not in repr(kept)


def test_a_removed_wall_opens_nothing_and_what_is_open_ends(client: TestClient, backstage: Backstage) -> None:
    token = make(client)
    assert client.post("/api/walls/lobby/remove", headers=OPERATOR, json={}).status_code == 200
    assert backstage.live.walls_ended == ["lobby"]
    assert client.post("/api/wall-ticket", json={"token": token}).status_code == 401
    assert client.post("/api/walls/lobby/remove", headers=OPERATOR, json={}).status_code == 404


def test_guessing_is_slowed_down_and_a_good_token_still_opens(client: TestClient) -> None:
    token = make(client)
    codes = [client.post("/api/wall-ticket", json={"token": f"guess-{n}"}).status_code for n in range(25)]
    assert codes[:20] == [401] * 20 and codes[-1] == 429
    assert client.post("/api/wall-ticket", json={"token": token}).status_code == 200


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"name": "The Lobby"}, 422, "bad_name"),
        ({"queues": ["nothing"]}, 404, "unknown_queue"),
        ({"queues": []}, 422, "bad_request"),
        ({}, 409, "name_taken"),
    ],
)
def test_a_wall_that_cannot_be_is_refused(client: TestClient, fields: dict[str, Any], status: int, code: str) -> None:
    make(client)
    answer = client.post("/api/walls", headers=OPERATOR, json={**LOBBY, **fields})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_walls_outlive_a_restart(services: Services, client: TestClient) -> None:
    token = make(client)
    store = services.live.walls._store
    assert isinstance(store, WallStore)
    again = Walls(store, lambda: 1)
    assert again.of_token(token, "somewhere") == Wall("lobby", (QueueId("sales"),), shows_agents=False)


def test_a_ticket_opens_a_board_once(client: TestClient) -> None:
    ticket = client.post("/api/board-ticket", headers=OPERATOR).json()["ticket"]
    protocols = [BOARD, f"ticket.{ticket}"]
    with client.websocket_connect(BOARD_URL, subprotocols=protocols) as socket:
        socket.send_text("once")
    with (
        client.websocket_connect(BOARD_URL, subprotocols=protocols) as socket,
        pytest.raises(WebSocketDisconnect) as end,
    ):
        socket.receive_text()
    assert end.value.code == 4501
