"""Inputs in any order, from anybody, about anything ever seen: the center never stops, and keeps its rules.

Where ``world.py`` is a provider that misbehaves, this is one that makes no sense at all.
"""

import os
import random
from collections.abc import Callable

import pytest

from cic.calls.commands import BridgeLegs, DialLeg, DialSealed, HangUpLeg, PlayPrompts, PromptCollect, PromptMenu
from cic.calls.reports import (
    BridgeFormed,
    CollectEnd,
    CommandDone,
    CommandFailed,
    DigitsCollected,
    LegAnswered,
    LegEnded,
    LegReturned,
    LegRinging,
    LegSeen,
    LegsRead,
    MenuAnswered,
    MessageEnd,
    MessageRecorded,
    PhoneChanged,
    PhraseHeard,
    PromptFinished,
    SpeechNotUnderstood,
)
from cic.center.control_inputs import (
    HangUpInteraction,
    HoldInteraction,
    MuteInteraction,
    ResumeInteraction,
    SendInteractionDigits,
)
from cic.center.effects import FindCustomer
from cic.center.inputs import (
    CallArrived,
    CenterInput,
    CustomerLookupEnded,
    DeadlinePassed,
    EngineStarted,
    ReconcileEnded,
    SecretCompared,
    SourceLookupEnded,
)
from cic.center.invariants import broken
from cic.center.settle import next_deadline_ms
from ivr_flows.inputs import LookupResult, Verification
from ivr_flows.listening import CANNOT_LISTEN
from routing.commands import (
    AcceptOffer,
    CompleteInteraction,
    ConfirmOfferShown,
    DeclineOffer,
    FinishWrapUp,
    SetActivity,
    SetDesktopState,
    TransferToQueue,
    WithdrawWork,
)
from routing.machines.assignment import AssignmentState
from routing.vocabulary import (
    Activity,
    AgentId,
    BridgeId,
    EffectId,
    EndCause,
    InteractionId,
    LegId,
    OfferId,
    PersonalRef,
    QueueId,
)
from tests.simulation import desk_wishes
from tests.simulation.call_wishes import own_act, wish
from tests.simulation.self_service_world import FLOWS, QUEUES, SelfServiceWorld
from tests.simulation.test_center_world import CALM
from tests.simulation.world import CALLER, PROVIDER

pytestmark = pytest.mark.simulation

DIGITS = PersonalRef("digits")


