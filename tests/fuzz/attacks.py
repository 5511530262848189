"""One bad peer at a time, for each listener, by seed. Owns how they behave; judges nothing.

Attack number ``n`` of a seed is always the same one: what failed once can be sent again.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random

import httpx
import websockets

from tests.fuzz.mutation import STRANGE_TEXTS, mutated, mutated_object, strange_value
from tests.harness.pretend_asterisk import PretendAsterisk
from tests.harness.running_center import RunningCenter

PATIENCE_S = 0.25
"""How long an attacker waits for an answer: most get one at once, the slow ones are to be many."""
READ_BYTES = 64 * 1024
PATHS = (
    "/api/health", "/api/me", "/api/sign-in", "/api/desktop/ticket", "/api/phone/ticket", "/api/commands", "*",
    "/api/contacts", "/api/contacts?limit=5&before=x", "/api/contacts/x", "/api/agents", "/api/queues", "/phone",
    "/assets/x.js", "/assets/../../pyproject.toml", "/prompts/en/main/welcome.wav", "/ws/desktop", "/ws/phone", "/",
    "/ws/board", "/openapi.json", "/api/messages/m1.1", "/api/messages/../journal.db", "/api/ratings?from_ms=1",
)  # fmt: skip
BODIES: dict[str, dict[str, object]] = {
    "/api/sign-in": {"user": "nobody", "password": "wrong"},
    "/api/phone/ticket": {"key": "wrong"},
    "/api/commands": {"op": "set_activity", "args": {"activity": "available", "reason": ""}},
}
PHONE_FRAMES: tuple[dict[str, object], ...] = (
    {"t": "dial", "number": "4000", "caller_number": "+15550100", "caller_name": "Ann"},
    {"t": "played", "leg_id": "x", "effect_id": "y"},
    {"t": "digit", "leg_id": "x", "digit": "1"},
    {"t": "signal", "leg_id": "x", "to": "y", "data": {"candidate": None}},
    {"t": "rejoin", "leg_id": "x", "token": "y", "answered": True, "media": "kept"},
    {"t": "hang_up", "leg_id": "x"},
    {"t": "pong", "n": 1},
)
COMMANDS: tuple[dict[str, object], ...] = (
    {"t": "open", "cursor": None},
    {"t": "open", "cursor": {"epoch": "x", "seq": 1}},
    {"t": "subscribe", "channel": "directory"},
    {"t": "unsubscribe", "channel": "waiting"},
    {"t": "command", "id": "5", "op": "consult", "rev": 1,
     "args": {"interaction_id": "x", "target": {"kind": "number", "number": "+15550100"}}},
    {"t": "command", "id": "6", "op": "make_follow_up",
     "args": {"interaction_id": "x", "owner": "me", "queue_id": "q", "due_at_ms": 1, "text": "t"}},
    {"t": "command", "id": "1", "op": "set_activity", "args": {"activity": "on_break", "reason": "rest"}},
    {"t": "command", "id": "2", "op": "accept_offer", "args": {"offer_id": "x"}},
    {"t": "command", "id": "3", "op": "send_digits", "args": {"interaction_id": "x", "digits": "1"}},
    {"t": "command", "id": "4", "op": "finish_wrap_up",
     "args": {"interaction_id": "x", "disposition": "solved", "note": "n"}},
    {"t": "pong", "n": 1},
)  # fmt: skip


@dataclass
class Target:
    """What is attacked. ``token`` is of a signed-in agent, whose desktop nobody needs."""

    center: RunningCenter
    asterisk: PretendAsterisk
    token: str
    done: dict[str, int] = field(default_factory=dict)

    async def ticket(self, path: str, body: dict[str, str]) -> str:
        """A ticket for a websocket."""
        async with httpx.AsyncClient(base_url=self.center.url, timeout=10.0) as http:
            answer = await http.post(path, json=body, headers={"Authorization": f"Bearer {self.token}"})
            answer.raise_for_status()
            return str(answer.json()["ticket"])


async def raw(port: int, pieces: list[bytes], chance: Random) -> bytes:
    """Send pieces, half of the time with pauses; read a little; leave in one of the ways there are."""
    answer = b""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            if writer.transport.is_closing():  # shown the door; the loop bears no writing then
                return answer
            writer.write(piece)
            if chance.random() < 0.5:
                await asyncio.wait_for(writer.drain(), PATIENCE_S)
        if chance.random() < 0.3 and not writer.transport.is_closing():
            writer.write_eof()
        if chance.random() < 0.8:
            answer = await asyncio.wait_for(reader.read(READ_BYTES), PATIENCE_S)
    finally:
        if chance.random() < 0.5:
            writer.transport.abort()
        else:
            writer.close()
    return answer


def cut(chance: Random, data: bytes) -> list[bytes]:
    """The bytes in a few pieces."""
    places = sorted(chance.randrange(len(data) + 1) for _ in range(chance.randrange(4)))
    return [data[begin:end] for begin, end in zip([0, *places], [*places, len(data)], strict=True)]


async def bad_http(target: Target, chance: Random) -> None:
    """A request with faults in its bytes."""
    path = chance.choice(PATHS)
    content = json.dumps(BODIES.get(path.partition("?")[0], {"a": 1}))
    method = chance.choice(("GET", "POST", "PUT", "HEAD", "OPTIONS", "CONNECT", "FUZZ"))
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{target.center.port}\r\nContent-Type: application/json\r\n"
    match chance.randrange(3):
        case 0:
            head += f"Content-Length: {len(content)}\r\n\r\n{content}"
        case 1:
            head += f"Transfer-Encoding: chunked\r\n\r\n{len(content):x}\r\n{content}\r\n0\r\n\r\n"
        case _:
            head += f"X: {chance.choice(STRANGE_TEXTS[6:])!r}\r\n\r\n"
    await raw(target.center.port, cut(chance, mutated(chance, head.encode("utf-8", "replace"))), chance)


async def bad_json(target: Target, chance: Random) -> None:
    """A well-formed request whose body, path or query makes no sense."""
    path = chance.choice(list(BODIES))
    text = mutated_object(chance, BODIES[path])
    async with httpx.AsyncClient(base_url=target.center.url, timeout=10.0) as http:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {target.token}"}
        answer = await http.post(path, content=text.encode("utf-8", "replace"), headers=headers)
        assert answer.status_code < 500, (path, answer.status_code)
        word = "".join(f"%{byte:02x}" for byte in chance.choice(STRANGE_TEXTS[:16]).encode("utf-8", "replace")[:2_000])
        place = chance.choice(
            (
                "/api/contacts/{}",
                "/api/contacts?before={}",
                "/api/contacts?limit={}",
                "/api/messages/{}",
                "/api/ratings?from_ms={}",
                "/assets/{}",
                "/{}",
            )
        )
        answer = await http.get(place.format(word), headers=headers)
        assert answer.status_code < 500, (place, answer.status_code)
        if answer.status_code >= 400:
            assert set(answer.json()) == {"error"}, place


async def bad_upgrade(target: Target, chance: Random) -> None:
    """A websocket handshake with faults, or frames of raw noise behind a good one."""
    path = chance.choice(("/ws/desktop", "/ws/phone", "/ws/board", "/ws/none"))
    protocol = chance.choice(("cic.desktop.v1", "cic.desktop.v2", "cic.phone.v1", "cic.board.v1", "nonsense"))
    head = (
        f"{chance.choice(('GET', 'GET', 'POST'))} {path} HTTP/1.1\r\nHost: 127.0.0.1:{target.center.port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: {protocol}, ticket.wrong\r\n"
        + "X-More: y\r\n" * chance.choice((0, 0, 200)) + "\r\n"
    ).encode()  # fmt: skip
    if chance.random() < 0.5:
        await raw(target.center.port, cut(chance, mutated(chance, head)), chance)
    else:
        await raw(target.center.port, [head, *(chance.randbytes(chance.choice((1, 200))) for _ in range(3))], chance)


async def bad_phone(target: Target, chance: Random) -> None:
    """A phone with a good ticket that talks nonsense."""
    ticket = await target.ticket("/api/phone/ticket", {"key": target.center.phone_key})
    await _talk(target, "phone", ticket, PHONE_FRAMES, chance)


async def bad_desktop(target: Target, chance: Random) -> None:
    """A desktop with a good ticket that talks nonsense."""
    ticket = await target.ticket("/api/desktop/ticket", {})
    await _talk(target, "desktop", ticket, COMMANDS, chance)


async def _talk(target: Target, kind: str, ticket: str, known: tuple[dict[str, object], ...], chance: Random) -> None:
    url = f"ws://127.0.0.1:{target.center.port}/ws/{kind}"
    version = 2 if kind == "desktop" else 1
    protocols = [websockets.Subprotocol(f"cic.{kind}.v{version}"), websockets.Subprotocol(f"ticket.{ticket}")]
    async with websockets.connect(url, subprotocols=protocols, proxy=None, close_timeout=PATIENCE_S) as socket:
        for _ in range(chance.choice((1, 5, 200))):
            match chance.randrange(8):
                case 0:
                    await socket.send(chance.randbytes(50))
                case 1:
                    await socket.send([b"\xff\xfe", b""], text=True)
                case 2:
                    await socket.send([json.dumps(strange_value(chance))] * 3)
                case _:
                    await socket.send(mutated_object(chance, chance.choice(known)))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(socket.recv(), PATIENCE_S)
        if chance.random() < 0.5:
            socket.transport.abort()


async def bad_agi(target: Target, chance: Random) -> None:
    """A peer of the AGI port: no token, a token and nonsense, or noise."""
    token = chance.choice(("wrong", "", target.asterisk.token))
    text = chance.choice(STRANGE_TEXTS).encode("utf-8", "replace")
    head = (
        f"agi_network: yes\nagi_request: agi://127.0.0.1/entry?token={token}\nagi_uniqueid: fuzz.{chance.random()}\n"
        "agi_callerid: +15550100\nagi_calleridname: "
    ).encode() + text + b"\nagi_arg_1: 4000\n\n"  # fmt: skip
    noise = chance.choice((b"", b"200 result=0\n" * 20, b"HANGUP\n", chance.randbytes(300), b"200 result=\n"))
    await raw(target.asterisk.agi_port, [*cut(chance, mutated(chance, head)), noise], chance)


ATTACKS: tuple[Callable[[Target, Random], Awaitable[None]], ...] = (
    bad_http, bad_json, bad_upgrade, bad_phone, bad_desktop, bad_agi,
)  # fmt: skip


async def attack(target: Target, seed: int, number: int) -> None:
    """One attack; being refused in any way is what is expected."""
    chance = Random(f"{seed}-{number}")
    chosen = ATTACKS[number % len(ATTACKS)]
    with contextlib.suppress(TimeoutError, OSError, websockets.WebSocketException, httpx.TransportError):
        await chosen(target, chance)
    target.done[chosen.__name__] = target.done.get(chosen.__name__, 0) + 1
