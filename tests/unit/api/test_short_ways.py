"""Frames past ASGI, on the real server: in order, never to who does not read, and harmless while a socket closes."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from agent_desktop.gateway.connection import DesktopConnection, DesktopHost, DesktopLimits
from agent_desktop.gateway.outbox import Outbox
from agent_desktop.gateway.served_socket import CloseCode
from agent_desktop.gateway.session import CommandFrame, Cursor
from cic.access.identity import DesktopGrant, PhoneGrant, SessionId
from cic.api.app import create_app
from cic.api.ports import CommandRefused, Services, SocketClosed, SocketTransport
from cic.api.server import build_server
from routing.vocabulary import AgentId
from tests.unit.api.conftest import KEYS
from tests.unit.asterisk.far_end import until

pytestmark = pytest.mark.unit

BOUND_S = 10
LONG = "x" * 60_000
GRANT = DesktopGrant(AgentId("alice"), SessionId("s-1"))


@dataclass(slots=True)
class Serving:
    """A server whose one socket is in the test's hands."""

    transport: SocketTransport
    client: ClientConnection
    over: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def serving(services: Services) -> AsyncIterator[Serving]:
    """A socket that is open at both ends; the server's is closed when ``over`` is set."""
    opened: asyncio.Future[SocketTransport] = asyncio.get_running_loop().create_future()
    over = asyncio.Event()

    async def serve(transport: SocketTransport, _grant: PhoneGrant, _address: str | None) -> None:
        opened.set_result(transport)
        await over.wait()

    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    server = build_server(create_app(replace(services, serve_phone=serve)), "127.0.0.1", 0)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        async with asyncio.timeout(BOUND_S), await phone(port) as client:
            yield Serving(await opened, client, over)
    finally:
        over.set()
        server.should_exit = True
        await running
        listener.close()


async def phone(port: int) -> ClientConnection:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=BOUND_S) as http:
        ticket = (await http.post("/api/phone/ticket", json={"key": KEYS.test_phone_key})).json()["ticket"]
    protocols = [Subprotocol("cic.phone.v1"), Subprotocol(f"ticket.{ticket}")]
    # So little is read ahead that who takes no frame soon stops reading.
    return await connect(f"ws://127.0.0.1:{port}/ws/phone", subprotocols=protocols, proxy=None, max_queue=1)


class Noting:
    """A server of desktops that notes what it is asked for."""

    def __init__(self, heard: list[str]) -> None:
        self._heard = heard

    def epoch_of(self, agent_id: AgentId) -> str:
        return "e"

    def open(self, desktop: DesktopConnection, cursor: Cursor | None) -> None:
        self._heard.append("open")

    def subscribe(self, desktop: DesktopConnection, channel: str, *, is_wanted: bool) -> None:
        self._heard.append(channel)

    async def answer(self, desktop: DesktopConnection, command: CommandFrame) -> CommandRefused | None:
        self._heard.append(command.op)
        return None


def desktop(transport: SocketTransport, limits: DesktopLimits, heard: list[str]) -> DesktopConnection:
    async def perform(_agent: AgentId, _op: str, _args: Any) -> CommandRefused | None:
        return None

    host = DesktopHost(perform, lambda _: True, lambda: 1, "x")
    return DesktopConnection(transport, GRANT, Noting(heard), host, limits)


def fill(transport: SocketTransport) -> int:
    """Send long frames at once until one would have to wait; how many went."""
    sent = 0
    while transport.try_send_text(f"{sent}:{LONG}"):
        sent += 1
    return sent


async def test_frames_keep_their_order_where_the_short_and_the_long_way_mix(services: Services) -> None:
    async with serving(services) as socket:
        outbox = Outbox(socket.transport, 1_000, 60_000)
        sending = asyncio.create_task(outbox.send_waiting())
        sent = fill(socket.transport)
        for number in range(sent, sent + 20):
            outbox.put(f"{number}:{LONG}")
        for number in range(sent + 20):
            assert str(await socket.client.recv()).startswith(f"{number}:")
            outbox.put(f"{number + sent + 20}:")
        for number in range(sent + 20, 2 * (sent + 20)):
            assert str(await socket.client.recv()).startswith(f"{number}:")
        await until(lambda: socket.transport.try_send_text("again at once"))
        assert await socket.client.recv() == "again at once"
        sending.cancel()


