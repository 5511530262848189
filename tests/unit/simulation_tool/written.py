"""Scenarios as people write them, for tests. Owns a small one that is good, and how it becomes a file."""

from pathlib import Path
from typing import Any

import yaml


def scenario(**changes: Any) -> dict[str, Any]:
    """One queue with two agents; ``changes`` replace whole keys."""
    return {
        "queues": [{"name": "sales"}],
        "arrivals": [{"queue": "sales", "per_hour": 30, "handle_s": {"exponential": 180}}],
        "agents": [{"group": "team", "count": 2, "queues": ["sales"]}],
        "run_h": 10,
        "replications": 3,
    } | changes


def with_queue(**keys: Any) -> dict[str, Any]:
    """The small scenario with more said of its queue."""
    return scenario(queues=[{"name": "sales"} | keys])


def with_arrival(**keys: Any) -> dict[str, Any]:
    """The small scenario with more said of its contacts."""
    return scenario(arrivals=[{"queue": "sales", "per_hour": 30, "handle_s": {"exponential": 180}} | keys])


def with_agents(**keys: Any) -> dict[str, Any]:
    """The small scenario with more said of its agents."""
    return scenario(agents=[{"group": "team", "count": 2, "queues": ["sales"]} | keys])


def without(key: str, row: str = "") -> dict[str, Any]:
    """The small scenario without a key, of the whole or of its only row of a kind."""
    written = scenario()
    place = written[row][0] if row else written
    place.pop(key)
    return written


def write(folder: Path, written: Any) -> Path:
    """The scenario as a file."""
    path = folder / "scenario.yaml"
    path.write_text(yaml.safe_dump(written, allow_unicode=True, sort_keys=False), "utf-8")
    return path
