"""What happened to the configuration that routing goes by. Owns these event types; holds no behaviour. Published."""

from dataclasses import dataclass

from routing.configuration import ConfigurationFrame, ConfigurationPart, RoutingConfiguration
from routing.vocabulary import AgentId, QueueId


@dataclass(frozen=True, slots=True)
class RoutingConfigured:
    """These queues and agents hold from now on."""

    configuration: RoutingConfiguration


@dataclass(frozen=True, slots=True)
class ConfigurationPartStaged:
    """A part of a new configuration lies ready. Nothing is different yet."""

    version: str
    part: ConfigurationPart


@dataclass(frozen=True, slots=True)
class StagedDiscarded:
    """The parts that lay ready for a version are not wanted any more."""

    version: str


@dataclass(frozen=True, slots=True)
class StagedActivated:
    """The parts that lay ready hold from now on; queues, agents and those who wait take them in round by round."""

    version: str
    frame: ConfigurationFrame


@dataclass(frozen=True, slots=True)
class RoundTaken:
    """A queue, or these agents, or so many of those who wait have taken in what was activated."""

    queue_id: QueueId | None
    agent_ids: tuple[AgentId, ...]
    interactions: int
