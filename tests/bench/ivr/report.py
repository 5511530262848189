"""The figures as a file, as lines of docs/performance.md and on the terminal. Owns their form; measures nothing."""

import json
from typing import Any

from tests.bench.calls.report import DOCUMENT
from tests.harness.running_center import PROJECT

RESULTS = PROJECT / "bench/results/ivr.json"
BEGIN, END = "<!-- ivr: written by make bench -->", "<!-- end of ivr -->"


def write(data: dict[str, Any]) -> None:
    """Write the results, and the lines between the markers of the document."""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    _, found, after = rest.partition(END)
    assert found, f"{DOCUMENT.name} has no place for the figures of callers in a flow"
    DOCUMENT.write_text(f"{before}{BEGIN}\n{lines(data)}\n{END}{after}", encoding="utf-8")


def lines(data: dict[str, Any]) -> str:
    """The figures as a table of Markdown."""
    machine = data["machine"]
    head = (
        f"Commit `{data['commit']}`; {machine['cores']} cores, {machine['cpu']}, {machine['memory_gib']} GiB, "
        f"{machine['os']}, Python {machine['python']}, {machine['asterisk']}. Milliseconds; p50 / p99 / longest.\n\n"
        "| callers at once | seconds | steps/s | nodes/s | failed | engine CPU per step | Asterisk CPU per step | "
        "input delay, nobody calling | input delay | prompt after an answer | engine MiB | machine busy |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|"
    )
    return "\n".join([head, *(_row(load) for load in data["loads"])])


def _row(load: dict[str, Any]) -> str:
    cells = [
        f"{load['callers']} {load['side']}",
        str(load["seconds"]),
        str(load["steps_per_s"]),
        str(load["nodes_per_s"]),
        str(load["failed"]),
        str(load["engine_cpu_ms_per_step"]),
        "-" if load["side"] == "simulated" else str(load["asterisk_cpu_ms_per_step"]),
        _three(load["input_delay_at_rest_ms"]),
        _three(load["input_delay_ms"]),
        _three(load["heard_after_ms"]),
        str(load["engine_mib"]),
        f"{load['machine_busy']:.0%}",
    ]
    return f"| {' | '.join(cells)} |"


def _three(spread: dict[str, Any] | None) -> str:
    return "-" if spread is None or not spread["count"] else f"{spread['p50']} / {spread['p99']} / {spread['max']}"
