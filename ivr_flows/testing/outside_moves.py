"""What agents and whoever is dialled do in a flow test. Owns when each move is possible."""

from typing import assert_never

from ivr_flows.session import WaitingFor
from ivr_flows.testing.conversation import Conversation
from ivr_flows.testing.given import GivenWorld
from ivr_flows.testing.parting import NotAsExpectedError
from ivr_flows.testing.script import AgentDoes, AgentMove, NumberDoes, NumberMove
from ivr_flows.testing.transcript import shown
from routing.vocabulary import QueueId


def agent_does(talk: Conversation, world: GivenWorld, step: AgentDoes) -> None:
    """An agent's move; NotAsExpectedError when there is no agent to make it."""
    if step.move in (AgentMove.ACCEPTS, AgentMove.ANSWERS) and talk.queue_id is None:
        raise NotAsExpectedError("the caller to wait in a queue", f"the caller at the node {talk.session.node}")
    if step.move in (AgentMove.LEAVES, AgentMove.HANDS_OVER) and not talk.is_with_agent:
        raise NotAsExpectedError("the caller to talk with an agent", f"the caller at the node {talk.session.node}")
    match step.move:
        case AgentMove.ACCEPTS:
            world.agent_number = step.number
            talk.tell("agent   accepts the caller")
            talk.accept()
        case AgentMove.ANSWERS:
            if talk.session.waiting_for is WaitingFor.AGENT_PROMPTS and not talk.is_noted:
                unit = talk.line.unit
                if unit is not None:
                    raise NotAsExpectedError("the agent to be heard", f"hears {shown(unit)}")
            talk.tell("agent   answers")
            talk.connect()
        case AgentMove.LEAVES:
            talk.tell("agent   leaves")
            talk.agent_leaves()
        case AgentMove.HANDS_OVER:
            talk.tell(f"agent   hands the caller to the queue {step.queue}")
            talk.hand_over(QueueId(step.queue))
        case _:
            assert_never(step.move)


def number_does(talk: Conversation, step: NumberDoes) -> None:
    """A move of whoever was dialled; NotAsExpectedError when nobody was."""
    if talk.dialled is None or talk.session.waiting_for is not WaitingFor.NUMBER:
        raise NotAsExpectedError("a number to have been dialled", f"the caller at the node {talk.session.node}")
    talk.tell(f"number  {step.move.value.replace('_', ' ')}")
    match step.move:
        case NumberMove.ANSWERS:
            talk.number_answers()
        case NumberMove.LEAVES:
            talk.number_leaves(was_reached=True)
        case NumberMove.DOES_NOT_ANSWER:
            talk.number_leaves(was_reached=False)
        case _:
            assert_never(step.move)
