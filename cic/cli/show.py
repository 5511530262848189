"""`cic agents`, `cic queues`: what the running center knows, as tables or JSON. Changes nothing."""

import argparse
import json
from typing import Any

from cic.cli.asking import ask_center, now_ms
from cic.cli.words import ExitCode, duration, local_time, print_table, shown

Row = dict[str, Any]


def show_agents(chosen: argparse.Namespace) -> ExitCode:
    """Print all agents at this moment."""
    body = ask_center(chosen.data, chosen.url, "/api/agents")
    if chosen.json:
        return _print_json(body)
    titles = (
        "AGENT", "NAME", "NUMBER", "ACTIVITY", "REASON", "FOR", "FREE", "IN HAND", "LOAD", "PHONES", "DESKTOP",
        "QUEUES", "SKILLS", "OVERRIDE",
    )  # fmt: skip
    print_table(titles, [_agent_cells(row) for row in body["agents"]])
    return ExitCode.DONE


def show_queues(chosen: argparse.Namespace) -> ExitCode:
    """Print all queues at this moment."""
    body = ask_center(chosen.data, chosen.url, "/api/queues")
    if chosen.json:
        return _print_json(body)
    titles = (
        "QUEUE", "LABEL", "MODE", "WAITING", "LONGEST", "TARGET", "ESTIMATED", "9 OF 10 IN", "WITH AGENTS",
        "AGENTS AVAILABLE", "MISSED",
    )  # fmt: skip
    print_table(titles, [_queue_cells(row) for row in body["queues"]])
    return ExitCode.DONE


def _agent_cells(row: Row) -> list[str]:
    return [
        shown(row["agent_id"]),
        shown(row["name"]),
        shown(row["number"]),
        shown(row["activity"]),
        shown(row["reason"]),
        _length(row["since_ms"], now_ms()) if row["since_ms"] else "-",
        "yes" if row["is_free"] else "no",
        ", ".join(f"{count} {shown(medium)}" for medium, count in row["in_hand"].items()) or "-",
        f"{row['load']}/{row['capacity']}",
        shown(row["reachable_phones"]),
        "open" if row["is_desktop_open"] else "-",
        ", ".join(map(shown, row["queues"])) or "-",
        ", ".join(f"{shown(skill)}={level}" for skill, level in row["skills"].items()) or "-",
        "-" if row["override_until_ms"] is None else f"until {local_time(row['override_until_ms'])}",
    ]


def _queue_cells(row: Row) -> list[str]:
    return [
        shown(row["queue_id"]),
        shown(row["label"]["en"]),
        _mode(row),
        shown(row["waiting"]),
        _length(row["longest_wait_since_ms"], now_ms()),
        duration(row["service_level_target_ms"]),
        duration(row["estimated_median_ms"]),
        duration(row["estimated_p90_ms"]),
        shown(row["in_progress"]),
        shown(row["agents_available"]),
        shown(row["missed"]),
    ]


def _mode(row: Row) -> str:
    if row["mode_until_ms"] is None:
        return shown(row["mode"])
    return f"{shown(row['mode'])} until {local_time(row['mode_until_ms'])}"


def _length(from_ms: object, until_ms: object) -> str:
    if not isinstance(from_ms, int) or not isinstance(until_ms, int):
        return "-"
    return duration(until_ms - from_ms)


def _print_json(body: Row) -> ExitCode:
    print(json.dumps(body, ensure_ascii=False, indent=2))
    return ExitCode.DONE
