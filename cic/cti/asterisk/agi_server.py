"""Takes AGI conversations from Asterisk, a thread for each. Owns the listening socket and who may talk to it.

Must not know what a caller hears. Bounds: known peers, a token in the URL, header count, size and time, connections.
"""

import asyncio
import contextlib
import hmac
import logging
import socket
import threading
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from asterisk.agi import AGIException

from cic.cti.asterisk.agi import HardenedAgi
from cic.cti.asterisk.faults import ProtocolFault
from cic.cti.asterisk.session import AgiSession, SessionNews, Sounds

_log = logging.getLogger(__name__)

_HEADER_TIME_S = 5.0
_STOP_TIME_S = 3.0
_BACKLOG = 256
PROBE_PATH = "/probe"
PROBE_VARIABLE = "CIC_PROBE_ANSWER"
"""`cic doctor` has Asterisk ask there who listens; the answer goes into this channel variable."""

SessionArrived = Callable[[AgiSession], None]
SessionTold = Callable[[AgiSession, SessionNews], None]


class AgiServer:
    """Listens for Asterisk. Its callbacks run on the event loop's thread."""

    def __init__(
        self,
        address: tuple[str, int],
        token: str,
        sounds: Sounds,
        *,
        on_arrived: SessionArrived,
        on_news: SessionTold,
        on_left: SessionArrived,
        peers: frozenset[str] = frozenset({"127.0.0.1"}),
        connections_max: int = 1000,
        listener_name: str = "center",
    ) -> None:
        self._address = address
        self._token = token
        self._sounds = sounds
        self._on_arrived = on_arrived
        self._on_news = on_news
        self._on_left = on_left
        self._peers = peers
        self._connections_max = connections_max
        self._listener_name = listener_name
        self._listener: socket.socket | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._threads: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()
        self._is_stopping = False

    def start(self) -> None:
        """Begin to listen; OSError when the port is taken."""
        self._loop = asyncio.get_running_loop()
        self._listener = socket.create_server(self._address, backlog=_BACKLOG)
        threading.Thread(target=self._accept, args=(self._listener,), name="agi-accept", daemon=True).start()

    @property
    def port(self) -> int:
        """The port it listens on."""
        assert self._listener is not None
        port: int = self._listener.getsockname()[1]
        return port

    async def stop(self) -> None:
        """Stop listening and end every conversation; the calls go on in the dialplan."""
        self._is_stopping = True
        if self._listener is not None:
            _shut(self._listener)
            self._listener.close()
        with self._lock:
            threads = dict(self._threads)
        for connection in threads.values():
            _shut(connection)
        await asyncio.to_thread(_join, list(threads))

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, (host, *_) = listener.accept()
            except OSError:
                if self._is_stopping:
                    return
                continue  # the peer was gone before we took it
            if host not in self._peers:
                _log.warning("agi connection from an unknown peer refused")
                connection.close()
                continue
            self._serve_on_thread(connection)

    def _serve_on_thread(self, connection: socket.socket) -> None:
        thread = threading.Thread(target=self._serve, args=(connection,), name="agi", daemon=True)
        with self._lock:
            has_room = len(self._threads) < self._connections_max and not self._is_stopping
            if has_room:
                self._threads[thread] = connection
        if has_room:
            thread.start()
        else:
            _log.error("agi connection refused: %d are open", self._connections_max)
            connection.close()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            agi = HardenedAgi(connection, _HEADER_TIME_S)
            if not self._is_known(agi.env.get("agi_request", "")):
                _log.warning("agi connection without our token refused")
                return
            if urlsplit(agi.env["agi_request"]).path == PROBE_PATH:
                agi.set_variable(PROBE_VARIABLE, self._listener_name)
                return
            session = AgiSession(connection, agi, self._sounds, lambda news: self._hand_over(session, news))
            self._call_on_loop(self._on_arrived, session)
            session.run()
            self._call_on_loop(self._on_left, session)
        except AGIException:
            pass  # gone before it had described the call
        except ProtocolFault as fault:
            _log.warning("agi connection refused: %s", fault)
        finally:
            connection.close()
            with self._lock:
                self._threads.pop(threading.current_thread(), None)

    def _is_known(self, request: str) -> bool:
        given = parse_qs(urlsplit(request).query).get("token", [""])[0]
        return hmac.compare_digest(given.encode(), self._token.encode())

    def _hand_over(self, session: AgiSession, news: SessionNews) -> None:
        self._call_on_loop(self._on_news, session, news)

    def _call_on_loop(self, function: Callable[..., None], *arguments: object) -> None:
        assert self._loop is not None
        with contextlib.suppress(RuntimeError):  # the loop is closed: the process ends
            self._loop.call_soon_threadsafe(function, *arguments)


def _join(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join(_STOP_TIME_S)


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
