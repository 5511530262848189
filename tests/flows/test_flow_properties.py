"""Flows under random inputs and damage: ``step`` is total, no caller is left in silence, parsing never raises."""

import copy
import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ivr_flows.actions import EndCall, Enqueue, FlowAction, PlayWaitingMusic, Rate, ReturnResult, StopWaiting
from ivr_flows.around import Around
from ivr_flows.inputs import (
    ActionFailed,
    AgentAccepted,
    AgentLeft,
    CallAnswered,
    DigitsGiven,
    FlowInput,
    KeyPressed,
    LookupEnded,
    LookupResult,
    MessageTaken,
    NotUnderstood,
    NumberLeft,
    NumberReached,
    PhraseGiven,
    PromptsPlayed,
    QueuedAgain,
    QueueRefused,
    SecretVerified,
    SessionStarted,
    SourceAnswered,
    Verification,
    WakeUp,
    WorkTaken,
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
    MenuNode,
    Node,
    QueueNode,
    Recorded,
    SayNode,
    SetNode,
)
from ivr_flows.parse import ParsedFlow, parse_flow
from ivr_flows.session import Session, SessionStatus, WaitingFor
from ivr_flows.speaking.prompt_text import Value
from ivr_flows.walk import FAREWELL_STEPS_MAX, PATH_STEPS_MAX, find_node
from routing.vocabulary import CallerFacts, FlowId, PartyId, PersonalRef, QueueId, RecordingId
from tests.flows.any_nodes import (
    again,
    confirmations,
    limits_ms,
    listenings,
    menu_keys,
    recordings,
    service_nodes,
    word_exits,
)
from tests.harness.shipped_flows import FLOWS, shipped_flows

pytestmark = pytest.mark.property

TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FLOWS.glob("*.yaml"))}
CALLER = CallerFacts(PartyId("p"), None, None, False, "standard", "en", "unknown", is_vip=False)
GOLD = CallerFacts(PartyId("q"), None, None, True, "gold", "zh", "unknown", is_vip=True)
# Faults of a caller's ways; what is wrong with words, names and values keeps nobody from an end.
ON_THE_WAY = re.compile(r"loop|dead end|nowhere|on_failure|case [0-9]|values\.")
NODE_IDS = ("a", "b", "c", "d", "e")
VARIABLES = {"count": 1, "done": False}
SHIPPED = shipped_flows()
SPOKEN = {
    f"{language}/x/spoken": (Recorded("x/spoken-1"), Value(name, "number"))
    for language, name in (("en", "count"), ("zh", "queue.place"))
}
digits_given = st.builds(
    DigitsGiven,
    st.one_of(st.none(), st.just(PersonalRef("ref"))),
    st.integers(0, 12),
    timed_out=st.booleans(),
    fits=st.booleans(),
    escaped=st.booleans(),
)
# What fits is given as often as all the rest, so that walks come far into a flow.
fitting = tuple(st.just("what fits") for _ in range(5))
inputs: st.SearchStrategy[FlowInput | str] = st.one_of(
    *fitting,
    st.sampled_from([SessionStarted(), CallAnswered(), PromptsPlayed(), WakeUp(), AgentLeft(), QueuedAgain()]),
    st.builds(KeyPressed, st.one_of(st.none(), st.sampled_from("0123456789*#"))),
    digits_given,
    st.builds(LookupEnded, st.sampled_from(LookupResult), st.sampled_from([None, CALLER, GOLD])),
    st.builds(PhraseGiven, st.sampled_from(["1", "2", "none", "help"]), st.booleans()),
    st.builds(
        SourceAnswered,
        st.sampled_from(LookupResult),
        st.sampled_from([{}, {"plain": 3}, {"plain": "text"}]),
        st.sampled_from([{}, {"sealed": PersonalRef("ref")}]),
    ),
    st.builds(SecretVerified, st.sampled_from(Verification)),
    st.builds(MessageTaken, st.sampled_from([None, RecordingId("m")]), st.integers(0, 9_000), st.booleans()),
    st.builds(NumberLeft, st.booleans()),
    st.sampled_from([NotUnderstood(), NumberReached(), WorkTaken(), AgentAccepted(), ActionFailed("cannot_listen")]),
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
expressions = st.sampled_from(
    ["true", "done", "count == 1", "not done", "unknown", "count", 'caller.grade == "gold"', "("]
)


def _node(node_id: str) -> st.SearchStrategy[Node]:
    name = st.just(node_id)
    return st.one_of(
        st.builds(SayNode, name, recordings, targets),
        st.builds(
            MenuNode,
            name,
            recordings,
            again,
            recordings,
            recordings,
            menu_keys(targets),
            limits_ms,
            on_failure=maybe_target,
            listen=listenings,
        ),
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
            is_secret=st.booleans(),
            confirm=confirmations,
            on_star=maybe_target,
            words=word_exits(targets),
            listen=listenings,
        ),
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
            keys=menu_keys(targets),
            say_agent=recordings,
        ),
        service_nodes(node_id, targets),
        _deciding(node_id),
    )


