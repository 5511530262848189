"""Runs a center in one process: start, catch up with its providers, serve, stop. Decides nothing."""

import asyncio
import contextlib
import logging
import resource
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from cic.access.access import SIGN_INS_FILE, TEST_PHONE_KEY_FILE
from cic.access.secrets_files import read_or_make_secret
from cic.api.app import create_app
from cic.api.server import build_server, listen
from cic.calls.standing import standing_legs
from cic.center.state import CenterState
from cic.configuration.compile import CompiledCenter, compile_center
from cic.configuration.flow_versions import lay_without_withheld, versions_of
from cic.configuration.loader import LoadedCenter, load_center
from cic.configuration.problems import ConfigurationRefused
from cic.configuration.store import ConfigurationStore, Held, How
from cic.cti.port import ExpectedLeg
from cic.cti.switchboard import Switchboard
from cic.journal.port import JournalError, StorageStalled
from cic.journal.stalls import stall_of
from cic.main.alarms_out import AlarmsOut
from cic.main.exposure import must_not_expose_demo
from cic.main.opening_hours import hours_of
from cic.main.parts import Center, UpOptions, configuration_store, open_center
from cic.main.searching import sweep_daily
from cic.main.tuning import new_event_loop, tune
from cic.main.wiring import wire
from cic.runtime.recovery import start_up
from cic.runtime.runtime import Runtime
from routing.vocabulary import LegId, PartyId, ProviderId

log = logging.getLogger(__name__)

DAY_S = 86_400.0
READ_LIMIT_S = 20.0
STOP_LIMIT_S = 5.0
"""A disk that takes nothing must not keep the center from ending: what it did not take, nobody was told."""
DESCRIPTORS_WANTED = 8_192
"""What all listeners together can hold open at their bounds, with some to spare."""


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


def up(options: UpOptions, tell: Tell) -> int:
    """Run the center until it is told to stop and return the exit code.

    ``tell`` is told once, when the center listens. Raises ConfigurationRefused, JournalError, AddressTaken and
    DemoExposed, whose texts say how to mend it.
    """
    try:
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            return runner.run(_run(options, tell))
    except (OSError, SQLAlchemyError) as error:
        if (stall := stall_of(error, options.data_folder)) is None:
            raise
        raise JournalError(str(StorageStalled(stall, options.data_folder))) from error


async def _run(options: UpOptions, tell: Tell) -> int:
    _allow_many_descriptors()
    compiled = _unless_rolled_back(load_center(options.config_folder, options.flows_folder), options)
    must_not_expose_demo(compiled, options)
    options.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    listener = listen(options.host, options.port, "Stop what uses it, or choose another --port.")
    with contextlib.closing(listener):
        center = open_center(compiled, options)
        _keep_text(options, center)
        try:
            return await _serve(options, center, listener, tell)
        finally:
            center.journal.close()


def _unless_rolled_back(loaded: LoadedCenter, options: UpOptions) -> CompiledCenter:
    """The folder's text, unless it, or a flow of it, is the very one that was gone back from: that is left alone."""
    store = configuration_store(options)
    rolled_back = store.rolled_back_from()
    if rolled_back is not None and rolled_back[1] == loaded.version:
        log.warning(
            "the text in %s was rolled back: starting with version %s; change the text and run `cic apply`",
            options.config_folder,
            rolled_back[0],
        )
        return compile_center(store.load(rolled_back[0]))
    return compile_center(_without_rolled_back_flows(store, loaded, options))


def _without_rolled_back_flows(store: ConfigurationStore, loaded: LoadedCenter, options: UpOptions) -> LoadedCenter:
    try:
        composed, names = lay_without_withheld(store, options.config_folder, loaded, options.flows_folder)
    except ConfigurationRefused as refused:
        log.warning("flows that were rolled back hold again, for the earlier ones have problems: %s", refused)
        return loaded
    if names:
        log.warning("rolled back, so an earlier version holds: %s; change and publish them again", ", ".join(names))
    return composed


def _keep_text(options: UpOptions, center: Center) -> None:
    """The text that holds is one to go back to later."""
    applied, store = center.compiled.applied, center.configurations
    store.keep(applied.version, options.config_folder, options.flows_folder)
    store.note(Held(applied.version, center.clock.now_ms(), How.STARTED, flows=versions_of(applied.flows)))


async def _serve(options: UpOptions, center: Center, listener: socket.socket, tell: Tell) -> int:
    alarms_out = AlarmsOut(center, options)
    runtime, switchboard, close_folded, services = wire(center, options, alarms_out.levels)
    server = build_server(create_app(services), options.host, options.port, center.fault_counts.count)
    await asyncio.sleep(0)  # a Ctrl+C that came while all this was built ends it here, where nothing runs yet
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_number, center.ending.stopping.set)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    alarms_out.start()
    tune()
    tell(_facts(options, center, listener.getsockname()[1]))
    starting = asyncio.create_task(start_up(runtime, partial(_reconcile, center, runtime, switchboard)))
    starting.add_done_callback(partial(_started, center))
    hours = asyncio.create_task(_renew_hours(center, runtime))
    clock = asyncio.create_task(center.sounding.watch_clock())
    sweeping = asyncio.create_task(sweep_daily(services.search.sweep))
    if center.speech is not None:
        await center.speech.start()
    await center.ending.stopping.wait()
    for task in (starting, hours, clock, sweeping):
        task.cancel()
    await switchboard.stop()
    if center.speech is not None:
        await center.speech.close()
    await center.lookups.aclose()
    if services.openid is not None:
        await services.openid.aclose()
    if not center.ending.failures:
        await _stop(center, runtime)
    await alarms_out.close()
    server.should_exit = True
    await serving
    close_folded()
    center.locks.close()
    return 1 if center.ending.failures else 0


async def _stop(center: Center, runtime: Runtime) -> None:
    try:
        await asyncio.wait_for(runtime.stop(), STOP_LIMIT_S)
    except TimeoutError:
        runtime.fail(JournalError("the journal did not take the last records in time; nothing of them was told"))


def _allow_many_descriptors() -> None:
    """Ask for as many open files and sockets as the system grants: its first offer is often a thousand."""
    offered, granted = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS_WANTED if granted == resource.RLIM_INFINITY else min(granted, DESCRIPTORS_WANTED)
    if offered != resource.RLIM_INFINITY and offered < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, granted))
    if wanted < DESCRIPTORS_WANTED:
        log.warning("only %d open files are granted: a crowd of peers may use them up; raise `ulimit -Hn`", wanted)


def _started(center: Center, starting: "asyncio.Task[None]") -> None:
    if not starting.cancelled() and isinstance(error := starting.exception(), Exception):
        log.critical("the center could not be started: %s", type(error).__name__, exc_info=error)
        center.ending.fail(error)


async def _reconcile(center: Center, runtime: Runtime, switchboard: Switchboard) -> None:
    """Apply the text, then let every provider say what is true now."""
    await runtime.submit(center.compiled.applied)
    await _compile_hours(center, runtime)
    expected: dict[ProviderId, tuple[ExpectedLeg, ...]] = {}
    for leg in standing_legs(center.folded.state.calls):
        known = ExpectedLeg(leg.leg_id, leg.is_caller, leg.bridged_with, leg.is_dialled)
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
    await runtime.submit(await asyncio.to_thread(hours_of, center.compiled, now_ms))


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
