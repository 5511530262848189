"""What is read before it was collected or looked up, on some way that a caller can take. Owns these rules.

Facts are names that were given for sure (on every way) or perhaps (on one of them). Declared variables have first
values, so only those count that nothing but a look-up sets, and only where they are spoken.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ivr_flows.expressions import (
    Compared,
    Comparison,
    Expression,
    ExpressionError,
    Joined,
    Junction,
    Literal,
    Name,
    Not,
    names_in,
    parse_expression,
)
from ivr_flows.lint_subject import Subject
from ivr_flows.model import (
    COLLECTED,
    AuthenticateNode,
    BranchNode,
    CollectNode,
    Flow,
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
from ivr_flows.ways import entrances, ways_out

Names = frozenset[str]
Meeting = Callable[[Names, Names], Names]


@dataclass(frozen=True, slots=True)
class _Read:
    """A name that a node reads, and whether it must have been given on every way, or at least on one."""

    field: str
    name: str
    is_needed: bool


def check_order(subject: Subject) -> None:
    """Every node whose names may be missing when the caller comes to it."""
    whole = subject.whole
    if not subject.is_linked and subject.others is not None:
        return  # what is collected in a sub-flow that is not in its place is not known
    surely = _given(whole, Names(), lambda one, other: one & other)
    perhaps = _given(whole, _all_given(whole), lambda one, other: one | other)
    only_found = _only_found(whole)
    for node in subject.flow.nodes:
        for read in _reads(subject, node, only_found):
            _check_read(subject, node, read, surely, perhaps)


def _check_read(subject: Subject, node: Node, read: _Read, surely: dict[str, Names], perhaps: dict[str, Names]) -> None:
    known = surely if read.is_needed else perhaps
    before = known.get(node.node_id)
    if before is None or read.name in before:
        return  # a node that nothing leads to is told of already
    if read.name not in subject.collected and read.name not in subject.flow.variables:
        return  # so is a name that nobody has
    if isinstance(node, CollectNode) and read.field.startswith("confirm") and read.name == node.name:
        return
    is_never = read.name not in perhaps.get(node.node_id, Names())
    found = f"`{read.name}`, which was {'never given' if is_never else 'not given on every way'} to here"
    mend = "lead every way through the node that asks for it, or branch on whether it was given"
    subject.note(node, read.field, found, "a value that is there", mend)


def _given(flow: Flow, at_errors: Names, meet: Meeting) -> dict[str, Names]:
    """The names that were given when a caller comes to each node."""
    by_name = {node.node_id: node for node in flow.nodes}
    given: dict[str, Names] = {}
    open_names: list[str] = []

    def come(target: str, names: Names) -> None:
        if target in by_name:
            met = meet(given[target], names) if target in given else names
            if given.get(target) != met:
                given[target] = met
                open_names.append(target)

    for field, target in entrances(flow):
        # A caller comes to the others from anywhere.
        come(target, Names() if field == "start" else at_errors)
    while open_names:
        node = by_name[open_names.pop()]
        for field, target in ways_out(node):
            come(target, _after(flow, node, field, given[node.node_id]))
    return given


def _after(flow: Flow, node: Node, field: str, before: Names) -> Names:
    match node:
        case CollectNode():
            return before | {node.name} if field == "next" else before - {node.name}
        case SourceNode() if field == "found":
            return before | {kept.name for kept in node.results}
        case SetNode():
            return before | {each.variable for each in node.assignments}
        case BranchNode():
            return before | _known_at(node, field)
        case _:
            return before


def _known_at(node: BranchNode, field: str) -> Names:
    """What a caller on this way has given for sure, as the branch has asked for it."""
    known: Names = Names()
    for number, case in enumerate(node.cases, start=1):
        try:
            when = parse_expression(case.when)
        except ExpressionError:
            return known
        if field == f"case {number}":
            return known | _implied(when, is_true=True)
        known |= _implied(when, is_true=False)
    return known


def _implied(expression: Expression, *, is_true: bool) -> Names:
    """The collected names that were given, if this is so."""
    match expression:
        case Name(name) if is_true and name.startswith(COLLECTED) and name.endswith(".given"):
            return Names({_collected(name)})
        case Not(operand):
            return _implied(operand, is_true=not is_true)
        case Joined(junction, left, right):
            both = _implied(left, is_true=is_true), _implied(right, is_true=is_true)
            return both[0] | both[1] if (junction is Junction.AND) is is_true else both[0] & both[1]
        case Compared(
            Comparison.MORE | Comparison.AT_LEAST | Comparison.EQUAL as comparison, Name(name), Literal(value)
        ):
            is_length = is_true and name.startswith(COLLECTED) and name.endswith(".length")
            least = 0 if comparison is Comparison.MORE else 1
            is_some = isinstance(value, int) and not isinstance(value, bool) and value >= least
            return Names({_collected(name)}) if is_length and is_some else Names()
        case _:
            return Names()


def _collected(name: str) -> str:
    return name.removeprefix(COLLECTED).rpartition(".")[0]


def _all_given(flow: Flow) -> Names:
    names: set[str] = set()
    for node in flow.nodes:
        for field, _ in ways_out(node):
            names |= _after(flow, node, field, Names())
    return Names(names)


def _only_found(flow: Flow) -> Names:
    """Variables that look-ups set and nothing else."""
    found = {kept.name for node in flow.nodes if isinstance(node, SourceNode) for kept in node.results}
    others = {each.variable for node in flow.nodes if isinstance(node, SetNode) for each in node.assignments}
    return Names((found & flow.variables.keys()) - others)


def _reads(subject: Subject, node: Node, only_found: Names) -> Iterator[_Read]:
    match node:
        case LookupNode():
            yield _Read("by", node.by, is_needed=True)
        case WorkNode() if node.number is not None:
            yield _Read("number", node.number, is_needed=True)
        case SourceNode() | AuthenticateNode():
            for argument in node.arguments:
                if argument.value.startswith(COLLECTED):
                    yield _Read(f"with.{argument.name}", argument.value.removeprefix(COLLECTED), is_needed=True)
                else:
                    yield from _asked(f"with.{argument.name}", argument.value)
        case BranchNode():
            for number, case in enumerate(node.cases, start=1):
                yield from _asked(f"case {number}", case.when)
        case SetNode():
            for each in node.assignments:
                yield from _asked(f"values.{each.variable}", each.value)
        case SubflowNode():
            for each in node.arguments:
                yield from _asked(f"with.{each.variable}", each.value)
        case _:
            pass
    for read in _spoken(subject, node):
        if read.name in only_found or (read.name in subject.collected and read.name not in subject.secrets):
            yield read


def _asked(field: str, text: str) -> Iterator[_Read]:
    """Whether something was given can always be asked, but not of what nobody can have given yet."""
    try:
        names = names_in(parse_expression(text))
    except ExpressionError:
        return
    for name in sorted(names):
        if name.startswith(COLLECTED):
            yield _Read(field, _collected(name), is_needed=False)


def _spoken(subject: Subject, node: Node) -> Iterator[_Read]:
    told: set[tuple[str, str]] = set()
    for field, recordings in recordings_of(node):
        for recording in recordings:
            for language in languages_of(subject.flow, recording):
                for piece in subject.flow.spoken.get(f"{language}/{recording.name}", ()):
                    if isinstance(piece, Value) and (field, piece.name) not in told:
                        told.add((field, piece.name))
                        yield _Read(field, piece.name, is_needed=True)
