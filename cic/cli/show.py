"""`cic contacts`, `cic agents`, `cic queues`: what the running center knows, as tables or JSON. Changes nothing."""

import argparse
import json
from typing import Any
from urllib.parse import quote

from cic.cli.asking import ask_center, now_ms
from cic.cli.words import ExitCode, duration, local_time, print_table, shown

Row = dict[str, Any]


def show_contacts(chosen: argparse.Namespace) -> ExitCode:
    """Print the contact log, or one contact with its segments."""
    if chosen.contact_id:
        contact = ask_center(chosen.data, chosen.url, f"/api/contacts/{quote(chosen.contact_id, safe='')}")
        return _print_json(contact) if chosen.json else _print_contact(contact)
    query = {"limit": str(chosen.limit)} | ({"before": chosen.before} if chosen.before else {})
    body = ask_center(chosen.data, chosen.url, "/api/contacts", query)
    if chosen.json:
        return _print_json(body)
    titles = (
        "CONTACT",
        "ARRIVED",
        "CALLER",
        "DIALLED",
        "AGENT",
        "IVR",
        "QUEUE",
        "RING",
        "TALK",
        "HOLD",
        "TOTAL",
        "END",
    )
    print_table(titles, [_contact_cells(row) for row in body["contacts"]])
    return ExitCode.DONE


def show_agents(chosen: argparse.Namespace) -> ExitCode:
    """Print all agents at this moment."""
    body = ask_center(chosen.data, chosen.url, "/api/agents")
    if chosen.json:
        return _print_json(body)
    titles = ("AGENT", "NAME", "NUMBER", "ACTIVITY", "REASON", "FOR", "FREE", "IN HAND", "PHONES", "QUEUES")
    print_table(titles, [_agent_cells(row) for row in body["agents"]])
    return ExitCode.DONE


def show_queues(chosen: argparse.Namespace) -> ExitCode:
    """Print all queues at this moment."""
    body = ask_center(chosen.data, chosen.url, "/api/queues")
    if chosen.json:
        return _print_json(body)
    titles = ("QUEUE", "LABEL", "WAITING", "LONGEST", "TARGET", "WITH AGENTS", "AGENTS AVAILABLE")
    print_table(titles, [_queue_cells(row) for row in body["queues"]])
    return ExitCode.DONE


def _contact_cells(row: Row) -> list[str]:
    caller = row.get("caller") or {}
    times = [duration(row.get(f"{kind}_ms")) for kind in ("ivr", "queue", "ring", "talk", "hold", "total")]
    end = "goes on" if row.get("ended_at_ms") is None else shown(row.get("end_cause"))
    return [
        shown(row.get("contact_id")),
        local_time(row.get("arrived_at_ms")),
        shown(caller.get("name") or caller.get("number")),
        shown(row.get("dialled_number")),
        shown(row.get("last_agent")),
        *times,
        end,
    ]


def _print_contact(contact: Row) -> ExitCode:
    for name, value in contact.items():
        if name not in ("segments", "path", "caller"):
            print(f"{name:<16}{local_time(value) if name.endswith('_at_ms') else shown(value)}")
    for name, value in (contact.get("caller") or {}).items():
        print(f"{'caller ' + name:<16}{shown(value)}")
    print(f"{'path':<16}{' > '.join(shown(step.get('node')) for step in contact.get('path', []))}\n")
    rows = [
        [
            shown(segment.get("kind")),
            local_time(segment.get("started_at_ms")),
            _length(segment.get("started_at_ms"), segment.get("ended_at_ms")),
            shown(segment.get("queue_id")),
            shown(segment.get("agent_id")),
            shown(segment.get("cause")),
        ]
        for segment in contact.get("segments", [])
    ]
    print_table(("SEGMENT", "STARTED", "LASTED", "QUEUE", "AGENT", "CAUSE"), rows)
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
        shown(row["interactions"]),
        shown(row["reachable_phones"]),
        ", ".join(row["queues"]) or "-",
    ]


def _queue_cells(row: Row) -> list[str]:
    return [
        shown(row["queue_id"]),
        shown(row["label"]["en"]),
        shown(row["waiting"]),
        _length(row["longest_wait_since_ms"], now_ms()),
        duration(row["service_level_target_ms"]),
        shown(row["in_progress"]),
        shown(row["agents_available"]),
    ]


def _length(from_ms: object, until_ms: object) -> str:
    if not isinstance(from_ms, int) or not isinstance(until_ms, int):
        return "-"
    return duration(until_ms - from_ms)


def _print_json(body: Row) -> ExitCode:
    print(json.dumps(body, ensure_ascii=False, indent=2))
    return ExitCode.DONE
