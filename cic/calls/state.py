"""The state of call control: legs and bridges. Changed by evolve alone."""

from dataclasses import asdict, dataclass, field

from cic.calls.events import LegRole
from cic.calls.machines.bridge import BridgeStage
from cic.calls.machines.leg import LegStage
from routing.vocabulary import AgentId, BridgeId, InteractionId, LegId, ProviderId


@dataclass(slots=True)
class Leg:
    """One party's connection to us."""

    leg_id: LegId
    provider: ProviderId
    interaction_id: InteractionId
    role: LegRole
    agent_id: AgentId | None
    stage: LegStage
    is_muted: bool = False


@dataclass(slots=True)
class Bridge:
    """Legs that hear each other. The caller's leg comes first."""

    bridge_id: BridgeId
    interaction_id: InteractionId
    leg_ids: tuple[LegId, ...]
    stage: BridgeStage
    held_since_ms: int | None = None


@dataclass(slots=True)
class CallsState:
    """All legs that are not closed, and the bridge of each interaction that has one."""

    legs: dict[LegId, Leg] = field(default_factory=dict)
    bridges: dict[BridgeId, Bridge] = field(default_factory=dict)
    legs_of: dict[InteractionId, dict[LegRole, LegId]] = field(default_factory=dict)
    bridge_of: dict[InteractionId, BridgeId] = field(default_factory=dict)


def leg_of(state: CallsState, interaction_id: InteractionId, role: LegRole) -> Leg | None:
    """The caller's or the agent's leg of an interaction, while it is not closed."""
    leg_id = state.legs_of.get(interaction_id, {}).get(role)
    return None if leg_id is None else state.legs[leg_id]


def bridge_of(state: CallsState, interaction_id: InteractionId) -> Bridge | None:
    """The bridge of an interaction, while there is one."""
    bridge_id = state.bridge_of.get(interaction_id)
    return None if bridge_id is None else state.bridges[bridge_id]


def logical(state: CallsState) -> dict[str, object]:
    """The state as plain values that compare equal when two states mean the same."""
    return {
        "legs": {name: asdict(leg) for name, leg in state.legs.items()},
        "bridges": {name: asdict(bridge) for name, bridge in state.bridges.items()},
    }
