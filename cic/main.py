"""The composition root: builds the object graph of a center in one process and runs it. Decides nothing.

The only module that knows every other; imported by the command line and by tests.
"""

import asyncio
import contextlib
import logging
import signal
import socket
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine

from agent_desktop.gateway.commands import AgentCommandDesk, parties_in
from agent_desktop.gateway.connection import DesktopHost
from agent_desktop.gateway.gateway import DesktopGateway
from cic.access.access import SIGN_INS_FILE, TEST_PHONE_KEY_FILE, Access, open_access
from cic.access.identity import PhoneGrant
from cic.access.secrets_files import read_or_make_secret
from cic.api.app import create_app
from cic.api.boards import StateBoards
from cic.api.ports import LOOPBACK_HOSTS, CommandRefused, Services, SipCredentials, SocketTransport
from cic.api.server import build_server, listen
from cic.calls.standing import standing_legs
from cic.center import evolve, invariants, settle, state
from cic.center.inputs import CenterInput
from cic.center.state import CenterState
from cic.configuration.compile import CompiledCenter, compile_center
from cic.configuration.hours import compile_hours
from cic.configuration.loader import load_center
from cic.contact_log.projection import ContactLogProjection
from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.store import ContactLogStore
from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.asterisk.settings import CONNECTION_FILE, AsteriskSettings, EndpointKind, read_settings
from cic.cti.port import CallProvider, ExpectedLeg
from cic.cti.simulated.exchange import PhoneIdentity
from cic.cti.simulated.frames import PhoneRole
from cic.cti.simulated.provider import SimulatedProvider
from cic.cti.switchboard import Switchboard
from cic.customers.customers import Customers
from cic.customers.store import CustomerStore
from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.journal.keyring import Keyring
from cic.journal.personal import PersonalValues
from cic.journal.sql_journal import SqlJournal
from cic.runtime.clock import SystemClock
from cic.runtime.port import Core, Folded
from cic.runtime.recovery import fold, start_up
from cic.runtime.runtime import Runtime
from routing.vocabulary import AgentId, LegId, PartyId, ProviderId

log = logging.getLogger(__name__)

PROJECT = Path(__file__).parents[1]
JOURNAL_FILE = "journal.db"
SIMULATED = ProviderId("simulated")
ASTERISK = ProviderId("asterisk")
DAY_S = 86_400.0
READ_LIMIT_S = 20.0
CORE = Core(
    new_state=CenterState,
    settle=settle.settle,
    evolve=evolve.evolve,
    next_deadline_ms=settle.next_deadline_ms,
    wanted_effects=settle.wanted_effects,
    logical_state=state.logical_state,
    broken=invariants.broken,
)


@dataclass(frozen=True, slots=True)
class Started:
    """What a person wants to know of a center that has started."""

    host: str
    port: int
    test_phone_key: str = field(repr=False)
    sign_ins_file: Path
    hotline_numbers: tuple[str, ...]
    sip_address: str | None


Tell = Callable[[Started], None]


@dataclass(frozen=True, slots=True)
class UpOptions:
    """Where a center's text and data are, and the address it listens on."""

    config_folder: Path = PROJECT / "config"
    flows_folder: Path = PROJECT / "ivr_flows" / "flows"
    data_folder: Path = PROJECT / "var"
    host: str = "127.0.0.1"
    port: int = 8000


@dataclass(slots=True)
class Ending:
    """Why and when the process ends."""

    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    failures: list[Exception] = field(default_factory=list)
    runtime: Runtime | None = None

    def journal_failed(self, error: Exception) -> None:
        """A commit failed: memory is ahead of the journal, so nothing may leave any more."""
        if self.runtime is None:
            self.fail(error)
        else:
            self.runtime.fail(error)

    def fail(self, error: Exception) -> None:
        """The process must end: memory can no longer be trusted."""
        self.failures.append(error)
        self.stopping.set()


@dataclass(slots=True)
class Center:
    """The objects of one center."""

    compiled: CompiledCenter
    clock: SystemClock
    journal: SqlJournal
    personal: PersonalValues
    customers: Customers
    access: Access
    folded: Folded
    providers: dict[ProviderId, CallProvider]
    asterisk: AsteriskSettings | None
    ending: "Ending"


def up(options: UpOptions, tell: Tell) -> int:
    """Run the center until it is told to stop and return the exit code.

    ``tell`` is told once, when the center listens. Raises ConfigurationRefused, JournalError and AddressTaken, whose
    texts say how to mend it.
    """
    return asyncio.run(_run(options, tell))


