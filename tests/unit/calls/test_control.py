"""What an agent may do with a call in hand: at each stage of leg and bridge, the plan or nothing."""

import pytest

from cic.calls.commands import HangUpLeg, HoldLeg, MuteLeg, ResumeLeg, SendDigits
from cic.calls.control import Plan, hang_up, hold, mute, resume, send_digits
from cic.calls.events import (
    BridgeBecameUp,
    BridgeRequested,
    CallsEvent,
    InteractionHeld,
    InteractionResumed,
    LegBecameUp,
    LegMuted,
    LegOpened,
    LegRole,
)
from cic.calls.evolve import evolve
from cic.calls.state import CallsState
from routing.vocabulary import AgentId, BridgeId, EndCause, InteractionId, LegId, PersonalRef, ProviderId

pytestmark = pytest.mark.unit

SIP, CALL, ALICE = ProviderId("sip"), InteractionId("i1"), AgentId("alice")
CALLER_LEG, AGENT_LEG, BRIDGE = LegId("caller"), LegId("agent"), BridgeId("b1")
DIGITS = PersonalRef("digits")
STAGES: dict[str, list[CallsEvent]] = {
    "no agent": [LegOpened(CALLER_LEG, SIP, CALL, LegRole.CALLER, None), LegBecameUp(CALLER_LEG)],
    "dialled": [LegOpened(AGENT_LEG, SIP, CALL, LegRole.AGENT, ALICE)],
    "forming": [LegBecameUp(AGENT_LEG), BridgeRequested(BRIDGE, CALL, (CALLER_LEG, AGENT_LEG))],
    "talking": [BridgeBecameUp(BRIDGE)],
    "held": [InteractionHeld(CALL)],
}


def at(stage: str) -> CallsState:
    """A call that has come as far as this stage."""
    state = CallsState()
    for name, events in STAGES.items():
        for event in events:
            evolve(state, event, 1_000)
        if name == stage:
            return state
    raise AssertionError(f"no such stage: {stage}")


def possible(state: CallsState) -> set[str]:
    """The moves that are legal now."""
    plans = {
        "hold": hold(state, CALL),
        "resume": resume(state, CALL),
        "mute": mute(state, CALL, True),
        "unmute": mute(state, CALL, False),
        "send_digits": send_digits(state, CALL, DIGITS),
        "hang_up": hang_up(state, CALL),
    }
    return {name for name, plan in plans.items() if plan is not None}


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("no agent", set()),
        ("dialled", {"hang_up"}),
        ("forming", {"hang_up"}),
        ("talking", {"hold", "mute", "send_digits", "hang_up"}),
        ("held", {"resume", "mute", "hang_up"}),
    ],
)
def test_control_is_allowed_when_it_is_legal(stage: str, expected: set[str]) -> None:
    assert possible(at(stage)) == expected


def test_nothing_is_possible_with_a_call_that_is_not_there() -> None:
    assert possible(CallsState()) == set()


def test_the_callers_leg_is_held_and_resumed_and_the_agents_muted() -> None:
    held = Plan((InteractionHeld(CALL),), HoldLeg(BRIDGE, CALLER_LEG, (AGENT_LEG,), "default"))
    assert hold(at("talking"), CALL) == held
    resumed = Plan((InteractionResumed(CALL),), ResumeLeg(BRIDGE, CALLER_LEG, (AGENT_LEG,)))
    assert resume(at("held"), CALL) == resumed
    muted = Plan((LegMuted(AGENT_LEG, True),), MuteLeg(AGENT_LEG, True))
    assert mute(at("talking"), CALL, True) == muted


def test_keys_go_to_the_caller_and_hanging_up_ends_the_agents_leg() -> None:
    assert send_digits(at("talking"), CALL, DIGITS) == Plan((), SendDigits(CALLER_LEG, DIGITS))
    assert hang_up(at("talking"), CALL) == Plan((), HangUpLeg(AGENT_LEG, EndCause.AGENT_HUNG_UP))


def test_a_muted_agent_can_be_let_through_again_and_not_muted_twice() -> None:
    state = at("talking")
    evolve(state, LegMuted(AGENT_LEG, True), 2_000)
    assert possible(state) == {"hold", "unmute", "send_digits", "hang_up"}


def test_the_time_on_hold_is_kept_until_it_is_over() -> None:
    state = at("held")
    assert state.bridges[BRIDGE].held_since_ms == 1_000
    evolve(state, InteractionResumed(CALL), 9_000)
    assert state.bridges[BRIDGE].held_since_ms is None
