"""Whether a loop that nobody's answer changes comes to an end by itself. Owns what counts as a limit.

A limit is a variable that each turn changes in one way, and a branch that leads out of the loop for one of the values
that it then takes. Both must be met in every turn.
"""

from collections.abc import Iterator, Mapping

from ivr_flows.evaluation import evaluate
from ivr_flows.expressions import Expression, ExpressionError, Literal, Name, Sign, Sum, parse_expression
from ivr_flows.loops import Graph, has_loop
from ivr_flows.model import Assignment, BranchNode, Node, SetNode, SourceNode
from ivr_flows.session import Scalar

TURNS_MAX = 100


def endless(members: Mapping[str, Node], graph: Graph, variables: Mapping[str, Scalar]) -> bool:
    """Whether a loop can turn for ever."""
    counters, guards = set[str](), set[str]()
    for variable, values in _counted(members, variables).items():
        watching = {name for name, node in members.items() if _leaves(node, members, variable, values)}
        if watching:
            guards |= watching
            counters |= {name for name, node in members.items() if _sets(node, variable)}
    return any(has_loop(graph, [name for name in members if name not in without]) for without in (guards, counters))


def _counted(members: Mapping[str, Node], variables: Mapping[str, Scalar]) -> dict[str, tuple[Scalar, ...]]:
    """Variables that the loop sets in one way only, and the values that they take from turn to turn."""
    written: dict[str, list[Assignment]] = {}
    kept: set[str] = set()
    for node in members.values():
        if isinstance(node, SetNode):
            for assignment in node.assignments:
                written.setdefault(assignment.variable, []).append(assignment)
        elif isinstance(node, SourceNode):
            kept |= {result.name for result in node.results}
    counted: dict[str, tuple[Scalar, ...]] = {}
    for variable, assignments in written.items():
        if len(assignments) == 1 and variable not in kept and variable in variables:
            values = tuple(_values(variable, assignments[0], variables[variable]))
            if values:
                counted[variable] = values
    return counted


def _values(variable: str, assignment: Assignment, first: Scalar) -> Iterator[Scalar]:
    try:
        expression = parse_expression(assignment.value)
    except ExpressionError:
        return
    if isinstance(expression, Literal):
        yield expression.value
        return
    step = _step(variable, expression)
    if step and isinstance(first, int) and not isinstance(first, bool):
        yield from (first + step * turn for turn in range(1, TURNS_MAX))


def _step(variable: str, expression: Expression) -> int:
    """By how much an expression such as `count + 1` counts; 0 for any other."""
    match expression:
        case Sum(sign, Name(name), Literal(int() as step)) if name == variable and not isinstance(step, bool):
            return step if sign is Sign.PLUS else -step
        case Sum(Sign.PLUS, Literal(int() as step), Name(name)) if name == variable and not isinstance(step, bool):
            return step
        case _:
            return 0


def _sets(node: Node, variable: str) -> bool:
    return isinstance(node, SetNode) and any(each.variable == variable for each in node.assignments)


def _leaves(node: Node, members: Mapping[str, Node], variable: str, values: tuple[Scalar, ...]) -> bool:
    """Whether a node is a branch that leads out for one of these values, whatever else is true."""
    if not isinstance(node, BranchNode):
        return False
    return any(_target(node, {variable: value}) not in members for value in values)


def _target(node: BranchNode, facts: Mapping[str, Scalar]) -> str:
    """Where the branch leads; back to itself, which is no way out, where that depends on more than these facts."""
    for case in node.cases:
        try:
            if evaluate(parse_expression(case.when), facts) is True:
                return case.go
        except ExpressionError:
            return node.node_id
    return node.otherwise
