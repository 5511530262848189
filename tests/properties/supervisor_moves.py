"""What a supervisor does, given to routing and to the model, beside what agents and customers do. Decides nothing."""

from collections.abc import Callable
from typing import Any

from routing.overrides import QueueMode
from routing.supervisor_commands import (
    EndWrapUps,
    ForceActivity,
    ForceRelease,
    MoveToFront,
    ReassignToAgent,
    ReassignToQueue,
    SetQueueModes,
    TakeOffered,
)
from routing.vocabulary import Activity, AgentId, InteractionId, QueueId
from tests.properties.full_routing_centers import AGENTS, QUEUES
from tests.properties.full_routing_moves import MOVES, FullMoves
from tests.properties.naive_full_state import Place
from tests.properties.naive_supervision import IN_LINE

ANYWHERE = ("self_service", "waiting", "waiting", "offered", "connecting", "connected", "connected")


class SupervisedMoves(FullMoves):
    """Every move there is, a supervisor's among them."""

    def modes(self) -> None:
        self._later(0)
        names = [self.choose(QUEUES), self.choose(QUEUES)]
        mode = self.choose([QueueMode.OPEN] * 6 + list(QueueMode))
        until_ms = self.choose([0, self.now_ms + 6_000]) if mode is not QueueMode.OPEN else 0

        def set_modes(now: Place) -> None:
            for name in names:
                self.model.queues[name].mode, self.model.queues[name].mode_until_ms = mode, until_ms

        command = SetQueueModes(tuple(QueueId(name) for name in names), mode, until_ms)
        self._take(command, set_modes, not set(names) <= set(self.model.queues))

    def move_to_front(self) -> None:
        self._later(0)
        name = self._pick("waiting", "offered", "connected")
        if name is not None:
            is_refused = self.model.interactions[name].stage not in IN_LINE
            front = self.seq
            self._take(MoveToFront(InteractionId(name)), lambda now: self.model.move_to_front(name, front), is_refused)

    def reassign_to_queue(self) -> None:
        self._later(0)
        name, queue = self._pick(*ANYWHERE), self.choose(QUEUES)
        if name is not None:
            command = ReassignToQueue(InteractionId(name), QueueId(queue))
            is_refused = self.model.refuses_to_move(name, queue)
            self._take(command, lambda now: self.model.reassign_to_queue(name, queue, now), is_refused)

    def reassign_to_agent(self) -> None:
        self._later(0)
        name, agent_id = self._pick(*ANYWHERE), self.choose(AGENTS)
        if name is not None:
            command = ReassignToAgent(InteractionId(name), AgentId(agent_id))
            is_refused = self.model.refuses_to_reassign(name, agent_id)
            self._take(command, lambda now: self.model.reassign_to_agent(name, agent_id, now), is_refused)

    def take_offered(self) -> None:
        self._later()
        name, agent_id = self._pick(*ANYWHERE), self.choose(AGENTS)
        if name is not None:
            command = TakeOffered(AgentId(agent_id), InteractionId(name))
            is_refused = self.model.refuses_to_take_offered(name, agent_id)
            self._take(command, lambda now: self.model.take_offered(name, agent_id, now), is_refused)

    def force_release(self) -> None:
        self._later()
        name = self._pick(*ANYWHERE)
        if name is not None:
            self._take(ForceRelease(InteractionId(name)), lambda now: self.model.force_release(name, now))

    def force_activity(self) -> None:
        self._later()
        agent_id = self.choose(AGENTS)
        wish = self.choose([Activity.AVAILABLE] * 3 + [Activity.ON_BREAK, Activity.SIGNED_OUT])
        is_refused = agent_id not in self.model.agents or (
            wish is Activity.SIGNED_OUT and self.model.is_signed_out(agent_id)
        )
        command = ForceActivity(AgentId(agent_id), wish, "lunch" if wish is Activity.ON_BREAK else "")
        self._take(command, lambda now: self.model.force_activity(agent_id, wish, now), is_refused)

    def end_wrap_ups(self) -> None:
        self._later()
        agent_id = self.choose(AGENTS)
        hand = self.model.agents[agent_id].hand if agent_id in self.model.agents else {}
        only: str | None = self.choose([None, *hand])
        is_refused = agent_id not in self.model.agents or (only is not None and hand[only].stage != "wrap_up")
        command = EndWrapUps(AgentId(agent_id), None if only is None else InteractionId(only))
        self._take(command, lambda now: self.model.end_wrap_ups(agent_id, only, now), is_refused)


SUPERVISED: dict[Callable[[Any], None], int] = {
    **MOVES,
    SupervisedMoves.move_to_front: 4,
    SupervisedMoves.reassign_to_queue: 3,
    SupervisedMoves.reassign_to_agent: 3,
    SupervisedMoves.take_offered: 2,
    SupervisedMoves.force_release: 1,
    SupervisedMoves.force_activity: 2,
    SupervisedMoves.end_wrap_ups: 1,
    SupervisedMoves.modes: 1,
}
"""Each move and how often, beside the others."""
