"""``python -m tests.bench.ivr``: many callers in a flow at once, by both ways. Owns the options."""

import argparse
import contextlib
import json
import os
import pstats
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

from tests.bench.calls.machine import commit, machine
from tests.bench.calls.processes import raise_file_limit
from tests.bench.calls.profiled import PROFILE_FILE, THREADS_FILE
from tests.bench.calls.report import DOCUMENT, relative
from tests.bench.ivr import report
from tests.bench.ivr.measure import measure
from tests.bench.ivr.plan import (
    FULL_ASTERISK,
    FULL_SECONDS,
    FULL_SIMULATED,
    QUICK_CALLERS,
    QUICK_SECONDS,
    QUICK_WARM_UP_S,
    Load,
    Plan,
    Side,
)
from tests.real_parts import install_packages

PACKAGES = {"sipp": "sip-tester", "debootstrap": "debootstrap"}
PROFILE_LINES = 45


def main() -> int:
    """Measure, print, and write down when asked to."""
    plan, chosen = _chosen()
    if chosen.write and not plan.is_full:
        sys.exit("only the whole measurement is written down: leave out all options but --write")
    if plan.callers[Side.ASTERISK]:
        _need_tools()
    raise_file_limit()
    # So that every block is left and every process ended, whoever asks us to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by a signal"))
    with _folder(chosen.keep) as folder:
        loads = [_measured(load, folder) for load in plan.loads()]
    data = {"machine": machine(), "commit": commit(), "loads": loads}
    print(report.lines(data), flush=True)
    if chosen.write:
        report.write(data)
        print(f"written: {relative(report.RESULTS)}, {relative(DOCUMENT)}")
    return 1 if sum(load["failed"] for load in loads) else 0


def _measured(load: Load, folder: Path) -> dict[str, Any]:
    print(f"{load.side.value}: {load.callers} callers ...", flush=True)
    place = folder / load.side.value
    result = measure(load, place)
    print(json.dumps(result), flush=True)
    if load.plan.is_profiled:
        _show_profile(place)
    return result


def _show_profile(folder: Path) -> None:
    threads = json.loads((folder / THREADS_FILE).read_text("utf-8"))
    print("CPU seconds by thread, with the profiler's own cost:")
    for name, seconds in sorted(threads.items(), key=itemgetter(1), reverse=True):
        print(f"  {seconds:8.2f}  {name}")
    stats = pstats.Stats(str(folder / PROFILE_FILE))
    stats.sort_stats("tottime").print_stats(PROFILE_LINES)
    stats.sort_stats("cumulative").print_stats(PROFILE_LINES)


def _chosen() -> tuple[Plan, argparse.Namespace]:
    chosen = _parser().parse_args()
    callers = {Side.SIMULATED: chosen.simulated, Side.ASTERISK: chosen.asterisk}
    if not chosen.quick:
        return Plan(callers, chosen.seconds, chosen.pace, chosen.profile), chosen
    few = {side: min(QUICK_CALLERS, count) for side, count in callers.items()}
    return Plan(few, QUICK_SECONDS, chosen.pace, chosen.profile, QUICK_WARM_UP_S, QUICK_WARM_UP_S), chosen


def _need_tools() -> None:
    if os.geteuid() != 0:
        sys.exit("Asterisk in a folder of its own, and SIPp's digits, need root; leave it out with --asterisk 0")
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    install_packages([package for tool, package in PACKAGES.items() if shutil.which(tool, path=path) is None])


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True)
        yield keep.resolve()
    else:
        with tempfile.TemporaryDirectory(prefix="bench-") as made:
            yield Path(made)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.ivr", description=__doc__)
    parser.add_argument("--simulated", type=int, default=FULL_SIMULATED, metavar="N", help="callers (%(default)s)")
    parser.add_argument("--asterisk", type=int, default=FULL_ASTERISK, metavar="N", help="callers (%(default)s)")
    parser.add_argument("--seconds", type=int, default=FULL_SECONDS, help="of each window (default: %(default)s)")
    parser.add_argument("--quick", action="store_true", help=f"at most {QUICK_CALLERS} callers, {QUICK_SECONDS} s")
    parser.add_argument("--pace", type=float, default=1.0, help="simulated callers so many times as fast (%(default)s)")
    parser.add_argument("--profile", action="store_true", help="show where the engine's CPU goes; spoils the figures")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep logs and journals in a new folder")
    parser.add_argument("--write", action="store_true", help="write results and document (whole measurement only)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
