"""The HTTP and websocket server around the app. Owns its limits and its address; starts nothing by itself."""

import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

FRAME_BYTES_MAX = 64 * 1024
QUIET_S = 10.0


class AddressTaken(Exception):
    """The address to listen on cannot be had; the text says what to do."""


class QuietServer(uvicorn.Server):
    """A server that leaves signals alone: the order of stopping is the process's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Change no handler."""
        yield


def build_server(app: FastAPI, host: str, port: int) -> uvicorn.Server:
    """A server bound to one address, with bounded frames and a watch on dead websockets."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="websockets-sansio",
        ws_max_size=FRAME_BYTES_MAX,
        ws_ping_interval=QUIET_S,
        ws_ping_timeout=QUIET_S,
        timeout_graceful_shutdown=3,
        limit_concurrency=5_000,
        h11_max_incomplete_event_size=32 * 1024,
        lifespan="off",
    )
    return QuietServer(config)


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
