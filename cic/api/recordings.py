"""The routes that play recorded talks and tell who listened. Owns who may hear a track; nothing is heard unnoted."""

import asyncio
import re
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query
from pydantic import BaseModel, Field

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.asking import WithServices, permitted
from cic.api.contact_rows import covers_row, whose
from cic.api.errors import ApiError, refusals
from cic.api.messages import MessageResponse, stat_of
from cic.api.noting import note
from cic.api.ports import JsonObject, RecordedTalk, Services
from cic.audit.port import Act, Wanted
from routing.vocabulary import RecordingId

routes = APIRouter(tags=["records"])

TRACK_BYTES_MAX = 1024 * 1024 * 1024
"""More than half a day of telephone sound: what is longer was written by nobody of ours."""
LISTENED = "recording.listen"
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


class ListeningBody(BaseModel):
    """Somebody has asked for a track, or for a part of one."""

    ordinal: int = Field(description="The number of the entry in the audit trail")
    at_ms: int
    user: str
    role: str
    agent_id: str | None = Field(description="Null for an operator without an agent's desk")
    contact_id: str
    track: str
    from_byte: int = Field(description="Where in the file the part began: a second of sound is 16,000 bytes")


class Listenings(BaseModel):
    """Who listened to what, newest first."""

    listenings: list[ListeningBody]


@routes.get("/api/recordings/listenings", summary="Who listened to recorded talks", responses=refusals(401, 403, 422))
async def listenings(
    _identity: Annotated[Identity, Depends(permitted(Permission.READ_AUDIT))],
    services: WithServices,
    limit: Annotated[int, Query(ge=1, le=500, description="How many at most")] = 100,
    before: Annotated[int | None, Query(ge=1, description="An ordinal: only earlier ones")] = None,
) -> Listenings:
    """Those of the audit trail. Ask for the next page with the last row's `ordinal` as `before`."""
    entries = await services.audit.entries(Wanted(limit, before, code=LISTENED))
    return Listenings(listenings=[_listening(entry) for entry in entries])


@routes.get(
    "/api/recordings/{track}",
    summary="Hear one party of a recorded talk",
    responses={**refusals(401, 403, 404, 503), 200: {"content": {"audio/wav": {}}, "description": "The track"}},
    response_class=MessageResponse,
)
async def recording(
    identity: Annotated[Identity, Depends(permitted(Permission.HEAR_RECORDING))],
    services: WithServices,
    track: Annotated[str, Path(max_length=128, description="The name that the contact has for it")],
    range_header: Annotated[str | None, Header(alias="range", include_in_schema=False)] = None,
    if_range: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> MessageResponse:
    """For the agents who took part in the talk, their team supervisor, and who may hear all; each listening is written
    down before. Takes `Range`. Where the recording was paused there is silence. None is heard while it goes on."""
    wanted = RecordingId(track)
    talk = await services.recordings.talk(wanted)
    if not await _may_hear(services, identity, talk):
        raise ApiError(403, "not_yours", "This recording is of other people's talk.")
    path = await asyncio.to_thread(services.recordings.file, wanted)
    found = None if path is None else await asyncio.to_thread(stat_of, path)
    if talk is None or path is None or found is None or found.st_size > TRACK_BYTES_MAX:
        raise ApiError(404, "unknown_recording", "There is no recording of this name, or it goes on yet.")
    # With a condition that does not hold, a part is asked for and the whole is played.
    from_byte = _first(range_header, found.st_size) if if_range is None else 0
    heard = Act(LISTENED, "contact", talk.contact_id, {"track": wanted, "from_byte": from_byte})
    await note(services, identity, heard)
    return MessageResponse(path, media_type="audio/wav", stat_result=found, headers={"Cache-Control": "no-store"})


def _listening(entry: JsonObject) -> ListeningBody:
    details = entry["details"]
    assert isinstance(details, dict)
    return ListeningBody.model_validate({**entry, **details, "contact_id": entry["target"]})


async def _may_hear(services: Services, identity: Identity, talk: RecordedTalk | None) -> bool:
    """Whoever may read the contact. Whether there is such a recording is not told to those who may not hear it."""
    mine = await whose(services, identity, Permission.HEAR_RECORDING)
    if talk is None or mine.is_all:
        return mine.is_all
    row = await services.contacts.contact(talk.contact_id)
    return covers_row(mine, row, talk.agent_ids) if row is not None else not mine.agents.isdisjoint(talk.agent_ids)


def _first(range_header: str | None, size: int) -> int:
    """The first byte that is asked for; whatever is no single part is the whole."""
    match = _RANGE.fullmatch((range_header or "").strip().lower())
    if match is None or not (match[1] or match[2]):
        return 0
    return int(match[1]) if match[1] else max(0, size - int(match[2]))
