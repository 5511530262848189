"""Flows under random inputs and damage: ``step`` is total, no caller is left in silence, parsing never raises."""

import copy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ivr_flows.actions import EndCall, Enqueue, FlowAction
from ivr_flows.inputs import (
    ActionFailed,
    AgentLeft,
    CallAnswered,
    DigitsGiven,
    FlowInput,
    KeyPressed,
    LookupEnded,
    LookupResult,
    PromptsPlayed,
    QueuedAgain,
    QueueRefused,
    SessionStarted,
    WakeUp,
)
from ivr_flows.interpreter import give_to_agent, start_session, step
from ivr_flows.lint import lint_flow
from ivr_flows.model import (
    Assignment,
    BranchCase,
    BranchNode,
    CollectNode,
    Flow,
    GotoNode,
    HangUpNode,
    HoursNode,
    LanguageNode,
    LookupNode,
    MenuKey,
    MenuNode,
    Node,
    QueueNode,
    Recording,
    SayNode,
    SetNode,
)
from ivr_flows.parse import ParsedFlow, parse_flow
from ivr_flows.session import Session, SessionStatus, WaitingFor
from ivr_flows.walk import FAREWELL_STEPS_MAX, PATH_STEPS_MAX
from routing.vocabulary import CallerFacts, FlowId, PartyId, PersonalRef, QueueId

pytestmark = pytest.mark.property

FLOWS = Path(__file__).parents[2] / "ivr_flows" / "flows"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FLOWS.glob("*.yaml"))}
CALLER = CallerFacts(PartyId("p"), None, None, False, "standard", "en", "unknown", is_vip=False)
GOLD = CallerFacts(PartyId("q"), None, None, True, "gold", "zh", "unknown", is_vip=True)
NODE_IDS = ("a", "b", "c", "d", "e")
VARIABLES = {"count": 1, "done": False}


def _shipped(name: str) -> Flow:
    parsed = parse_flow(TEXTS[name], name)
    assert isinstance(parsed, ParsedFlow)
    return parsed.flow


SHIPPED = {name: _shipped(name) for name in TEXTS}

digits_given = st.builds(
    DigitsGiven, st.one_of(st.none(), st.just(PersonalRef("ref"))), st.integers(0, 12), timed_out=st.booleans()
)
# What fits is given as often as all the rest, so that walks come far into a flow.
fitting = tuple(st.just("what fits") for _ in range(5))
inputs: st.SearchStrategy[FlowInput | str] = st.one_of(
    *fitting,
    st.sampled_from([SessionStarted(), CallAnswered(), PromptsPlayed(), WakeUp(), AgentLeft(), QueuedAgain()]),
    st.builds(KeyPressed, st.one_of(st.none(), st.sampled_from("0123456789*#"))),
    digits_given,
    st.builds(LookupEnded, st.sampled_from(LookupResult), st.sampled_from([None, CALLER, GOLD])),
    st.sampled_from([ActionFailed("no_file"), QueueRefused("unknown_queue"), "agent takes the caller"]),
)


@settings(max_examples=150, deadline=None)
@given(
    flow=st.sampled_from(sorted(SHIPPED)).map(SHIPPED.__getitem__),
    moves=st.lists(st.tuples(inputs, st.integers(0, 40_000)), max_size=60),
    is_open=st.booleans(),
)
def test_shipped_flows_take_any_input(flow: Flow, moves: list[tuple[FlowInput | str, int]], is_open: bool) -> None:
    _walk_and_check(flow, moves, is_open)


targets = st.sampled_from((*NODE_IDS, *NODE_IDS, "nowhere"))
maybe_target = st.one_of(st.none(), targets)
recordings = st.lists(st.builds(Recording, st.just("x/r"), st.sampled_from([None, "zh"])), max_size=2).map(tuple)
expressions = st.sampled_from(
    ["true", "done", "count == 1", "not done", "unknown", "count", 'caller.grade == "gold"', "("]
)
keys = st.lists(st.builds(MenuKey, st.sampled_from("01239"), st.just("label"), targets), max_size=3).map(tuple)
again = st.lists(recordings, max_size=2).map(tuple)
limits_ms = st.integers(1, 10_000)


def _node(node_id: str) -> st.SearchStrategy[Node]:
    name = st.just(node_id)
    cases = st.lists(st.builds(BranchCase, expressions, st.just("case"), targets), max_size=2).map(tuple)
    values = st.lists(st.builds(Assignment, st.sampled_from(["count", "done"]), expressions), max_size=2).map(tuple)
    return st.one_of(
        st.builds(SayNode, name, recordings, targets),
        st.builds(MenuNode, name, recordings, again, recordings, recordings, keys, limits_ms, on_failure=maybe_target),
        st.builds(
            CollectNode,
            name,
            st.sampled_from(["one", "two"]),
            recordings,
            again,
            recordings,
            recordings,
            st.just(2),
            st.just(8),
            st.just("#"),
            limits_ms,
            limits_ms,
            targets,
            maybe_target,
            maybe_target,
        ),
        st.builds(BranchNode, name, cases, targets),
        st.builds(SetNode, name, values, targets),
        st.builds(LanguageNode, name, st.sampled_from(["en", "zh"]), targets),
        st.builds(HoursNode, name, st.just("office"), targets, targets),
        st.builds(LookupNode, name, st.sampled_from(["one", "two"]), targets, targets, targets),
        st.builds(
            QueueNode,
            name,
            st.just(QueueId("q")),
            recordings,
            st.just("default"),
            recordings,
            limits_ms,
            maybe_target,
            maybe_target,
        ),
        st.builds(GotoNode, name, targets),
        st.builds(HangUpNode, name),
    )


