"""The reports of the golden hour, read from real tables. Owns how they are put together for tests of routes."""

from pathlib import Path

from cic.api.report_ports import ReportServices
from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.reporting.behind import BehindFigures
from cic.reporting.fold import Ledger
from cic.reporting.reading import ReportReading
from cic.reporting.store import ReportStore
from routing.vocabulary import SiteId, TenantId
from tests.harness.golden_day import ZONE, at_ms, golden_records


def golden_reports(folder: Path) -> ReportServices:
    """What the routes work with at ten; the tables are made by the first who reads them."""
    made: list[ReportStore] = []

    def catch_up() -> None:
        if len(made) == 1:
            made.append(store)
            store.take(Ledger(), golden_records())

    store = ReportStore(Database(folder / "reports.db"), Codec, TenantId("demo"), SiteId("main"))
    made.append(store)
    ten = at_ms("10:00:00")
    return ReportServices(
        ReportReading(store, lambda: ten, catch_up), BehindFigures(store, catch_up), lambda: ten, lambda: ZONE
    )
