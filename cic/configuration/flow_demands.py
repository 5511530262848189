"""What flows ask of queues and agents, checked against both. Owns these rules; flows as such are checked elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cic.configuration.problems import ConfigurationProblem, Severity
from cic.configuration.reach import Floor, asking, can_be_asked
from cic.configuration.requirement_names import DefinedNames
from cic.configuration.schema import ConfigurationText
from cic.configuration.schema_routing import QueueText
from cic.configuration.worlds import worlds
from ivr_flows.model import QueueNode
from ivr_flows.parse import ParsedFlow
from routing.requirement_text import parse_requirement
from routing.requirement_tokens import RequirementProblem
from routing.requirements import ANYONE, Requirement


class FlowDemands:
    """The queue nodes of all flows, with what each asks for."""

    def __init__(self, text: ConfigurationText, flows: Sequence[ParsedFlow]) -> None:
        self.problems: list[ConfigurationProblem] = []
        """Requirements that do not parse or name what is not defined."""
        self._names = DefinedNames(text)
        self._nodes = [(flow, node) for flow in flows for node in flow.flow.nodes if isinstance(node, QueueNode)]
        self._asked = {(flow.file, node.node_id): self._read(flow, node) for flow, node in self._nodes if node.requires}

    def by_queue(self) -> dict[str, tuple[Requirement, ...]]:
        """What flows ask for beyond the queues' own requirements; what is in doubt is left out."""
        asked: dict[str, tuple[Requirement, ...]] = {}
        for flow, node in self._nodes:
            requirement = self._asked.get((flow.file, node.node_id))
            if requirement is not None:
                asked[node.queue_id] = (*asked.get(node.queue_id, ()), requirement)
        return asked

    def check(self, floor: Floor) -> Iterator[ConfigurationProblem]:
        """Callers whom no agent of their queue may ever serve, and those handed on to where no way leads."""
        for flow, node in self._nodes:
            queue = floor.queues.get(node.queue_id)
            if queue is None:
                continue  # told of by the flow's own checks
            requirement = self._asked.get((flow.file, node.node_id))
            # A queue that nobody can serve at all is told of already.
            if requirement is not None and _is_met(floor, queue, ANYONE) and not _is_met(floor, queue, requirement):
                found = f"no agent for '{node.requires}' in the queue '{queue.queue_id}', at any of its steps"
                expected = "at least one agent who can serve such a caller"
                yield _problem(flow, node, found, expected, "ask for less, or give an agent the skills")
            yield from _ways(flow, node, queue)

    def _read(self, flow: ParsedFlow, node: QueueNode) -> Requirement | None:
        parsed = parse_requirement(node.requires)
        if isinstance(parsed, RequirementProblem):
            found = f'{parsed.found} at column {parsed.column} of "{node.requires[:80]}"'
            self.problems.append(_problem(flow, node, found, parsed.expected, parsed.mend))
            return None
        unknown = list(self._names.names_of(parsed, flow.file, flow.line_of(node.node_id, "requires"), _where(node)))
        self.problems.extend(unknown)
        return None if unknown else parsed


def _is_met(floor: Floor, queue: QueueText, requirement: Requirement) -> bool:
    known = worlds(floor, [queue])
    if known is None:
        return True
    asked = [asking(floor, queue, queue.relax, world, hopefully=True, also=requirement) for world in known]
    return any(can_be_asked(candidate.perhaps, each) for each in asked for candidate in floor.candidates)


def _ways(flow: ParsedFlow, node: QueueNode, queue: QueueText) -> Iterator[ConfigurationProblem]:
    ways = {reason for reason, _ in node.on_reason}
    destinations = dict.fromkeys(step.hand_to for step in queue.relax if step.hand_to is not None)
    for destination in destinations:
        if destination not in ways:
            found = f"no way for '{destination}', to which the queue '{queue.queue_id}' hands callers"
            mend = f"add '{destination}: NODE' to 'on_reason'; without it they go on at 'on_refused'"
            problem = _problem(flow, node, found, "a way for whatever the queue hands to", mend, field="on_reason")
            yield replace(problem, severity=Severity.WARNING)


def _problem(
    flow: ParsedFlow, node: QueueNode, found: str, expected: str, mend: str, *, field: str = "requires"
) -> ConfigurationProblem:
    line = flow.line_of(node.node_id, field)
    return ConfigurationProblem(flow.file, line, _where(node), found, expected, mend)


def _where(node: QueueNode) -> str:
    return f"node {node.node_id}"
