"""``python -m tests.bench.reports``: a report over a month of 30,000 contacts a day, and what counting costs a contact.

The first days are made up by a seed and told as events, which the product's own fold counts and its own store writes;
the others are copies of their rows at later times, with ids of their own. Contacts wait, are declined now and then,
talked to, held, wrapped up, given up and rated. Owns the days and the reckoning.
"""

import argparse
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar
from zoneinfo import ZoneInfo

from cic.api.report_bodies import report_data
from cic.api.report_csv import report_csv
from cic.calls.events import InteractionHeld, InteractionResumed
from cic.center.events import CenterEvent, ContactRated
from cic.center.inputs import DeadlinePassed
from cic.configuration.labels import Labels
from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.journal.port import Committed
from cic.reporting.asked import Asked, BehindAsked, Interval, ReportKind
from cic.reporting.behind import BehindFigures
from cic.reporting.fold import Ledger
from cic.reporting.intervals import day_of, midnight_ms, moment_ms
from cic.reporting.reading import ReportReading
from cic.reporting.store import ReportStore
from routing.configuration import AgentConfiguration, QueueConfiguration, RoutingConfiguration, WrapUpMode, WrapUpRule
from routing.configuration_events import RoutingConfigured
from routing.events import (
    ActivityChanged,
    AgentReleased,
    InteractionConnected,
    InteractionEnded,
    InteractionOpened,
    InteractionQueued,
    OfferAccepted,
    OfferDeclined,
    OfferMade,
    WrapUpEnded,
    WrapUpStarted,
)
from routing.vocabulary import (
    Activity,
    AgentId,
    ContactId,
    EndCause,
    InteractionId,
    Medium,
    OfferId,
    ProviderId,
    QueueId,
    SiteId,
    TenantId,
)
from tests.bench.calls.machine import commit, machine

ZONE = "Europe/Vienna"
CONTACTS_A_DAY, AGENTS, QUEUES = 30_000, 600, 20
MONTH = "2026-10-01"
"""October: one of its days has 25 hours."""
DAY_MS, HOUR_MS = 86_400_000, 3_600_000
REPORTS = (
    (ReportKind.QUEUES, Interval.NONE),
    (ReportKind.QUEUES, Interval.DAY),
    (ReportKind.QUEUES, Interval.HOUR),
    (ReportKind.INTERVALS, Interval.QUARTER),
    (ReportKind.AGENTS, Interval.NONE),
    (ReportKind.AGENTS, Interval.DAY),
    (ReportKind.STATES, Interval.DAY),
)
NO_LABELS = Labels({}, {}, {}, {})
PROJECT = Path(__file__).parents[2]
PAGE = PROJECT / "docs" / "performance.md"
BEGIN, END = "<!-- reports: written by tests.bench.reports -->", "<!-- end of reports -->"
OPEN_MS, SHIFT_MS = 8 * HOUR_MS, 9 * HOUR_MS
BATCH, FOLDED_DAYS = 2_000, 3
COPIED = ("visit", "handling", "refused", "rated", "activity", "queue", "agent", "agent_hour", "break")
TIMES, IDS = ("at_ms", "ended_at_ms", "released_at_ms", "quarter_ms"), ("interaction_id", "contact_id")
T = TypeVar("T")
Told = tuple[int, CenterEvent]
P = ProviderId("p")


