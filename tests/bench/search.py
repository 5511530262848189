"""``python -m tests.bench.search``: how long a search over a million contacts takes, and an export. ``--write`` keeps
the figures in docs/performance.md. ``--folder`` keeps the contacts, and measures those that are there already."""

import argparse
import contextlib
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cic.api.search_ports import (
    EVERYBODYS,
    EXPORT_COLUMNS,
    ContactWish,
    ExportFormat,
    ExportState,
    Order,
    Span,
    Whose,
)
from cic.contact_log.export.jobs import ContactExports
from cic.contact_log.search.queries import ContactSearch
from routing.vocabulary import AgentId, PartyId
from tests.bench.calls.machine import commit, machine
from tests.bench.many_contacts import BEGIN_MS, DAY_MS, QUARTER_MS, ManyContacts

PROJECT = Path(__file__).parents[2]
PAGE = PROJECT / "docs" / "performance.md"
BEGIN, END = "<!-- search: written by tests.bench.search -->", "<!-- end of search -->"
CONTACTS, RUNS = 1_000_000, 20
SLOW_RUNS, SLOW_MS = 5, 50
EXPORTED_MS = 7 * DAY_MS


def wishes(contacts: ManyContacts) -> Iterator[tuple[str, ContactWish]]:
    """Each kind of question, with values that very many, some and none of the contacts have."""

    def wish(**named: object) -> ContactWish:
        return ContactWish(**({"whose": EVERYBODYS} | named))  # type: ignore[arg-type]

    number, name = _somebody(contacts)
    middle_ms = BEGIN_MS - QUARTER_MS
    team = frozenset(AgentId(f"agent-{place:03d}") for place in range(25))
    yield "everything, newest first", wish()
    yield "everything, longest first", wish(order=Order.LONGEST)
    yield "a whole number", wish(number=number)
    yield "last four digits", wish(number=number[-4:])
    yield "a number that nobody has", wish(number="+49 30 123456")
    yield "a name that a tenth has", wish(name="王")
    yield "a name that few have", wish(name=name)
    yield "a word that a fifth of the notes have", wish(note="refund")
    yield "a rare word, and a common one", wish(note="case777 退款")
    yield "one day", wish(from_ms=middle_ms, until_ms=middle_ms + DAY_MS)
    yield "the largest queue", wish(queues=("queue-0",))
    yield "the smallest queue", wish(queues=("queue-15",))
    yield "one agent", wish(agents=("agent-003",))
    yield "abandoned", wish(outcomes=("abandoned",))
    yield "a disposition", wish(dispositions=("disposition_12",))
    yield "recorded, rated 1 or 2", wish(is_recorded=True, rating=Span(1, 2))
    yield "not recorded, by voice", wish(is_recorded=False, media=("voice",))
    yield "talked more than 15 min", wish(talk_ms=Span(least=900_000))
    yield "talked more than 1 h (next to none)", wish(talk_ms=Span(least=3_600_000))
    yield "waited 5 min to 6 min, longest first", wish(waited_ms=Span(300_000, 360_000), order=Order.LONGEST)
    yield "the largest queue, talked more than 30 min", wish(queues=("queue-0",), talk_ms=Span(least=1_800_000))
    yield "answered by voice, longest first", wish(media=("voice",), outcomes=("answered",), order=Order.LONGEST)
    yield (
        "queue, agent, disposition, month, word, talk",
        wish(
            queues=("queue-0",),
            agents=("agent-003",),
            dispositions=("disposition_0",),
            note="refund",
            from_ms=middle_ms,
            until_ms=middle_ms + 30 * DAY_MS,
            talk_ms=Span(least=60_000),
        ),
    )
    yield "an agent's own, by name", wish(whose=_agents_own(contacts), name="王")
    yield "a team's (25 agents) and nobody's, all", wish(whose=Whose(agents=team, with_nobodys=True))
    yield (
        "a team's and nobody's, longest first",
        wish(whose=Whose(agents=team, with_nobodys=True), order=Order.LONGEST),
    )


@dataclass(frozen=True, slots=True)
class Took:
    """How long some runs took by the clock, and of the processor, in milliseconds; in order."""

    clock: list[float]
    cpu: list[float]


def timed_ms(asked: Callable[[], object], runs: int) -> Took:
    """How long each of some runs took."""
    clock: list[float] = []
    cpu: list[float] = []
    for _ in range(runs):
        began_s, began_cpu_s = time.perf_counter(), time.thread_time()
        asked()
        clock.append((time.perf_counter() - began_s) * 1_000)
        cpu.append((time.thread_time() - began_cpu_s) * 1_000)
    return Took(sorted(clock), sorted(cpu))


