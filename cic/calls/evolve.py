"""The only code that changes legs and bridges. An event that does not fit is our bug and stops the process."""

from typing import assert_never

from cic.calls.events import (
    BridgeBecameUp,
    BridgeClosed,
    BridgeRequested,
    CallsEvent,
    ConsultAsked,
    ConsultClosed,
    ConsultMoved,
    CustomerDialled,
    InteractionHeld,
    InteractionResumed,
    LegBecameUp,
    LegClosed,
    LegMoved,
    LegMuted,
    LegOpened,
    LegRang,
    LegRole,
)
from cic.calls.machines import bridge as bridges
from cic.calls.machines import leg as legs
from cic.calls.machines import monitoring as monitorings
from cic.calls.machines.bridge import BridgeInput, BridgeStage
from cic.calls.machines.consult import ConsultStage
from cic.calls.machines.leg import LegInput, LegStage
from cic.calls.machines.monitoring import MonitoringInput, MonitoringStage
from cic.calls.monitoring_events import MonitoringAsked, MonitoringEnded, MonitoringMoved, MonitoringSwitched
from cic.calls.state import Bridge, CallsState, Consult, Leg, Monitoring
from routing.vocabulary import BridgeId, InteractionId, LegId


def evolve(state: CallsState, event: CallsEvent, at_ms: int) -> None:
    """Let the event have happened at this time."""
    match event:
        case LegOpened():
            _open(state, event)
        case LegRang():
            _move_leg(state, event.leg_id, LegInput.RING)
        case LegBecameUp():
            _move_leg(state, event.leg_id, LegInput.ANSWER)
        case LegClosed():
            _close_leg(state, event.leg_id)
        case BridgeRequested():
            _request_bridge(state, event)
        case BridgeBecameUp():
            _move_bridge(state, event.bridge_id, BridgeInput.FORM)
        case BridgeClosed():
            _close_bridge(state, event.bridge_id)
        case InteractionHeld():
            _hold(state, event.interaction_id, BridgeInput.HOLD, at_ms)
        case InteractionResumed():
            _hold(state, event.interaction_id, BridgeInput.RESUME, None)
        case LegMuted():
            state.legs[event.leg_id].is_muted = event.muted
        case CustomerDialled():
            leg = Leg(event.leg_id, event.provider, event.interaction_id, LegRole.CALLER, None, LegStage.DIALLED)
            _add(state, leg, is_dialled=True)
        case ConsultAsked():
            state.consults[event.interaction_id] = Consult(event, at_ms, ConsultStage.ASKED, at_ms)
            state.consulting[event.consult_id] = event.interaction_id
        case ConsultMoved():
            consult = state.consults[event.interaction_id]
            consult.stage, consult.since_ms = event.stage, at_ms
        case ConsultClosed():
            del state.consults[event.interaction_id], state.consulting[event.consult_id]
        case LegMoved():
            _move_to(state, event)
        case MonitoringAsked() | MonitoringMoved() | MonitoringSwitched() | MonitoringEnded():
            _evolve_monitoring(state, event, at_ms)
        case _:
            assert_never(event)


def _open(state: CallsState, event: LegOpened) -> None:
    is_caller = event.role is LegRole.CALLER
    stage = LegStage.ARRIVED if is_caller else LegStage.DIALLED
    leg = Leg(event.leg_id, event.provider, event.interaction_id, event.role, event.agent_id, stage)
    _add(state, leg, is_dialled=not is_caller)


def _add(state: CallsState, leg: Leg, *, is_dialled: bool) -> None:
    assert leg.leg_id not in state.legs, "a leg opened twice"
    leg.is_dialled = is_dialled
    state.legs[leg.leg_id] = leg
    state.legs_of.setdefault(leg.interaction_id, {})[leg.role] = leg.leg_id


def _move_to(state: CallsState, event: LegMoved) -> None:
    leg = state.legs[event.leg_id]
    _forget_part(state, leg)
    leg.interaction_id, leg.role = event.interaction_id, event.role
    state.legs_of.setdefault(leg.interaction_id, {})[leg.role] = leg.leg_id


def _move_leg(state: CallsState, leg_id: LegId, given: LegInput) -> Leg:
    leg = state.legs[leg_id]
    leg.stage = legs.TRANSITIONS[(leg.stage, given)]
    return leg


def _close_leg(state: CallsState, leg_id: LegId) -> None:
    leg = _move_leg(state, leg_id, LegInput.CLOSE)
    del state.legs[leg_id]
    _forget_part(state, leg)


def _forget_part(state: CallsState, leg: Leg) -> None:
    roles = state.legs_of.get(leg.interaction_id, {})
    if roles.get(leg.role) != leg.leg_id:
        return  # another leg has taken this part since, or all who had one are gone
    del roles[leg.role]
    if not roles:
        del state.legs_of[leg.interaction_id]


def _request_bridge(state: CallsState, event: BridgeRequested) -> None:
    state.bridges[event.bridge_id] = Bridge(event.bridge_id, event.interaction_id, event.leg_ids, BridgeStage.FORMING)
    state.bridge_of[event.interaction_id] = event.bridge_id


def _move_bridge(state: CallsState, bridge_id: BridgeId, given: BridgeInput) -> Bridge:
    bridge = state.bridges[bridge_id]
    bridge.stage = bridges.TRANSITIONS[(bridge.stage, given)]
    return bridge


def _close_bridge(state: CallsState, bridge_id: BridgeId) -> None:
    bridge = _move_bridge(state, bridge_id, BridgeInput.CLOSE)
    del state.bridges[bridge_id]
    del state.bridge_of[bridge.interaction_id]


def _hold(state: CallsState, interaction_id: InteractionId, given: BridgeInput, since_ms: int | None) -> None:
    bridge = _move_bridge(state, state.bridge_of[interaction_id], given)
    bridge.held_since_ms = since_ms


_MOVES = {MonitoringStage.RINGING: MonitoringInput.RING, MonitoringStage.LISTENING: MonitoringInput.BEGIN}


def _evolve_monitoring(
    state: CallsState, event: MonitoringAsked | MonitoringMoved | MonitoringSwitched | MonitoringEnded, at_ms: int
) -> None:
    if isinstance(event, MonitoringAsked):
        asked = Monitoring(event, at_ms, MonitoringStage.ASKED, at_ms, event.mode, at_ms)
        state.monitorings[event.monitoring_id] = asked
        state.monitored.setdefault(event.interaction_id, {})[event.monitoring_id] = None
        state.monitored_by[event.supervisor_id] = event.monitoring_id
        return
    monitoring = state.monitorings[event.monitoring_id]
    match event:
        case MonitoringMoved():
            monitoring.stage = monitorings.TRANSITIONS[(monitoring.stage, _MOVES[event.stage])]
            monitoring.since_ms = at_ms
        case MonitoringSwitched():
            monitoring.mode, monitoring.mode_since_ms = event.mode, at_ms
        case MonitoringEnded():
            monitoring.stage = monitorings.TRANSITIONS[(monitoring.stage, MonitoringInput.END)]
            _forget_monitoring(state, event)


def _forget_monitoring(state: CallsState, event: MonitoringEnded) -> None:
    del state.monitorings[event.monitoring_id], state.monitored_by[event.supervisor_id]
    of_talk = state.monitored[event.interaction_id]
    del of_talk[event.monitoring_id]
    if not of_talk:
        del state.monitored[event.interaction_id]
