"""A report as a CSV table. Owns its columns: times in seconds, shares as numbers from 0 to 1; the total comes last."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from cic.api.csv_text import Cell, csv_text
from cic.reporting.asked import ReportKind
from cic.reporting.definitions import Unit

Language = Literal["en", "zh"]
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "from": "From", "until": "Until", "queue": "Queue", "queue_id": "Queue id", "medium": "Medium",
        "agent": "Agent", "agent_id": "Agent id", "total": "Total", "s": "(s)", "break": "Break",
    },
    "zh": {
        "from": "开始", "until": "结束", "queue": "队列", "queue_id": "队列编号", "medium": "媒介",
        "agent": "坐席", "agent_id": "坐席编号", "total": "合计", "s": "（秒）", "break": "小休",
    },
}  # fmt: skip


def report_csv(report: Mapping[str, Any], language: Language, *, with_mark: bool = False) -> str:
    """A report, in the form of ``ReportBody``, as CSV."""
    said, zone = _WORDS[language], ZoneInfo(report["zone"])
    of = _columns(ReportKind(report["kind"]))
    metrics = [
        f"{metric['label'][language]} {said['s']}" if metric["unit"] == Unit.MS.value else metric["label"][language]
        for metric in report["metrics"]
    ]
    reasons = list(report["break_reasons"])
    breaks = [f"{said['break']}: {report['break_reasons'][code][language]} {said['s']}" for code in reasons]

    def lines() -> Iterator[list[Cell]]:
        for row in report["rows"]:
            named = [_name(report, row, column, language) for column in of]
            yield [_time(row["from_ms"], zone), _time(row["until_ms"], zone), *named, *_figures(report, row, reasons)]
        total = report["total"]
        blank: list[Cell] = [""] * len(of)
        yield [said["total"], "", *blank, *_figures(report, total, reasons)]

    header = [said["from"], said["until"], *[said[column] for column in of], *metrics, *breaks]
    return csv_text(header, lines(), with_mark=with_mark)


def _columns(kind: ReportKind) -> tuple[str, ...]:
    if kind is ReportKind.QUEUES:
        return ("queue", "queue_id", "medium")
    return () if kind is ReportKind.INTERVALS else ("agent", "agent_id")


def _name(report: Mapping[str, Any], row: Mapping[str, Any], column: str, language: Language) -> Cell:
    if column == "queue":
        names = report["queues"].get(row["queue_id"])
        return "" if names is None else str(names[language])
    if column == "agent":
        return str(report["agents"].get(row["agent_id"], ""))
    return str(row[column] or "")


def _figures(report: Mapping[str, Any], row: Mapping[str, Any], reasons: list[str]) -> list[Cell]:
    figures = [_figure(value, metric["unit"]) for value, metric in zip(row["values"], report["metrics"], strict=True)]
    return [*figures, *[_figure(row["breaks"].get(code, 0), Unit.MS.value) for code in reasons]]


def _figure(value: float | None, unit: str) -> Cell:
    if value is None or unit == Unit.COUNT.value:
        return value
    return value / 1000 if unit == Unit.MS.value else round(value, 6)


def _time(at_ms: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at_ms / 1000, zone).isoformat(timespec="minutes")
