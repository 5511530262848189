"""The figures as a file, as lines of docs/performance.md and on the terminal. Owns their form; measures nothing."""

import json
from pathlib import Path
from typing import Any

from tests.bench.calls.plan import Plan, Run, Side
from tests.harness.running_center import PROJECT

RESULTS = PROJECT / "bench/results/calls.json"
DOCUMENT = PROJECT / "docs/performance.md"
BEGIN, END = "<!-- calls: written by make bench -->", "<!-- end of calls -->"

Results = dict[Run, dict[int, dict[Side, dict[str, Any]]]]


def as_data(plan: Plan, machine: dict[str, object], commit: str, results: Results) -> dict[str, Any]:
    """Everything measured; ``rates`` merges the two runs as a reader wants them."""
    runs = {
        run.value: {
            "rates": [
                {"rate_cps": rate} | {side.value: sides.get(side) for side in Side} for rate, sides in rates.items()
            ]
        }
        for run, rates in results.items()
    }
    return {
        "machine": machine,
        "commit": commit,
        "seconds": plan.seconds,
        "warm_up_s": plan.warm_up_s,
        "agents": plan.agents_max,
        "rates": [_merged(rate, results) for rate in plan.rates_cps],
        "runs": runs,
    }


def _merged(rate_cps: int, results: Results) -> dict[str, Any]:
    row: dict[str, Any] = {"rate_cps": rate_cps}
    for side in Side:
        free = results.get(Run.AGENTS_FREE, {}).get(rate_cps, {}).get(side)
        waiting = results.get(Run.CALLERS_WAITING, {}).get(rate_cps, {}).get(side)
        base = dict(free or waiting or {})
        if waiting is not None:
            base["free_to_invite_ms"] = waiting["free_to_invite_ms"]
        row[side.value] = base or None
    return row


def write(data: dict[str, Any]) -> None:
    """Write the results, and the lines between the markers of the document."""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    _, found, after = rest.partition(END)
    assert found, f"{DOCUMENT.name} has no place for the figures of calls"
    DOCUMENT.write_text(f"{before}{BEGIN}\n{lines(data)}\n{END}{after}", encoding="utf-8")


def lines(data: dict[str, Any]) -> str:
    """The figures as a table of Markdown."""
    machine = data["machine"]
    head = (
        f"Commit `{data['commit']}`; {machine['cores']} cores, {machine['cpu']}, {machine['memory_gib']} GiB, "
        f"{machine['os']}, Python {machine['python']}, {machine['asterisk']}; {data['seconds']} s a run after "
        f"{data['warm_up_s']} s of warm-up. Milliseconds; p50 / p99.\n\n"
        "| run | calls/s | side | calls | failed | CPU per call: engine + Asterisk | queue to INVITE | "
        "free to INVITE | queue to frame | machine busy |\n|---|---|---|---|---|---|---|---|---|---|"
    )
    return "\n".join([head, *table(data)])


def table(data: dict[str, Any]) -> list[str]:
    """One row a side, rate and run."""
    return [
        _row(name, row["rate_cps"], side, row[side.value])
        for name, run in data["runs"].items()
        for row in run["rates"]
        for side in Side
        if row[side.value] is not None
    ]


def _row(run: str, rate_cps: int, side: Side, figures: dict[str, Any]) -> str:
    cells = [
        run,
        str(rate_cps),
        side.value,
        str(figures["calls"]),
        str(figures["failed"]),
        f"{figures['engine_cpu_ms_per_call']} + {figures['asterisk_cpu_ms_per_call']}",
        _pair(figures["queue_to_invite_ms"]),
        _pair(figures["free_to_invite_ms"]),
        _pair(figures.get("queue_to_frame_ms")),
        f"{figures['machine_busy']:.0%}",
    ]
    return f"| {' | '.join(cells)} |"


def _pair(spread: dict[str, Any] | None) -> str:
    return "-" if spread is None or spread["p50"] is None else f"{spread['p50']} / {spread['p99']}"


def relative(path: Path) -> str:
    """A path as people of the project know it."""
    return str(path.relative_to(PROJECT))
