"""``make bench``: prints one line a figure, each the median of several runs with the least and the most."""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from cic.cti.asterisk.ami import AmiParser
from cic.journal.port import Committed
from cic.journal.sql_journal import SqlJournal
from routing.vocabulary import SiteId, TenantId
from tests.bench.whole_center import offer_latencies_ms, start_times_s
from tests.simulation.test_center_world import CALM, world_with_callers
from tests.simulation.world import World

RUNS = 5
CALLERS = 2_000
TRANSCRIPT = Path(__file__).parents[1] / "transcripts" / "asterisk" / "call_held_and_returned.ami"


def tell(what: str, unit: str, values: Iterable[float]) -> None:
    """One line of the report."""
    found = sorted(values)
    middle = statistics.median(found)
    print(f"{what:58} {middle:12,.2f} {unit:10} ({found[0]:,.2f} to {found[-1]:,.2f}, {len(found)} runs)", flush=True)


def center_inputs() -> World:
    """A day of calls in virtual time: how many inputs a second the pure center settles."""
    world = world_with_callers(1, CALM, CALLERS)
    world.run()
    return world


async def journal_rates(world: World, folder: Path) -> tuple[float, float]:
    """Records a second when many are handed in at once, and milliseconds for one alone."""
    loop = asyncio.get_running_loop()
    journal = SqlJournal(
        folder / "journal.db",
        TenantId("bench"),
        SiteId("bench"),
        deliver=loop.call_soon_threadsafe,
        on_failure=lambda error: sys.exit(str(error)),
    )
    records = [record for record in world.records if record.events][:20_000]
    committed = [
        Committed(number, record.at_ms, record.given, record.events, record.rejection)
        for number, record in enumerate(records, 1)
    ]
    crowd, alone = committed[:-200], committed[-200:]
    done = asyncio.Event()
    started = time.perf_counter()
    for record in crowd:
        is_last = record is crowd[-1]
        journal.append(record, journal.prepare(record.given), done.set if is_last else lambda: None)
    await done.wait()
    rate = len(crowd) / (time.perf_counter() - started)
    started = time.perf_counter()
    for record in alone:
        done.clear()
        journal.append(record, journal.prepare(record.given), done.set)
        await done.wait()
    journal.close()
    return rate, (time.perf_counter() - started) * 1000 / len(alone)


def ami_events() -> float:
    """Microseconds an AMI event costs in our reader."""
    data = TRANSCRIPT.read_bytes()
    events, started = 0, time.perf_counter()
    for _ in range(200):
        events += len(list(AmiParser().feed(data)))
    return (time.perf_counter() - started) * 1e6 / events


def main() -> None:
    """Measure everything."""
    rates, worlds = [], []
    for _ in range(RUNS):
        started = time.perf_counter()
        worlds = [center_inputs()]
        rates.append(len(worlds[0].records) / (time.perf_counter() - started))
    tell("pure center, whole calls in virtual time", "inputs/s", rates)
    crowds, alones = [], []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            crowd, alone = asyncio.run(journal_rates(worlds[0], Path(folder)))
        crowds.append(crowd)
        alones.append(alone)
    tell("journal, SQLite WAL synchronous=FULL, group commit", "records/s", crowds)
    tell("journal, one record alone until durable", "ms", alones)
    tell("AMI reader", "us/event", [ami_events() for _ in range(RUNS)])
    tell("second start of a center, until it answers", "s", start_times_s(RUNS))
    tell("dialled until the desktop shows the offer", "ms", offer_latencies_ms(50))


if __name__ == "__main__":
    main()
