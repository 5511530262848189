"""Connects the parts of a center: who observes the runtime, who runs its effects, who asks it. Decides nothing."""

import asyncio
import secrets
import tomllib
from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from agent_desktop.boards.levels import OnLevels
from agent_desktop.gateway.commands import AgentCommandDesk, parties_in, providers_in
from agent_desktop.gateway.connection import DesktopHost, Perform
from agent_desktop.gateway.gateway import DesktopGateway
from agent_desktop.gateway.notices import StandingAlarm
from cic.access.identity import SessionId
from cic.api.ports import CommandRefused, ReadState, Services
from cic.api.stalled import StallGuard
from cic.center.inputs import CenterInput
from cic.center.state import CenterState
from cic.contact_log.projection import Projection
from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.tries import EarlierTries
from cic.cti.switchboard import Switchboard
from cic.customers.customers import Customers
from cic.diagnostics.alarms import Alarm, Alarms
from cic.lookups.guarded import GuardedSources
from cic.main.applying import Applying
from cic.main.boards import board_gateway
from cic.main.day import DEFAULT_LANGUAGE, rules_of
from cic.main.parts import CORE, PROJECT, Center, UpOptions
from cic.main.recordings import open_recorded_talks
from cic.main.reports import open_reports
from cic.main.searching import SearchedLog, open_log
from cic.main.services import Wired, services_of
from cic.main.signing_out import ForcedSignOuts
from cic.runtime.port import Reading
from cic.runtime.runtime import Runtime
from routing.vocabulary import AgentId, CallerFacts, LegId, PartyId

T = TypeVar("T")


def wire(
    center: Center, options: UpOptions, on_levels: OnLevels = lambda _changed: None
) -> tuple[Runtime, Switchboard, Callable[[], None], Services]:
    """Connect the runtime with what observes it, what runs its effects and what asks it.

    The third is to be called in the end: it writes what is still to be folded. ``on_levels`` is told of alarms of
    queues.
    """
    build = build_version()

    def submit(given: CenterInput) -> None:
        runtime.submit_nowait(given)

    def read(view: Callable[[CenterState], T], deliver: Callable[[Reading[T]], None]) -> None:
        runtime.read(view, deliver)

    async def perform(agent_id: AgentId, op: str, args: Mapping[str, object]) -> CommandRefused | None:
        return await guarded.perform(agent_id, op, args)

    searched = open_log(center, options.data_folder)
    log_store = searched.store
    contact_log = Projection(log_store, center.journal, on_behind=center.sounding.contact_log_behind)
    folded = open_reports(center, options.data_folder)
    gateway = _gateway(center, _desktop_host(center, perform, build), submit, read)
    boards = board_gateway(center, read, build, on_levels)
    customers = _customers(center, searched)
    contacts = ContactLogQueries(log_store, center.personal.open, contact_log.catch_up)
    recorded = open_recorded_talks(center, options.data_folder, contacts)
    switchboard = _switchboard(center, customers, submit)
    runtime = Runtime(
        CORE,
        center.folded,
        center.journal,
        center.clock,
        run_effect=switchboard.run_effect,
        on_failure=center.ending.fail,
        observers=(gateway, boards, contact_log, folded.projection, recorded.watch, _signed_out(center, gateway)),
    )
    center.ending.runtime = center.sounding.runtime = runtime
    guarded = _command_desk(center, runtime, customers)
    applying = Applying(center, center.configurations, runtime)
    parts = (runtime, gateway, boards, switchboard, contact_log, log_store, contacts, recorded, applying, searched)
    wired = Wired(*parts, folded.services)

    def close() -> None:
        contact_log.close()
        folded.projection.close()

    return runtime, switchboard, close, services_of(center, options, wired, build)


def _signed_out(center: Center, gateway: DesktopGateway) -> ForcedSignOuts:
    async def end_sessions(agent_id: AgentId) -> list[SessionId]:
        people = center.access.people
        users = [shown.user for shown in people.everybody() if shown.agent_id == agent_id]
        return [session_id for user in users for session_id in (await people.end_sessions(user)).ended]

    return ForcedSignOuts(end_sessions, gateway.end_session)


def _desktop_host(center: Center, perform: Perform, build: str) -> DesktopHost:
    return DesktopHost(
        perform=perform,
        is_alive=center.access.is_alive,
        now_ms=center.clock.now_ms,
        build=build,
        count_fault=partial(center.fault_counts.count, "desktop"),
    )


def _gateway(
    center: Center, host: DesktopHost, submit: Callable[[CenterInput], None], read: ReadState
) -> DesktopGateway:
    epoch = secrets.token_hex(8)
    gateway = DesktopGateway(host, lambda: center.compiled.labels, center.personal.open, submit, read, epoch=epoch)
    _tell_agents_of_alarms(center.alarms, gateway)
    return gateway


def _switchboard(center: Center, customers: Customers, submit: Callable[[CenterInput], None]) -> Switchboard:
    return Switchboard(
        center.providers,
        center.personal,
        customers,
        submit,
        on_held=center.sounding.callers_held,
        sources=GuardedSources(center.lookups, center.locks, center.clock.now_ms),
        party_of=lambda leg_id: _party_of_leg(center.folded.state, leg_id),
    )


def _party_of_leg(state: CenterState, leg_id: LegId) -> PartyId | None:
    """Whose leg it is, where it is a customer's."""
    leg = state.calls.legs.get(leg_id)
    contact_id = None if leg is None else state.contact_of.get(leg.interaction_id)
    contact = None if contact_id is None else state.contacts.get(contact_id)
    return contact.session.caller.party_id if contact is not None and contact.leg_id == leg_id else None


def _customers(center: Center, searched: SearchedLog) -> Customers:
    """Who knows callers: the text that holds says what of their numbers, the contact log what of today."""

    tries = EarlierTries(searched.store, center.clock.now_ms, lambda: center.compiled.time_zone)
    return Customers(
        center.customer_store,
        center.personal,
        default_language=DEFAULT_LANGUAGE,
        rules=lambda: rules_of(center.compiled),
        tries_today=tries.today,
        on_erased=searched.erased,
    )


def _command_desk(center: Center, runtime: Runtime, customers: Customers) -> StallGuard:
    async def find_party(number: str, name: str) -> CallerFacts:
        return await asyncio.to_thread(customers.identify, number, name)

    desk = AgentCommandDesk(
        runtime.submit, center.personal.seal, parties_in(runtime.read), find_party, providers_in(runtime.read)
    )
    return StallGuard(desk, lambda: runtime.is_stalled, lambda: runtime.uncommitted)


def _tell_agents_of_alarms(alarms: Alarms, gateway: DesktopGateway) -> None:
    def tell(standing: tuple[Alarm, ...]) -> None:
        gateway.alarms_changed(StandingAlarm(alarm.code, alarm.since_ms) for alarm in standing)

    tell(alarms.standing)
    alarms.listen(tell)


def build_version() -> str:
    with (PROJECT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
