"""The whole of routing written down plainly: offers, what agents have in hand, and what follows. Part of the model.

As in routing, a move first changes all that it changes; what follows from it is judged by what is so then.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from routing.asking import NOTHING_ASKED, Asked, PreferredAgent, Unavailable
from routing.configuration import AgentChoice, WrapUpMode
from routing.vocabulary import Activity, AgentId, EndCause, Medium
from tests.properties.naive_full_state import POINT, Held, NaiveAgent, NaiveFloor, NaiveInteraction, Place, moved


@dataclass
class NaiveAgents(NaiveFloor):
    """What agents do and what befalls them. ``touched_*`` are those to whom something happened since the matching."""

    touched_agents: set[str] = field(default_factory=set)
    touched_interactions: set[str] = field(default_factory=set)

    # What follows from anything.

    def put_down(self, agent_id: str) -> None:
        """What was laid aside is gone on with, as far as there is room."""
        agent = self.agents[agent_id]
        whole = agent.configuration.capacity
        room = whole - self.load(agent)
        for held in agent.hand.values():
            share = self.media[held.medium].share
            if held.is_parked and (share <= room or room == whole):
                held.is_parked, room = False, room - share
                self.touched_agents.add(agent_id)

    def preferring(self, agent_id: str) -> list[str]:
        """Who waits for this agent alone."""
        return [
            name
            for name, one in self.interactions.items()
            if one.stage == "waiting" and one.is_preferring and one.asked.preferred is not None
            if one.asked.preferred.agent_id == agent_id
        ]

    def hopeless(self, names: Iterable[str]) -> list[str]:
        """Those of them who wait for one agent alone, in vain, and do not want to."""
        return [name for name in names if self.interactions[name].is_preferring and not self._is_to_be_had(name)]

    def _is_to_be_had(self, name: str) -> bool:
        one = self.interactions[name]
        preferred = one.asked.preferred
        assert preferred is not None
        agent = self.agents.get(preferred.agent_id)
        if agent is None or preferred.agent_id in one.excluded or not self.fits(agent, one.medium, []):
            return False
        is_working = agent.activity is Activity.AVAILABLE and agent.next_activity is None
        is_shown = agent.has_desktop or agent.configuration.accepts_automatically
        if not (is_working and is_shown and (agent.is_reachable or not one.provider)):
            return preferred.if_absent is Unavailable.WAIT
        is_busy = bool(one.provider) and agent.is_in_use
        if is_busy or not self.fits(agent, one.medium, self.carried(agent)):
            return preferred.if_busy is Unavailable.WAIT
        return True

    def end_preference(self, names: Collection[str]) -> None:
        """Anybody may be asked from now on; where that is nobody, nobody stays."""
        for name in names:
            self.interactions[name].is_preferring = False
            self.touched_interactions.add(name)
        for name in names:
            self.empty(str(self.interactions[name].queue))

    def empty(self, queue: str) -> None:
        """Nobody waits for anybody where nobody is left, if the queue says so."""
        if queue in self.queues and self.is_to_be_left(queue):
            for name in self.waiting_in(queue):
                if not self.interactions[name].is_preferring or self.hopeless([name]):
                    self.interactions[name].stage = "self_service"

    def after_activity(self, agent_id: str) -> None:
        """The agent may be no more to be had, the queues may be empty."""
        agent = self.agents[agent_id]
        if agent.activity is not Activity.AVAILABLE:
            self.end_preference(self.hopeless(self.preferring(agent_id)))
        if agent.activity is Activity.SIGNED_OUT:
            for queue in self.served(agent):
                self.empty(queue)

    def after_return(self, agent_id: str, name: str) -> None:
        """The agent has room again, and the interaction waits, if anybody is left to wait for."""
        self.put_down(agent_id)
        self.end_preference(self.hopeless(self.preferring(agent_id)))
        if name in self.interactions:
            self.empty(str(self.interactions[name].queue))

    # Offers.

    def offer(self, name: str, agent_id: str, now: Place) -> None:
        """The interaction is presented to the agent."""
        one, agent = self.interactions[name], self.agents[agent_id]
        queue = self.queues[str(one.queue)].configuration
        one.stage, one.agent, one.attempt = "offered", agent_id, one.attempt + 1
        one.deadline_ms = now[0] + queue.offer_timeout_ms
        agent.offers.append(name)
        self.touched_agents.add(agent_id)
        if agent.configuration.accepts_automatically:
            self.accept(name, now)
        else:
            self.end_preference(self.hopeless(self.preferring(agent_id)))

    def take_back(self, name: str) -> str:
        """What stood offered waits again; to whom it stood."""
        one = self.interactions[name]
        agent_id = str(one.agent)
        self.agents[agent_id].offers.remove(name)
        self.touched_agents.add(agent_id)
        one.stage, one.agent = "waiting", None
        self.touched_interactions.add(name)
        return agent_id

    def withdraw(self, names: Iterable[str]) -> None:
        """Offers that cannot stand any more."""
        taken_back = [(self.take_back(name), name) for name in names]
        for agent_id, name in taken_back:
            self.after_return(agent_id, name)

    def without_room(self, agent: NaiveAgent, aside: Iterable[str]) -> list[str]:
        """The offers that do not fit beside what stays in hand; the earliest stays."""
        carried = [(held.medium, held.is_parked or name in aside) for name, held in agent.hand.items()]
        gone = []
        for name in agent.offers:
            medium = self.interactions[name].medium
            if self.fits(agent, medium, carried):
                carried.append((medium, False))
            else:
                gone.append(name)
        return gone

    def accept(self, name: str, now: Place) -> None:
        """The agent takes what stands offered."""
        agent_id = str(self.interactions[name].agent)
        self.agents[agent_id].offers.remove(name)
        self._take_in_hand(name, agent_id, now)

    def take(self, name: str, agent_id: str, now: Place) -> None:
        """The agent takes what waits, without having been offered it."""
        one = self.interactions[name]
        one.agent, one.is_preferring = agent_id, False
        self.touched_interactions.discard(name)
        self._take_in_hand(name, agent_id, now)

    def give(self, name: str, agent_id: str, queue: str, now: Place) -> None:
        """The agent has somebody in self-service under the rules of a queue: at the old place, or as of the start."""
        one = self.interactions[name]
        one.queue, one.queued_at_ms, one.steps, one.taken = queue, now[0], 0, ()
        if one.place == (0, 0):
            one.place = (one.opened_at_ms, 0)
        self.take(name, agent_id, now)

    def cannot_be_given(self, name: str, agent_id: str) -> bool:
        """Whether the agent cannot take a call by an act of the agent's own."""
        one, agent = self.interactions[name], self.agents.get(agent_id)
        if agent is None or agent.activity is Activity.SIGNED_OUT:
            return True
        cannot_ring = bool(one.provider) and (agent.is_in_use or not agent.is_reachable)
        return cannot_ring or not self.fits(agent, one.medium, self.carried(agent))

    def could_take_a_call(self, agent_id: str, medium: Medium = Medium.VOICE, provider: str = "any") -> bool:
        """Whether the agent is free to be offered a call, or something else, at once."""
        call = NaiveInteraction("", medium, provider, "waiting", is_preferring=True)
        call.asked = Asked(preferred=PreferredAgent(AgentId(agent_id), 0))
        self.interactions["call"] = call
        could = agent_id in self.agents and self.may_meet(agent_id, "call")
        del self.interactions["call"]
        return could

    def refuses_to_give(self, name: str, agent_id: str) -> bool:
        """Whether the agent may not pull this work out of its queue."""
        one, agent = self.interactions[name], self.agents.get(agent_id)
        if agent is None or one.provider or one.stage != "waiting" or one.queue not in self.served(agent):
            return True
        return agent.activity is Activity.SIGNED_OUT or not self.fits(agent, one.medium, self.carried(agent))

    def _take_in_hand(self, name: str, agent_id: str, now: Place) -> None:
        """What it interrupts is laid aside, what has no room is taken back."""
        one, agent = self.interactions[name], self.agents[agent_id]
        is_again = name in agent.hand
        if is_again:  # still wrapping up an earlier part of it: the interaction comes first
            self.close(agent_id, name, now, goes_on=False)
        if not agent.hand:
            agent.occupancy, agent.occupancy_at_ms = moved(agent, 0, now[0]), now[0]
        agent.hand[name] = Held(one.medium, str(one.queue))
        agent.contacts, agent.assigned_since, one.stage = agent.contacts + 1, now, "connecting"
        self.touched_agents.add(agent_id)
        if is_again:
            self.put_down(agent_id)
        aside = self._laid_aside(agent, name)
        gone, hopeless = self.without_room(agent, aside), self.hopeless(self.preferring(agent_id))
        for other in aside:
            agent.hand[other].is_parked = True
        taken_back = [(self.take_back(other), other) for other in gone]
        self.end_preference(hopeless)
        if not one.provider:
            self.connect(name)
        for _, other in taken_back:
            self.after_return(agent_id, other)

    def _laid_aside(self, agent: NaiveAgent, accepted: str) -> list[str]:
        """The last accepted first, no more than needed."""
        excess, aside, medium = self.load(agent) - agent.configuration.capacity, [], agent.hand[accepted].medium
        for name, held in reversed(agent.hand.items()):
            if excess > 0 and name != accepted and not held.is_parked and self.yields(held.medium, medium):
                aside.append(name)
                excess -= self.media[held.medium].share
        return aside

    def _return_by_answer(self, name: str, delay_ms: int, now: Place) -> str:
        agent_id = self.take_back(name)
        if delay_ms:
            self.interactions[name].excluded[agent_id] = now[0] + delay_ms
        return agent_id

    def _say_no(self, name: str, now: Place) -> str:
        again = self.queues[str(self.interactions[name].queue)].configuration.offer_again
        agent_id = self._return_by_answer(name, again.declined_ms, now)
        self.agents[agent_id].free_since = now
        return agent_id

    def decline(self, name: str, now: Place) -> None:
        """The agent does not want it, and goes to the end of the free ones."""
        self.after_return(self._say_no(name, now), name)

    def let_expire(self, name: str, now: Place) -> None:
        """Nobody answered: the agent is set aside."""
        again = self.queues[str(self.interactions[name].queue)].configuration.offer_again
        agent_id = self._return_by_answer(name, again.no_answer_ms, now)
        if self.miss(agent_id, now):
            self.after_activity(agent_id)
        self.after_return(agent_id, name)

    # Activities.

    def miss(self, agent_id: str, now: Place) -> bool:
        """Whoever does not answer gets nothing more; whether that is news."""
        agent = self.agents[agent_id]
        if agent.activity is not Activity.AVAILABLE:
            return False
        agent.activity, agent.is_forced = Activity.NOT_RESPONDING, False
        self.touched_agents.add(agent_id)
        return True

    def set_activity(self, agent_id: str, wish: Activity, now: Place) -> None:
        """The agent's wish: at once, or after what is in hand."""
        agent = self.agents[agent_id]
        is_back = wish is Activity.AVAILABLE and agent.activity is Activity.NOT_RESPONDING
        if agent.hand and not is_back:
            agent.next_activity = None if wish is agent.activity else wish
            self.touched_agents.add(agent_id)
            self.end_preference(self.hopeless(self.preferring(agent_id)))
        elif wish is not agent.activity:
            declined = list(agent.offers)
            for name in declined:
                self._say_no(name, now)
            self.become(agent_id, wish, now)
            for name in declined:
                self.after_return(agent_id, name)
            self.after_activity(agent_id)

    def become(self, agent_id: str, activity: Activity, now: Place, is_forced: bool = False) -> None:
        """The agent does this from now on, and what was chosen for afterwards is settled."""
        agent = self.agents[agent_id]
        if activity is Activity.AVAILABLE and agent.activity is not Activity.AVAILABLE:
            agent.free_since = now
        if agent.activity is Activity.SIGNED_OUT and activity is not Activity.SIGNED_OUT:
            agent.occupancy, agent.occupancy_at_ms, agent.contacts = self._usual(agent, now[0]), now[0], 0
        agent.activity, agent.is_forced = activity, is_forced
        agent.next_activity, agent.is_next_forced = None, False
        self.touched_agents.add(agent_id)

    def _usual(self, agent: NaiveAgent, now_ms: int) -> int:
        """How occupied the others are, in the agent's first queue to which that matters."""
        for queue in [name for name in self.served(agent) if name in self.queues]:
            strategy = self.queues[queue].configuration.strategy
            if strategy.choice is AgentChoice.LEAST_OCCUPIED or strategy.weights.occupancy:
                there = [one for one in self.agents.values() if queue in self.served(one)]
                at_work = [one for one in there if one.activity is not Activity.SIGNED_OUT]
                figures = [moved(one, POINT if one.hand else 0, now_ms) for one in at_work]
                return sum(figures) // len(figures) if figures else 0
        return 0

    # In hand.

    def connect(self, name: str) -> None:
        """Customer and agent are in contact."""
        one = self.interactions[name]
        one.stage = "connected"
        self.agents[str(one.agent)].hand[name].stage = "in_contact"

    def close(self, agent_id: str, name: str, now: Place, goes_on: bool = True) -> bool:
        """Nothing of it is left in hand; whether what was chosen for afterwards comes about."""
        agent = self.agents[agent_id]
        del agent.hand[name]
        if not agent.hand:
            agent.occupancy, agent.occupancy_at_ms = moved(agent, POINT, now[0]), now[0]
        agent.free_since = now
        self.touched_agents.add(agent_id)
        if agent.hand or agent.next_activity is None or not goes_on:
            return False
        self.become(agent_id, agent.next_activity, now, agent.is_next_forced)
        return True

    def after_close(self, agent_id: str, has_changed: bool) -> None:
        """The agent has room again, and may have left."""
        self.put_down(agent_id)
        if has_changed:
            self.after_activity(agent_id)

    def finish(self, agent_id: str, name: str, now: Place) -> None:
        """The wrap-up is over."""
        self.after_close(agent_id, self.close(agent_id, name, now))

    def fail(self, name: str, cause: EndCause, now: Place) -> None:
        """Who accepted cannot be reached."""
        one = self.interactions[name]
        agent_id, again = str(one.agent), self.queues[str(one.queue)].configuration.offer_again
        delays = {EndCause.BUSY: again.busy_ms, EndCause.NOT_ANSWERED: again.no_answer_ms}
        delay_ms = {**delays, EndCause.DECLINED: again.declined_ms}.get(cause, 0)
        has_changed = self.close(agent_id, name, now)
        if not has_changed and cause is not EndCause.LOST:
            has_changed = self.miss(agent_id, now)
        one.stage, one.agent = "waiting", None
        self.touched_interactions.add(name)
        if delay_ms:
            one.excluded[agent_id] = now[0] + delay_ms
        if has_changed:
            self.after_activity(agent_id)
        self.after_return(agent_id, name)

    def release(self, name: str, now: Place) -> tuple[str, bool, bool]:
        """The agent's part is over. Who it is, whether wrap-up is over too, and whether the agent has left by that."""
        one = self.interactions[name]
        agent_id = str(one.agent)
        held = self.agents[agent_id].hand[name]
        rule = self.queues[held.queue].configuration.wrap_up
        is_none = rule.mode is WrapUpMode.NONE or (rule.mode is WrapUpMode.OPTIONAL and not held.wants_wrap_up)
        limit_ms = 0 if is_none else rule.limit_ms
        one.stage, one.agent, held.stage = "self_service", None, "wrap_up"
        held.wrap_up_until_ms = 0 if rule.mode is WrapUpMode.REQUIRED else now[0] + limit_ms
        if rule.mode is WrapUpMode.REQUIRED or limit_ms:
            return agent_id, False, False
        return agent_id, True, self.close(agent_id, name, now)

    def after_release(self, released: tuple[str, bool, bool]) -> None:
        """What follows from it."""
        agent_id, is_over, has_changed = released
        if is_over:
            self.after_close(agent_id, has_changed)

    def queue(self, name: str, queue: str, place: Place, asked: Asked | None) -> None:
        """It waits, with nothing taken over from an earlier wait."""
        one = self.interactions[name]
        one.asked = asked or NOTHING_ASKED
        one.stage, one.queue, one.place, one.priority = "waiting", queue, place, one.asked.priority
        one.steps, one.taken, one.front, one.is_preferring = 0, (), 0, one.asked.preferred is not None
        one.excluded = {str(agent_id): 0 for agent_id in one.asked.excluded}
        self.touched_interactions.add(name)

    def after_queueing(self, name: str) -> None:
        """What follows from it."""
        self.end_preference(self.hopeless([name]))
        self.empty(str(self.interactions[name].queue))

    def has_medium(self, medium: Medium) -> bool:
        """Whether the center knows the medium."""
        return medium in self.media
