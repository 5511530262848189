"""Routes of the engineer who writes flows: which hold, which held, publish others, go back. Decides nothing."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.asking import WithServices, permitted
from cic.api.errors import ApiError, refusals
from cic.api.figures import FlowFigures
from cic.api.noting import note
from cic.api.ports import ConfigurationRefusal, FlowChange, FlowsOutcome, Services
from cic.audit.port import Act

routes = APIRouter(tags=["configuration"])
Reading = Annotated[Identity, Depends(permitted(Permission.READ_CONFIGURATION))]
Publishing = Annotated[Identity, Depends(permitted(Permission.APPLY_CONFIGURATION))]
Version = Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
FlowName = Annotated[str, Field(min_length=1, max_length=128)]
# One line that a terminal can show: whoever reads the history must see what was written, and nothing else.
Note = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$")]
REFUSALS = refusals(401, 403, 404, 409, 422)


class PublishFlowsBody(BaseModel):
    """A text that `cic flows publish` has laid into the data folder, and the one that it was made from."""

    model_config = ConfigDict(extra="forbid")
    version: Version
    base: Version
    note: Note = ""


class RollBackFlowsBody(BaseModel):
    """Back to the version before, or to the one named: that of a whole text, or of the one flow that is named."""

    model_config = ConfigDict(extra="forbid")
    flow: FlowName | None = None
    to: Annotated[str | None, Field(pattern="^([0-9a-f]{12}|[0-9a-f]{16})$")] = None
    note: Note = ""


class FlowBody(BaseModel):
    """A flow of the running center and how many contacts follow it."""

    flow: str
    version: str | None = Field(description="Null where the flow is gone and contacts still follow it")
    contacts: int
    contacts_on_earlier: int = Field(description="They go on with the version that they began with")


class FlowsBody(BaseModel):
    """The flows of the running center."""

    version: str = Field(description="Of the whole text")
    flows: list[FlowBody]


class FlowChangeBody(BaseModel):
    """A flow that has another version than before; null where it was not, or is no more."""

    flow: str
    old: str | None
    new: str | None


class ChangedFlowBody(FlowChangeBody):
    """What changed now, and whom it does not concern."""

    contacts_on_earlier: int | None = Field(description="Null where it cannot be told at the moment")


class PublishedFlowsBody(BaseModel):
    """What holds now. No flow changed: the same ones held already."""

    version: str
    previous: str
    changed: list[ChangedFlowBody]


class FlowsStepBody(BaseModel):
    """When other flows came to hold."""

    version: str
    at_ms: int
    how: str
    by: str
    note: str
    changed: list[FlowChangeBody]
    holds: bool


class FlowHistoryBody(BaseModel):
    """What held, the latest first."""

    history: list[FlowsStepBody]


@routes.get("/api/flows", summary="The flows of the running center", responses=refusals(401, 403, 503))
async def flows(_identity: Reading, services: WithServices) -> FlowsBody:
    """With how many contacts follow each, and how many an earlier version of it."""
    version, figures = services.flows.version(), await services.boards.flows()
    return FlowsBody(
        version=version,
        flows=[
            FlowBody(
                flow=one.flow_id,
                version=one.version,
                contacts=one.contacts,
                contacts_on_earlier=one.contacts_on_earlier,
            )
            for one in figures
        ],
    )


@routes.get("/api/flows/history", summary="Which flows held", responses=REFUSALS)
async def history(
    _identity: Reading,
    services: WithServices,
    flow: Annotated[str | None, Query(min_length=1, max_length=128, description="Only of this flow")] = None,
) -> FlowHistoryBody:
    """The latest first, as far back as texts are kept."""
    found = await services.flows.history(flow)
    if isinstance(found, ConfigurationRefusal):
        raise _error(found)
    return FlowHistoryBody(
        history=[
            FlowsStepBody(
                version=step.version,
                at_ms=step.at_ms,
                how=step.how,
                by=step.by,
                note=step.note,
                changed=[FlowChangeBody(flow=one.flow, old=one.old, new=one.new) for one in step.changed],
                holds=step.holds,
            )
            for step in found
        ]
    )


@routes.post("/api/flows/publish", summary="Publish flows", responses=REFUSALS)
async def publish(identity: Publishing, services: WithServices, body: PublishFlowsBody) -> PublishedFlowsBody:
    """All of them hold afterwards, or nothing is changed. Contacts in progress keep the version they began with."""
    await note(services, identity, Act("flows.publish", "configuration", body.version), body.note)
    return await _published(services, await services.flows.publish(body.version, body.base, identity.user, body.note))


@routes.post("/api/flows/rollback", summary="Go back to flows of before", responses=REFUSALS)
async def roll_back(identity: Publishing, services: WithServices, body: RollBackFlowsBody) -> PublishedFlowsBody:
    """Of one flow or of all; the rest of the text stays."""
    await note(services, identity, Act("flows.roll_back", "flow", body.flow or "", {"to": body.to}), body.note)
    return await _published(services, await services.flows.roll_back(body.flow, body.to, identity.user, body.note))


async def _published(services: Services, outcome: FlowsOutcome | ConfigurationRefusal) -> PublishedFlowsBody:
    if isinstance(outcome, ConfigurationRefusal):
        raise _error(outcome)
    try:
        figures: Sequence[FlowFigures] | None = await services.boards.flows()
    except ApiError:  # they hold; how many contacts are on earlier ones waits for the disk
        figures = None
    return PublishedFlowsBody(
        version=outcome.version,
        previous=outcome.previous,
        changed=[_changed(change, figures) for change in outcome.changed],
    )


def _changed(change: FlowChange, figures: Sequence[FlowFigures] | None) -> ChangedFlowBody:
    earlier = None if figures is None else sum(one.contacts_on_earlier for one in figures if one.flow_id == change.flow)
    return ChangedFlowBody(flow=change.flow, old=change.old, new=change.new, contacts_on_earlier=earlier)


def _error(refusal: ConfigurationRefusal) -> ApiError:
    return ApiError(404 if refusal.code.startswith("unknown_") else 409, refusal.code, refusal.detail)
