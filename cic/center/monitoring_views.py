"""A monitoring as the supervisor's own desktop shows it, and what the watched agent may see of it. Opens no personal
value; whether the agent is to see it is the configuration's word, and looked at where views are written."""

from cic.calls.commands import MonitorMode
from cic.calls.machines.monitoring import MonitoringStage
from cic.calls.state import monitoring_by, monitorings_of
from cic.center.monitoring import refuse_take_over
from cic.center.state import CenterState, contact_of
from cic.center.view_types import MonitoringView, SupervisedView
from routing.machines.assignment import AssignmentState
from routing.state import Assignment
from routing.vocabulary import AgentId, InteractionId

_THERE = MonitoringStage.LISTENING
_LOUDEST_LAST = (MonitorMode.LISTEN, MonitorMode.WHISPER, MonitorMode.BARGE)


def monitoring_view(state: CenterState, supervisor_id: AgentId) -> MonitoringView | None:
    """What this agent, a supervisor, listens in on; None for nothing."""
    monitoring = monitoring_by(state.calls, supervisor_id)
    if monitoring is None:
        return None
    asked, talk = monitoring.asked, state.routing.interactions[monitoring.asked.interaction_id]
    assert talk.queue_id is not None, "who is served came by a queue"
    take_over = () if refuse_take_over(state, monitoring) is not None else ("take_over",)
    return MonitoringView(
        monitoring_id=asked.monitoring_id,
        interaction_id=asked.interaction_id,
        contact_id=contact_of(state, asked.interaction_id).contact_id,
        agent_id=asked.agent_id,
        queue_id=talk.queue_id,
        stage=monitoring.stage.value,
        since_ms=monitoring.since_ms,
        mode=monitoring.mode.value,
        mode_since_ms=monitoring.mode_since_ms,
        allowed_actions=("switch_monitoring", *take_over, "end_monitoring"),
    )


def supervised_view(state: CenterState, assignment: Assignment | None) -> SupervisedView | None:
    """Who listens in on the talk of this assignment: of several, whoever is heard by most."""
    if assignment is None or assignment.state is not AssignmentState.IN_CONTACT:
        return None
    there = [one for one in monitorings_of(state.calls, assignment.interaction_id) if one.stage is _THERE]
    if not there:
        return None
    loudest = max(there, key=lambda one: _LOUDEST_LAST.index(one.mode))
    return SupervisedView(loudest.mode.value, loudest.asked.supervisor_id, loudest.mode_since_ms)


def help_answered_by(state: CenterState, interaction_id: InteractionId) -> AgentId | None:
    """The supervisor who is on the way to a talk with which help is wanted, or is there and has not spoken yet."""
    coming = monitorings_of(state.calls, interaction_id)
    return coming[0].asked.supervisor_id if coming else None
