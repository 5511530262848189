"""The built desktop in a real browser, shown made-up moments of a working day. Owns the far side: pages and websocket.

For what a center reaches only after minutes of calls: how a moment looks, and whether everybody can use it. Decides
nothing: what is in a scene is what the desktop is told, in the words of `cic.desktop.v2`.
"""

import copy
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Page, Route, WebSocketRoute, expect

from cic.access.identity import Role
from cic.access.permissions import granted_to
from tests.harness.browsers import WAIT_MS

WEB = Path(__file__).parents[2] / "agent_desktop" / "web"
ADDRESS = "http://localhost:9/"
"""A secure origin for the browser; nothing is ever asked of it, because every request is answered here."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "media-src 'self' blob: data:; worker-src 'self'; connect-src 'self' ws:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors "
)
"""As strict as the center's own."""

ME: dict[str, Any] = {
    "user": "alice",
    "role": "agent",
    "name": "Alice",
    "team": "",
    "permissions": granted_to(Role.AGENT),
}

KINDS = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}


@dataclass
class Scene:
    """What the desktop is told. ``answers`` are bodies of HTTP routes by path; ``channels`` items of state channels."""

    view: dict[str, Any]
    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    path: str = ""
    framed_by: str = "'none'"
    """Which page this one may stand in."""


@dataclass
class ShownDesktop:
    """A desktop in a browser that is shown a scene, and what it has asked for."""

    page: Page
    commands: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _sockets: list[WebSocketRoute] = field(default_factory=list)
    _seq: int = 1

    async def commanded(self, op: str, nth: int = 0) -> dict[str, Any]:
        """The arguments of the first command of this kind, or of a later one, as soon as it has come."""
        for _ in range(WAIT_MS // 50):
            given: list[dict[str, Any]] = [command["args"] for command in self.commands if command["op"] == op]
            if len(given) > nth:
                return given[nth]
            await self.page.wait_for_timeout(50)
        raise AssertionError(f"no command {op}, only {[command['op'] for command in self.commands]}")

    def change(self, interaction_id: str, **fields: Any) -> None:
        """Tell that fields of an interaction have changed."""
        event = {"event": "interaction_changed", "interaction_id": interaction_id, "data": fields}
        self.tell(event)

    def tell(self, *events: dict[str, Any]) -> None:
        """Tell of events of the view."""
        self._seq += 1
        frame = {"t": "events", "seq": self._seq, "after": self._seq - 1, "events": list(events)}
        for socket in self._sockets:
            socket.send(json.dumps(frame))


def now_ms() -> int:
    """The time that a scene is shown at."""
    return int(time.time() * 1000)


@asynccontextmanager
async def shown(browser: BrowserContext, scene: Scene, web: Path = WEB / "dist") -> AsyncIterator[ShownDesktop]:
    """A page with the desktop, shown a scene; whatever the browser complains about is in ``problems``."""
    page = await browser.new_page()
    desktop = ShownDesktop(page)
    page.on("pageerror", lambda error: desktop.problems.append(str(error)))
    page.on("console", lambda told: desktop.problems.append(told.text) if told.type == "error" else None)
    await page.route(f"{ADDRESS}**", lambda route: _answer(route, scene, web))
    await page.route_web_socket("**/ws/desktop", lambda socket: _tell(socket, scene, desktop))
    await page.route_web_socket("**/ws/phone", lambda socket: socket.on_message(lambda _: None))
    await page.goto(ADDRESS + scene.path)
    await expect(page.get_by_test_id("activity").first).to_be_visible()
    yield desktop
    await page.close()


async def _answer(route: Route, scene: Scene, web: Path) -> None:
    path = urlsplit(route.request.url).path
    answers: dict[str, Any] = {
        "/api/me": ME | {"agent_id": scene.view["agent"]["agent_id"]},
        "/api/desktop/ticket": {"ticket": "scene"},
        "/api/phone/ticket": {"ticket": "scene"},
        "/api/phone/sip": {"is_available": False},
        **scene.answers,
    }
    if path in answers:
        return await route.fulfill(json=answers[path])
    file = web / ("index.html" if path in ("/", "/compact") else path.lstrip("/"))
    if not file.is_file():
        return await route.fulfill(status=404, json={"error": {"code": "not_found", "detail": path}})
    headers = {
        "Content-Type": KINDS.get(file.suffix, "application/octet-stream"),
        "Content-Security-Policy": POLICY + scene.framed_by,
    }
    return await route.fulfill(body=file.read_bytes(), headers=headers)


def _tell(socket: WebSocketRoute, scene: Scene, desktop: ShownDesktop) -> None:
    desktop._sockets.append(socket)

    def heard(text: str | bytes) -> None:
        frame = json.loads(text)
        match frame["t"]:
            case "open":
                socket.send(json.dumps({"t": "snapshot", "seq": desktop._seq, "view": copy.deepcopy(scene.view)}))
                socket.send(json.dumps({"t": "notice", "alarms": []}))
            case "subscribe":
                channel = frame["channel"]
                items = scene.channels.get(channel, {})
                socket.send(json.dumps({"t": "state", "channel": channel, "full": True, "items": items}))
            case "command":
                desktop.commands.append(frame)
                socket.send(json.dumps({"t": "result", "id": frame["id"], "ok": True}))

    socket.on_message(heard)
    hello = {"t": "hello", "protocol": 2, "now_ms": now_ms(), "heartbeat_ms": 10_000, "build": "scene", "epoch": "e"}
    socket.send(json.dumps(hello))
