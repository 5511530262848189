"""Flows that an agent sends a caller into: the caller is in a talk and comes back to it. Owns what these may do."""

from ivr_flows.lint_subject import Subject
from ivr_flows.model import QueueNode, ReturnNode, TransferNode


def check_agents_flow(subject: Subject) -> None:
    """No second agent and no second call while the first agent waits, and a result to come back with."""
    if not subject.flow.for_agents:
        return
    for node in subject.flow.nodes:
        if isinstance(node, QueueNode | TransferNode):
            found = "a way to another agent or number, in a flow `for_agents`"
            mend = "return a result instead: the agent can hand the caller on"
            subject.note(node, "", found, "a flow that gives the caller back", mend)
    if not any(isinstance(node, ReturnNode) for node in subject.flow.nodes):
        found, mend = "a flow `for_agents` without a `return`", "end it with `type: return` and a `result`"
        subject.problems.add(1, "the flow", found, "a result for the agent", mend)
