"""Boards behind their port, for tests of the routes. Asserts nothing."""

from cic.access.identity import BoardGrant, SessionId
from cic.api.board_ports import BoardServices
from cic.api.ports import SocketTransport


class BoardParts:
    """Notes which boards were served and which sessions ended."""

    def __init__(self) -> None:
        self.served: list[BoardGrant] = []
        self.ended: list[SessionId] = []

    def services(self) -> BoardServices:
        """The port, filled in."""
        return BoardServices(self._serve, self.ended.append)

    async def _serve(self, transport: SocketTransport, grant: BoardGrant) -> None:
        self.served.append(grant)
        await transport.send_text(await transport.receive_text())
