"""Warns of points that count for nothing under the center's strategy. Owns which strategy looks at which points."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cic.configuration.problems import ConfigurationProblem, Severity
from cic.configuration.schema import CenterText
from cic.configuration.schema_routing import NO_AGEING, NextInteractionText, QueueText
from ivr_flows.model import MessageNode, QueueNode, WorkNode
from ivr_flows.parse import ParsedFlow
from routing.configuration import InteractionChoice

BY_PRIORITY = frozenset(InteractionChoice) - {InteractionChoice.FIRST_COME, InteractionChoice.SERVICE_LEVEL}
BY_AGEING = frozenset({InteractionChoice.AGEING, InteractionChoice.WEIGHTED})


def check_idle_points(
    center: CenterText, queues: Sequence[QueueText], found: Sequence[ConfigurationProblem]
) -> Iterator[ConfigurationProblem]:
    """Priorities and ageing of queues that nobody looks at; nothing of what could not be read."""
    if any(problem.file == "center.yaml" and _is_of_strategy(problem.where) for problem in found):
        return
    chosen = center.next_interaction
    for queue in queues:
        where = f"queues.{queue.queue_id}"
        if any(problem.where.startswith(f"{where}.") for problem in found):
            continue
        if not _looks_at_priority(chosen):
            if queue.priority:
                yield _idle(chosen, queue.line, f"{where}.priority", f"the priority {queue.priority}", "priority")
            for number, step in enumerate(queue.relax, start=1):
                if step.priority is not None:
                    at = f"{where}.relax step {number}"
                    yield _idle(chosen, step.line, at, f"a step with the priority {step.priority}", "priority")
        if queue.ageing != NO_AGEING and chosen.strategy not in BY_AGEING:
            yield _idle(chosen, queue.line, f"{where}.ageing", "ageing", "ageing")


def check_idle_flows(
    center: CenterText, flows: Sequence[ParsedFlow], found: Sequence[ConfigurationProblem]
) -> Iterator[ConfigurationProblem]:
    """Priorities that flows give to callers and to what they leave, and nobody looks at."""
    is_readable = not any(problem.file == "center.yaml" and _is_of_strategy(problem.where) for problem in found)
    if not is_readable or _looks_at_priority(center.next_interaction):
        return
    for parsed in flows:
        for node in parsed.flow.nodes:
            if isinstance(node, QueueNode | MessageNode | WorkNode) and node.priority:
                line, what = parsed.line_of(node.node_id), f"the priority {node.priority}"
                idle = _idle(center.next_interaction, line, f"node {node.node_id}, priority", what, "priority")
                yield replace(idle, file=parsed.file)


def _is_of_strategy(where: str) -> bool:
    return where in ("center", "center.next_interaction") or where.startswith("center.next_interaction.")


def _looks_at_priority(chosen: NextInteractionText) -> bool:
    if chosen.strategy is InteractionChoice.WEIGHTED:
        return chosen.priority != 0
    return chosen.strategy in BY_PRIORITY


def _idle(chosen: NextInteractionText, line: int, where: str, what: str, strategy: str) -> ConfigurationProblem:
    is_weighted = chosen.strategy is InteractionChoice.WEIGHTED
    name = f"{chosen.strategy.value}{' with priority: 0' if is_weighted else ''}"
    found = f"{what}, which counts for nothing with the strategy '{name}'"
    other = "a 'priority' other than 0" if is_weighted else f"for example 'strategy: {strategy}'"
    mend = f"take it out, or set {other} in 'next_interaction' of center.yaml"
    expected = "points that the strategy looks at"
    return ConfigurationProblem("queues.yaml", line, where, found, expected, mend, Severity.WARNING)
