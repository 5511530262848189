"""The HTTP and websocket server around the app. Owns its limits; starts nothing by itself."""

import uvicorn
from fastapi import FastAPI

FRAME_BYTES_MAX = 64 * 1024
QUIET_S = 10.0


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
    return uvicorn.Server(config)
