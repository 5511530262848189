"""What agents of an invented day ask of calls beside holding and hanging up. Owns the choice by chance."""

import random
from collections.abc import Sequence

from cic.calls.commands import MonitorMode
from cic.center.control_inputs import (
    CompleteTransfer,
    ContinueRecording,
    DialOut,
    EndConsult,
    JoinConference,
    ParkInteraction,
    PauseRecording,
    PickUpInteraction,
    StartConsult,
    SwapConsult,
    Target,
    ToAgent,
    ToNumber,
    ToQueue,
    TransferInteraction,
)
from cic.center.inputs import CenterInput
from cic.center.monitoring_inputs import EndMonitoring, StartMonitoring, SwitchMonitoring, TakeOver
from cic.center.state import CenterState
from routing.commands import TakeInteraction
from routing.vocabulary import AgentId, CallerFacts, InteractionId, PersonalRef, ProviderId, QueueId

NUMBER = PersonalRef("number-outside")


def wish(
    chance: random.Random,
    state: CenterState,
    agent_id: AgentId,
    interaction_id: InteractionId,
    queues: Sequence[str],
) -> CenterInput:
    """One of the things that an agent may want of a call in hand, possible now or not."""
    if interaction_id in state.calls.monitorings:
        return supervise(chance, state, agent_id)
    consult = [
        StartConsult(agent_id, interaction_id, target(chance, state, queues)),
        StartConsult(agent_id, interaction_id, target(chance, state, queues)),
        SwapConsult(agent_id, interaction_id),
        JoinConference(agent_id, interaction_id),
        CompleteTransfer(agent_id, interaction_id),
        EndConsult(agent_id, interaction_id),
    ]
    handing_on = [
        TransferInteraction(agent_id, interaction_id, target(chance, state, queues)),
        ParkInteraction(agent_id, interaction_id),
        PauseRecording(agent_id, interaction_id),
        ContinueRecording(agent_id, interaction_id),
    ]
    wanted: list[CenterInput] = [*consult, *handing_on]
    if interaction_id in state.calls.consults:
        wanted = [*consult[2:], *consult[2:], *wanted]
    return chance.choice(wanted)


def own_act(
    chance: random.Random,
    state: CenterState,
    agent_id: AgentId,
    queues: Sequence[str],
    *,
    provider: ProviderId,
    caller: CallerFacts,
) -> CenterInput:
    """One of the things that an agent may begin without being offered anything."""
    parked = [contact.interaction_id for contact in state.contacts.values() if contact.away is not None]
    waiting = [contact_id for contact_id in state.work_of]
    acts: list[CenterInput] = [DialOut(agent_id, QueueId(chance.choice(queues)), provider, caller, NUMBER)]
    acts += [supervise(chance, state, agent_id)]
    acts += [PickUpInteraction(agent_id, interaction_id) for interaction_id in parked[:2]] * 3
    acts += [TakeInteraction(agent_id, interaction_id) for interaction_id in waiting[:2]] * 2
    return chance.choice(acts)


def supervise(chance: random.Random, state: CenterState, agent_id: AgentId) -> CenterInput:
    """Something that a supervisor may want of a talk that is going on."""
    mode = chance.choice(list(MonitorMode))
    if agent_id in state.calls.monitored_by:
        watched = state.calls.monitorings[state.calls.monitored_by[agent_id]].asked.agent_id
        wanted: list[CenterInput] = [
            SwitchMonitoring(agent_id, watched, mode),
            TakeOver(agent_id, watched),
            EndMonitoring(agent_id, watched),
        ]
        return chance.choice([*wanted, wanted[0], wanted[1]])
    busy = [one for one, agent in state.routing.agents.items() if agent.assignments and one != agent_id]
    return StartMonitoring(agent_id, chance.choice(busy or list(state.routing.agents)), None, mode)


def target(chance: random.Random, state: CenterState, queues: Sequence[str]) -> Target:
    """Somebody to ask, or to hand a customer to."""
    agent_id = chance.choice(list(state.routing.agents))
    queue_id = QueueId(chance.choice(queues))
    return chance.choice([ToAgent(agent_id), ToAgent(agent_id), ToQueue(queue_id), ToNumber(NUMBER)])