def _flows(ends: bool) -> st.SearchStrategy[Flow]:
    """Flows of five random nodes; where ``ends``, the last one hangs up, so that lint has a chance to pass them."""
    last = st.just(HangUpNode("e")) if ends else _node("e")
    return st.builds(
        Flow,
        flow_id=st.just(FlowId("x")),
        version=st.just("v"),
        language=st.just("en"),
        start=st.just("a") if ends else targets,
        nodes=st.tuples(*(_node(node_id) for node_id in NODE_IDS[:-1]), last),
        languages=st.just(("en", "zh")),
        on_error=st.just("e") if ends else targets,
        person=st.just("e") if ends else maybe_target,
        variables=st.just(VARIABLES),
    )


@settings(max_examples=400, deadline=None)
@given(
    flow=_flows(ends=False),
    moves=st.lists(st.tuples(inputs, st.integers(0, 40_000)), max_size=40),
    is_open=st.booleans(),
)
def test_flows_that_lint_would_refuse_still_take_any_input(
    flow: Flow, moves: list[tuple[FlowInput | str, int]], is_open: bool
) -> None:
    _walk_and_check(flow, [("what fits", 0), ("what fits", 0), *moves], is_open)


def _walk_and_check(flow: Flow, moves: list[tuple[FlowInput | str, int]], is_open: bool) -> None:
    now_ms = 1_000
    session = start_session(flow, CALLER, "4000", now_ms)
    ends = 0
    for move, pause_ms in moves:
        now_ms += pause_ms
        if move == "agent takes the caller":
            session = give_to_agent(session)
            continue
        given_input = _what_fits(session) if isinstance(move, str) else move
        before = copy.deepcopy(session)
        after, actions = step(flow, session, given_input, now_ms, lambda _: is_open)
        assert session == before, "a step leaves the session it was given as it was"
        assert step(flow, session, given_input, now_ms, lambda _: is_open) == (after, actions)
        _check(flow, after, actions, now_ms, is_changed=after != session)
        session = after
        ends += actions.count(EndCall())
    assert ends == (session.status is SessionStatus.ENDED)


def _check(flow: Flow, session: Session, actions: tuple[FlowAction, ...], now_ms: int, is_changed: bool) -> None:
    assert all(isinstance(action, Enqueue) for action in actions[:-1])
    assert len(session.path) <= PATH_STEPS_MAX + FAREWELL_STEPS_MAX
    assert all(taken.result for taken in session.path[:-1])
    assert len(session.menus) <= len(flow.nodes)
    if session.status is SessionStatus.RUNNING:
        assert session.waiting_for is not WaitingFor.NOTHING
        if session.wake_at_ms is None:
            assert session.waiting_for is WaitingFor.QUEUE_MUSIC
        elif is_changed:
            assert session.wake_at_ms > now_ms
    else:
        assert session.wake_at_ms is None
        assert session.waiting_for is WaitingFor.NOTHING


def _what_fits(session: Session) -> FlowInput:
    """The outcome that the session waits for, of a caller who does nothing."""
    match session.waiting_for:
        case WaitingFor.START:
            return SessionStarted()
        case WaitingFor.ANSWER:
            return CallAnswered()
        case WaitingFor.PROMPTS | WaitingFor.QUEUE_PROMPTS:
            return PromptsPlayed()
        case WaitingFor.KEY:
            return KeyPressed(None)
        case WaitingFor.DIGITS:
            return DigitsGiven(None, 0, timed_out=True)
        case WaitingFor.LOOKUP:
            return LookupEnded(LookupResult.FAILED, None)
        case WaitingFor.QUEUE_MUSIC:
            return WakeUp()
        case WaitingFor.NOTHING:
            return AgentLeft()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(flow=_flows(ends=True), is_open=st.booleans())
def test_in_a_flow_that_lint_passes_a_silent_caller_comes_to_a_queue_or_an_end(flow: Flow, is_open: bool) -> None:
    faults = {problem.found for problem in lint_flow(ParsedFlow(flow, "x.yaml", {}))}
    assume(faults <= {"a node that nothing leads to"})
    _check_silent_caller(flow, is_open)


@pytest.mark.parametrize("name", sorted(SHIPPED))
@pytest.mark.parametrize("is_open", [True, False])
def test_in_shipped_flows_a_silent_caller_comes_to_a_queue_or_an_end(name: str, is_open: bool) -> None:
    _check_silent_caller(SHIPPED[name], is_open)


def _check_silent_caller(flow: Flow, is_open: bool) -> None:
    session = start_session(flow, CALLER, "4000", 0)
    for _ in range(3 * len(flow.nodes) + 3):
        session, actions = step(flow, session, _what_fits(session), 0, lambda _: is_open)
        if session.status is SessionStatus.ENDED or any(isinstance(action, Enqueue) for action in actions):
            assert "lost" not in [taken.result for taken in session.path]
            return
    raise AssertionError("the caller neither waits in a queue nor was let go")


@given(text=st.text(max_size=300))
def test_any_text_is_a_flow_or_has_problems(text: str) -> None:
    assert _is_answer(text)


@settings(deadline=None)
@given(data=st.data())
def test_a_damaged_flow_is_a_flow_or_has_problems(data: st.DataObject) -> None:
    text = TEXTS["main"]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    pieces = st.sampled_from(
        ["", " ", "\n", ":", "- ", "[", "{", '"', "'", "#", "&a", "*a", "!", "\t", "0", "null", "汉"]
    )
    assert _is_answer(text[:start] + "".join(data.draw(st.lists(pieces, max_size=3))) + text[end:])


def _is_answer(text: str) -> bool:
    result = parse_flow(text, "any.yaml")
    if isinstance(result, ParsedFlow):
        return all(str(problem) for problem in lint_flow(result))
    return len(result) > 0 and all(str(problem) for problem in result)
