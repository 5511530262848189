"""The websocket routes: tickets in, transports out. Owns subprotocols and closing codes; knows no frames."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from fastapi import APIRouter, WebSocket
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.websockets import WebSocketDisconnect, WebSocketState

from cic.access.identity import PhoneGrant, PhoneRole, SessionId
from cic.api.asking import services_of
from cic.api.guarded_websocket import ADMIT, HEAR_TEXT, TRY_SEND_TEXT
from cic.api.ports import SocketClosed

Granted = TypeVar("Granted")
BOARD_PROTOCOL = "cic.board.v1"
DESKTOP_PROTOCOL = "cic.desktop.v2"
OLD_DESKTOP_PROTOCOL = "cic.desktop.v1"
PHONE_PROTOCOL = "cic.phone.v1"
TICKET_PREFIX = "ticket."
NOT_TEXT = 1003
POLICY = 1008
TICKET_REFUSED = 4501
CLOSE_TIMEOUT_S = 5.0

routes = APIRouter()


class WebSocketTransport:
    """A websocket as the protocols see it: text frames in and out, and one way for it to be over."""

    def __init__(self, websocket: WebSocket, count_fault: Callable[[str], None]) -> None:
        self._websocket = websocket
        self._count_fault = count_fault
        # Another server than ours offers no short ways: frames then go the long one.
        state = websocket.scope.get("state", {})
        self._try_send_text: Callable[[str], bool] = state.get(TRY_SEND_TEXT, _send_nothing)
        self._hear_text: Callable[[Callable[[str], None]], None] = state.get(HEAR_TEXT, _hear_nothing)

    async def receive_text(self) -> str:
        """The next text frame that no listener was given; a binary one ends the connection."""
        if self._websocket.client_state is not WebSocketState.CONNECTED:
            raise SocketClosed
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise SocketClosed
        text = message.get("text")
        if not isinstance(text, str):
            self._count_fault("not_text")
            await self.close(NOT_TEXT)
            raise SocketClosed
        return text

    def hear_text(self, listener: Callable[[str], None]) -> None:
        """Hand text frames to the listener as they come, where the server can."""
        self._hear_text(listener)

    def try_send_text(self, text: str) -> bool:
        """Send one text frame at once, where the server can and the far end reads."""
        return self._try_send_text(text)

    async def send_text(self, text: str) -> None:
        """Send one text frame."""
        try:
            await self._websocket.send_text(text)
        except (WebSocketDisconnect, RuntimeError, OSError) as fault:
            # Starlette answers a send after the close with RuntimeError, the server with OSError.
            raise SocketClosed from fault

    async def close(self, code: int) -> None:
        """Send the far end away."""
        if self._websocket.application_state is not WebSocketState.CONNECTED:
            return
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._websocket.close(code)
        except (WebSocketDisconnect, RuntimeError, OSError):
            # It was gone already, which is what was wanted; or it reads so slowly that not even this goes out
            # (TimeoutError is an OSError), and the server drops it when we return.
            return


def _send_nothing(_text: str) -> bool:
    return False


def _hear_nothing(_listener: Callable[[str], None]) -> None:
    return


class PhoneSockets:
    """The open phones of signed-in agents, so that a phone does not outlive its session."""

    def __init__(self) -> None:
        self._open: dict[SessionId, set[WebSocketTransport]] = {}

    @contextmanager
    def listed(self, session_id: SessionId | None, transport: WebSocketTransport) -> Iterator[None]:
        """List a phone while it is served; a caller's phone has no session."""
        if session_id is None:
            yield
            return
        self._open.setdefault(session_id, set()).add(transport)
        try:
            yield
        finally:
            self._open[session_id].discard(transport)
            if not self._open[session_id]:
                del self._open[session_id]

    async def end(self, session_id: SessionId) -> None:
        """The session was signed out: its phones are sent away."""
        for transport in tuple(self._open.get(session_id, ())):
            await transport.close(TICKET_REFUSED)


