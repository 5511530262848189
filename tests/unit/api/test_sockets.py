"""The websocket routes: tickets, origins, subprotocols, closing codes."""

import pytest
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from cic.access.identity import PhoneRole
from tests.unit.api.conftest import ALICE, KEYS, Backstage, TestClient

pytestmark = pytest.mark.unit

DESKTOP, PHONE = "cic.desktop.v2", "cic.phone.v1"
DESKTOP_URL, PHONE_URL = "ws://127.0.0.1:8080/ws/desktop", "ws://127.0.0.1:8080/ws/phone"


def desktop_ticket(client: TestClient, bearer: dict[str, str]) -> str:
    return str(client.post("/api/desktop/ticket", headers=bearer).json()["ticket"])


def test_a_ticket_opens_the_desktop_and_only_the_protocol_is_echoed(
    client: TestClient, bearer: dict[str, str], backstage: Backstage
) -> None:
    ticket = desktop_ticket(client, bearer)
    with client.websocket_connect(DESKTOP_URL, subprotocols=[DESKTOP, f"ticket.{ticket}"]) as socket:
        assert socket.accepted_subprotocol == DESKTOP
        socket.send_text("你好")
        assert socket.receive_text() == "你好"
        socket.send_text("leave")
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
    assert closed.value.code == 4500
    assert [grant.agent_id for grant in backstage.desktops] == [ALICE]


def test_a_ticket_opens_once(client: TestClient, bearer: dict[str, str], backstage: Backstage) -> None:
    ticket = desktop_ticket(client, bearer)
    with client.websocket_connect(DESKTOP_URL, subprotocols=[DESKTOP, f"ticket.{ticket}"]) as socket:
        socket.send_text("leave")
    assert refusal_code(client, DESKTOP_URL, [DESKTOP, f"ticket.{ticket}"]) == 4501
    assert len(backstage.desktops) == 1


@pytest.mark.parametrize("protocols", [[DESKTOP], [DESKTOP, "ticket."], [DESKTOP, "ticket.wrong"]])
def test_without_a_good_ticket_the_browser_is_told_to_sign_in(client: TestClient, protocols: list[str]) -> None:
    assert refusal_code(client, DESKTOP_URL, protocols) == 4501


def test_another_protocol_or_another_site_is_not_even_accepted(client: TestClient, bearer: dict[str, str]) -> None:
    for protocols, origin in (
        ([], "http://127.0.0.1:8080"),
        (["chat"], "http://127.0.0.1:8080"),
        ([DESKTOP], "http://evil.example"),
        ([DESKTOP], "null"),
    ):
        ticket = desktop_ticket(client, bearer)
        with (
            pytest.raises(WebSocketDisconnect) as closed,
            client.websocket_connect(
                DESKTOP_URL,
                subprotocols=[*protocols, f"ticket.{ticket}"],
                headers={"Origin": origin},
            ),
        ):
            pass
        assert closed.value.code == 1008
    own = {"Origin": "http://127.0.0.1:8080"}
    with client.websocket_connect(
        DESKTOP_URL,
        subprotocols=[DESKTOP, f"ticket.{desktop_ticket(client, bearer)}"],
        headers=own,
    ) as socket:
        socket.send_text("leave")


def test_a_page_of_before_this_engine_is_told_to_load_anew(client: TestClient, bearer: dict[str, str]) -> None:
    protocols = ["cic.desktop.v1", f"ticket.{desktop_ticket(client, bearer)}"]
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        client.websocket_connect(DESKTOP_URL, subprotocols=protocols),
    ):
        pass
    assert (denied.value.status_code, denied.value.json()["error"]["code"]) == (426, "old_protocol")


def test_a_binary_frame_ends_the_connection(client: TestClient, bearer: dict[str, str]) -> None:
    ticket = desktop_ticket(client, bearer)
    with client.websocket_connect(DESKTOP_URL, subprotocols=[DESKTOP, f"ticket.{ticket}"]) as socket:
        socket.send_bytes(b"\x00")
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
    assert closed.value.code == 1003


def test_phones_come_as_callers_or_as_the_agents_own(
    client: TestClient, bearer: dict[str, str], backstage: Backstage
) -> None:
    caller = client.post("/api/phone/ticket", json={"key": KEYS.test_phone_key}).json()["ticket"]
    agent = client.post("/api/phone/ticket", headers=bearer).json()["ticket"]
    for ticket in (caller, agent):
        with client.websocket_connect(PHONE_URL, subprotocols=[PHONE, f"ticket.{ticket}"]) as socket:
            socket.send_text("leave")
    assert [(grant.role, address) for grant, address in backstage.phones] == [
        (PhoneRole.CALLER, None),
        (PhoneRole.AGENT, "alice"),
    ]
    assert refusal_code(client, PHONE_URL, [PHONE, f"ticket.{caller}"]) == 4501
    assert refusal_code(client, PHONE_URL, [PHONE, f"ticket.{desktop_ticket(client, bearer)}"]) == 4501


def test_a_phone_does_not_outlive_its_session(client: TestClient, bearer: dict[str, str]) -> None:
    caller = client.post("/api/phone/ticket", json={"key": KEYS.test_phone_key}).json()["ticket"]
    agent = client.post("/api/phone/ticket", headers=bearer).json()["ticket"]
    with (
        client.websocket_connect(PHONE_URL, subprotocols=[PHONE, f"ticket.{agent}"]) as own,
        client.websocket_connect(PHONE_URL, subprotocols=[PHONE, f"ticket.{caller}"]) as other,
    ):
        client.post("/api/sign-out", headers=bearer)
        with pytest.raises(WebSocketDisconnect) as closed:
            own.receive_text()
        assert closed.value.code == 4501
        other.send_text("still here")
        assert other.receive_text() == "still here"


def refusal_code(client: TestClient, path: str, protocols: list[str]) -> int:
    with (
        client.websocket_connect(path, subprotocols=protocols) as socket,
        pytest.raises(WebSocketDisconnect) as closed,
    ):
        socket.receive_text()
    return closed.value.code
