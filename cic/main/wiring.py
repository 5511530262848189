"""Connects the parts of a center: who observes the runtime, who runs its effects, who asks it. Decides nothing."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial

from agent_desktop.gateway.commands import AgentCommandDesk, parties_in
from agent_desktop.gateway.connection import DesktopHost
from agent_desktop.gateway.gateway import DesktopGateway
from agent_desktop.gateway.notices import StandingAlarm
from cic.access.identity import PhoneGrant
from cic.api.boards import StateBoards
from cic.api.ports import LOOPBACK_HOSTS, CommandRefused, Services, SipCredentials, SocketTransport
from cic.api.stalled import StallGuard
from cic.api.supervising import StateSupervision
from cic.center.inputs import CenterInput
from cic.contact_log.projection import ContactLogProjection
from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.store import ContactLogStore
from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.asterisk.settings import EndpointKind
from cic.cti.simulated.exchange import PhoneIdentity
from cic.cti.simulated.frames import PhoneRole
from cic.cti.simulated.provider import SimulatedProvider
from cic.cti.switchboard import Switchboard
from cic.diagnostics.alarms import Alarm, Alarms
from cic.explanation.reader import ExplanationReader
from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.main.applying import Applying
from cic.main.parts import ASTERISK, CORE, PROJECT, SIMULATED, Center, UpOptions
from cic.runtime.runtime import Runtime
from routing.vocabulary import AgentId


def wire(center: Center, options: UpOptions) -> tuple[Runtime, Switchboard, ContactLogProjection, Services]:
    """Connect the runtime with what observes it, what runs its effects and what asks it."""
    build = build_version()

    def submit(given: CenterInput) -> None:
        runtime.submit_nowait(given)

    async def perform(agent_id: AgentId, op: str, args: Mapping[str, object]) -> CommandRefused | None:
        return await guarded.perform(agent_id, op, args)

    log_store = _contact_log_store(center, options)
    contact_log = ContactLogProjection(log_store, center.journal, on_behind=center.sounding.contact_log_behind)
    host = DesktopHost(
        perform=perform,
        is_alive=center.access.is_alive,
        now_ms=center.clock.now_ms,
        build=build,
        count_fault=partial(center.fault_counts.count, "desktop"),
    )
    gateway = DesktopGateway(host, lambda: center.compiled.labels, center.personal.open, submit)
    _tell_agents_of_alarms(center.alarms, gateway)
    switchboard = Switchboard(
        center.providers, center.personal, center.customers, submit, on_held=center.sounding.callers_held
    )
    runtime = Runtime(
        CORE,
        center.folded,
        center.journal,
        center.clock,
        run_effect=switchboard.run_effect,
        on_failure=center.ending.fail,
        observers=(gateway, contact_log),
    )
    center.ending.runtime = center.sounding.runtime = runtime
    desk = AgentCommandDesk(runtime.submit, center.personal.seal, parties_in(runtime.read))
    guarded = StallGuard(desk, lambda: runtime.is_stalled, lambda: runtime.uncommitted)
    services = Services(
        access=center.access,
        commands=guarded,
        contacts=ContactLogQueries(log_store, center.personal.open, contact_log.catch_up),
        explanations=ExplanationReader(center.journal, center.clock.now_ms),
        boards=StateBoards(runtime.read, center.clock.now_ms),
        supervision=_supervision(center, runtime),
        configuration=Applying(center, center.configurations, runtime),
        labels=lambda: center.compiled.labels,
        health=partial(_health, center, runtime, contact_log, switchboard),
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
        count_fault=center.fault_counts.count,
    )
    return runtime, switchboard, contact_log, services


def _supervision(center: Center, runtime: Runtime) -> StateSupervision:
    return StateSupervision(
        runtime.submit, lambda: runtime.is_stalled, lambda: runtime.uncommitted, center.clock.now_ms
    )


def _contact_log_store(center: Center, options: UpOptions) -> ContactLogStore:
    file = Database(options.data_folder / "contacts.db", is_rebuilt=True)
    site = (center.compiled.tenant_id, center.compiled.site_id)
    return ContactLogStore(file, Codec, *site, agent_number=partial(_agent_number, center))


def _tell_agents_of_alarms(alarms: Alarms, gateway: DesktopGateway) -> None:
    def tell(standing: tuple[Alarm, ...]) -> None:
        gateway.alarms_changed(StandingAlarm(alarm.code, alarm.since_ms) for alarm in standing)

    tell(alarms.standing)
    alarms.listen(tell)


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


def _health(
    center: Center, runtime: Runtime, contact_log: ContactLogProjection, switchboard: Switchboard
) -> dict[str, object]:
    asterisk = center.providers.get(ASTERISK)
    return {
        "status": "ok" if switchboard.is_open else "starting",
        "seq": runtime.seq,
        "uncommitted": runtime.uncommitted,
        "faults": runtime.faults,
        "contact_log_seq": contact_log.seq,
        "alarms": [asdict(alarm) for alarm in center.alarms.standing],
        "peer_faults": center.fault_counts.read(),
        "asterisk": asterisk.link() if isinstance(asterisk, AsteriskProvider) else None,
    }


def _origin(websocket_url: str) -> str:
    scheme, _, rest = websocket_url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def build_version() -> str:
    with (PROJECT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
