"""The whole of routing written down as plainly as possible: customers, time, configuration and the matching.

The model that the fast core is compared with: scans for every question, see ``naive_full_state``. It follows the
documented order of choice (those to whom something happened: agents free longest first, then interactions by their
place) and finds whom they meet by looking at everybody.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from routing.asking import NOTHING_ASKED, Asked, PreferredAgent, Unavailable
from routing.configuration import RoutingConfiguration
from routing.overrides import NO_OVERRIDE, AgentOverride, QueueMode
from routing.relaxation import HandTo, RaisePriority
from routing.taking import DIRECT_WAIT_MS
from routing.vocabulary import Activity, AgentId, EndCause, Medium
from tests.properties.naive_full_agents import NaiveAgents
from tests.properties.naive_full_state import NaiveAgent, NaiveInteraction, NaiveQueue, Place

KEPT_MISSED_MS = 7 * 86_400_000
Due = tuple[int, int, str, str]
"""When, of which kind, whose, and what of whose."""


@dataclass
class Missed:
    """A caller who gave up."""

    queue: str
    party: str
    place: Place
    missed_at_ms: int
    resume_until_ms: int


def handed_on(asked: Asked) -> Asked:
    """As whom it is known, and nobody in particular."""
    return Asked(facts=asked.facts, priority=asked.priority, grade=asked.grade, party_id=asked.party_id)


@dataclass
class NaiveFullRouting(NaiveAgents):
    """Every move is one method, called only if routing has not refused it."""

    missed: dict[str, Missed] = field(default_factory=dict)

    # Customers.

    def refuses(self, queue: str, new: NaiveInteraction, asked: Asked | None, now_ms: int) -> bool:
        """Whether the queue takes nobody in now, or not this one."""
        found = self.queues.get(queue)
        if found is None or not self.has_medium(new.medium) or found.mode is not QueueMode.OPEN:
            return True
        rule = found.configuration.admission
        if self.is_to_be_left(queue) and not self._would_wait_for_one(queue, new, asked):
            return True
        is_full = 0 < rule.waiting_max <= len(self.waiting_in(queue))
        return is_full and not self._is_back(queue, asked, now_ms) and not self._meets_somebody(queue, new, asked)

    def _is_back(self, queue: str, asked: Asked | None, now_ms: int) -> bool:
        before = self._missed_in(queue, None if asked is None else asked.party_id)
        return before is not None and now_ms <= self.missed[before].resume_until_ms

    def _would_wait_for_one(self, queue: str, new: NaiveInteraction, asked: Asked | None) -> bool:
        """Whether it would wait for one agent alone, were it let in."""
        with self._newcomer(queue, new, asked) as one:
            return one.is_preferring

    def _meets_somebody(self, queue: str, new: NaiveInteraction, asked: Asked | None) -> bool:
        """Whether somebody could take it at once, were it let in."""
        with self._newcomer(queue, new, asked):
            return any(self.may_meet(agent_id, "newcomer") for agent_id in self.agents)

    @contextmanager
    def _newcomer(self, queue: str, new: NaiveInteraction, asked: Asked | None) -> Iterator[NaiveInteraction]:
        """Somebody as if let in."""
        wanted = asked or NOTHING_ASKED
        excluded = {str(agent_id): 0 for agent_id in wanted.excluded}
        self.interactions["newcomer"] = one = NaiveInteraction(
            new.contact, new.medium, new.provider, "waiting", queue, asked=wanted, excluded=excluded
        )
        one.is_preferring = wanted.preferred is not None and self._is_to_be_had("newcomer")
        yield one
        del self.interactions["newcomer"]

    def open(self, name: str, contact: str, medium: Medium, provider: str, now: Place) -> None:
        """A customer begins in self-service."""
        self.interactions[name] = NaiveInteraction(contact, medium, provider, opened_at_ms=now[0])

    def enqueue(self, name: str, queue: str, asked: Asked | None, now: Place) -> None:
        """It waits behind the others, or at the old place of whoever is back in time."""
        place, before = now, self._missed_in(queue, None if asked is None else asked.party_id)
        if before is not None:
            missed = self.missed.pop(before)
            place = missed.place if now[0] <= missed.resume_until_ms else now
        self.queue(name, queue, place, asked)
        self.interactions[name].queued_at_ms = now[0]
        self.after_queueing(name)

    def _missed_in(self, queue: str, party: str | None) -> str | None:
        found = [contact for contact, one in self.missed.items() if (one.queue, one.party) == (queue, party)]
        return found[-1] if found and party is not None else None

    def transfer(self, name: str, queue: str, now: Place) -> None:
        """An agent hands it to a queue: as whom it is known, and nobody in particular."""
        kept = handed_on(self.interactions[name].asked)
        released = self.release(name, now)
        self.queue(name, queue, now, kept)
        self.interactions[name].queued_at_ms = now[0]
        self.after_release(released)
        self.after_queueing(name)

    def transfer_to_agent(self, name: str, to: str, now: Place) -> None:
        """An agent hands it to one who is free: at its old place, and as whom it is known."""
        one = self.interactions[name]
        alone = PreferredAgent(AgentId(to), DIRECT_WAIT_MS, Unavailable.GO_ON, Unavailable.GO_ON)
        kept = replace(handed_on(one.asked), preferred=alone)
        queue = self.agents[str(one.agent)].hand[name].queue
        released = self.release(name, now)
        self.queue(name, queue, one.place, kept)
        one.queued_at_ms = now[0]
        self.after_release(released)
        self.after_queueing(name)

    def lose(self, name: str, now: Place) -> None:
        """The agent's phone has vanished: it waits again at its old place."""
        one = self.interactions[name]
        released = self.release(name, now)
        self.queue(name, str(one.queue), one.place, one.asked)
        one.queued_at_ms = now[0]
        self.after_release(released)
        self.after_queueing(name)

    def let_go(self, name: str, now: Place) -> None:
        """The agent's part is over, the customer goes on."""
        self.after_release(self.release(name, now))

    def leave(self, name: str) -> None:
        """It waits no more and goes on by itself; what stood offered is taken back."""
        one = self.interactions[name]
        agent_id = self.take_back(name) if one.stage == "offered" else None
        one.stage = "self_service"
        self.touched_interactions.discard(name)
        if agent_id is not None:
            self.after_return(agent_id, name)

    def end(self, name: str, cause: EndCause, now: Place) -> None:
        """It is over: whatever stands for it is taken back."""
        one = self.interactions[name]
        is_in_line = one.stage in ("waiting", "offered")
        if is_in_line and one.medium is Medium.CALLBACK and one.provider and cause is EndCause.CALLER_HUNG_UP:
            return  # the place is kept
        if cause in (EndCause.CALLER_HUNG_UP, EndCause.LOST) and is_in_line:
            self._remember(one, now[0])
        if one.stage == "offered":
            agent_id = self.take_back(name)
            del self.interactions[name]
            self.after_return(agent_id, name)
        elif one.stage == "connecting":
            agent_id = str(one.agent)
            del self.interactions[name]
            self.after_close(agent_id, self.close(agent_id, name, now))
        elif one.stage == "connected":
            released = self.release(name, now)
            del self.interactions[name]
            self.after_release(released)
        else:
            del self.interactions[name]
        self.touched_interactions.discard(name)

    def _remember(self, one: NaiveInteraction, now_ms: int) -> None:
        party, within_ms = one.asked.party_id, self.queues[str(one.queue)].configuration.admission.resume_within_ms
        if party is None or not within_ms:
            return
        before = self._missed_in(str(one.queue), party)
        for contact in {before, one.contact} & set(self.missed):
            del self.missed[str(contact)]
        self.missed[one.contact] = Missed(str(one.queue), party, one.place, now_ms, now_ms + within_ms)

    def keep_place(self, name: str) -> None:
        """It is a callback from now on."""
        self.interactions[name].medium = Medium.CALLBACK
        self.touched_interactions.add(name)

    def set_priority(self, name: str, priority: int) -> None:
        """It is worth so much."""
        self.interactions[name].priority = priority
        self.touched_interactions.add(name)

    # What holds for a while.

    def set_override(self, agent_id: str, override: AgentOverride) -> None:
        """Other skills and queues."""
        self.agents[agent_id].override = override
        self.touched_agents.add(agent_id)
        for queue in self.queues:
            self.empty(queue)

    def set_phone(self, agent_id: str, is_reachable: bool, is_in_use: bool) -> None:
        """A phone; the offers that cannot ring there are taken back."""
        agent = self.agents[agent_id]
        spoilt = [name for name in agent.offers if self.interactions[name].provider]
        if (agent.is_reachable, agent.is_in_use) == (is_reachable, is_in_use):
            return
        agent.is_reachable, agent.is_in_use = is_reachable, is_in_use
        self.touched_agents.add(agent_id)
        self.withdraw(spoilt if is_in_use or not is_reachable else [])
        self.end_preference(self.hopeless(self.preferring(agent_id)))

    def set_desktop(self, agent_id: str, is_open: bool) -> None:
        """A desktop; what stands offered on one that is gone is taken back."""
        agent = self.agents[agent_id]
        agent.has_desktop = is_open
        self.touched_agents.add(agent_id)
        if not is_open:
            self.withdraw(list(agent.offers))
        self.end_preference(self.hopeless(self.preferring(agent_id)))

    def configure(self, configuration: RoutingConfiguration) -> None:
        """Other rules, without disturbing what is in hand."""
        self._take_queues(configuration)
        in_use = {one.medium for one in self.interactions.values()}
        in_use |= {held.medium for agent in self.agents.values() for held in agent.hand.values()}
        kept = {medium: one for medium, one in self.media.items() if medium in in_use}
        self.media = kept | {one.medium: one for one in configuration.media}
        self.strategy = configuration.strategy
        self._take_agents(configuration)
        self.touched_interactions |= {name for name, one in self.interactions.items() if one.stage == "waiting"}
        gone = [name for agent in self.agents.values() for name in self.without_room(agent, ())]
        hopeless = self.hopeless([name for name, one in self.interactions.items() if one.stage == "waiting"])
        leaving = [(queue, self.waiting_in(queue)) for queue in self.queues]
        for agent_id in self.agents:
            self.put_down(agent_id)
        self.end_preference(hopeless)
        for queue, _ in leaving:
            self.empty(queue)
        self.withdraw(gone)

    def _take_queues(self, configuration: RoutingConfiguration) -> None:
        wanted = {str(queue.queue_id): queue for queue in configuration.queues}
        used = {one.queue for one in self.interactions.values()}
        used |= {held.queue for agent in self.agents.values() for held in agent.hand.values()}
        for name in [name for name in self.queues if name not in wanted and name not in used]:
            del self.queues[name]
        for name, queue in wanted.items():
            self.queues.setdefault(name, NaiveQueue(queue)).configuration = queue

    def _take_agents(self, configuration: RoutingConfiguration) -> None:
        wanted = {str(agent.agent_id): agent for agent in configuration.agents}
        for name, agent in list(self.agents.items()):
            if name not in wanted and not agent.hand and not agent.offers:
                del self.agents[name]
            elif name not in wanted:  # finishes what is in hand, and gets nothing more
                nothing = tuple((medium, 0) for medium in self.media)
                agent.configuration = replace(agent.configuration, queues=(), groups=(), at_most=nothing)
                agent.override = NO_OVERRIDE
        for name, text in wanted.items():
            self.agents.setdefault(name, NaiveAgent(text)).configuration = text
        self.touched_agents &= set(self.agents)

    # Time.

    def next_due_ms(self) -> int | None:
        """When anything is due next."""
        return min([due[0] for due in self._dues()], default=None)

    def expire(self, now: Place) -> None:
        """Everything that is due, the earliest first."""
        while (due := min(self._dues(), default=None)) is not None and due[0] <= now[0]:
            self._let_expire(*due[1:], now)

    def _dues(self) -> Iterator[Due]:
        for name, one in self.interactions.items():
            if one.stage == "offered":
                yield one.deadline_ms, 0, f"{name}.{one.attempt}", name
            if ends := [until_ms for until_ms in one.excluded.values() if until_ms]:
                yield min(ends), 2, name, name
            if one.stage == "waiting":
                yield from self._dues_of_waiting(name, one)
        for agent_id, agent in self.agents.items():
            for name, held in agent.hand.items():
                if held.stage == "wrap_up" and held.wrap_up_until_ms:
                    yield held.wrap_up_until_ms, 1, f"{agent_id}/{name}", name
            if agent.override.until_ms:
                yield agent.override.until_ms, 7, agent_id, agent_id
        for name, queue in self.queues.items():
            if queue.mode is not QueueMode.OPEN and queue.mode_until_ms:
                yield queue.mode_until_ms, 8, name, name
        for contact, missed in self.missed.items():
            yield missed.missed_at_ms + KEPT_MISSED_MS, 9, contact, contact

    def _dues_of_waiting(self, name: str, one: NaiveInteraction) -> Iterator[Due]:
        queue, since_ms = self.queues[str(one.queue)].configuration, one.queued_at_ms
        if one.is_preferring and one.asked.preferred is not None:
            yield since_ms + one.asked.preferred.wait_ms, 4, name, name
        if one.steps < len(queue.steps):
            yield since_ms + queue.steps[one.steps].after_ms, 5, name, name
        if queue.admission.wait_ms_max:
            yield since_ms + queue.admission.wait_ms_max, 6, name, name

    def _let_expire(self, kind: int, whose: str, name: str, now: Place) -> None:
        match kind:
            case 0:
                self.let_expire(name, now)
            case 1:
                self.finish(whose.partition("/")[0], name, now)
            case 2:
                one = self.interactions[name]
                one.excluded = {who: until for who, until in one.excluded.items() if not 0 < until <= now[0]}
                self.touched_interactions |= {name} if one.stage == "waiting" else set()
            case 4:
                self.end_preference([name])
            case 5:
                self._step(name)
            case 6:
                self.interactions[name].stage = "self_service"
            case 7:
                self.set_override(name, NO_OVERRIDE)
            case 8:
                self.queues[name].mode, self.queues[name].mode_until_ms = QueueMode.OPEN, 0
            case 9:
                del self.missed[name]

    def _step(self, name: str) -> None:
        one = self.interactions[name]
        number, step = one.steps, self.queues[str(one.queue)].configuration.steps[one.steps]
        one.steps += 1
        if step.if_waiting_over is not None and len(self.waiting_in(str(one.queue))) <= step.if_waiting_over:
            return
        one.taken = (*one.taken, number)
        self.touched_interactions.add(name)
        if isinstance(step.relax, RaisePriority):
            one.priority += step.relax.points
        elif isinstance(step.relax, HandTo):
            one.stage = "self_service"

    # Who meets whom.

    def match(self, now: Place) -> list[tuple[str, str]]:
        """Offers until nobody to whom something happened could take or be taken."""
        made: list[tuple[str, str]] = []
        while self.touched_agents or self.touched_interactions:
            agents = sorted(self.touched_agents, key=lambda name: (self.agents[name].free_since, name))
            alive = self.touched_interactions & set(self.interactions)
            waiting = sorted(alive, key=lambda name: (self.interactions[name].place, name))
            self.touched_agents, self.touched_interactions = set(), set()
            for agent_id in agents:
                while (pair := self._pair(self._best_for_agent(agent_id, now[0]), now[0])) is not None:
                    made.append(pair)
                    self.offer(*pair, now)
            for name in waiting:
                while name in self.interactions and (pair := self._pair(name, now[0])) is not None:
                    made.append(pair)
                    self.offer(*pair, now)
        return made

    def _pair(self, name: str | None, now_ms: int) -> tuple[str, str] | None:
        """From one to whom it would choose, until two choose each other or it goes round in a circle."""
        seen: set[str] = set()
        while name is not None:
            able = [agent_id for agent_id in self.agents if self.may_meet(agent_id, name)]
            if not able:
                return None
            one = self.interactions[name]
            agent_id = min(able, key=lambda agent_id: self.agent_order(agent_id, one))
            best = self._best_for_agent(agent_id, now_ms)
            if best in (name, None) or best in seen:
                return name, agent_id
            seen.add(name)
            name = best
        return None

    def _best_for_agent(self, agent_id: str, now_ms: int) -> str | None:
        agent = self.agents[agent_id]
        able = [name for name in self.interactions if self.may_meet(agent_id, name)]
        return min(able, key=lambda name: self.interaction_order(name, agent, now_ms), default=None)

    def is_anybody_idle_beside_waiting(self) -> bool:
        """Whether somebody eligible is free while somebody waits."""
        return any(self.may_meet(agent_id, name) for agent_id in self.agents for name in self.interactions)

    def is_signed_out(self, agent_id: str) -> bool:
        """Whether the agent is not there."""
        return self.agents[agent_id].activity is Activity.SIGNED_OUT
