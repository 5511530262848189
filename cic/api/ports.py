"""What the routes need of the rest of the house, as ports. Owns the contracts; the composition root fills them in."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from cic.access.identity import (
    BoardGrant,
    DesktopGrant,
    Identity,
    PhoneGrant,
    SessionId,
    SignInOutcome,
    Ticket,
    TooManyAttempts,
    WrongCredentials,
)
from cic.access.settings import NO_SIGN_IN, SignInSettings
from cic.api.figures import Boards
from cic.api.rates import Rates
from cic.center.state import CenterState
from cic.configuration.labels import Labels
from cic.runtime.port import Reading
from routing.vocabulary import AgentId, ContactId, QueueId, RecordingId

if TYPE_CHECKING:
    from cic.api.board_ports import BoardServices
    from cic.api.customer_ports import DayServices
    from cic.api.people_ports import OpenIdPort, PeoplePort
    from cic.api.report_ports import ReportServices
    from cic.api.search_ports import SearchServices
    from cic.api.supervision_ports import FloorPort, SupervisionPort
    from cic.audit.port import AuditPort

JsonObject = dict[str, object]
CountFault = Callable[[str, str], None]
"""Counts what a peer did: the listener it did it to, and a kind; both are words of ours."""
T = TypeVar("T")
JOURNAL_STALLED = "journal_stalled"
"""The code of every refusal because nothing can be written down at the moment; the same may be asked again later."""
LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})


class ReadState(Protocol):
    """Looks at the settled state; what was seen is delivered once it is durable. ``Runtime.read`` is one."""

    def __call__(self, view: Callable[[CenterState], T], deliver: Callable[[Reading[T]], None]) -> None: ...


class SocketClosed(ConnectionError):
    """The far end of a websocket is gone, or was sent away."""


class SocketTransport(Protocol):
    """One accepted websocket, as the protocols see it."""

    async def receive_text(self) -> str:
        """The next frame that was not handed to a listener; SocketClosed when there will be none."""
        ...

    def hear_text(self, listener: Callable[[str], None]) -> None:
        """Hand frames to this listener the moment they come, which spares waking whoever waits for them.

        A socket need not: what it does not hand over is received as ever, in order. The listener raises nothing.
        """
        ...

    async def send_text(self, text: str) -> None:
        """Send one frame; SocketClosed when nobody is there any more."""
        ...

    def try_send_text(self, text: str) -> bool:
        """Send one frame at once, or nothing where that needs waiting. Not for while another send is under way."""
        ...

    async def close(self, code: int) -> None:
        """Send the far end away, within a bounded time; closing again is no fault."""
        ...


@dataclass(frozen=True, slots=True)
class CommandRefused:
    """Why a command was not carried out: a rejection's code, or ``bad_command`` for one that makes no sense."""

    code: str
    detail: str


class CommandDoor(Protocol):
    """Where agents' commands come in, over the websocket or not."""

    async def perform(
        self, agent_id: AgentId, op: str, args: Mapping[str, object], rev: int | None
    ) -> CommandRefused | None:
        """Carry out one command, unless its interaction has changed since the revision that the agent saw, where one
        is given; returns after it is journalled."""
        ...


class CommandDesk(Protocol):
    """Carries an agent's commands out."""

    async def perform(self, agent_id: AgentId, op: str, args: Mapping[str, object]) -> CommandRefused | None:
        """Carry out one command; returns after it is journalled."""
        ...


class AccessPort(Protocol):
    """The door; see ``cic.access.access.Access``."""

    @property
    def people(self) -> "PeoplePort":
        """Who may sign in, and their sessions."""
        ...

    async def check_password(self, user: str, password: str, peer: str) -> WrongCredentials | TooManyAttempts | None:
        """None for the right password; a wrong one counts."""
        ...

    async def sign_in(self, user: str, password: str, peer: str) -> SignInOutcome: ...

    async def sign_out(self, session_id: SessionId) -> None: ...

    async def identify(self, token: str) -> Identity | None: ...

    def desktop_ticket(self, agent_id: AgentId, session_id: SessionId) -> Ticket: ...

    def redeem_desktop_ticket(self, ticket: str) -> DesktopGrant | None: ...

    def board_ticket(self, grant: BoardGrant) -> Ticket: ...

    def redeem_board_ticket(self, ticket: str) -> BoardGrant | None: ...

    def phone_ticket(self, agent_id: AgentId, session_id: SessionId) -> Ticket: ...

    def caller_ticket(self, key: str, peer: str) -> Ticket | None: ...

    def redeem_phone_ticket(self, ticket: str) -> PhoneGrant | None: ...


class ContactLogPort(Protocol):
    """Reads the contact log as JSON-ready rows, personal values opened."""

    async def newest(self, limit: int, before: ContactId | None) -> Sequence[JsonObject]:
        """Contacts, newest first; from the one before ``before`` where that is given."""
        ...

    async def contact(self, contact_id: ContactId) -> JsonObject | None:
        """One contact with its segments."""
        ...


class RatingsPort(Protocol):
    """Counts what callers think of those who served them."""

    async def ratings(
        self, from_ms: int, until_ms: int, queue_id: QueueId | None, agent_id: AgentId | None
    ) -> Sequence[JsonObject]:
        """How often each value was given by queue, agent, subject and scale; ``values`` has the counts by value."""
        ...


