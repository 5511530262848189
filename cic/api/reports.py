"""Routes of reports: which figures there are and what each means. Counts nothing itself."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.asking import permitted
from cic.api.customer_bodies import WordsBody
from cic.api.errors import refusals
from cic.reporting.definitions import METRICS, Metric

routes = APIRouter(tags=["reports"])


class MetricBody(BaseModel):
    """One figure, and its one definition."""

    id: str
    unit: str = Field(description="count, ms, share (0 to 1) or number")
    label: WordsBody
    definition: WordsBody
    is_sum: bool = Field(description="Whether figures of parts add up to the figure of the whole")


@routes.get("/api/reports/definitions", summary="What each figure of reports means", responses=refusals(401, 403))
async def definitions(
    _identity: Annotated[Identity, Depends(permitted(Permission.READ_REPORTS))],
) -> list[MetricBody]:
    """Each figure once; live boards and reports count by the same definitions."""
    return [metric_body(metric) for metric in METRICS.values()]


def metric_body(metric: Metric) -> MetricBody:
    """A figure's words."""
    return MetricBody(
        id=metric.id,
        unit=metric.unit.value,
        label=WordsBody(en=metric.label.en, zh=metric.label.zh),
        definition=WordsBody(en=metric.definition.en, zh=metric.definition.zh),
        is_sum=metric.is_sum,
    )