def _deciding(node_id: str) -> st.SearchStrategy[Node]:
    name = st.just(node_id)
    cases = st.lists(st.builds(BranchCase, expressions, st.just("case"), targets), max_size=2).map(tuple)
    values = st.lists(st.builds(Assignment, st.sampled_from(["count", "done"]), expressions), max_size=2).map(tuple)
    return st.one_of(
        st.builds(BranchNode, name, cases, targets),
        st.builds(SetNode, name, values, targets),
        st.builds(LanguageNode, name, st.sampled_from(["en", "zh"]), targets),
        st.builds(HoursNode, name, st.just("office"), targets, targets),
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
        spoken=st.just(SPOKEN),
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
        given_input = _what_fits(flow, session) if isinstance(move, str) else move
        before = copy.deepcopy(session)
        after, actions = step(flow, session, given_input, now_ms, Around(lambda _: is_open))
        assert session == before, "a step leaves the session it was given as it was"
        assert step(flow, session, given_input, now_ms, Around(lambda _: is_open)) == (after, actions)
        _check(flow, after, actions, now_ms, is_changed=after != session)
        session = after
        ends += sum(isinstance(action, EndCall | ReturnResult) for action in actions)
    assert ends == (session.status is SessionStatus.ENDED)


def _check(flow: Flow, session: Session, actions: tuple[FlowAction, ...], now_ms: int, is_changed: bool) -> None:
    goes_on = (Enqueue, StopWaiting, Rate, PlayWaitingMusic)
    assert all(isinstance(action, goes_on) for action in actions[:-1])
    assert len(session.path) <= PATH_STEPS_MAX + FAREWELL_STEPS_MAX
    assert all(taken.result for taken in session.path[:-1])
    assert len(session.menus) <= len(flow.nodes)
    if session.status is SessionStatus.RUNNING:
        assert session.waiting_for is not WaitingFor.NOTHING
        if session.wake_at_ms is None:
            assert session.waiting_for in (WaitingFor.QUEUE_MUSIC, WaitingFor.NUMBER)
        elif is_changed:
            assert session.wake_at_ms > now_ms
    else:
        assert session.wake_at_ms is None
        assert session.waiting_for is WaitingFor.NOTHING


def _what_fits(flow: Flow, session: Session) -> FlowInput:
    """The outcome that the session waits for, of a caller who does nothing."""
    match session.waiting_for:
        case WaitingFor.START:
            return SessionStarted()
        case WaitingFor.ANSWER:
            return CallAnswered()
        case WaitingFor.PROMPTS | WaitingFor.QUEUE_PROMPTS | WaitingFor.AGENT_PROMPTS:
            return PromptsPlayed()
        case WaitingFor.KEY | WaitingFor.CONFIRMATION:
            return KeyPressed(None)
        case WaitingFor.DIGITS:
            return DigitsGiven(None, 0, timed_out=True)
        case WaitingFor.LOOKUP:
            is_customer = isinstance(find_node(flow, session.node), LookupNode)
            return LookupEnded(LookupResult.FAILED, None) if is_customer else SourceAnswered(LookupResult.FAILED)
        case WaitingFor.VERIFICATION:
            return SecretVerified(Verification.FAILED)
        case WaitingFor.MESSAGE:
            return MessageTaken(None, 0, hung_up=False)
        case WaitingFor.WORK:
            return WorkTaken()
        case WaitingFor.NUMBER:
            return NumberLeft(was_reached=False)
        case WaitingFor.QUEUE_MUSIC:
            return WakeUp()
        case WaitingFor.NOTHING:
            return AgentLeft()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(flow=_flows(ends=True), is_open=st.booleans())
def test_in_a_flow_that_lint_passes_a_silent_caller_comes_to_a_queue_or_an_end(flow: Flow, is_open: bool) -> None:
    told = [str(problem) for problem in lint_flow(ParsedFlow(flow, "x.yaml", {}))]
    assume(not any(ON_THE_WAY.search(problem) for problem in told))
    _check_silent_caller(flow, is_open)


@pytest.mark.parametrize("name", sorted(SHIPPED))
@pytest.mark.parametrize("is_open", [True, False])
def test_in_shipped_flows_a_silent_caller_comes_to_a_queue_or_an_end(name: str, is_open: bool) -> None:
    _check_silent_caller(SHIPPED[name], is_open)


def _check_silent_caller(flow: Flow, is_open: bool) -> None:
    session = start_session(flow, CALLER, "4000", 0)
    for _ in range(3 * len(flow.nodes) + 3):
        session, actions = step(flow, session, _what_fits(flow, session), 0, Around(lambda _: is_open))
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
