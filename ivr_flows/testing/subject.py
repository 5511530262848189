"""The flows as tests walk them: linked, with their words, and each way told apart. Owns whose node each one is.

Ways that share a label are told apart by giving each answer and case a label of its own; nothing else reads labels.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ivr_flows.linking import LinkFault, link_flow
from ivr_flows.model import BranchNode, Flow, MenuNode, Node, QueueNode, Recorded, SubflowNode
from ivr_flows.parse import ParsedFlow
from ivr_flows.problems import FlowProblem
from ivr_flows.speaking.catalogue import Catalogue, texts_with_values
from ivr_flows.speaking.prompt_text import Value
from ivr_flows.speaking.vocabulary import VOCABULARIES
from routing.copying import replace
from routing.vocabulary import FlowId


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a node of a linked flow was written, and what stands before its name in the linked one."""

    flow_id: FlowId
    node: Node
    scope: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A flow to be walked. ``texts`` are what recordings say, by language and name (``en/main/welcome``)."""

    flow: Flow
    origins: Mapping[str, Origin]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FlowSet:
    """The flows of a center by their name: as they were written, and as they are walked; and all their words."""

    written: Mapping[str, ParsedFlow]
    subjects: Mapping[str, Subject]
    texts: Mapping[str, str]


def flow_set(flows: Iterable[ParsedFlow], catalogues: Mapping[str, Catalogue]) -> FlowSet | tuple[FlowProblem, ...]:
    """The flows ready to be walked, or why some cannot be linked."""
    written = {str(parsed.flow.flow_id): parsed for parsed in flows}
    spoken: dict[str, tuple[Recorded | Value, ...]] = {
        name: tuple(Recorded(part) if isinstance(part, str) else part for part in text.played(name.partition("/")[2]))
        for name, text in texts_with_values(catalogues).items()
    }
    texts = _texts(catalogues)
    ready = {
        name: _told_apart(replace(parsed.flow, spoken={**spoken, **parsed.flow.spoken}))
        for name, parsed in written.items()
    }
    subjects: dict[str, Subject] = {}
    problems: list[FlowProblem] = []
    for name, parsed in written.items():
        linked = link_flow(ready[name], ready)
        if isinstance(linked, LinkFault):
            line = parsed.line_of(linked.node_id)
            where = f"node {linked.node_id}"
            problems.append(FlowProblem(parsed.file, line, where, linked.found, linked.expected, linked.mend))
        else:
            subjects[name] = Subject(linked, _origins(linked, ready), texts)
    return tuple(problems) if problems else FlowSet(written, subjects, texts)


def _texts(catalogues: Mapping[str, Catalogue]) -> dict[str, str]:
    """What each recording says."""
    texts: dict[str, str] = {}
    for language, catalogue in catalogues.items():
        for recordings in (VOCABULARIES.get(language, {}), catalogue.recordings()):
            texts |= {f"{language}/{name}": text for name, text in recordings.items()}
    return texts


def _told_apart(flow: Flow) -> Flow:
    return replace(flow, nodes=tuple(_with_labels(node) for node in flow.nodes))


def _with_labels(node: Node) -> Node:
    match node:
        case BranchNode():
            cases = (replace(case, label=f"case {number}") for number, case in enumerate(node.cases, start=1))
            return replace(node, cases=tuple(cases))
        case MenuNode() | QueueNode():
            return replace(node, keys=tuple(replace(key, label=f"key {key.key}") for key in node.keys))
        case _:
            return node


def _origins(linked: Flow, written: Mapping[str, Flow]) -> dict[str, Origin]:
    by_name = {name: {node.node_id: node for node in flow.nodes} for name, flow in written.items()}
    origins: dict[str, Origin] = {}
    for node in linked.nodes:
        flow_id, scope, name = linked.flow_id, "", node.node_id
        while "." in name:
            head, _, name = name.partition(".")
            stands_for = by_name[flow_id][head]
            assert isinstance(stands_for, SubflowNode), "only sub-flows have nodes within"
            flow_id, scope = stands_for.flow_id, f"{scope}{head}."
        origins[node.node_id] = Origin(flow_id, by_name[flow_id][name], scope)
    return origins
