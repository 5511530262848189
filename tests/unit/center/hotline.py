"""A hotline of two agents around the pure center, so that tests read like a call. Owns no rule.

Effects are carried out by hand: a test says that a command was done, failed, or had another outcome. Desktops show
at once what is offered, but for those in ``dead_desktops``. After every input the rules of routing hold and folding the
events gives the live state.
"""

from cic.calls.commands import AnswerLeg, BridgeLegs, DialLeg, HangUpLeg, PlayPrompts
from cic.calls.reports import (
    BridgeFormed,
    CommandDone,
    CommandFailed,
    LegAnswered,
    LegEnded,
    LegRinging,
    PhoneChanged,
    PromptFinished,
)
from cic.center.effects import Effect
from cic.center.events import CenterEvent, EffectRequested
from cic.center.evolve import evolve
from cic.center.inputs import CallArrived, CenterInput, ConfigurationApplied, DeadlinePassed, EntryPoint
from cic.center.invariants import broken
from cic.center.settle import Settled, next_deadline_ms, settle
from cic.center.state import CenterState, Contact, logical_state
from cic.center.views import InteractionView, agent_view
from cic.journal.port import Committed
from ivr_flows.model import Flow, HangUpNode, QueueNode, Recording, SayNode
from routing.commands import AcceptOffer, ConfirmOfferShown, FinishWrapUp, SetActivity, SetDesktopState
from routing.configuration import Admission, AgentConfiguration, OfferAgain, QueueConfiguration, RoutingConfiguration
from routing.copying import replace
from routing.machines.interaction import InteractionStage
from routing.machines.offer import OfferState
from routing.rejections import RejectionCode
from routing.state import Agent, Interaction
from routing.vocabulary import (
    Activity,
    AgentId,
    CallerFacts,
    EndCause,
    FlowId,
    InteractionId,
    LegId,
    PartyId,
    PersonalRef,
    PhoneAddress,
    ProviderId,
    QueueId,
)
from tests.harness.one_contact import offered, wrap_up

PROVIDER = ProviderId("sip")
NUMBER, RATED_NUMBER = "4000", "4001"
CALLER = CallerFacts(PartyId("party"), PersonalRef("number"), None, True, "gold", "en", "north", True)
HUNG_UP = EndCause.CALLER_HUNG_UP
ALICE, BOB = AgentId("alice"), AgentId("bob")
SALES, EMPTY = QueueId("sales"), QueueId("empty")


def flow(name: str, after_agent: str | None, version: str = "1") -> Flow:
    """Welcome, then the sales queue; after the agent perhaps a word of thanks."""
    nodes = (
        SayNode("welcome", (Recording("welcome"),), "queue"),
        QueueNode("queue", SALES, (), "default", (), 0, after_agent, None),
        SayNode("thanks", (Recording("thanks"),), "bye"),
        HangUpNode("bye"),
    )
    return Flow(FlowId(name), version, "en", "welcome", nodes, ("en",), "bye")


def configuration(
    version: str = "v1", wrap_up_ms_max: int = 30_000, automatic: bool = False, flow_version: str = "1"
) -> ConfigurationApplied:
    """One queue, two agents, and two numbers: the second goes on in the flow when the agent has left."""
    queue = QueueConfiguration(
        SALES, 20_000, 15_000, wrap_up(wrap_up_ms_max), ("solved",), offer_again=OfferAgain(30_000, 0, 0)
    )
    agents = tuple(
        AgentConfiguration(name, (SALES,), (PhoneAddress(PROVIDER, f"phone/{name}"),), automatic)
        for name in (ALICE, BOB)
    )
    flows = (flow("plain", None, flow_version), flow("rated", "thanks", flow_version))
    entries = (EntryPoint(NUMBER, FlowId("plain")), EntryPoint(RATED_NUMBER, FlowId("rated")))
    return ConfigurationApplied(version, RoutingConfiguration((queue,), agents, ("lunch",)), flows, entries)


