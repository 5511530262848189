"""What a supervisor asks of a talk that is going on: the input types, as they are journalled. Owns the types; holds no
behaviour.

``agent_id`` is the supervisor's own: a supervisor who listens has a phone, and is an agent of the configuration.
``watched_agent_id`` is whose talk it is about: a wish about another agent's than the supervisor hears is refused.
"""

from dataclasses import dataclass

from cic.calls.commands import MonitorMode
from routing.vocabulary import AgentId, InteractionId


@dataclass(frozen=True, slots=True)
class StartMonitoring:
    """The supervisor's phone is to ring, and the supervisor to hear this agent's talk; without an interaction the one
    that the agent is in. The same talk again is a switch."""

    agent_id: AgentId
    watched_agent_id: AgentId
    interaction_id: InteractionId | None
    mode: MonitorMode


@dataclass(frozen=True, slots=True)
class SwitchMonitoring:
    """Who hears the supervisor is to be another."""

    agent_id: AgentId
    watched_agent_id: AgentId
    mode: MonitorMode


@dataclass(frozen=True, slots=True)
class EndMonitoring:
    """The supervisor wants to hear no more."""

    agent_id: AgentId
    watched_agent_id: AgentId


@dataclass(frozen=True, slots=True)
class TakeOver:
    """The supervisor serves the customer from now on; the agent is out of it, and wraps up."""

    agent_id: AgentId
    watched_agent_id: AgentId


MonitoringInput = StartMonitoring | SwitchMonitoring | EndMonitoring | TakeOver
