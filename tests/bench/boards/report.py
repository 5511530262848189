"""The figures as a file and as lines of docs/performance.md. Owns their form; measures nothing."""

import json
from typing import Any

from tests.bench.calls.report import DOCUMENT
from tests.harness.running_center import PROJECT

RESULTS = PROJECT / "bench/results/boards.json"
BEGIN, END = "<!-- boards: written by make bench -->", "<!-- end of boards -->"


def write(data: dict[str, Any]) -> None:
    """Write the results, and the lines between the markers of the document."""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    _, found, after = rest.partition(END)
    assert found, f"{DOCUMENT.name} has no place for the figures of boards"
    DOCUMENT.write_text(f"{before}{BEGIN}\n{lines(data)}\n{END}{after}", encoding="utf-8")


def lines(data: dict[str, Any]) -> str:
    """The figures as a table of Markdown."""
    machine, load = data["machine"], data["load"]
    age, beat = load["age_ms"], load["beat_age_ms"]
    return "\n".join(
        [
            f"Commit `{data['commit']}`; {machine['cores']} cores, {machine['cpu']}, {machine['memory_gib']} GiB, "
            f"{machine['os']}, Python {machine['python']}.",
            "",
            "| boards | desktops | seconds | contacts/s | age of what a board shows, ms: p50 / p99 / longest | "
            "age of a beat, ms: p50 / p99 | frames/s a board | KiB/s a board | node CPU, cores | without boards | "
            "node MiB | without | machine busy | without | lost |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
            f"| {load['boards']} | {load['desktops']} | {load['seconds']} | {load['contacts_per_s']} | "
            f"{age['p50']} / {age['p99']} / {age['max']} | {beat['p50']} / {beat['p99']} | "
            f"{load['frames_per_s_a_board']} | {load['kib_per_s_a_board']} | {load['node_cpu']} | "
            f"{load['node_cpu_without']} | {load['node_mib']} | {load['node_mib_without']} | "
            f"{load['machine_busy']:.0%} | {load['machine_busy_without']:.0%} | {load['lost']} |",
        ]
    )
