"""What lint must leave alone: limits that hold, values that are there, words and sub-flows as they should be."""

import pytest

from ivr_flows.lint import SourceForm, SourceResult, Surroundings, lint_flow
from ivr_flows.loops import has_loop, loops
from ivr_flows.model import Flow
from ivr_flows.parse import ParsedFlow, parse_flow
from ivr_flows.speaking.catalogue import Catalogue, read_catalogue
from ivr_flows.speaking.vocabulary import VOCABULARIES
from ivr_flows.texts import with_texts
from routing.copying import replace
from routing.vocabulary import Prompt

pytestmark = pytest.mark.unit

HEAD = (
    "flow: x\nlanguages: [en]\nstart: a\nperson: wait\non_error: bye\n"
    "variables: {count: 0, done: false, sum: 0}\nnodes:\n"
)
TAIL = (
    "  wait: {type: queue, queue: sales, on_refused: bye, comfort: place, say_agent: agent}\n  bye: {type: hang_up}\n"
)
COLLECT = (
    "type: collect, name: acc, say: plain, digits_min: 1, digits_max: 4, first_digit_timeout_s: 1, "
    "next_digit_timeout_s: 1"
)
CATALOGUE = read_catalogue(
    "x:\n  plain: Hello.\n  entered: It is {acc:digits}.\n  sum: It is {sum:amount_eur}.\n"
    "  holder: It is {holder:spelled}.\n"
    "  place: Number {queue.place:ordinal}, {queue.wait_ms:minutes}.\n  agent: Agent {agent.number:digits}.\n"
    "  dialled: You have dialled {dialled_number:digits} {caller.tries_today:ordinal}.\n",
    "en.yaml",
)
assert isinstance(CATALOGUE, Catalogue)
RESULTS = (SourceResult("sum", "amount", is_personal=False), SourceResult("holder", "text", is_personal=True))
SURROUNDINGS = Surroundings(
    recordings=frozenset(Prompt(name, "en") for name in (*CATALOGUE.recordings(), *VOCABULARIES["en"])),
    queues=frozenset({"sales"}),
    calendars=frozenset({"office"}),
    music=frozenset({"default"}),
    sources={"accounts": SourceForm(("acc",), RESULTS, can_verify=True)},
)


def problems(nodes: str, *others: str) -> list[str]:
    assert isinstance(CATALOGUE, Catalogue)
    parsed = parse_flow(HEAD + nodes + TAIL, "x.yaml")
    assert isinstance(parsed, ParsedFlow), "\n".join(map(str, parsed))
    parsed = ParsedFlow(with_texts(parsed.flow, {"en": CATALOGUE}), parsed.file, parsed.lines)
    flows: dict[str, Flow] = {}
    for text in others:
        other = parse_flow(text, "other.yaml")
        assert isinstance(other, ParsedFlow), "\n".join(map(str, other))
        flows[str(other.flow.flow_id)] = other.flow
    return [f"{problem.line} {problem.where}: {problem.found}" for problem in lint_flow(parsed, SURROUNDINGS, flows)]


SAY = "  a: {type: say, say: plain, next: b}\n"
LOOKUP = "type: lookup, source: accounts, with: {acc: collected.acc}"


@pytest.mark.parametrize(
    "nodes",
    [
        # A loop with a limit, counted up or down, or turned once.
        SAY + "  b: {type: set, values: {count: count + 1}, next: c}\n"
        "  c: {type: branch, cases: [{when: count < 3, go: a}], otherwise: bye}\n",
        SAY + "  b: {type: branch, cases: [{when: count == -2, go: wait}], otherwise: c}\n"
        "  c: {type: set, values: {count: count - 1}, next: a}\n",
        SAY + "  b: {type: branch, cases: [{when: done, go: wait}], otherwise: c}\n"
        "  c: {type: set, values: {done: true}, next: a}\n",
        # What was collected is there, and so is what a branch has asked for.
        f"  a: {{{COLLECT}, next: b, on_failure: wait}}\n  b: {{type: say, say: entered, next: wait}}\n",
        f"  a: {{{COLLECT}, next: b, on_failure: b}}\n"
        "  b: {type: branch, cases: [{when: collected.acc.given and count == 0, go: c}], otherwise: wait}\n"
        "  c: {type: say, say: entered, next: wait}\n",
        f"  a: {{{COLLECT}, next: b, on_failure: b}}\n"
        "  b: {type: branch, cases: [{when: not collected.acc.given, go: wait}], otherwise: c}\n"
        "  c: {type: say, say: entered, next: wait}\n",
        f"  a: {{{COLLECT}, next: b, on_failure: b}}\n"
        "  b: {type: branch, cases: [{when: collected.acc.length >= 1, go: c}], otherwise: wait}\n"
        "  c: {type: say, say: entered, next: wait}\n",
        f"  a: {{{COLLECT}, confirm: {{say: entered, keys: plain}}, next: wait, on_failure: wait}}\n",
        # What was found is there.
        f"  a: {{{COLLECT}, next: b, on_failure: wait}}\n"
        f"  b: {{{LOOKUP}, results: [sum, holder], found: c, not_found: wait, failed: wait}}\n"
        "  c: {type: say, say: [sum, holder, dialled], next: wait}\n",
        # A variable that is set otherwise too has a value that means something.
        "  a: {type: set, values: {sum: 5}, next: b}\n  b: {type: say, say: sum, next: wait}\n",
        # A secret may be given to a source, and to be asked whether it was given.
        f"  a: {{{COLLECT.replace('name: acc', 'name: acc, secret: true')}, next: b, on_failure: wait}}\n"
        f"  b: {{{LOOKUP}, found: c, not_found: wait, failed: wait}}\n"
        "  c: {type: branch, cases: [{when: collected.acc.given, go: wait}], otherwise: bye}\n",
    ],
)
def test_a_sound_flow_has_no_problems(nodes: str) -> None:
    assert problems(nodes) == []


