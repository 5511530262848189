"""The route that tells who did what. Changes nothing."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.asking import WithServices, permitted
from cic.api.errors import refusals
from cic.audit.port import Wanted

routes = APIRouter(tags=["audit"])
Word = Annotated[str, Field(max_length=128)]


class AuditEntry(BaseModel):
    """One act, or that it was refused."""

    ordinal: int = Field(description="From 1, without gaps")
    at_ms: int
    user: str
    role: str = Field(description="Empty before somebody is signed in, and for the machine itself")
    agent_id: str | None
    code: str = Field(description="What was done, such as `agent.force_activity`")
    kind: str = Field(description="What kind of thing it was done to")
    target: str = Field(description="Its id")
    details: dict[str, str | int | bool | None]
    outcome: str = Field(description="Why it came to nothing; empty for an act as it was asked for")
    of: int | None = Field(description="The entry whose outcome this is")
    reason: str | None = Field(description="What the person wrote; null where nothing was written or it was erased")
    is_reason_erased: bool
    previous: str
    hash: str


class AuditEntries(BaseModel):
    """Newest first."""

    entries: list[AuditEntry]


class Wanting(BaseModel):
    """Which entries are asked for."""

    model_config = ConfigDict(extra="forbid")
    limit: Annotated[int, Field(ge=1, le=500, description="How many at most")] = 100
    before: Annotated[int | None, Field(ge=1, le=2**53, description="An ordinal: only earlier ones")] = None
    user: Word = ""
    code: Word = ""
    target: Word = ""


@routes.get("/api/audit", summary="Who did what", responses=refusals(401, 403, 422))
async def audit(
    _identity: Annotated[Identity, Depends(permitted(Permission.READ_AUDIT))],
    services: WithServices,
    wanted: Annotated[Wanting, Query()],
) -> AuditEntries:
    """Nothing is ever taken out of it: see `cic audit verify`. The next page: the last `ordinal` as `before`."""
    rows = await services.audit.entries(Wanted(**wanted.model_dump()))
    return AuditEntries(entries=[AuditEntry.model_validate(row) for row in rows])
