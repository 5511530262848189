"""Routes that read: the contact log, agents and queues at this moment, health. Changes nothing."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.asking import WithServices, permitted
from cic.api.contact_bodies import ContactBody, Contacts, WholeContactBody
from cic.api.contact_rows import readable, shown_to, whose
from cic.api.errors import refusals
from routing.overrides import QueueMode
from routing.vocabulary import AgentId, ContactId, QueueId

routes = APIRouter(tags=["records"])
Reading = Annotated[Identity, Depends(permitted(Permission.READ_CONTACT))]
Looking = Annotated[Identity, Depends(permitted(Permission.SEE_DIRECTORY))]


class LabelBody(BaseModel):
    """Words in both languages."""

    en: str
    zh: str


class AgentBody(BaseModel):
    """An agent at this moment."""

    agent_id: str
    name: str
    number: str
    queues: list[str]
    activity: str
    reason: str
    since_ms: int
    is_free: bool
    interactions: int = Field(description="How many interactions the agent has in hand, wrap-up included")
    reachable_phones: int
    is_desktop_open: bool
    skills: dict[str, int] = Field(description="The levels of now, an override included, as the queues are")
    in_hand: dict[str, int] = Field(description="How many interactions in hand, by medium")
    load: int = Field(description="The share of the capacity that is taken, offers included")
    capacity: int
    override_until_ms: int | None = Field(description="When other skills or queues end; null where there are none")


class QueueBody(BaseModel):
    """A queue at this moment."""

    queue_id: str
    label: LabelBody
    service_level_target_ms: int
    waiting: int
    offered: int
    in_progress: int
    longest_wait_since_ms: int | None
    agents_available: int
    mode: QueueMode = Field(description="Whether the queue takes anybody in, and if not, why")
    mode_until_ms: int | None = Field(description="When the mode ends by itself; null where it does not")
    estimated_median_ms: int | None = Field(
        description="The wait of one who is queued now: as often less as more; null while there is nothing to go by"
    )
    estimated_p90_ms: int | None = Field(description="The same, less in nine of ten cases")
    missed: int = Field(description="Callers who gave up and whom nobody has seen to; `/api/missed` lists them")


class Agents(BaseModel):
    """All agents, in the order of the configuration."""

    agents: list[AgentBody]


class Queues(BaseModel):
    """All queues, in the order of the configuration."""

    queues: list[QueueBody]


@routes.get("/api/contacts", summary="The contact log, newest first", responses=refusals(401, 403, 422))
async def contacts(
    identity: Reading,
    services: WithServices,
    limit: Annotated[int, Query(ge=1, le=500, description="How many contacts at most")] = 50,
    before: Annotated[str | None, Query(max_length=128, description="A contact id: only older ones")] = None,
) -> Contacts:
    """One row for each that the person may read. Ask for the next page with the last row's id as `before`."""
    before_contact = ContactId(before) if before else None
    mine = await whose(services, identity, Permission.READ_CONTACT)
    if mine.is_all:
        rows = await services.contacts.newest(limit, before_contact)
    else:
        rows = await asyncio.to_thread(services.search.search.newest, mine, limit, before_contact)
    return Contacts(contacts=[ContactBody.model_validate(shown_to(identity, row)) for row in rows])


@routes.get("/api/contacts/{contact_id}", summary="One contact with its segments", responses=refusals(401, 403, 404))
async def contact(
    identity: Reading, services: WithServices, contact_id: Annotated[str, Path(max_length=128)]
) -> WholeContactBody:
    """The row of the contact log and every segment of it, in order."""
    row = await readable(services, identity, contact_id)
    return WholeContactBody.model_validate(row)


@routes.get("/api/agents", summary="All agents at this moment", responses=refusals(401, 403, 503))
async def agents(_identity: Looking, services: WithServices) -> Agents:
    """Activity, since when, and what each has in hand."""
    labels = services.labels()
    figures = {row.agent_id: row for row in await services.boards.agents()}
    return Agents(
        agents=[
            AgentBody(
                agent_id=agent_id,
                name=label.name,
                number=label.number,
                queues=[str(queue_id) for queue_id in row.queues],
                activity=row.activity,
                reason=row.reason,
                since_ms=row.since_ms,
                is_free=row.is_free,
                interactions=row.interactions,
                reachable_phones=row.reachable_phones,
                is_desktop_open=row.is_desktop_open,
                skills=dict(row.skills),
                in_hand=dict(row.in_hand),
                load=row.load,
                capacity=row.capacity,
                override_until_ms=row.override_until_ms,
            )
            for agent_id, label in labels.agents.items()
            if (row := figures.get(AgentId(agent_id))) is not None
        ]
    )


@routes.get("/api/queues", summary="All queues at this moment", responses=refusals(401, 403, 503))
async def queues(_identity: Looking, services: WithServices) -> Queues:
    """How many wait, since when the longest has, and who is there for them."""
    labels = services.labels()
    figures = {row.queue_id: row for row in await services.boards.queues()}
    return Queues(
        queues=[
            QueueBody(
                queue_id=queue_id,
                label=LabelBody(en=label.label.en, zh=label.label.zh),
                service_level_target_ms=label.service_level_target_ms,
                waiting=row.waiting,
                offered=row.offered,
                in_progress=row.in_progress,
                longest_wait_since_ms=row.longest_wait_since_ms,
                agents_available=row.agents_available,
                mode=QueueMode(row.mode),
                mode_until_ms=row.mode_until_ms,
                estimated_median_ms=row.estimated_median_ms,
                estimated_p90_ms=row.estimated_p90_ms,
                missed=row.missed,
            )
            for queue_id, label in labels.queues.items()
            if (row := figures.get(QueueId(queue_id))) is not None
        ]
    )


@routes.get("/api/health", summary="Is the center up")
async def health(services: WithServices) -> dict[str, object]:
    """Whether callers are taken yet, and what stands against the center; open to all, so nothing of calls or people."""
    return {"build": services.build} | services.health()
