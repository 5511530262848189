"""Decisions about a new configuration for a center that runs: stage, activate, take in. Changes nothing.

Parts are laid ready in small inputs, one input activates them, and then queues, agents and those who wait take them in
round by round, so that no input is long. Meanwhile each of them goes by what it has taken in already: nobody is
dropped, and places stay.
"""

from collections.abc import Sequence
from itertools import islice

from routing.agents import offers_of, without_phone
from routing.commands import ActivateStaged, StageConfiguration
from routing.configuration_events import ConfigurationPartStaged, RoundTaken, StagedActivated, StagedDiscarded
from routing.events import RoutingEvent
from routing.rejections import Rejection, RejectionCode
from routing.state import RoutingState
from routing.vocabulary import AgentId

AGENTS, INTERACTIONS = 25, 10
"""So many in a round, which takes some milliseconds: the first of those who ask the same makes a line."""


def decide_stage(state: RoutingState, command: StageConfiguration) -> list[RoutingEvent] | Rejection:
    """Lay a part ready, in its turn."""
    if state.taking_in:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the configuration before this is still being taken in")
    ready = len(state.staged.get(command.version, ()))
    if command.number == 1:
        discarded = [StagedDiscarded(version) for version in state.staged]
        return [*discarded, ConfigurationPartStaged(command.version, command.part)]
    if command.number != ready + 1:
        return Rejection(RejectionCode.NOT_STAGED, f"{ready} parts lie ready; expected part {ready + 1}")
    return [ConfigurationPartStaged(command.version, command.part)]


def decide_activate(state: RoutingState, command: ActivateStaged) -> list[RoutingEvent] | Rejection:
    """Let what lies ready hold, as a whole or not at all."""
    if state.taking_in:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the configuration before this is still being taken in")
    ready = len(state.staged.get(command.version, ()))
    if ready != command.parts:
        return Rejection(RejectionCode.NOT_STAGED, f"{ready} of {command.parts} parts lie ready; stage them again")
    return [StagedActivated(command.version, command.frame)]


def decide_round(state: RoutingState) -> list[RoutingEvent]:
    """The next round; an offer that would ring at a phone that is not the agent's any more is taken back before."""
    taking_in = state.taking_in
    if taking_in.queues:
        return [RoundTaken(next(iter(taking_in.queues)), (), 0)]
    if taking_in.agents:
        agent_ids = tuple(islice(taking_in.agents, AGENTS))
        withdrawn = [event for agent_id in agent_ids for event in _without_phone(state, agent_id)]
        return [*withdrawn, RoundTaken(None, agent_ids, 0)]
    if taking_in.interactions:
        return [RoundTaken(None, (), min(INTERACTIONS, len(taking_in.interactions)))]
    return []


def _without_phone(state: RoutingState, agent_id: AgentId) -> Sequence[RoutingEvent]:
    agent, wanted = state.agents.get(agent_id), state.taking_in.agents[agent_id]
    if agent is None or wanted is None:
        return ()
    return without_phone(state, offers_of(state, agent), wanted.phones)