def phone_sockets_of(connection: HTTPConnection) -> PhoneSockets:
    """The open phones of the app."""
    phones = connection.app.state.phone_sockets
    assert isinstance(phones, PhoneSockets)
    return phones


@routes.websocket("/ws/desktop")
async def desktop_socket(websocket: WebSocket) -> None:
    """An agent's desktop; the ticket comes as a subprotocol, so that it stands in no log."""
    services = services_of(websocket)
    redeem = services.access.redeem_desktop_ticket
    if (let_in := await _let_in(websocket, DESKTOP_PROTOCOL, "desktop", redeem)) is not None:
        await services.serve_desktop(*let_in)


@routes.websocket("/ws/board")
async def board_socket(websocket: WebSocket) -> None:
    """A supervisor's board, or a wall."""
    services = services_of(websocket)
    redeem = services.access.redeem_board_ticket
    if (let_in := await _let_in(websocket, BOARD_PROTOCOL, "board", redeem)) is not None:
        await services.live.serve(*let_in)


@routes.websocket("/ws/phone")
async def phone_socket(websocket: WebSocket) -> None:
    """A browser phone: a caller's, or a signed-in agent's."""
    services = services_of(websocket)

    def redeem(ticket: str) -> tuple[PhoneGrant, str | None] | None:
        grant = services.access.redeem_phone_ticket(ticket)
        if grant is None:
            return None
        address = None if grant.agent_id is None else services.phone_address(grant.agent_id)
        return None if grant.role is PhoneRole.AGENT and address is None else (grant, address)

    if (let_in := await _let_in(websocket, PHONE_PROTOCOL, "phone", redeem)) is None:
        return
    transport, (grant, address) = let_in
    with phone_sockets_of(websocket).listed(grant.session_id, transport):
        await services.serve_phone(transport, grant, address)


async def _let_in(
    websocket: WebSocket, protocol: str, kind: str, redeem: Callable[[str], Granted | None]
) -> tuple[WebSocketTransport, Granted] | None:
    """Let in whoever brings a good ticket, and say for what it is good; send everybody else away."""
    count_fault = partial(services_of(websocket).count_fault, kind)
    ticket = await _accept(websocket, protocol, count_fault)
    if ticket is None:
        return None
    grant = redeem(ticket)
    transport = WebSocketTransport(websocket, count_fault)
    if grant is None:
        count_fault("ticket_refused")
        await transport.close(TICKET_REFUSED)
        return None
    _admit(websocket)
    return transport, grant


async def _accept(websocket: WebSocket, protocol: str, count_fault: Callable[[str], None]) -> str | None:
    """Accept a socket that speaks our protocol and return the ticket it brings, which may be a wrong one."""
    offered: list[str] = websocket.scope.get("subprotocols", [])
    if protocol not in offered:
        count_fault("wrong_subprotocol")
        if protocol == DESKTOP_PROTOCOL and OLD_DESKTOP_PROTOCOL in offered:
            await _refuse_old(websocket)
            return None
        await websocket.close(POLICY)
        return None
    await websocket.accept(subprotocol=protocol)
    tickets = [word.removeprefix(TICKET_PREFIX) for word in offered if word.startswith(TICKET_PREFIX)]
    return tickets[0] if tickets else ""


async def _refuse_old(websocket: WebSocket) -> None:
    """A page that was loaded before this engine was installed: loading it anew helps."""
    if "websocket.http.response" not in websocket.scope.get("extensions", {}):
        await websocket.close(POLICY)
        return
    detail = f"The center speaks {DESKTOP_PROTOCOL}; load the page anew."
    error = {"error": {"code": "old_protocol", "detail": detail}}
    await websocket.send_denial_response(JSONResponse(error, 426, headers={"Upgrade": "websocket"}))


def _admit(websocket: WebSocket) -> None:
    """Its ticket was good: whoever keeps the listener counts it as a stranger no more."""
    admit = websocket.scope.get("state", {}).get(ADMIT)
    if admit is not None:
        admit()
