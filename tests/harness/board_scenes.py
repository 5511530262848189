"""The built supervisor's page and wall in a real browser, shown made-up moments. Owns the far side of both.

Decides nothing: what is in a scene is what a board is told, in the words of `cic.board.v1`.
"""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Page, Route, WebSocketRoute

from tests.harness.desktop_scenes import ADDRESS, KINDS, POLICY, WEB, now_ms

PAGES = {"supervisor": "supervisor.html", "wall": "wall.html"}


@dataclass
class BoardScene:
    """What a board is told. ``items`` are those of channels, of a queue's line as `waiting:<queue>`; ``answers`` are
    bodies of HTTP routes by path, or functions of what was sent that make them."""

    me: dict[str, Any]
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    mirrored: dict[str, Any] | None = None
    wall: dict[str, Any] | None = None
    path: str = "supervisor"
    build: str = "scene"
    stale_after_ms: int = 5_000


@dataclass
class ShownBoard:
    """A board in a browser that is shown a scene, and what it has asked for."""

    page: Page
    scene: BoardScene
    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    """Requests that change something: method, path and body."""
    subscribed: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _sockets: list[WebSocketRoute] = field(default_factory=list)

    def tell(self, channel: str, items: dict[str, Any], **fields: Any) -> None:
        """Tell that items have changed."""
        frame = {"t": "state", "channel": channel, "as_of_ms": now_ms(), "full": False, "items": items, **fields}
        self._send(frame)

    def beat(self) -> None:
        """Tell that everything holds."""
        self._send({"t": "beat", "as_of_ms": now_ms()})

    async def lose(self) -> None:
        """Close all connections, as an engine does that is being restarted."""
        for socket in self._sockets:
            await socket.close(code=1012)
        self._sockets.clear()

    def _send(self, frame: dict[str, Any]) -> None:
        for socket in self._sockets:
            socket.send(json.dumps(frame))


@asynccontextmanager
async def board_shown(browser: BrowserContext, scene: BoardScene) -> AsyncIterator[ShownBoard]:
    """A page with a board, shown a scene; whatever the browser complains about is in ``problems``."""
    page = await browser.new_page()
    board = ShownBoard(page, scene)
    page.on("pageerror", lambda error: board.problems.append(str(error)))
    page.on("console", lambda told: board.problems.append(told.text) if told.type == "error" else None)
    await page.route(f"{ADDRESS}**", lambda route: _answer(route, board))
    await page.route_web_socket("**/ws/board", lambda socket: _tell(socket, board))
    await page.goto(ADDRESS + scene.path)
    yield board
    await page.close()


async def _answer(route: Route, board: ShownBoard) -> None:
    request = route.request
    path = urlsplit(request.url).path
    answers: dict[str, Any] = {
        "/api/me": board.scene.me,
        "/api/board-ticket": {"ticket": "scene"},
        "/api/wall-ticket": {"ticket": "scene"},
        "/api/desk-settings": {"favourites": [], "words": {}},
        "/api/choices": {"queues": [], "dispositions": [], "break_reasons": [], "skills": [], "teams": []},
        **board.scene.answers,
    }
    if request.method != "GET" and not path.endswith("-ticket"):
        board.asked.append((request.method, path, request.post_data_json))
    if path in answers:
        answer: Any | Callable[[Any], Any] = answers[path]
        return await route.fulfill(json=answer(request.post_data_json) if callable(answer) else answer)
    first = path.strip("/").partition("/")[0]
    file = WEB / "dist" / PAGES.get(first, path.lstrip("/"))
    if not file.is_file():
        return await route.fulfill(status=404, json={"error": {"code": "not_found", "detail": path}})
    kind = {"Content-Type": KINDS.get(file.suffix, "application/octet-stream")}
    return await route.fulfill(body=file.read_bytes(), headers=kind | {"Content-Security-Policy": POLICY + "'none'"})


def _tell(socket: WebSocketRoute, board: ShownBoard) -> None:
    scene = board.scene
    board._sockets.append(socket)

    def heard(text: str | bytes) -> None:
        frame = json.loads(text)
        if frame["t"] != "subscribe":
            return
        board.subscribed.append(frame)
        channel, of = frame["channel"], frame.get("of")
        if channel == "mirror":
            shown = {"t": "snapshot", "seq": 1, "view": scene.mirrored}
            socket.send(json.dumps({"t": "mirror", "of": of, "as_of_ms": now_ms(), "frame": shown}))
            return
        items = scene.items.get(channel if of is None else f"{channel}:{of}", {})
        line = {} if of is None else {"of": of, "order": list(items)}
        told = {"t": "state", "channel": channel, "as_of_ms": now_ms(), "full": True, "items": items, **line}
        socket.send(json.dumps(told))

    socket.on_message(heard)
    channels = ["queues", "agents", "waiting", "alarms", "mirror"]
    hello = {"t": "hello", "protocol": 1, "now_ms": now_ms(), "heartbeat_ms": 10_000}
    hello |= {"stale_after_ms": scene.stale_after_ms}
    socket.send(json.dumps(hello | {"build": scene.build, "epoch": "e", "channels": channels, "wall": scene.wall}))
