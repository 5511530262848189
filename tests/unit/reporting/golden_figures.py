"""How the tests of the golden hour and day look at a report. Owns no figure."""

from cic.reporting.asked import METRICS_OF, Report, ReportRow

STATES = ("ready_ms", "ringing_ms", "in_contact_ms", "wrapping_up_ms", "break_ms", "not_responding_ms")


def values(report: Report, row: ReportRow) -> dict[str, int | float | None]:
    """The figures of a row that are not 0."""
    found = {metric.id: metric.of(row.sums) for metric in METRICS_OF[report.asked.kind]}
    return {name: value for name, value in found.items() if value != 0}


def by_name(report: Report) -> dict[str, dict[str, int | float | None]]:
    """The figures of each row, by what the row is of."""
    return {
        " ".join(filter(None, (row.queue_id, row.medium, row.agent_id))): values(report, row) for row in report.rows
    }
