"""The route that plays callers' messages. Owns who may hear one and the note in the log that somebody has.

A message is handed out in parts where the browser asks for parts, and kept by nobody on the way.
"""

import asyncio
import logging
import os
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import FileResponse

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.asking import WithServices, permitted, rows_of
from cic.api.errors import ApiError, refusals
from routing.vocabulary import RecordingId

log = logging.getLogger(__name__)
routes = APIRouter(tags=["records"])

MESSAGE_BYTES_MAX = 64 * 1024 * 1024
"""More than an hour of telephone sound: what is longer was written by nobody of ours."""


class MessageResponse(FileResponse):
    """A message, whole or one part of it: whoever asks for several parts at once gets all of it."""

    max_ranges = 1


@routes.get(
    "/api/messages/{recording}",
    summary="Hear a caller's message",
    responses={**refusals(401, 403, 404), 200: {"content": {"audio/wav": {}}, "description": "The message"}},
    response_class=MessageResponse,
)
async def message(
    identity: Annotated[Identity, Depends(permitted(Permission.HEAR_MESSAGE))],
    services: WithServices,
    recording: Annotated[str, Path(max_length=128, description="The name that the work or the contact has for it")],
) -> MessageResponse:
    """For the agent who has it offered, in hand or in wrap-up, and for who may hear all. Takes `Range`."""
    wanted = RecordingId(recording)
    if not _may_hear(identity, services, wanted):
        raise ApiError(403, "not_yours", "This message is in another agent's hand, or in nobody's.")
    path = await asyncio.to_thread(services.messages.file, wanted)
    found = None if path is None else await asyncio.to_thread(stat_of, path)
    if path is None or found is None or found.st_size > MESSAGE_BYTES_MAX:
        raise ApiError(404, "unknown_message", "There is no message of this name.")
    log.info("message %s is heard by %s", recording, identity.agent_id or identity.role.value)
    return MessageResponse(path, media_type="audio/wav", stat_result=found, headers={"Cache-Control": "no-store"})


def stat_of(path: FilePath) -> os.stat_result | None:
    """What a file is; None when it has just gone. Does I/O."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _may_hear(identity: Identity, services: WithServices, recording: RecordingId) -> bool:
    if rows_of(services, identity, Permission.HEAR_MESSAGE).is_all:
        return True
    return identity.agent_id is not None and services.messages.has(identity.agent_id, recording)
