"""The figures as a file and as lines of docs/performance.md. Owns their form; measures nothing."""

import json
from typing import Any

from tests.bench.calls.report import DOCUMENT
from tests.harness.running_center import PROJECT

RESULTS = PROJECT / "bench/results/desktops.json"
BEGIN, END = "<!-- desktops: written by make bench -->", "<!-- end of desktops -->"


def write(data: dict[str, Any]) -> None:
    """Write the results, and the lines between the markers of the document."""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    _, found, after = rest.partition(END)
    assert found, f"{DOCUMENT.name} has no place for the figures of desktops"
    DOCUMENT.write_text(f"{before}{BEGIN}\n{lines(data)}\n{END}{after}", encoding="utf-8")


def lines(data: dict[str, Any]) -> str:
    """The figures as tables of Markdown."""
    machine, load, day = data["machine"], data["load"], data["day"]
    delay = load["event_to_frame_ms"]
    return "\n".join(
        [
            f"Commit `{data['commit']}`; {machine['cores']} cores, {machine['cpu']}, {machine['memory_gib']} GiB, "
            f"{machine['os']}, Python {machine['python']}.",
            "",
            "| desktops | seconds | contacts/s | frames/s | event to frame, ms: p50 / p99 / longest | "
            "bytes/s a desktop | bytes a frame | node CPU, cores | the same at rest | node MiB | at rest | "
            "machine busy | gaps, lost |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
            f"| {load['desktops']} | {load['seconds']} | {load['contacts_per_s']} | {load['frames_per_s']} | "
            f"{delay['p50']} / {delay['p99']} / {delay['max']} | {load['bytes_per_s_per_desktop']} | "
            f"{load['bytes_per_frame']} | {load['node_cpu']} | {load['node_cpu_at_rest']} | {load['node_mib']} | "
            f"{load['node_mib_at_rest']} | {load['machine_busy']:.0%} | {load['gaps']}, {load['lost']} |",
            "",
            "| a day replayed | desktops | views | frames | bytes a frame | seconds | KiB kept after each quarter |",
            "|---|---|---|---|---|---|---|",
            f"| {day['callers']} callers in {day['hours']} h | {day['desktops']} | {day['views']} | {day['frames']} | "
            f"{day['bytes_per_frame']} | {day['took_s']} | {', '.join(map(str, day['kept_kib_by_quarter']))} |",
        ]
    )
