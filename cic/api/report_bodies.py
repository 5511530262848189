"""What the routes of reports answer. Owns forms and names, and how rates are computed into rows; counts nothing."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from cic.api.customer_bodies import WordsBody
from cic.configuration.labels import Label, Labels
from cic.reporting.asked import METRICS_OF, Behind, Report, ReportRow
from cic.reporting.definitions import Metric
from routing.vocabulary import AgentId, QueueId


class _Body(BaseModel):
    """What is told and a model does not name is a fault of ours, and shows as one, without the value."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class MetricBody(_Body):
    """One figure, and its one definition."""

    id: str
    unit: str = Field(description="count, ms, share (0 to 1) or number")
    label: WordsBody
    definition: WordsBody
    is_sum: bool = Field(description="Whether figures of parts add up to the figure of the whole")


class ReportRowBody(_Body):
    """One row: of one interval, and a queue or an agent where the report is of such."""

    from_ms: int
    until_ms: int
    queue_id: str | None = None
    medium: str | None = None
    agent_id: str | None = None
    values: list[int | float | None] = Field(description="In the order of the metrics; null where there is none")
    breaks: dict[str, int] = Field(default={}, description="Of states: time on breaks by reason")


class ReportBody(_Body):
    """A report with its definitions."""

    kind: str
    from_ms: int
    until_ms: int
    counted_until_ms: int = Field(description="What happened until then is in it")
    zone: str
    interval: str
    metrics: list[MetricBody]
    rows: list[ReportRowBody] = Field(description="By interval; then by queue and medium, or by agent")
    total: ReportRowBody = Field(description="Sums of all rows, and rates computed from these sums")
    queues: dict[str, WordsBody] = Field(description="Names of the queues in the rows")
    agents: dict[str, str] = Field(description="Names of the agents in the rows")
    break_reasons: dict[str, WordsBody]
    targets: dict[str, float] = Field(description="The share of its visits that each queue is to answer in time")


class BehindRowBody(_Body):
    """A contact behind a figure, or an activity of an agent, which has no contact."""

    contact_id: str | None
    at_ms: int
    ended_at_ms: int | None
    queue_id: str | None
    medium: str | None
    agent_id: str | None
    what: str = Field(description="How a visit ended, what an agent did, the value of a rating, or an activity")
    reason: str


class BehindBody(_Body):
    """What a figure was counted from, earliest first."""

    count: int
    rows: list[BehindRowBody]
    next_after: str | None = Field(description="Ask with this as ``after`` for the next page; null at the end")
    queues: dict[str, WordsBody]
    agents: dict[str, str]


def metric_body(metric: Metric) -> MetricBody:
    """A figure's words."""
    return MetricBody(
        id=metric.id,
        unit=metric.unit.value,
        label=WordsBody(en=metric.label.en, zh=metric.label.zh),
        definition=WordsBody(en=metric.definition.en, zh=metric.definition.zh),
        is_sum=metric.is_sum,
    )


def report_data(report: Report, labels: Labels) -> dict[str, Any]:
    """A report in the form of ``ReportBody``, as plain data: a month by agent has a hundred thousand figures."""
    asked, metrics = report.asked, METRICS_OF[report.asked.kind]
    rows = [_row(row, metrics) for row in report.rows]
    return {
        "kind": asked.kind.value,
        "from_ms": asked.from_ms,
        "until_ms": asked.until_ms,
        "counted_until_ms": report.counted_until_ms,
        "zone": asked.zone,
        "interval": asked.interval.value,
        "metrics": [metric_body(metric).model_dump() for metric in metrics],
        "rows": rows,
        "total": _row(report.total, metrics),
        "queues": queue_names({row["queue_id"] for row in rows}, labels),
        "agents": agent_names({row["agent_id"] for row in rows}, labels),
        "targets": {
            queue_id: labels.target_percent(QueueId(queue_id)) / 100
            for queue_id in sorted({row["queue_id"] or "" for row in rows} - {""})
        },
        "break_reasons": {code: words(labels.break_reasons.get(code), code) for code in report.break_reasons},
    }


def behind_body(found: Behind, labels: Labels) -> BehindBody:
    """A page of what stands behind a figure."""
    return BehindBody.model_validate(
        {
            "count": found.count,
            "rows": found.rows,
            "next_after": found.next_after,
            "queues": queue_names({row["queue_id"] for row in found.rows}, labels),
            "agents": agent_names({row["agent_id"] for row in found.rows}, labels),
        }
    )


def queue_names(ids: set[Any], labels: Labels) -> dict[str, dict[str, str]]:
    """What people call these queues; one that is gone goes by its id."""
    known = {queue_id: labels.queues.get(QueueId(queue_id)) for queue_id in ids if queue_id}
    return {
        queue_id: words(None if label is None else label.label, queue_id) for queue_id, label in sorted(known.items())
    }


def agent_names(ids: set[Any], labels: Labels) -> dict[str, str]:
    """What people call these agents; one who is gone goes by the id."""
    known = {agent_id: labels.agents.get(AgentId(agent_id)) for agent_id in ids if agent_id}
    return {agent_id: label.name if label else agent_id for agent_id, label in sorted(known.items())}


def words(label: Label | None, otherwise: str) -> dict[str, str]:
    """Words in both languages, or the id for both."""
    return {"en": otherwise, "zh": otherwise} if label is None else {"en": label.en, "zh": label.zh}


def _row(row: ReportRow, metrics: tuple[Metric, ...]) -> dict[str, Any]:
    breaks: Mapping[str, int] = row.breaks or {}
    return {
        "from_ms": row.from_ms,
        "until_ms": row.until_ms,
        "queue_id": row.queue_id or None,
        "medium": row.medium,
        "agent_id": row.agent_id or None,
        "values": [metric.of(row.sums) for metric in metrics],
        "breaks": breaks,
    }
