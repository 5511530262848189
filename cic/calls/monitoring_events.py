"""What happened to supervisors who listen in on talks. Owns the event types; holds no behaviour. Published: versioned.

``interaction_id`` is always the customer's, ``agent_id`` whose talk it is; a monitoring is an interaction of its own,
``monitoring_id``, in the supervisor's hand.
"""

from dataclasses import dataclass

from cic.calls.commands import MonitorMode
from cic.calls.machines.monitoring import MonitoringStage
from routing.vocabulary import AgentId, EndCause, InteractionId


@dataclass(frozen=True, slots=True)
class MonitoringAsked:
    """A supervisor wants to listen in on an agent's talk."""

    monitoring_id: InteractionId
    interaction_id: InteractionId
    agent_id: AgentId
    supervisor_id: AgentId
    mode: MonitorMode


@dataclass(frozen=True, slots=True)
class MonitoringMoved:
    """The supervisor's phone rings, or the supervisor hears the talk."""

    monitoring_id: InteractionId
    interaction_id: InteractionId
    agent_id: AgentId
    supervisor_id: AgentId
    stage: MonitoringStage


@dataclass(frozen=True, slots=True)
class MonitoringSwitched:
    """Who hears the supervisor is another, as soon as the provider has done so."""

    monitoring_id: InteractionId
    interaction_id: InteractionId
    agent_id: AgentId
    supervisor_id: AgentId
    mode: MonitorMode


@dataclass(frozen=True, slots=True)
class MonitoringEnded:
    """The supervisor is out of the talk; or has taken it over (``transferred`` with ``is_taken_over``)."""

    monitoring_id: InteractionId
    interaction_id: InteractionId
    agent_id: AgentId
    supervisor_id: AgentId
    cause: EndCause
    is_taken_over: bool = False


MonitoringEvent = MonitoringAsked | MonitoringMoved | MonitoringSwitched | MonitoringEnded
