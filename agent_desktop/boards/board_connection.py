"""One board on one websocket. Owns what its frames lead to; what is told comes from outside."""

from dataclasses import dataclass
from typing import Protocol

from agent_desktop.boards.board_session import BoardSession, Pong, Subscribe, Unsubscribe
from agent_desktop.boards.scopes import BoardScope
from agent_desktop.gateway.served_socket import ServedSocket, SocketLimits
from cic.access.identity import BoardGrant
from cic.api.ports import SocketTransport


@dataclass(frozen=True, slots=True)
class BoardLimits(SocketLimits):
    """Times and sizes of a board."""

    outgoing_frames_max: int = 100
    stale_after_ms: int = 5_000
    boards_max: int = 300
    subscriptions_max: int = 50
    mirrors_max: int = 5


class BoardServer(Protocol):
    """Who answers a connection."""

    def now_ms(self) -> int:
        """The center's time."""
        ...

    def is_alive(self, board: "BoardConnection") -> bool:
        """Whether the board may go on."""
        ...

    def subscribe(self, board: "BoardConnection", wanted: Subscribe) -> None:
        """Tell the board a channel from now on."""
        ...

    def unsubscribe(self, board: "BoardConnection", unwanted: Unsubscribe) -> None:
        """Tell the board a channel no more."""
        ...

    def count_fault(self, kind: str) -> None:
        """Count what the far end did."""
        ...


class BoardConnection(ServedSocket):
    """One board from its hello to its end."""

    whose = "a board's"

    def __init__(
        self,
        transport: SocketTransport,
        grant: BoardGrant,
        scope: BoardScope,
        server: BoardServer,
        limits: BoardLimits,
    ) -> None:
        self.grant = grant
        self.scope = scope
        self._server = server
        super().__init__(transport, limits)
        self._session = BoardSession()

    def now_ms(self) -> int:
        """The center's time."""
        return self._server.now_ms()

    def is_alive(self) -> bool:
        """Whether whoever looks may go on looking."""
        return self._server.is_alive(self)

    def ping_text(self) -> str:
        """The frame that asks whether the board is alive."""
        return self._session.ping()

    def count_fault(self, kind: str) -> None:
        """Count what the far end did."""
        self._server.count_fault(kind)

    def take(self, text: str) -> None:
        """Take one frame of the board."""
        match self._session.receive(text, self.now_ms()):
            case Subscribe() as wanted:
                self._server.subscribe(self, wanted)
            case Unsubscribe() as unwanted:
                self._server.unsubscribe(self, unwanted)
            case Pong():
                self.pong_came()
