"""The app on a real door, with small doubles for what lies behind the other ports."""

import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import create_engine
from starlette.exceptions import StarletteDeprecationWarning

from cic.access.access import Access, AccessKeys
from cic.access.identity import DesktopGrant, PhoneGrant, SessionId
from cic.access.passwords import Passwords
from cic.access.sign_ins import ensure_sign_ins
from cic.access.store import AccessStore
from cic.api.app import create_app
from cic.api.errors import ApiError
from cic.api.figures import AgentFigures, FlowFigures, MissedFigures, NotWaiting, QueueFigures, WaitFigures
from cic.api.ports import (
    JOURNAL_STALLED,
    CommandRefused,
    ConfigurationOutcome,
    ConfigurationRefusal,
    ExplanationRefused,
    FlowChange,
    FlowsOutcome,
    FlowsStep,
    JsonObject,
    RecordedTalk,
    Services,
    SipCredentials,
    SocketClosed,
    SocketTransport,
)
from cic.audit.noting import Noting
from cic.audit.trail import AuditTrail
from cic.configuration.labels import AgentLabel, Label, Labels, QueueLabel
from cic.journal.database import Database
from cic.recording.playback import Playback
from routing.vocabulary import (
    AgentId,
    ContactId,
    FlowId,
    InteractionId,
    PhoneAddress,
    ProviderId,
    QueueId,
    RecordingId,
    SiteId,
    TenantId,
)
from tests.harness.quick_sign_ins import as_agents
from tests.unit.api.acting_parts import Floor, Supervision
from tests.unit.api.board_parts import BoardParts
from tests.unit.api.contact_rows import SEGMENT, contact_row
from tests.unit.api.day_parts import DayParts
from tests.unit.api.report_parts import golden_reports

with warnings.catch_warnings():
    # Starlette would rather have httpx2, a second HTTP client beside the one that the command line uses.
    warnings.simplefilter("ignore", StarletteDeprecationWarning)
    from starlette.testclient import TestClient

ALICE, ROBIN = AgentId("alice"), AgentId("robin")
KEYS = AccessKeys(test_phone_key="key-of-the-test-phone", operator_token="token-of-the-operator")
LABELS = Labels(
    agents={
        ALICE: AgentLabel("Alice Chen", "101", (QueueId("sales"),), (PhoneAddress(ProviderId("simulated"), "alice"),)),
        ROBIN: AgentLabel("Robin", "109", (), ()),
    },
    queues={QueueId("sales"): QueueLabel(Label("Sales", "销售"), Label("Good day", "您好"), 20_000)},
    dispositions={},
    break_reasons={},
    skills={"spanish": Label("Spanish", "西班牙语")},
)


class Explanations:
    """Says what a test lets it say, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int | None, str | None]] = []
        self.answer: JsonObject | ExplanationRefused = ExplanationRefused("unknown_contact", "no such contact")

    async def contact(
        self, contact_id: ContactId, at_ms: int | None, agent_id: AgentId | None
    ) -> JsonObject | ExplanationRefused:
        self.asked.append((contact_id, at_ms, agent_id))
        return self.answer


class Configurations:
    """Answers as a test lets it, and remembers which version was asked for; None is the previous one."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []
        self.by: list[str] = []
        self.answer: ConfigurationOutcome | ConfigurationRefusal = ConfigurationOutcome("b" * 16, "a" * 16, 2)

    async def apply(self, version: str, by: str) -> ConfigurationOutcome | ConfigurationRefusal:
        self.asked.append(version)
        self.by.append(by)
        return self.answer

    async def apply_previous(self, by: str) -> ConfigurationOutcome | ConfigurationRefusal:
        self.asked.append(None)
        self.by.append(by)
        return self.answer


