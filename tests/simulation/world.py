"""A world around the pure center in virtual time: callers, agents and a provider that misbehaves, all by one seed.

Owns chance, time and faults; the center under test is the real one. Checkers live in the tests.
"""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from cic.calls.commands import (
    AnswerLeg,
    BridgeLegs,
    DialLeg,
    DialSealed,
    HangUpLeg,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptMenu,
)
from cic.calls.reports import (
    BridgeFormed,
    CallReport,
    CollectEnd,
    CommandDone,
    CommandFailed,
    DigitsCollected,
    LegAnswered,
    LegEnded,
    LegRinging,
    MenuAnswered,
    PhoneChanged,
    PromptFinished,
)
from cic.center.control_inputs import (
    HangUpInteraction,
    HoldInteraction,
    MuteInteraction,
    ResumeInteraction,
)
from cic.center.effects import FindCustomer
from cic.center.events import CenterEvent, ContactClosed, ContactOpened, EffectRequested
from cic.center.inputs import (
    CallArrived,
    CenterInput,
    ConfigurationApplied,
    CustomerLookupEnded,
    DeadlinePassed,
    EntryPoint,
)
from cic.center.settle import next_deadline_ms, settle
from cic.center.state import CenterState
from cic.center.transfer_events import ContactDialled
from ivr_flows.inputs import LookupResult
from ivr_flows.model import Flow
from routing.commands import (
    AcceptOffer,
    ConfirmOfferShown,
    DeclineOffer,
    FinishWrapUp,
    SetActivity,
    SetDesktopState,
    TransferToQueue,
)
from routing.configuration import AgentConfiguration, QueueConfiguration, RoutingConfiguration
from routing.events import OfferMade, WrapUpStarted
from routing.rejections import Rejection
from routing.vocabulary import (
    Activity,
    AgentId,
    CallerFacts,
    ContactId,
    EffectId,
    EndCause,
    LegId,
    PartyId,
    PersonalRef,
    PhoneAddress,
    ProviderId,
    QueueId,
)
from tests.harness.one_contact import wrap_up
from tests.simulation.call_wishes import own_act, wish

PROVIDER = ProviderId("world")
CALLER = CallerFacts(PartyId("p"), PersonalRef("n"), None, False, "", "en", "", False)


@dataclass(frozen=True)
class Faults:
    """How often, of a thousand, a report or a desktop goes wrong."""

    lost: int = 0
    doubled: int = 0
    late: int = 0
    failed: int = 0
    unshown: int = 0
    closed: int = 0


@dataclass
class Record:
    """One settled input, as a journal would hold it."""

    seq: int
    at_ms: int
    given: CenterInput
    events: tuple[CenterEvent, ...]
    rejection: Rejection | None


