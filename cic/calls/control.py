"""What an agent may do with a call in hand: the legal moves and their commands. Reads the state, changes nothing."""

from dataclasses import dataclass

from cic.calls.commands import HangUpLeg, HoldLeg, MuteLeg, ResumeLeg, SendDigits
from cic.calls.events import CallsEvent, InteractionHeld, InteractionResumed, LegMuted, LegRole
from cic.calls.machines.bridge import TRANSITIONS, BridgeInput, BridgeStage
from cic.calls.machines.leg import LegStage
from cic.calls.state import Bridge, CallsState, Leg, bridge_of, leg_of, talk_of
from routing.vocabulary import EndCause, InteractionId, PersonalRef

HOLD_MUSIC = "default"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an allowed move leads to: events at once, and a command for the provider."""

    events: tuple[CallsEvent, ...]
    command: HoldLeg | ResumeLeg | MuteLeg | SendDigits | HangUpLeg


def hold(state: CallsState, interaction_id: InteractionId) -> Plan | None:
    """Put the caller on hold; None when there is no talk to hold."""
    bridge = _movable(state, interaction_id, BridgeInput.HOLD)
    if bridge is None:
        return None
    held, *others = bridge.leg_ids
    return Plan((InteractionHeld(interaction_id),), HoldLeg(bridge.bridge_id, held, tuple(others), HOLD_MUSIC))


def resume(state: CallsState, interaction_id: InteractionId) -> Plan | None:
    """Take the caller back from hold; None when nobody is held."""
    bridge = _movable(state, interaction_id, BridgeInput.RESUME)
    if bridge is None:
        return None
    held, *others = bridge.leg_ids
    return Plan((InteractionResumed(interaction_id),), ResumeLeg(bridge.bridge_id, held, tuple(others)))


def mute(state: CallsState, interaction_id: InteractionId, muted: bool) -> Plan | None:
    """Stop or let through what the agent says; None when it is so already or there is no talk."""
    leg = talking_agent(state, interaction_id)
    if leg is None or leg.is_muted is muted:
        return None
    return Plan((LegMuted(leg.leg_id, muted),), MuteLeg(leg.leg_id, muted))


def send_digits(state: CallsState, interaction_id: InteractionId, digits: PersonalRef) -> Plan | None:
    """Send keys to the caller; None when there is no talk or the caller is held."""
    bridge = bridge_of(state, interaction_id)
    if bridge is None or bridge.stage is not BridgeStage.TALKING:
        return None
    return Plan((), SendDigits(bridge.leg_ids[0], digits))


def hang_up(state: CallsState, interaction_id: InteractionId) -> Plan | None:
    """End the agent's part; None when the agent has no leg."""
    leg = leg_of(state, interaction_id, LegRole.AGENT)
    return None if leg is None else Plan((), HangUpLeg(leg.leg_id, EndCause.AGENT_HUNG_UP))


def talking_agent(state: CallsState, interaction_id: InteractionId) -> Leg | None:
    """The agent's leg while it is in a bridge that stands."""
    bridge = talk_of(state, interaction_id)
    leg = leg_of(state, interaction_id, LegRole.AGENT)
    if bridge is None or bridge.stage is BridgeStage.FORMING or leg is None or leg.stage is not LegStage.UP:
        return None
    return leg


def _movable(state: CallsState, interaction_id: InteractionId, given: BridgeInput) -> Bridge | None:
    bridge = bridge_of(state, interaction_id)
    return bridge if bridge is not None and (bridge.stage, given) in TRANSITIONS else None
