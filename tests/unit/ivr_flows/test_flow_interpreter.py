"""The interpreter's bounds and corners, on flows of a few nodes."""

import pytest

from ivr_flows.actions import EndCall, FlowAction, LookUpCustomer, PlayWaitingMusic, SayPrompts
from ivr_flows.around import Around
from ivr_flows.inputs import (
    ActionFailed,
    AgentLeft,
    CallAnswered,
    DigitsGiven,
    FlowInput,
    LookupEnded,
    LookupResult,
    PromptsPlayed,
    QueuedAgain,
    QueueRefused,
    SessionStarted,
    WakeUp,
)
from ivr_flows.interpreter import end_session, give_to_agent, start_session, step
from ivr_flows.model import Flow
from ivr_flows.parse import ParsedFlow, parse_flow
from ivr_flows.session import Session, SessionStatus, WaitingFor
from ivr_flows.walk import FAILURES_MAX, FAREWELL_STEPS_MAX, PATH_STEPS_MAX
from routing.vocabulary import CallerFacts, PartyId, PersonalRef

pytestmark = pytest.mark.unit

CALLER = CallerFacts(PartyId("p"), None, None, False, "standard", "en", "unknown", is_vip=False)
COLLECT = (
    "type: collect, name: acc, say: ask, digits_min: 2, digits_max: 4, first_digit_timeout_s: 5, "
    "next_digit_timeout_s: 2, next: find, on_failure: bye"
)
FIND = "find: {type: lookup, by: acc, found: bye, not_found: wait, failed: bye}"


def _flow(*nodes: str, start: str = "a", on_error: str = "sorry") -> Flow:
    lines = (*nodes, "wait: {type: queue, queue: sales}", "sorry: {type: say, say: sorry, next: bye}")
    text = (
        f"flow: x\nlanguages: [en]\nstart: {start}\non_error: {on_error}\nvariables: {{seen: 0, word: none}}\nnodes:\n"
    )
    parsed = parse_flow(text + "".join(f"  {line}\n" for line in (*lines, "bye: {type: hang_up}")), "x.yaml")
    assert isinstance(parsed, ParsedFlow), parsed
    return parsed.flow


def _give(flow: Flow, session: Session, *given: FlowInput) -> tuple[Session, tuple[FlowAction, ...]]:
    actions: tuple[FlowAction, ...] = ()
    for each in given:
        session, actions = step(flow, session, each, 1_000, Around(lambda _: True))
    return session, actions


def _entered(flow: Flow) -> tuple[Session, tuple[FlowAction, ...]]:
    return _give(flow, start_session(flow, CALLER, "4000", 0), SessionStarted(), CallAnswered())


def test_a_loop_without_waiting_ends_within_the_paths_bound() -> None:
    flow = _flow("a: {type: goto, go: a}")
    session, actions = _entered(flow)
    assert len(session.path) == PATH_STEPS_MAX + 1
    assert isinstance(actions[0], SayPrompts)
    assert _give(flow, session, PromptsPlayed())[1] == (EndCall(),)


def test_a_farewell_that_loops_ends_too() -> None:
    session, actions = _entered(_flow("a: {type: goto, go: a}", on_error="a"))
    assert actions == (EndCall(),)
    assert len(session.path) == PATH_STEPS_MAX + FAREWELL_STEPS_MAX
    assert session.status is SessionStatus.ENDED


def test_a_caller_transferred_for_ever_does_not_make_the_session_grow_for_ever() -> None:
    flow = _flow(start="wait")
    session, _ = _entered(flow)
    for _ in range(PATH_STEPS_MAX + FAREWELL_STEPS_MAX + 5):
        session, actions = _give(flow, give_to_agent(session), QueuedAgain())
        assert actions == (PlayWaitingMusic("default"),)
    assert len(session.path) == PATH_STEPS_MAX + FAREWELL_STEPS_MAX
    assert session.waiting_for is WaitingFor.QUEUE_MUSIC


def test_a_way_out_that_leads_back_to_the_same_failure_ends() -> None:
    flow = _flow("a: {type: queue, queue: sales, on_refused: a}")
    session, actions = _give(flow, _entered(flow)[0], QueueRefused("unknown_queue"))
    assert actions == (EndCall(),)
    assert session.path[-1].result == "refused"


