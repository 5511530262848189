"""Secret digits: never spoken, shown, compared or kept as anything else. Owns these rules.

A source may be asked with one; nothing else may.
"""

from collections.abc import Iterator

from ivr_flows.expressions import ExpressionError, names_in, parse_expression
from ivr_flows.lint_subject import Subject
from ivr_flows.model import (
    COLLECTED,
    BranchNode,
    CollectNode,
    LookupNode,
    Node,
    SetNode,
    SourceNode,
    SubflowNode,
    WorkNode,
)
from ivr_flows.recordings import recordings_of
from ivr_flows.speaking.prompt_text import Value
from ivr_flows.texts import languages_of

_MEND = "give it to a source or an authenticate node, which tell whether it is right"


def check_secrets(subject: Subject) -> None:
    """Every place where a secret name stands."""
    for node in subject.flow.nodes:
        # A name that all languages speak is told once.
        for field, name in dict.fromkeys(_read(subject, node)):
            if name in subject.secrets:
                found = f"the secret `{name}`"
                subject.note(node, field, found, "a name that is not secret", _MEND)
        for name in _overwritten(node):
            if name in subject.secrets:
                found = f"`{name}`, which another node keeps as a secret"
                subject.note(node, "name", found, "a name of its own", "rename one of the two")


def _overwritten(node: Node) -> Iterator[str]:
    if isinstance(node, CollectNode) and not node.is_secret:
        yield node.name
    if isinstance(node, SourceNode):
        yield from (kept.name for kept in node.results)


def _read(subject: Subject, node: Node) -> Iterator[tuple[str, str]]:
    """The collected names that a node would show, by the field where they stand."""
    match node:
        case LookupNode():
            yield "by", node.by
        case WorkNode() if node.number is not None:
            yield "number", node.number
        case BranchNode():
            for number, case in enumerate(node.cases, start=1):
                yield from ((f"case {number}", name) for name in _measured(case.when))
        case SetNode():
            for each in node.assignments:
                yield from ((f"values.{each.variable}", name) for name in _measured(each.value))
        case SubflowNode():
            for each in node.arguments:
                yield from ((f"with.{each.variable}", name) for name in _measured(each.value))
            for each in node.results:
                # These are read within the sub-flow, under its own names.
                within = (f"{node.node_id}.{name}" for name in _measured(each.value))
                yield from ((f"results.{each.variable}", name) for name in within)
        case _:
            pass
    for field, recordings in recordings_of(node):
        for recording in recordings:
            for language in languages_of(subject.flow, recording):
                for piece in subject.flow.spoken.get(f"{language}/{recording.name}", ()):
                    if isinstance(piece, Value):
                        yield field, piece.name


def _measured(text: str) -> Iterator[str]:
    """The collected names whose length an expression reads; whether one was given at all is no secret."""
    try:
        names = names_in(parse_expression(text))
    except ExpressionError:
        return
    for name in sorted(names):
        if name.startswith(COLLECTED) and name.endswith(".length"):
            yield name.removeprefix(COLLECTED).removesuffix(".length")