class MessagesPort(Protocol):
    """Callers' messages, for those who may hear them."""

    def has(self, agent_id: AgentId, recording: RecordingId) -> bool:
        """Whether the message is offered to the agent, in hand, or being wrapped up."""
        ...

    def file(self, recording: RecordingId) -> Path | None:
        """Where a message lies; None when there is none of this name. Does I/O."""
        ...


@dataclass(frozen=True, slots=True)
class RecordedTalk:
    """Whose talk a track is of: the contact, and the agents who took part in it."""

    contact_id: ContactId
    agent_ids: frozenset[AgentId]


class RecordingsPort(Protocol):
    """Recorded talks, for those who may hear them."""

    async def talk(self, track: RecordingId) -> RecordedTalk | None:
        """Whose talk a track is of; None when there is none of this name."""
        ...

    def file(self, track: RecordingId) -> Path | None:
        """Where a track lies; None while it is being recorded, and when it could not be. Does I/O."""
        ...


@dataclass(frozen=True, slots=True)
class ExplanationRefused:
    """Why there is no explanation: ``unknown_contact``, ``unknown_agent``, or a code for what passes."""

    code: str
    detail: str


class ExplanationPort(Protocol):
    """Explains from the journal who got a contact and why, as a JSON-ready object."""

    async def contact(
        self, contact_id: ContactId, at_ms: int | None, agent_id: AgentId | None
    ) -> JsonObject | ExplanationRefused:
        """The contact up to a moment (None: now), and what was with one agent where that is asked."""
        ...


@dataclass(frozen=True, slots=True)
class SipCredentials:
    """How an agent's browser registers as a SIP phone."""

    websocket_url: str
    uri: str
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConfigurationOutcome:
    """A text holds now; ``parts`` were staged for it. The same version as before means that it held already."""

    version: str
    previous: str
    parts: int


@dataclass(frozen=True, slots=True)
class ConfigurationRefusal:
    """Why a text does not hold: nothing was changed."""

    code: str
    detail: str


class ConfigurationPort(Protocol):
    """Applies texts to the running center."""

    async def apply(self, version: str, by: str) -> ConfigurationOutcome | ConfigurationRefusal:
        """Let a text that lies in the data folder hold; ``by`` is who asks."""
        ...

    async def apply_previous(self, by: str) -> ConfigurationOutcome | ConfigurationRefusal:
        """Let the text hold that held before."""
        ...


@dataclass(frozen=True, slots=True)
class FlowChange:
    """A flow that has another version than before; None where it was not, or is no more."""

    flow: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class FlowsOutcome:
    """These flows are other ones now; none of them means that the same held already."""

    version: str
    previous: str
    changed: tuple[FlowChange, ...]


@dataclass(frozen=True, slots=True)
class FlowsStep:
    """When other flows came to hold, with the version of the whole text, and who asked for them."""

    version: str
    at_ms: int
    how: str
    by: str
    note: str
    changed: tuple[FlowChange, ...]
    holds: bool


class FlowsPort(Protocol):
    """Lets other flows hold in the running center; the rest of its text stays."""

    def version(self) -> str:
        """The version of the text that holds."""
        ...

    async def publish(self, version: str, base: str, by: str, note: str) -> FlowsOutcome | ConfigurationRefusal:
        """Let a text that lies in the data folder hold, if ``base`` holds until then."""
        ...

    async def roll_back(
        self, flow: str | None, to: str | None, by: str, note: str
    ) -> FlowsOutcome | ConfigurationRefusal:
        """Go back to the version before, or to a named one; with one flow or with all."""
        ...

    async def history(self, flow: str | None) -> Sequence[FlowsStep] | ConfigurationRefusal:
        """What held, the latest first; of one flow or of all."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """Everything the routes work with."""

    access: AccessPort
    audit: "AuditPort"
    commands: CommandDoor
    contacts: ContactLogPort
    ratings: RatingsPort
    search: "SearchServices"
    reports: "ReportServices"
    messages: MessagesPort
    recordings: RecordingsPort
    explanations: ExplanationPort
    boards: Boards
    day: "DayServices"
    supervision: "SupervisionPort"
    floor: "FloorPort"
    configuration: ConfigurationPort
    flows: FlowsPort
    labels: Callable[[], Labels]
    health: Callable[[], JsonObject]
    serve_desktop: Callable[[SocketTransport, DesktopGrant], Awaitable[None]]
    end_desktop: Callable[[SessionId], None]
    live: "BoardServices"
    serve_phone: Callable[[SocketTransport, PhoneGrant, str | None], Awaitable[None]]
    phone_address: Callable[[AgentId], str | None]
    sip_credentials: Callable[[AgentId], SipCredentials | None]
    sip_websocket_origin: Callable[[], str | None]
    web_folder: Path
    prompts_folder: Path
    build: str
    allowed_hosts: frozenset[str] = LOOPBACK_HOSTS
    sign_in: Callable[[], SignInSettings] = lambda: NO_SIGN_IN
    openid: "OpenIdPort | None" = None
    rates: Rates = field(default_factory=Rates)
    count_fault: CountFault = lambda _listener, _kind: None
