"""`cic report`: its options, and a report of the running center as tables, CSV or JSON. Counts nothing."""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cic.cli.asking import ask_center, ask_text
from cic.cli.words import ExitCode, print_table, shown
from cic.reporting.asked import Interval, ReportKind
from cic.reporting.definitions import METRICS, Unit

TIME_LIMIT_S = 60.0
"""The longest ranges by the shortest intervals take some seconds."""
EPILOG = """\
Times are those of the zone's wall clock, at full quarters of an hour; --until is the first moment that is not in it.
Without a range it is today. Each figure has one definition: --definitions prints them. Examples:
  cic report queues                                         today, by queue
  cic report queues --from 2026-11-01 --until 2026-12-01 --interval day
  cic report agents --from 2026-11-23 --agent alice --interval day
  cic report states --interval hour --zone Asia/Shanghai
  cic report intervals --interval 15m --columns offered,answered,abandoned,service_level
  cic report queues --from 2026-11-01 --until 2026-12-01 --csv > november.csv
Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."""
COLUMNS = {
    "queues": ("offered", "answered", "abandoned", "short_abandoned", "left", "waiting", "service_level",
               "average_answer_ms", "average_handle_ms", "average_rating"),
    "intervals": ("offered", "answered", "abandoned", "short_abandoned", "left", "waiting", "service_level",
                  "average_answer_ms", "average_handle_ms", "average_rating"),
    "agents": ("handled", "transferred_out", "talk_ms", "hold_ms", "wrap_up_ms", "average_handle_ms", "offers_missed",
               "signed_in_ms", "occupancy", "average_rating"),
    "states": ("sign_ins", "signed_in_ms", "ready_ms", "ringing_ms", "in_contact_ms", "wrapping_up_ms", "break_ms",
               "not_responding_ms", "occupancy"),
}  # fmt: skip
"""What a terminal has room for; --columns names others, --csv and --json have all."""


def show_report(chosen: argparse.Namespace) -> ExitCode:
    """Print a report."""
    if chosen.definitions:
        for metric in METRICS.values():
            print(f"{metric.id} ({metric.label.en}, {metric.unit.value})\n  {metric.definition.en}")
        return ExitCode.DONE
    names = ("from", "until", "zone", "interval")
    query: dict[str, str | list[str]] = {name: value for name in names if (value := getattr(chosen, f"{name}_"))}
    query |= {name: values for name in ("queue", "agent", "medium") if (values := getattr(chosen, name))}
    path = f"/api/reports/{chosen.report}"
    if chosen.csv:
        text = ask_text(chosen.data, chosen.url, path, query | {"format": "csv"}, TIME_LIMIT_S)
        sys.stdout.write(text)
        return ExitCode.DONE
    body = ask_center(chosen.data, chosen.url, path, query, TIME_LIMIT_S)
    if chosen.json:
        print(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        _print(body, chosen.columns or COLUMNS[chosen.report])
    return ExitCode.DONE


def add_report(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", data: Path, url: str) -> None:
    """Add the command."""
    words = "Figures by queue, agent, agent's state or interval, over any range; each with one definition."
    adding = commands.add_parser(
        "report", help=words, description=words, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    adding.set_defaults(command=show_report)
    kinds = [kind.value for kind in ReportKind]
    adding.add_argument("report", choices=kinds, nargs="?", default="queues", help="what has rows (default: queues)")
    adding.add_argument("--from", dest="from_", metavar="TIME", help="such as 2026-11-28 or 2026-11-28T09:30")
    adding.add_argument("--until", dest="until_", metavar="TIME", help="the first moment that is not in it")
    adding.add_argument("--zone", dest="zone_", metavar="ZONE", help="such as Europe/Vienna (default: the center's)")
    intervals = [interval.value for interval in Interval]
    adding.add_argument("--interval", dest="interval_", choices=intervals, default="none", help="default: none")
    for name in ("queue", "agent", "medium"):
        words = f"only of this {name}; may be given again"
        adding.add_argument(f"--{name}", metavar=name.upper(), action="append", default=[], help=words)
    adding.add_argument("--columns", type=_columns, metavar="NAMES", help="figures by id, with commas between")
    adding.add_argument("--definitions", action="store_true", help="print what each figure means, and no report")
    forms = adding.add_mutually_exclusive_group()
    forms.add_argument("--csv", action="store_true", help="all columns as CSV; times in seconds, shares from 0 to 1")
    forms.add_argument("--json", action="store_true", help="JSON instead of a table")
    adding.add_argument("--data", type=Path, default=data, help="the center's data folder (default: var)")
    adding.add_argument("--url", default=url, help=f"where the center runs (default: {url})")


def _print(body: dict[str, Any], columns: tuple[str, ...]) -> None:
    zone = ZoneInfo(body["zone"])
    begin, end = _time(body["from_ms"], zone), _time(body["until_ms"], zone)
    print(f"{body['kind'].capitalize()} from {begin} until {end}, {body['zone']}")
    places = {metric["id"]: place for place, metric in enumerate(body["metrics"])}
    kept = [name for name in columns if name in places]
    units = [body["metrics"][places[name]]["unit"] for name in kept]
    of = {"queues": ("queue_id", "medium"), "intervals": ()}.get(body["kind"], ("agent_id",))
    with_time = body["interval"] != Interval.NONE.value
    lines = []
    for row in [*body["rows"], body["total"]]:
        is_total = row is body["total"]
        figures = [_figure(row["values"][places[name]], unit) for name, unit in zip(kept, units, strict=True)]
        begin = "total" if is_total else _time(row["from_ms"], zone)
        named = [shown(row[name]) for name in of]
        if is_total and not with_time and of:
            named[0] = "total"
        elif not with_time and not of:
            named = ["total" if is_total else "all"]
        lines.append([*([begin] if with_time else []), *named, *figures])
    titles = [name.removesuffix("_ms").replace("_", " ").upper() for name in kept]
    of_titles = [name.removesuffix("_id").upper() for name in of] or ([] if with_time else ["QUEUES"])
    print_table([*(["FROM"] if with_time else []), *of_titles, *titles], lines)
    _print_breaks(body)


def _print_breaks(body: dict[str, Any]) -> None:
    reasons = list(body["break_reasons"])
    if reasons:
        print()
        rows = [[shown(code), _figure(body["total"]["breaks"].get(code, 0), Unit.MS.value)] for code in reasons]
        print_table(("BREAK", "TIME"), rows)


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    if unit == Unit.SHARE.value:
        return f"{value:.1%}"
    if unit == Unit.NUMBER.value:
        return f"{value:.2f}"
    if unit == Unit.COUNT.value:
        return str(value)
    hours, seconds = divmod(round(value / 1000), 3600)
    return f"{hours}:{seconds // 60:02}:{seconds % 60:02}"


def _time(at_ms: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at_ms / 1000, zone).strftime("%Y-%m-%d %H:%M")


def _columns(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    unknown = [name for name in names if name not in METRICS]
    if unknown:
        raise argparse.ArgumentTypeError(f"'{unknown[0]}' is no figure; see cic report --definitions")
    return names
