"""Sub-flows in their places: names of their own, arguments and results, exits, and what cannot be linked."""

import pytest

from ivr_flows.actions import AskMenu, EndCall, Enqueue, FlowAction, SayPrompts
from ivr_flows.around import Around
from ivr_flows.expressions import parse_expression
from ivr_flows.inputs import CallAnswered, FlowInput, KeyPressed, PromptsPlayed, SessionStarted
from ivr_flows.interpreter import start_session, step
from ivr_flows.linking import DEPTH_MAX, LinkFault, link_flow
from ivr_flows.model import (
    BranchNode,
    CollectNode,
    Flow,
    MenuNode,
    QueueNode,
    Recording,
    ReturnNode,
    SayNode,
    SetNode,
    SourceNode,
    SubflowNode,
    WorkNode,
)
from ivr_flows.parse import ParsedFlow, parse_flow
from ivr_flows.session import SessionStatus
from ivr_flows.ways import ways_out
from routing.vocabulary import CallerFacts, PartyId

pytestmark = pytest.mark.unit

CALLER = CallerFacts(PartyId("p"), None, None, False, "standard", "en", "unknown", is_vip=False)
OUTER = """\
flow: outer
languages: [en]
start: check
person: wait
on_error: sorry
variables: {grade: standard, wanted: 2}
nodes:
  check:
    type: flow
    flow: inner
    with: {limit: wanted + 1}
    results: {grade: found_grade}
    on: {known: wait}
    otherwise: sorry
  wait: {type: queue, queue: sales, on_refused: sorry}
  sorry: {type: say, say: sorry, next: bye}
  bye: {type: hang_up}
"""
INNER = """\
flow: inner
languages: [en]
start: ask
person: own_person
on_error: own_error
variables: {limit: 1, tries: 0, found_grade: ""}
nodes:
  ask:
    type: menu
    say: ask
    keys: {1: good, 2: again, 3: leave}
    timeout_s: 5
    on_failure: other
  again: {type: set, values: {tries: tries + 1}, next: test}
  test:
    type: branch
    cases: [{when: 'tries < limit and caller.grade in ("standard", "gold")', go: ask}]
    otherwise: other
  good: {type: set, values: {found_grade: '"gold"'}, next: known}
  known: {type: return, result: known}
  other: {type: return, result: not_known}
  leave: {type: hang_up}
  own_person: {type: queue, queue: support}
  own_error: {type: say, say: bye, next: leave}
"""


def flow(text: str) -> Flow:
    parsed = parse_flow(text, "flow.yaml")
    assert isinstance(parsed, ParsedFlow), "\n".join(map(str, parsed))
    return parsed.flow


def linked(outer: str = OUTER, *inner: str) -> Flow:
    found = link_flow(flow(outer), {str(each.flow_id): each for each in map(flow, inner or (INNER,))})
    assert isinstance(found, Flow), found
    return found


def fault(outer: str, *inner: str) -> LinkFault:
    flows = {str(each.flow_id): each for each in map(flow, (outer, *inner))}
    found = link_flow(flow(outer), flows)
    assert isinstance(found, LinkFault)
    return found


def node(whole: Flow, node_id: str) -> object:
    return next(each for each in whole.nodes if each.node_id == node_id)


def test_a_flow_without_subflows_is_itself() -> None:
    alone = flow(INNER)
    assert link_flow(alone, {}) is alone


def test_the_node_becomes_the_entrance_and_gives_first_values_and_arguments() -> None:
    entrance = node(linked(), "check")
    assert isinstance(entrance, SetNode)
    assert [(each.variable, each.value) for each in entrance.assignments] == [
        ("check.limit", "wanted + 1"),
        ("check.tries", "0"),
        ("check.found_grade", '""'),
    ]
    assert entrance.next == "check.ask"


def test_returns_lead_back_with_results() -> None:
    whole = linked()
    known, other = node(whole, "check.known"), node(whole, "check.other")
    assert isinstance(known, SetNode)
    assert isinstance(other, SetNode)
    assert [(each.variable, each.value) for each in known.assignments] == [("grade", "check.found_grade")]
    assert (known.next, other.next) == ("wait", "sorry")
    assert not any(isinstance(each, SubflowNode | ReturnNode) for each in whole.nodes)


def test_names_within_are_its_own_and_facts_of_the_call_stay() -> None:
    whole = linked()
    test, menu = node(whole, "check.test"), node(whole, "check.ask")
    assert isinstance(test, BranchNode)
    assert test.cases[0].when == 'check.tries < check.limit and caller.grade in ("standard", "gold")'
    assert isinstance(menu, MenuNode)
    assert menu.say == (Recording("inner/ask", None, "check."),)
    assert whole.variables == {
        "grade": "standard", "wanted": 2, "check.limit": 1, "check.tries": 0, "check.found_grade": "",
    }  # fmt: skip


