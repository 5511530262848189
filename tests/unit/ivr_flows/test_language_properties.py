"""The language under damage: whatever a text becomes, it is read or refused, checked and linked, and nothing raises."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_flows.linking import link_flow
from ivr_flows.lint import SourceForm, SourceResult, Surroundings, lint_flow
from ivr_flows.loops import loops
from ivr_flows.model import Flow, ReturnNode, SubflowNode
from ivr_flows.parse import ParsedFlow, parse_flow
from ivr_flows.speaking.catalogue import Catalogue, read_catalogue
from ivr_flows.texts import with_texts
from ivr_flows.ways import entrances, ways_out
from tests.unit.ivr_flows.test_linking import EVERYTHING, INNER, MIDDLE, OUTER

pytestmark = pytest.mark.property

TEXTS = [
    path.read_text("utf-8") for path in sorted((Path(__file__).parents[2] / "flows" / "bad").glob("**/*.yaml"))
] + [EVERYTHING, INNER, MIDDLE, OUTER]
CATALOGUE_TEXT = "inner:\n  a: It is {balance:number} for {holder:spelled}, {account:digits}, {queue.place:ordinal}.\n"
RESULTS = (SourceResult("balance", "amount", is_personal=False), SourceResult("holder", "text", is_personal=True))
SURROUNDINGS = Surroundings(
    frozenset(),
    frozenset({"sales"}),
    frozenset({"office"}),
    frozenset({"default"}),
    sources={"accounts": SourceForm(("account",), RESULTS)},
    served=frozenset(),
    listens_in=frozenset({"zh"}),
    unknown_words=lambda _, wording: (wording,),
)
PIECES = [
    "",
    " ",
    "\n",
    ":",
    "- ",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "#",
    "0",
    "null",
    "汉",
    "account",
    "inner",
    "ask",
    "+",
]


def damaged(data: st.DataObject, text: str) -> str:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    return text[:start] + "".join(data.draw(st.lists(st.sampled_from(PIECES), max_size=3))) + text[end:]


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_a_damaged_flow_is_read_checked_and_linked_or_refused(data: st.DataObject) -> None:
    catalogue = read_catalogue(CATALOGUE_TEXT, "en.yaml")
    assert isinstance(catalogue, Catalogue)
    text = data.draw(st.sampled_from(TEXTS))
    parsed = parse_flow(damaged(data, text) if data.draw(st.booleans()) else text, "flow.yaml")
    if not isinstance(parsed, ParsedFlow):
        assert all(str(problem) for problem in parsed)
        return
    flow = with_texts(parsed.flow, {"en": catalogue})
    others = {str(flow.flow_id): flow}
    for each in data.draw(st.lists(st.sampled_from(TEXTS), max_size=4)):
        other = parse_flow(each, "other.yaml")
        if isinstance(other, ParsedFlow):
            others.setdefault(str(other.flow.flow_id), other.flow)
    problems = lint_flow(ParsedFlow(flow, parsed.file, parsed.lines), SURROUNDINGS, others)
    count = max(parsed.lines.values())
    assert all(1 <= problem.line <= count and str(problem) for problem in problems)
    linked = link_flow(flow, others)
    if not any(problem.is_error for problem in lint_flow(parsed, None, others)):
        # What is wrong within another flow is told in its own file.
        assert isinstance(linked, Flow) or not linked.is_ours
    if isinstance(linked, Flow) and linked is not flow:
        check_linked(linked, flow)


def check_linked(linked: Flow, flow: Flow) -> None:
    names = [node.node_id for node in linked.nodes]
    assert len(names) == len(set(names))
    inner = [node for node in linked.nodes if "." in node.node_id]
    assert not any(isinstance(node, SubflowNode) for node in linked.nodes)
    assert not any(isinstance(node, ReturnNode) for node in inner)
    assert entrances(linked) == entrances(flow)
    prefixes = {node.node_id for node in flow.nodes if isinstance(node, SubflowNode)}
    assert {node.node_id.partition(".")[0] for node in inner} <= prefixes
    for node in inner:
        for _, target in ways_out(node):
            assert target.partition(".")[0] in prefixes or target in {each.node_id for each in flow.nodes}, target


graphs = st.dictionaries(st.integers(0, 7), st.lists(st.integers(0, 7), max_size=3), min_size=1, max_size=8)


@given(graph=graphs)
def test_loops_are_what_can_be_come_back_to(graph: dict[int, list[int]]) -> None:
    closed = {str(name): tuple(str(each) for each in targets if each in graph) for name, targets in graph.items()}

    def reached(start: str) -> set[str]:
        found: set[str] = set()
        open_names = list(closed[start])
        while open_names:
            name = open_names.pop()
            if name not in found:
                found.add(name)
                open_names.extend(closed[name])
        return found

    expected = {
        frozenset(other for other in closed if other in reached(name) and name in reached(other)) | {name}
        for name in closed
        if name in reached(name)
    }
    assert set(loops(closed)) == expected
