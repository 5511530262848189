"""Lint: what makes a well-formed flow unfit to go live, each fault told once at its node."""

import pytest

from ivr_flows.lint import Surroundings, lint_flow
from ivr_flows.model import Flow
from ivr_flows.parse import ParsedFlow, parse_flow
from routing.vocabulary import Prompt

pytestmark = pytest.mark.unit

HEAD = "flow: x\nlanguages: [en, zh]\nstart: a\non_error: bye\nvariables: {count: 1, word: 'w', done: false}\nnodes:\n"
BYE = "  bye: {type: hang_up}\n"
MENU = "type: menu, say: s, timeout_s: 5"
COLLECT = "type: collect, name: acc, say: s, digits_min: 1, digits_max: 2, first_digit_timeout_s: 1"


def _lint(nodes: str, surroundings: Surroundings | None = None, head: str = HEAD) -> list[str]:
    parsed = parse_flow(head + nodes + BYE, "x.yaml")
    assert isinstance(parsed, ParsedFlow), "\n".join(map(str, parsed))
    problems = lint_flow(parsed, surroundings)
    return [f"{problem.line} {problem.where}: {problem.found}" for problem in problems if problem.is_error]


def _mends(nodes: str, others: dict[str, Flow]) -> list[str]:
    parsed = parse_flow(HEAD + nodes + BYE, "x.yaml")
    assert isinstance(parsed, ParsedFlow)
    return [problem.mend for problem in lint_flow(parsed, None, others)]


def test_a_sound_flow_has_no_problems() -> None:
    assert _lint("  a: {type: say, say: s, next: bye}\n") == []


def test_unknown_targets() -> None:
    nodes = f"  a: {{{MENU}, keys: {{1: by}}, on_failure: gone}}\n"
    assert _lint(nodes)[:2] == ["7 node a, key 1: `by`", "7 node a, on_failure: `gone`"]
    assert (
        _lint("  a: {type: goto, go: bye}\n", head=HEAD.replace("start: a", "start: aa"))[0]
        == "3 the flow, start: `aa`"
    )


def test_a_target_that_is_another_flow() -> None:
    parsed = parse_flow(HEAD.replace("flow: x", "flow: other") + "  a: {type: goto, go: bye}\n" + BYE, "other.yaml")
    assert isinstance(parsed, ParsedFlow)
    mends = _mends("  a: {type: goto, go: other}\n", {"other": parsed.flow})
    assert mends[0] == "`other` is a flow: lead to a node of type `flow` that names it"


def test_a_flow_without_a_person_where_each_question_offers_one() -> None:
    menu = f"  a: {{{MENU}, keys: {{0: w, 1: b}}, on_failure: bye}}\n"
    ask = f"  b: {{{COLLECT}, next_digit_timeout_s: 1, next: bye, on_failure: bye, on_star: w}}\n"
    queue = "  w: {type: queue, queue: sales}\n"
    assert _lint(menu + ask + queue) == []
    assert _lint(menu + ask.replace(", on_star: w", "") + queue) == [
        "8 node b: no `person` in a flow that asks questions and has a queue"
    ]


def test_a_flow_with_nobody_in_it_is_warned_of() -> None:
    parsed = parse_flow(f"{HEAD}  a: {{{MENU}, keys: {{1: bye}}, on_failure: bye}}\n{BYE}", "x.yaml")
    assert isinstance(parsed, ParsedFlow)
    (warning,) = lint_flow(parsed)
    assert (warning.line, warning.is_error) == (7, False)
    assert warning.found.startswith("no way to a person")


def test_a_node_that_nothing_leads_to() -> None:
    nodes = "  a: {type: goto, go: bye}\n  b: {type: goto, go: bye}\n"
    assert _lint(nodes) == ["8 node b: a node that nothing leads to"]


def test_a_dead_end_where_only_questions_follow() -> None:
    nodes = f"  a: {{{MENU}, keys: {{1: a}}, on_failure: b}}\n  b: {{{MENU}, keys: {{1: a}}, on_failure: a}}\n"
    assert _lint(nodes) == ["7 node a: a dead end: no queue and no hang_up can be come to"]
    assert _lint("  a: {type: goto, go: a}\n") == ["7 node a: a dead end: no queue and no hang_up can be come to"]