class Babel(SelfServiceWorld):
    """Nothing is carried out; whatever is said is made up, out of ids that were seen some time."""

    def __post_init__(self) -> None:
        self.effects: list[EffectId] = [EffectId("e0")]
        self.legs: list[LegId] = [LegId("stranger")]
        self.bridges: list[BridgeId] = [BridgeId("b0")]
        self.offers: list[OfferId] = [OfferId("i0.1")]
        self.interactions: list[InteractionId] = [InteractionId("i0")]
        super().__post_init__()
        # Nonsense alone never gets as far as a talk: half of what is said makes sense.
        sense = [*[self._outcome] * 14, *[self._willing_agent] * 8, *[self._arrival] * 2]
        nonsense = [
            self._media,
            self._command_outcome,
            *[self._leg] * 2,
            *[self._agent] * 3,
            *[self._control] * 4,
            self._desk,
        ]
        trouble = [self._provider, DeadlinePassed, self._configuration]
        self.sayings: list[Callable[[], CenterInput]] = [*sense * 2, *nonsense * 2, *trouble]

    def say(self) -> CenterInput:
        """Anything, after any time."""
        self.now_ms += self.chance.choice([0, 0, 10, 10, 100, 1_000, 3_000])
        self._remember()
        return self.chance.choice(self.sayings)()

    def _remember(self) -> None:
        self.effects += [effect_id for effect_id in self.state.effects if effect_id not in self.effects]
        self.legs += [leg_id for leg_id in self.state.calls.legs if leg_id not in self.legs]
        self.bridges += [bridge_id for bridge_id in self.state.calls.bridges if bridge_id not in self.bridges]
        routing = self.state.routing
        self.offers += [offer_id for offer_id in routing.offers if offer_id not in self.offers]
        self.interactions += [name for name in routing.interactions if name not in self.interactions]

    def _recent(self, seen: list[str]) -> str:
        """Mostly what is going on now, sometimes what was long ago."""
        return self.chance.choice(seen if self.chance.random() < 0.2 else seen[-6:])

    def _effect(self) -> EffectId:
        return EffectId(self._recent([str(effect_id) for effect_id in self.effects]))

    def _leg_id(self) -> LegId:
        return LegId(self._recent([str(leg_id) for leg_id in self.legs]))

    def _agent_id(self) -> AgentId:
        return self.chance.choice([*self.agent_ids, AgentId("nobody")])

    def _interaction(self) -> InteractionId:
        return InteractionId(self._recent([str(name) for name in self.interactions]))

    def _arrival(self) -> CenterInput:
        leg_id = self._leg_id() if self.chance.random() < 0.2 else LegId(f"in-{len(self.records)}")
        return CallArrived(leg_id, PROVIDER, str(3_999 + self.chance.randrange(len(self.flows) + 1)), CALLER)

    def _outcome(self) -> CenterInput:
        """What was asked for last, or a while ago, comes about."""
        requests = list(self.state.effects.values())
        if not requests:
            return self._willing_agent()
        request = self.chance.choice(requests)
        effect_id, length = request.effect_id, self.chance.randrange(1, 8)
        likely = self.likely(request)
        if likely is not None:
            return likely
        match request.command:
            case PlayPrompts(leg_id=leg_id):
                return PromptFinished(effect_id, leg_id)
            case PromptMenu(leg_id=leg_id):
                return MenuAnswered(effect_id, leg_id, self.chance.choice(["1", "2", "0"]))
            case PromptCollect(leg_id=leg_id):
                return DigitsCollected(effect_id, leg_id, DIGITS, length, CollectEnd.TERMINATOR)
            case FindCustomer():
                return CustomerLookupEnded(effect_id, LookupResult.FOUND, CALLER)
            case BridgeLegs(bridge_id=bridge_id):
                return BridgeFormed(effect_id, bridge_id)
            case DialLeg(leg_id=leg_id) | DialSealed(leg_id=leg_id):
                return LegAnswered(leg_id)
            case HangUpLeg(leg_id=leg_id, cause=cause):
                return LegEnded(leg_id, cause)
            case _:
                return CommandDone(effect_id)

    def _willing_agent(self) -> CenterInput:
        """An agent takes what stands offered, finishes, or comes back."""
        agent_id = self.chance.choice(self.agent_ids)
        agent = self.state.routing.agents[agent_id]
        for offer_id in agent.offers.values():
            return AcceptOffer(agent_id, offer_id)
        for interaction_id, held in agent.assignments.items():
            if held.state is not AssignmentState.WRAP_UP and interaction_id in self.state.work_of:
                return CompleteInteraction(agent_id, interaction_id)
            if held.state is AssignmentState.IN_CONTACT and self.chance.random() < 0.7:
                return wish(self.chance, self.state, agent_id, interaction_id, QUEUES)
            return FinishWrapUp(agent_id, interaction_id, "solved", None)
        if not agent.is_desktop_open:
            return SetDesktopState(agent_id, True)
        if self.chance.random() < 0.2:
            return own_act(self.chance, self.state, agent_id, QUEUES, provider=PROVIDER, caller=CALLER)
        return SetActivity(agent_id, Activity.AVAILABLE, "")

    def _media(self) -> CenterInput:
        effect_id, leg_id, length = self._effect(), self._leg_id(), self.chance.randrange(0, 8)
        digits = DIGITS if length else None
        return self.chance.choice(
            [
                PromptFinished(effect_id, leg_id),
                MenuAnswered(effect_id, leg_id, self.chance.choice(["1", "2", "0", "*", "#", "9", None])),
                DigitsCollected(effect_id, leg_id, digits, length, self.chance.choice(list(CollectEnd))),
                CustomerLookupEnded(effect_id, LookupResult.FOUND, CALLER),
                CustomerLookupEnded(effect_id, self.chance.choice(list(LookupResult)[1:]), None),
                PhraseHeard(effect_id, leg_id, self.chance.choice(["1", "9", ""]), self.chance.random() < 0.5),
                SpeechNotUnderstood(effect_id, leg_id),
                MessageRecorded(effect_id, leg_id, length * 1_000, self.chance.choice(list(MessageEnd))),
                SourceLookupEnded(effect_id, self.chance.choice(list(LookupResult)), {"balance": 1}, {"x": DIGITS}),
                SecretCompared(effect_id, self.chance.choice(list(Verification))),
            ]
        )

    def _command_outcome(self) -> CenterInput:
        effect_id = self._effect()
        bridge_id = BridgeId(self._recent([str(bridge_id) for bridge_id in self.bridges]))
        return self.chance.choice(
            [
                CommandDone(effect_id), CommandFailed(effect_id, self.chance.choice(["babel", CANNOT_LISTEN])),
                BridgeFormed(effect_id, bridge_id), BridgeFormed(effect_id, bridge_id),
            ]
        )  # fmt: skip

    def _leg(self) -> CenterInput:
        leg_id = self._leg_id()
        ended = LegEnded(leg_id, self.chance.choice(list(EndCause)))
        return self.chance.choice(
            [LegRinging(leg_id), LegAnswered(leg_id), LegAnswered(leg_id), LegReturned(leg_id), ended]
        )

    def _agent(self) -> CenterInput:
        agent_id, offer_id = self._agent_id(), OfferId(self._recent([str(offer_id) for offer_id in self.offers]))
        owner = self.state.routing.offers.get(offer_id)
        taker = agent_id if owner is None else owner.agent_id
        return self.chance.choice(
            [
                AcceptOffer(taker, offer_id),
                AcceptOffer(taker, offer_id),
                DeclineOffer(taker, offer_id),
                ConfirmOfferShown(taker, offer_id),
                ConfirmOfferShown(agent_id, offer_id),
                SetActivity(agent_id, Activity.AVAILABLE, ""),
                SetActivity(agent_id, self.chance.choice(list(Activity)), self.chance.choice(["", "lunch"])),
                FinishWrapUp(agent_id, self._interaction(), "solved", None),
                TransferToQueue(agent_id, self._interaction(), QueueId(self.chance.choice([*QUEUES, "x"]))),
                CompleteInteraction(agent_id, self._interaction()),
                WithdrawWork(self._interaction()),
            ]
        )

    def _control(self) -> CenterInput:
        interaction_id = self._interaction()
        known = self.state.routing.interactions.get(interaction_id)
        agent_id = self._agent_id() if known is None or known.agent_id is None else known.agent_id
        return self.chance.choice(
            [
                HoldInteraction(agent_id, interaction_id),
                ResumeInteraction(agent_id, interaction_id),
                MuteInteraction(agent_id, interaction_id, self.chance.random() < 0.5),
                SendInteractionDigits(agent_id, interaction_id, DIGITS),
                HangUpInteraction(agent_id, interaction_id),
                TransferToQueue(agent_id, interaction_id, QueueId("sales")),
                self.send_into_flow(agent_id, interaction_id),
                self.send_into_flow(agent_id, interaction_id),
                *[wish(self.chance, self.state, agent_id, interaction_id, [*QUEUES, "x"]) for _ in range(6)],
                own_act(self.chance, self.state, agent_id, [*QUEUES, "x"], provider=PROVIDER, caller=CALLER),
            ]
        )

    def _desk(self) -> CenterInput:
        agent_id, queues, at_ms = self._agent_id(), [*QUEUES, "x"], self.now_ms
        if self.chance.random() < 0.3:
            return desk_wishes.of_day(self.chance, self.state, agent_id, queues, at_ms=at_ms, caller=CALLER)
        interaction_id = self._interaction()
        known = self.state.routing.interactions.get(interaction_id)
        owner = agent_id if known is None or known.agent_id is None else known.agent_id
        return desk_wishes.of_contact(self.chance, self.state, owner, interaction_id, queues, at_ms=at_ms)

    def _provider(self) -> CenterInput:
        chance = self.chance
        seen = tuple(
            LegSeen(
                leg_id,
                chance.random() < 0.7,
                tuple(chance.sample(self.legs[-4:], chance.randrange(0, 2))),
                chance.choice([None, *self.legs[-4:]]),
            )
            for leg_id in self.legs
            if chance.random() < 0.95
        )
        phone = f"phone/{self._agent_id()}"
        phone_changed = PhoneChanged(PROVIDER, phone, chance.random() < 0.95, chance.random() < 0.05)
        desktop = SetDesktopState(self._agent_id(), chance.random() < 0.8)
        return chance.choice(
            [LegsRead(PROVIDER, seen), EngineStarted(), ReconcileEnded(), *[phone_changed, desktop] * 3]
        )

    def _carry_on(self, event: object) -> None:
        """Nothing is carried out."""

    def finish_work(self) -> None:
        """In the end nobody wants any more what callers have left, or agents have put off."""
        for interaction_id in list(self.state.work_of):
            self.settle(WithdrawWork(interaction_id))


@pytest.mark.parametrize("seed", range(400 if os.environ.get("CIC_PROVE") else 12))
def test_no_input_stops_the_center_or_breaks_a_rule_and_in_the_end_nothing_is_left(seed: int) -> None:
    world = Babel(seed, FLOWS, QUEUES, faults=CALM)
    assert isinstance(world.chance, random.Random)
    for _ in range(600):
        world.settle(world.say())
        assert broken(world.state) == [], f"seed {seed}, input {len(world.records)}: {world.records[-1].given}"
    world.settle(LegsRead(PROVIDER, ()))
    world.finish_work()
    while (due_ms := next_deadline_ms(world.state)) is not None:
        world.now_ms = max(world.now_ms, due_ms)
        world.settle(DeadlinePassed())
        world.finish_work()
        assert broken(world.state) == [], f"seed {seed}, at the end"
    assert not world.state.contacts and not world.state.effects and not world.state.calls.legs, f"seed {seed}"
    routing = world.state.routing
    assert (
        not routing.interactions
        and not routing.offers
        and not any(agent.assignments for agent in routing.agents.values())
    )
