"""The routes of exports: begun, watched, taken, cancelled. Owns that each is noted, with its reason and without what
was looked for; everybody has own exports alone."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import FileResponse

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.asking import WithServices, permitted
from cic.api.contact_rows import whose
from cic.api.contact_search import wish_of
from cic.api.contact_search_bodies import ExportBody, ExportRequest, Exports
from cic.api.errors import ApiError, command_error, refusals
from cic.api.ports import CommandRefused, Services
from cic.api.search_ports import (
    FILE_KEPT_MS,
    ExportFormat,
    ExportRefused,
    ExportState,
    ExportTold,
    new_export_id,
)
from cic.audit.port import Act, NotAudited, actor_of

log = logging.getLogger(__name__)
routes = APIRouter(tags=["records"])
Exporting = Annotated[Identity, Depends(permitted(Permission.EXPORT_CONTACTS))]
Id = Annotated[str, Path(min_length=1, max_length=128)]
MEDIA_TYPES = {ExportFormat.CSV: "text/csv; charset=utf-8", ExportFormat.JSON_LINES: "application/jsonl"}
EXPORT = "export"


@routes.post("/api/exports", status_code=202, summary="Export contacts", responses=refusals(401, 403, 409, 422, 503))
async def begin(identity: Exporting, services: WithServices, body: ExportRequest) -> ExportBody:
    """Goes on by itself; ask how far it is. It is written down who exports by which filters, and why."""
    wish = await wish_of(services, body.search, await whose(services, identity, Permission.EXPORT_CONTACTS))
    export_id, told = new_export_id(), list[ExportTold]()
    filters = body.search.filters()
    details = {
        "form": body.form.value,
        "filters": ", ".join(filters),
        "filters_count": len(filters),
        "columns": ", ".join(body.columns),
    }
    act = Act("contacts.export", EXPORT, export_id, details)
    on_end = _noting(services, identity, asyncio.get_running_loop())

    async def perform() -> CommandRefused | None:
        try:
            begin = partial(services.search.exports.begin, identity.user, wish, body.form, body.columns)
            told.append(await asyncio.to_thread(begin, export_id=export_id, on_end=on_end))
        except ExportRefused as refused:
            return CommandRefused(refused.code, refused.detail)
        return None

    refused = await services.audit.act(identity, act, body.reason, perform)
    if refused is not None:
        raise command_error(refused)
    return _body(told[0])


@routes.get("/api/exports", summary="Own exports", responses=refusals(401, 403))
async def exports(identity: Exporting, services: WithServices) -> Exports:
    """Of a day, newest first."""
    found = await asyncio.to_thread(services.search.exports.of, identity.user)
    return Exports(exports=[_body(told) for told in found])


@routes.get("/api/exports/{export_id}", summary="How far an export is", responses=refusals(401, 403, 404))
async def export(identity: Exporting, services: WithServices, export_id: Id) -> ExportBody:
    """`lost`: the center was started again meanwhile."""
    return _body(_known(await asyncio.to_thread(services.search.exports.told, identity.user, export_id)))


@routes.get(
    "/api/exports/{export_id}/file",
    summary="Take an export",
    responses={**refusals(401, 403, 404, 503), 200: {"content": {"text/csv": {}}, "description": "The file"}},
    response_class=FileResponse,
)
async def file(identity: Exporting, services: WithServices, export_id: Id) -> FileResponse:
    """For an hour after it is done; each taking is written down before."""
    told = _known(await asyncio.to_thread(services.search.exports.told, identity.user, export_id))
    path = await asyncio.to_thread(services.search.exports.file, identity.user, export_id)
    if path is None:
        raise ApiError(404, "no_file", "This export is not done, or its file is gone.")
    act = Act("contacts.export_taken", EXPORT, export_id, {"rows": told.rows_written})
    try:
        await services.audit.note(actor_of(identity), act)
    except NotAudited:
        raise ApiError(503, "not_noted", "This cannot be written down now, so nothing is given out.") from None
    return FileResponse(
        path,
        media_type=MEDIA_TYPES[told.form],
        filename=f"contacts-{export_id.removeprefix('export-')[:8]}.{told.form.value}",
        headers={"Cache-Control": "no-store"},
    )


@routes.delete("/api/exports/{export_id}", summary="Cancel an export", responses=refusals(401, 403, 404))
async def cancel(identity: Exporting, services: WithServices, export_id: Id) -> ExportBody:
    """Ends one that goes on; lets the file of one that is done go."""
    return _body(_known(await asyncio.to_thread(services.search.exports.cancel, identity.user, export_id)))


def _noting(services: Services, identity: Identity, loop: asyncio.AbstractEventLoop) -> Callable[[ExportTold], None]:
    """Notes how an export ended; called on the export's own thread."""

    async def note(told: ExportTold) -> None:
        details = {"state": told.state.value, "rows": told.rows_written, "failure": told.failure}
        try:
            await services.audit.note(actor_of(identity), Act("contacts.export_ended", EXPORT, told.export_id, details))
        except NotAudited:
            log.error("the end of export %s could not be noted: %d rows", told.export_id, told.rows_written)

    def ended(told: ExportTold) -> None:
        if not loop.is_closed():
            asyncio.run_coroutine_threadsafe(note(told), loop)

    return ended


def _known(told: ExportTold | None) -> ExportTold:
    if told is None:
        raise ApiError(404, "unknown_export", "You have no export of this id.")
    return told


def _body(told: ExportTold) -> ExportBody:
    is_there = told.state is ExportState.DONE and told.ended_at_ms is not None
    return ExportBody(
        export_id=told.export_id,
        form=told.form,
        columns=list(told.columns),
        state=told.state,
        started_at_ms=told.started_at_ms,
        ended_at_ms=told.ended_at_ms,
        rows_written=told.rows_written,
        rows_total=told.rows_total,
        file_bytes=told.file_bytes,
        failure=told.failure,
        kept_until_ms=(told.ended_at_ms or 0) + FILE_KEPT_MS if is_there else None,
    )
