"""The route that explains who got a contact and why. Changes nothing."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.asking import WithServices, permitted, rows_of
from cic.api.contact_rows import readable
from cic.api.errors import ApiError, refusals
from cic.api.explanation_bodies import ExplanationBody
from cic.api.ports import ExplanationRefused
from routing.vocabulary import AgentId, ContactId

routes = APIRouter(tags=["records"])
TIME_MS_MAX = 2**53


@routes.get(
    "/api/contacts/{contact_id}/explanation",
    summary="Why these agents, why not that one, why still waiting",
    responses=refusals(401, 403, 404, 422, 503),
    response_model_exclude_unset=True,
)
async def explanation(
    identity: Annotated[Identity, Depends(permitted(Permission.READ_CONTACT))],
    services: WithServices,
    contact_id: Annotated[str, Path(max_length=128, description="A contact, or one of its interactions")],
    at_ms: Annotated[int | None, Query(ge=0, le=TIME_MS_MAX, description="The moment; without it, now")] = None,
    agent_id: Annotated[str | None, Query(max_length=128, description="Why not this agent?")] = None,
) -> ExplanationBody:
    """Recomputed from the journal, which takes a while where that is long; one is made at a time."""
    asked_about = None if agent_id is None else AgentId(agent_id)
    told = await services.explanations.contact(ContactId(contact_id), at_ms, asked_about)
    if isinstance(told, ExplanationRefused):
        raise ApiError(404 if told.code.startswith("unknown_") else 503, told.code, told.detail)
    if not rows_of(services, identity, Permission.READ_CONTACT).is_all:
        # It may have been asked for by an interaction: whose contact that is, is known once it is told.
        await readable(services, identity, str(told["contact_id"]))
    return ExplanationBody.model_validate(told)
