"""What must hold of supervisors who listen in whenever an input is settled. Part of the invariants; changes nothing."""

from collections.abc import Iterator

from cic.calls.commands import DialLeg, MonitorLeg
from cic.calls.events import LegRole
from cic.calls.machines.leg import LegStage
from cic.calls.machines.monitoring import MonitoringStage
from cic.calls.state import Monitoring, leg_of
from cic.center.monitoring import watched_leg
from cic.center.state import CenterState
from routing.machines.interaction import InteractionStage

_ROUTED = {
    MonitoringStage.ASKED: InteractionStage.CONNECTING,
    MonitoringStage.RINGING: InteractionStage.CONNECTING,
    MonitoringStage.LISTENING: InteractionStage.CONNECTED,
}


def broken_monitorings(state: CenterState) -> Iterator[str]:
    """Every rule about monitorings that does not hold."""
    calls = state.calls
    for monitoring in calls.monitorings.values():
        yield from _monitoring(state, monitoring)
        yield from _leg(state, monitoring)
    by_supervisor = {one.asked.supervisor_id: name for name, one in calls.monitorings.items()}
    by_talk = {(one.asked.interaction_id, name) for name, one in calls.monitorings.items()}
    if by_supervisor != calls.monitored_by or len(by_supervisor) != len(calls.monitorings):
        yield "a supervisor listens in on two talks, or on one that is not known"
    if by_talk != {(talk, name) for talk, names in calls.monitored.items() for name in names}:
        yield "a monitoring is known to one side only"


def _monitoring(state: CenterState, monitoring: Monitoring) -> Iterator[str]:
    asked = monitoring.asked
    talk = state.routing.interactions.get(asked.interaction_id)
    if talk is None or talk.stage is not InteractionStage.CONNECTED or talk.agent_id != asked.agent_id:
        yield f"{asked.monitoring_id} listens in on {asked.agent_id}, who does not have {asked.interaction_id}"
    if watched_leg(state, asked.interaction_id, asked.agent_id) is None:
        yield f"{asked.monitoring_id} listens to a leg that is gone"
    own = state.routing.interactions.get(asked.monitoring_id)
    if own is None or own.agent_id != asked.supervisor_id or own.stage is not _ROUTED[monitoring.stage]:
        yield f"{asked.monitoring_id} is {monitoring.stage.value} and not in the supervisor's hand so"


def _leg(state: CenterState, monitoring: Monitoring) -> Iterator[str]:
    monitoring_id = monitoring.asked.monitoring_id
    leg = leg_of(state.calls, monitoring_id, LegRole.AGENT)
    if leg is None or leg.agent_id != monitoring.asked.supervisor_id:
        yield f"{monitoring_id} has no leg of the supervisor's"
        return
    commands = [state.effects[effect_id].command for effect_id in state.effects_of.get(leg.leg_id, ())]
    asked = [one for one in commands if isinstance(one, MonitorLeg)]
    if len(asked) > 1 or any(one.mode is not monitoring.mode for one in asked):
        yield f"{monitoring_id} is asked for in another mode than it has"
    if monitoring.stage is MonitoringStage.LISTENING:
        return
    is_waited_for = asked if leg.stage is LegStage.UP else [one for one in commands if isinstance(one, DialLeg)]
    if not is_waited_for:
        yield f"{monitoring_id} is {monitoring.stage.value} for ever"