async def _run(options: UpOptions, tell: Tell) -> int:
    compiled = compile_center(load_center(options.config_folder, options.flows_folder))
    options.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    listener = listen(options.host, options.port, "Stop what uses it, or choose another --port.")
    with contextlib.closing(listener):
        center = _open(compiled, options)
        try:
            return await _serve(options, center, listener, tell)
        finally:
            center.journal.close()


def _open(compiled: CompiledCenter, options: UpOptions) -> Center:
    """Open everything that lies in the data folder, and fold the journal."""
    loop, data = asyncio.get_running_loop(), options.data_folder
    clock, ending = SystemClock(loop), Ending()
    site = (compiled.tenant_id, compiled.site_id)
    journal = SqlJournal(
        data / JOURNAL_FILE, *site, deliver=loop.call_soon_threadsafe, on_failure=ending.journal_failed
    )
    keyring = Keyring(data, *site)
    personal = PersonalValues(journal.database, journal.writer, keyring, *site)
    customer_store = CustomerStore(Database(data / "customers.db"), keyring, *site)
    asterisk = _asterisk_settings(data)
    access = open_access(
        create_engine(f"sqlite:///{data / 'access.db'}"),
        data,
        tenant_id=compiled.tenant_id,
        site_id=compiled.site_id,
        agent_ids=tuple(compiled.labels.agents),
        now_ms=clock.now_ms,
    )
    return Center(
        compiled=compiled,
        clock=clock,
        journal=journal,
        personal=personal,
        customers=Customers(customer_store, personal, default_language="en"),
        access=access,
        folded=fold(journal, CORE),
        providers=_providers(data, asterisk),
        asterisk=asterisk,
        ending=ending,
    )


def _asterisk_settings(data: Path) -> AsteriskSettings | None:
    path = data / "asterisk" / CONNECTION_FILE
    if not path.exists():
        return None
    settings = read_settings(path)
    advice = "Asterisk's callers come in there: stop the other center, or start Asterisk with another --agi-port."
    listen(settings.host, settings.agi_port, advice).close()
    return settings


def _providers(data: Path, asterisk: AsteriskSettings | None) -> dict[ProviderId, CallProvider]:
    secret = read_or_make_secret(data / "rejoin.key").encode()
    providers: dict[ProviderId, CallProvider] = {SIMULATED: SimulatedProvider(secret, SIMULATED)}
    if asterisk is not None:
        providers[ASTERISK] = AsteriskProvider(asterisk, ASTERISK)
    return providers


async def _serve(options: UpOptions, center: Center, listener: socket.socket, tell: Tell) -> int:
    runtime, switchboard, contact_log, services = _wire(center, options)
    server = build_server(create_app(services), options.host, options.port)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_number, center.ending.stopping.set)
    tell(_facts(options, center, listener.getsockname()[1]))
    starting = asyncio.create_task(start_up(runtime, partial(_reconcile, center, runtime, switchboard)))
    starting.add_done_callback(partial(_started, center))
    hours = asyncio.create_task(_renew_hours(center, runtime))
    await center.ending.stopping.wait()
    for task in (starting, hours):
        task.cancel()
    await switchboard.stop()
    if not center.ending.failures:
        await runtime.stop()
    server.should_exit = True
    await serving
    contact_log.close()
    return 1 if center.ending.failures else 0


def _started(center: Center, starting: "asyncio.Task[None]") -> None:
    if not starting.cancelled() and isinstance(error := starting.exception(), Exception):
        log.critical("the center could not be started: %s", type(error).__name__, exc_info=error)
        center.ending.fail(error)


