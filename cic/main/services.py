"""Puts together what the routes work with. Decides nothing."""

from dataclasses import asdict, dataclass
from functools import partial

from agent_desktop.boards.board_gateway import BoardGateway
from agent_desktop.gateway.gateway import DesktopGateway
from cic.access.identity import PhoneGrant
from cic.api.board_ports import BoardServices
from cic.api.boards import StateBoards
from cic.api.floor import StateFloor
from cic.api.message_access import StateMessages
from cic.api.ports import LOOPBACK_HOSTS, Services, SipCredentials, SocketTransport
from cic.api.report_ports import ReportServices
from cic.api.supervising import StateSupervision
from cic.contact_log.fold import Ledger
from cic.contact_log.projection import Projection
from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.ratings import RatingQueries
from cic.contact_log.store import ContactLogStore
from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.asterisk.settings import EndpointKind
from cic.cti.port.messages import message_path
from cic.cti.simulated.exchange import PhoneIdentity
from cic.cti.simulated.frames import PhoneRole
from cic.cti.simulated.provider import SimulatedProvider
from cic.cti.switchboard import Switchboard
from cic.explanation.reader import ExplanationReader
from cic.main.applying import Applying
from cic.main.day import DayParts, day_services
from cic.main.openid import OpenIdSignIns
from cic.main.parts import ASTERISK, MESSAGES, PROJECT, SIMULATED, Center, UpOptions
from cic.main.publishing import FlowPublishing
from cic.main.recordings import RecordedTalks, find_recording
from cic.main.searching import SearchedLog, search_services
from cic.main.users import follow_users
from cic.runtime.runtime import Runtime
from routing.vocabulary import AgentId


@dataclass(frozen=True, slots=True)
class Wired:
    """The connected parts that the routes ask."""

    runtime: Runtime
    gateway: DesktopGateway
    boards: BoardGateway
    switchboard: Switchboard
    contact_log: Projection[Ledger]
    log_store: ContactLogStore
    contacts: ContactLogQueries
    recorded: RecordedTalks
    applying: Applying
    searched: SearchedLog
    reports: ReportServices


def services_of(center: Center, options: UpOptions, wired: Wired, build: str) -> Services:
    """What the routes of a center work with."""
    runtime, gateway, contact_log = wired.runtime, wired.gateway, wired.contact_log
    follow_users(center)
    return Services(
        access=center.access,
        audit=center.audit,
        commands=gateway,
        contacts=wired.contacts,
        recordings=wired.recorded.playback,
        reports=wired.reports,
        ratings=RatingQueries(wired.log_store, contact_log.catch_up),
        search=search_services(center, options.data_folder, wired.searched, wired.contacts, contact_log.catch_up),
        messages=StateMessages(runtime.read, partial(find_recording, message_path, options.data_folder / MESSAGES)),
        explanations=ExplanationReader(center.journal, center.clock.now_ms),
        boards=StateBoards(runtime.read, center.clock.now_ms),
        day=day_services(center, DayParts(runtime.read, wired.log_store, contact_log.catch_up)),
        supervision=_supervision(center, runtime),
        floor=StateFloor(runtime.read),
        configuration=wired.applying,
        flows=FlowPublishing(wired.applying),
        labels=lambda: center.compiled.labels,
        health=partial(_health, center, runtime, contact_log, wired.switchboard),
        serve_desktop=gateway.serve_desktop,
        end_desktop=gateway.end_session,
        live=BoardServices(
            wired.boards.serve_board, wired.boards.end_session, wired.boards.end_wall, center.access.walls
        ),
        serve_phone=partial(_serve_phone, center),
        phone_address=lambda agent_id: center.compiled.labels.phone_address(agent_id, SIMULATED),
        sip_credentials=partial(_sip_credentials, center),
        sip_websocket_origin=lambda: None if center.asterisk is None else _origin(center.asterisk.websocket_url),
        web_folder=PROJECT / "agent_desktop" / "web" / "dist",
        prompts_folder=options.flows_folder / "prompts",
        build=build,
        allowed_hosts=LOOPBACK_HOSTS | {options.host},
        sign_in=lambda: center.compiled.sign_in,
        openid=OpenIdSignIns(center, options.config_folder),
        count_fault=center.fault_counts.count,
    )


def _supervision(center: Center, runtime: Runtime) -> StateSupervision:
    return StateSupervision(
        runtime.submit,
        lambda: runtime.is_stalled,
        lambda: runtime.uncommitted,
        center.clock.now_ms,
        center.personal.seal,
    )


async def _serve_phone(center: Center, transport: SocketTransport, grant: PhoneGrant, address: str | None) -> None:
    provider = center.providers[SIMULATED]
    assert isinstance(provider, SimulatedProvider), "the simulated provider serves browser phones"
    await provider.serve_phone(transport, PhoneIdentity(PhoneRole(grant.role.value), address))


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
    center: Center, runtime: Runtime, contact_log: Projection[Ledger], switchboard: Switchboard
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
        "alarms_out": center.read_alarms_out(),
        "asterisk": asterisk.link() if isinstance(asterisk, AsteriskProvider) else None,
    }


def _origin(websocket_url: str) -> str:
    scheme, _, rest = websocket_url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"
