"""What the routes of boards need of the rest of the house, as ports. Owns the contracts; holds no behaviour."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cic.access.identity import BoardGrant, SessionId
from cic.access.walls import Walls
from cic.api.ports import SocketTransport


@dataclass(frozen=True, slots=True)
class BoardServices:
    """Serves boards and walls."""

    serve: Callable[[SocketTransport, BoardGrant], Awaitable[None]]
    end_session: Callable[[SessionId], None]
    end_wall: Callable[[str], None]
    walls: Walls