def test_its_own_person_and_errors_do_not_come_along() -> None:
    names = {each.node_id for each in linked().nodes}
    assert not names & {"check.own_person", "check.own_error"}
    assert "check.leave" in names
    assert (linked().person, linked().on_error) == ("wait", "sorry")


def test_the_version_tells_what_was_put_in() -> None:
    other = INNER.replace("say: ask", "say: other")
    assert len({flow(OUTER).version, linked().version, linked(OUTER, other).version}) == 3
    assert linked().version == linked().version


EVERYTHING = """\
flow: inner
languages: [en]
start: number
on_error: over
variables: {balance: 0}
nodes:
  number:
    type: collect
    name: account
    say: a
    say_again: [b]
    digits_min: 1
    digits_max: 4
    first_digit_timeout_s: 1
    next_digit_timeout_s: 1
    next: find
    on_skip: over
    on_failure: over
    on_star: over
    confirm: {say: c, keys: d}
    listen: {confidence: 50}
    words: {none: {go: over, words: {en: none}}}
  find:
    type: lookup
    source: accounts
    with: {account: collected.account, more: balance + 1, from: caller.number}
    results: [balance, holder]
    found: prove
    not_found: customer
    failed: over
  customer: {type: lookup, by: account, found: back, not_found: back, failed: back}
  prove:
    type: authenticate
    source: accounts
    with: {account: collected.account}
    say: a
    digits_min: 1
    digits_max: 4
    first_digit_timeout_s: 1
    next_digit_timeout_s: 1
    verified: back
    not_verified: over
    locked: over
    failed: over
  back: {type: callback, queue: sales, number: account, next: task, on_refused: over}
  task: {type: task, subject: x, queue: sales, next: message, on_refused: over}
  message: {type: leave_message, queue: sales, say: a, next: rate, on_nothing: over, on_refused: over}
  rate: {type: rating, subject: x, say: a, timeout_s: 1, next: dial, on_failure: over}
  dial: {type: transfer, number: "100", say: a, after: wait, failed: wait}
  wait:
    type: queue
    queue: sales
    say: a
    comfort: b
    say_agent: c
    keys: {1: over}
    after_agent: open
    on_refused: over
    on_reason: {queue_full: over}
  open: {type: hours, calendar: office, open: speak, closed: over}
  speak: {type: language, language: en, next: sound}
  sound: {type: play, sound: chime, next: menu}
  menu:
    type: menu
    say: a
    keys: {1: {go: jump, said: b, words: {en: one}}}
    timeout_s: 1
    on_failure: over
    listen: {confidence: 50, confirm: c, confirm_keys: d}
  jump: {type: goto, go: over}
  over: {type: return, result: known}
"""


def test_every_way_and_recording_of_every_type_of_node_is_within() -> None:
    whole = linked(OUTER, EVERYTHING)
    inner = flow(EVERYTHING)
    for each in inner.nodes:
        placed = node(whole, f"check.{each.node_id}")
        if not isinstance(each, ReturnNode):
            ways = tuple((field, f"check.{target}") for field, target in ways_out(each))
            assert ways_out(placed) == ways  # type: ignore[arg-type]
    recorded = str(whole).count("Recording(name='inner/")
    assert recorded == str(whole).count("scope='check.')") - str(whole).count("Recording(name='chime'")
    number, find, back = node(whole, "check.number"), node(whole, "check.find"), node(whole, "check.back")
    assert isinstance(number, CollectNode)
    assert isinstance(find, SourceNode)
    assert isinstance(back, WorkNode)
    assert (number.name, back.number) == ("check.account", "check.account")
    assert [each.value for each in find.arguments] == [
        "collected.check.account", "check.balance + 1", "caller.number",
    ]  # fmt: skip
    assert [each.name for each in find.results] == ["check.balance", "check.holder"]


MIDDLE = """\
flow: middle
languages: [en]
start: deep
on_error: out
variables: {mine: 5}
nodes:
  deep: {type: flow, flow: inner, with: {limit: mine}, otherwise: out}
  out: {type: return, result: known}
"""


def test_a_flow_within_a_flow_within_a_flow() -> None:
    whole = linked(OUTER.replace("flow: inner", "flow: middle").replace("    with: {limit: wanted + 1}\n", "")
                   .replace("    results: {grade: found_grade}\n", ""), MIDDLE, INNER)  # fmt: skip
    deep = node(whole, "check.deep")
    assert isinstance(deep, SetNode)
    assert ("check.deep.limit", "check.mine") in [(each.variable, each.value) for each in deep.assignments]
    test = node(whole, "check.deep.test")
    assert isinstance(test, BranchNode)
    assert test.cases[0].when.startswith("check.deep.tries < check.deep.limit")
    menu = node(whole, "check.deep.ask")
    assert isinstance(menu, MenuNode)
    assert menu.say[0].scope == "check.deep."


