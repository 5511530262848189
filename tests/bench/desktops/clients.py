"""All agents' desktops in one process of their own: each shows, accepts and finishes at once. Owns no figure.

``python -m tests.bench.desktops.clients URL SIGN_INS FOLDER``: makes ``FOLDER/clients.ready`` once all agents are free,
and writes ``FOLDER/frames.json``, what came when, once it is told to end.
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

from websockets.asyncio.client import ClientConnection

from agent_desktop.gateway.view_delta import apply_all
from tests.bench.calls import desktops

SIGN_INS_AT_ONCE = 4
READY_FILE, FRAMES_FILE = "clients.ready", "frames.json"


@dataclass
class Seen:
    """What all desktops of this process have seen: frames of events in three columns, and all bytes."""

    seqs: "array[int]" = field(default_factory=lambda: array("q"))
    at_us: "array[int]" = field(default_factory=lambda: array("q"))
    lengths: "array[int]" = field(default_factory=lambda: array("q"))
    gaps: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    free: set[str] = field(default_factory=set)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, seq: int, at_us: int, text: str) -> None:
        """A frame came; those without a number of the journal have -1."""
        self.seqs.append(seq)
        self.at_us.append(at_us)
        self.lengths.append(len(text.encode()))


class Desktop:
    """One agent's desktop, which follows the protocol and does at once whatever it is there for."""

    def __init__(self, seen: Seen, user: str, socket: ClientConnection) -> None:
        self._seen, self._user, self._socket = seen, user, socket
        self._view: Any = None
        self._seq = -1
        self._commands = 0
        self._done: set[str] = set()

    async def work(self) -> None:
        """Be available, take every offer, finish every contact."""
        async for text in self._socket:
            assert isinstance(text, str)
            frame, at_us = json.loads(text), time.time_ns() // 1_000
            self._seen.note(frame["seq"] if frame["t"] == "events" else -1, at_us, text)
            match frame["t"]:
                case "hello":
                    await self._say({"t": "open", "cursor": None})
                    await self._command("set_activity", activity="available", reason="")
                case "snapshot":
                    self._view, self._seq = frame["view"], frame["seq"]
                    await self._act()
                case "events":
                    self._seen.gaps += frame["after"] > self._seq or frame["seq"] <= self._seq
                    self._view, self._seq = apply_all(self._view, frame["events"]), frame["seq"]
                    await self._act()
                case "result" if not frame["ok"]:
                    code = frame["error"]["code"]
                    self._seen.refused[code] = self._seen.refused.get(code, 0) + 1
                case "ping":
                    await self._say({"t": "pong", "n": frame["n"]})

    async def _act(self) -> None:
        for item in self._view["interactions"]:
            offer = item["offer"]
            if offer is not None and offer["offer_id"] not in self._done:
                self._done.add(offer["offer_id"])
                await self._command("offer_shown", offer_id=offer["offer_id"])
                await self._command("accept_offer", offer_id=offer["offer_id"])
            elif item["state"] == "wrap_up" and item["interaction_id"] not in self._done:
                self._done.add(item["interaction_id"])
                words = {"disposition": "done", "note": "a word or two about what was said"}
                await self._command("finish_wrap_up", interaction_id=item["interaction_id"], **words)
        if self._view["agent"]["is_free"] and self._user not in self._seen.free:
            self._seen.free.add(self._user)
            self._seen.changed.set()

    async def _command(self, op: str, **args: str) -> None:
        self._commands += 1
        await self._say({"t": "command", "id": str(self._commands), "op": op, "args": args})

    async def _say(self, frame: dict[str, object]) -> None:
        await self._socket.send(json.dumps(frame))


async def _run(url: str, entries: list[dict[str, str]], folder: Path) -> None:
    seen, ending = Seen(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    turn = asyncio.Semaphore(SIGN_INS_AT_ONCE)
    sockets: list[ClientConnection] = []
    working: list[asyncio.Task[None]] = []

    async def start(entry: dict[str, str]) -> None:
        async with turn:
            socket = await desktops.Desktop(desktops.Desktops(url), entry["user"]).open(entry["password"])
        sockets.append(socket)
        working.append(asyncio.create_task(Desktop(seen, entry["user"], socket).work()))

    await asyncio.gather(*map(start, entries))
    while len(seen.free) < len(entries):
        await seen.changed.wait()
        seen.changed.clear()
    (folder / READY_FILE).touch()
    ended = asyncio.create_task(ending.wait())
    await asyncio.wait([ended, *working], return_when=asyncio.FIRST_COMPLETED)
    report = {
        "seqs": seen.seqs.tolist(), "at_us": seen.at_us.tolist(), "lengths": seen.lengths.tolist(),
        "gaps": seen.gaps, "refused": seen.refused, "lost": sum(task.done() for task in working),
    }  # fmt: skip
    (folder / FRAMES_FILE).write_text(json.dumps(report), "utf-8")
    await asyncio.gather(*(socket.close() for socket in sockets), return_exceptions=True)


def _sign_ins(file: Path) -> list[dict[str, str]]:
    return [entry for entry in json.loads(file.read_text("utf-8")) if entry["role"] == "agent"]


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1], _sign_ins(Path(sys.argv[2])), Path(sys.argv[3])))
