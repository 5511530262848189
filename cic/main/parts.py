"""The parts of one center and how they are opened from its data folder. Decides nothing."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine

from cic.access.access import Access, open_access
from cic.access.secrets_files import read_or_make_secret
from cic.api.server import listen
from cic.audit.noting import Noting
from cic.audit.trail import AuditTrail
from cic.center import evolve, haste, invariants, settle, state
from cic.center.state import CenterState
from cic.configuration.compile import CompiledCenter
from cic.configuration.schema_speech import SpeechText
from cic.configuration.store import CONFIGURATIONS, ConfigurationStore
from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.asterisk.settings import CONNECTION_FILE, AsteriskSettings, read_settings
from cic.cti.port import CallProvider
from cic.cti.simulated.provider import SimulatedProvider
from cic.customers.areas import load_places
from cic.customers.store import CustomerStore
from cic.diagnostics.alarms import Alarms
from cic.diagnostics.fault_counts import FaultCounts
from cic.journal.database import Database
from cic.journal.keyring import Keyring
from cic.journal.personal import PersonalValues
from cic.journal.port import Stall
from cic.journal.sql_journal import SqlJournal
from cic.lookups.locks import Locks
from cic.lookups.lookups import Lookups
from cic.main.alarms import CenterAlarms
from cic.main.hearing import recognisers_of
from cic.main.listening import SpeechListener
from cic.runtime.clock import SystemClock
from cic.runtime.port import Core, Folded
from cic.runtime.recovery import fold
from cic.runtime.runtime import Runtime
from cic.speech.workers import SpeechSettings, SpeechWorkers
from routing.vocabulary import ProviderId

PROJECT = Path(__file__).parents[2]
JOURNAL_FILE = "journal.db"
AUDIT_FILE = "audit.db"
MESSAGES = "messages"
RECORDINGS = "recordings"
SIMULATED = ProviderId("simulated")
ASTERISK = ProviderId("asterisk")
ASTERISK_UNREACHABLE = "asterisk_unreachable"
CORE = Core(
    new_state=CenterState,
    settle=settle.settle,
    evolve=evolve.evolve,
    cannot_wait=haste.cannot_wait,
    next_deadline_ms=settle.next_deadline_ms,
    wanted_effects=settle.wanted_effects,
    logical_state=state.logical_state,
    broken=invariants.broken,
)


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
    sounding: CenterAlarms | None = None

    def journal_stalled(self, stall: Stall | None) -> None:
        """Commits wait, or go through again. It is delivered on the event loop, when there is someone to sound."""
        if self.sounding is not None:
            self.sounding.journal_stalled(stall)

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
    customer_store: CustomerStore
    access: Access
    audit: Noting
    folded: Folded
    providers: dict[ProviderId, CallProvider]
    asterisk: AsteriskSettings | None
    ending: "Ending"
    alarms: Alarms
    sounding: CenterAlarms
    fault_counts: FaultCounts
    configurations: ConfigurationStore
    lookups: Lookups
    locks: Locks
    speech: SpeechWorkers | None
    read_alarms_out: Callable[[], dict[str, object]] = dict
    """How the destinations of alarms do."""


def open_center(compiled: CompiledCenter, options: UpOptions) -> Center:
    """Open everything that lies in the data folder, and fold the journal."""
    loop, data = asyncio.get_running_loop(), options.data_folder
    ending, fault_counts = Ending(), FaultCounts()
    site = (compiled.tenant_id, compiled.site_id)
    journal = SqlJournal(
        data / JOURNAL_FILE,
        *site,
        deliver=loop.call_soon_threadsafe,
        on_failure=ending.journal_failed,
        on_stall=ending.journal_stalled,
    )
    clock = SystemClock(loop, not_before_ms=journal.last()[1])
    alarms = Alarms(clock.now_ms)
    sounding = ending.sounding = CenterAlarms(alarms, clock, loop.call_soon_threadsafe)
    keyring = Keyring(data, *site)
    personal = PersonalValues(journal.database, journal.writer, keyring, *site)
    load_places()
    customer_store = CustomerStore(Database(data / "customers.db"), keyring, *site)
    asterisk = _asterisk_settings(data)
    speech = None if asterisk is None else _speech_workers(asterisk, compiled.speech, fault_counts)
    access = open_access(
        create_engine(f"sqlite:///{data / 'access.db'}"),
        data,
        tenant_id=compiled.tenant_id,
        site_id=compiled.site_id,
        agents=compiled.labels.first_roles,
        now_ms=clock.now_ms,
        on_unsaved=sounding.sessions_not_saved,
    )
    return Center(
        compiled=compiled,
        clock=clock,
        journal=journal,
        personal=personal,
        customer_store=customer_store,
        access=access,
        audit=Noting(AuditTrail(Database(data / AUDIT_FILE), *site), clock.now_ms),
        folded=fold(journal, CORE),
        providers=_providers(data, asterisk, alarms, fault_counts, _listener(asterisk, speech, options)),
        asterisk=asterisk,
        ending=ending,
        alarms=alarms,
        sounding=sounding,
        fault_counts=fault_counts,
        configurations=configuration_store(options),
        lookups=Lookups(compiled.lookups, options.config_folder),
        locks=Locks(Database(data / "locks.db"), keyring.lookup_key("wrong secrets")),
        speech=speech,
    )


def configuration_store(options: UpOptions) -> ConfigurationStore:
    """Where the texts of this center are kept."""
    return ConfigurationStore(options.data_folder / CONFIGURATIONS, options.flows_folder / "prompts")


def _asterisk_settings(data: Path) -> AsteriskSettings | None:
    path = data / "asterisk" / CONNECTION_FILE
    if not path.exists():
        return None
    settings = read_settings(path)
    advice = (
        "Asterisk's callers come in there: stop the other center, or start Asterisk with another --agi-port. "
        f"With a PBX on another machine, agi_listen_host in {path} must be an address of this one."
    )
    listen(settings.agi_listen_host, settings.agi_port, advice).close()
    return settings


def _speech_workers(asterisk: AsteriskSettings, speech: SpeechText, fault_counts: FaultCounts) -> SpeechWorkers:
    """They listen where Asterisk already comes to."""
    ports = asterisk.listening_ports
    settings = SpeechSettings(speech.workers, recognisers_of(speech), asterisk.agi_listen_host, ports)
    if ports:
        settings = replace(settings, workers=len(ports))
    return SpeechWorkers(settings, fault_counts.count)


def _listener(
    asterisk: AsteriskSettings | None, speech: SpeechWorkers | None, options: UpOptions
) -> SpeechListener | None:
    if asterisk is None or speech is None:
        return None
    return SpeechListener(speech, asterisk.engine_host, options.flows_folder / "prompts")


def _providers(
    data: Path,
    asterisk: AsteriskSettings | None,
    alarms: Alarms,
    fault_counts: FaultCounts,
    listener: SpeechListener | None,
) -> dict[ProviderId, CallProvider]:
    secret = read_or_make_secret(data / "rejoin.key").encode()
    providers: dict[ProviderId, CallProvider] = {
        SIMULATED: SimulatedProvider(
            secret,
            SIMULATED,
            messages_folder=data / MESSAGES,
            tracks_folder=data / RECORDINGS,
            count_fault=partial(fault_counts.count, "phone"),
        )
    }
    if asterisk is not None:
        count_fault = partial(fault_counts.count, "agi")
        providers[ASTERISK] = AsteriskProvider(
            asterisk,
            ASTERISK,
            count_fault,
            partial(_asterisk_reachable, alarms),
            messages_kept=data / MESSAGES,
            tracks_kept=data / RECORDINGS,
            listener=listener,
        )
    return providers


def _asterisk_reachable(alarms: Alarms, is_so: bool) -> None:
    if is_so:
        alarms.clear(ASTERISK_UNREACHABLE)
    else:
        alarms.sound(ASTERISK_UNREACHABLE, "nobody can call: see whether asterisk runs and can be reached")
