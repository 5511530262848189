"""All checks of a whole center, in one order. Owns which are made when; each rule stands in a file of its own."""

from collections.abc import Sequence

from cic.configuration.alarm_checks import check_alarms
from cic.configuration.capacity_checks import check_capacity
from cic.configuration.desktop_checks import check_desktop
from cic.configuration.floor import floor_of
from cic.configuration.flow_demands import FlowDemands
from cic.configuration.flows import with_subflows
from cic.configuration.hours_checks import check_hours
from cic.configuration.idle_points import check_idle_flows, check_idle_points
from cic.configuration.problems import ConfigurationProblem
from cic.configuration.references import Names, check_references
from cic.configuration.requirement_names import check_requirement_names
from cic.configuration.routing_checks import check_overflow, check_queues
from cic.configuration.schema import ConfigurationText
from cic.configuration.starvation import check_starvation
from ivr_flows.model import HoursNode, QueueNode
from ivr_flows.parse import ParsedFlow


def check_text(
    text: ConfigurationText,
    names: Names,
    flows: Sequence[ParsedFlow],
    found: Sequence[ConfigurationProblem],
    *,
    all_flows_are_read: bool = True,
) -> tuple[ConfigurationProblem, ...]:
    """What is wrong with a text as a whole; ``found`` is what was wrong with it already, and so is in doubt."""
    problems = [
        *check_references(text, names),
        *check_requirement_names(text),
        *check_desktop(text),
        *check_alarms(text),
    ]
    demands = FlowDemands(text, flows)
    problems += demands.problems
    floor = floor_of(text, [*found, *problems], demands.by_queue())
    problems += check_queues(floor)
    problems += check_overflow(floor)
    problems += check_starvation(floor, text.center)
    problems += check_idle_points(text.center, text.queues, found)
    problems += check_idle_flows(text.center, flows, found)
    problems += check_capacity(text, floor, _called_queues(text, flows))
    problems += demands.check(floor)
    asked = {node.calendar for flow in flows for node in flow.flow.nodes if isinstance(node, HoursNode)}
    misread = {problem.where.rpartition(".")[0] for problem in found if problem.file == "hours.yaml"}
    misread |= {problem.where for problem in found if problem.file == "hours.yaml"}
    problems += check_hours(text.calendars, asked if all_flows_are_read else None, misread)
    return tuple(problems)


def _called_queues(text: ConfigurationText, flows: Sequence[ParsedFlow]) -> frozenset[str]:
    """The queues that flows of dialled numbers lead to."""
    called = with_subflows({number.flow.name for number in text.numbers}, flows)
    nodes = (node for flow in flows if flow.flow.flow_id in called for node in flow.flow.nodes)
    return frozenset(node.queue_id for node in nodes if isinstance(node, QueueNode))
