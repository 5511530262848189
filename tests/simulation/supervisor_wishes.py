"""What a supervisor of an invented day does to agents and contacts, possible then or not. Owns the choice by chance."""

from collections.abc import Sequence
from random import Random

from cic.center.state import CenterState
from routing.supervisor_commands import (
    EndWrapUps,
    ForceActivity,
    ForceRelease,
    MoveToFront,
    ReassignToAgent,
    ReassignToQueue,
    SupervisorCommand,
    TakeOffered,
)
from routing.vocabulary import Activity, AgentId, InteractionId, QueueId

NOBODY = InteractionId("nobody")


def on_contact(chance: Random, state: CenterState, queues: Sequence[str]) -> SupervisorCommand:
    """Something done to an interaction, wherever it stands."""
    interaction_id = chance.choice([*state.routing.interactions, NOBODY])
    agent_id, queue_id = _agent(chance, state), QueueId(chance.choice(queues))
    acts: list[SupervisorCommand] = [
        MoveToFront(interaction_id),
        MoveToFront(interaction_id),
        ReassignToQueue(interaction_id, queue_id),
        ReassignToQueue(interaction_id, queue_id),
        ReassignToAgent(interaction_id, agent_id),
        ReassignToAgent(interaction_id, agent_id),
        TakeOffered(agent_id, interaction_id),
        TakeOffered(agent_id, interaction_id),
        ForceRelease(interaction_id),
    ]
    return chance.choice(acts)


def on_agent(chance: Random, state: CenterState) -> SupervisorCommand:
    """Something done to an agent, whatever the agent does."""
    agent_id = _agent(chance, state)
    wrapping_up = [*state.routing.agents[agent_id].assignments] if agent_id in state.routing.agents else []
    acts: list[SupervisorCommand] = [
        ForceActivity(agent_id, Activity.AVAILABLE, ""),
        ForceActivity(agent_id, Activity.ON_BREAK, "lunch"),
        ForceActivity(agent_id, Activity.SIGNED_OUT, ""),
        EndWrapUps(agent_id, None),
        EndWrapUps(agent_id, chance.choice([None, *wrapping_up])),
    ]
    return chance.choice(acts)


def _agent(chance: Random, state: CenterState) -> AgentId:
    return chance.choice([*state.routing.agents, AgentId("nobody")])
