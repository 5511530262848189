"""Routes of the agent's day: figures and lists, a contact's time line, settings, favourites. Decides nothing."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.asking import AskingAgent, WithServices, permitted
from cic.api.contact_rows import readable
from cic.api.customer_bodies import WordsBody
from cic.api.customers import agent_name, later_of
from cic.api.day_bodies import (
    DEFINITIONS,
    FAVOURITES_MAX,
    CallbackLine,
    ChoiceBody,
    DeskSettings,
    FavouriteBody,
    FavouritesBody,
    FiguresBody,
    MessageLine,
    MissedOffer,
    MyContactLine,
    MyDay,
    Timeline,
    TimelineSegment,
    TimelineStep,
)
from cic.api.errors import command_error, refusals
from cic.api.ports import CommandRefused, JsonObject, Services

routes = APIRouter(tags=["day"])
_OF_CONTACT = (
    "contact_id", "medium", "entered_kind", "direction", "ended_at_ms", "caller", "dialled_number", "language",
    "disposition", "end_cause", "released_by", "origin", "predecessor", "subject", "hand_overs", "consults",
    "work_left", "follow_ups", "help_asked", "ratings", "recordings",
)  # fmt: skip


@routes.get("/api/my-day", summary="The agent's own day", responses=refusals(401, 403, 503))
async def my_day(agent_id: AskingAgent, services: WithServices) -> MyDay:
    """Since midnight of the center's time zone: what was done, what was missed, what is to be done."""
    day, callbacks, follow_ups = await asyncio.gather(
        services.day.log.day(agent_id),
        services.day.hands.callbacks_for(agent_id),
        services.day.hands.follow_ups_for(agent_id),
    )
    found: dict[str, Any] = dict(day)
    return MyDay(
        from_ms=found["from_ms"],
        now_ms=found["now_ms"],
        time_zone=found["time_zone"],
        figures=FiguresBody.model_validate(found["figures"]),
        definitions={name: WordsBody(en=en, zh=zh) for name, (en, zh) in DEFINITIONS.items()},
        contacts=[
            MyContactLine.model_validate(row | {"last_agent_name": agent_name(services, row["last_agent"])})
            for row in found["contacts"]
        ],
        missed_offers=[MissedOffer.model_validate(row) for row in found["missed_offers"]],
        callbacks=[CallbackLine.model_validate(row) for row in callbacks],
        follow_ups=later_of(services, follow_ups),
    )


@routes.get("/api/contacts/{contact_id}/timeline", summary="A contact's time line", responses=refusals(401, 403, 404))
async def timeline(
    identity: Annotated[Identity, Depends(permitted(Permission.READ_CONTACT))],
    services: WithServices,
    contact_id: Annotated[str, Path(max_length=128)],
) -> Timeline:
    """Segments, steps, notes, ratings and recordings of one contact, each with its time."""
    return timeline_of(services, await readable(services, identity, contact_id))


@routes.get("/api/desk-settings", summary="What the center says of desktops", responses=refusals(401, 403))
async def desk_settings(agent_id: AskingAgent, services: WithServices) -> DeskSettings:
    """Pages of a CRM, who may embed the desktop, the agent's favourites, what may be chosen in a card."""
    favourites = await services.day.customers.favourites(agent_id)
    words = services.labels().dispositions
    return DeskSettings.model_validate(
        services.day.settings()
        | {
            "favourites": favourites,
            "favourites_max": FAVOURITES_MAX,
            "dispositions": [
                ChoiceBody(code=code, label=WordsBody(en=label.en, zh=label.zh)) for code, label in words.items()
            ],
        }
    )


@routes.put("/api/favourites", summary="Keep the agent's favourites", responses=refusals(401, 403, 422, 503))
async def keep_favourites(agent_id: AskingAgent, services: WithServices, body: FavouritesBody) -> FavouritesBody:
    """The whole list, in the agent's order; one that is there twice is kept once."""
    given = [item.model_dump() for item in body.favourites]
    kept = await services.day.customers.keep_favourites(agent_id, given)
    if isinstance(kept, CommandRefused):
        raise command_error(kept)
    return FavouritesBody(favourites=[FavouriteBody.model_validate(item) for item in kept])


def timeline_of(services: Services, given: JsonObject) -> Timeline:
    """The time line of a contact as the log has it."""
    row: dict[str, Any] = dict(given)
    recording = row["recording"]
    return Timeline(
        **{name: row[name] for name in _OF_CONTACT},
        started_at_ms=row["arrived_at_ms"],
        segments=[
            TimelineSegment.model_validate(segment | {"agent_name": agent_name(services, segment["agent_id"])})
            for segment in row["segments"]
        ],
        steps=_steps(row),
        message=None if recording is None else MessageLine(recording=recording, duration_ms=row["message_ms"]),
    )


def _steps(row: dict[str, Any]) -> list[TimelineStep]:
    """Those of the flow that answered, and of flows that agents sent the caller into, by time."""
    own = [TimelineStep(**step, flow=row["entry_flow"]) for step in row["path"]]
    visited = [
        TimelineStep(**step, duration_ms=None, segment=visit["segment"], flow=visit["flow"])
        for visit in row["flow_visits"]
        for step in visit["path"]
    ]
    return sorted((*own, *visited), key=lambda step: step.at_ms)
