"""Alice talks to a caller and consults Bob, or a number: the steps up to there, for tests. Owns no rule."""

from cic.calls.commands import BridgeLegs, DialLeg, DialSealed, HoldLeg
from cic.calls.machines.consult import ConsultStage
from cic.calls.reports import LegAnswered
from cic.calls.state import Consult
from cic.center.control_inputs import StartConsult, Target, ToAgent, ToNumber
from routing.commands import AcceptOffer
from routing.rejections import RejectionCode
from routing.vocabulary import InteractionId, LegId, PersonalRef
from tests.harness.one_contact import offered
from tests.unit.center.hotline import ALICE, BOB, RATED_NUMBER, Hotline

CALLER_LEG = LegId("caller")
NUMBER = PersonalRef("number-outside")


class Consultation:
    """A hotline with Alice in a talk; Bob is free."""

    def __init__(self, dialled: str = RATED_NUMBER) -> None:
        self.hotline = Hotline()
        self.hotline.sign_in(ALICE)
        self.interaction_id = self.hotline.caller_in_queue(dialled=dialled)
        self.alice_leg = self.hotline.talk()
        self.hotline.sign_in(BOB)
        self.other_leg = LegId("")

    def ask(self, target: Target) -> RejectionCode | None:
        """Alice asks somebody."""
        return self.hotline.give(StartConsult(ALICE, self.interaction_id, target))

    def ask_bob(self) -> None:
        """Bob is offered the question; the caller is on hold."""
        assert self.ask(ToAgent(BOB)) is None
        self.hotline.done(HoldLeg)

    def bob_accepts(self) -> None:
        """Bob's phone is dialled."""
        offer_id = offered(self.hotline.agent(BOB))
        assert offer_id is not None, "nothing is offered to Bob"
        assert self.hotline.give(AcceptOffer(BOB, offer_id)) is None
        command = self.hotline.latest(DialLeg).command
        assert isinstance(command, DialLeg)
        self.other_leg = command.leg_id

    def bob_talks(self) -> None:
        """Alice and Bob hear each other."""
        self.ask_bob()
        self.bob_accepts()
        self.answered()

    def answered(self) -> None:
        """Whoever is asked picks up."""
        self.hotline.give(LegAnswered(self.other_leg))
        self.hotline.bridged()

    def number_talks(self) -> None:
        """Alice and a number outside hear each other."""
        assert self.ask(ToNumber(NUMBER)) is None
        self.hotline.done(HoldLeg)
        command = self.hotline.latest(DialSealed).command
        assert isinstance(command, DialSealed)
        self.other_leg = command.leg_id
        self.answered()

    def all_done(self, *kinds: type[HoldLeg] | type[BridgeLegs]) -> None:
        """The provider has carried these out."""
        for kind in kinds:
            self.hotline.done(kind)

    @property
    def consult(self) -> Consult | None:
        """The consult, while there is one."""
        return self.hotline.state.calls.consults.get(self.interaction_id)

    @property
    def consult_id(self) -> InteractionId:
        """The interaction by which somebody is asked."""
        assert self.consult is not None, "nobody is consulted"
        return self.consult.asked.consult_id

    @property
    def stage(self) -> ConsultStage | None:
        """Where the consult stands."""
        return None if self.consult is None else self.consult.stage

    def clear(self) -> None:
        """Everybody has gone, and nothing of the call is left."""
        self.hotline.carry_out_hang_ups()
        for name in (ALICE, BOB):
            for interaction_id in list(self.hotline.agent(name).assignments):
                assert self.hotline.finish(interaction_id, name) is None
        assert self.hotline.is_empty()
        assert not self.hotline.state.calls.consults and not self.hotline.state.calls.consulting
