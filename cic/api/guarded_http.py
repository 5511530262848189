"""HTTP connections with deadlines, budgets and a clear answer to what is no HTTP. Owns these; uvicorn owns the rest.

uvicorn waits without end for a request's head or body, answers faults in plain text, logs each of them, and cannot send
an answer while the other side is still sending: its close makes the system reset the connection (RFC 9112, 9.6).
"""

import asyncio
import json
import logging
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.utils import get_remote_addr

from cic.api.doorkeeper import Doorkeeper, Phase, Visit

ANSWERS = {
    "too_slow": (408, "The request took too long to arrive."),
    "crowded_out": (503, "There are too many connections; try again."),
    "head_too_large": (431, "The head of the request is too large."),
    "bad_request": (400, "This is no HTTP request."),
    "bad_upgrade": (400, "This is no request for a websocket."),
}
_NOISE = ("Invalid HTTP request", "Unsupported upgrade", "No supported WebSocket", "Invalid UTF-8 sequence")


def quiet_logger() -> logging.Logger:
    """uvicorn's logger without the lines that a peer can have written at will: those faults are counted."""
    logger = logging.getLogger("uvicorn.error.guarded")
    if not logger.filters:
        logger.addFilter(lambda record: not str(record.msg).startswith(_NOISE))
    return logger


class LingeringTransport:
    """A transport whose close lets the other side finish sending first, for a bounded time."""

    def __init__(self, transport: asyncio.Transport, is_to_linger: Callable[[], bool]) -> None:
        self._transport = transport
        self._is_to_linger = is_to_linger
        self._is_left = False

    def close(self) -> None:
        """Close, or only end our own side; the doorkeeper ends the other."""
        if self._is_left or self._transport.is_closing():
            return
        if self._is_to_linger() and self._transport.can_write_eof():
            self._is_left = True
            self._transport.resume_reading()
            self._transport.write_eof()
        else:
            self._transport.close()

    def is_closing(self) -> bool:
        """Whether it was closed."""
        return self._is_left or self._transport.is_closing()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class GuardedHttp(H11Protocol):
    """One HTTP connection under the doorkeeper's eyes."""

    def __init__(self, *, doorkeeper: Doorkeeper, **options: Any) -> None:
        super().__init__(**options)
        self.logger = quiet_logger()
        self._doorkeeper = doorkeeper
        self._visit: Visit | None = None
        self._plain: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The connection is there."""
        super().connection_made(transport)
        self._plain = transport
        self.transport = cast(asyncio.Transport, LingeringTransport(transport, self._is_sending))
        address, _ = get_remote_addr(transport) or ("", 0)
        self._visit = self._doorkeeper.enter(transport, address, self._send_away)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        if self._visit is not None:
            if self._visit.phase is not Phase.LEAVING and self._has_begun():
                self._doorkeeper.count_fault("closed_early")
            self._doorkeeper.leave(self._visit)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes came; of one that was sent away they are not read any more."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        self._note()

    def on_response_complete(self) -> None:
        """An answer is out."""
        super().on_response_complete()
        self._note()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP."""
        fault = sys.exception()
        is_too_large = isinstance(fault, h11.RemoteProtocolError) and fault.error_status_hint == 431
        self._refuse("head_too_large" if is_too_large else "bad_request")

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the connection over to the websocket protocol."""
        assert self._plain is not None
        if event.method != b"GET":  # the websocket library would wait for a better one
            self._refuse("bad_upgrade")
            return
        self.transport = self._plain
        self._visit = None  # the same visit goes on with the other protocol
        super().handle_websocket_upgrade(event)

    def shutdown(self) -> None:
        """The server stops."""
        if self.transport.is_closing():
            self.transport.abort()
        else:
            super().shutdown()

    def _note(self) -> None:
        if self._visit is None:
            return
        if self.transport.is_closing():
            phase = Phase.LEAVING
        elif self.conn.their_state is h11.SEND_BODY:
            phase = Phase.SENDING_BODY
        elif self.conn.their_state is h11.IDLE:
            phase = Phase.ASKING
        else:
            phase = Phase.BEING_SERVED
        self._doorkeeper.turn(self._visit, phase)

    def _has_begun(self) -> bool:
        """Whether a request has begun to arrive that has not ended."""
        if self.conn.their_state is h11.IDLE:
            return bool(self.conn.trailing_data[0])
        return self.conn.their_state is h11.SEND_BODY

    def _is_sending(self) -> bool:
        return self._has_begun() or self.conn.their_state is h11.ERROR

    def _send_away(self, kind: str) -> None:
        if self._has_begun():
            self._refuse(kind)
            return
        if kind != "too_slow":  # a connection that was opened and not used is no fault: browsers keep such in stock
            self._doorkeeper.count_fault(kind)
        self._leave()

    def _refuse(self, kind: str) -> None:
        self._doorkeeper.count_fault(kind)
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True  # whoever works on an answer is to write no more
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._answer(kind)
        self._leave()

    def _leave(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()
        self._note()

    def _answer(self, kind: str) -> None:
        status, detail = ANSWERS[kind]
        is_head = self.conn.our_state is h11.SEND_RESPONSE and self.scope["method"] == "HEAD"
        error = {"error": {"code": kind, "detail": detail}}
        body = b"" if is_head else json.dumps(error, separators=(",", ":")).encode()
        headers = [
            ("content-type", "application/json"),
            ("content-length", str(len(body))),
            ("cache-control", "no-store"),
            ("connection", "close"),
        ]
        response = h11.Response(status_code=status, headers=headers, reason=HTTPStatus(status).phrase.encode())
        for event in (response, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
