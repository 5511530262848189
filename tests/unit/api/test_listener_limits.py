"""Bad peers of the real HTTP and websocket server: each gets a clear answer and is counted, everyone else is served."""

import asyncio
import base64
import json
import os
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from cic.api.app import create_app
from cic.api.doorkeeper import ListenerLimits
from cic.api.ports import Services
from cic.api.server import build_server
from tests.unit.api.conftest import KEYS, Backstage

pytestmark = pytest.mark.unit

BOUND_S = 10
BRIEF = ListenerLimits(head_time_s=0.3, body_time_s=0.3, reading_pause_s=0.5, leaving_time_s=0.5)


@dataclass(slots=True)
class Listening:
    """A server, and what it counted."""

    port: int
    faults: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def send(self, *pieces: bytes) -> "Peer":
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for piece in pieces:
            writer.write(piece)
        return Peer(reader, writer)

    def request(self, method: str, path: str, more: str = "", body: bytes = b"") -> bytes:
        return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{more}\r\n".encode() + body


@dataclass(slots=True)
class Peer:
    """One connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def answer(self) -> tuple[int, str]:
        """Status and error code of the answer, after which the server closes; (0, "") when there is none."""
        async with asyncio.timeout(BOUND_S):
            data = await self.reader.read()
        self.writer.close()
        if not data:
            return 0, ""
        head, _, body = data.partition(b"\r\n\r\n")
        return int(head.split()[1]), json.loads(body)["error"]["code"]

    def leave(self) -> None:
        self.writer.close()


@asynccontextmanager
async def listen(services: Services, limits: ListenerLimits = BRIEF) -> AsyncIterator[Listening]:
    listener = socket.create_server(("127.0.0.1", 0))
    listening = Listening(listener.getsockname()[1])

    def count(listener: str, kind: str) -> None:
        listening.faults[listener, kind] += 1

    server = build_server(create_app(replace(services, count_fault=count)), "127.0.0.1", 0, count, limits)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield listening
    finally:
        server.should_exit = True
        await serving
        listener.close()


@pytest.fixture
async def listening(services: Services, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Listening]:
    async with listen(services) as made:
        yield made
    assert not [record for record in caplog.records if record.levelname == "ERROR"], caplog.text


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(BOUND_S):
        while not is_so():  # noqa: ASYNC110 - the server's own turns have no event of ours to wait for
            await asyncio.sleep(0.01)


UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: cic.phone.v1\r\n"
)
CHUNKED = "Transfer-Encoding: chunked\r\n"


@dataclass(frozen=True)
class Senseless:
    """A request, and how it is answered."""

    method: str
    path: str
    more: str
    body: bytes
    status: int
    code: str


@pytest.mark.parametrize(
    "sent",
    [
        Senseless("GET", "/api/health", "X: " + "y" * 400_000 + "\r\n", b"", 431, "head_too_large"),
        Senseless("G\x01T", "/", "", b"", 400, "bad_request"),
        Senseless("POST", "/api/sign-in", "Content-Length: x\r\n", b"", 400, "bad_request"),
        Senseless("POST", "/api/sign-in", "Content-Length: " + "9" * 5_000 + "\r\n", b"", 400, "bad_request"),
        Senseless("POST", "/api/sign-in", "Content-Length: 5000000\r\n", b"x" * 200_000, 413, "body_too_large"),
        Senseless(
            "POST",
            "/api/sign-in",
            CHUNKED,
            b"10000\r\n" + b"x" * 65536 + b"\r\n10\r\n" + b"y" * 16,
            413,
            "body_too_large",
        ),
        Senseless("POST", "/api/sign-in", CHUNKED, b"2\r\n{}\r\nzz\r\n", 400, "bad_request"),
        Senseless("POST", "/ws/phone", UPGRADE, b"", 400, "bad_upgrade"),
        Senseless("GET", "/ws/phone", UPGRADE + "X: y\r\n" * 200, b"", 400, "bad_upgrade"),
        Senseless("GET", "/ws/phone", UPGRADE + "X: " + "y" * 9_000 + "\r\n", b"", 400, "bad_upgrade"),
    ],
    ids=range(10),
)
async def test_what_makes_no_sense_is_answered_and_counted(listening: Listening, sent: Senseless) -> None:
    peer = await listening.send(listening.request(sent.method, sent.path, sent.more), sent.body)
    assert await peer.answer() == (sent.status, sent.code)
    await until(lambda: listening.faults["http", sent.code] == 1)


async def test_a_fault_behind_a_head_request_is_answered_without_a_body(listening: Listening) -> None:
    peer = await listening.send(listening.request("HEAD", "/api/sign-in", CHUNKED), b"2\r\n{}\r\nzz\r\n")
    async with asyncio.timeout(BOUND_S):
        data = await peer.reader.read()
    peer.leave()
    assert data.startswith(b"HTTP/1.1 400 ") and data.endswith(b"\r\n\r\n")
    assert listening.faults["http", "bad_request"] == 1


@pytest.mark.parametrize("begun", [b"GET / HT", b"GET /api/health HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_a_head_that_drips_is_answered_in_time(listening: Listening, begun: bytes) -> None:
    peer = await listening.send(begun)
    assert await peer.answer() == (408, "too_slow")
    assert listening.faults == {("http", "too_slow"): 1}


async def test_a_connection_that_says_nothing_is_closed_and_no_fault(listening: Listening) -> None:
    peer = await listening.send()
    assert await peer.answer() == (0, "")
    assert not listening.faults


async def test_a_body_nobody_asked_for_does_not_hold_the_connection(services: Services) -> None:
    async with listen(services) as listening:
        peer = await listening.send(listening.request("GET", "/api/health", "Content-Length: 100\r\n"), b"{")
        async with asyncio.timeout(BOUND_S):
            assert (await peer.reader.read()).startswith(b"HTTP/1.1 200")
        peer.leave()


async def test_half_a_request_is_none(listening: Listening, backstage: Backstage) -> None:
    body = json.dumps({"op": "set_activity"}).encode()
    headers = {"Authorization": f"Bearer {KEYS.operator_token}"}
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    more += f"Content-Type: application/json\r\nContent-Length: {len(body) + 1}\r\n"
    peer = await listening.send(listening.request("POST", "/api/commands", more, body))
    await peer.writer.drain()
    peer.leave()
    await until(lambda: listening.faults["http", "closed_early"] == 1)
    assert not backstage.performed


async def test_an_answer_is_read_although_the_request_goes_on(listening: Listening) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listening.port}", timeout=BOUND_S) as http:
        answer = await http.post("/api/sign-in", content=b"x" * 3_000_000)
    assert answer.status_code == 413 and answer.json()["error"]["code"] == "body_too_large"


@pytest.mark.parametrize(
    "text",
    [
        '{"user":"\\ud800","password":"x"}',
        '{"user":"a","password":"\\uDFFF"}',
        '{"user":"a","password":"x","\\ud800":1}',
    ],
)
async def test_half_a_character_is_refused(listening: Listening, text: str) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listening.port}", timeout=BOUND_S) as http:
        answer = await http.post("/api/sign-in", content=text, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert listening.faults == {("http", "wrong_form"): 1}


async def test_a_senders_own_words_are_not_sent_back(listening: Listening) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listening.port}", timeout=BOUND_S) as http:
        answer = await http.post("/api/sign-in", json={"user": "a", "password": "b", "王小明 +15550100": 1})
    assert answer.status_code == 422 and "15550100" not in answer.text and "王" not in answer.text


@asynccontextmanager
async def phone(listening: Listening) -> AsyncIterator[object]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listening.port}", timeout=BOUND_S) as http:
        ticket = (await http.post("/api/phone/ticket", json={"key": KEYS.test_phone_key})).json()["ticket"]
    protocols = [Subprotocol("cic.phone.v1"), Subprotocol(f"ticket.{ticket}")]
    async with connect(f"ws://127.0.0.1:{listening.port}/ws/phone", subprotocols=protocols, proxy=None) as wire:
        yield wire


async def test_a_crowd_pushes_out_the_idle_and_nobody_else(services: Services) -> None:
    limits = ListenerLimits(strangers_per_address_max=20, head_time_s=60.0)
    async with listen(services, limits) as listening, phone(listening) as wire:
        crowd = [await listening.send() for _ in range(60)]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listening.port}", timeout=BOUND_S) as http:
            assert (await http.get("/api/health")).status_code == 200
            crowd += [await listening.send(b"GET / HT") for _ in range(60)]
            assert (await http.get("/api/health")).status_code == 200
        await wire.send("still here")  # type: ignore[attr-defined]
        assert await wire.recv() == "still here"  # type: ignore[attr-defined]
        assert await crowd[0].answer() == (0, "")
        assert await crowd[60].answer() == (503, "crowded_out")
        assert 90 <= listening.faults["http", "crowded_out"] <= 110
        for peer in crowd:
            peer.leave()


async def test_a_websocket_without_a_ticket_is_a_stranger_until_it_has_gone(listening: Listening) -> None:
    peer = await listening.send(listening.request("GET", "/ws/phone", UPGRADE))
    async with asyncio.timeout(BOUND_S):
        data = await peer.reader.read()  # it does not answer our close, so that the server must end it
    assert data.startswith(b"HTTP/1.1 101") and (4501).to_bytes(2, "big") in data
    assert listening.faults["phone", "ticket_refused"] == 1
    peer.leave()


@pytest.mark.parametrize(
    ("sent", "code"),
    [([b"\xff\xfe"] * 2, 1007), ([b"a"] + [b""] * 400, 1009), ([b"x" * 70_000], 1009)],
    ids=["no text", "fragments without end", "too long"],
)
async def test_frames_that_are_none_end_their_connection_only(
    listening: Listening, sent: list[bytes], code: int
) -> None:
    async with phone(listening) as other, phone(listening) as wire:
        with pytest.raises(ConnectionClosed):
            await wire.send(sent, text=True)  # type: ignore[attr-defined]
            async with asyncio.timeout(BOUND_S):
                await wire.recv()  # type: ignore[attr-defined]
        assert wire.close_code == code  # type: ignore[attr-defined]
        await other.send("hello")  # type: ignore[attr-defined]
        assert await other.recv() == "hello"  # type: ignore[attr-defined]
    assert listening.faults["phone", "bad_websocket_frame"] == 1


def ping(size: int) -> bytes:
    """One masked ping frame."""
    return bytes([0x89, 0x80 | size]) + b"\0\0\0\0" + b"p" * size


async def test_a_peer_that_pings_and_never_reads_is_ended(listening: Listening) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listening.port}", timeout=BOUND_S) as http:
        ticket = (await http.post("/api/phone/ticket", json={"key": KEYS.test_phone_key})).json()["ticket"]
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", listening.port))
    key = base64.b64encode(os.urandom(16)).decode()
    upgrade = UPGRADE.replace("dGhlIHNhbXBsZSBub25jZQ==", key).replace("phone.v1", f"phone.v1, ticket.{ticket}")
    raw.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(raw, listening.request("GET", "/ws/phone", upgrade))
    assert b" 101 " in await asyncio.wait_for(loop.sock_recv(raw, 4096), BOUND_S)
    begun = time.monotonic()
    with pytest.raises(OSError):  # reset: it is aborted, not asked to leave
        while time.monotonic() - begun < BOUND_S:
            await asyncio.wait_for(loop.sock_sendall(raw, ping(125) * 1_000), BOUND_S)
    raw.close()
    await until(lambda: listening.faults["phone", "unread"] == 1)


async def test_a_peer_that_reads_nothing_of_its_answer_is_ended(services: Services, backstage: Backstage) -> None:
    backstage.rows = backstage.rows * 2_000
    async with listen(services) as listening:
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.connect(("127.0.0.1", listening.port))
        more = f"Authorization: Bearer {KEYS.operator_token}\r\n"
        raw.sendall(listening.request("GET", "/openapi.json", more) * 200)
        await until(lambda: listening.faults["http", "unread"] == 1)
        raw.close()
