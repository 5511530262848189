"""The HTTP and websocket server around the app. Owns its limits and its address; starts nothing by itself."""

import contextlib
import socket
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import uvicorn
from fastapi import FastAPI

from cic.api.doorkeeper import Doorkeeper, ListenerLimits
from cic.api.guarded_http import GuardedHttp
from cic.api.guarded_websocket import GuardedWebsocket
from cic.api.ports import CountFault

FRAME_BYTES_MAX = 64 * 1024
HEAD_BYTES_MAX = 32 * 1024
IDLE_S = 5
ACCEPTED_AT_ONCE = 128
"""So few that whoever comes in a crowd is read before the crowd can push it out."""
BACKLOG = 2048
SWEEP_EVERY_TICKS = 10
"""uvicorn ticks ten times a second."""


class AddressTaken(Exception):
    """The address to listen on cannot be had; the text says what to do."""


class QuietServer(uvicorn.Server):
    """A server that leaves signals alone, for the order of stopping is the process's, and lets its doorkeeper sweep."""

    def __init__(self, config: uvicorn.Config, doorkeeper: Doorkeeper) -> None:
        super().__init__(config)
        self._doorkeeper = doorkeeper

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen; asyncio takes one figure for how many wait and how many are accepted at once, which are two."""
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(BACKLOG)

    async def on_tick(self, counter: int) -> bool:
        """Do what is due now and then; whether to stop."""
        if counter % SWEEP_EVERY_TICKS == 0:
            self._doorkeeper.sweep()
        return await super().on_tick(counter)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Change no handler."""
        yield


def _ignore(_listener: str, _kind: str) -> None:
    return


def build_server(
    app: FastAPI, host: str, port: int, count_fault: CountFault = _ignore, limits: ListenerLimits | None = None
) -> uvicorn.Server:
    """A server bound to one address: bounded in what it takes from whom, how many and how long."""
    doorkeeper = Doorkeeper(limits or ListenerLimits(), time.monotonic, partial(count_fault, "http"))
    # uvicorn asks for types and only calls them.
    http: Any = partial(GuardedHttp, doorkeeper=doorkeeper)
    websocket: Any = partial(GuardedWebsocket, doorkeeper=doorkeeper, count_fault=count_fault)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        http=http,
        ws=websocket,
        ws_max_size=FRAME_BYTES_MAX,
        ws_ping_interval=None,  # both protocols have a heartbeat of their own
        ws_per_message_deflate=False,  # frames are small: it would cost more time than the network saves, and memory
        timeout_graceful_shutdown=3,
        timeout_keep_alive=IDLE_S,
        backlog=ACCEPTED_AT_ONCE,
        h11_max_incomplete_event_size=HEAD_BYTES_MAX,
        lifespan="off",
    )
    return QuietServer(config, doorkeeper)


def listen(host: str, port: int, advice: str) -> socket.socket:
    """A socket bound to this address; AddressTaken, with the advice in its text, when that cannot be."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise AddressTaken(f"{host}:{port} cannot be listened on ({error.strerror}). {advice}") from error
    return listener
