"""``python -m tests.bench.desktops``: 1,000 desktops while 30 contacts a second are routed. Owns the options."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.bench.calls.machine import commit, machine
from tests.bench.calls.processes import raise_file_limit
from tests.bench.desktops import report
from tests.bench.desktops.day import replay
from tests.bench.desktops.measure import measure
from tests.bench.desktops.plan import FULL_DAY_CALLERS, FULL_DESKTOPS, FULL_RATE_PER_S, FULL_SECONDS, WARM_UP_S, Plan


def main() -> int:
    """Measure, print, and write down when asked to."""
    chosen = _parser().parse_args()
    plan = Plan(chosen.desktops, chosen.rate, chosen.seconds, chosen.warm_up, chosen.day)
    if chosen.write and not plan.is_full:
        sys.exit("only the whole measurement is written down: leave out all options but --write")
    raise_file_limit()
    print(f"a day of {plan.day_callers} callers ...", flush=True)
    data = {"machine": machine(), "commit": commit(), "day": replay(plan.day_callers)}
    print(f"{plan.desktops} desktops, {plan.rate_per_s} contacts a second ...", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        folder = chosen.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        data["load"] = measure(plan, folder.resolve())
    print(report.lines(data))
    print(json.dumps(data["load"]))
    if chosen.write:
        report.write(data)
    load = data["load"]
    return 1 if load["gaps"] or load["lost"] or load["faults"] else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.desktops", description=__doc__)
    parser.add_argument("--desktops", type=int, default=FULL_DESKTOPS, help="(default: %(default)s)")
    parser.add_argument("--rate", type=int, default=FULL_RATE_PER_S, help="contacts a second (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=FULL_SECONDS, help="that are measured (default: %(default)s)")
    parser.add_argument("--warm-up", type=int, default=WARM_UP_S, help="seconds before (default: %(default)s)")
    parser.add_argument("--day", type=int, default=FULL_DAY_CALLERS, help="callers of the replayed day (%(default)s)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep logs and journal in a new folder")
    parser.add_argument("--write", action="store_true", help="write results and document (whole measurement only)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
