"""The whole of routing written down plainly: what a supervisor does. The last part of the model."""

from dataclasses import replace

from routing.asking import PreferredAgent, Unavailable
from routing.configuration import InteractionChoice
from routing.taking import DIRECT_WAIT_MS
from routing.vocabulary import Activity, AgentId, EndCause
from tests.properties.naive_full_routing import NaiveFullRouting, handed_on
from tests.properties.naive_full_state import NaiveInteraction, Place

IN_LINE = ("waiting", "offered")


class NaiveSupervised(NaiveFullRouting):
    """Every act is one method, called only if routing has not refused it."""

    # The front.

    def move_to_front(self, name: str, front: int) -> None:
        """Before all who wait in its queue; who is before them already stays there."""
        one = self.interactions[name]
        waiting = self.waiting_in(str(one.queue))
        first = min(waiting, key=self._order_in_queue, default=None)
        if first == name or one.front > (0 if first is None else self.interactions[first].front):
            return
        one.front = front
        if one.stage == "waiting":
            self.touched_interactions.add(name)

    def _order_in_queue(self, name: str) -> tuple[object, ...]:
        one = self.interactions[name]
        queue = self.queues[str(one.queue)].configuration
        priority, last = queue.priority + one.priority, (*one.place, name)
        match self.strategy.choice:
            case InteractionChoice.FIRST_COME:
                return (-one.front, *last)
            case InteractionChoice.PRIORITY | InteractionChoice.AGENT_ORDER | InteractionChoice.LONGEST_QUEUE:
                return (-one.front, -priority, *last)
            case _:  # any moment will do: all of one queue gain alike
                return (-one.front, -self.worth(one, queue, priority, 0, 10**9 - one.place[0]), *last)

    # Moved.

    def cannot_be_moved(self, name: str) -> bool:
        """Whether it is neither in line nor in an agent's hand."""
        return self.interactions[name].stage not in (*IN_LINE, "connected")

    def refuses_to_move(self, name: str, queue: str) -> bool:
        """Whether the interaction cannot be moved to the queue, where it is not already."""
        if self.cannot_be_moved(name) or queue not in self.queues:
            return True
        one = self.interactions[name]
        if self._waits_for_anybody_in(one, queue):
            return False
        kept = handed_on(one.asked)
        waiting_max = self.queues[queue].configuration.admission.waiting_max
        at_old_place = replace(self.queues[queue].configuration.admission, waiting_max=0)
        rules = self.queues[queue].configuration
        self.queues[queue].configuration = replace(rules, admission=at_old_place)
        is_refused = self.refuses(queue, one, kept, 0)
        self.queues[queue].configuration = rules
        assert rules.admission.waiting_max == waiting_max
        return is_refused

    def _waits_for_anybody_in(self, one: NaiveInteraction, queue: str) -> bool:
        return one.stage in IN_LINE and one.queue == queue and not one.is_preferring

    def reassign_to_queue(self, name: str, queue: str, now: Place) -> None:
        """It waits there, at its place and as whom it is known."""
        one = self.interactions[name]
        if not self._waits_for_anybody_in(one, queue):
            self._put(name, queue, now, None)

    def is_for(self, name: str, agent_id: str) -> bool:
        """Whether the agent has it, is offered it, or is the one it waits for."""
        one = self.interactions[name]
        preferred = one.asked.preferred
        is_awaited = one.is_preferring and preferred is not None and preferred.agent_id == agent_id
        return one.agent == agent_id or (one.stage == "waiting" and is_awaited)

    def refuses_to_reassign(self, name: str, agent_id: str) -> bool:
        """Whether the interaction cannot be for the agent."""
        if self.cannot_be_moved(name) or agent_id not in self.agents:
            return True
        if self.is_for(name, agent_id):
            return False
        one = self.interactions[name]
        if one.stage == "connected" and not self.could_take_a_call(agent_id, one.medium, one.provider):
            return True
        asked = replace(handed_on(one.asked), preferred=alone(agent_id))
        with self._newcomer(str(one.queue), one, asked) as wish:
            return not wish.is_preferring

    def reassign_to_agent(self, name: str, agent_id: str, now: Place) -> None:
        """It waits for that agent, at its place and as whom it is known."""
        if not self.is_for(name, agent_id):
            self._put(name, str(self.interactions[name].queue), now, alone(agent_id))

    def _put(self, name: str, queue: str, now: Place, preferred: PreferredAgent | None) -> None:
        one = self.interactions[name]
        released = self.release(name, now) if one.stage == "connected" else None
        offered_to = self.take_back(name) if one.stage == "offered" else None
        self.queue(name, queue, one.place, replace(handed_on(one.asked), preferred=preferred))
        one.queued_at_ms = now[0]
        if released is not None:
            self.after_release(released)
        if offered_to is not None:
            self.after_return(offered_to, name)
        self.after_queueing(name)

    # Taken and ended.

    def refuses_to_take_offered(self, name: str, agent_id: str) -> bool:
        """Whether the agent cannot take what waits or rings elsewhere."""
        if agent_id not in self.agents:
            return True
        one = self.interactions[name]
        if one.agent == agent_id:
            return False
        return one.stage not in IN_LINE or self.cannot_be_given(name, agent_id)

    def take_offered(self, name: str, agent_id: str, now: Place) -> None:
        """The agent has it, and whoever was offered it has not."""
        one = self.interactions[name]
        if one.agent == agent_id:
            if one.stage == "offered":
                self.accept(name, now)
            return
        offered_to = self.take_back(name) if one.stage == "offered" else None
        self.take(name, agent_id, now)
        if offered_to is not None:
            self.after_return(offered_to, name)

    def force_release(self, name: str, now: Place) -> None:
        """It is over for everybody."""
        self.end(name, EndCause.SUPERVISOR, now)

    # Agents.

    def force_activity(self, agent_id: str, wish: Activity, now: Place) -> None:
        """At once, or after what is in hand, whatever the agent wants."""
        agent = self.agents[agent_id]
        is_back = wish is Activity.AVAILABLE and agent.activity is Activity.NOT_RESPONDING
        if agent.hand and not is_back:
            if agent.next_activity is None and wish is agent.activity:
                return
            if wish is agent.next_activity and agent.is_next_forced:
                return
            agent.next_activity = None if wish is agent.activity else wish
            agent.is_next_forced = agent.next_activity is not None
            self.touched_agents.add(agent_id)
            self.end_preference(self.hopeless(self.preferring(agent_id)))
        elif wish is not agent.activity:
            withdrawn = list(agent.offers)
            for name in withdrawn:
                self.take_back(name)
            self.become(agent_id, wish, now, is_forced=True)
            for name in withdrawn:
                self.after_return(agent_id, name)
            self.after_activity(agent_id)

    def end_wrap_ups(self, agent_id: str, only: str | None, now: Place) -> None:
        """One wrap-up, or all."""
        agent = self.agents[agent_id]
        ending = [name for name, held in agent.hand.items() if held.stage == "wrap_up" and only in (None, name)]
        for name in ending:
            self.close(agent_id, name, now, goes_on=False)
        has_changed = bool(ending) and not agent.hand and agent.next_activity is not None
        if has_changed and agent.next_activity is not None:
            self.become(agent_id, agent.next_activity, now, agent.is_next_forced)
        if ending:
            self.after_close(agent_id, has_changed)


def alone(agent_id: str) -> PreferredAgent:
    """For one agent first, who is waited for while busy."""
    return PreferredAgent(AgentId(agent_id), DIRECT_WAIT_MS, Unavailable.WAIT, Unavailable.GO_ON)
