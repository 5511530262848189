"""Days of callers who help themselves: keys in the queue, messages, PINs, sources, numbers outside, speech.

Strengthens the world of ``world.py``: owns what these effects come to, and what agents do with work. Checkers live in
the tests.
"""

from dataclasses import dataclass, field, replace

from cic.calls.commands import DialNumber, PlayMusic, PlayPrompts, PromptCollect, PromptMenu, RecordMessage
from cic.calls.reports import (
    CallReport,
    CollectEnd,
    DigitsCollected,
    LegAnswered,
    LegRinging,
    MenuAnswered,
    MessageEnd,
    MessageRecorded,
    PhraseHeard,
    SpeechNotUnderstood,
)
from cic.center.control_inputs import (
    ResumeInteraction,
    SendIntoFlow,
)
from cic.center.effects import CompareSecret, FindCustomer, LookUpSource
from cic.center.events import CenterEvent, EffectRequested, WorkOpened
from cic.center.inputs import (
    CenterInput,
    ConfigurationApplied,
    CustomerLookupEnded,
    SecretCompared,
    SourceLookupEnded,
)
from ivr_flows.inputs import LookupResult, Verification
from ivr_flows.session import Scalar
from routing.commands import CompleteInteraction, TransferToQueue
from routing.configuration import CAPACITY, MediumConfiguration
from routing.events import InteractionConnected, OfferMade
from routing.vocabulary import (
    AgentId,
    ContactId,
    EffectId,
    EndCause,
    FlowId,
    Grammar,
    InteractionId,
    LegId,
    Medium,
    PersonalRef,
    QueueId,
)
from tests.harness.shipped_flows import shipped_flow
from tests.simulation.test_rough_days import RoughWorld
from tests.simulation.world import CALLER, Faults
from tests.unit.center.self_service import OUTSIDE, PIN, TASK, WAITING

FLOWS = (
    *(shipped_flow(name) for name in ("main", "account", "complaint", "after_hours", "card", "verify")),
    WAITING, OUTSIDE, TASK, PIN,
)  # fmt: skip
QUEUES = ("sales", "support", "complaints", "messages")
FOR_AGENTS = tuple(flow.flow_id for flow in FLOWS if flow.for_agents)
MEDIA = (Medium.VOICE, Medium.VOICEMAIL, Medium.CALLBACK, Medium.TASK)