INNER = f"""\
flow: inner
languages: [en]
start: ask
on_error: out
nodes:
  ask: {{{COLLECT}, next: got, on_failure: out}}
  got: {{type: return, result: got}}
  out: {{type: return, result: out}}
"""


def test_what_a_subflow_collects_can_be_looked_up_by_where_it_was_given() -> None:
    nodes = (
        "  a: {type: flow, flow: inner, on: {got: b}, otherwise: wait}\n"
        f"  b: {{{LOOKUP.replace('collected.acc', 'collected.a.acc')}, found: c, not_found: wait, failed: wait}}\n"
        "  c: {type: branch, cases: [{when: collected.a.acc.given, go: wait}], otherwise: bye}\n"
    )
    assert problems(nodes, INNER) == []
    assert problems(nodes.replace("otherwise: wait}\n  b", "otherwise: b}\n  b"), INNER) == [
        "9 node b, with.acc: `a.acc`, which was not given on every way to here"
    ]
    assert problems(nodes.replace("collected.a.acc}", "collected.a.other}"), INNER) == ["9 node b, with.acc: `a.other`"]


def test_a_loop_through_a_subflow_is_seen_where_its_silent_way_goes_round() -> None:
    through = "  a: {type: flow, flow: inner, on: {got: wait}, otherwise: a}\n"
    (problem,) = problems(through, INNER)
    assert problem.startswith("8 node a: a loop (a, a.ask, a.out) that a silent caller never leaves")
    by_answer = "  a: {type: flow, flow: inner, on: {got: a}, otherwise: wait}\n"
    assert problems(by_answer, INNER) == []


def test_what_cannot_be_known_without_the_other_flow_is_not_held_against_a_flow() -> None:
    nodes = (
        "  a: {type: flow, flow: inner, on: {got: b}, otherwise: wait}\n"
        "  b: {type: lookup, by: a.acc, found: wait, not_found: wait, failed: wait}\n"
    )
    parsed = parse_flow(HEAD + nodes + TAIL, "x.yaml")
    assert isinstance(parsed, ParsedFlow)
    assert lint_flow(parsed) == ()
    assert [problem.where for problem in lint_flow(parsed, None, {})] == ["node a, flow"]


def test_words_of_values_must_be_there() -> None:
    assert isinstance(CATALOGUE, Catalogue)
    parsed = parse_flow(HEAD + "  a: {type: goto, go: wait}\n" + TAIL, "x.yaml")
    assert isinstance(parsed, ParsedFlow)
    parsed = ParsedFlow(with_texts(parsed.flow, {"en": CATALOGUE}), parsed.file, parsed.lines)
    without = frozenset(each for each in SURROUNDINGS.recordings or () if not each.recording.startswith("values/"))
    (problem,) = lint_flow(parsed, replace(SURROUNDINGS, recordings=without), {})
    assert (problem.line, problem.where) == (2, "the flow, languages")
    assert lint_flow(parsed, replace(SURROUNDINGS, recordings=None), {}) == ()


def test_digits_that_are_read_back_are_spoken_in_words_too() -> None:
    ask = f"  a: {{{COLLECT}, confirm: {{say: plain, keys: plain}}, next: bye, on_failure: bye}}\n"
    bye = "  bye: {type: hang_up}\n"
    parsed = parse_flow(HEAD.replace("person: wait\n", "") + ask + bye, "x.yaml")
    assert isinstance(parsed, ParsedFlow)
    plain = replace(SURROUNDINGS, recordings=frozenset({Prompt("x/plain", "en")}))
    assert "the flow, languages" in [problem.where for problem in lint_flow(parsed, plain, {})]
    assert "the flow, languages" not in [problem.where for problem in lint_flow(parsed, SURROUNDINGS, {})]


def test_a_recording_whose_text_is_there_is_only_to_be_made() -> None:
    parsed = parse_flow(HEAD + "  a: {type: say, say: plain, next: wait}\n" + TAIL, "x.yaml")
    assert isinstance(parsed, ParsedFlow)
    plain = Prompt("x/plain", "en")
    assert SURROUNDINGS.recordings is not None
    surroundings = replace(SURROUNDINGS, recordings=SURROUNDINGS.recordings - {plain}, texts=frozenset({plain}))
    mends = [problem.mend for problem in lint_flow(parsed, surroundings, {}) if "plain" in problem.found]
    assert mends == ["its text is there: make the recording with `cic prompts build`"]


def test_loops_of_a_graph() -> None:
    graph = {"a": ("b",), "b": ("c", "e"), "c": ("a",), "d": ("d",), "e": ("f",), "f": ()}
    assert set(loops(graph)) == {frozenset("abc"), frozenset("d")}
    assert has_loop(graph, "abc")
    assert not has_loop(graph, "abef")