@pytest.mark.parametrize(
    "limits", [DesktopLimits(send_timeout_ms=50), DesktopLimits(outgoing_frames_max=10)], ids=["time", "frames"]
)
async def test_a_full_write_buffer_ends_in_too_slow(services: Services, limits: DesktopLimits) -> None:
    async with serving(services) as socket:
        connection = desktop(socket.transport, limits, [])
        connection.tell_snapshot(0, "{}")
        running = asyncio.create_task(connection.run())
        for seq in range(1, fill(socket.transport) + 50):
            connection.tell_events(seq, json.dumps(f"{seq}:{LONG}"))
        assert await running == CloseCode.TOO_SLOW
        socket.client.transport.abort()  # it would read all that is on its way before it leaves


@pytest.mark.parametrize("who", ["server", "client", "nobody asked"])
async def test_a_frame_sent_while_closing_does_no_harm(
    services: Services, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(services) as socket:
        assert socket.transport.try_send_text("before")
        match who:
            case "server":
                await socket.transport.close(4500)
            case "client":
                await socket.client.close()
            case _:
                socket.client.transport.abort()
        await until(lambda: not socket.transport.try_send_text("after"))
        with pytest.raises(SocketClosed):
            while True:
                await socket.transport.receive_text()
        with pytest.raises(SocketClosed):
            await socket.transport.send_text("after")
        if who == "server":
            assert await socket.client.recv() == "before"
            with pytest.raises(ConnectionClosed):
                await socket.client.recv()
            assert socket.client.close_code == 4500
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_what_came_before_there_was_a_listener_is_received_first(services: Services) -> None:
    async with serving(services) as socket:
        heard: list[str] = []
        for text in ("1", "2", "3"):
            await socket.client.send(text)
        assert await socket.transport.receive_text() == "1"
        socket.transport.hear_text(heard.append)
        receiving = asyncio.create_task(receive_all(socket.transport, heard.append))
        await socket.client.send("4")
        await until(lambda: len(heard) == 3)
        await socket.client.send("5")
        await until(lambda: len(heard) == 4)
        assert heard == ["2", "3", "4", "5"]
        await socket.client.send(b"no text")
        await socket.client.send("6")
        with pytest.raises(SocketClosed):
            await receiving
        await socket.client.wait_closed()
        assert (heard, socket.client.close_code) == (["2", "3", "4", "5"], 1003)


async def receive_all(transport: SocketTransport, take: Callable[[str], None]) -> None:
    while True:
        take(await transport.receive_text())


async def test_commands_that_come_in_one_piece_are_carried_out_in_order_until_one_makes_no_sense(
    services: Services,
) -> None:
    async with serving(services) as socket:
        heard: list[str] = []
        running = asyncio.create_task(desktop(socket.transport, DesktopLimits(), heard).run())
        for number in range(3):
            await socket.client.send(json.dumps({"t": "command", "id": str(number), "op": f"op {number}", "args": {}}))
        results = [frame["id"] async for frame in frames(socket.client, 3)]
        assert (heard, results) == (["op 0", "op 1", "op 2"], ["0", "1", "2"])
        await socket.client.send("nonsense")
        await socket.client.send('{"t":"command","id":"9","op":"too late","args":{}}')
        assert await running == CloseCode.BAD_FRAME
        assert heard == ["op 0", "op 1", "op 2"]


async def frames(client: ClientConnection, count: int) -> AsyncIterator[dict[str, Any]]:
    while count > 0:
        frame = json.loads(await client.recv())
        if frame["t"] == "result":
            count -= 1
            yield frame