@dataclass
class SelfServiceWorld(RoughWorld):
    """``left_out`` are media that this center does not have."""

    left_out: tuple[Medium, ...] = ()
    left: list[ContactId] = field(default_factory=list)

    def _configuration(self) -> ConfigurationApplied:
        given = super()._configuration()
        media = tuple(MediumConfiguration(medium, CAPACITY, 1) for medium in MEDIA if medium not in self.left_out)
        agents = tuple(
            replace(agent, number=str(100 + place), queues=agent.queues + _others(agent.queues, self.chance.random()))
            for place, agent in enumerate(given.routing.agents)
        )
        return replace(given, routing=replace(given.routing, media=media, agents=agents))

    def _run_effect(self, request: EffectRequested) -> None:
        given = None if self.chance.randrange(1000) < self.faults.failed else self.likely(request)
        match given, request.command:
            case None, _:
                super()._run_effect(request)
            case _, DialNumber(leg_id=leg_id):
                self._number(leg_id)
            case MessageRecorded(), RecordMessage(leg_id=leg_id):
                self._message(given, leg_id)
            case _, PlayMusic() | PlayPrompts() if self.chance.random() < 0.5:
                super()._run_effect(request)
            case _, FindCustomer() | LookUpSource() | CompareSecret():
                self.at(self.chance.choice([20, 20, 2_000, 40_000]), lambda: given)
            case _:
                self._tell(given, self.chance.choice([500, 4_000, 15_000]))  # type: ignore[arg-type]

    def likely(self, request: EffectRequested) -> CenterInput | None:
        """What this effect may come to; None where the world knows nothing more of it than before."""
        effect_id, chance = request.effect_id, self.chance
        match request.command:
            case PlayMusic(leg_id=leg_id, keys=keys) | PlayPrompts(leg_id=leg_id, keys=keys) if keys:
                return MenuAnswered(effect_id, leg_id, chance.choice([*keys, "7"]))
            case PromptMenu(leg_id=leg_id, listen=listen) if listen is not None and chance.random() < 0.6:
                return self._speech(effect_id, leg_id, listen)
            case PromptCollect(leg_id=leg_id, listen=listen) if listen is not None and chance.random() < 0.3:
                return self._speech(effect_id, leg_id, listen)
            case PromptCollect():
                return self._entered(effect_id, request.command)
            case RecordMessage(leg_id=leg_id):
                return MessageRecorded(
                    effect_id, leg_id, chance.choice([0, 500, 4_000]), chance.choice(list(MessageEnd))
                )
            case DialNumber(leg_id=leg_id):
                return LegAnswered(leg_id)
            case FindCustomer():
                result = chance.choice(list(LookupResult))
                return CustomerLookupEnded(effect_id, result, CALLER if result is LookupResult.FOUND else None)
            case LookUpSource():
                return self._answer(effect_id, request.command)
            case CompareSecret():
                return SecretCompared(effect_id, chance.choice(list(Verification)))
            case _:
                return None

    def _speech(self, effect_id: EffectId, leg_id: LegId, listen: Grammar) -> CallReport:
        if self.chance.random() < 0.3:
            return SpeechNotUnderstood(effect_id, leg_id)
        label = self.chance.choice([*(phrase.label for phrase in listen.phrases), "nonsense"])
        return PhraseHeard(effect_id, leg_id, label, self.chance.random() < 0.6)

    def _entered(self, effect_id: EffectId, command: PromptCollect) -> DigitsCollected:
        length = self.chance.choice([0, command.digits_min, command.digits_max])
        ref = PersonalRef("secret" if command.is_secret else "digits") if length else None
        ended_by, fits = self.chance.choice(list(CollectEnd)), self.chance.random() < 0.8
        return DigitsCollected(effect_id, command.leg_id, ref, length, ended_by, fits)

    def _answer(self, effect_id: EffectId, command: LookUpSource) -> SourceLookupEnded:
        values: dict[str, Scalar] = {}
        sealed: dict[str, PersonalRef] = {}
        for name in command.wanted:
            match self.chance.randrange(4):
                case 0:
                    sealed[name] = PersonalRef("personal")
                case 1:
                    values[name] = self.chance.choice([1, "2026-01-31", True])
                case _:
                    values[name] = 1_250
        return SourceLookupEnded(effect_id, self.chance.choice(list(LookupResult)), values, sealed)

    def _message(self, given: MessageRecorded, leg_id: LegId) -> None:
        self._tell(given, 8_000)
        if given.ended_by is MessageEnd.HANG_UP:
            self.at(8_020, lambda: self.end_leg(leg_id, EndCause.CALLER_HUNG_UP))

    def _number(self, leg_id: LegId) -> None:
        """It rings, and answers or not; whoever answers hangs up some time."""
        self.live_legs.add(leg_id)
        self._tell(LegRinging(leg_id), 50)
        ends_ms = self.chance.choice([300, 9_000, 25_000, 90_000])
        if self.chance.random() < 0.7:
            self._tell(LegAnswered(leg_id), self.chance.choice([200, 8_000, 19_000]))
        cause = self.chance.choice([EndCause.NOT_ANSWERED, EndCause.BUSY, EndCause.AGENT_HUNG_UP])
        self.at(ends_ms, lambda: self.end_leg(leg_id, cause))

    # What agents do with it.

    def _carry_on(self, event: CenterEvent) -> None:
        super()._carry_on(event)
        if isinstance(event, WorkOpened):
            self.left.append(event.contact_id)
        if isinstance(event, InteractionConnected) and event.interaction_id in self.state.work_of:
            self._work_on(event.agent_id, event.interaction_id)

    def _work_on(self, agent_id: AgentId, interaction_id: InteractionId) -> None:
        if self.chance.random() < 0.2:
            queue_id = QueueId(self.chance.choice(self.queues))
            self.at(2_000, lambda: TransferToQueue(agent_id, interaction_id, queue_id))
        self.at(self.chance.randrange(3_000, 60_000), lambda: CompleteInteraction(agent_id, interaction_id))

    def _act(self, offer: OfferMade) -> CenterInput:
        if self.chance.random() < 0.4:
            return super()._act(offer)
        agent_id, interaction_id = offer.agent_id, offer.interaction_id
        self.at(self.chance.choice([1_000, 30_000, 90_000]), lambda: ResumeInteraction(agent_id, interaction_id))
        self.at(self.chance.randrange(2_000, 90_000), lambda: super(SelfServiceWorld, self)._act(offer))
        return self.send_into_flow(agent_id, interaction_id)

    def send_into_flow(self, agent_id: AgentId, interaction_id: InteractionId) -> SendIntoFlow:
        """Into any flow that there is, also one that agents may not send callers into."""
        flow_id = FlowId(self.chance.choice([*FOR_AGENTS, *FOR_AGENTS, "main"]))
        return SendIntoFlow(agent_id, interaction_id, flow_id)

    def look_after(self) -> CenterInput | None:
        """Work waits for as long as it takes; what is in hand in the end is finished."""
        routing = self.state.routing
        if self.now_ms > 20_000_000 or not self.state.work:
            return None
        self.at(30_000, self.look_after)
        for agent_id, agent in routing.agents.items():
            for interaction_id in agent.assignments:
                if interaction_id in self.state.work_of:
                    self.at(1, lambda held=interaction_id, by=agent_id: CompleteInteraction(by, held))  # type: ignore[misc]
        return None


def _others(queues: tuple[QueueId, ...], draw: float) -> tuple[QueueId, ...]:
    """Now and then an agent serves every queue."""
    return tuple(QueueId(name) for name in QUEUES if QueueId(name) not in queues) if draw < 0.6 else ()


def self_service_day(seed: int, faults: Faults, callers: int = 14) -> SelfServiceWorld:
    """A day of such callers, with trouble of every kind where there are faults."""
    left_out = ((), (), (Medium.CALLBACK,), (Medium.VOICEMAIL, Medium.TASK))[seed % 4]
    world = SelfServiceWorld(seed, FLOWS, QUEUES, faults=faults, left_out=left_out)
    for number in range(callers):
        delay_ms = world.chance.randrange(0, 300_000)
        world.arrive(number, delay_ms, patience_ms=world.chance.randrange(1_000, 600_000))
    for _ in range(10 if faults.failed else 0):
        world.at(world.chance.randrange(0, 400_000), world.trouble)
    world.at(400_000, world.look_after)
    return world
