"""Expressions: they read known names, compare like with like, and go into variables of their kind. Owns these rules."""

from collections.abc import Mapping

from ivr_flows.evaluation import Kind, collect_names, kind_of, kind_of_expression
from ivr_flows.expressions import ExpressionError, parse_expression
from ivr_flows.lint_subject import Subject, kinds_of, meant
from ivr_flows.model import (
    CALLER_NUMBER,
    COLLECTED,
    Assignment,
    AuthenticateNode,
    BranchNode,
    CollectNode,
    Flow,
    LanguageNode,
    LookupNode,
    Node,
    SetNode,
    SourceNode,
    WorkNode,
)
from ivr_flows.problems import nearest_name, one_of, shortened


def check_expressions(subject: Subject) -> None:
    """Everything that a node reads or sets by a name."""
    for node in subject.flow.nodes:
        match node:
            case BranchNode():
                for number, case in enumerate(node.cases, start=1):
                    check_expression(subject, node, f"case {number}", case.when, expected=Kind.TRUTH)
            case SetNode():
                for assignment in node.assignments:
                    check_assignment(subject, node, "values", assignment)
            case SourceNode() | AuthenticateNode():
                for argument in node.arguments:
                    _check_argument(subject, node, f"with.{argument.name}", argument.value)
            case CollectNode() if node.name in subject.flow.variables:
                found = f"`{node.name}`, which is a variable too"
                subject.note(node, "name", found, "a name of its own", "rename one of the two")
            case LookupNode():
                check_collected(subject, node, "by", node.by)
            case WorkNode() if node.number is not None:
                check_collected(subject, node, "number", node.number)
            case LanguageNode():
                subject.check_known(node, "language", node.language, subject.flow.languages)
            case _:
                pass


def check_collected(subject: Subject, node: Node, field: str, name: str) -> None:
    """A collected name is one that the flow, or a sub-flow of it, collects."""
    if not subject.is_unknowable(name):
        subject.check_known(node, field, name, subject.collected)


def _check_argument(subject: Subject, node: Node, field: str, value: str) -> None:
    if value == CALLER_NUMBER:
        return
    if value.startswith(COLLECTED):
        check_collected(subject, node, field, value.removeprefix(COLLECTED))
    else:
        check_expression(subject, node, field, value)


def check_assignment(
    subject: Subject, node: Node, table: str, assignment: Assignment, inner: Mapping[str, Kind] | None = None
) -> None:
    """A variable is declared, and the expression is of its kind; ``inner`` is what that may read instead."""
    variable, variables = assignment.variable, subject.flow.variables
    if variable not in variables:
        mend = f"declare it under `variables`; {meant(variable, variables)}"
        subject.note(node, table, shortened(variable), one_of(variables), mend)
        return
    expected = kind_of(variables[variable])
    check_expression(subject, node, f"{table}.{variable}", assignment.value, kinds=inner, expected=expected)


def check_expression(
    subject: Subject,
    node: Node,
    field: str,
    text: str,
    *,
    kinds: Mapping[str, Kind] | None = None,
    expected: Kind | None = None,
) -> None:
    """An expression reads known names, the flow's if no others, and is of the expected kind."""
    kinds = subject.kinds if kinds is None else kinds
    try:
        kind = kind_of_expression(parse_expression(text), kinds)
    except ExpressionError as fault:
        name = fault.found.strip("`")
        if name.startswith(COLLECTED) and subject.is_unknowable(name.removeprefix(COLLECTED)):
            return
        found = f"{fault.found} at character {fault.position} of {shortened(text)}"
        near = nearest_name(name, kinds)
        subject.note(node, field, found, fault.expected, f"did you mean `{near}`?" if near else "mend the expression")
        return
    if expected is not None and kind is not expected:
        subject.note(node, field, f"{kind.value} from {shortened(text)}", expected.value, "mend the expression")


def kinds_within(flow: Flow) -> dict[str, Kind]:
    """What expressions of another flow may read there."""
    return kinds_of(flow, collect_names(flow))
