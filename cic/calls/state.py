"""The state of call control: legs and bridges. Changed by evolve alone."""

from dataclasses import asdict, dataclass, field

from cic.calls.commands import MonitorMode
from cic.calls.events import ConsultAsked, LegRole
from cic.calls.machines.bridge import BridgeStage
from cic.calls.machines.consult import ConsultStage
from cic.calls.machines.leg import LegStage
from cic.calls.machines.monitoring import MonitoringStage
from cic.calls.monitoring_events import MonitoringAsked
from routing.vocabulary import AgentId, BridgeId, InteractionId, LegId, ProviderId


@dataclass(slots=True)
class Leg:
    """One party's connection to us; ``is_dialled`` when it was we who called."""

    leg_id: LegId
    provider: ProviderId
    interaction_id: InteractionId
    role: LegRole
    agent_id: AgentId | None
    stage: LegStage
    is_muted: bool = False
    is_dialled: bool = False


@dataclass(slots=True)
class Bridge:
    """Legs that hear each other. The caller's leg comes first."""

    bridge_id: BridgeId
    interaction_id: InteractionId
    leg_ids: tuple[LegId, ...]
    stage: BridgeStage
    held_since_ms: int | None = None


@dataclass(slots=True)
class Consult:
    """Somebody whom an agent asks about the customer of an interaction; ``asked`` says whom."""

    asked: ConsultAsked
    asked_at_ms: int
    stage: ConsultStage
    since_ms: int


@dataclass(slots=True)
class Monitoring:
    """A supervisor who listens in on a talk; ``asked`` says who, and on whose. ``since_ms`` is of the stage."""

    asked: MonitoringAsked
    asked_at_ms: int
    stage: MonitoringStage
    since_ms: int
    mode: MonitorMode
    mode_since_ms: int


@dataclass(slots=True)
class CallsState:
    """All legs that are not closed, and the bridge of each interaction that has one.

    A consult is found by the customer's interaction; ``consulting`` leads there from the consult's own. A monitoring is
    found by its own interaction, by the customer's (``monitored``) and by the supervisor (``monitored_by``).
    """

    legs: dict[LegId, Leg] = field(default_factory=dict)
    bridges: dict[BridgeId, Bridge] = field(default_factory=dict)
    legs_of: dict[InteractionId, dict[LegRole, LegId]] = field(default_factory=dict)
    bridge_of: dict[InteractionId, BridgeId] = field(default_factory=dict)
    consults: dict[InteractionId, Consult] = field(default_factory=dict)
    consulting: dict[InteractionId, InteractionId] = field(default_factory=dict)
    monitorings: dict[InteractionId, Monitoring] = field(default_factory=dict)
    monitored: dict[InteractionId, dict[InteractionId, None]] = field(default_factory=dict)
    monitored_by: dict[AgentId, InteractionId] = field(default_factory=dict)


def leg_of(state: CallsState, interaction_id: InteractionId, role: LegRole) -> Leg | None:
    """The leg that has this part in an interaction, while it is not closed."""
    leg_id = state.legs_of.get(interaction_id, {}).get(role)
    return None if leg_id is None else state.legs[leg_id]


def bridge_of(state: CallsState, interaction_id: InteractionId) -> Bridge | None:
    """The bridge of an interaction, while there is one."""
    bridge_id = state.bridge_of.get(interaction_id)
    return None if bridge_id is None else state.bridges[bridge_id]


def consulted_leg(state: CallsState, consult: Consult) -> Leg | None:
    """The leg of whoever is asked, once it is dialled: an agent's, or a number's."""
    consult_id = consult.asked.consult_id
    return leg_of(state, consult_id, LegRole.AGENT) or leg_of(state, consult_id, LegRole.OUTSIDE)


def monitorings_of(state: CallsState, interaction_id: InteractionId) -> tuple[Monitoring, ...]:
    """Who listens in on a customer's talk, or is about to, in the order in which they have asked."""
    return tuple([state.monitorings[monitoring_id] for monitoring_id in state.monitored.get(interaction_id, ())])


def monitoring_by(state: CallsState, supervisor_id: AgentId) -> Monitoring | None:
    """What a supervisor listens in on, if on anything."""
    monitoring_id = state.monitored_by.get(supervisor_id)
    return None if monitoring_id is None else state.monitorings[monitoring_id]


def talk_of(state: CallsState, interaction_id: InteractionId) -> Bridge | None:
    """The bridge in which an interaction's own party is heard; in a conference that of the customer's interaction."""
    own = bridge_of(state, interaction_id)
    if own is not None:
        return own
    customers = state.consulting.get(interaction_id)
    consult = None if customers is None else state.consults[customers]
    if customers is None or consult is None or consult.stage is not ConsultStage.CONFERENCE:
        return None
    return bridge_of(state, customers)


def logical(state: CallsState) -> dict[str, object]:
    """The state as plain values that compare equal when two states mean the same."""
    return {
        "legs": {name: asdict(leg) for name, leg in state.legs.items()},
        "bridges": {name: asdict(bridge) for name, bridge in state.bridges.items()},
        "consults": {name: asdict(consult) for name, consult in state.consults.items()},
        "monitorings": {name: asdict(monitoring) for name, monitoring in state.monitorings.items()},
    }