def _wire(center: Center, options: UpOptions) -> tuple[Runtime, Switchboard, ContactLogProjection, Services]:
    """Connect the runtime with what observes it, what runs its effects and what asks it."""
    build = _build()

    def submit(given: CenterInput) -> None:
        runtime.submit_nowait(given)

    async def perform(agent_id: AgentId, op: str, args: Mapping[str, object]) -> CommandRefused | None:
        return await desk.perform(agent_id, op, args)

    site = (center.compiled.tenant_id, center.compiled.site_id)
    log_file = Database(options.data_folder / "contacts.db")
    log_store = ContactLogStore(log_file, Codec, *site, agent_number=partial(_agent_number, center))
    contact_log = ContactLogProjection(log_store, center.journal)
    host = DesktopHost(
        perform=perform,
        is_alive=center.access.is_alive,
        now_ms=center.clock.now_ms,
        build=build,
    )
    gateway = DesktopGateway(host, lambda: center.compiled.labels, center.personal.open)
    switchboard = Switchboard(center.providers, center.personal, center.customers, submit)
    runtime = Runtime(
        CORE,
        center.folded,
        center.journal,
        center.clock,
        run_effect=switchboard.run_effect,
        on_failure=center.ending.fail,
        observers=(gateway, contact_log),
    )
    center.ending.runtime = runtime
    desk = AgentCommandDesk(runtime.submit, center.personal.seal, parties_in(runtime.read))
    services = Services(
        access=center.access,
        commands=desk,
        contacts=ContactLogQueries(log_store, center.personal.open),
        boards=StateBoards(runtime.read),
        labels=lambda: center.compiled.labels,
        health=partial(_health, runtime, contact_log),
        serve_desktop=partial(gateway.serve_desktop, runtime.read),
        end_desktop=gateway.end_session,
        serve_phone=partial(_serve_phone, center),
        phone_address=lambda agent_id: center.compiled.labels.phone_address(agent_id, SIMULATED),
        sip_credentials=partial(_sip_credentials, center),
        sip_websocket_origin=lambda: None if center.asterisk is None else _origin(center.asterisk.websocket_url),
        web_folder=PROJECT / "agent_desktop" / "web" / "dist",
        prompts_folder=options.flows_folder / "prompts",
        build=build,
        allowed_hosts=LOOPBACK_HOSTS | {options.host},
    )
    return runtime, switchboard, contact_log, services


async def _reconcile(center: Center, runtime: Runtime, switchboard: Switchboard) -> None:
    """Apply the text, then let every provider say what is true now."""
    await runtime.submit(center.compiled.applied)
    await _compile_hours(center, runtime)
    expected: dict[ProviderId, tuple[ExpectedLeg, ...]] = {}
    for leg in standing_legs(center.folded.state.calls):
        known = ExpectedLeg(leg.leg_id, leg.is_caller, leg.bridged_with)
        expected[leg.provider] = (*expected.get(leg.provider, ()), known)
    await switchboard.start(expected, _parties(center.folded.state), READ_LIMIT_S)


def _parties(center_state: CenterState) -> dict[LegId, PartyId]:
    return {contact.leg_id: contact.session.caller.party_id for contact in center_state.contacts.values()}


async def _renew_hours(center: Center, runtime: Runtime) -> None:
    while True:
        await asyncio.sleep(DAY_S)
        await _compile_hours(center, runtime)


async def _compile_hours(center: Center, runtime: Runtime) -> None:
    now_ms = center.clock.now_ms()
    await runtime.submit(compile_hours(center.compiled.calendars, center.compiled.time_zone, now_ms))


async def _serve_phone(center: Center, transport: SocketTransport, grant: PhoneGrant, address: str | None) -> None:
    provider = center.providers[SIMULATED]
    assert isinstance(provider, SimulatedProvider), "the simulated provider serves browser phones"
    await provider.serve_phone(transport, PhoneIdentity(PhoneRole(grant.role.value), address))


def _agent_number(center: Center, agent_id: AgentId) -> str:
    label = center.compiled.labels.agents.get(agent_id)
    return "" if label is None else label.number


def _sip_credentials(center: Center, agent_id: AgentId) -> SipCredentials | None:
    address = center.compiled.labels.phone_address(agent_id, ASTERISK)
    if center.asterisk is None or address is None:
        return None
    for endpoint in center.asterisk.endpoints:
        if endpoint.address == address and endpoint.kind is EndpointKind.BROWSER:
            uri = center.asterisk.sip_uri(address)
            return SipCredentials(center.asterisk.websocket_url, uri, address, endpoint.password)
    return None


def _health(runtime: Runtime, contact_log: ContactLogProjection) -> dict[str, object]:
    return {
        "seq": runtime.seq,
        "uncommitted": runtime.uncommitted,
        "faults": runtime.faults,
        "contact_log_seq": contact_log.seq,
    }


def _origin(websocket_url: str) -> str:
    scheme, _, rest = websocket_url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def _facts(options: UpOptions, center: Center, port: int) -> Started:
    asterisk = center.asterisk
    return Started(
        host=options.host,
        port=port,
        test_phone_key=read_or_make_secret(options.data_folder / TEST_PHONE_KEY_FILE),
        sign_ins_file=options.data_folder / SIGN_INS_FILE,
        hotline_numbers=tuple(entry.dialled_number for entry in center.compiled.applied.entry_points),
        sip_address=None if asterisk is None else f"{asterisk.host}:{asterisk.sip_port}",
    )


def _build() -> str:
    with (PROJECT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
