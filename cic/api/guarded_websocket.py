"""Websocket connections under the doorkeeper's eyes. Owns their bounds; uvicorn and websockets own the protocol.

uvicorn leaves a connection open whose handshake it cannot read, takes fragments without number, and answers pings of a
peer that reads nothing until memory ends.
"""

import asyncio
import json
from asyncio import BaseTransport, Transport
from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.utils import get_remote_addr
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request
from websockets.protocol import State

from cic.api.doorkeeper import Doorkeeper, Phase, Visit
from cic.api.guarded_http import ANSWERS, quiet_logger
from cic.api.ports import CountFault

ADMIT = "admit"
"""The key in a websocket's state of the function to call when its ticket was good."""
TRY_SEND_TEXT, HEAR_TEXT = "try_send_text", "hear_text"
"""Keys of the short ways past ASGI, which wakes a task and makes a dictionary for each frame: see SocketTransport."""
_FRAGMENTS_MAX = 256
_UNSENT_BYTES_MAX = 256 * 1024
_LISTENERS = {"/ws/desktop": "desktop", "/ws/phone": "phone", "/ws/board": "board"}
CLOSE_TIMEOUT_S = 3.0


class GuardedWebsocket(WebSocketsSansIOProtocol):
    """One websocket. It is a stranger until its route admits it."""

    def __init__(self, *, doorkeeper: Doorkeeper, count_fault: CountFault, **options: Any) -> None:
        super().__init__(**options)
        self.logger = quiet_logger()
        self.close_timeout = CLOSE_TIMEOUT_S
        self._doorkeeper = doorkeeper
        self._count_fault = count_fault
        self._listener = "http"
        self._visit: Visit | None = None
        self._text_listener: Callable[[str], None] | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """The HTTP connection is to become a websocket."""
        super().connection_made(transport)
        address, _ = get_remote_addr(cast(Transport, transport)) or ("", 0)
        self._visit = self._doorkeeper.enter(cast(asyncio.Transport, transport), address, self._send_away)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        if self._visit is not None:
            self._doorkeeper.leave(self._visit)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated and not self.transport.is_closing():
            self._refuse_handshake()

    def handle_connect(self, event: Request) -> None:
        """A handshake came."""
        super().handle_connect(event)
        if self.response.status_code != 101:
            self._count_fault("http", "bad_upgrade")
            return
        self._listener = _LISTENERS.get(self.scope["path"], "http")
        self.scope["state"].update({ADMIT: self._admit, TRY_SEND_TEXT: self._try_send_text, HEAR_TEXT: self._hear_text})

    def handle_cont(self, event: Frame) -> None:
        """One more fragment of a message."""
        if len(self.frames) < _FRAGMENTS_MAX:
            super().handle_cont(event)
        elif not self.close_sent:
            self.frames = []
            self.conn.fail(CloseCode.MESSAGE_TOO_BIG)
            self.handle_parser_exception()

    def send_receive_event_to_app(self) -> None:
        """A message is complete; a text that is no text ends the connection."""
        if self.close_sent or self.curr_msg_data_type != "text":
            super().send_receive_event_to_app()
            return
        text = _text_of(self.frames)
        if text is None:
            self.frames = []
            self.conn.fail(CloseCode.INVALID_DATA)
            self.handle_parser_exception()
        elif self._text_listener is not None and self.queue.empty():  # nothing came before it that is still to be taken
            self.frames = []
            self._text_listener(text)
        else:
            super().send_receive_event_to_app()

    def handle_ping(self) -> None:
        """Answer a ping, unless the peer has long stopped reading our answers."""
        if self.transport.is_closing():  # more pings of a piece in which one was too many
            return
        if self.transport.get_write_buffer_size() > _UNSENT_BYTES_MAX:
            self._count_fault(self._listener, "unread")
            self.transport.abort()
        else:
            super().handle_ping()

    def handle_parser_exception(self) -> None:
        """The peer broke the websocket protocol, or sent a message that is too big."""
        self._count_fault(self._listener, "bad_websocket_frame")
        if self.conn.close_sent is None:  # it was closing already, without a word of ours
            self.transport.abort()
        else:
            super().handle_parser_exception()

    def _admit(self) -> None:
        if self._visit is not None:
            self._doorkeeper.turn(self._visit, Phase.SIGNED_IN)

    def _hear_text(self, listener: Callable[[str], None]) -> None:
        self._text_listener = listener

    def _try_send_text(self, text: str) -> bool:
        """Write a frame now, unless the peer reads too slowly or somebody is closing the connection."""
        is_open = self.handshake_complete and not self.close_sent and self.conn.state is State.OPEN
        if not is_open or not self.writable.is_set() or self.transport.is_closing():
            return False
        self.conn.send_text(text.encode())
        self.transport.write(b"".join(self.conn.data_to_send()))
        return True

    def _send_away(self, kind: str) -> None:
        self._count_fault(self._listener, kind)
        self.transport.abort()

    def _refuse_handshake(self) -> None:
        self._count_fault("http", "bad_upgrade")
        status, detail = ANSWERS["bad_upgrade"]
        body = json.dumps({"error": {"code": "bad_upgrade", "detail": detail}}, separators=(",", ":")).encode()
        head = f"HTTP/1.1 {status} Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n"
        self.transport.write(head.encode() + b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.handshake_complete = True
        self.close_sent = True
        self.transport.close()


def _text_of(pieces: list[bytes]) -> str | None:
    try:
        return b"".join(pieces).decode()
    except UnicodeDecodeError:
        return None
