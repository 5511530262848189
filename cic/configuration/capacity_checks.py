"""Checks whether what media cost fits the agents' capacity. Owns these rules; names are checked elsewhere."""

from collections.abc import Collection, Iterator

from cic.configuration.media import media_of
from cic.configuration.problems import ConfigurationProblem, Severity
from cic.configuration.reach import Floor, asking, can_be_asked
from cic.configuration.schema import ConfigurationText
from cic.configuration.schema_routing import AgentText
from cic.configuration.worlds import worlds
from routing.configuration import MediumConfiguration
from routing.vocabulary import Medium


def check_capacity(
    text: ConfigurationText, floor: Floor, called_queues: Collection[str]
) -> Iterator[ConfigurationProblem]:
    """Media that fit no agent, agents whom no medium fits, queues of calls without an agent for calls."""
    media = {medium.medium.value: medium for medium in media_of(text.center.media)}
    if not text.agents:
        return
    yield from _interruptions(text, media)
    lines = {medium.medium.name: medium.line for medium in text.center.media}
    if text.numbers:
        lines.setdefault(Medium.VOICE.value, 1)
    for name, line in lines.items():
        if name in media and not any(media[name].medium in each.perhaps.media for each in floor.candidates):
            yield _fits_nobody(text, media[name], line)
            if name == Medium.VOICE.value:
                called_queues = ()
    for agent in text.agents:
        yield from _agent(agent, media)
    yield from _calls(floor, called_queues)


def _interruptions(text: ConfigurationText, media: dict[str, MediumConfiguration]) -> Iterator[ConfigurationProblem]:
    for written in text.center.media:
        medium = media.get(written.medium.name)
        for other in medium.interrupted_by if medium is not None else ():
            assert medium is not None
            if medium.medium not in media[other.value].interrupted_by:
                continue
            where = f"center.media.{written.medium.name}.interrupted_by"
            if other is medium.medium:
                found, expected = f"'{other.value}' itself", "other media alone"
            else:
                found = f"'{other.value}', which '{written.medium.name}' interrupts as well"
                expected = "two media of which at most one interrupts the other"
            yield ConfigurationProblem("center.yaml", written.line, where, found, expected, "remove one of the two")


def _fits_nobody(text: ConfigurationText, medium: MediumConfiguration, line: int) -> ConfigurationProblem:
    name = medium.medium.value
    largest = max(agent.capacity for agent in text.agents)
    if medium.share > largest:
        found = f"a share of {medium.share}, while no agent has a capacity over {largest}"
        mend = "lower the 'share', or raise the 'capacity' of an agent"
    else:
        found = f"no agent who can take '{name}'"
        mend = f"raise '{name}' in the 'at_most' of an agent above 0, or the agent's 'capacity' to {medium.share}"
    expected = "at least one agent whom the medium fits"
    return ConfigurationProblem("center.yaml", line, f"center.media.{name}", found, expected, mend)


def _agent(agent: AgentText, media: dict[str, MediumConfiguration]) -> Iterator[ConfigurationProblem]:
    where = f"agents.{agent.agent_id}"
    least = min(medium.share for medium in media.values())
    if agent.capacity < least:
        found, mend = f"a capacity of {agent.capacity}", "raise it, or lower the share of a medium"
        expected = f"at least {least}, the share of the medium that costs least"
        yield ConfigurationProblem("agents.yaml", agent.line, f"{where}.capacity", found, expected, mend)
    for amount in agent.at_most:
        medium = media.get(amount.name)
        if medium is not None and amount.amount > medium.at_most:
            found, expected = f"{amount.amount} for '{amount.name}'", f"at most {medium.at_most}, as center.yaml says"
            mend = "lower it, or raise 'at_most' of the medium in center.yaml"
            at = f"{where}.at_most"
            yield ConfigurationProblem("agents.yaml", amount.line, at, found, expected, mend, Severity.WARNING)


def _calls(floor: Floor, called_queues: Collection[str]) -> Iterator[ConfigurationProblem]:
    """Queues that calls come to, whose agents take no calls, or have no phone for them."""
    for queue in floor.queues.values():
        known = worlds(floor, [queue])
        if queue.queue_id not in called_queues or known is None:
            continue
        asked = [asking(floor, queue, queue.relax, world, hopefully=True) for world in known]
        able = [each for each in floor.candidates if any(can_be_asked(each.perhaps, one) for one in asked)]
        with_voice = [each for each in able if Medium.VOICE in each.perhaps.media]
        if not able or any(each.perhaps.has_phone for each in with_voice):
            continue  # a queue that nobody can serve at all is told of already
        if with_voice:
            found = "agents for calls none of whom has a phone"
            mend = "give an agent of the queue a phone: 'phones: [{provider: ..., address: ...}]' in agents.yaml"
        else:
            found = "agents none of whom can take a call (capacity, or at_most 0 for voice)"
            mend = "let an agent of the queue take calls, or lower the share of voice"
        expected = "an agent for the calls that a flow sends here"
        where = f"queues.{queue.queue_id}"
        yield ConfigurationProblem("queues.yaml", queue.line, where, found, expected, mend)
