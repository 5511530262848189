"""Routes of customers' cards: shown, made and corrected, found, merged. Owns who may see and change which card.

An agent changes the cards of those whose contacts or follow-ups the agent has; a supervisor any. Any agent may look for
a customer, a bounded number of times: whoever dials out or enters a visit must find the card first.
"""

import logging
from collections.abc import Sequence
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Query

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.asking import AskingAgent, WithServices, permitted, rows_of
from cic.api.contact_rows import covers, whose
from cic.api.customer_bodies import (
    CallingFrom,
    CardBody,
    CardChange,
    ContactLine,
    CrmBody,
    CustomerBody,
    FoundBody,
    FoundCustomers,
    LaterBody,
    MergeBody,
    MergeDone,
    UndoneBody,
)
from cic.api.customer_ports import InHand
from cic.api.errors import ApiError, command_error, refusals
from cic.api.ports import CommandRefused, JsonObject, Services
from cic.api.search_ports import EVERYBODYS, Whose
from routing.vocabulary import AgentId, ContactId, InteractionId, PartyId

log = logging.getLogger(__name__)
routes = APIRouter(tags=["customers"])
Finding = Annotated[Identity, Depends(permitted(Permission.FIND_CUSTOMER))]
Changing = Annotated[Identity, Depends(permitted(Permission.CHANGE_CUSTOMER))]
Id = Annotated[str, Path(min_length=1, max_length=128)]
LastContacts = Annotated[int, Query(ge=5, le=20, description="How many contacts of before")]
LAST_CONTACTS = 10
LAST_CONTACTS_MOST = 20
_WHOSE = ("party_id", "agents", "is_nobodys")


@routes.get(
    "/api/interactions/{interaction_id}/customer",
    summary="Who is calling: the card and what was before",
    responses=refusals(401, 403, 404, 422, 503),
)
async def customer_of_interaction(
    agent_id: AskingAgent, services: WithServices, interaction_id: Id, limit: LastContacts = LAST_CONTACTS
) -> CustomerBody:
    """Of an interaction that stands offered to the agent, is in hand, or in wrap-up."""
    in_hand = await _in_hand(services, agent_id, interaction_id)
    card = _granted(await services.day.customers.card(in_hand.party_id))
    return await _whole(services, card, limit, EVERYBODYS, in_hand)  # of a party in hand, all that was before


@routes.put(
    "/api/interactions/{interaction_id}/customer",
    summary="Make or correct the card of who is calling",
    responses=refusals(401, 403, 404, 409, 422, 503),
)
async def save_customer_of_interaction(
    agent_id: AskingAgent, services: WithServices, interaction_id: Id, body: CardChange
) -> CardBody:
    """A visitor is a customer from then on, and stays the same party. The contact goes on as it was."""
    in_hand = await _in_hand(services, agent_id, interaction_id)
    return await _save(services, in_hand.party_id, body, agent_id)


@routes.get("/api/customers", summary="Look for a customer", responses=refusals(401, 403, 422, 429))
async def find_customers(
    identity: Finding,
    services: WithServices,
    query: Annotated[str, Query(min_length=2, max_length=100, description="Name, number, customer number or mail")],
) -> FoundCustomers:
    """By words of a name or how they begin, by any number, by customer number, by a whole mail address."""
    _count_look_up(services, identity)
    found = await services.day.customers.find(query)
    log.info("%d customers are found by %s", len(found), _who(identity))
    return FoundCustomers(customers=[FoundBody.model_validate(row) for row in found])


@routes.get(
    "/api/customers/{party_id}", summary="One customer's card", responses=refusals(401, 403, 404, 422, 429, 503)
)
async def customer(
    identity: Finding, services: WithServices, party_id: Id, limit: LastContacts = LAST_CONTACTS
) -> CustomerBody:
    """The same as of an interaction."""
    _count_look_up(services, identity)
    card = _granted(await services.day.customers.card(PartyId(party_id)))
    log.info("the card %s is seen by %s", card["party_id"], _who(identity))
    return await _whole(services, card, limit, await whose(services, identity, Permission.READ_CONTACT))


@routes.put(
    "/api/customers/{party_id}",
    summary="Make or correct a card",
    responses=refusals(401, 403, 404, 409, 422, 503),
)
async def save_customer(identity: Changing, services: WithServices, party_id: Id, body: CardChange) -> CardBody:
    """For whoever has an interaction or a follow-up of the party, and for who may change all."""
    await _must_have(services, identity, PartyId(party_id))
    return await _save(services, PartyId(party_id), body, _who(identity))


@routes.post("/api/customers/merge", summary="Two parties are one", responses=refusals(401, 403, 404, 409, 422, 503))
async def merge(identity: Changing, services: WithServices, body: MergeBody) -> MergeDone:
    """Numbers, addresses and contacts lead to the one that is kept. Nothing is lost: it can be undone exactly."""
    await _must_have(services, identity, PartyId(body.keep), PartyId(body.merge))
    done = await services.day.customers.merge(PartyId(body.keep), PartyId(body.merge), _who(identity))
    return MergeDone.model_validate(_granted(done))


