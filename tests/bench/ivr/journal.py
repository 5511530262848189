"""What the engine journalled: steps, nodes, and whatever went otherwise than it should. Reads, never writes."""

import contextlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

EXPECTED = {"said", "open", "account", "given", "found", "set", "again", "otherwise", "ended", "hung_up", ""}
"""What comes out of a node of the flow when all goes well."""
NORMAL = ("", "replaced", "leg_closed")
"""What becomes of an effect that is not wanted any more, or whose caller is gone."""


@dataclass(slots=True)
class Walked:
    """``steps``: inputs that moved a session on. ``nodes``: nodes that sessions came to. Both within the window."""

    inputs: int = 0
    bytes_journalled: int = 0
    steps: int = 0
    step_bytes: int = 0
    nodes: int = 0
    contacts: int = 0
    odd: Counter[str] = field(default_factory=Counter)


def walked(data: Path, from_s: float, until_s: float) -> Walked:
    """What came of the whole load; counted within the window, odd at any time of it before the callers left."""
    found = Walked()
    lengths: dict[str, int] = {}
    for at_ms, body in _rows(data, until_s):
        record = json.loads(body)
        counts = at_ms >= from_s * 1000
        found.inputs += counts
        found.bytes_journalled += len(body) * counts
        for event in record["events"]:
            match _kind(event):
                case "ContactOpened":
                    found.contacts += 1
                case "EffectSettled" if event["failure"] not in NORMAL:
                    found.odd[f"effect {event['failure']}"] += 1
                case "SessionAdvanced":
                    path = event["session"]["path"]
                    before = lengths.get(event["contact_id"], 0)
                    lengths[event["contact_id"]] = len(path)
                    found.steps += counts
                    found.step_bytes += len(body) * counts
                    found.nodes += (len(path) - before) * counts
                    found.odd.update(_odd_results(path[max(0, before - 1) :]))
    return found


def _odd_results(path: list[dict[str, Any]]) -> Iterator[str]:
    for step in path:
        if step["result"] not in EXPECTED:
            yield f"{step['node']} {step['result']}"


def _kind(event: dict[str, Any]) -> str:
    """The type's name, without the number of its version."""
    return str(event["type"]).partition(".v")[0]


def _rows(data: Path, until_s: float) -> Iterator[tuple[int, str]]:
    with contextlib.closing(sqlite3.connect(f"file:{data / 'journal.db'}?mode=ro", uri=True)) as journal:
        yield from journal.execute(
            "select at_ms, body from journal_input where at_ms < ? order by seq", (int(until_s * 1000),)
        )