@pytest.mark.parametrize(
    "nodes",
    [
        "  a: {type: say, say: s, next: b}\n  b: {type: branch, cases: [{when: done, go: bye}], otherwise: a}\n",
        f"  a: {{{MENU}, keys: {{1: bye}}, on_failure: a}}\n",
        "  a: {type: queue, queue: sales, on_refused: a}\n",
    ],
)
def test_a_loop_that_a_silent_caller_never_leaves(nodes: str) -> None:
    assert sum("silent caller never leaves" in line for line in _lint(nodes)) == 1


@pytest.mark.parametrize(
    "nodes",
    [
        f"  a: {{{MENU}, keys: {{1: b}}, on_failure: bye}}\n  b: {{type: say, say: s, next: a}}\n",
        "  a: {type: queue, queue: sales, after_agent: a}\n",
    ],
)
def test_a_loop_through_an_answer_or_an_agent_is_fine(nodes: str) -> None:
    assert _lint(nodes) == []


def test_questions_without_a_way_for_silence() -> None:
    nodes = f"  a: {{{MENU}, keys: {{1: b}}}}\n  b: {{{COLLECT}, next_digit_timeout_s: 1, next: bye}}\n"
    assert _lint(nodes) == ["7 node a: no `on_failure`", "8 node b: no `on_failure`"]


def test_key_0_means_a_person_everywhere() -> None:
    head = HEAD.replace("on_error: bye", "on_error: bye\nperson: c")
    nodes = (
        f"  a: {{{MENU}, keys: {{0: b}}, on_failure: bye}}\n  b: {{type: goto, go: bye}}\n"
        "  c: {type: queue, queue: sales}\n"
    )
    assert _lint(nodes, head=head) == ["8 node a, keys: key 0 to `b`"]


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("counts == 1", "`counts` at character 1 of `counts == 1`"),
        ("count", "a number from `count`"),
        ("count == word", "a text at character 10 of `count == word`"),
        ("caller.name == word", "`caller.name` at character 1 of `caller.name == word`"),
        ("collected.acc.given", "`collected.acc.given` at character 1 of `collected.acc.given`"),
    ],
)
def test_conditions_read_known_names_of_fitting_kinds(when: str, found: str) -> None:
    nodes = f"  a: {{type: branch, cases: [{{when: {when}, go: bye}}], otherwise: bye}}\n"
    assert _lint(nodes) == [f"7 node a, case 1: {found}"]


def test_collected_digits_give_their_length_but_never_their_value() -> None:
    ask = f"  a: {{{COLLECT}, next_digit_timeout_s: 1, next: b, on_failure: bye}}\n"
    branch = "  b: {type: branch, cases: [{when: %s, go: bye}], otherwise: bye}\n"
    assert _lint(ask + branch % "collected.acc.given and collected.acc.length > 1") == []
    assert _lint(ask + branch % "collected.acc == 1") == [
        "8 node b, case 1: `collected.acc` at character 1 of `collected.acc == 1`"
    ]


def test_variables_are_declared_and_keep_their_kind() -> None:
    nodes = "  a: {type: set, values: {cuont: 1, word: 3, done: caller.is_known, count: 2}, next: bye}\n"
    assert _lint(nodes) == ["7 node a, values: `cuont`", "7 node a, values.word: a number from `3`"]


def test_languages_and_collected_names_are_the_flows_own() -> None:
    nodes = (
        "  a: {type: language, language: fr, next: b}\n"
        "  b: {type: lookup, by: acc, found: c, not_found: c, failed: c}\n"
        "  c: {type: say, say: {recording: s, language: de}, next: bye}\n"
    )
    assert _lint(nodes) == ["7 node a, language: `fr`", "8 node b, by: `acc`", "9 node c, say: `de`"]


def test_what_the_center_does_not_have() -> None:
    surroundings = Surroundings(
        recordings=frozenset({Prompt("x/s", "en"), Prompt("x/t", "en"), Prompt("x/t", "zh")}),
        queues=frozenset({"sales"}),
        calendars=frozenset({"office"}),
        music=frozenset({"default"}),
    )
    nodes = (
        "  a: {type: hours, calendar: ofice, open: b, closed: c}\n"
        "  b: {type: queue, queue: sale, music: jazz, say: [s, t]}\n"
        "  c: {type: say, say: {recording: s, language: en}, next: bye}\n"
    )
    assert _lint(nodes, surroundings) == [
        "7 node a, calendar: `ofice`",
        "8 node b, queue: `sale`",
        "8 node b, music: `jazz`",
        "8 node b, say: no recording `x/s` in zh",
    ]