def test_failures_in_a_row_end_the_call() -> None:
    flow = _flow("a: {type: say, say: x, next: b}", "b: {type: say, say: x, next: a}")
    session, actions = _entered(flow)
    for _ in range(FAILURES_MAX):
        assert isinstance(actions[0], SayPrompts)
        session, actions = _give(flow, session, ActionFailed("no_file"))
    assert _give(flow, session, ActionFailed("no_file"))[1] == (EndCall(),)


def test_a_target_that_does_not_exist_leads_to_the_apology_and_then_the_end() -> None:
    session, _ = _entered(_flow("a: {type: goto, go: gone}"))
    assert session.node == "sorry"
    assert _entered(_flow("a: {type: goto, go: gone}", on_error="gone"))[1] == (EndCall(),)


def test_a_condition_that_has_no_value_leads_to_the_apology() -> None:
    nodes = "a: {type: branch, cases: [{when: seen == word, go: bye}], otherwise: bye}"
    session, _ = _entered(_flow(nodes))
    assert (session.node, session.path[0].result) == ("sorry", "failed")


@pytest.mark.parametrize("length", [1, 5])
def test_digits_outside_the_limits_are_not_taken(length: int) -> None:
    flow = _flow(f"a: {{{COLLECT}}}", FIND)
    session, actions = _give(flow, _entered(flow)[0], DigitsGiven(PersonalRef("ref"), length, timed_out=False))
    assert actions == (EndCall(),)
    assert session.collected == {}
    assert session.path[0].result == "wrong_length"


def test_digits_within_the_limits_are_kept_as_a_reference_with_their_length() -> None:
    flow = _flow(f"a: {{{COLLECT}}}", FIND)
    session, actions = _give(flow, _entered(flow)[0], DigitsGiven(PersonalRef("ref"), 4, timed_out=True))
    assert actions == (LookUpCustomer(PersonalRef("ref")),)
    assert (session.collected, session.collected_lengths) == ({"acc": "ref"}, {"acc": 4})


def test_found_without_a_caller_is_not_found() -> None:
    flow = _flow(f"a: {{{COLLECT}}}", FIND)
    session, _ = _give(flow, _entered(flow)[0], DigitsGiven(PersonalRef("ref"), 4, timed_out=False))
    session, _ = _give(flow, session, LookupEnded(LookupResult.FOUND, None))
    assert (session.node, session.caller) == ("wait", CALLER)


def test_a_lookup_of_digits_never_given_finds_nobody() -> None:
    session, _ = _entered(_flow(f"a: {{{COLLECT}}}", FIND, start="find"))
    assert (session.node, session.path[0].result) == ("wait", "not_given")


def test_a_queue_without_announcements_plays_music_until_an_agent_comes() -> None:
    flow = _flow(start="wait")
    session, actions = _entered(flow)
    assert actions[1:] == (PlayWaitingMusic("default"),)
    assert session.wake_at_ms is None
    assert _give(flow, session, WakeUp()) == (session, ())
    session, _ = _give(flow, session, ActionFailed("no_file"))
    assert session.wake_at_ms == 31_000
    session, actions = step(flow, session, WakeUp(), 31_000, Around(lambda _: True))
    assert actions == (PlayWaitingMusic("default"),)


def test_variables_take_the_values_of_expressions() -> None:
    nodes = "a: {type: set, values: {seen: 2, word: caller.grade}, next: b}"
    branch = 'b: {type: branch, cases: [{when: seen == 2 and word == "standard", go: wait}], otherwise: bye}'
    session, _ = _entered(_flow(nodes, branch))
    assert (session.node, session.variables) == ("wait", {"seen": 2, "word": "standard"})


def test_a_session_ended_from_outside_takes_no_more() -> None:
    flow = _flow(start="wait")
    session = end_session(_entered(flow)[0], "hung_up")
    assert (session.status, session.path[-1].result) == (SessionStatus.ENDED, "hung_up")
    for late in (WakeUp(), AgentLeft(), PromptsPlayed(), ActionFailed("x"), QueuedAgain()):
        assert _give(flow, session, late) == (session, ())
    assert give_to_agent(session) is session
    assert end_session(session, "again") is session
