"""All agents' desktops in one process of their own: each accepts the moment an offer comes. Owns no figure.

``python -m tests.bench.calls.desktops URL SIGN_INS FOLDER``: makes ``FOLDER/desktops.ready`` once all agents are free,
and writes ``FOLDER/frames.json``, when each offer's frame came, once it is told to end.
"""

import asyncio
import json
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import websockets
from websockets.asyncio.client import ClientConnection

from agent_desktop.gateway.shapes.frames import PROTOCOL
from agent_desktop.gateway.view_delta import apply_all

SIGN_INS_AT_ONCE = 4
SIGN_IN_TRIES_MAX = 100
READY_FILE = "desktops.ready"
FRAMES_FILE = "frames.json"


@dataclass
class Desktops:
    """What all desktops of this process have seen."""

    url: str
    frames: dict[str, int] = field(default_factory=dict)
    """When the first frame with the offer came, in nanoseconds of the wall clock, by interaction."""
    refused: list[str] = field(default_factory=list)
    free: set[str] = field(default_factory=set)
    changed: asyncio.Event = field(default_factory=asyncio.Event)


async def _signed_in(http: httpx.AsyncClient, body: dict[str, str]) -> httpx.Response:
    """Sign in; too many come from one address for the center to take them all at once, and wait as they are told to."""
    answer = await http.post("/api/sign-in", json=body)
    for _ in range(SIGN_IN_TRIES_MAX):
        if answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
            break
        await asyncio.sleep(int(answer.headers["Retry-After"]))
        answer = await http.post("/api/sign-in", json=body)
    return answer


class Desktop:
    """One agent's desktop."""

    def __init__(self, shared: Desktops, user: str) -> None:
        self._shared = shared
        self._user = user
        self._accepted = ""
        self._commands = 0
        self._view: Any = {}

    async def open(self, password: str) -> ClientConnection:
        """Sign in and connect as a browser does, compression included."""
        # Plain HTTP on loopback: preparing TLS for each client would take longer than all the rest.
        async with httpx.AsyncClient(base_url=self._shared.url, verify=False, timeout=30.0) as http:
            signed_in = await _signed_in(http, {"user": self._user, "password": password})
            signed_in.raise_for_status()
            http.cookies.clear()
            headers = {"Authorization": f"Bearer {signed_in.json()['token']}"}
            ticket = await http.post("/api/desktop/ticket", headers=headers)
            ticket.raise_for_status()
        words = (PROTOCOL, f"ticket.{ticket.json()['ticket']}")
        address = self._shared.url.replace("http:", "ws:") + "/ws/desktop"
        protocols = [websockets.Subprotocol(word) for word in words]
        # A browser sends no pings of the websocket protocol.
        return await websockets.connect(address, subprotocols=protocols, ping_interval=None)

    async def work(self, socket: ClientConnection) -> None:
        """Be available and take every offer."""
        await self._command(socket, "set_activity", activity="available", reason="")
        async for text in socket:
            at_ns = time.time_ns()
            frame = json.loads(text)
            match frame["t"]:
                case "hello":
                    await socket.send(json.dumps({"t": "open", "cursor": None}))
                case "snapshot":
                    self._view = frame["view"]
                    await self._look(socket, self._view, at_ns)
                case "events":
                    self._view = apply_all(self._view, frame["events"])  # type: ignore[arg-type]
                    await self._look(socket, self._view, at_ns)
                case "result" if not frame["ok"]:
                    self._shared.refused.append(frame["error"]["code"])
                case "ping":
                    await socket.send(json.dumps({"t": "pong", "n": frame["n"]}))
                case _:
                    pass

    async def _look(self, socket: ClientConnection, view: dict[str, Any], at_ns: int) -> None:
        for item in view["interactions"]:
            if item["state"] == "offered" and item["offer"]["offer_id"] != self._accepted:
                self._accepted = item["offer"]["offer_id"]
                await self._command(socket, "accept_offer", offer_id=self._accepted)
                self._shared.frames.setdefault(item["interaction_id"], at_ns)
        if view["agent"]["is_free"] and self._user not in self._shared.free:
            self._shared.free.add(self._user)
            self._shared.changed.set()

    async def _command(self, socket: ClientConnection, op: str, **args: str) -> None:
        self._commands += 1
        await socket.send(json.dumps({"t": "command", "id": str(self._commands), "op": op, "args": args}))


async def _run(url: str, entries: list[dict[str, str]], folder: Path) -> None:
    shared, ending = Desktops(url), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    turn = asyncio.Semaphore(SIGN_INS_AT_ONCE)
    sockets: list[ClientConnection] = []
    working: list[asyncio.Task[None]] = []

    async def start(entry: dict[str, str]) -> None:
        desktop = Desktop(shared, entry["user"])
        async with turn:
            sockets.append(socket := await desktop.open(entry["password"]))
        working.append(asyncio.create_task(desktop.work(socket)))

    await asyncio.gather(*map(start, entries))
    while len(shared.free) < len(entries):
        await shared.changed.wait()
        shared.changed.clear()
    (folder / READY_FILE).touch()
    ended = asyncio.create_task(ending.wait())
    await asyncio.wait([ended, *working], return_when=asyncio.FIRST_COMPLETED)
    lost = sum(task.done() for task in working)
    report = {"offers": shared.frames, "refused": shared.refused, "lost": lost}
    (folder / FRAMES_FILE).write_text(json.dumps(report), "utf-8")
    await asyncio.gather(*(socket.close() for socket in sockets), return_exceptions=True)


def _sign_ins(file: Path) -> list[dict[str, str]]:
    return [entry for entry in json.loads(file.read_text("utf-8")) if entry["role"] == "agent"]


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1], _sign_ins(Path(sys.argv[2])), Path(sys.argv[3])))
