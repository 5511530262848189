"""What a running center has to be told so that it becomes another one: small parts, then one activation. Pure."""

from collections.abc import Iterator
from itertools import islice
from typing import TypeVar

from cic.center.inputs import ConfigurationActivated
from cic.configuration.compile import CompiledCenter
from routing.commands import StageConfiguration
from routing.configuration import ConfigurationFrame, ConfigurationPart, RoutingConfiguration

PART = 50
"""So many queues or agents in a part: the input that carries them takes a few milliseconds."""
Item = TypeVar("Item")


def stages(
    before: RoutingConfiguration, after: CompiledCenter
) -> tuple[tuple[StageConfiguration, ...], ConfigurationActivated]:
    """The inputs that turn a center of one configuration into another, without the version that it is based on."""
    routing = after.applied.routing
    version = after.applied.version
    parts = tuple(
        StageConfiguration(version, number, part) for number, part in enumerate(_parts(before, routing), start=1)
    )
    frame = ConfigurationFrame(routing.break_reasons, routing.media, routing.strategy)
    applied = after.applied
    return parts, ConfigurationActivated(version, "", len(parts), frame, applied.flows, applied.entry_points)


def _parts(before: RoutingConfiguration, after: RoutingConfiguration) -> Iterator[ConfigurationPart]:
    known_queues = {queue.queue_id: queue for queue in before.queues}
    known_agents = {agent.agent_id: agent for agent in before.agents}
    queues = [queue for queue in after.queues if known_queues.pop(queue.queue_id, None) != queue]
    agents = [agent for agent in after.agents if known_agents.pop(agent.agent_id, None) != agent]
    for some in _batches(queues):
        yield ConfigurationPart(queues=some)
    for some_agents in _batches(agents):
        yield ConfigurationPart(agents=some_agents)
    # Whoever goes, goes last: what is left of a queue's agents may be in a queue that is new.
    for gone_agents in _batches(list(known_agents)):
        yield ConfigurationPart(gone_agents=gone_agents)
    for gone_queues in _batches(list(known_queues)):
        yield ConfigurationPart(gone_queues=gone_queues)


def _batches(items: list[Item]) -> Iterator[tuple[Item, ...]]:
    rest = iter(items)
    while batch := tuple(islice(rest, PART)):
        yield batch
