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
from cic.api.ports import Listening, NotNoted, RecordedTalk, Services
from cic.audit.port import Act, Detail
from routing.vocabulary import RecordingId

routes = APIRouter(tags=["records"])

TRACK_BYTES_MAX = 1024 * 1024 * 1024
"""More than half a day of telephone sound: what is longer was written by nobody of ours."""
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


class ListeningBody(BaseModel):
    """Somebody has asked for a track, or for a part of one."""

    ordinal: int
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
    """Nothing is ever taken out of it. Ask for the next page with the last row's `ordinal` as `before`."""
    rows = await services.recordings.listenings(limit, before)
    return Listenings(listenings=[ListeningBody.model_validate(row) for row in rows])


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
    listening = Listening(
        identity.user,
        identity.role.value,
        identity.agent_id,
        talk.contact_id,
        wanted,
        # With a condition that does not hold, a part is asked for and the whole is played.
        _first(range_header, found.st_size) if if_range is None else 0,
    )
    heard: dict[str, Detail] = {"track": wanted, "from_byte": listening.from_byte}
    await note(services, identity, Act("recording.listen", "contact", talk.contact_id, heard))
    try:
        await services.recordings.note(listening)
    except NotNoted as error:
        raise ApiError(503, "not_noted", "Listening cannot be written down now, so nothing is played.") from error
    return MessageResponse(path, media_type="audio/wav", stat_result=found, headers={"Cache-Control": "no-store"})


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
