"""Opens the reports of a center: their file, what folds into it, and who reads it. Decides nothing."""

from dataclasses import dataclass
from pathlib import Path

from cic.api.report_ports import ReportServices
from cic.contact_log.projection import Projection
from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.main.parts import Center
from cic.reporting.behind import BehindFigures
from cic.reporting.fold import Ledger
from cic.reporting.reading import ReportReading
from cic.reporting.store import ReportStore

REPORTS = "reports.db"


@dataclass(frozen=True, slots=True)
class Reports:
    """What follows the journal, and what the routes ask."""

    projection: Projection[Ledger]
    services: ReportServices


def open_reports(center: Center, data_folder: Path) -> Reports:
    """Begin at once to catch up with the journal."""
    file = Database(data_folder / REPORTS, is_rebuilt=True)
    store = ReportStore(file, Codec, center.compiled.tenant_id, center.compiled.site_id)
    projection = Projection(store, center.journal, on_behind=center.sounding.reports_behind, name="reports")
    services = ReportServices(
        reading=ReportReading(store, center.clock.now_ms, projection.catch_up),
        behind=BehindFigures(store, projection.catch_up),
        now_ms=center.clock.now_ms,
        time_zone=lambda: center.compiled.time_zone,
    )
    return Reports(projection, services)
