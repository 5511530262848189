"""Routes of the engineer who runs the center: apply a text, go back to the one before. Decides nothing."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.asking import WithServices, permitted
from cic.api.errors import ApiError, refusals
from cic.api.noting import note
from cic.api.ports import ConfigurationRefusal
from cic.audit.port import Act

routes = APIRouter(tags=["configuration"])


class ApplyBody(BaseModel):
    """Which text: one that `cic apply` has laid into the data folder, or the one before the one that holds."""

    model_config = ConfigDict(extra="forbid")
    version: Annotated[str | None, Field(pattern="^[0-9a-f]{16}$")] = None
    is_previous: bool = False


class AppliedBody(BaseModel):
    """The text that holds now."""

    version: str
    previous: str
    parts: int


@routes.post(
    "/api/configuration", summary="Apply a text to the running center", responses=refusals(401, 403, 409, 422, 503)
)
async def apply_configuration(
    identity: Annotated[Identity, Depends(permitted(Permission.APPLY_CONFIGURATION))],
    services: WithServices,
    body: ApplyBody,
) -> AppliedBody:
    """All of it holds afterwards, or nothing is changed. Nobody is dropped, and nobody loses the place in line."""
    if body.is_previous is (body.version is not None):
        raise ApiError(422, "bad_request", "Name a version, or ask for the previous one.")
    if body.version is None:
        await note(services, identity, Act("configuration.apply_previous", "configuration"))
        outcome = await services.configuration.apply_previous(identity.user)
    else:
        await note(services, identity, Act("configuration.apply", "configuration", body.version))
        outcome = await services.configuration.apply(body.version, identity.user)
    if isinstance(outcome, ConfigurationRefusal):
        raise ApiError(409, outcome.code, outcome.detail)
    return AppliedBody(version=outcome.version, previous=outcome.previous, parts=outcome.parts)
