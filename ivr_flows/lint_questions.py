"""Questions to the caller: a way for silence, key 0 for a person, and a person there. Owns these rules."""

from types import UnionType

from ivr_flows.lint_subject import Subject
from ivr_flows.model import (
    AuthenticateNode,
    CollectNode,
    Flow,
    HangUpNode,
    MenuNode,
    MessageNode,
    Node,
    QueueNode,
    ReturnNode,
    TransferNode,
    WorkNode,
)
from ivr_flows.ways import leading_to, ways_out

PEOPLE = QueueNode | TransferNode | MessageNode | WorkNode
"""Where a person hears of the caller, now or later."""


def check_questions(subject: Subject) -> None:
    """Ways for silence, keys, and the way to a person."""
    for node in subject.flow.nodes:
        _check_answers(subject, node)
        _check_keys(subject, node)
    _check_person(subject)


def _check_answers(subject: Subject, node: Node) -> None:
    """Every question says what becomes of a caller who does not answer it."""
    if isinstance(node, MenuNode | CollectNode) and node.on_failure is None:
        subject.note(node, "", "no `on_failure`", "a target for callers who do not answer", "add `on_failure:`")


def _check_keys(subject: Subject, node: Node) -> None:
    person = subject.flow.person
    if isinstance(node, MenuNode) and person is not None:
        for key in node.keys:
            if key.key == "0" and key.go != person:
                found, expected = f"key 0 to `{key.go}`", f"key 0 to `{person}`, as in every menu"
                subject.note(node, "keys", found, expected, "use another key, or leave key 0 out")
    if isinstance(node, MenuNode | QueueNode):
        labels: dict[str, str] = {}
        for key in node.keys:
            first = labels.setdefault(key.label, key.go)
            if first != key.go:
                found, expected = f"the label `{key.label}` again", "a label of its own for each way"
                subject.note(node, f"key {key.key}", found, expected, "change one of the labels")


def _check_person(subject: Subject) -> None:
    """A caller who is asked anything can come to a person, where there are any."""
    flow = subject.flow
    people = leading_to(subject.whole, _names(subject.whole, PEOPLE), ways_out)
    questions = [node for node in flow.nodes if isinstance(node, MenuNode | CollectNode | AuthenticateNode)]
    if flow.person is not None:
        if flow.person in subject.node_ids and flow.person not in people:
            found = f"`{flow.person}`, from where no person can be come to"
            expected = "a node that leads to a queue, a number, a message or a task"
            subject.note_flow("person", found, expected, "name the queue node that callers come to with key 0")
        for node in questions:
            _check_star(subject, node)
    elif not any(isinstance(node, ReturnNode) for node in flow.nodes):
        # In a sub-flow, key 0 leads to the person of the flow around it.
        _check_without_person(subject, [node for node in questions if not _offers(node, people)])


def _check_without_person(subject: Subject, questions: list[MenuNode | CollectNode | AuthenticateNode]) -> None:
    """The questions that offer no way of their own."""
    ending = leading_to(subject.whole, _names(subject.whole, HangUpNode), ways_out)
    if any(isinstance(node, QueueNode) for node in subject.flow.nodes):
        for node in questions[:1]:
            found = "no `person` in a flow that asks questions and has a queue"
            mend = "add `person:` with the queue node to the flow, so that key 0 leads there"
            subject.note(node, "", found, "a way to a person from every question", mend)
    elif not _names(subject.whole, PEOPLE):
        for node in [node for node in questions if node.node_id in ending][:1]:
            found = "no way to a person: the flow has no queue, number, message or task"
            mend = "lead callers who need one to a queue, or leave it so"
            subject.note(node, "", found, "a way to a person", mend, is_error=False)


def _names(flow: Flow, kinds: type[Node] | UnionType) -> list[str]:
    return [node.node_id for node in flow.nodes if isinstance(node, kinds)]


def _offers(node: MenuNode | CollectNode | AuthenticateNode, people: frozenset[str]) -> bool:
    """Whether key 0 of a menu, or key * where digits are asked for, leads to a person."""
    if isinstance(node, MenuNode):
        return any(key.key == "0" and key.go in people for key in node.keys)
    return isinstance(node, CollectNode) and node.on_star in people


def _check_star(subject: Subject, node: MenuNode | CollectNode | AuthenticateNode) -> None:
    """Key 0 is a digit where digits are asked for; there key * leads out."""
    if isinstance(node, CollectNode) and node.on_star is not None and node.terminator == "*":
        found, mend = "`on_star` where * ends the digits", 'set `terminator: "#"`, or remove `on_star`'
        subject.note(node, "on_star", found, "one meaning of *", mend)
    elif not isinstance(node, MenuNode) and node.terminator == "*":
        found, expected = "no way to a person: * ends the digits", "key * to lead to a person"
        subject.note(node, "terminator", found, expected, 'set `terminator: "#"`', is_error=False)