def main() -> None:
    """Fill, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=31, help="of October 2026")
    parser.add_argument("--keep", type=Path, help="where the tables are kept; those that are filled are only read")
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {PAGE.relative_to(PROJECT)}")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.keep or Path(folder) / "reports.db"
        is_filled = path.is_file()
        store = ReportStore(Database(path, is_rebuilt=True), Codec, TenantId("demo"), SiteId("main"))
        first_ms = moment_ms(MONTH, ZoneInfo(ZONE))
        lines = ["Commit `{}`; {cpu}, {cores} cores, {memory_gib} GB.".format(commit(), **machine())]
        if not is_filled:
            lines.append(fill(store, first_ms, min(chosen.days, FOLDED_DAYS)))
            copy_days(path, chosen.days)
        lines.append(f"{path.stat().st_size / 1e6:.0f} MB; rows: {rows_of(path)}.")
        lines += ["", *measure(store, first_ms, chosen.days)]
        store.close()
    text = "\n".join(lines)
    print(text)
    if chosen.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def fill(store: ReportStore, first_ms: int, days: int) -> str:
    """Fold made-up days, and say what that costs a contact."""
    ledger, seq, contacts, spent_s = Ledger(), 0, 0, 0.0
    for day in range(days):
        told = sorted(a_day(random.Random(day), first_ms + day * DAY_MS, day), key=lambda item: item[0])
        records = [
            Committed(seq + number, at_ms, DeadlinePassed(), (event,), None)
            for number, (at_ms, event) in enumerate(told, 1)
        ]
        seq, contacts = seq + len(records), contacts + CONTACTS_A_DAY
        began_s = process_time()
        for start in range(0, len(records), BATCH):
            store.take(ledger, records[start : start + BATCH])
        spent_s += process_time() - began_s
    return f"Folded {contacts:,} contacts, {seq:,} events: {spent_s / contacts * 1e6:.0f} us of CPU time a contact."


def copy_days(path: Path, days: int) -> None:
    """The folded days again, up to so many."""
    with sqlite3.connect(path) as connection:
        for table in COPIED:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info(report_{table})")]
            of_row = [
                f"{name} + :shift_ms" if name in TIMES else f"{name} || :mark" if name in IDS else name
                for name in columns
            ]
            first = "quarter_ms" if "quarter_ms" in columns else "at_ms"
            start_ms = moment_ms(MONTH, ZoneInfo(ZONE))
            for day in range(FOLDED_DAYS, days):
                from_ms = start_ms + day % FOLDED_DAYS * DAY_MS
                connection.execute(
                    f"INSERT INTO report_{table} SELECT {', '.join(of_row)} FROM report_{table} "
                    f"WHERE {first} >= :from_ms AND {first} < :until_ms",
                    {
                        "shift_ms": (day - day % FOLDED_DAYS) * DAY_MS,
                        "mark": f"+{day}",
                        "from_ms": from_ms,
                        "until_ms": from_ms + DAY_MS,
                    },
                )


def a_day(chance: random.Random, midnight_ms: int, day: int) -> Iterator[Told]:
    """One day: every agent works a shift with two breaks, and takes one contact after another."""
    if day == 0:
        yield midnight_ms, RoutingConfigured(_configuration())
    opens_ms = midnight_ms + OPEN_MS
    for number in range(AGENTS):
        yield from a_shift(chance, AgentId(f"agent{number:04}"), opens_ms + number % 4 * 15 * 60_000)
    for number in range(AGENTS, AGENTS + CONTACTS_A_DAY // 20):  # of twenty contacts one gives up
        yield from given_up(chance, f"x{day}-{number}", opens_ms + chance.randrange(SHIFT_MS))


def a_shift(chance: random.Random, agent_id: AgentId, begins_ms: int) -> Iterator[Told]:
    """One agent's day, with an equal share of the contacts that are answered."""
    per_agent = CONTACTS_A_DAY * 19 // 20 // AGENTS
    yield begins_ms, ActivityChanged(agent_id, Activity.AVAILABLE, "")
    at_ms, pause_ms = begins_ms, SHIFT_MS // (per_agent + 2)
    for number in range(per_agent):
        if number in (per_agent // 3, per_agent * 2 // 3):
            yield at_ms, ActivityChanged(agent_id, Activity.ON_BREAK, "meal" if number % 2 else "training")
            yield at_ms + 20 * 60_000, ActivityChanged(agent_id, Activity.AVAILABLE, "")
            at_ms += 20 * 60_000
        name = f"{begins_ms // DAY_MS}-{agent_id}-{number}"
        yield from a_contact(chance, name, agent_id, at_ms + 1_000)
        at_ms += pause_ms - 60_000
    yield begins_ms + SHIFT_MS + HOUR_MS, ActivityChanged(agent_id, Activity.SIGNED_OUT, "")


def a_contact(chance: random.Random, name: str, agent_id: AgentId, at_ms: int) -> Iterator[Told]:
    """Waits, may be declined once, is talked to for some two minutes, may be held, and is wrapped up."""
    i, queue_id = InteractionId(name), QueueId(f"queue{chance.randrange(QUEUES):02}")
    offer = OfferId(f"o{name}")
    wait_ms, talk_ms, wrap_ms = (
        chance.randrange(2_000, 60_000),
        chance.randrange(30_000, 240_000),
        chance.randrange(30_000),
    )
    yield at_ms, InteractionOpened(i, ContactId(f"c{name}"), Medium.VOICE, P)
    yield at_ms, InteractionQueued(i, queue_id, at_ms, 0)
    if chance.random() < 0.03:
        yield at_ms + 500, OfferMade(offer, i, agent_id, 1, 0)
        yield at_ms + 1_500, OfferDeclined(offer, i, agent_id, 0)
    rings_ms = at_ms + wait_ms
    yield rings_ms, OfferMade(offer, i, agent_id, 1, 0)
    yield rings_ms + 2_000, OfferAccepted(offer, i, agent_id)
    yield rings_ms + 3_000, InteractionConnected(i, agent_id)
    if chance.random() < 0.2:
        yield rings_ms + 10_000, InteractionHeld(i)
        yield rings_ms + 20_000, InteractionResumed(i)
    ends_ms = rings_ms + 3_000 + talk_ms
    yield ends_ms, AgentReleased(i, agent_id, EndCause.CALLER_HUNG_UP)
    yield ends_ms, WrapUpStarted(i, agent_id, 0)
    if chance.random() < 0.1:
        yield (
            ends_ms,
            ContactRated(ContactId(f"c{name}"), i, "service", chance.randrange(1, 6), 1, 5, queue_id, agent_id),
        )
    yield ends_ms, InteractionEnded(i, EndCause.CALLER_HUNG_UP, None)
    yield ends_ms + wrap_ms, WrapUpEnded(i, agent_id, "", None)


def given_up(chance: random.Random, name: str, at_ms: int) -> Iterator[Told]:
    """Waits, and is gone."""
    i = InteractionId(name)
    yield at_ms, InteractionOpened(i, ContactId(f"c{name}"), Medium.VOICE, P)
    yield at_ms, InteractionQueued(i, QueueId(f"queue{chance.randrange(QUEUES):02}"), at_ms, 0)
    yield at_ms + chance.randrange(1_000, 90_000), InteractionEnded(i, EndCause.CALLER_HUNG_UP, None)


def measure(store: ReportStore, first_ms: int, days: int) -> Iterator[str]:
    """Time each report of these days, as it is read and as it is written for whoever asked."""
    zone = ZoneInfo(ZONE)
    until_ms = midnight_ms(day_of(first_ms, zone) + timedelta(days=days), zone)
    reading = ReportReading(store, lambda: until_ms)
    yield from ("| report | rows | read, s | its figures and JSON, s | as CSV, s |", "|---|---|---|---|---|")
    for kind, interval in REPORTS:
        asked = Asked(kind, first_ms, until_ms, ZONE, interval)
        read_s, report = timed(partial(reading.report_now, asked))
        written_s, data = timed(partial(report_data, report, NO_LABELS))
        csv_s, _ = timed(partial(report_csv, data, "en"))
        name = f"{kind.value} by {interval.value}"
        yield f"| {name} | {len(report.rows):,} | {read_s:.2f} | {written_s:.2f} | {csv_s:.2f} |"
    behind = BehindFigures(store)
    for name, wanted in (
        ("all offered", BehindAsked("offered", first_ms, until_ms)),
        ("all abandoned", BehindAsked("abandoned", first_ms, until_ms)),
        ("one day's answered of a queue", BehindAsked("answered", first_ms, first_ms + DAY_MS, QueueId("queue07"))),
        ("one agent's handled", BehindAsked("handled", first_ms, until_ms, agent_id=AgentId("agent0007"))),
    ):
        took_s, found = timed(partial(behind.behind_now, wanted))
        yield f"| behind {name}: the first page of {found.count:,} | {len(found.rows)} | {took_s:.3f} | | |"


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """The shorter of two times, and what came of it."""
    times = []
    for _ in range(2):
        began_s = perf_counter()
        found = work()
        times.append(perf_counter() - began_s)
    return min(times), found


def rows_of(path: Path) -> str:
    """How many rows each table has."""
    with sqlite3.connect(path) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        counts = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in sorted(names)}
    return ", ".join(f"{name.removeprefix('report_')} {count}" for name, count in counts.items())


def _configuration() -> RoutingConfiguration:
    none = WrapUpRule(WrapUpMode.NONE)
    queues = tuple(QueueConfiguration(QueueId(f"queue{n:02}"), 20_000, 18_000, none, ()) for n in range(QUEUES))
    agents = tuple(AgentConfiguration(AgentId(f"agent{n:04}"), (), (), False) for n in range(AGENTS))
    return RoutingConfiguration(queues, agents, ("meal", "training"))


if __name__ == "__main__":
    main()
