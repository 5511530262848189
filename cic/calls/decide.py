"""What a provider's report means for legs and bridges. Reads the state; what no longer fits is nothing."""

from cic.calls.events import BridgeBecameUp, CallsEvent, LegBecameUp, LegClosed, LegRang
from cic.calls.machines import bridge as bridges
from cic.calls.machines import leg as legs
from cic.calls.machines.bridge import BridgeInput
from cic.calls.machines.leg import LegInput
from cic.calls.reports import BridgeFormed, LegAnswered, LegEnded, LegRinging, LegsRead
from cic.calls.state import CallsState
from routing.vocabulary import EndCause, LegId


def decide_leg(state: CallsState, report: LegRinging | LegAnswered | LegEnded) -> list[CallsEvent]:
    """A leg rings, is answered, or is gone."""
    match report:
        case LegRinging():
            return [LegRang(report.leg_id)] if _fits(state, report.leg_id, LegInput.RING) else []
        case LegAnswered():
            return [LegBecameUp(report.leg_id)] if _fits(state, report.leg_id, LegInput.ANSWER) else []
        case LegEnded():
            return [LegClosed(report.leg_id, report.cause)] if _fits(state, report.leg_id, LegInput.CLOSE) else []


def decide_bridge(state: CallsState, report: BridgeFormed) -> list[CallsEvent]:
    """The legs of a bridge hear each other."""
    bridge = state.bridges.get(report.bridge_id)
    if bridge is None or (bridge.stage, BridgeInput.FORM) not in bridges.TRANSITIONS:
        return []
    return [BridgeBecameUp(report.bridge_id)]


def decide_legs_read(state: CallsState, report: LegsRead) -> list[CallsEvent]:
    """Take over what the provider finds: a leg of ours that it does not hold is lost; one that was answered is up."""
    seen = {leg.leg_id: leg for leg in report.legs}
    events: list[CallsEvent] = []
    for leg_id, leg in state.legs.items():
        if leg.provider != report.provider:
            continue
        if leg_id not in seen:
            events.append(LegClosed(leg_id, EndCause.LOST))
        elif seen[leg_id].is_answered and (leg.stage, LegInput.ANSWER) in legs.TRANSITIONS:
            events.append(LegBecameUp(leg_id))
    return events


def _fits(state: CallsState, leg_id: LegId, given: LegInput) -> bool:
    leg = state.legs.get(leg_id)
    return leg is not None and (leg.stage, given) in legs.TRANSITIONS
