"""What agents have in hand and what they are to do later, read from the state of the center. Decides nothing.

Whose card an agent may see follows from what the agent's desktop shows: offers, contacts, wrap-ups, follow-ups.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from cic.api.customer_ports import InHand
from cic.api.durable import read_durable
from cic.api.ports import JsonObject, ReadState
from cic.center.follow_ups import is_for
from cic.center.state import CenterState, FollowUp, WorkItem
from cic.center.view_types import InteractionView
from cic.center.views import agent_view
from routing.machines.interaction import InteractionStage
from routing.vocabulary import AgentId, InteractionId, Medium, PartyId, PersonalRef

FOLLOW_UPS_OF_PARTY_MAX = 20
LISTED_MAX = 50


class StateHands:
    """What agents have at this moment."""

    def __init__(self, read: ReadState, open_personal: Callable[[PersonalRef], str | None]) -> None:
        self._read = read
        self._open_personal = open_personal

    async def interaction(self, agent_id: AgentId, interaction_id: InteractionId) -> InHand | None:
        """An interaction of the agent's; None where it is nobody's or another agent's."""
        found = await read_durable(self._read, lambda state: _interaction(state, agent_id, interaction_id))
        if found is None:
            return None
        number, name = await asyncio.to_thread(self._opened, found.caller.number, found.caller.name)
        return InHand(found.caller.party_id, found.contact_id, number, name)

    async def parties(self, agent_id: AgentId) -> frozenset[PartyId]:
        """Whose interactions and follow-ups the agent has."""
        return await read_durable(self._read, lambda state: parties_in_hand(state, agent_id))

    async def follow_ups_of(self, parties: Sequence[PartyId]) -> Sequence[JsonObject]:
        """What is to be done later for some parties, due first."""
        wanted = frozenset(parties)
        found = await read_durable(
            self._read,
            lambda state: _due_first(item for item in state.follow_ups.values() if item.made.caller.party_id in wanted),
        )
        return await asyncio.to_thread(self._follow_ups, found[:FOLLOW_UPS_OF_PARTY_MAX])

    async def follow_ups_for(self, agent_id: AgentId) -> Sequence[JsonObject]:
        """What an agent is to do later, and what anybody of the agent's queues is, due first."""
        found = await read_durable(self._read, lambda state: follow_ups_for(state, agent_id))
        return await asyncio.to_thread(self._follow_ups, found[:LISTED_MAX])

    async def callbacks_for(self, agent_id: AgentId) -> Sequence[JsonObject]:
        """Who waits to be called back in the agent's queues, due first."""
        found = await read_durable(self._read, lambda state: callbacks_for(state, agent_id))
        return await asyncio.to_thread(lambda: [self._callback(item) for item in found[:LISTED_MAX]])

    def _follow_ups(self, found: Sequence[FollowUp]) -> list[JsonObject]:
        return [self._follow_up(item) for item in found]

    def _follow_up(self, item: FollowUp) -> JsonObject:
        made = item.made
        text, name, number = self._opened(made.text, made.caller.name, made.caller.number)
        return {
            "contact_id": made.contact_id,
            "origin": made.origin,
            "queue_id": made.queue_id,
            "owner": made.owner,
            "due_at_ms": item.due_at_ms,
            "remind_at_ms": item.remind_at_ms,
            "is_reminded": item.is_reminded,
            "refused": item.refused,
            "text": text or "",
            "party_id": made.caller.party_id,
            "name": name,
            "number": number,
        }

    def _callback(self, item: WorkItem) -> JsonObject:
        opened = item.opened
        (name,) = self._opened(opened.caller.name)
        return {
            "contact_id": opened.contact_id,
            "interaction_id": opened.interaction_id,
            "queue_id": opened.queue_id,
            "due_at_ms": opened.due_at_ms,
            "caller_name": name,
        }

    def _opened(self, *refs: PersonalRef | None) -> tuple[str | None, ...]:
        return tuple(None if ref is None else self._open_personal(ref) for ref in refs)


def parties_in_hand(state: CenterState, agent_id: AgentId) -> frozenset[PartyId]:
    """Whose interactions stand offered, are in hand or in wrap-up, and whose follow-ups the agent has."""
    view = agent_view(state, agent_id)
    if view is None:
        return frozenset()
    in_hand = frozenset(item.caller.party_id for item in view.interactions)
    return in_hand | frozenset(item.caller.party_id for item in view.follow_ups)


def follow_ups_for(state: CenterState, agent_id: AgentId) -> list[FollowUp]:
    """What an agent owns, and what of the agent's queues, or of the agent's making, is for nobody else."""
    return _due_first(item for item in state.follow_ups.values() if is_for(state, item, agent_id))


def callbacks_for(state: CenterState, agent_id: AgentId) -> list[WorkItem]:
    """Who waits to be called back in an agent's queues."""
    agent = state.routing.agents.get(agent_id)
    queues = () if agent is None else agent.queues
    found = [
        item
        for item in state.work.values()
        if item.opened.medium is Medium.CALLBACK
        and (interaction := state.routing.interactions.get(item.opened.interaction_id)) is not None
        and interaction.stage is InteractionStage.WAITING
        and interaction.queue_id in queues
    ]
    return sorted(found, key=lambda item: (item.opened.due_at_ms, item.opened.contact_id))


def _interaction(state: CenterState, agent_id: AgentId, interaction_id: InteractionId) -> InteractionView | None:
    view = agent_view(state, agent_id)
    shown = () if view is None else view.interactions
    return next((item for item in shown if item.interaction_id == interaction_id), None)


def _due_first(found: Iterable[FollowUp]) -> list[FollowUp]:
    return sorted(found, key=lambda item: (item.due_at_ms, item.made.contact_id))
