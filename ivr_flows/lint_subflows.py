"""Sub-flows: the other flow is there, is given and gives back what it knows, and comes to an end. Owns these rules.

What is wrong within the other flow is told in its own file.
"""

from ivr_flows.evaluation import kind_of
from ivr_flows.linking import link_flow
from ivr_flows.lint_expressions import check_assignment, check_expression, kinds_within
from ivr_flows.lint_subject import Subject
from ivr_flows.model import Flow, ReturnNode, SubflowNode
from ivr_flows.problems import one_of, shortened


def check_subflows(subject: Subject) -> None:
    """Every node that stands for another flow."""
    if subject.others is None:
        return
    for node in subject.flow.nodes:
        if not isinstance(node, SubflowNode) or not subject.check_known(node, "flow", node.flow_id, subject.others):
            continue
        fault = subject.fault
        if fault is not None and fault.is_ours and fault.node_id == node.node_id:
            subject.note(node, "", fault.found, fault.expected, fault.mend)
        inner = link_flow(subject.others[node.flow_id], subject.others)
        # One that cannot be linked has problems of its own, or is in a circle with this one.
        if isinstance(inner, Flow):
            _check_values(subject, node, inner)
            _check_exits(subject, node, inner)
            _check_languages(subject, node, inner)


def _check_values(subject: Subject, node: SubflowNode, inner: Flow) -> None:
    for argument in node.arguments:
        field = f"with.{argument.variable}"
        own = {name: value for name, value in inner.variables.items() if "." not in name}
        if subject.check_known(node, field, argument.variable, own):
            kind = kind_of(own[argument.variable])
            check_expression(subject, node, field, argument.value, expected=kind)
    for result in node.results:
        check_assignment(subject, node, "results", result, kinds_within(inner))


def _check_exits(subject: Subject, node: SubflowNode, inner: Flow) -> None:
    """A result without a way is a ``LinkFault`` already; a way without a result is told here."""
    results = {each.result for each in inner.nodes if isinstance(each, ReturnNode)}
    for way in node.exits:
        if way.result not in results:
            found = f"{shortened(way.result)}, which `{inner.flow_id}` never returns"
            subject.note(node, f"on.{way.result}", found, one_of(results), "name one of its results")


def _check_languages(subject: Subject, node: SubflowNode, inner: Flow) -> None:
    missing = [language for language in subject.flow.languages if language not in inner.languages]
    if missing:
        found = f"`{inner.flow_id}` without {', '.join(missing)}"
        mend = f"add the language to `{inner.flow_id}`, and its recordings"
        subject.note(node, "flow", found, "a flow in every language of this one", mend)