def measured(search: ContactSearch, contacts: ManyContacts) -> Iterator[tuple[str, str, Took]]:
    """Each kind of question with how many it finds and the times of a first page of 50 with its count."""
    for words, wish in wishes(contacts):
        ask = partial(search.find, wish, 50, with_count=True)
        found, first = ask(), timed_ms(ask, 1)
        times = timed_ms(ask, RUNS if first.cpu[0] < SLOW_MS else SLOW_RUNS)
        count = f"more than {found.count:,}" if found.is_more else f"{found.count:,}"
        middle, cpu = statistics.median(times.clock), statistics.median(times.cpu)
        print(f"{words:50} {count:>17} p50 {middle:8.1f}  p99 {times.clock[-1]:8.1f}  CPU {cpu:8.1f}", flush=True)
        yield words, count, times


def exported(contacts: ManyContacts, search: ContactSearch) -> tuple[int, float, float]:
    """Rows of an export, and rows a second: as it runs, with its pauses, and without."""
    rates: list[float] = []
    rows = 0
    for pause_share in (0.5, 0.0):
        ended = threading.Event()
        exports = ContactExports(
            contacts.folder / "exports", search, lambda: 0, lambda: "Asia/Shanghai", pause_share=pause_share
        )
        wish = ContactWish(EVERYBODYS, from_ms=BEGIN_MS, until_ms=BEGIN_MS + EXPORTED_MS)
        began_s = time.perf_counter()
        export_id = f"export-{pause_share}"
        exports.begin("bench", wish, ExportFormat.CSV, EXPORT_COLUMNS, export_id=export_id, on_end=partial(_set, ended))
        ended.wait()
        told = exports.told("bench", export_id)
        assert told is not None and told.state is ExportState.DONE, "the export did not come to its end"
        rows = told.rows_written
        rates.append(rows / (time.perf_counter() - began_s))
        print(f"export of {rows:,} contacts: {rates[-1]:,.0f} a second", flush=True)
    return rows, rates[0], rates[1]


def main() -> None:
    """Fill, measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__)
    parser.add_argument("--contacts", type=int, default=CONTACTS, help=f"how many (default: {CONTACTS})")
    parser.add_argument("--folder", type=Path, help="keep them here, or use those that are here")
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {PAGE.relative_to(PROJECT)}")
    chosen = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        contacts = ManyContacts(folder)
        stack.callback(contacts.close)
        opened = contacts.searching()
        spent = {"rows": 0.0, "index": 0.0}
        if opened.search.count(ContactWish(EVERYBODYS), 60.0) < chosen.contacts:
            spent = contacts.fill(chosen.contacts)
            print(f"CPU of writing a quarter of {chosen.contacts:,} contacts: {spent}", flush=True)
        there = opened.search.count(ContactWish(EVERYBODYS), 60.0)
        table = list(measured(opened.search, contacts))
        export = exported(contacts, opened.search)
        size = sum(path.stat().st_size for path in folder.glob("contacts.db*"))
        if chosen.write:
            keep(report(there, table, export, spent, size))


def report(
    count: int,
    table: Sequence[tuple[str, str, Took]],
    export: tuple[int, float, float],
    spent: dict[str, float],
    size: int,
) -> str:
    """The figures as they stand in the page."""
    lines = [
        f"Commit `{commit()}`; {_machine()}. {count:,} contacts of a year, {size / 1e9:.1f} GB.",
        "",
        "| looked for | found | p50, ms | p99, ms | CPU p50, ms |",
        "|---|---|---|---|---|",
        *[
            f"| {words} | {found} | {statistics.median(took.clock):.0f} | {took.clock[-1]:.0f} | "
            f"{statistics.median(took.cpu):.1f} |"
            for words, found, took in table
        ],
        "",
        f"An export of {export[0]:,} contacts with all columns: {export[1]:,.0f} a second, with the pauses in which "
        f"calls come first; {export[2]:,.0f} without.",
    ]
    if spent["rows"]:
        each = {name: seconds * 4 / count * 1e6 for name, seconds in spent.items()}
        lines.append(
            f"Written once, a contact costs the log's thread {each['rows']:.0f} us of CPU for its rows and "
            f"{each['index']:.0f} us for what it is found by."
        )
    return "\n".join(lines)


def keep(text: str) -> None:
    """Put the figures in their place in the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _machine() -> str:
    told = machine()
    return f"{told['cores']} cores, {told['cpu']}, {told['memory_gib']} GiB, {told['os']}, Python {told['python']}"


def _set(ended: threading.Event, _told: object) -> None:
    ended.set()


def _somebody(contacts: ManyContacts) -> tuple[str, str]:
    """The number and the name of somebody who has called."""
    row = contacts.searching().search.find(ContactWish(EVERYBODYS), 1).contacts[0]
    caller = row["caller"]
    assert isinstance(caller, dict)
    return str(caller["number"]), str(caller["name"])


def _agents_own(contacts: ManyContacts) -> Whose:
    return Whose(agents=frozenset({AgentId("agent-003")}), parties=frozenset({PartyId("visitor-00000001")}))


if __name__ == "__main__":
    main()
