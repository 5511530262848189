"""A number that an agent has given is opened on its way out, and whoever is reached there is a caller from then on."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from cic.calls.commands import DialSealed, PromptCollect
from cic.calls.reports import CommandFailed, DigitsCollected
from cic.center.events import EffectRequested
from cic.center.inputs import CenterInput
from cic.cti.port import (
    Capabilities,
    CollectEnd,
    DialNumber,
    DigitsCollectedOpen,
    ExpectedLeg,
    ProviderCommand,
    ProviderReport,
)
from cic.cti.switchboard import Switchboard
from routing.vocabulary import CallerFacts, EffectId, InteractionId, LegId, PartyId, PersonalRef, ProviderId

pytestmark = pytest.mark.unit

NEAR, PARTY = ProviderId("near"), PartyId("party")
CUSTOMER, CONSULTED = LegId("leg-of-customer"), LegId("leg-of-somebody-asked")
NUMBER = "+8613800000000"


class Provider:
    """Does nothing; what it is told and what it tells can be seen."""

    capabilities = Capabilities(False, False, False, False, False, 2, False, False)
    provider_id = NEAR

    def __init__(self) -> None:
        self.report: Callable[[ProviderReport], None] = lambda _: None
        self.commands: list[ProviderCommand] = []

    async def start(self, report: Callable[[ProviderReport], None], expected: Sequence[ExpectedLeg]) -> None:
        self.report = report

    def execute(self, effect_id: EffectId, command: ProviderCommand) -> None:
        self.commands.append(command)

    async def stop(self) -> None:
        return


class Sealed:
    """Personal values, kept in the open where a test can see them, by party."""

    def __init__(self) -> None:
        self.values = {PersonalRef("number"): NUMBER}
        self.parties: list[PartyId] = []

    def identify(self, number: str, name: str = "") -> CallerFacts:
        raise AssertionError("nobody calls here")

    def find_by_customer_number(self, digits: str, calling_from: PersonalRef | None = None) -> CallerFacts | None:
        return None

    def seal(self, party_id: PartyId, kind: str, text: str) -> PersonalRef:
        ref = PersonalRef(f"ref-{len(self.values)}")
        self.values[ref] = text
        self.parties.append(party_id)
        return ref

    def open(self, ref: PersonalRef) -> str | None:
        return self.values.get(ref)

    def erase(self, party_id: PartyId) -> None:
        self.values.clear()


class Board:
    """A switchboard with nobody on the line."""

    def __init__(self) -> None:
        self.provider, self.sealed = Provider(), Sealed()
        self.submitted: asyncio.Queue[CenterInput] = asyncio.Queue()
        self.board = Switchboard(
            {NEAR: self.provider},
            self.sealed,
            self.sealed,
            self.submitted.put_nowait,
            party_of=lambda leg_id: PARTY if leg_id == CUSTOMER else None,
        )

    def run(self, effect_id: str, command: DialSealed | PromptCollect) -> None:
        self.board.run_effect(EffectRequested(EffectId(effect_id), NEAR, command, 0))

    async def collected(self, leg: LegId) -> DigitsCollected:
        self.run("ask", PromptCollect(leg, (), 4, 4, "#", 1, 1))
        self.provider.report(DigitsCollectedOpen(EffectId("ask"), leg, "4711", CollectEnd.MAXIMUM))
        collected = await asyncio.wait_for(self.submitted.get(), 5)
        assert isinstance(collected, DigitsCollected)
        return collected


def dial(leg: LegId) -> DialSealed:
    return DialSealed(leg, PersonalRef("number"), InteractionId("i1"), 15_000)


@pytest.fixture
async def board() -> Board:
    made = Board()
    await made.board.start({}, {}, 1.0)
    return made


async def test_the_provider_is_given_the_number_in_the_open(board: Board) -> None:
    board.run("e1", dial(CUSTOMER))
    assert board.provider.commands == [DialNumber(CUSTOMER, NUMBER, InteractionId("i1"), 15_000)]
    assert NUMBER not in repr(dial(CUSTOMER))


async def test_a_number_that_was_erased_is_not_dialled(board: Board) -> None:
    board.sealed.erase(PARTY)
    board.run("e1", dial(CUSTOMER))
    assert await board.submitted.get() == CommandFailed(EffectId("e1"), "erased")
    assert board.provider.commands == []


async def test_what_a_customer_enters_who_was_called_is_sealed_for_that_party(board: Board) -> None:
    board.run("e1", dial(CUSTOMER))
    collected = await board.collected(CUSTOMER)
    assert collected.digits is not None and board.sealed.open(collected.digits) == "4711"
    assert board.sealed.parties == [PARTY]


async def test_what_somebody_else_enters_is_dropped(board: Board) -> None:
    board.run("e1", dial(CONSULTED))
    collected = await board.collected(CONSULTED)
    assert (collected.digits, collected.length, board.sealed.parties) == (None, 0, [])
