"""Every decision of the past asked again under other rules, from the state that it was taken in. Owns that comparison.

What happened stays what happened: after each question the state goes on as the journal has it. So a difference never
leads to others, and each says: at this moment the other configuration would have chosen so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from routing.admission import refuse, refuse_full
from routing.configuration import AgentConfiguration, MediumConfiguration, QueueConfiguration, RoutingConfiguration
from routing.configuration_events import (
    ConfigurationPartStaged,
    RoundTaken,
    RoutingConfigured,
    StagedActivated,
    StagedDiscarded,
)
from routing.copying import replace
from routing.events import InteractionLeftQueue, InteractionQueued, OfferMade, RoutingEvent, StepReached
from routing.evolve import evolve
from routing.matching import agent_for, interaction_for
from routing.state import RoutingState, queue_of
from routing.vocabulary import AgentId, InteractionId, QueueId


class DifferenceKind(Enum):
    """What the other rules would have done instead."""

    ANOTHER_AGENT = "another_agent"
    NOBODY = "nobody"
    ANOTHER_INTERACTION = "another_interaction"
    EARLIER = "earlier"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """One decision that comes out otherwise. ``agent_id`` and ``interaction_id`` are those of the past."""

    kind: DifferenceKind
    seq: int
    at_ms: int
    interaction_id: InteractionId
    agent_id: AgentId | None
    instead: str


@dataclass(slots=True)
class OtherRules:
    """Follows the past, event by event, with another configuration in force from the beginning."""

    configuration: RoutingConfiguration
    state: RoutingState = field(default_factory=RoutingState)
    decisions: int = 0
    _told: set[InteractionId] = field(default_factory=set)
    _past_queues: dict[QueueId, QueueConfiguration] = field(default_factory=dict)
    _past_agents: dict[AgentId, AgentConfiguration] = field(default_factory=dict)

    def take(self, event: RoutingEvent, at_ms: int, seq: int) -> Iterator[RuleDifference]:
        """Compare an event with what the other rules would have led to, then let it have happened."""
        match event:
            case RoutingConfigured():
                self._remember(event.configuration.queues, event.configuration.agents)
                event = self._configured(event.configuration.media)
            case ConfigurationPartStaged():
                self._remember(event.part.queues, event.part.agents)
                return
            case StagedActivated():
                event = self._configured(event.frame.media)
            case StagedDiscarded() | RoundTaken():
                return  # the other rules hold all the time
            case StepReached():
                queue = queue_of(self.state, self.state.interactions[event.interaction_id])
                if event.step >= len(queue.configuration.steps):
                    return
            case OfferMade():
                self.decisions += 1
                yield from self._offer(event, at_ms, seq)
                self._told.discard(event.interaction_id)
            case InteractionQueued():
                yield from self._queued(event, at_ms, seq)
                self._told.discard(event.interaction_id)
            case InteractionLeftQueue():
                self._told.discard(event.interaction_id)
            case _:
                pass
        evolve(self.state, event, at_ms, seq)

    def settled(self, at_ms: int, seq: int) -> Iterator[RuleDifference]:
        """At the end of an input: who went on waiting though somebody could have taken them; each told once."""
        touched = {interaction_id for interaction_id in self.state.touched_interactions}
        for agent_id in self.state.touched_agents:
            found = interaction_for(self.state, self.state.agents[agent_id], at_ms)
            if found is not None:
                touched.add(found.interaction_id)
        self.state.touched_agents.clear()
        self.state.touched_interactions.clear()
        for interaction_id in sorted(touched - self._told):
            interaction = self.state.interactions.get(interaction_id)
            taker = None if interaction is None else agent_for(self.state, interaction)
            if taker is not None:
                self._told.add(interaction_id)
                yield RuleDifference(DifferenceKind.EARLIER, seq, at_ms, interaction_id, None, taker)

    def _offer(self, event: OfferMade, at_ms: int, seq: int) -> Iterator[RuleDifference]:
        interaction = self.state.interactions[event.interaction_id]
        instead = agent_for(self.state, interaction)

        def difference(kind: DifferenceKind, other: str) -> RuleDifference:
            return RuleDifference(kind, seq, at_ms, event.interaction_id, event.agent_id, other)

        if instead is None:
            yield difference(DifferenceKind.NOBODY, "")
            return
        if instead != event.agent_id:
            yield difference(DifferenceKind.ANOTHER_AGENT, instead)
        best = interaction_for(self.state, self.state.agents[event.agent_id], at_ms)
        if best is not None and best is not interaction:
            yield difference(DifferenceKind.ANOTHER_INTERACTION, best.interaction_id)

    def _queued(self, event: InteractionQueued, at_ms: int, seq: int) -> Iterator[RuleDifference]:
        interaction = self.state.interactions[event.interaction_id]
        queue, medium, provider = self.state.queues[event.queue_id], interaction.medium, interaction.provider
        newcomer = (self.state, queue, medium, provider, event.asked)
        refusal = refuse(*newcomer) or refuse_full(*newcomer)
        if refusal is not None:
            yield RuleDifference(DifferenceKind.REFUSED, seq, at_ms, event.interaction_id, None, refusal.code.value)

    def _remember(self, queues: Iterable[QueueConfiguration], agents: Iterable[AgentConfiguration]) -> None:
        self._past_queues |= {text.queue_id: text for text in queues}
        self._past_agents |= {text.agent_id: text for text in agents}

    def _configured(self, past_media: tuple[MediumConfiguration, ...]) -> RoutingConfigured:
        """The other rules, with what the past needs and they do not have; such queues and agents serve nobody."""
        queues = self._past_queues | {text.queue_id: text for text in self.configuration.queues}
        idle = {agent_id: _serving_nobody(text) for agent_id, text in self._past_agents.items()}
        # Phones are as they were: the past tells of them by their addresses.
        wanted = {text.agent_id: self._with_old_phones(text) for text in self.configuration.agents}
        media = {one.medium: one for one in past_media} | {one.medium: one for one in self.configuration.media}
        return RoutingConfigured(
            replace(
                self.configuration,
                queues=tuple(queues.values()),
                agents=tuple((idle | wanted).values()),
                media=tuple(media.values()),
            )
        )

    def _with_old_phones(self, agent: AgentConfiguration) -> AgentConfiguration:
        past = self._past_agents.get(agent.agent_id)
        return agent if past is None else replace(agent, phones=past.phones)


def _serving_nobody(agent: AgentConfiguration) -> AgentConfiguration:
    return replace(agent, queues=(), groups=())
