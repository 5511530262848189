"""The same routes behind the real server, on a port of this machine."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from cic.api.app import create_app
from cic.api.ports import Services
from cic.api.server import FRAME_BYTES_MAX, build_server
from tests.unit.api.conftest import KEYS

pytestmark = pytest.mark.unit

BOUND_S = 10


@asynccontextmanager
async def running(services: Services) -> AsyncIterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))  # it listens already: whoever connects early waits in line
    server = build_server(create_app(services), "127.0.0.1", 0)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        listener.close()


@asynccontextmanager
async def phone(address: str, ticket: str, origin: str | None = None) -> AsyncIterator[ClientConnection]:
    protocols = [Subprotocol("cic.phone.v1"), Subprotocol(f"ticket.{ticket}")]
    headers = {"Origin": origin} if origin else {}
    async with (
        asyncio.timeout(BOUND_S),
        connect(f"ws://{address}/ws/phone", subprotocols=protocols, additional_headers=headers, proxy=None) as wire,
    ):
        yield wire


async def caller_ticket(address: str) -> str:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(f"http://{address}/api/phone/ticket", json={"key": KEYS.test_phone_key})
        return str(answer.json()["ticket"])


async def test_websockets_over_the_real_server(services: Services) -> None:
    async with running(services) as address:
        ticket = await caller_ticket(address)
        async with phone(address, ticket) as wire:
            assert wire.subprotocol == "cic.phone.v1"
            await wire.send("你好")
            assert await wire.recv() == "你好"
            await wire.send("leave")
            await wire.wait_closed()
            assert wire.close_code == 4500
        async with phone(address, ticket) as reused:
            await reused.wait_closed()
            assert reused.close_code == 4501


async def test_a_frame_that_is_too_long_ends_the_connection(services: Services) -> None:
    async with running(services) as address, phone(address, await caller_ticket(address)) as wire:
        with pytest.raises(ConnectionClosed):
            await wire.send("x" * (FRAME_BYTES_MAX + 1))
            await wire.recv()
        assert wire.close_code == 1009


async def test_another_site_is_refused_at_the_handshake(services: Services) -> None:
    async with running(services) as address:
        ticket = await caller_ticket(address)
        with pytest.raises(InvalidStatus) as refused:
            async with phone(address, ticket, origin="http://evil.example"):
                pass
        assert refused.value.response.status_code == 403
        async with phone(address, ticket, origin=f"http://{address}") as wire:
            await wire.send("the ticket is still good")
            assert await wire.recv() == "the ticket is still good"


async def test_open_sockets_do_not_keep_the_server_from_stopping(services: Services) -> None:
    async with asyncio.timeout(BOUND_S), running(services) as address:
        ticket = await caller_ticket(address)
        protocols = [Subprotocol("cic.phone.v1"), Subprotocol(f"ticket.{ticket}")]
        wire = await connect(f"ws://{address}/ws/phone", subprotocols=protocols, proxy=None)
    await wire.wait_closed()