@routes.post(
    "/api/customers/merges/{merge_id}/undo",
    summary="Undo a merge",
    responses=refusals(401, 403, 404, 409, 422, 503),
)
async def undo(identity: Changing, services: WithServices, merge_id: Id) -> UndoneBody:
    """Each has again what was its own. What came meanwhile stays with the one that was kept."""
    merged = await services.day.customers.merged(merge_id)
    if isinstance(merged, CommandRefused):
        raise command_error(merged)
    await _must_have(services, identity, *merged)
    card = _granted(await services.day.customers.undo(merge_id, _who(identity)))
    return UndoneBody(card=CardBody.model_validate(card))


@routes.get(
    "/api/customers/{party_id}/crm", summary="What the CRM knows", responses=refusals(401, 403, 404, 422, 429, 503)
)
async def crm(identity: Finding, services: WithServices, party_id: Id) -> CrmBody:
    """By the look-up that the center's text names. A CRM that does not answer in time is no fault of the card."""
    _count_look_up(services, identity)
    told = _granted(await services.day.crm.fields(PartyId(party_id)))
    log.info("what the CRM knows of %s is seen by %s: %s", party_id, _who(identity), told["result"])
    return CrmBody.model_validate(told)


def agent_name(services: Services, agent_id: object) -> str:
    """How people know an agent; empty for nobody, and for one whom the text does not name any more."""
    label = services.labels().agents.get(AgentId(str(agent_id))) if agent_id is not None else None
    return "" if label is None else label.name


def lines_of(services: Services, rows: Sequence[JsonObject]) -> list[ContactLine]:
    """Contacts of before, with the names of their agents."""
    return [
        ContactLine.model_validate(row | {"last_agent_name": agent_name(services, row["last_agent"])}) for row in rows
    ]


def later_of(services: Services, rows: Sequence[JsonObject]) -> list[LaterBody]:
    """Follow-ups, with the names of their owners."""
    return [LaterBody.model_validate(row | {"owner_name": agent_name(services, row["owner"])}) for row in rows]


async def _whole(
    services: Services, card: JsonObject, limit: int, mine: Whose, in_hand: InHand | None = None
) -> CustomerBody:
    day = services.day
    parties = await day.customers.parties(PartyId(str(card["party_id"])))
    without: ContactId | None = None
    if in_hand is not None:
        without = in_hand.contact_id
        if card["version"] == 0:  # nobody has written anything down yet: what the network tells is all there is
            known = [in_hand.number] if in_hand.number else []
            card = card | {"name": in_hand.name or "", "numbers": card["numbers"] or known}
    return CustomerBody(
        card=CardBody.model_validate(card),
        calling_from=None if in_hand is None else CallingFrom(number=in_hand.number, name=in_hand.name),
        last_contacts=lines_of(services, await _readable_lines(services, mine, parties, limit, without)),
        tries_today=await day.log.tries_today(parties),
        follow_ups=later_of(services, await day.hands.follow_ups_of(parties)),
    )


async def _readable_lines(
    services: Services, mine: Whose, parties: Sequence[PartyId], limit: int, without: ContactId | None
) -> list[JsonObject]:
    """The last contacts of parties, as far as the person may read them."""
    rows = await services.day.log.of_parties(parties, limit if mine.is_all else LAST_CONTACTS_MOST, without)
    return [
        {name: value for name, value in row.items() if name not in _WHOSE}
        for row in rows
        if covers(mine, str(row["party_id"]), cast("list[str]", row["agents"]), is_nobodys=bool(row["is_nobodys"]))
    ][:limit]


async def _in_hand(services: Services, agent_id: AgentId, interaction_id: str) -> InHand:
    found = await services.day.hands.interaction(agent_id, InteractionId(interaction_id))
    if found is None:
        raise ApiError(404, "unknown_interaction", "You have no interaction of this id.")
    return found


async def _must_have(services: Services, identity: Identity, *parties: PartyId) -> None:
    """403 unless one of these parties is the asking agent's to serve, or the person may change all."""
    if rows_of(services, identity, Permission.CHANGE_CUSTOMER).is_all:
        return
    if identity.agent_id is not None:
        customers = services.day.customers
        for mine in await services.day.hands.parties(identity.agent_id):
            if not set(parties).isdisjoint(await customers.parties(mine)):
                return
    raise ApiError(403, "not_yours", "This customer's contacts are in another agent's hand, or in nobody's.")


async def _save(services: Services, party_id: PartyId, body: CardChange, by: str) -> CardBody:
    saved = await services.day.customers.save(party_id, body.fields(), body.version, by)
    return CardBody.model_validate(_granted(saved))


def _granted(answer: JsonObject | CommandRefused) -> JsonObject:
    if isinstance(answer, CommandRefused):
        raise command_error(answer)
    return answer


def _count_look_up(services: Services, identity: Identity) -> None:
    wait_s = services.day.look_ups.wait_s(identity.user)
    if wait_s:
        detail = f"You have looked for many customers: wait {wait_s} s."
        raise ApiError(429, "too_many_requests", detail, {"Retry-After": str(wait_s)})


def _who(identity: Identity) -> str:
    return identity.agent_id or identity.user