@dataclass
class World:
    """Callers and agents in virtual time. ``step`` settles one input."""

    seed: int
    flows: tuple[Flow, ...]
    queues: tuple[str, ...]
    agents: int = 4
    faults: Faults = field(default_factory=Faults)
    state: CenterState = field(default_factory=CenterState)
    now_ms: int = 1_000_000
    records: list[Record] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self._agenda: list[tuple[int, int, Callable[[], CenterInput | None]]] = []
        self._count = 0
        self.live_legs: set[LegId] = set()
        self.opened: list[ContactId] = []
        self.closed: list[ContactId] = []
        self._timer: int | None = None
        self.settle(self._configuration())
        for agent_id in self.agent_ids:
            self.settle(PhoneChanged(PROVIDER, f"phone/{agent_id}", True, False))
            self.settle(SetDesktopState(agent_id, True))
            self.settle(SetActivity(agent_id, Activity.AVAILABLE, ""))

    @property
    def agent_ids(self) -> list[AgentId]:
        return [AgentId(f"agent{number}") for number in range(self.agents)]

    def _configuration(self) -> ConfigurationApplied:
        queues = tuple(
            QueueConfiguration(QueueId(name), 20_000, 15_000, wrap_up(30_000), ("solved", "other"))
            for name in self.queues
        )
        agents = tuple(
            AgentConfiguration(
                agent_id,
                tuple(QueueId(name) for name in self.chance.sample(self.queues, 1 + number % len(self.queues))),
                (PhoneAddress(PROVIDER, f"phone/{agent_id}"),),
                accepts_automatically=number == 0,
            )
            for number, agent_id in enumerate(self.agent_ids)
        )
        entries = tuple(EntryPoint(str(4000 + n), flow.flow_id) for n, flow in enumerate(self.flows))
        routing = RoutingConfiguration(queues, agents, ("lunch",))
        return ConfigurationApplied("v1", routing, self.flows, entries)

    def at(self, delay_ms: int, action: Callable[[], CenterInput | None]) -> None:
        """Do this later; what the action returns is given to the center then."""
        self._count += 1
        heapq.heappush(self._agenda, (self.now_ms + delay_ms, self._count, action))

    def arrive(self, number: int, delay_ms: int, patience_ms: int) -> None:
        """A caller dials after a while and hangs up when patience runs out."""
        leg_id = LegId(f"world-in-{number}")
        dialled = str(4000 + self.chance.randrange(len(self.flows)))

        def dial() -> CenterInput:
            self.live_legs.add(leg_id)
            self.at(patience_ms, lambda: self.end_leg(leg_id, EndCause.CALLER_HUNG_UP))
            return CallArrived(leg_id, PROVIDER, dialled, CALLER)

        self.at(delay_ms, dial)

    def end_leg(self, leg_id: LegId, cause: EndCause) -> CenterInput | None:
        """A leg is gone; told once, however often it is ended."""
        if leg_id not in self.live_legs:
            return None
        self.live_legs.discard(leg_id)
        return LegEnded(leg_id, cause)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to happen."""
        return not self._agenda and next_deadline_ms(self.state) is None

    def run(self) -> None:
        """Until nothing is left to happen."""
        while not self.is_over:
            self.step()

    def step(self) -> None:
        """Let the next thing happen: what the world has planned, or a deadline of the center."""
        deadline_ms = next_deadline_ms(self.state)
        if self._agenda and (deadline_ms is None or self._agenda[0][0] <= deadline_ms):
            at_ms, _, action = heapq.heappop(self._agenda)
            self.now_ms = max(self.now_ms, at_ms)
            given = action()
            if given is not None:
                self.settle(given)
        elif deadline_ms is not None:
            self.now_ms = max(self.now_ms, deadline_ms)
            self.settle(DeadlinePassed())

    def settle(self, given: CenterInput) -> Record:
        """Give an input to the center and carry on what it leads to."""
        seq = len(self.records) + 1
        settled = settle(self.state, given, self.now_ms, seq)
        record = Record(seq, self.now_ms, given, settled.events, settled.rejection)
        self.records.append(record)
        self._follow(record)
        return record

    def _follow(self, record: Record) -> None:
        """What the input led to goes out into the world."""
        for event in record.events:
            self._carry_on(event)

    def _carry_on(self, event: CenterEvent) -> None:
        match event:
            case EffectRequested():
                self._run_effect(event)
            case OfferMade():
                self._show_offer(event)
                self.at(self.chance.randrange(200, 20_000), lambda: self._answer_offer(event))
            case WrapUpStarted():
                finish = FinishWrapUp(event.agent_id, event.interaction_id, "solved", None)
                self.at(self.chance.randrange(1_000, 40_000), lambda: finish)
            case _:
                self._note_contact(event)

    def _note_contact(self, event: CenterEvent) -> None:
        """Contacts that opened and closed, for the checkers."""
        if isinstance(event, ContactOpened | ContactDialled):
            self.opened.append(event.contact_id)
        elif isinstance(event, ContactClosed):
            self.closed.append(event.contact_id)

    def _show_offer(self, offer: OfferMade) -> None:
        """The agent's desktop says that it shows the offer, perhaps twice; or it hangs, or it closes and comes back."""
        draw = self.chance.randrange(1000)
        if draw < self.faults.unshown:
            self.at(self.chance.randrange(2_000, 30_000), lambda: SetActivity(offer.agent_id, Activity.AVAILABLE, ""))
            return
        if draw < self.faults.unshown + self.faults.closed:
            closes_ms = self.chance.randrange(0, 10_000)
            self.at(closes_ms, lambda: SetDesktopState(offer.agent_id, False))
            back_ms = closes_ms + self.chance.randrange(100, 20_000)
            self.at(back_ms, lambda: SetDesktopState(offer.agent_id, True))
        for _ in range(self.chance.choice([1, 1, 1, 2])):
            shown_ms = self.chance.choice([20, 50, 200, 1_900, 2_100])
            self.at(shown_ms, lambda: ConfirmOfferShown(offer.agent_id, offer.offer_id))

    def _answer_offer(self, offer: OfferMade) -> CenterInput | None:
        draw = self.chance.randrange(100)
        if draw < 10:
            return None
        if draw < 20:
            return DeclineOffer(offer.agent_id, offer.offer_id)
        self.at(self.chance.randrange(5_000, 60_000), lambda: self._act(offer))
        if draw < 25:
            self.at(30_000, lambda: SetActivity(offer.agent_id, Activity.ON_BREAK, "lunch"))
        self.at(90_000, lambda: SetActivity(offer.agent_id, Activity.AVAILABLE, ""))
        return AcceptOffer(offer.agent_id, offer.offer_id)

    def _act(self, offer: OfferMade) -> CenterInput:
        agent_id, interaction_id = offer.agent_id, offer.interaction_id
        self.at(20_000, lambda: HangUpInteraction(agent_id, interaction_id))
        if self.chance.random() < 0.5:
            for after_ms in (5_000, 9_000, 14_000, 18_000):
                self.at(after_ms, lambda: wish(self.chance, self.state, agent_id, interaction_id, self.queues))
            self.at(
                45_000,
                lambda: own_act(self.chance, self.state, agent_id, self.queues, provider=PROVIDER, caller=CALLER),
            )
        return self.chance.choice(
            [
                HoldInteraction(agent_id, interaction_id),
                MuteInteraction(agent_id, interaction_id, True),
                ResumeInteraction(agent_id, interaction_id),
                TransferToQueue(agent_id, interaction_id, QueueId(self.chance.choice(self.queues))),
                HangUpInteraction(agent_id, interaction_id),
            ]
        )

    def _run_effect(self, request: EffectRequested) -> None:
        if self.chance.randrange(1000) < self.faults.failed:
            self._tell(CommandFailed(request.effect_id, "world_says_no"), 50)
            return
        effect_id = request.effect_id
        match request.command:
            case FindCustomer():
                self.at(20, lambda: CustomerLookupEnded(effect_id, LookupResult.FOUND, CALLER))
            case PlayPrompts(leg_id=leg_id):
                self._tell(PromptFinished(effect_id, leg_id), 3_000)
            case PromptMenu(leg_id=leg_id, keys=keys):
                key = self.chance.choice([*keys, "9", None])
                self._tell(MenuAnswered(effect_id, leg_id, key), 2_000)
            case PromptCollect(leg_id=leg_id):
                self._tell(self._digits(effect_id, leg_id), 4_000)
            case DialLeg() | DialSealed():
                self._dial(request.command)
            case BridgeLegs(bridge_id=bridge_id):
                self._tell(BridgeFormed(effect_id, bridge_id), 60)
            case HangUpLeg(leg_id=leg_id, cause=cause):
                self.at(30, lambda: self.end_leg(leg_id, cause))
                self._tell(CommandDone(effect_id), 60)
            case AnswerLeg() | PlayMusic():
                self._tell(CommandDone(effect_id), 40)
            case _:
                self._tell(CommandDone(effect_id), 40)

    def _digits(self, effect_id: EffectId, leg_id: LegId) -> DigitsCollected:
        length = self.chance.randrange(0, 8)
        digits = PersonalRef("digits") if length else None
        return DigitsCollected(effect_id, leg_id, digits, length, self.chance.choice(list(CollectEnd)))

    def _dial(self, command: DialLeg | DialSealed) -> None:
        leg_id, draw = command.leg_id, self.chance.randrange(100)
        self.live_legs.add(leg_id)
        self._tell(LegRinging(leg_id), 50)
        if draw < 8:
            cause = self.chance.choice([EndCause.NOT_ANSWERED, EndCause.BUSY, EndCause.UNREACHABLE])
            self.at(400, lambda: self.end_leg(leg_id, cause))
            return
        self._tell(LegAnswered(leg_id), 300)
        self.at(self.chance.randrange(10_000, 200_000), lambda: self.end_leg(leg_id, EndCause.AGENT_HUNG_UP))

    def _tell(self, report: CallReport, delay_ms: int) -> None:
        """Report, unless the report is lost; perhaps twice, perhaps late and so out of order."""
        draw = self.chance.randrange(1000)
        if draw < self.faults.lost:
            return
        if draw < self.faults.lost + self.faults.late:
            delay_ms += self.chance.randrange(100, 30_000)
        self.at(delay_ms, lambda: report)
        if self.chance.randrange(1000) < self.faults.doubled:
            self.at(delay_ms + self.chance.randrange(0, 5_000), lambda: report)
