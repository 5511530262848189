"""The queues and agents of a center as routing needs them. Owns the compiled form; knows no files.

What people read (labels, agents' names) stays in the shell.
"""

from dataclasses import dataclass

from routing.vocabulary import AgentId, PhoneAddress, QueueId


@dataclass(frozen=True, slots=True)
class QueueConfiguration:
    """A queue: how long an offer stands, how long wrap-up may take, what may be said of a contact afterwards."""

    queue_id: QueueId
    service_level_target_ms: int
    offer_timeout_ms: int
    wrap_up_ms_max: int
    dispositions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgentConfiguration:
    """An agent: which queues, which phones, and whether offers are accepted without a click."""

    agent_id: AgentId
    queues: tuple[QueueId, ...]
    phones: tuple[PhoneAddress, ...]
    accepts_automatically: bool


@dataclass(frozen=True, slots=True)
class RoutingConfiguration:
    """All queues and agents of a site, and the break reasons an agent may give."""

    queues: tuple[QueueConfiguration, ...]
    agents: tuple[AgentConfiguration, ...]
    break_reasons: tuple[str, ...]
