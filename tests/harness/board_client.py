"""A board on a real websocket: what it was told, put together as a browser does. Asserts nothing of what is shown."""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from typing import Any, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError

from tests.harness.running_center import RunningCenter

PROTOCOL = "cic.board.v1"
WAIT_S = 15.0
Items = dict[str, Any]
Key = tuple[str, str | None]


class BoardClient:
    """A supervisor's board, or a wall with ``wall_token``."""

    def __init__(self, center: RunningCenter, *, wall_token: str | None = None) -> None:
        self._center = center
        self._wall_token = wall_token
        self._told = asyncio.Condition()
        self._reading: asyncio.Task[None] | None = None
        self.socket: ClientConnection | None = None
        self.hello: dict[str, Any] = {}
        self.channels: dict[Key, Items] = {}
        self.orders: dict[str, list[str]] = {}
        self.mirrored: list[dict[str, Any]] = []
        self.ended: list[dict[str, Any]] = []
        self.beats = 0
        self.close_code: int | None = None
        self.frame_at_s: list[tuple[float, dict[str, Any]]] = []

    async def __aenter__(self) -> Self:
        async with httpx.AsyncClient(base_url=self._center.url, trust_env=False) as http:
            if self._wall_token is None:
                answer = await http.post("/api/board-ticket", headers=self._center.operator)
            else:
                answer = await http.post("/api/wall-ticket", json={"token": self._wall_token})
        answer.raise_for_status()
        url = self._center.url.replace("http", "ws") + "/ws/board"
        protocols: Any = [PROTOCOL, f"ticket.{answer.json()['ticket']}"]
        self.socket = await connect(url, subprotocols=protocols, proxy=None, max_size=None)
        self._reading = asyncio.create_task(self._read(self.socket))
        await self.when(lambda board: board.hello)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self.socket is not None and self._reading is not None
        await self.socket.close()
        await self._reading

    async def subscribe(self, channel: str, of: str | None = None, reason: str | None = None) -> None:
        """Ask for a channel."""
        frame = {"t": "subscribe", "channel": channel, "of": of, "reason": reason}
        assert self.socket is not None
        await self.socket.send(json.dumps({name: value for name, value in frame.items() if value is not None}))

    async def when(self, holds: Callable[["BoardClient"], Any], limit_s: float = WAIT_S) -> Any:
        """Wait until something holds of the board; return it."""
        async with asyncio.timeout(limit_s), self._told:
            while not (found := holds(self)):
                await self._told.wait()
            return found

    def items(self, channel: str, of: str | None = None) -> Items:
        """What a channel shows now."""
        return self.channels.get((channel, of), {})

    async def _read(self, socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosedError):
            await self._read_frames(socket)
        async with self._told:
            self.close_code = socket.close_code
            self._told.notify_all()

    async def _read_frames(self, socket: ClientConnection) -> None:
        async for text in socket:
            frame = json.loads(text)
            self.frame_at_s.append((time.time(), frame))
            if frame["t"] == "ping":
                await socket.send(json.dumps({"t": "pong", "n": frame["n"]}))
                continue
            async with self._told:
                self._take(frame)
                self._told.notify_all()

    def _take(self, frame: dict[str, Any]) -> None:
        match frame["t"]:
            case "hello":
                self.hello = frame
            case "beat":
                self.beats += 1
            case "mirror":
                self.mirrored.append(frame)
            case "ended":
                self.ended.append(frame)
            case "state":
                key = frame["channel"], frame.get("of")
                merged = {**({} if frame["full"] else self.channels.get(key, {})), **frame["items"]}
                self.channels[key] = {name: item for name, item in merged.items() if item is not None}
                if "order" in frame:
                    self.orders[frame["of"]] = frame["order"]
