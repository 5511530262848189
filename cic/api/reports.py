"""Routes of reports: figures by queue, agent, agent's state and interval, what each means, and what stands behind each.

Owns who sees which rows; counts nothing itself.
"""

import asyncio
import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from cic.access.identity import Identity
from cic.access.permissions import Permission, Rows, Scope
from cic.api.asking import WithServices, permitted, rows_of
from cic.api.errors import ApiError, refusals
from cic.api.ports import Services
from cic.api.report_bodies import BehindBody, MetricBody, ReportBody, behind_body, metric_body, report_data
from cic.api.report_csv import Language, report_csv
from cic.reporting.asked import (
    PAGE_MAX,
    Asked,
    BehindAsked,
    Interval,
    RangeWrong,
    ReportKind,
    default_range,
    moment_ms,
    zone_of,
)
from cic.reporting.definitions import METRICS
from routing.vocabulary import AgentId, QueueId

routes = APIRouter(tags=["reports"])
TIME_MS_MAX = 2**53
NAMES_MAX = 500
Reader = Annotated[Identity, Depends(permitted(Permission.READ_REPORTS))]
Name = Annotated[str, Field(max_length=128)]
_OF_AGENTS = (ReportKind.AGENTS, ReportKind.STATES)
_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}, "model": ReportBody}}


@routes.get("/api/reports/definitions", summary="What each figure of reports means", responses=refusals(401, 403))
async def definitions(_identity: Reader) -> list[MetricBody]:
    """Each figure once; live boards and reports count by the same definitions."""
    return [metric_body(metric) for metric in METRICS.values()]


class ReportQuery(BaseModel):
    """What a report is to be of. Without a range it is of today. Times without an offset are those of the zone's wall
    clock, at full quarters of an hour."""

    from_: str | None = Field(None, alias="from", max_length=40, description="Date, or date and time")
    until: str | None = Field(None, max_length=40, description="The first moment that is not in it")
    zone: str | None = Field(None, max_length=64, description="Without it, the center's time zone")
    interval: Interval = Interval.NONE
    queue: list[Name] | None = Field(None, max_length=NAMES_MAX)
    agent: list[Name] | None = Field(None, max_length=NAMES_MAX)
    medium: list[Name] | None = Field(None, max_length=NAMES_MAX)
    format: Literal["json", "csv"] = "json"
    language: Language = Field("en", description="Of a CSV table")
    byte_order_mark: bool = Field(False, description="Lets a spreadsheet know that a CSV table is UTF-8")


class BehindQuery(BaseModel):
    """Which figure: the metric, and the interval, queue, medium and agent of its row."""

    metric: str = Field(max_length=40)
    from_ms: int = Field(ge=0, le=TIME_MS_MAX)
    until_ms: int = Field(ge=0, le=TIME_MS_MAX)
    queue_id: Name | None = None
    medium: Name | None = None
    agent_id: Name | None = None
    after: str = Field("", max_length=300)
    limit: int = Field(100, ge=1, le=PAGE_MAX)


@routes.get(
    "/api/reports/{kind}", summary="A report", response_model=ReportBody, responses={**refusals(401, 403, 422), **_CSV}
)
async def report(
    identity: Reader, services: WithServices, kind: ReportKind, query: Annotated[ReportQuery, Query()]
) -> Response:
    """Each row with its figures, and what each figure means. With ``format=csv`` the same as a table."""
    rows = _rows(services, identity, kind)
    try:
        found = await services.reports.reading.report(_asked(services, rows, kind, query))
    except RangeWrong as fault:
        raise ApiError(422, "bad_request", f"{fault}.") from None

    def written() -> str:
        data = report_data(found, services.labels())
        if query.format == "csv":
            return report_csv(data, query.language, with_mark=query.byte_order_mark)
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    # A month by agent is some megabytes: written on a thread, so that no call waits for it.
    text = await asyncio.to_thread(written)
    if query.format == "json":
        return Response(text, media_type="application/json")
    name = f"attachment; filename=cic-{kind.value}.csv"
    return Response(text, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


@routes.get("/api/reports/{kind}/contacts", summary="What a figure was counted from", responses=refusals(401, 403, 422))
async def behind(
    identity: Reader, services: WithServices, kind: ReportKind, query: Annotated[BehindQuery, Query()]
) -> BehindBody:
    """Contacts, earliest first, a page at a time; of times of agents by state, the activities or contacts within."""
    rows = _rows(services, identity, kind)
    asked = BehindAsked(
        query.metric,
        query.from_ms,
        query.until_ms,
        None if query.queue_id is None else QueueId(query.queue_id),
        query.medium,
        None if query.agent_id is None else AgentId(query.agent_id),
        _seen(rows, None),
        query.after,
        query.limit,
    )
    try:
        return behind_body(await services.reports.behind.behind(asked), services.labels())
    except RangeWrong as fault:
        raise ApiError(422, "bad_request", f"{fault}.") from None


def _asked(services: Services, rows: Rows, kind: ReportKind, query: ReportQuery) -> Asked:
    zone = zone_of(query.zone or services.reports.time_zone())
    begin_ms, end_ms = default_range(services.reports.now_ms(), zone)
    agents = None if query.agent is None else frozenset(map(AgentId, query.agent))
    return Asked(
        kind,
        begin_ms if query.from_ is None else moment_ms(query.from_, zone),
        end_ms if query.until is None else moment_ms(query.until, zone),
        zone.key,
        query.interval,
        None if query.queue is None else frozenset(map(QueueId, query.queue)),
        _seen(rows, agents) if kind in _OF_AGENTS else None,
        None if query.medium is None else frozenset(query.medium),
    )


def _rows(services: Services, identity: Identity, kind: ReportKind) -> Rows:
    """Whose rows somebody sees. Figures of queues are of many agents, and not for who sees the own row alone."""
    rows = rows_of(services, identity, Permission.READ_REPORTS)
    if rows.scope is Scope.OWN and kind not in _OF_AGENTS:
        raise ApiError(403, "own_rows_only", "Reports of queues are for those who see a team.")
    return rows


def _seen(rows: Rows, wanted: frozenset[AgentId] | None) -> frozenset[AgentId] | None:
    """The agents whose rows are told; None for all."""
    if rows.is_all:
        return wanted
    team = rows.team if rows.scope is Scope.TEAM else frozenset[AgentId]()
    mine = team if rows.own is None else team | {rows.own}
    return mine if wanted is None else mine & wanted