class FlowVersions:
    """Answers as a test lets it, and remembers what it was asked."""

    def __init__(self) -> None:
        change = FlowChange("main", "1" * 12, "2" * 12)
        self.asked: list[tuple[str | None, ...]] = []
        self.refusal: ConfigurationRefusal | None = None
        self.outcome = FlowsOutcome("b" * 16, "a" * 16, (change,))
        self.steps = (FlowsStep("b" * 16, 5, "flows_published", "operator", "why", (change,), True),)

    def version(self) -> str:
        return "a" * 16

    async def publish(self, version: str, base: str, by: str, note: str) -> FlowsOutcome | ConfigurationRefusal:
        self.asked.append((version, base, by, note))
        return self.refusal or self.outcome

    async def roll_back(
        self, flow: str | None, to: str | None, by: str, note: str
    ) -> FlowsOutcome | ConfigurationRefusal:
        self.asked.append((flow, to, by, note))
        return self.refusal or self.outcome

    async def history(self, flow: str | None) -> Sequence[FlowsStep] | ConfigurationRefusal:
        self.asked.append((flow,))
        return self.refusal or self.steps


class Backstage:
    """What lies behind the ports; a test looks at what reached it and says what it answers."""

    def __init__(self) -> None:
        self.at_ms = 1_700_000_000_000
        self.performed: list[tuple[AgentId, str, Mapping[str, object], int | None]] = []
        self.refusal: CommandRefused | None = None
        self.explanations = Explanations()
        self.supervision = Supervision()
        self.floor = Floor()
        self.configurations = Configurations()
        self.flow_versions = FlowVersions()
        self.figures_wait = False
        self.gave_up: list[MissedFigures] = []
        self.standing: WaitFigures | NotWaiting = NotWaiting(None)
        self.rows: list[JsonObject] = [contact_row(f"c-{number}") for number in (3, 2, 1)]
        self.rating_rows: list[JsonObject] = []
        self.rated_within: tuple[int, int, QueueId | None, AgentId | None] | None = None
        self.messages_in_hand: set[tuple[AgentId, RecordingId]] = set()
        self.message_files: dict[RecordingId, Path] = {}
        self.talks: dict[RecordingId, RecordedTalk] = {}
        self.track_files: dict[RecordingId, Path] = {}
        self.ended: list[SessionId] = []
        self.desktops: list[DesktopGrant] = []
        self.live = BoardParts()
        self.phones: list[tuple[PhoneGrant, str | None]] = []
        self.sip: SipCredentials | None = None
        self.sip_origin: str | None = None

    async def perform(
        self, agent_id: AgentId, op: str, args: Mapping[str, object], rev: int | None
    ) -> CommandRefused | None:
        self.performed.append((agent_id, op, args, rev))
        return self.refusal

    async def newest(self, limit: int, before: ContactId | None) -> Sequence[JsonObject]:
        return [row for row in self.rows if before is None or str(row["contact_id"]) < before][:limit]

    async def contact(self, contact_id: ContactId) -> JsonObject | None:
        row = next((row for row in self.rows if row["contact_id"] == contact_id), None)
        return None if row is None else row | {"segments": [SEGMENT], "ratings": [], "recordings": []}

    async def ratings(
        self, from_ms: int, until_ms: int, queue_id: QueueId | None, agent_id: AgentId | None
    ) -> Sequence[JsonObject]:
        self.rated_within = (from_ms, until_ms, queue_id, agent_id)
        return self.rating_rows

    def has(self, agent_id: AgentId, recording: RecordingId) -> bool:
        return (agent_id, recording) in self.messages_in_hand

    def file(self, recording: RecordingId) -> Path | None:
        return self.message_files.get(recording)

    async def talk(self, track: RecordingId) -> RecordedTalk | None:
        return self.talks.get(track)

    async def agents(self) -> Sequence[AgentFigures]:
        sales, skills = (QueueId("sales"),), {"spanish": 60}
        return [AgentFigures(ALICE, "available", "", 5, True, 0, 1, True, sales, skills, {"chat": 2}, 60, 100, 9_000)]

    async def queues(self) -> Sequence[QueueFigures]:
        return [QueueFigures(QueueId("sales"), 2, 1, 3, 1_000, 1, "holiday", 5_000, 30_000, 90_000, 4)]

    async def missed(self) -> Sequence[MissedFigures]:
        return self.gave_up

    async def flows(self) -> Sequence[FlowFigures]:
        if self.figures_wait:
            raise ApiError(503, JOURNAL_STALLED, "the disk takes nothing")
        return [FlowFigures(FlowId("main"), "1" * 12, 3, 2)]

    async def wait(self, interaction_id: InteractionId) -> WaitFigures | NotWaiting:
        return self.standing

    async def serve_desktop(self, transport: SocketTransport, grant: DesktopGrant) -> None:
        self.desktops.append(grant)
        await echo(transport)

    async def serve_phone(self, transport: SocketTransport, grant: PhoneGrant, address: str | None) -> None:
        self.phones.append((grant, address))
        await echo(transport)


