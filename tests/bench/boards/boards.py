"""All boards in one process of their own: each listens to queues, agents and one queue's line. Owns no figure.

``python -m tests.bench.boards.boards URL TOKEN_FILE FOLDER COUNT``: makes ``FOLDER/boards.ready`` once all are told
everything, and writes ``FOLDER/boards.json`` once it is told to end. One board in ten looks at what it is told: of each
agent's new state, how old it was when the frame was read; the others count frames and bytes alone, or this process
would be what is measured.
"""

import asyncio
import json
import signal
import sys
import time
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from agent_desktop.boards.shapes.frames import PROTOCOL
from tests.bench.desktops.plan import QUEUES

READY_FILE, BOARDS_FILE = "boards.ready", "boards.json"
LOOKING_EVERY = 10
OPENING_AT_ONCE = 10
TOLD_BY_ITS_INPUT = ("free", "wrap_up")
"""States whose ``since_ms`` is the time of the input that led to them; so is a talk's ``accepted_at_ms``."""


@dataclass
class Seen:
    """What all boards have seen: when, and how old it was, in two columns; frames and bytes."""

    at_ms: "array[int]" = field(default_factory=lambda: array("q"))
    age_ms: "array[int]" = field(default_factory=lambda: array("q"))
    frames: int = 0
    characters: int = 0
    beats: int = 0
    beat_age_ms: "array[int]" = field(default_factory=lambda: array("q"))
    told: int = 0
    ended: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class Board:
    """One board."""

    def __init__(self, seen: Seen, number: int, socket: ClientConnection) -> None:
        self._seen = seen
        self._is_looking = number % LOOKING_EVERY == 0
        self._line = QUEUES[number % len(QUEUES)]
        self._socket = socket
        self._known: dict[str, int] = {}
        self._whole: set[str] = set()

    async def work(self) -> None:
        """Ask for its channels and take what comes."""
        for frame in ({"channel": "queues"}, {"channel": "agents"}, {"channel": "waiting", "of": self._line}):
            await self._socket.send(json.dumps({"t": "subscribe", **frame}))
        async for text in self._socket:
            assert isinstance(text, str)
            now_ms = time.time_ns() // 1_000_000
            self._seen.frames += 1
            self._seen.characters += len(text)
            if text.startswith('{"t":"state"'):
                if self._is_looking or len(self._whole) < 3:
                    self._look(json.loads(text), now_ms)
            elif text.startswith('{"t":"ping"'):
                await self._socket.send(json.dumps({"t": "pong", "n": 0}))
            elif text.startswith('{"t":"beat"'):
                self._seen.beats += 1
                self._seen.beat_age_ms.append(now_ms - json.loads(text)["as_of_ms"])
            elif text.startswith('{"t":"ended"'):
                self._seen.ended += 1

    def _look(self, frame: dict[str, Any], now_ms: int) -> None:
        if frame["full"] and frame["channel"] not in self._whole:
            self._whole.add(frame["channel"])
            if len(self._whole) == 3:
                self._seen.told += 1
                self._seen.changed.set()
        if frame["channel"] != "agents":
            return
        for agent_id, agent in frame["items"].items():
            since_ms = _since_ms(agent)
            if since_ms is not None and self._known.get(agent_id) != since_ms:
                if agent_id in self._known and not frame["full"]:
                    self._seen.at_ms.append(now_ms)
                    self._seen.age_ms.append(now_ms - since_ms)
                self._known[agent_id] = since_ms


def _since_ms(agent: dict[str, Any]) -> int | None:
    """When the input was journalled that led to this state, where the item has its time."""
    if agent["state"] in TOLD_BY_ITS_INPUT:
        return int(agent["since_ms"])
    accepted = [held["accepted_at_ms"] for held in agent["in_hand"] if held["state"] in ("connecting", "connected")]
    return max(accepted, default=None)


async def _open(url: str, token: str) -> ClientConnection:
    # Plain HTTP on loopback: preparing TLS for each client would take longer than all the rest.
    async with httpx.AsyncClient(base_url=url, verify=False, timeout=30.0) as http:
        answer = await http.post("/api/board-ticket", headers={"Authorization": f"Bearer {token}"})
        answer.raise_for_status()
    protocols: Any = [PROTOCOL, f"ticket.{answer.json()['ticket']}"]
    return await connect(url.replace("http", "ws") + "/ws/board", subprotocols=protocols, max_size=None, proxy=None)


async def _run(url: str, token: str, folder: Path, count: int) -> None:
    seen, ending, turn = Seen(), asyncio.Event(), asyncio.Semaphore(OPENING_AT_ONCE)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    sockets: list[ClientConnection] = []
    working: list[asyncio.Task[None]] = []

    async def start(number: int) -> None:
        async with turn:
            socket = await _open(url, token)
        sockets.append(socket)
        working.append(asyncio.create_task(Board(seen, number, socket).work()))

    await asyncio.gather(*map(start, range(count)))
    while seen.told < count:
        await seen.changed.wait()
        seen.changed.clear()
    (folder / READY_FILE).touch()
    ended = asyncio.create_task(ending.wait())
    await asyncio.wait([ended, *working], return_when=asyncio.FIRST_COMPLETED)
    report = {
        "at_ms": seen.at_ms.tolist(), "age_ms": seen.age_ms.tolist(), "frames": seen.frames,
        "characters": seen.characters, "beats": seen.beats, "beat_age_ms": seen.beat_age_ms.tolist(),
        "ended": seen.ended, "lost": sum(task.done() for task in working),
    }  # fmt: skip
    (folder / BOARDS_FILE).write_text(json.dumps(report), "utf-8")
    await asyncio.gather(*(socket.close() for socket in sockets), return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1], Path(sys.argv[2]).read_text("utf-8").strip(), Path(sys.argv[3]), int(sys.argv[4])))
