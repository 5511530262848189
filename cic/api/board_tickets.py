"""Tickets for boards: who may see live figures. Decides nothing about them."""

from typing import Annotated

from fastapi import APIRouter, Depends

from cic.access.identity import BoardGrant, Identity
from cic.access.permissions import Permission
from cic.api.asking import WithServices, permitted
from cic.api.desk import TicketBody
from cic.api.errors import refusals

routes = APIRouter(tags=["boards"])


@routes.post("/api/board-ticket", summary="A ticket for a board's websocket", responses=refusals(401, 403))
async def board_ticket(
    identity: Annotated[Identity, Depends(permitted(Permission.SEE_BOARDS))], services: WithServices
) -> TicketBody:
    """Opens `/ws/board` once within 30 seconds, as the subprotocol `ticket.<ticket>`."""
    ticket = services.access.board_ticket(BoardGrant(identity))
    return TicketBody(ticket=ticket.ticket, expires_in_ms=ticket.expires_in_ms)
