"""Boards behind their port, for tests of the routes. Asserts nothing."""

from cic.access.identity import BoardGrant, SessionId
from cic.access.walls import Walls
from cic.api.board_ports import BoardServices
from cic.api.ports import SocketTransport


class BoardParts:
    """Notes which boards were served, and which sessions and walls ended."""

    def __init__(self) -> None:
        self.served: list[BoardGrant] = []
        self.ended: list[SessionId] = []
        self.walls_ended: list[str] = []

    def services(self, walls: Walls) -> BoardServices:
        """The port, filled in."""
        return BoardServices(self._serve, self.ended.append, self.walls_ended.append, walls)

    async def _serve(self, transport: SocketTransport, grant: BoardGrant) -> None:
        self.served.append(grant)
        await transport.send_text(await transport.receive_text())
