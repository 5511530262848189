"""Carries on AGI conversations with Asterisk. Owns the conversations and how many there are.

Must not know what a caller hears. Who may come in at all is the door's to say.
"""

import asyncio
import logging
import socket
from collections.abc import Callable
from functools import partial

from cic.cti.asterisk.agi import Command, quoted
from cic.cti.asterisk.agi_conversation import AgiConversation
from cic.cti.asterisk.agi_door import AgiDoor, CountFault, DoorLimits
from cic.cti.asterisk.agi_head import AgiHead
from cic.cti.asterisk.faults import ProtocolFault, UnsafeValue
from cic.cti.asterisk.session import AgiSession, SessionNews, Sounds

_log = logging.getLogger(__name__)

PROBE_PATH = "/probe"
PROBE_VARIABLE = "CIC_PROBE_ANSWER"
"""`cic doctor` has Asterisk ask there who listens; the answer goes into this channel variable."""
_PROBE_ANSWER_S = 5.0

SessionArrived = Callable[[AgiSession], None]
SessionTold = Callable[[AgiSession, SessionNews], None]


class AgiServer:
    """Listens for Asterisk. Runs on the event loop, and calls back from there, each time in a turn of its own.

    So nobody is called back from within ``give`` or ``close``, and a fault in a callback harms no conversation.
    """

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
        self._conversations: set[AgiConversation] = set()
        self._is_stopping = False

    def start(self) -> None:
        """Begin to listen; OSError when the port is taken."""
        self._door.open()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._door.port

    async def stop(self) -> None:
        """Stop listening and end every conversation; the calls go on in the dialplan."""
        self._is_stopping = True
        self._door.close()
        for conversation in list(self._conversations):
            conversation.close()
        await asyncio.sleep(0)  # what they have to tell has been told then

    def _begin(self, connection: socket.socket, head: AgiHead) -> None:
        if len(self._conversations) >= self._connections_max or self._is_stopping:
            self._count_fault("too_many_callers")
            connection.close()
            return
        conversation = AgiConversation(connection, head.rest)
        self._conversations.add(conversation)
        if head.env["agi_request"].partition("?")[0].endswith(PROBE_PATH):
            conversation.begin(self._say_who_listens(), partial(self._probe_ended, conversation))
            return
        session = AgiSession(conversation, head.env, self._sounds, self._tell)
        asyncio.get_running_loop().call_soon(self._on_arrived, session)
        session.begin(partial(self._session_ended, conversation, session))

    async def _say_who_listens(self) -> None:
        await Command("SET VARIABLE", quoted(PROBE_VARIABLE), quoted(self._listener_name), time_s=_PROBE_ANSWER_S)

    def _tell(self, session: AgiSession, news: SessionNews) -> None:
        asyncio.get_running_loop().call_soon(self._on_news, session, news)

    def _probe_ended(self, conversation: AgiConversation, fault: Exception | None) -> None:
        self._conversations.discard(conversation)
        if fault is not None:
            self._count_fault("no_conversation")

    def _session_ended(self, conversation: AgiConversation, session: AgiSession, fault: Exception | None) -> None:
        self._conversations.discard(conversation)
        if isinstance(fault, OSError):  # the system cannot watch one more connection
            self._count_fault("no_conversation")
        elif isinstance(fault, ProtocolFault | UnsafeValue):
            _log.warning("agi conversation given up: %s", fault)
        # Anything else: the caller hung up, was bridged or was redirected, and AMI tells which.
        asyncio.get_running_loop().call_soon(self._on_left, session)