def test_a_subflow_in_two_places_is_two() -> None:
    outer = OUTER.replace("otherwise: sorry", "otherwise: again").replace(
        "  wait:", "  again: {type: flow, flow: inner, otherwise: sorry}\n  wait:"
    )
    names = [each.node_id for each in linked(outer).nodes]
    assert {"check.ask", "again.ask"} <= set(names)
    assert len(names) == len(set(names))


def test_what_cannot_be_linked_says_why() -> None:
    assert fault(OUTER).found == "no flow `inner`"
    itself = INNER.replace("leave: {type: hang_up}", "leave: {type: flow, flow: outer, otherwise: known}")
    assert fault(OUTER, itself).found == "a flow within itself (outer > inner > outer)"
    missing = fault(OUTER.replace("    otherwise: sorry\n", ""), INNER)
    assert (missing.node_id, missing.found) == ("check", "no way for the result `not_known` of `inner`")
    long = INNER.replace("tries < limit and", "and ".join(["tries < limit + tries "] * 14) + "and")
    long = OUTER.replace("  check:", f"  {'c' * 50}:").replace("start: check", f"start: {'c' * 50}"), long
    assert "longer than" in fault(*long).found


def test_flows_within_each_other_are_bounded_in_depth_and_size() -> None:
    chain = [
        MIDDLE.replace("flow: middle", f"flow: m{number}")
        .replace("flow: inner", f"flow: m{number + 1}")
        .replace("with: {limit: mine}, ", "")
        for number in range(DEPTH_MAX + 2)
    ]
    assert "within each other" in fault(chain[0], *chain[1:]).found
    places = "".join(f"  n{number}: {{type: flow, flow: inner, otherwise: sorry}}\n" for number in range(200))
    assert "nodes with all sub-flows" in fault(OUTER + places, INNER).found


def test_a_fault_in_another_flow_is_not_ours() -> None:
    broken = MIDDLE.replace("flow: inner", "flow: gone")
    outer = OUTER.replace("flow: inner", "flow: middle")
    assert not fault(outer, broken).is_ours
    assert fault(broken).is_ours


class Caller:
    """Walks a linked flow."""

    def __init__(self, whole: Flow) -> None:
        self.flow = whole
        self.session = start_session(whole, CALLER, "4000", 0)
        self.actions: tuple[FlowAction, ...] = ()
        self.give(SessionStarted(), CallAnswered())

    def give(self, *inputs: FlowInput) -> FlowAction:
        for given in inputs:
            self.session, self.actions = step(self.flow, self.session, given, 0, Around(lambda _: True))
        return self.actions[-1]


def test_a_caller_walks_through_and_comes_back_with_the_result() -> None:
    caller = Caller(linked())
    assert isinstance(caller.actions[-1], AskMenu)
    caller.give(KeyPressed("2"))
    assert caller.session.variables["check.tries"] == 1
    caller.give(KeyPressed("1"))
    assert any(isinstance(action, Enqueue) for action in caller.actions)
    assert caller.session.variables["grade"] == "gold"
    assert [taken.node for taken in caller.session.path][:3] == ["check", "check.ask", "check.again"]


def test_the_argument_is_the_limit_and_key_0_is_the_outer_person() -> None:
    caller = Caller(linked())
    for _ in range(3):
        last = caller.give(KeyPressed("2"))
    assert isinstance(last, SayPrompts)
    assert last.prompts[0].recording == "outer/sorry"
    assert caller.give(PromptsPlayed()) == EndCall()
    other = Caller(linked())
    other.give(KeyPressed("0"))
    assert other.session.node == "wait"


def test_a_hang_up_and_a_queue_within_are_what_they_are() -> None:
    caller = Caller(linked())
    assert caller.give(KeyPressed("3")) == EndCall()
    assert caller.session.status is SessionStatus.ENDED
    queueing = linked(OUTER, INNER.replace("leave: {type: hang_up}", "leave: {type: queue, queue: support}"))
    waiting = Caller(queueing)
    waiting.give(KeyPressed("3"))
    assert isinstance(node(queueing, "check.leave"), QueueNode)
    assert waiting.session.node == "check.leave"


def test_every_expression_of_a_linked_flow_can_be_read() -> None:
    for each in linked(OUTER, EVERYTHING).nodes:
        texts = [case.when for case in each.cases] if isinstance(each, BranchNode) else []
        texts += [one.value for one in each.assignments] if isinstance(each, SetNode) else []
        assert all(parse_expression(text) for text in texts)
    assert isinstance(node(linked(), "sorry"), SayNode)