async def echo(transport: SocketTransport) -> None:
    """Say everything back; the word ``leave`` closes with a code of the protocol."""
    try:
        while (text := await transport.receive_text()) != "leave":
            await transport.send_text(text)
        await transport.close(4500)
        await transport.close(4400)
        await transport.send_text("too late")
    except SocketClosed:
        return


@pytest.fixture
def backstage() -> Backstage:
    return Backstage()


@pytest.fixture
def day(tmp_path: Path) -> Iterator[DayParts]:
    parts = DayParts(tmp_path)
    yield parts
    parts.close()


@pytest.fixture
def services(backstage: Backstage, day: DayParts, tmp_path: Path) -> Iterator[Services]:
    engine = create_engine(f"sqlite:///{tmp_path / 'access.db'}")
    store = AccessStore(engine, TenantId("demo"), SiteId("main"))
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    ensure_sign_ins(store, passwords, tmp_path / "sign-ins.json", as_agents(ALICE, ROBIN), 1)
    access = Access(store, passwords, KEYS, lambda: backstage.at_ms)
    yield Services(
        access=access,
        audit=Noting(
            AuditTrail(Database(tmp_path / "audit.db"), TenantId("demo"), SiteId("main")), lambda: backstage.at_ms
        ),
        commands=backstage,
        contacts=backstage,
        ratings=backstage,
        search=day.search(),
        reports=golden_reports(tmp_path),
        messages=backstage,
        recordings=Playback(backstage.talk, backstage.track_files.get),
        explanations=backstage.explanations,
        boards=backstage,
        day=day.services(),
        supervision=backstage.supervision,
        floor=backstage.floor,
        configuration=backstage.configurations,
        flows=backstage.flow_versions,
        labels=lambda: LABELS,
        health=lambda: {"status": "ok", "providers": {"simulated": "up"}},
        serve_desktop=backstage.serve_desktop,
        end_desktop=backstage.ended.append,
        live=backstage.live.services(access.walls),
        serve_phone=backstage.serve_phone,
        phone_address=lambda agent_id: LABELS.phone_address(agent_id, ProviderId("simulated")),
        sip_credentials=lambda _agent_id: backstage.sip,
        sip_websocket_origin=lambda: backstage.sip_origin,
        web_folder=tmp_path / "dist",
        prompts_folder=tmp_path / "prompts",
        build="0.1.0",
    )
    engine.dispose()


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services), base_url="http://127.0.0.1:8080") as made:
        yield made


@pytest.fixture
def passwords(services: Services, tmp_path: Path) -> dict[str, str]:
    """The password of each user."""
    assert services is not None
    return {entry["user"]: entry["password"] for entry in json.loads((tmp_path / "sign-ins.json").read_text())}


@pytest.fixture
def bearer(client: TestClient, passwords: dict[str, str]) -> dict[str, str]:
    """Headers of a script that is signed in as Alice."""
    return sign_in_script(client, "alice", passwords["alice"])


@pytest.fixture
def operator() -> dict[str, str]:
    """Headers of the operator's scripts."""
    return {"Authorization": f"Bearer {KEYS.operator_token}"}


def sign_in_script(client: TestClient, user: str, password: str) -> dict[str, str]:
    token = client.post("/api/sign-in", json={"user": user, "password": password}).json()["token"]
    client.cookies.clear()
    return {"Authorization": f"Bearer {token}"}
