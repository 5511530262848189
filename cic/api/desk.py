"""Routes of the agent's desk: tickets for websockets, the phone, commands over HTTP. Decides nothing about calls."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from cic.access.identity import Ticket
from cic.api.asking import AskingAgent, MaybeIdentity, SignedInIdentity, WithServices, peer_of
from cic.api.errors import ApiError, command_error, refusals

routes = APIRouter(tags=["desk"])


class TicketBody(BaseModel):
    """Opens one websocket, once, soon."""

    ticket: str
    expires_in_ms: int


class PhoneTicketRequest(BaseModel):
    """With the test phone's key it is a caller's phone; without, the signed-in agent's."""

    model_config = ConfigDict(extra="forbid")
    key: Annotated[SecretStr, Field(max_length=256)] | None = None


class NoSipPhone(BaseModel):
    """There is no SIP phone for this agent now."""

    is_available: Literal[False] = False


class SipPhone(BaseModel):
    """How the agent's browser registers as a SIP phone."""

    is_available: Literal[True] = True
    websocket_url: str
    uri: str
    username: str
    password: str


class CommandBody(BaseModel):
    """One command of `cic.desktop.v2`."""

    model_config = ConfigDict(extra="forbid")
    op: Annotated[str, Field(max_length=40, examples=["set_activity"])]
    args: Annotated[dict[str, object], Field(examples=[{"activity": "available", "reason": ""}])] = {}
    rev: Annotated[
        int | None,
        Field(
            strict=True,
            description="The revision of the interaction as the agent saw it, where the command changes the call: "
            "refused with `stale` if the agent's desktop was told of a newer one",
        ),
    ] = None


class Done(BaseModel):
    """The command was carried out and is journalled."""

    ok: Literal[True] = True


@routes.post("/api/desktop/ticket", summary="A ticket for the desktop's websocket", responses=refusals(401, 403))
async def desktop_ticket(identity: SignedInIdentity, agent_id: AskingAgent, services: WithServices) -> TicketBody:
    """Opens `/ws/desktop` once within 30 seconds, as the subprotocol `ticket.<ticket>`."""
    return _ticket(services.access.desktop_ticket(agent_id, identity.session_id))


@routes.post("/api/phone/ticket", summary="A ticket for a phone's websocket", responses=refusals(401, 403, 422))
async def phone_ticket(
    request: Request, identity: MaybeIdentity, services: WithServices, body: PhoneTicketRequest | None = None
) -> TicketBody:
    """Opens `/ws/phone` once within 30 seconds: as a caller with the test phone's key, else as the agent's phone."""
    if body is not None and body.key is not None:
        ticket = services.access.caller_ticket(body.key.get_secret_value(), peer_of(request))
        if ticket is None:
            raise ApiError(401, "wrong_key", "This is not the test phone's key.")
        return _ticket(ticket)
    if identity is None:
        raise ApiError(401, "not_signed_in", "Sign in, or give the test phone's key.")
    if identity.agent_id is None or services.phone_address(identity.agent_id) is None:
        raise ApiError(403, "no_phone", "The person signed in has no phone of this kind.")
    return _ticket(services.access.phone_ticket(identity.agent_id, identity.session_id))


@routes.get("/api/phone/sip", summary="How the agent's browser registers as a SIP phone", responses=refusals(401, 403))
async def sip_phone(agent_id: AskingAgent, services: WithServices) -> NoSipPhone | SipPhone:
    """Credentials for the agent's own SIP phone, while a provider offers one."""
    found = services.sip_credentials(agent_id)
    if found is None:
        return NoSipPhone()
    return SipPhone(websocket_url=found.websocket_url, uri=found.uri, username=found.username, password=found.password)


@routes.post(
    "/api/commands", summary="One command of the desktop, over HTTP", responses=refusals(400, 401, 403, 404, 409, 503)
)
async def command(body: CommandBody, agent_id: AskingAgent, services: WithServices) -> Done:
    """The same commands as over the websocket; answered when the command is journalled."""
    refused = await services.commands.perform(agent_id, body.op, body.args, body.rev)
    if refused is not None:
        raise command_error(refused)
    return Done()


def _ticket(ticket: Ticket) -> TicketBody:
    return TicketBody(ticket=ticket.ticket, expires_in_ms=ticket.expires_in_ms)
