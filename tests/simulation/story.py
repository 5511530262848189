"""``make sim``: one day told as a story, or many days and what went wrong in them. Owns the telling; checks nothing."""

import argparse
import sys
from collections.abc import Callable
from enum import Enum

from cic.center.events import CenterEvent
from tests.simulation.day_checks import run_day
from tests.simulation.full_world import FullWorld, full_day


def main(arguments: list[str] | None = None) -> int:
    """Tell the day of one seed, or run the days of many; 1 if a rule was broken."""
    parser = argparse.ArgumentParser(prog="make sim", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="tell this day input by input")
    parser.add_argument("--seeds", help="FROM-TO: run these days and tell only what goes wrong")
    given = parser.parse_args(arguments)
    if given.seeds:
        first, _, last = given.seeds.partition("-")
        return _many(range(int(first), int(last or first) + 1))
    return _one(given.seed)


def _one(seed: int) -> int:
    day = full_day(seed)
    start_ms, told = day.now_ms, 0

    def tell() -> None:
        nonlocal told
        for record in day.records[told:]:
            print(f"{(record.at_ms - start_ms) / 1000:9.3f} s  #{record.seq} {_short(record.given)}")
            if record.rejection is not None:
                print(f"             refused: {record.rejection.code.value}, {record.rejection.detail}")
            for event in record.events:
                print(f"             {_short(event)}")
        told = len(day.records)

    return _run(day, tell)


def _many(seeds: range) -> int:
    failed = sum(_run(full_day(seed)) for seed in seeds)
    print(f"{len(seeds)} days, {failed} in which a rule was broken")
    return int(failed > 0)


def _run(day: FullWorld, tell: Callable[[], None] | None = None) -> int:
    try:
        run_day(day, tell or (lambda: None))
    except AssertionError as broken:
        print(f"seed {day.seed}: {broken}", file=sys.stderr)
        return 1
    except Exception as stopped:  # noqa: BLE001  the center has stopped: tell of which day, and go on with the next
        print(f"seed {day.seed}, input {len(day.records) + 1}: {type(stopped).__name__}: {stopped}", file=sys.stderr)
        return 1
    if tell is not None:
        print(f"{len(day.opened)} contacts and {len(day.submitted)} pieces of work, {day.kills} kills: every rule held")
    return 0


def _short(said: CenterEvent | object) -> str:
    """An input or an event in a line: its name, and its plain fields."""
    names = getattr(type(said), "__slots__", ())
    fields = [f"{name}={_plain(getattr(said, name))}" for name in names if _plain(getattr(said, name))]
    return f"{type(said).__name__} {' '.join(fields)}"[:200]


def _plain(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str | int):
        return str(value)
    return f"({type(value).__name__})" if value is not None and not isinstance(value, tuple) else ""


if __name__ == "__main__":
    sys.exit(main())
