"""Legs under reports in any order, twice or never: what a dict of legs says, the core says."""

from dataclasses import dataclass

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cic.calls.decide import decide_leg, decide_legs_read
from cic.calls.events import LegClosed, LegOpened, LegRole
from cic.calls.evolve import evolve
from cic.calls.reports import LegAnswered, LegEnded, LegRinging, LegSeen, LegsRead
from cic.calls.state import CallsState, leg_of
from routing.vocabulary import AgentId, EndCause, InteractionId, LegId, ProviderId

pytestmark = pytest.mark.property

PROVIDERS = [ProviderId("sip"), ProviderId("browser")]
INTERACTIONS = [InteractionId(f"i{number}") for number in range(3)]
NUMBERS = st.integers(1, 12)


@dataclass
class NaiveLeg:
    """A leg as a person would note it on paper."""

    provider: ProviderId
    interaction_id: InteractionId
    role: LegRole
    stage: str


class AgainstPaper(RuleBasedStateMachine):
    """Opens legs and tells of legs that may or may not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.state = CallsState()
        self.paper: dict[LegId, NaiveLeg] = {}
        self.opened = 0
        self.latest: dict[tuple[InteractionId, LegRole], LegId] = {}

    @rule(
        provider=st.sampled_from(PROVIDERS),
        interaction_id=st.sampled_from(INTERACTIONS),
        role=st.sampled_from(LegRole),
    )
    def open(self, provider: ProviderId, interaction_id: InteractionId, role: LegRole) -> None:
        self.opened += 1
        leg_id = LegId(f"leg{self.opened}")
        agent_id = AgentId("alice") if role is LegRole.AGENT else None
        evolve(self.state, LegOpened(leg_id, provider, interaction_id, role, agent_id), 0)
        stage = "arrived" if role is LegRole.CALLER else "dialled"
        self.paper[leg_id] = NaiveLeg(provider, interaction_id, role, stage)
        self.latest[interaction_id, role] = leg_id

    @precondition(lambda self: self.opened)
    @rule(number=NUMBERS)
    def rings(self, number: int) -> None:
        leg_id = LegId(f"leg{number}")
        self._tell(LegRinging(leg_id))
        if leg_id in self.paper and self.paper[leg_id].stage == "dialled":
            self.paper[leg_id].stage = "ringing"

    @precondition(lambda self: self.opened)
    @rule(number=NUMBERS)
    def is_answered(self, number: int) -> None:
        leg_id = LegId(f"leg{number}")
        self._tell(LegAnswered(leg_id))
        if leg_id in self.paper:
            self.paper[leg_id].stage = "up"

    @precondition(lambda self: self.opened)
    @rule(number=NUMBERS)
    def ends(self, number: int) -> None:
        leg_id = LegId(f"leg{number}")
        self._tell(LegEnded(leg_id, EndCause.CALLER_HUNG_UP))
        self.paper.pop(leg_id, None)

    @rule(provider=st.sampled_from(PROVIDERS), seen=st.dictionaries(NUMBERS, st.booleans()))
    def are_read(self, provider: ProviderId, seen: dict[int, bool]) -> None:
        found = tuple(LegSeen(LegId(f"leg{number}"), answered, ()) for number, answered in seen.items())
        events = decide_legs_read(self.state, LegsRead(provider, found))
        assert all(event.cause is EndCause.LOST for event in events if isinstance(event, LegClosed))
        for event in events:
            evolve(self.state, event, 0)
        answered_legs = {leg.leg_id for leg in found if leg.is_answered}
        for leg_id, leg in list(self.paper.items()):
            if leg.provider != provider:
                continue
            if leg_id not in {found_leg.leg_id for found_leg in found}:
                del self.paper[leg_id]
            elif leg_id in answered_legs:
                leg.stage = "up"

    def _tell(self, report: LegRinging | LegAnswered | LegEnded) -> None:
        for event in decide_leg(self.state, report):
            evolve(self.state, event, 0)

    @invariant()
    def legs_are_those_on_paper(self) -> None:
        told = {leg_id: (leg.provider, leg.interaction_id, leg.stage.value) for leg_id, leg in self.state.legs.items()}
        noted = {leg_id: (leg.provider, leg.interaction_id, leg.stage) for leg_id, leg in self.paper.items()}
        assert told == noted

    @invariant()
    def the_latest_leg_of_each_part_is_found(self) -> None:
        for interaction_id in INTERACTIONS:
            for role in LegRole:
                leg_id = self.latest.get((interaction_id, role))
                found = leg_of(self.state, interaction_id, role)
                expected = leg_id if leg_id in self.paper else None
                assert (None if found is None else found.leg_id) == expected


TestAgainstPaper = AgainstPaper.TestCase
TestAgainstPaper.settings = settings(max_examples=80, stateful_step_count=30)
