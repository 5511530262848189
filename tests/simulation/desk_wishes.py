"""What agents may wish of the desk beside calls, sensible and not. Owns the choice; chance, ids and time are given."""

from collections.abc import Sequence
from random import Random

from cic.center.desk_inputs import AskForHelp, CloseFollowUp, DeskInput, EnterContact, MakeFollowUp, MoveFollowUp
from cic.center.entered_contacts import KINDS
from cic.center.state import CenterState
from routing.vocabulary import AgentId, CallerFacts, ContactId, InteractionId, PersonalRef, QueueId

TEXT = PersonalRef("text")
MINUTE_MS = 60_000


def of_contact(
    chance: Random,
    state: CenterState,
    agent_id: AgentId,
    interaction_id: InteractionId,
    queues: Sequence[str],
    *,
    at_ms: int,
) -> DeskInput:
    """Something about an interaction, perhaps not the agent's: help with it, or work put off for minutes."""
    if chance.random() < 0.4:
        return AskForHelp(agent_id, interaction_id, chance.random() < 0.7)
    owner = chance.choice([None, agent_id, agent_id, chance.choice([*state.routing.agents])])
    due_at_ms = at_ms + chance.choice([0, 1, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS])
    remind_at_ms = chance.choice([None, None, at_ms + MINUTE_MS // 2])
    queue_id = QueueId(chance.choice([*queues]))
    return MakeFollowUp(agent_id, interaction_id, owner, queue_id, due_at_ms, remind_at_ms, TEXT)


def of_day(
    chance: Random, state: CenterState, agent_id: AgentId, queues: Sequence[str], *, at_ms: int, caller: CallerFacts
) -> DeskInput:
    """Something that is of no interaction: a follow-up moved or closed, a contact entered."""
    contact_id = chance.choice([*state.follow_ups, ContactId("c0")])
    due_at_ms = at_ms + chance.choice([0, MINUTE_MS, 10 * MINUTE_MS])
    began_at_ms = at_ms - chance.choice([0, MINUTE_MS, 5 * MINUTE_MS])
    kind, disposition = chance.choice([*KINDS, "telegram"]), chance.choice(["solved", "solved", "unheard_of"])
    return chance.choice(
        [
            MoveFollowUp(agent_id, contact_id, due_at_ms, chance.choice([None, at_ms + MINUTE_MS // 3])),
            MoveFollowUp(agent_id, contact_id, due_at_ms, None),
            CloseFollowUp(agent_id, contact_id),
            EnterContact(
                agent_id, kind, QueueId(chance.choice([*queues])), caller, began_at_ms, MINUTE_MS, disposition, None
            ),
        ]
    )