def with_an_empty_queue(version: str) -> ConfigurationApplied:
    """The same, and a queue that nobody serves, which is left when empty."""
    plain = configuration(version)
    (queue,) = plain.routing.queues
    empty = replace(queue, queue_id=EMPTY, admission=Admission(leave_when_empty=True))
    return replace(plain, routing=replace(plain.routing, queues=(queue, empty)))


class Hotline:
    """Gives inputs to the center, one second after the other; ``records`` are what a journal would have."""

    def __init__(self, *, wrap_up_ms_max: int = 30_000, automatic: bool = False) -> None:
        self.state, self._folded = CenterState(), CenterState()
        self.now_ms, self.seq = 1_000_000, 0
        self.events: tuple[CenterEvent, ...] = ()
        self.records: list[Committed] = []
        self.dead_desktops: set[AgentId] = set()
        self.give(configuration(wrap_up_ms_max=wrap_up_ms_max, automatic=automatic))
        for agent_id in (ALICE, BOB):
            self.give(PhoneChanged(PROVIDER, f"phone/{agent_id}", True, False))
            self.give(SetDesktopState(agent_id, True))

    def give(self, given: CenterInput, after_ms: int = 1_000) -> RejectionCode | None:
        """Give an input; ``events`` are what it led to."""
        self.now_ms += after_ms
        self.seq += 1
        settled = self._settle(given)
        self.events = settled.events
        for offer in list(self.state.routing.offers.values()):
            if offer.state is OfferState.PENDING and offer.agent_id not in self.dead_desktops:
                self._settle(ConfirmOfferShown(offer.agent_id, offer.offer_id))
        return None if settled.rejection is None else settled.rejection.code

    def _settle(self, given: CenterInput) -> Settled:
        settled = settle(self.state, given, self.now_ms, self.seq)
        if settled.events:
            self.records.append(Committed(len(self.records) + 1, self.now_ms, given, settled.events, None))
        for event in settled.events:
            evolve(self._folded, event, self.now_ms, self.seq)
        assert logical_state(self._folded) == logical_state(self.state), "folding the events gives another state"
        assert broken(self.state) == []
        return settled

    def wait(self, duration_ms: int) -> None:
        """Let time go on; the center is woken whenever it asked for it."""
        until_ms = self.now_ms + duration_ms
        while (due_ms := next_deadline_ms(self.state)) is not None and due_ms <= until_ms:
            self.give(DeadlinePassed(), max(0, due_ms - self.now_ms))
        self.now_ms = until_ms

    # What people do.

    def sign_in(self, *names: AgentId) -> None:
        """Agents become available, one after the other."""
        for name in names:
            assert self.give(SetActivity(name, Activity.AVAILABLE, "")) is None

    def call(self, name: str = "caller", dialled: str = NUMBER) -> InteractionId:
        """A caller reaches a number; nothing has been answered yet."""
        self.give(CallArrived(LegId(name), PROVIDER, dialled, CALLER))
        return InteractionId(f"i{self.seq}")

    def caller_in_queue(self, name: str = "caller", dialled: str = NUMBER) -> InteractionId:
        """A caller has heard the welcome and waits with music."""
        interaction_id = self.call(name, dialled)
        self.done(AnswerLeg)
        self.played()
        return interaction_id

    def accept(self, name: AgentId = ALICE) -> LegId:
        """An agent takes what stands offered; the agent's phone is being dialled."""
        offer_id = offered(self.agent(name))
        assert offer_id is not None, f"nothing is offered to {name}"
        assert self.give(AcceptOffer(name, offer_id)) is None
        command = self.latest(DialLeg).command
        assert isinstance(command, DialLeg)
        return command.leg_id

    def talk(self, name: AgentId = ALICE) -> LegId:
        """An agent takes what stands offered, picks up the phone, and is bridged with the caller."""
        leg_id = self.accept(name)
        self.give(LegRinging(leg_id))
        self.give(LegAnswered(leg_id))
        self.bridged()
        return leg_id

    def finish(self, interaction_id: InteractionId, name: AgentId = ALICE) -> RejectionCode | None:
        """An agent closes the contact."""
        return self.give(FinishWrapUp(name, interaction_id, "solved", None))

    # What the provider tells.

    def done(self, kind: type[Effect]) -> None:
        """The latest command of a kind was carried out."""
        self.give(CommandDone(self.latest(kind).effect_id))

    def failed(self, kind: type[Effect]) -> None:
        """The latest command of a kind could not be carried out."""
        self.give(CommandFailed(self.latest(kind).effect_id, "no_such_leg"))

    def played(self) -> None:
        """The prompts came to their end."""
        request = self.latest(PlayPrompts)
        assert isinstance(request.command, PlayPrompts)
        self.give(PromptFinished(request.effect_id, request.command.leg_id))

    def bridged(self) -> None:
        """The legs hear each other."""
        request = self.latest(BridgeLegs)
        assert isinstance(request.command, BridgeLegs)
        self.give(BridgeFormed(request.effect_id, request.command.bridge_id))

    def hang_up(self, name: str = "caller", cause: EndCause = HUNG_UP) -> None:
        """A leg is gone."""
        self.give(LegEnded(LegId(name), cause))

    def carry_out_hang_ups(self) -> None:
        """Every leg that is to be hung up is gone."""
        for request in self.asked(HangUpLeg):
            assert isinstance(request.command, HangUpLeg)
            self.hang_up(request.command.leg_id, request.command.cause)

    # What can be seen.

    def asked(self, kind: type[Effect]) -> list[EffectRequested]:
        """The open effects of a kind, in the order they were asked for."""
        return [request for request in self.state.effects.values() if isinstance(request.command, kind)]

    def latest(self, kind: type[Effect]) -> EffectRequested:
        """The latest open effect of a kind."""
        requests = self.asked(kind)
        assert requests, f"no {kind.__name__} is open"
        return requests[-1]

    def asked_now(self) -> list[Effect]:
        """The commands that the last input led to, in order."""
        return [event.command for event in self.events if isinstance(event, EffectRequested)]

    def agent(self, name: AgentId) -> Agent:
        """An agent as routing sees one."""
        return self.state.routing.agents[name]

    def interaction(self, interaction_id: InteractionId) -> Interaction:
        """An open interaction."""
        return self.state.routing.interactions[interaction_id]

    def stage(self, interaction_id: InteractionId) -> InteractionStage:
        """Where an interaction stands."""
        return self.interaction(interaction_id).stage

    def contact(self, interaction_id: InteractionId) -> Contact:
        """The open contact of an interaction."""
        return self.state.contacts[self.state.contact_of[interaction_id]]

    def view(self, name: AgentId = ALICE) -> InteractionView:
        """The one interaction on an agent's desktop."""
        desktop = agent_view(self.state, name)
        assert desktop is not None and len(desktop.interactions) == 1
        return desktop.interactions[0]

    def of_type(self, kind: type[CenterEvent]) -> list[CenterEvent]:
        """The last input's events of a type."""
        return [event for event in self.events if isinstance(event, kind)]

    def is_empty(self) -> bool:
        """Whether nothing of any call is left."""
        routing, calls = self.state.routing, self.state.calls
        left = (self.state.contacts, self.state.contact_of, self.state.effects, self.state.effects_of, calls.legs)
        return not any((*left, calls.bridges, calls.legs_of, calls.bridge_of, routing.interactions, routing.offers))

    def agent_leg(self) -> LegId:
        """The leg of the agent who is dialled or talks."""
        return next(leg.leg_id for leg in self.state.calls.legs.values() if leg.agent_id is not None)

    def accept_work(self, name: AgentId = ALICE) -> None:
        """An agent takes work that stands offered; there is no phone to be dialled."""
        offer_id = offered(self.agent(name))
        assert offer_id is not None, f"nothing is offered to {name}"
        assert self.give(AcceptOffer(name, offer_id)) is None
