"""Moves of routing in full, given to routing and to a model that scans everything, and compared. Decides nothing."""

from collections.abc import Callable
from functools import partial

from routing.commands import (
    AcceptOffer,
    AskForWrapUp,
    CompleteInteraction,
    ConfigureRouting,
    ConfirmConnected,
    DeclineOffer,
    EndInteraction,
    EnqueueInteraction,
    FailConnection,
    FinishWrapUp,
    GiveInteraction,
    KeepPlaceForCallback,
    LeaveQueue,
    OpenInteraction,
    ReleaseAgent,
    RoutingCommand,
    SetActivity,
    SetDesktopState,
    SetPhoneState,
    SubmitWork,
    TakeInteraction,
    TransferToAgent,
    TransferToQueue,
    WithdrawWork,
)
from routing.configuration import WrapUpMode
from routing.overrides import QueueMode
from routing.supervisor_commands import CloseMissedContact, SetOverride, SetPriority, SetQueueMode
from routing.vocabulary import (
    NO_PROVIDER,
    Activity,
    AgentId,
    ContactId,
    EndCause,
    InteractionId,
    Medium,
    ProviderId,
    QueueId,
)
from tests.properties.full_routing_centers import AGENTS, PROVIDER, QUEUES, Choose, a_center, an_override, what_is_asked
from tests.properties.full_routing_comparison import FullComparison
from tests.properties.naive_full_routing import handed_on
from tests.properties.naive_full_state import NaiveInteraction, Place

GONE = (EndCause.CALLER_HUNG_UP, EndCause.CALLER_HUNG_UP, EndCause.LOST, EndCause.FLOW_ENDED)
FAILED = (EndCause.NOT_ANSWERED, EndCause.BUSY, EndCause.DECLINED, EndCause.FAILED, EndCause.LOST)


