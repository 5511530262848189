"""Carries on AGI conversations with Asterisk, a thread for each. Owns the conversations and how many there are.

Must not know what a caller hears. Who may come in at all is the door's to say.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable
from functools import partial

from asterisk.agi import AGIException

from cic.cti.asterisk.agi import HardenedAgi
from cic.cti.asterisk.agi_door import AgiDoor, CountFault, DoorLimits
from cic.cti.asterisk.agi_head import AgiHead
from cic.cti.asterisk.agi_threads import AgiThreads
from cic.cti.asterisk.faults import ProtocolFault
from cic.cti.asterisk.liveness import watch_peer
from cic.cti.asterisk.session import AgiSession, SessionNews, Sounds

_STOP_TIME_S = 3.0
PROBE_PATH = "/probe"
PROBE_VARIABLE = "CIC_PROBE_ANSWER"
"""`cic doctor` has Asterisk ask there who listens; the answer goes into this channel variable."""

SessionArrived = Callable[[AgiSession], None]
SessionTold = Callable[[AgiSession, SessionNews], None]


class AgiServer:
    """Listens for Asterisk. Its callbacks run on the event loop's thread, ``count_fault`` on any."""

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
        count_fault: CountFault = lambda _kind: None,
        door_limits: DoorLimits | None = None,
        listener_name: str = "center",
    ) -> None:
        self._door = AgiDoor(
            address,
            token,
            peers=peers,
            on_admitted=self._begin,
            count_fault=count_fault,
            limits=door_limits,
        )
        self._sounds = sounds
        self._on_arrived = on_arrived
        self._on_news = on_news
        self._on_left = on_left
        self._connections_max = connections_max
        self._count_fault = count_fault
        self._listener_name = listener_name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._threads = AgiThreads()
        self._conversations: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_stopping = False

    def start(self) -> None:
        """Begin to listen; OSError when the port is taken."""
        self._loop = asyncio.get_running_loop()
        self._door.open()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._door.port

    async def stop(self) -> None:
        """Stop listening and end every conversation; the calls go on in the dialplan."""
        self._is_stopping = True
        await asyncio.to_thread(self._door.close)
        with self._lock:
            for connection in self._conversations:
                _shut(connection)
        await asyncio.to_thread(self._threads.stop, _STOP_TIME_S)

    def _begin(self, connection: socket.socket, head: AgiHead) -> None:
        refusal = ""
        with self._lock:
            if len(self._conversations) >= self._connections_max or self._is_stopping:
                refusal = "too_many_callers"
            else:
                try:
                    self._threads.run(partial(self._serve, connection, head))
                    self._conversations.add(connection)
                except RuntimeError:  # the system has no thread to spare; the dialplan asks again
                    refusal = "no_threads"
        if refusal:
            self._count_fault(refusal)
            connection.close()

    def _serve(self, connection: socket.socket, head: AgiHead) -> None:
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            watch_peer(connection)
            agi = HardenedAgi(connection, head)
            if head.env["agi_request"].partition("?")[0].endswith(PROBE_PATH):
                agi.set_variable(PROBE_VARIABLE, self._listener_name)
                return
            session = AgiSession(connection, agi, self._sounds, lambda news: self._hand_over(session, news))
            self._call_on_loop(self._on_arrived, session)
            session.run()
            self._call_on_loop(self._on_left, session)
        except (AGIException, OSError, ProtocolFault):
            self._count_fault("no_conversation")  # gone at once, or no descriptor is left for it, or a probe unanswered
        finally:
            with self._lock:  # stopping shuts only what is open
                self._conversations.discard(connection)
                connection.close()

    def _hand_over(self, session: AgiSession, news: SessionNews) -> None:
        self._call_on_loop(self._on_news, session, news)

    def _call_on_loop(self, function: Callable[..., None], *arguments: object) -> None:
        assert self._loop is not None
        with contextlib.suppress(RuntimeError):  # the loop is closed: the process ends
            self._loop.call_soon_threadsafe(function, *arguments)


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
