"""The words that people read for the ids that the center works with. Owns the types; decides nothing."""

from dataclasses import dataclass, field
from enum import StrEnum

from cic.access.identity import Role
from cic.diagnostics.thresholds import AlarmRule
from routing.vocabulary import AgentId, GroupId, PhoneAddress, ProviderId, QueueId

TARGET_PERCENT = 80


@dataclass(frozen=True, slots=True)
class Label:
    """Words in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class AgentLabel:
    """How people know an agent, and where the agent's phones are."""

    name: str
    number: str
    queues: tuple[QueueId, ...]
    phones: tuple[PhoneAddress, ...]
    team: str = ""
    signs_in_as: Role = Role.AGENT
    """The role of the demo sign-in that is made for who has none."""


@dataclass(frozen=True, slots=True)
class QueueLabel:
    """How people know a queue, and the card an agent reads from when greeting its callers."""

    label: Label
    greeting: Label
    service_level_target_ms: int
    target_percent: int = TARGET_PERCENT
    alarms: tuple[AlarmRule, ...] = ()


class AgentSees(StrEnum):
    """When an agent's desktop shows that a supervisor listens in."""

    ALWAYS = "always"
    HEARD = "heard"
    """Once the supervisor can be heard: whispers or barges in."""
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Labels:
    """All labels of one configuration."""

    agents: dict[AgentId, AgentLabel]
    queues: dict[QueueId, QueueLabel]
    dispositions: dict[str, Label]
    break_reasons: dict[str, Label]
    skills: dict[str, Label] = field(default_factory=dict)
    groups: dict[GroupId, Label] = field(default_factory=dict)
    state_limits_ms: dict[str, int] = field(default_factory=dict)
    """How long an agent may be in a state before a board shows it."""
    words: dict[str, Label] = field(default_factory=dict)
    """Of codes of flows and tables: nodes, results, names of what is entered, grades, areas."""
    agent_sees: AgentSees = AgentSees.HEARD

    @property
    def first_roles(self) -> dict[AgentId, Role]:
        """As what each agent signs in at first."""
        return {agent_id: label.signs_in_as for agent_id, label in self.agents.items()}

    @property
    def teams(self) -> dict[AgentId, str]:
        """The team of each agent; empty for who is in none."""
        return {agent_id: label.team for agent_id, label in self.agents.items()}

    @property
    def has_alarm_rules(self) -> bool:
        """Whether any queue is watched by thresholds."""
        return any(queue.alarms for queue in self.queues.values())

    def alarm_rules(self, queue_id: QueueId) -> tuple[AlarmRule, ...]:
        """What is watched of a queue."""
        queue = self.queues.get(queue_id)
        return () if queue is None else queue.alarms

    def target_percent(self, queue_id: QueueId) -> int:
        """Which share of a queue's visits is to be answered in time."""
        queue = self.queues.get(queue_id)
        return TARGET_PERCENT if queue is None else queue.target_percent

    def phone_address(self, agent_id: AgentId, provider: ProviderId) -> str | None:
        """The address of this agent's first phone at a provider, if there is one."""
        agent = self.agents.get(agent_id)
        phones = agent.phones if agent is not None else ()
        return next((phone.address for phone in phones if phone.provider == provider), None)
