"""Entries as items of the state channels: words for ids, values for references. Pure; decides nothing."""

from typing import cast

from agent_desktop.boards.fold import Entry, QueueEntry
from agent_desktop.gateway.shapes.channels import (
    AgentPresence,
    DirectoryAgent,
    DirectoryParked,
    DirectoryQueue,
    HelpWanted,
    WaitingWork,
)
from agent_desktop.gateway.views import ViewWriter
from cic.center.board_views import AgentEntry, ParkedEntry, WaitingEntry

Item = DirectoryAgent | DirectoryQueue | DirectoryParked | WaitingWork


def item_of(entry: Entry, writer: ViewWriter) -> Item:
    """The item that shows an entry."""
    match entry:
        case AgentEntry():
            return _agent(entry, writer)
        case QueueEntry(queue_id=queue_id):
            return {
                "kind": "queue",
                "queue_id": queue_id,
                "label": writer.queue_choice(queue_id)["label"],
                "waiting": entry.waiting,
                "longest_since_ms": entry.longest_since_ms,
                "free_agents": entry.free_agents,
            }
        case ParkedEntry():
            return {
                "kind": "parked",
                "interaction_id": entry.interaction_id,
                "queue_id": entry.queue_id,
                "agent_id": entry.agent_id,
                "caller": writer.caller(entry.caller),
                "since_ms": entry.since_ms,
                "until_ms": entry.until_ms,
            }
        case WaitingEntry():
            return {
                "kind": "waiting",
                "interaction_id": entry.interaction_id,
                "contact_id": entry.contact_id,
                "medium": entry.medium.value,
                "queue_id": entry.queue_id,
                "subject": entry.subject,
                "waiting_since_ms": entry.waiting_since_ms,
                "due_at_ms": entry.due_at_ms,
                "language": entry.language,
                "caller": writer.caller(entry.caller),
            }


def _agent(entry: AgentEntry, writer: ViewWriter) -> DirectoryAgent:
    label = writer.labels.agents.get(entry.agent_id)
    return {
        "kind": "agent",
        "agent_id": entry.agent_id,
        "name": writer.agent_name(entry.agent_id)["name"],
        "number": "" if label is None else label.number,
        "state": cast(AgentPresence, entry.state),
        "since_ms": entry.since_ms,
        "help": _help(entry),
    }


def _help(entry: AgentEntry) -> HelpWanted | None:
    if entry.help is None:
        return None
    interaction_id, since_ms = entry.help
    return {"interaction_id": interaction_id, "since_ms": since_ms, "answered_by": entry.help_answered_by}
