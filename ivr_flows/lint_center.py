"""What a flow names of the center: queues, agents, calendars, music. Owns these rules.

What is asked of a queue's agents is checked with the queues' own text, outside.
"""

from ivr_flows.lint_subject import Subject
from ivr_flows.model import (
    LAST_AGENT,
    SOUNDS,
    HoursNode,
    MessageNode,
    Node,
    QueueNode,
    SayNode,
    TransferNode,
    WorkNode,
)
from ivr_flows.surroundings import Surroundings


def check_center(subject: Subject) -> None:
    """Every name of the center's; nothing where the center is not known."""
    surroundings = subject.surroundings
    if surroundings is None:
        return
    for node in subject.flow.nodes:
        match node:
            case QueueNode():
                _check_queue(subject, node, node.queue_id, surroundings)
                subject.check_known(node, "music", node.music, surroundings.music)
                _check_agents(subject, node, surroundings)
            case MessageNode() | WorkNode():
                _check_queue(subject, node, node.queue_id, surroundings)
            case TransferNode():
                subject.check_known(node, "music", node.music, surroundings.music)
            case HoursNode():
                subject.check_known(node, "calendar", node.calendar, surroundings.calendars)
            case SayNode():
                for recording in node.say:
                    if recording.language == SOUNDS:
                        subject.check_known(node, "sound", recording.name, surroundings.music)
            case _:
                pass


def _check_queue(subject: Subject, node: Node, queue_id: str, surroundings: Surroundings) -> None:
    is_known = subject.check_known(node, "queue", queue_id, surroundings.queues)
    if is_known and surroundings.served is not None and queue_id not in surroundings.served:
        found = f"the queue `{queue_id}`, which no agent serves"
        subject.note(node, "queue", found, "a queue with agents", "give an agent the queue in agents.yaml")


def _check_agents(subject: Subject, node: QueueNode, surroundings: Surroundings) -> None:
    if node.preferred is not None and node.preferred.agent != LAST_AGENT:
        subject.check_known(node, "agent", node.preferred.agent, surroundings.agents)
    for agent in node.excluded:
        subject.check_known(node, "excluded", agent, surroundings.agents)
