"""By which limits visits were counted when they ended, as the journal had them then. Owns the folding of these limits;
an agent who is gone from the center's text is told too."""

from dataclasses import dataclass, field

from routing.configuration import QueueConfiguration
from routing.configuration_events import (
    ConfigurationPartStaged,
    RoundTaken,
    RoutingConfigured,
    StagedActivated,
    StagedDiscarded,
)
from routing.vocabulary import AgentId, QueueId

ConfigurationEvent = RoutingConfigured | ConfigurationPartStaged | StagedDiscarded | StagedActivated | RoundTaken


@dataclass(frozen=True, slots=True)
class Limits:
    """A queue's limits."""

    service_level_target_ms: int
    short_abandon_ms: int


NO_LIMITS = Limits(0, 0)


@dataclass(frozen=True, slots=True)
class Staged:
    """What lies ready of one version."""

    queues: dict[QueueId, Limits] = field(default_factory=dict)
    gone_agents: tuple[AgentId, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueRules:
    """The limits in force, and what lies ready. ``taking_in`` is what was activated, and is taken in round by round."""

    limits: dict[QueueId, Limits] = field(default_factory=dict)
    staged: dict[str, Staged] = field(default_factory=dict)
    taking_in: Staged = field(default_factory=Staged)

    def of(self, queue_id: QueueId) -> Limits:
        """The limits of a queue; a visit to one that is gone was within none."""
        return self.limits.get(queue_id, NO_LIMITS)


def limits_of(queue: QueueConfiguration) -> Limits:
    """What counts of a queue's configuration."""
    return Limits(queue.service_level_target_ms, queue.short_abandon_ms)


def ruled(rules: QueueRules, event: ConfigurationEvent) -> tuple[QueueRules, tuple[AgentId, ...]]:
    """The limits after an event, and agents who are gone from the text by it."""
    match event:
        case RoutingConfigured(configuration=configuration):
            # Queues that interactions still stand in stay, as in routing.
            limits = rules.limits | {queue.queue_id: limits_of(queue) for queue in configuration.queues}
            return QueueRules(limits), ()
        case ConfigurationPartStaged(version=version, part=part):
            before = rules.staged.get(version, Staged())
            queues = before.queues | {queue.queue_id: limits_of(queue) for queue in part.queues}
            after = Staged(queues, (*before.gone_agents, *part.gone_agents))
            return QueueRules(rules.limits, rules.staged | {version: after}, rules.taking_in), ()
        case StagedDiscarded(version=version):
            kept = {name: staged for name, staged in rules.staged.items() if name != version}
            return QueueRules(rules.limits, kept, rules.taking_in), ()
        case StagedActivated(version=version):
            return QueueRules(rules.limits, {}, rules.staged.get(version, Staged())), ()
        case RoundTaken():
            return _round_taken(rules, event)


def _round_taken(rules: QueueRules, event: RoundTaken) -> tuple[QueueRules, tuple[AgentId, ...]]:
    gone = tuple([agent_id for agent_id in event.agent_ids if agent_id in rules.taking_in.gone_agents])
    limits = rules.taking_in.queues.get(event.queue_id) if event.queue_id is not None else None
    if limits is None or event.queue_id is None:
        return rules, gone
    return QueueRules(rules.limits | {event.queue_id: limits}, rules.staged, rules.taking_in), gone