class FullMoves(FullComparison):
    """Every move there is: what agents, customers and supervisors do, and other rules in mid-flight."""

    def __init__(self, choose: Choose) -> None:
        super().__init__(choose)
        self.opened = 0
        self.configure()
        for name in list(self.model.agents):
            self._phone(name, "idle")
            self._desktop(name, True)
            self._activity(name, Activity.AVAILABLE)

    # The center.

    def configure(self) -> None:
        self._later(0)
        center = a_center(self.choose)
        self._take(ConfigureRouting(center), lambda now: self.model.configure(center))

    def override(self) -> None:
        self._later(0)
        name, lasting_ms = self.choose(AGENTS), self.choose([5_000, 30_000, 0])
        override = an_override(self.choose, self.now_ms + lasting_ms)
        named = {*override.more_queues, *override.without_queues}
        is_known = name in self.model.agents and (override.is_empty or named <= set(self.model.queues))
        is_refused = not is_known or (not override.is_empty and not lasting_ms)
        command = SetOverride(AgentId(name), override)
        self._take(command, lambda now: self.model.set_override(name, override), is_refused)

    def mode(self) -> None:
        self._later(0)
        name, mode = self.choose(QUEUES), self.choose([QueueMode.OPEN] * 6 + list(QueueMode))
        until_ms = self.choose([0, self.now_ms + 6_000]) if mode is not QueueMode.OPEN else 0

        def set_mode(now: Place) -> None:
            self.model.queues[name].mode, self.model.queues[name].mode_until_ms = mode, until_ms

        self._take(SetQueueMode(QueueId(name), mode, until_ms), set_mode, name not in self.model.queues)

    # Agents.

    def activity(self) -> None:
        self._later()
        self._activity(
            self.choose(AGENTS), self.choose([Activity.AVAILABLE] * 4 + [Activity.ON_BREAK, Activity.SIGNED_OUT])
        )

    def _activity(self, name: str, wish: Activity) -> None:
        agent = self.model.agents.get(name)
        is_out_twice = wish is Activity.SIGNED_OUT and agent is not None and self.model.is_signed_out(name)
        is_refused = agent is None or is_out_twice or agent.is_next_forced
        command = SetActivity(AgentId(name), wish, "lunch" if wish is Activity.ON_BREAK else "")
        self._take(command, lambda now: self.model.set_activity(name, wish, now), is_refused)

    def phone(self) -> None:
        self._later()
        self._phone(self.choose(AGENTS), self.choose(["idle"] * 5 + ["in_use", "away"]))

    def _phone(self, name: str, phone: str) -> None:
        if name in self.model.agents:
            command = SetPhoneState(ProviderId(PROVIDER), name, phone != "away", phone == "in_use")
            self._take(command, lambda now: self.model.set_phone(name, phone != "away", phone == "in_use"))

    def desktop(self) -> None:
        self._later()
        self._desktop(self.choose(AGENTS), self.choose([True] * 4 + [False]))

    def _desktop(self, name: str, is_open: bool) -> None:
        if name in self.model.agents:
            command = SetDesktopState(AgentId(name), is_open)
            self._take(command, lambda now: self.model.set_desktop(name, is_open))

    def agent_is_back(self) -> None:
        """An agent is there again with all that is needed."""
        self._later()
        name = self.choose(AGENTS)
        self._phone(name, "idle")
        self._desktop(name, True)
        self._activity(name, Activity.AVAILABLE)

    def accept(self) -> None:
        self._later()
        name = self._pick("offered")
        if name is not None:
            self._take(AcceptOffer(*self._offer_of(name)), partial(self.model.accept, name))

    def take(self) -> None:
        """An agent pulls something that waits, mostly work that is meant to be pulled."""
        self._later()
        name, agent_id = self._pick("waiting"), self.choose(AGENTS)
        if name is None:
            return
        command = TakeInteraction(AgentId(agent_id), InteractionId(name))
        is_refused = self.model.refuses_to_give(name, agent_id)
        self._take(command, lambda now: self.model.take(name, agent_id, now), is_refused)

    def give(self) -> None:
        """An agent has somebody in self-service by an act of the agent's own: picked up, called."""
        self._later()
        name, agent_id, queue = self._pick("self_service"), self.choose(AGENTS), self.choose(QUEUES)
        if name is None:
            return
        command = GiveInteraction(AgentId(agent_id), InteractionId(name), QueueId(queue))
        is_refused = queue not in self.model.queues or self.model.cannot_be_given(name, agent_id)
        self._take(command, lambda now: self.model.give(name, agent_id, queue, now), is_refused)

    def decline(self) -> None:
        self._later()
        name = self._pick("offered")
        if name is not None:
            self._take(DeclineOffer(*self._offer_of(name)), partial(self.model.decline, name))

    def _held(self) -> tuple[str, str] | None:
        held = [(agent_id, name) for agent_id, agent in self.model.agents.items() for name in agent.hand]
        return self.choose(held) if held else None

    def finish(self) -> None:
        self._later()
        if (found := self._held()) is None:
            return
        agent_id, name = found
        held = self.model.agents[agent_id].hand[name]
        is_whole = self.model.queues[held.queue].configuration.wrap_up.mode is WrapUpMode.TIMED_WHOLE
        is_whole = is_whole and bool(held.wrap_up_until_ms)

        def finish(now: Place) -> None:
            if is_whole:
                held.disposition = "done"
            else:
                self.model.finish(agent_id, name, now)

        command = FinishWrapUp(AgentId(agent_id), InteractionId(name), "done", None)
        self._take(command, finish, held.stage != "wrap_up")

    def ask(self) -> None:
        self._later()
        if (found := self._held()) is None:
            return
        agent_id, name = found
        held = self.model.agents[agent_id].hand[name]
        mode, wants = self.model.queues[held.queue].configuration.wrap_up.mode, not held.wants_wrap_up

        def ask(now: Place) -> None:
            held.wants_wrap_up = wants

        is_refused = mode is not WrapUpMode.OPTIONAL or held.stage == "wrap_up"
        self._take(AskForWrapUp(AgentId(agent_id), InteractionId(name), wants), ask, is_refused)

    def complete(self) -> None:
        self._later()
        if (found := self._held()) is None:
            return
        agent_id, name = found
        one = self.model.interactions.get(name)
        is_done = one is not None and one.stage == "connected" and not one.provider and one.agent == agent_id
        command = CompleteInteraction(AgentId(agent_id), InteractionId(name))
        self._take(command, lambda now: self.model.end(name, EndCause.COMPLETED, now), not is_done)

    def connect(self) -> None:
        self._later()
        name = self._pick("connecting")
        if name is not None:
            self._take(ConfirmConnected(InteractionId(name)), lambda now: self.model.connect(name))

    def fail(self) -> None:
        self._later()
        name = self._pick("connecting")
        if name is not None:
            cause = self.choose(FAILED)
            self._take(FailConnection(InteractionId(name), cause), lambda now: self.model.fail(name, cause, now))

    def release(self) -> None:
        self._later()
        name = self._pick("connected")
        if name is not None:
            cause = self.choose([EndCause.AGENT_HUNG_UP, EndCause.AGENT_HUNG_UP, EndCause.MEDIA_LOST])
            follow = self.model.lose if cause is EndCause.MEDIA_LOST else self.model.let_go
            self._take(ReleaseAgent(InteractionId(name), cause), partial(follow, name))

    def transfer(self) -> None:
        self._later()
        name, queue = self._pick("connected"), self.choose(QUEUES)
        if name is not None:
            one = self.model.interactions[name]
            command = TransferToQueue(AgentId(str(one.agent)), InteractionId(name), QueueId(queue))
            is_refused = self.model.refuses(queue, one, handed_on(one.asked), 0)
            self._take(command, lambda now: self.model.transfer(name, queue, now), is_refused)

    def transfer_to_agent(self) -> None:
        """An agent hands a call to another, of the same queue or not."""
        self._later()
        name, to = self._pick("connected"), self.choose(AGENTS)
        one = None if name is None else self.model.interactions[name]
        if name is None or one is None or not one.provider:
            return
        command = TransferToAgent(AgentId(str(one.agent)), InteractionId(name), AgentId(to))
        is_refused = to == one.agent or not self.model.could_take_a_call(to)
        self._take(command, lambda now: self.model.transfer_to_agent(name, to, now), is_refused)

    # Customers.

    def call(self) -> None:
        self._later()
        self.opened += 1
        name, contact = f"i{self.opened:03}", f"c{self.opened:03}"
        command = OpenInteraction(InteractionId(name), ContactId(contact), Medium.VOICE, ProviderId(PROVIDER))
        self._take(command, lambda now: self.model.open(name, contact, Medium.VOICE, PROVIDER, now))
        self._enqueue(name)

    def _enqueue(self, name: str) -> None:
        queue, asked = self.choose(QUEUES), what_is_asked(self.choose)
        is_refused = self.model.refuses(queue, self.model.interactions[name], asked, self.now_ms)
        command = EnqueueInteraction(InteractionId(name), QueueId(queue), asked)
        self._take(command, lambda now: self.model.enqueue(name, queue, asked, now), is_refused)

    def submit(self) -> None:
        self._later()
        self.opened += 1
        name, contact = f"i{self.opened:03}", f"c{self.opened // 3:03}"  # a contact may well have several
        queue, asked = self.choose(QUEUES), what_is_asked(self.choose)
        medium = self.choose([one for one in self.model.media if one is not Medium.VOICE])

        def submit(now: Place) -> None:
            self.model.open(name, contact, medium, NO_PROVIDER, now)
            self.model.enqueue(name, queue, asked, now)

        command = SubmitWork(InteractionId(name), ContactId(contact), medium, QueueId(queue), asked)
        new = NaiveInteraction(contact, medium, NO_PROVIDER)
        self._take(command, submit, self.model.refuses(queue, new, asked, self.now_ms))

    def enqueue_again(self) -> None:
        self._later(0)
        name = self._pick("self_service")
        if name is not None:
            self._enqueue(name)

    def set_priority(self) -> None:
        self._later(0)
        name, points = self._pick("waiting", "offered"), self.choose([-3, 0, 2, 9])
        if name is not None:
            is_refused = self.model.interactions[name].stage != "waiting"
            command = SetPriority(InteractionId(name), points)
            self._take(command, lambda now: self.model.set_priority(name, points), is_refused)

    def leave_queue(self) -> None:
        self._later(0)
        name = self._pick("waiting", "offered")
        if name is None:
            return
        self._take(LeaveQueue(InteractionId(name), "asked"), lambda now: self.model.leave(name))

    def keep_place(self) -> None:
        self._later(0)
        name = self._pick("waiting", "offered")
        if name is not None:
            is_waiting = self.model.interactions[name].stage == "waiting"
            is_refused = not is_waiting or not self.model.has_medium(Medium.CALLBACK)
            self._take(KeepPlaceForCallback(InteractionId(name)), lambda now: self.model.keep_place(name), is_refused)

    def customer_leaves(self) -> None:
        self._later()
        name = self._pick("self_service", "waiting", "waiting", "offered", "connecting", "connected")
        if name is None:
            return
        cause = self.choose(GONE)
        command: RoutingCommand = EndInteraction(InteractionId(name), cause)
        if not self.model.interactions[name].provider:
            command, cause = WithdrawWork(InteractionId(name)), EndCause.CALLER_HUNG_UP
        self._take(command, lambda now: self.model.end(name, cause, now))

    def see_to_who_gave_up(self) -> None:
        self._later(0)
        if not self.model.missed:
            return
        contact = self.choose(sorted(self.model.missed))

        def see_to(now: Place) -> None:
            del self.model.missed[contact]

        self._take(CloseMissedContact(ContactId(contact)), see_to)


MOVES: dict[Callable[[FullMoves], None], int] = {
    FullMoves.call: 8,
    FullMoves.submit: 14,
    FullMoves.accept: 24,
    FullMoves.connect: 10,
    FullMoves.complete: 6,
    FullMoves.take: 4,
    FullMoves.give: 3,
    FullMoves.finish: 12,
    FullMoves.agent_is_back: 8,
    FullMoves.activity: 4,
    FullMoves.customer_leaves: 4,
    FullMoves.release: 3,
    FullMoves.decline: 3,
    FullMoves.override: 3,
    FullMoves.enqueue_again: 3,
    FullMoves.set_priority: 2,
    FullMoves.transfer: 2,
    FullMoves.transfer_to_agent: 3,
    FullMoves.ask: 2,
    FullMoves.phone: 2,
    FullMoves.keep_place: 2,
    FullMoves.fail: 2,
    FullMoves.desktop: 1,
    FullMoves.configure: 1,
    FullMoves.mode: 1,
    FullMoves.leave_queue: 1,
    FullMoves.see_to_who_gave_up: 1,
}
"""Each move and how often, beside the others."""
