"""A scripted agent desktop: the protocol of agent_desktop/gateway/PROTOCOL.md, spoken by a test."""

import asyncio
import contextlib
import itertools
import json
import secrets
from collections.abc import Callable
from types import TracebackType
from typing import Any

import httpx
import websockets

from agent_desktop.gateway.shapes.frames import PROTOCOL
from agent_desktop.gateway.view_delta import apply_all
from tests.harness.running_center import RunningCenter

View = dict[str, Any]
WAIT_S = 10.0
SHOWN = "shown-"


class DesktopClient:
    """One signed-in agent's desktop; use it as an async context manager.

    It says that it shows what is offered, as a browser does; with ``shows_offers`` off it plays dead.
    """

    def __init__(self, center: RunningCenter, user: str, *, shows_offers: bool = True) -> None:
        self._center = center
        self.user = user
        self.shows_offers = shows_offers
        self.view: View = {}
        self.seqs: list[int] = []
        self.epoch = ""
        self.cursor: dict[str, Any] | None = None
        """Where the next connection goes on from; None: it begins with the whole view."""
        self.resumed: list[int] = []
        """How many frames were told again by each connection that went on."""
        self.channels: dict[str, dict[str, Any]] = {}
        """The items of the state channels that were told whole."""
        self.alarms: set[str] = set()
        self.token = ""
        self._changed = asyncio.Condition()
        self._results: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._ids = itertools.count(1)
        self._name = secrets.token_hex(4)
        """Another desktop of the same agent gives commands of its own."""
        self._shown: set[str] = set()

    async def __aenter__(self) -> "DesktopClient":
        await self.connect()
        await self.when(bool)
        return self

    async def connect(self) -> None:
        """Open a connection; one that goes on from a cursor has its view already."""
        async with httpx.AsyncClient(base_url=self._center.url, timeout=WAIT_S) as http:
            body = {"user": self.user, "password": self._center.password(self.user)}
            answer = await http.post("/api/sign-in", json=body)
            answer.raise_for_status()
            self.token = answer.json()["token"]
            http.cookies.clear()
            ticket = await http.post("/api/desktop/ticket", headers={"Authorization": f"Bearer {self.token}"})
            ticket.raise_for_status()
        self._socket = await websockets.connect(
            f"ws://127.0.0.1:{self._center.port}/ws/desktop",
            subprotocols=[
                websockets.Subprotocol(PROTOCOL),
                websockets.Subprotocol(f"ticket.{ticket.json()['ticket']}"),
            ],
        )
        self._reading = asyncio.create_task(self._read())

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._socket.close()
        self._reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reading

    async def die(self) -> None:
        """End as a browser that is killed: the connection is cut without a word of the protocol."""
        self._socket.transport.abort()
        await self._reading

    async def sent_away(self) -> int | None:
        """The code with which the center has ended the connection, once it has."""
        await asyncio.wait_for(self._reading, WAIT_S)
        return self._socket.close_code

    async def phone_ticket(self) -> str:
        """A ticket for this agent's phone."""
        async with httpx.AsyncClient(base_url=self._center.url, timeout=WAIT_S) as http:
            answer = await http.post("/api/phone/ticket", json={}, headers={"Authorization": f"Bearer {self.token}"})
            answer.raise_for_status()
            return str(answer.json()["ticket"])

    async def when(self, holds: Callable[[View], object], limit_s: float = WAIT_S) -> View:
        """The view as soon as this holds."""
        async with self._changed:
            try:
                await asyncio.wait_for(self._changed.wait_for(lambda: bool(holds(self.view))), limit_s)
            except TimeoutError:
                raise AssertionError(f"{self.user} still sees {json.dumps(self.view)}") from None
        return self.view

    async def when_told(self, *codes: str) -> None:
        """Return once the desktop was told that these alarms stand, and no others."""
        async with self._changed:
            try:
                await asyncio.wait_for(self._changed.wait_for(lambda: self.alarms == set(codes)), WAIT_S)
            except TimeoutError:
                raise AssertionError(f"{self.user} was told of {sorted(self.alarms)}") from None

    async def command(self, op: str, **args: object) -> dict[str, Any]:
        """Give a command and return its result frame."""
        command_id = f"{self.user}-{self._name}-{next(self._ids)}"
        result = self._results[command_id] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"t": "command", "id": command_id, "op": op, "args": args}))
        return await asyncio.wait_for(result, WAIT_S)

    async def subscribe(self, channel: str) -> None:
        """Ask for a state channel."""
        await self._socket.send(json.dumps({"t": "subscribe", "channel": channel}))

    async def when_listed(self, channel: str, holds: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """The items of a state channel as soon as this holds."""
        async with self._changed:
            try:
                wanted = self._changed.wait_for(
                    lambda: channel in self.channels and bool(holds(self.channels[channel]))
                )
                await asyncio.wait_for(wanted, WAIT_S)
            except TimeoutError:
                raise AssertionError(f"{self.user} was told {json.dumps(self.channels)}") from None
        return self.channels[channel]

    async def _read(self) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            async for text in self._socket:
                frame = json.loads(text)
                match frame["t"]:
                    case "hello":
                        self.epoch = frame["epoch"]
                        await self._socket.send(json.dumps({"t": "open", "cursor": self.cursor}))
                    case "snapshot":
                        await self._see(frame["seq"], frame["view"])
                    case "events":
                        await self._see(frame["seq"], apply_all(self.view, frame["events"]))  # type: ignore[arg-type]
                    case "resumed":
                        async with self._changed:
                            self.resumed.append(frame["count"])
                            self._changed.notify_all()
                    case "state":
                        async with self._changed:
                            self._merge(frame)
                            self._changed.notify_all()
                    case "notice":
                        async with self._changed:
                            self.alarms = {alarm["code"] for alarm in frame["alarms"]}
                            self._changed.notify_all()
                    case "result" if frame["id"].startswith(SHOWN):
                        pass  # in time or not: the next view tells what became of the offer
                    case "result":
                        self._results.pop(frame["id"]).set_result(frame)
                    case "ping":
                        await self._socket.send(json.dumps({"t": "pong", "n": frame["n"]}))

    async def _see(self, seq: int, view: Any) -> None:
        self.seqs.append(seq)
        self.cursor = {"epoch": self.epoch, "seq": seq}
        await self._show_offers(view)
        async with self._changed:
            self.view = view
            self._changed.notify_all()

    def _merge(self, frame: dict[str, Any]) -> None:
        items = {} if frame["full"] else self.channels[frame["channel"]]
        merged = {**items, **frame["items"]}
        self.channels[frame["channel"]] = {key: item for key, item in merged.items() if item is not None}

    async def _show_offers(self, view: View) -> None:
        """Say so for each offer once."""
        offered = {item["offer"]["offer_id"] for item in view["interactions"] if item["offer"] is not None}
        for offer_id in sorted(offered - self._shown if self.shows_offers else ()):
            self._shown.add(offer_id)
            command = {"t": "command", "id": f"{SHOWN}{offer_id}", "op": "offer_shown"}
            await self._socket.send(json.dumps({**command, "args": {"offer_id": offer_id}}))


def interaction(view: View, state: str) -> dict[str, Any] | None:
    """The agent's interaction in this state, if there is one."""
    return next((item for item in view.get("interactions", ()) if item["state"] == state), None)
