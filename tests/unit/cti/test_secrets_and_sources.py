"""Digits that nobody may see, sources that are asked with sealed values, and values that are spoken to a caller."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence

import pytest

from cic.calls.commands import PlayPrompts, PromptCollect
from cic.calls.reports import CollectEnd, DigitsCollected, LegEnded, LegsRead
from cic.center.effects import SHELL, CompareSecret, Effect, LookUpSource
from cic.center.events import EffectRequested
from cic.center.inputs import CenterInput, SecretCompared, SourceLookupEnded
from cic.cti.port import (
    CallArrivedOpen,
    Capabilities,
    DigitsCollectedOpen,
    ExpectedLeg,
    ProviderCommand,
    ProviderReport,
)
from cic.cti.switchboard import NoSources, Switchboard
from cic.cti.switchboard.secrets import KEPT_MAX, KEPT_S, Secrets
from cic.cti.switchboard.services import NoAnswer
from ivr_flows.actions import GivenValue
from ivr_flows.inputs import LookupResult, Verification
from routing.vocabulary import (
    CallerFacts,
    ContactId,
    DigitRule,
    EffectId,
    EndCause,
    LegId,
    PartyId,
    PersonalRef,
    Prompt,
    ProviderId,
)

pytestmark = pytest.mark.unit

NEAR, LEG, CONTACT, PARTY = ProviderId("near"), LegId("caller"), ContactId("c1"), PartyId("party")
PIN = "4711"
WANTED = ("balance", "holder")


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


class Shell:
    """Customers and personal values, kept in the open where a test can see them."""

    def __init__(self) -> None:
        self.sealed: dict[str, str] = {}

    def identify(self, number: str, name: str = "") -> CallerFacts:
        return CallerFacts(PARTY, None, None, False, "standard", "en", "unknown", False)

    def find_by_customer_number(self, digits: str, calling_from: PersonalRef | None = None) -> CallerFacts | None:
        return None

    def seal(self, party_id: PartyId, kind: str, text: str) -> PersonalRef:
        ref = f"ref-{len(self.sealed)}"
        self.sealed[ref] = text
        return PersonalRef(ref)

    def open(self, ref: PersonalRef) -> str | None:
        return self.sealed.get(ref)

    def erase(self, party_id: PartyId) -> None:
        self.sealed.clear()


class Accounts(NoSources):
    """A source that remembers what it was asked with."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Mapping[str, str], str]] = []

    async def look_up(self, source: str, given: Mapping[str, str]) -> NoAnswer:
        self.asked.append((source, dict(given), ""))
        return NoAnswer(
            LookupResult.FOUND, {"balance": 1250, "due_on": "2026-11-27"}, {"holder": "Ann Example", "street": "Main"}
        )

    async def verify(
        self, source: str, given: Mapping[str, str], secret: str, tries_max: int, lock_ms: int
    ) -> Verification:
        self.asked.append((source, dict(given), secret))
        return Verification.VERIFIED


class Board:
    """A switchboard with one caller."""

    def __init__(self) -> None:
        self.provider, self.shell, self.accounts = Provider(), Shell(), Accounts()
        self.submitted: asyncio.Queue[CenterInput] = asyncio.Queue()
        self.board = Switchboard(
            {NEAR: self.provider}, self.shell, self.shell, self.submitted.put_nowait, sources=self.accounts
        )
        self._effects = 0

    async def next(self) -> CenterInput:
        async with asyncio.timeout(5):
            return await self.submitted.get()

    async def caller(self) -> None:
        await self.board.start({}, {}, 1.0)
        self.provider.report(CallArrivedOpen(LEG, "4000", "", ""))
        await self.next()

    def run(self, command: Effect, provider: ProviderId = NEAR) -> EffectId:
        self._effects += 1
        effect_id = EffectId(f"e{self._effects}")
        self.board.run_effect(EffectRequested(effect_id, provider, command, 0))
        return effect_id

    async def collect(self, digits: str, *, is_secret: bool = False, rule: DigitRule | None = None) -> DigitsCollected:
        ask = PromptCollect(LEG, (), 4, 4, "#", 1, 1, is_secret=is_secret, rule=rule)
        self.provider.report(DigitsCollectedOpen(self.run(ask), LEG, digits, CollectEnd.MAXIMUM))
        collected = await self.next()
        assert isinstance(collected, DigitsCollected)
        return collected


@pytest.fixture
async def board() -> Board:
    made = Board()
    await made.caller()
    return made


