"""A flow under check: the flow, what is around it, and the problems so far. Owns where a problem stands; finds none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ivr_flows.evaluation import CALLER_KINDS, Kind, collect_names, kind_of
from ivr_flows.linking import LinkFault, link_flow
from ivr_flows.model import CollectNode, Flow, Node, SubflowNode
from ivr_flows.parse import ParsedFlow
from ivr_flows.problems import nearest_name, one_of, shortened
from ivr_flows.surroundings import Surroundings
from ivr_flows.text_tree import Problems

# The words of a problem's place, and the field that they speak of.
_FIELDS = {"key": "keys", "case": "cases"}


@dataclass(slots=True)
class Subject:
    """What the rules look at. ``whole`` is the flow with its sub-flows in place, or as it is where they are missing.

    ``others`` are the center's flows by name, or None when they are not known: then nothing is said of them.
    """

    parsed: ParsedFlow
    flow: Flow
    whole: Flow
    fault: LinkFault | None
    others: Mapping[str, Flow] | None
    surroundings: Surroundings | None
    problems: Problems
    node_ids: frozenset[str]
    collected: frozenset[str]
    secrets: frozenset[str]
    kinds: dict[str, Kind]

    @property
    def is_linked(self) -> bool:
        """Whether all sub-flows are in their places."""
        return not any(isinstance(node, SubflowNode) for node in self.whole.nodes)

    def note(self, node: Node, field: str, found: str, expected: str, mend: str, *, is_error: bool = True) -> None:
        """Note a problem of a node, at the line of the field if that is written."""
        where = f"node {node.node_id}" + (f", {field}" if field else "")
        line = self.parsed.line_of(node.node_id, _path(field))
        self.problems.add(line, where, found, expected, mend, is_error=is_error)

    def note_flow(self, field: str, found: str, expected: str, mend: str, *, is_error: bool = True) -> None:
        """Note a problem of the flow as such."""
        line = self.parsed.line_of("", field)
        self.problems.add(line, f"the flow, {field}", found, expected, mend, is_error=is_error)

    def check_known(self, node: Node, field: str, name: str, known: Iterable[str]) -> bool:
        """Whether a name is one of these; noted if not."""
        names = frozenset(known)
        if name not in names:
            self.note(node, field, shortened(name), one_of(names), meant(name, names))
        return name in names

    def is_unknowable(self, name: str) -> bool:
        """Whether a collected name is one of a sub-flow that is not in its place, so that nothing can be said of it."""
        first, dot, _ = name.partition(".")
        return bool(dot) and not self.is_linked and first in self.node_ids


def subject_of(parsed: ParsedFlow, surroundings: Surroundings | None, others: Mapping[str, Flow] | None) -> Subject:
    """A flow that was not looked at yet."""
    flow = parsed.flow
    linked = flow if others is None else link_flow(flow, others)
    fault = linked if isinstance(linked, LinkFault) else None
    whole = linked if isinstance(linked, Flow) else flow
    collected = collect_names(whole)
    return Subject(
        parsed=parsed,
        flow=flow,
        whole=whole,
        fault=fault,
        others=others,
        surroundings=surroundings,
        problems=Problems(parsed.file),
        node_ids=frozenset(node.node_id for node in flow.nodes),
        collected=collected,
        secrets=frozenset(node.name for node in whole.nodes if isinstance(node, CollectNode) and node.is_secret),
        kinds=kinds_of(flow, collected),
    )


def kinds_of(flow: Flow, collected: frozenset[str]) -> dict[str, Kind]:
    """What expressions of a flow may read."""
    kinds = dict(CALLER_KINDS)
    for name in collected:
        kinds[f"collected.{name}.given"] = Kind.TRUTH
        kinds[f"collected.{name}.length"] = Kind.NUMBER
    for variable, value in flow.variables.items():
        kind = kind_of(value)
        if kind is not None:
            kinds[variable] = kind
    return kinds


def meant(name: str, known: Iterable[str]) -> str:
    """How to mend an unknown name."""
    names = frozenset(known)
    near = nearest_name(name, names)
    if near is not None:
        return f"did you mean `{near}`?"
    return "name one of those" if names else "define it first, or do without it"


def _path(field: str) -> str:
    word, _, rest = field.partition(" ")
    return f"{_FIELDS.get(word, word)}.{rest}" if rest else field
