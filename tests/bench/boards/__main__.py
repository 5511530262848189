"""``python -m tests.bench.boards``: how old what 100 boards show is, beside 1,000 desktops and 30 contacts a second."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.bench.boards import report
from tests.bench.boards.measure import measure
from tests.bench.calls.machine import commit, machine
from tests.bench.calls.processes import raise_file_limit
from tests.bench.desktops.plan import FULL_DESKTOPS, FULL_RATE_PER_S, FULL_SECONDS, WARM_UP_S, Plan

FULL_BOARDS = 100
AGE_MS_MAX = 1_000


def main() -> int:
    """Measure, print, and write down when asked to."""
    chosen = _parser().parse_args()
    plan = Plan(chosen.desktops, chosen.rate, chosen.seconds, chosen.warm_up)
    if chosen.write and not (plan.is_full and chosen.boards == FULL_BOARDS):
        sys.exit("only the whole measurement is written down: leave out all options but --write")
    raise_file_limit()
    print(f"{chosen.boards} boards, {plan.desktops} desktops, {plan.rate_per_s} contacts a second ...", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        folder = chosen.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        load = measure(plan, chosen.boards, folder.resolve())
    data = {"machine": machine(), "commit": commit(), "load": load}
    print(report.lines(data))
    print(json.dumps(load))
    if chosen.write:
        report.write(data)
    is_late = load["age_ms"]["p99"] > AGE_MS_MAX
    return 1 if is_late or load["lost"] or load["ended"] or load["faults"] else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.boards", description=__doc__)
    parser.add_argument("--boards", type=int, default=FULL_BOARDS, help="(default: %(default)s)")
    parser.add_argument("--desktops", type=int, default=FULL_DESKTOPS, help="(default: %(default)s)")
    parser.add_argument("--rate", type=int, default=FULL_RATE_PER_S, help="contacts a second (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=FULL_SECONDS, help="that are measured (default: %(default)s)")
    parser.add_argument("--warm-up", type=int, default=WARM_UP_S, help="seconds before (default: %(default)s)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep logs and journal in a new folder")
    parser.add_argument("--write", action="store_true", help="write results and document (whole measurement only)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
