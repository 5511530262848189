"""Every pair of state and input of the machines of call control: where it leads, or that it leads nowhere."""

import pytest

from cic.calls.decide import decide_bridge, decide_leg
from cic.calls.events import BridgeBecameUp, CallsEvent, LegBecameUp, LegClosed, LegRang, LegRole
from cic.calls.machines import bridge, consult, leg
from cic.calls.machines.bridge import BridgeInput, BridgeStage
from cic.calls.machines.consult import ConsultInput, ConsultStage
from cic.calls.machines.leg import LegInput, LegStage
from cic.calls.reports import BridgeFormed, LegAnswered, LegEnded, LegRinging
from cic.calls.state import Bridge, CallsState, Leg
from routing.vocabulary import BridgeId, EffectId, EndCause, InteractionId, LegId, ProviderId
from tests.unit.routing.grid import reachable, read_grid

pytestmark = pytest.mark.unit

LEG = """
          ring     answer  close
arrived   -        up      closed
dialled   ringing  up      closed
ringing   -        up      closed
up        -        -       closed
closed    -        -       -
"""
BRIDGE = """
         form     hold  resume   close
forming  talking  -     -        closed
talking  -        held  -        closed
held     -        -     talking  closed
closed   -        -     -        -
"""
CONSULT = """
            answer   swap     join        close
asked       talking  -        -           closed
talking     -        swapped  conference  closed
swapped     -        talking  conference  closed
conference  -        -        -           closed
closed      -        -        -           -
"""
LEG_ID, BRIDGE_ID, INTERACTION_ID = LegId("l1"), BridgeId("b1"), InteractionId("i1")
REPORTS: dict[LegInput, tuple[LegRinging | LegAnswered | LegEnded, CallsEvent]] = {
    LegInput.RING: (LegRinging(LEG_ID), LegRang(LEG_ID)),
    LegInput.ANSWER: (LegAnswered(LEG_ID), LegBecameUp(LEG_ID)),
    LegInput.CLOSE: (LegEnded(LEG_ID, EndCause.BUSY), LegClosed(LEG_ID, EndCause.BUSY)),
}


def test_every_pair_of_a_leg_is_as_listed() -> None:
    assert read_grid(LEG, LegStage, LegInput) == leg.TRANSITIONS


def test_every_pair_of_a_bridge_is_as_listed() -> None:
    assert read_grid(BRIDGE, BridgeStage, BridgeInput) == bridge.TRANSITIONS


def test_every_pair_of_a_consult_is_as_listed() -> None:
    assert read_grid(CONSULT, ConsultStage, ConsultInput) == consult.TRANSITIONS


def test_every_state_is_reached_and_only_closed_has_no_way_out() -> None:
    assert reachable(leg.TRANSITIONS, (LegStage.ARRIVED, LegStage.DIALLED)) == set(LegStage)
    assert reachable(bridge.TRANSITIONS, (BridgeStage.FORMING,)) == set(BridgeStage)
    assert reachable(consult.TRANSITIONS, (ConsultStage.ASKED,)) == set(ConsultStage)
    assert set(ConsultStage) - {stage for stage, _ in consult.TRANSITIONS} == {ConsultStage.CLOSED}
    assert set(LegStage) - {stage for stage, _ in leg.TRANSITIONS} == {LegStage.CLOSED}
    assert set(BridgeStage) - {stage for stage, _ in bridge.TRANSITIONS} == {BridgeStage.CLOSED}


@pytest.mark.parametrize("given", LegInput)
@pytest.mark.parametrize("stage", [stage for stage in LegStage if stage is not LegStage.CLOSED])
def test_a_report_that_no_longer_fits_a_leg_is_nothing(stage: LegStage, given: LegInput) -> None:
    state = CallsState()
    state.legs[LEG_ID] = Leg(LEG_ID, ProviderId("sip"), INTERACTION_ID, LegRole.AGENT, None, stage)
    report, event = REPORTS[given]
    assert decide_leg(state, report) == ([event] if (stage, given) in leg.TRANSITIONS else [])


@pytest.mark.parametrize("given", LegInput)
def test_a_report_of_a_leg_that_is_gone_is_nothing(given: LegInput) -> None:
    assert decide_leg(CallsState(), REPORTS[given][0]) == []


@pytest.mark.parametrize("stage", [stage for stage in BridgeStage if stage is not BridgeStage.CLOSED])
def test_a_bridge_forms_once(stage: BridgeStage) -> None:
    state = CallsState()
    state.bridges[BRIDGE_ID] = Bridge(BRIDGE_ID, INTERACTION_ID, (LEG_ID,), stage)
    formed = decide_bridge(state, BridgeFormed(EffectId("e1"), BRIDGE_ID))
    assert formed == ([BridgeBecameUp(BRIDGE_ID)] if stage is BridgeStage.FORMING else [])


def test_a_bridge_that_is_gone_does_not_form() -> None:
    assert decide_bridge(CallsState(), BridgeFormed(EffectId("e1"), BRIDGE_ID)) == []
