"""The route that finds contacts. Owns how a body becomes a wish; what is looked for stands in no address and no log."""

import asyncio
import logging
from typing import Annotated

from fastapi import APIRouter, Depends

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.asking import WithServices, permitted
from cic.api.contact_rows import shown_to, whose
from cic.api.contact_search_bodies import Found, FoundContactBody, SearchRequest, SearchWish, SpanBody
from cic.api.errors import ApiError, refusals
from cic.api.ports import Services
from cic.api.search_ports import ANY, BadCursor, ContactWish, SearchTooLong, Span, Whose
from routing.vocabulary import PartyId

log = logging.getLogger(__name__)
routes = APIRouter(tags=["records"])


@routes.post("/api/contacts/search", summary="Find contacts", responses=refusals(401, 403, 422, 429, 503))
async def search(
    identity: Annotated[Identity, Depends(permitted(Permission.SEARCH_CONTACTS))],
    services: WithServices,
    body: SearchRequest,
) -> Found:
    """Among those that the person may read: an agent the own, a team supervisor the team's and what nobody took."""
    _count_search(services, identity)
    wish = await wish_of(services, body, await whose(services, identity, Permission.SEARCH_CONTACTS))
    try:
        async with services.search.at_once:
            found = await asyncio.to_thread(
                services.search.search.find, wish, body.limit, body.cursor, with_count=body.with_count
            )
    except BadCursor:
        raise ApiError(422, "bad_cursor", "cursor: not one of a search in this order; begin anew.") from None
    except SearchTooLong:
        detail = "This takes too long to look through: name a shorter time, a queue or an agent as well."
        raise ApiError(422, "search_too_long", detail) from None
    log.info("%s has searched contacts by %s", identity.user, ", ".join(body.filters()) or "nothing")
    return Found(
        contacts=[FoundContactBody.model_validate(shown_to(identity, row)) for row in found.contacts],
        cursor=found.cursor,
        count=found.count,
        is_more=found.is_more,
    )


async def wish_of(services: Services, body: SearchWish, whose: Whose) -> ContactWish:
    """What is looked for, among whose contacts. A name leads to the customers of that name too, by their cards."""
    customers = services.day.customers
    parties = await customers.parties(PartyId(body.party_id)) if body.party_id else ()
    named: list[PartyId] = []
    if body.name.strip():
        for card in await customers.find(body.name):
            named += await customers.parties(PartyId(str(card["party_id"])))
    rating = body.rating
    return ContactWish(
        whose,
        number=body.number.strip(),
        numbers_alike=tuple(services.search.ways_of(body.number)),
        name=body.name.strip(),
        named=tuple(dict.fromkeys(named)),
        note=body.note.strip(),
        parties=tuple(parties),
        from_ms=body.from_ms,
        until_ms=body.until_ms,
        queues=tuple(body.queues),
        agents=tuple(body.agents),
        media=tuple(body.media),
        directions=tuple(body.directions),
        dispositions=tuple(body.dispositions),
        outcomes=tuple(body.outcomes),
        flows=tuple(body.flows),
        dialled=tuple(body.dialled),
        subjects=tuple(body.subjects),
        is_rated=rating is not None,
        rating_of="" if rating is None else rating.of,
        rating=ANY if rating is None else Span(rating.least, rating.most),
        total_ms=_span(body.total_ms),
        talk_ms=_span(body.talk_ms),
        waited_ms=_span(body.waited_ms),
        is_recorded=body.is_recorded,
        order=body.order,
    )


def _span(body: SpanBody) -> Span:
    return Span(body.least, body.most)


def _count_search(services: Services, identity: Identity) -> None:
    wait_s = services.search.asked.wait_s(identity.user)
    if wait_s:
        detail = f"You have searched very often: wait {wait_s} s."
        raise ApiError(429, "too_many_requests", detail, {"Retry-After": str(wait_s)})