async def test_secret_digits_are_sealed_nowhere_and_opened_for_a_source_alone(
    board: Board, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    account = await board.collect("10001")
    pin = await board.collect(PIN, is_secret=True)
    assert pin.digits is not None and pin.length == 4
    assert PIN not in board.shell.sealed.values() and PIN not in pin.digits
    given = (GivenValue("account", sealed=account.digits), GivenValue("kind", text="gold"))
    effect_id = board.run(CompareSecret(CONTACT, "accounts", given, pin.digits, 3, 60_000), SHELL)
    assert await board.next() == SecretCompared(effect_id, Verification.VERIFIED)
    assert board.accounts.asked == [("accounts", {"account": "10001", "kind": "gold"}, PIN)]
    assert PIN not in caplog.text and PIN not in repr(board.board.__dict__)


async def test_a_secret_goes_with_its_call(board: Board) -> None:
    pin = await board.collect(PIN, is_secret=True)
    board.provider.report(LegEnded(LEG, EndCause.CALLER_HUNG_UP))
    await board.next()
    assert pin.digits is not None
    effect_id = board.run(CompareSecret(CONTACT, "accounts", (), pin.digits, 3, 60_000), SHELL)
    assert await board.next() == SecretCompared(effect_id, Verification.WRONG)
    assert board.accounts.asked == []


async def test_what_a_flow_wants_of_a_source_is_sealed_and_nothing_else_is_kept(board: Board) -> None:
    effect_id = board.run(LookUpSource(CONTACT, PARTY, "accounts", (GivenValue("account", text="1"),), WANTED), SHELL)
    answer = await board.next()
    assert answer == SourceLookupEnded(
        effect_id, LookupResult.FOUND, {"balance": 1250}, {"holder": PersonalRef("ref-0")}
    )
    assert board.shell.sealed == {"ref-0": "Ann Example"}


async def test_a_source_is_not_asked_with_a_value_that_was_erased(board: Board) -> None:
    effect_id = board.run(
        LookUpSource(CONTACT, PARTY, "accounts", (GivenValue("account", sealed=PersonalRef("gone")),), WANTED), SHELL
    )
    assert await board.next() == SourceLookupEnded(effect_id, LookupResult.FAILED, {}, {})
    assert board.accounts.asked == []


async def test_digits_are_judged_before_they_are_sealed(board: Board) -> None:
    rule = DigitRule(("1NNN",), "")
    assert (await board.collect("1234", rule=rule)).fits
    assert not (await board.collect("2345", rule=rule)).fits


async def test_digits_that_nobody_asked_for_are_dropped(board: Board) -> None:
    board.provider.report(DigitsCollectedOpen(EffectId("unknown"), LEG, PIN, CollectEnd.MAXIMUM))
    collected = await board.next()
    assert collected == DigitsCollected(EffectId("unknown"), LEG, None, 0, CollectEnd.MAXIMUM, fits=False)
    assert board.shell.sealed == {}


async def test_digits_of_a_question_that_was_replaced_are_dropped_and_it_is_not_remembered(board: Board) -> None:
    ask = PromptCollect(LEG, (), 4, 4, "#", 1, 1, is_secret=False)
    replaced, second = board.run(ask), board.run(ask)
    for effect_id, length in ((replaced, 0), (second, 4), (second, 0)):
        board.provider.report(DigitsCollectedOpen(effect_id, LEG, "1234", CollectEnd.MAXIMUM))
        collected = await board.next()
        assert isinstance(collected, DigitsCollected) and collected.length == length


@pytest.mark.parametrize(
    "gone", [LegEnded(LEG, EndCause.CALLER_HUNG_UP), LegsRead(NEAR, ())], ids=["ended", "not there"]
)
async def test_nothing_is_kept_of_a_leg_that_has_gone(board: Board, gone: ProviderReport) -> None:
    ask = PromptCollect(LEG, (), 4, 4, "#", 1, 1, is_secret=False)
    pin = await board.collect(PIN, is_secret=True)
    late = board.run(ask)
    board.provider.report(gone)
    await board.next()
    board.provider.report(DigitsCollectedOpen(late, LEG, "1234", CollectEnd.MAXIMUM))
    collected = await board.next()
    assert isinstance(collected, DigitsCollected) and collected.digits is None
    given = (GivenValue("pin", secret=pin.digits),)
    effect_id = board.run(LookUpSource(CONTACT, PARTY, "accounts", given, WANTED), SHELL)
    assert await board.next() == SourceLookupEnded(effect_id, LookupResult.FAILED, {}, {})


async def test_a_sealed_value_reaches_the_provider_as_words(board: Board) -> None:
    account = await board.collect("1203")
    prompts = (Prompt("main/you_entered", "en"), Prompt("digits", "en", account.digits), Prompt("main/right", "en"))
    board.run(PlayPrompts(LEG, prompts))
    played = board.provider.commands[-1]
    assert isinstance(played, PlayPrompts)
    assert len(played.prompts) == 6 and all(prompt.sealed is None for prompt in played.prompts)
    board.shell.sealed.clear()
    board.run(PlayPrompts(LEG, prompts))
    played = board.provider.commands[-1]
    assert isinstance(played, PlayPrompts) and len(played.prompts) == 2


def test_secrets_are_forgotten_in_time_and_beyond_their_number() -> None:
    now_s = 0.0
    secrets = Secrets(lambda: now_s)
    first = secrets.keep(LEG, PIN)
    assert secrets.open(first) == PIN and PIN not in repr(secrets)
    now_s = KEPT_S
    assert secrets.open(first) is None
    kept = [secrets.keep(LegId(f"leg{count}"), PIN) for count in range(KEPT_MAX + 1)]
    assert secrets.open(kept[0]) is None and secrets.open(kept[-1]) == PIN
    secrets.drop(LegId(f"leg{KEPT_MAX}"))
    assert secrets.open(kept[-1]) is None
