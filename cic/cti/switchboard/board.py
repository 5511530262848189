"""Between the runtime and the providers: effects out, reports in. Owns sealing: a personal value that a provider
reports becomes a reference here before anything is journalled, and a reference is opened here on its way out.

Must not decide: what a report means is the center's. Reports of one leg keep their order while its caller is looked up.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError

from cic.calls.commands import CallCommand, DialSealed, PromptCollect, SendDigits
from cic.calls.reports import CommandFailed, DigitsCollected, LegEnded, LegsRead
from cic.center.effects import SHELL, CompareSecret, FindCustomer, LookUpSource, ShellEffect
from cic.center.events import EffectRequested
from cic.center.inputs import CallArrived, CenterInput, CustomerLookupEnded
from cic.cti.port import (
    CallArrivedOpen,
    CallProvider,
    DialNumber,
    DigitsCollectedOpen,
    ExpectedLeg,
    ProviderCommand,
    ProviderReport,
    SendDigitsOpen,
)
from cic.cti.switchboard.secrets import Secrets
from cic.cti.switchboard.services import NoSources, Services, Sources
from cic.cti.switchboard.speaking import with_values
from cic.journal.port import Personal, Stall, StorageStalled
from ivr_flows.digit_rules import fits
from ivr_flows.inputs import LookupResult
from routing.vocabulary import CallerFacts, EffectId, LegId, PartyId, PersonalRef, ProviderId

log = logging.getLogger(__name__)

HELD_REPORTS_MAX = 100
RETRY_FIRST_S = 0.2
RETRY_MAX_S = 2.0
PROVIDER_ABSENT = "provider_absent"
UNKNOWN_CALLER = CallerFacts(PartyId("unknown"), None, None, False, "standard", "en", "unknown", False)
"""Whoever calls while the customer tables cannot be read; nothing personal can be kept of such a caller."""


class CustomerFinder(Protocol):
    """Who is calling. Both functions read files: they are called in threads."""

    def identify(self, number: str, name: str = "") -> CallerFacts: ...

    def find_by_customer_number(self, digits: str, calling_from: PersonalRef | None = None) -> CallerFacts | None: ...


class Switchboard:
    """Hands effects to the provider of their leg, and what providers report to the runtime. One event loop's thread."""

    def __init__(
        self,
        providers: Mapping[ProviderId, CallProvider],
        personal: Personal,
        customers: CustomerFinder,
        submit: Callable[[CenterInput], None],
        *,
        on_held: Callable[[bool], None] = lambda is_so: None,
        sources: Sources | None = None,
        party_of: Callable[[LegId], PartyId | None] = lambda leg_id: None,
    ) -> None:
        """``on_held`` is told when a full disk keeps callers from being looked up, and when it no longer does.

        ``party_of`` knows whose leg it is that an agent has us dial, where that is the customer's.
        """
        self._providers = providers
        self._personal = personal
        self._customers = customers
        self._submit = submit
        self._parties: dict[LegId, PartyId] = {}
        self._held: dict[LegId, list[ProviderReport]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._unread: dict[ProviderId, asyncio.Event] = {}
        self._is_open = False
        self._is_stopped = False
        self._on_held = on_held
        self._party_of = party_of
        self._secrets = Secrets(time.monotonic)
        self._services = Services(sources or NoSources(), personal, self._secrets)
        self._provider_of: dict[LegId, ProviderId] = {}
        self._collecting: dict[LegId, tuple[EffectId, PromptCollect]] = {}
        """What each leg was asked for last: one that was replaced may never have an outcome."""
        self._in_line = asyncio.Lock()
        self._in_line_count = 0

    @property
    def is_open(self) -> bool:
        """Whether callers are taken: every provider has been started."""
        return self._is_open

    async def start(
        self,
        expected: Mapping[ProviderId, tuple[ExpectedLeg, ...]],
        parties: Mapping[LegId, PartyId],
        read_limit_s: float,
    ) -> None:
        """Start every provider and return when each of which legs are expected has said which it holds.

        Its time for that is limited: a provider that stays silent is asked for nothing twice, and its legs stay as
        the journal has them until it speaks. Legs of a provider that is not there any more are lost. One without
        legs keeps nobody waiting: it may be switched off, while callers come in by another.
        """
        self._parties.update(parties)
        self._provider_of.update({leg.leg_id: name for name, legs in expected.items() for leg in legs})
        for provider_id in expected.keys() - self._providers.keys():
            self._submit(LegsRead(provider_id, ()))
        self._unread = {provider_id: asyncio.Event() for provider_id in self._providers}
        for provider_id, provider in self._providers.items():
            await provider.start(self._reporter(provider_id), expected.get(provider_id, ()))
        self._is_open = True
        reading = [asyncio.ensure_future(self._unread[name].wait()) for name in self._unread.keys() & expected.keys()]
        if reading:
            _, silent = await asyncio.wait(reading, timeout=read_limit_s)
            for task in silent:
                task.cancel()
                log.warning("a provider has not said which legs it holds; going on without")

    async def stop(self) -> None:
        """Let go of the providers without ending their calls; effects from now on are the next engine's to send."""
        self._is_stopped = True
        for task in self._tasks:
            task.cancel()
        for provider in self._providers.values():
            await provider.stop()

    def run_effect(self, request: EffectRequested) -> None:
        """Begin to carry out an effect; its outcome comes back as an input."""
        command = request.command
        if self._is_stopped:
            return
        if isinstance(command, ShellEffect):
            self._serve(request.effect_id, command)
            return
        provider = self._providers.get(request.provider)
        if provider is None or request.provider == SHELL:
            self._submit(CommandFailed(request.effect_id, PROVIDER_ABSENT))
            return
        if isinstance(command, PromptCollect):
            self._collecting[command.leg_id] = request.effect_id, command
        opened = self._opened(command)
        if opened is None:
            self._submit(CommandFailed(request.effect_id, "erased"))
        else:
            if isinstance(command, DialSealed):
                self._take_called(request.provider, command.leg_id)
            provider.execute(request.effect_id, opened)

    def _serve(self, effect_id: EffectId, effect: ShellEffect) -> None:
        match effect:
            case FindCustomer():
                self._spawn(self._find_customer(effect_id, effect))
            case LookUpSource():
                self._spawn(self._look_up(effect_id, effect))
            case CompareSecret():
                self._spawn(self._compare(effect_id, effect))

    async def _look_up(self, effect_id: EffectId, effect: LookUpSource) -> None:
        self._submit(await self._services.look_up(effect_id, effect))

    async def _compare(self, effect_id: EffectId, effect: CompareSecret) -> None:
        self._submit(await self._services.compare(effect_id, effect))

    def _opened(self, command: CallCommand) -> ProviderCommand | None:
        if isinstance(command, SendDigits):
            return self._opened_digits(command)
        if isinstance(command, DialSealed):
            return self._opened_number(command)
        opened = with_values(command, self._personal.open)
        assert not isinstance(opened, SendDigits | DialSealed), "only prompts are put into words"
        return opened

    def _opened_digits(self, command: SendDigits) -> ProviderCommand | None:
        digits = self._personal.open(command.digits)
        return None if digits is None else SendDigitsOpen(command.leg_id, digits)

    def _opened_number(self, command: DialSealed) -> ProviderCommand | None:
        number = self._personal.open(command.number)
        if number is None:
            return None
        return DialNumber(command.leg_id, number, command.interaction_id, command.answer_timeout_ms)

    def _take_called(self, provider_id: ProviderId, leg_id: LegId) -> None:
        """Whom an agent calls is a caller from then on: what is entered is sealed for that party."""
        party_id = self._party_of(leg_id)
        if party_id is not None:
            self._parties[leg_id] = party_id
            self._provider_of[leg_id] = provider_id

    def _reporter(self, provider_id: ProviderId) -> Callable[[ProviderReport], None]:
        return lambda report: self._reported(provider_id, report)

    def _reported(self, provider_id: ProviderId, report: ProviderReport) -> None:
        leg_id = getattr(report, "leg_id", None)
        if leg_id in self._held:
            held = self._held[leg_id]
            if len(held) < HELD_REPORTS_MAX:
                held.append(report)
            return
        match report:
            case CallArrivedOpen():
                self._held[report.leg_id] = []
                self._spawn(self._arrive(provider_id, report))
            case DigitsCollectedOpen():
                self._submit(self._sealed(report))
            case _:
                self._submit(report)
                if isinstance(report, LegEnded):
                    self._forget(report.leg_id)
                if isinstance(report, LegsRead):
                    self._legs_read(report)

    def _legs_read(self, report: LegsRead) -> None:
        """Of a leg that has gone while nobody watched no end is reported."""
        alive = {leg.leg_id for leg in report.legs}
        of_provider = [leg_id for leg_id, provider_id in self._provider_of.items() if provider_id == report.provider]
        for leg_id in of_provider:
            if leg_id not in alive:
                self._forget(leg_id)
        if report.provider in self._unread:
            self._unread[report.provider].set()

    def _forget(self, leg_id: LegId) -> None:
        self._parties.pop(leg_id, None)
        self._provider_of.pop(leg_id, None)
        self._collecting.pop(leg_id, None)
        self._secrets.drop(leg_id)

    async def _arrive(self, provider_id: ProviderId, report: CallArrivedOpen) -> None:
        if self._in_line_count == 0:
            try:
                self._take_caller(provider_id, report, await self._identified(report))
                return
            except StorageStalled:
                pass  # nothing can be kept of the caller now, but soon: it hears its provider's music meanwhile
        self._in_line_count += 1
        self._on_held(True)
        try:
            async with self._in_line:  # a fair lock: whoever came first is taken first
                self._take_caller(provider_id, report, await self._identified_in_the_end(report))
        finally:
            self._in_line_count -= 1
            if self._in_line_count == 0:
                self._on_held(False)

    def _take_caller(self, provider_id: ProviderId, report: CallArrivedOpen, facts: CallerFacts) -> None:
        self._parties[report.leg_id] = facts.party_id
        self._provider_of[report.leg_id] = provider_id
        self._submit(CallArrived(report.leg_id, provider_id, report.dialled_number, facts))
        for held in self._held.pop(report.leg_id):
            self._reported(provider_id, held)

    async def _identified(self, report: CallArrivedOpen) -> CallerFacts:
        """Who is calling; raise StorageStalled while a full disk keeps us from making a key for a new party."""
        try:
            return await asyncio.to_thread(self._customers.identify, report.caller_number, report.caller_name)
        except SQLAlchemyError as fault:
            if isinstance(fault, StorageStalled) and fault.stall is Stall.DISK_FULL:
                raise
            log.error("a caller could not be looked up and is served as unknown: %s", type(fault).__name__)
            return UNKNOWN_CALLER

    async def _identified_in_the_end(self, report: CallArrivedOpen) -> CallerFacts:
        pause_s = RETRY_FIRST_S
        while True:
            try:
                return await self._identified(report)
            except StorageStalled:
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, RETRY_MAX_S)

    def _sealed(self, report: DigitsCollectedOpen) -> DigitsCollected:
        """A reference in place of the digits; without knowing what was asked for, nobody knows whether they are secret:
        then they are dropped."""
        party_id, asked = self._parties.get(report.leg_id), self._asked(report)
        digits: PersonalRef | None = None
        if asked is not None and asked.is_secret and report.digits:
            digits = self._secrets.keep(report.leg_id, report.digits)
        elif asked is not None and report.digits and party_id is not None:
            try:
                digits = self._personal.seal(party_id, "digits", report.digits)
            except SQLAlchemyError as fault:  # it had no key any more, and none can be made: the call goes on without
                log.error("digits could not be sealed and are dropped: %s", type(fault).__name__)
        length = len(report.digits) if digits is not None else 0
        does_fit = asked is not None and digits is not None and fits(asked.rule, report.digits)
        return DigitsCollected(report.effect_id, report.leg_id, digits, length, report.ended_by, does_fit)

    def _asked(self, report: DigitsCollectedOpen) -> PromptCollect | None:
        effect_id, command = self._collecting.get(report.leg_id, (None, None))
        if effect_id != report.effect_id:
            return None
        del self._collecting[report.leg_id]
        return command

    async def _find_customer(self, effect_id: EffectId, command: FindCustomer) -> None:
        digits = self._personal.open(command.digits)
        found: CallerFacts | None = None
        result = LookupResult.NOT_FOUND
        if digits is not None:
            try:
                find = self._customers.find_by_customer_number
                found = await asyncio.to_thread(find, digits, command.calling_from)
                result = LookupResult.NOT_FOUND if found is None else LookupResult.FOUND
            except SQLAlchemyError as fault:
                log.error("a customer could not be looked up: %s", type(fault).__name__)
                result = LookupResult.FAILED
        self._submit(CustomerLookupEnded(effect_id, result, found))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("a look-up failed: %s", type(fault).__name__)
