"""``python -m tests.bench.calls``: the same load through our engine and through app_queue. Owns the options."""

import argparse
import contextlib
import json
import os
import pstats
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

from tests.bench.calls import report
from tests.bench.calls.asterisk import asterisk
from tests.bench.calls.hotline import write_flows
from tests.bench.calls.machine import commit, machine
from tests.bench.calls.measure import Room, measure
from tests.bench.calls.plan import FULL_AGENTS, FULL_RATES_CPS, FULL_SECONDS, Load, Plan, Ports, Run, Side
from tests.bench.calls.processes import raise_file_limit
from tests.bench.calls.profiled import PROFILE_FILE, THREADS_FILE
from tests.harness.centers import free_port
from tests.real_parts import install_packages

PACKAGES = {"sipp": "sip-tester", "tcpdump": "tcpdump", "debootstrap": "debootstrap"}
PROFILE_LINES = 45


def main() -> int:
    """Measure, print, and write down when asked to."""
    chosen = _parser().parse_args()
    plan = Plan(
        seconds=chosen.seconds,
        warm_up_s=chosen.warm_up,
        rates_cps=chosen.rates,
        runs=tuple(Run) if chosen.run is None else (Run(chosen.run),),
        sides=tuple(Side) if chosen.only is None else (Side(chosen.only),),
        agents_max=chosen.agents,
        is_profiled=chosen.profile,
    )
    if chosen.write and not plan.is_full:
        sys.exit("only the whole measurement is written down: leave out all options but --write")
    _need_tools()
    raise_file_limit()
    # So that every block is left and every process ended, whoever asks us to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by a signal"))
    with _folder(chosen.keep) as folder:
        data = _measure_all(plan, folder)
    if chosen.json:
        print(json.dumps(data, indent=2))
    if chosen.write:
        report.write(data)
        print(f"written: {report.relative(report.RESULTS)}, {report.relative(report.DOCUMENT)}")
    failed = sum(side["failed"] for run in data["runs"].values() for row in run["rates"] for side in _sides(row))
    return 1 if failed else 0


def _measure_all(plan: Plan, folder: Path) -> dict[str, Any]:
    (folder / "text").mkdir()
    flows = write_flows(folder / "text")
    ports = Ports(
        sip=free_port(socket.SOCK_DGRAM),
        websocket=free_port(),
        ami=free_port(),
        agi=free_port(),
        center=free_port(),
        agents_sip=free_port(socket.SOCK_DGRAM),
        callers_sip=free_port(socket.SOCK_DGRAM),
    )
    results: report.Results = {}
    with asterisk(plan, ports, flows / "prompts", folder / "asterisk") as running:
        room = Room(running, ports, flows, folder)
        for load in plan.loads():
            print(f"{load.name}: {load.agents} agents ...", flush=True)
            result = measure(load, room)
            results.setdefault(load.run, {}).setdefault(load.rate_cps, {})[load.side] = result
            print(json.dumps(result), flush=True)
            _show_profile(load, folder)
    data = report.as_data(plan, machine(), commit(), results)
    print(report.lines(data), flush=True)
    return data


def _show_profile(load: Load, folder: Path) -> None:
    if load.plan.is_profiled and load.side is Side.OURS:
        threads = json.loads((folder / load.name / THREADS_FILE).read_text("utf-8"))
        print("CPU seconds by thread, with the profiler's own cost:")
        for name, seconds in sorted(threads.items(), key=itemgetter(1), reverse=True):
            print(f"  {seconds:8.2f}  {name}")
        stats = pstats.Stats(str(folder / load.name / PROFILE_FILE))
        stats.sort_stats("tottime").print_stats(PROFILE_LINES)
        stats.sort_stats("cumulative").print_stats(PROFILE_LINES)


def _need_tools() -> None:
    if os.geteuid() != 0:
        sys.exit("the bench needs root: for Asterisk in a folder of its own, for SIPp's digits and for the capture")
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    install_packages([package for tool, package in PACKAGES.items() if shutil.which(tool, path=path) is None])


def _sides(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [row[side.value] for side in Side if row[side.value] is not None]


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True)
        yield keep.resolve()
    else:
        with tempfile.TemporaryDirectory(prefix="bench-") as made:
            yield Path(made)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.calls", description=__doc__)
    parser.add_argument("--seconds", type=int, default=FULL_SECONDS, help="of each window (default: %(default)s)")
    parser.add_argument("--warm-up", type=int, default=8, help="seconds before it, not counted (default: %(default)s)")
    parser.add_argument("--rates", type=_rates, default=FULL_RATES_CPS, help="calls a second, as 10,30 (the default)")
    parser.add_argument("--run", choices=[run.value for run in Run], help="one of the two runs only")
    parser.add_argument("--only", choices=[side.value for side in Side], help="one side only")
    parser.add_argument("--agents", type=int, default=FULL_AGENTS, help="in agents_free (default: %(default)s)")
    parser.add_argument("--profile", action="store_true", help="show where the engine's CPU goes; spoils the figures")
    parser.add_argument("--json", action="store_true", help="print everything that was measured at the end")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep logs, capture and journal in a new folder")
    parser.add_argument("--write", action="store_true", help="write results and document (whole measurement only)")
    return parser


def _rates(word: str) -> tuple[int, ...]:
    return tuple(int(part) for part in word.split(","))


if __name__ == "__main__":
    sys.exit(main())
