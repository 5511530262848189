"""The simulated switch's state: phones, legs, bridges and what is to be said. Owns the shapes and the smallest moves.

Must not decide what a frame or a command means; legs, hearing, bridging, rejoining and orders do.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import NewType

from cic.cti.port import (
    CommandFailed,
    MessageEnd,
    MonitorMode,
    PhoneChanged,
    PlayPrompts,
    PromptCollect,
    PromptMenu,
    ProviderReport,
    RecordingId,
    RecordMessage,
)
from cic.cti.port.collection import DigitCollector
from cic.cti.port.type_ahead import TypeAhead
from cic.cti.simulated import frames
from cic.cti.simulated.effects import Effects
from cic.cti.simulated.timers import Timers
from cic.cti.simulated.tokens import RejoinTokens
from routing.vocabulary import BridgeId, EffectId, EndCause, InteractionId, LegId, ProviderId

PhoneId = NewType("PhoneId", int)
"""One connection of a phone; a phone that comes back has another."""

OUTSIDE = "outside:"
"""What the address of a phone in the world outside begins with; an agent's never does."""


@dataclass(frozen=True, slots=True)
class PhoneIdentity:
    """Whose phone it is, as its ticket proved: a caller's, or an agent's with its address.

    A caller's phone that takes a number of the world outside is called like an agent's from then on.
    """

    role: frames.PhoneRole
    address: str | None = None

    def __post_init__(self) -> None:
        assert (self.address is not None) == (self.role is frames.PhoneRole.AGENT), "agents, and only they, have one"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of what phones can make the switch do or remember, and its times."""

    phones_max: int = 1000
    rejoin_window_ms: int = 10_000
    ping_interval_ms: int = 10_000
    silence_ms_max: int = 25_000
    playback_ms_max: int = 300_000
    message_ms_max: int = 300_000
    frames_per_s_max: int = 50
    frames_burst_max: int = 100
    faults_max: int = 20
    outcomes_kept_max: int = 20_000
    ended_kept_max: int = 20_000


class Closing(Enum):
    """Why a phone's connection is closed, with the websocket's code."""

    RESTARTING = 1012
    NOT_READY = 1013
    SENSELESS = 4400
    SILENT = 4408
    TOO_FAST_OR_SLOW = 4429
    TAKEN_OVER = 4500


class LegPhase(Enum):
    """How far a leg has come; an ended leg is no longer there."""

    ARRIVED = "arrived"
    RINGING = "ringing"
    ANSWERED = "answered"


@dataclass(slots=True)
class Playing:
    """Recordings that a leg hears on behalf of a command, with the keys gathered meanwhile."""

    effect_id: EffectId
    command: PlayPrompts | PromptMenu | PromptCollect
    recordings: tuple[str, ...]
    collector: DigitCollector | None


@dataclass(frozen=True, slots=True)
class Looping:
    """Music that a leg hears. One of ``keys`` answers the command behind it, once."""

    url: str
    effect_id: EffectId | None = None
    keys: str = ""


class RecordingStage(Enum):
    """How far a message has come: looked for on disk, announced, spoken."""

    LOOKED_FOR = "looked_for"
    ANNOUNCED = "announced"
    SPOKEN = "spoken"


@dataclass(slots=True)
class Recording:
    """A message that a caller leaves. ``sound_bytes`` is how much of it there was up to the last sound."""

    effect_id: EffectId
    command: RecordMessage
    recordings: tuple[str, ...]
    stage: RecordingStage = RecordingStage.LOOKED_FOR
    pcm: bytearray = field(default_factory=bytearray, repr=False)
    sound_bytes: int = 0
    silent_due_ms: int = 0
    ends_ms: int = 0


@dataclass(slots=True)
class Track:
    """What is recorded of a leg's party. Its times are those of the clock, its length what was written so far.

    ``waiting`` are the commands that are done when it has begun. ``continued_ms`` is when its last pause ended.
    """

    name: RecordingId
    waiting: list[EffectId]
    is_begun: bool = False
    is_paused: bool = False
    is_failed: bool = False
    began_ms: int = 0
    written_ms: int = 0
    continued_ms: int = 0


@dataclass(slots=True)
class Phone:
    """One connection. ``frames_left`` is its rate allowance, in frames times 1000."""

    phone_id: PhoneId
    identity: PhoneIdentity
    last_heard_ms: int
    frames_left: int
    frames_counted_ms: int
    faults: int = 0
    pings: int = 0
    leg_id: LegId | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """What there is between a leg and another, from the one's side."""

    speaks: bool
    hears: bool


@dataclass(frozen=True, slots=True)
class Monitor:
    """What a leg listens in on, and who hears it."""

    watched_leg_id: LegId
    mode: MonitorMode


@dataclass(slots=True)
class Leg:
    """One call leg. ``phone_id`` is None while its phone is away; ``address`` while we do not know it yet.

    ``peers_told`` is whom its phone believes to hear; ``has_missed_change`` that this changed while it was away.
    ``is_expected`` is a leg from before a restart whose phone is not back yet; until the first command for it we do not
    know (``is_known``) what it hears. ``collected`` are the commands whose outcomes hold the caller's digits. ``kept``
    are keys that came before they were asked for; there are some only while the leg hears nothing.
    """

    leg_id: LegId
    role: frames.PhoneRole
    phase: LegPhase
    phone_id: PhoneId | None
    address: str | None = None
    interaction_id: InteractionId | None = None
    dial_effect_id: EffectId | None = None
    hearing: Playing | Looping | Recording | None = None
    bridge_id: BridgeId | None = None
    peers_told: dict[LegId, Link] = field(default_factory=dict)
    has_missed_change: bool = False
    collected: list[EffectId] = field(default_factory=list)
    kept: TypeAhead = field(default_factory=TypeAhead)
    is_muted: bool = False
    plays: bool = False
    """Its phone makes what is heard there: a recording, music; until it is in a bridge again."""
    is_expected: bool = False
    is_known: bool = True
    track: Track | None = None
    is_of_before: bool = False
    """It was there before a restart."""
    tracks_lost: frozenset[RecordingId] = frozenset()


@dataclass(slots=True)
class Bridge:
    """Two legs or more that hear each other, except those on hold."""

    bridge_id: BridgeId
    members: list[LegId]
    held: set[LegId] = field(default_factory=set)

    @property
    def active(self) -> list[LegId]:
        """The members that are not on hold."""
        return [leg_id for leg_id in self.members if leg_id not in self.held]


@dataclass(frozen=True, slots=True)
class ToPhone:
    """Say this to a phone."""

    phone_id: PhoneId
    frame: frames.SwitchFrame


@dataclass(frozen=True, slots=True)
class ClosePhone:
    """Close a phone's connection once what was said to it is sent."""

    phone_id: PhoneId
    closing: Closing


@dataclass(frozen=True, slots=True)
class Reported:
    """Tell the engine."""

    report: ProviderReport


@dataclass(frozen=True, slots=True)
class Counted:
    """Count a fault of a phone; the kind is a word of ours."""

    kind: str


@dataclass(frozen=True, slots=True)
class MessageToFind:
    """Look whether a message is on disk already; the switch waits for ``message_found``."""

    effect_id: EffectId
    leg_id: LegId
    recording: RecordingId


@dataclass(frozen=True, slots=True)
class MessageToKeep:
    """Write a message to disk. The leg's later reports wait for what becomes of it, told by ``message_kept``."""

    effect_id: EffectId
    leg_id: LegId
    recording: RecordingId
    ended_by: MessageEnd
    pcm: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TrackToBegin:
    """Make the file of a track; ``track_begun`` tells whether it could be."""

    leg_id: LegId
    track: RecordingId


@dataclass(frozen=True, slots=True)
class TrackSound:
    """Add to a track: first silence, then what was said. ``track_failed`` tells that there is no room."""

    leg_id: LegId
    track: RecordingId
    silence_ms: int
    pcm: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TrackToEnd:
    """Make a track whole, for a command or without. The leg's later reports wait until ``track_ended`` was told."""

    leg_id: LegId
    track: RecordingId
    effect_id: EffectId | None


Output = (
    ToPhone | ClosePhone | Reported | Counted | MessageToFind | MessageToKeep | TrackToBegin | TrackSound | TrackToEnd
)


@dataclass(slots=True)
class Exchange:
    """All that the switch knows. ``outputs`` are what the present step has said so far.

    ``is_read`` is false from a start until LegsRead is reported; ``faults`` counts frames that made no sense.
    """

    provider_id: ProviderId
    limits: Limits
    tokens: RejoinTokens
    new_leg_suffix: Callable[[], str]
    effects: Effects
    timers: Timers = field(default_factory=Timers)
    now_ms: int = 0
    legs_counted: int = 0
    phones: dict[PhoneId, Phone] = field(default_factory=dict)
    agent_phones: dict[str, PhoneId] = field(default_factory=dict)
    agent_legs: dict[str, LegId] = field(default_factory=dict)
    legs: dict[LegId, Leg] = field(default_factory=dict)
    bridges: dict[BridgeId, Bridge] = field(default_factory=dict)
    monitors: dict[LegId, Monitor] = field(default_factory=dict)
    ended: dict[LegId, EndCause] = field(default_factory=dict)
    phones_reported: dict[str, tuple[bool, bool]] = field(default_factory=dict)
    outputs: list[Output] = field(default_factory=list)
    is_read: bool = True
    faults: int = 0

    def tell_phone(self, phone: Phone, frame: frames.SwitchFrame) -> None:
        """Send a frame to a connection, whatever leg it has."""
        self.outputs.append(ToPhone(phone.phone_id, frame))

    def say(self, leg: Leg, frame: frames.SwitchFrame) -> None:
        """Send a frame to the phone of a leg; while that is away, its present state is sent when it is back."""
        if leg.phone_id is not None:
            self.outputs.append(ToPhone(leg.phone_id, frame))

    def report(self, report: ProviderReport) -> None:
        """Tell the engine what happened."""
        self.outputs.append(Reported(report))

    def count(self, kind: str) -> None:
        """A phone did what it should not."""
        self.outputs.append(Counted(kind))

    def settle(self, effect_id: EffectId, outcome: ProviderReport) -> None:
        """Tell the engine what became of a command, and remember it."""
        self.effects.settle(effect_id, outcome)
        self.report(outcome)

    def fail(self, effect_id: EffectId, reason: str) -> None:
        """Tell the engine that a command could not be carried out."""
        self.settle(effect_id, CommandFailed(effect_id, reason))

    def remember_ended(self, leg_id: LegId, cause: EndCause) -> None:
        """Keep why a leg ended, for a phone or a command that asks late."""
        self.ended[leg_id] = cause
        if len(self.ended) > self.limits.ended_kept_max:
            del self.ended[next(iter(self.ended))]

    def report_phone(self, address: str) -> None:
        """Tell the engine how an agent's phone stands, when that has changed."""
        if address.startswith(OUTSIDE):
            return  # a phone of the world outside is no agent's
        now = (address in self.agent_phones, address in self.agent_legs)
        if self.phones_reported.get(address, (False, False)) != now:
            self.phones_reported[address] = now
            is_reachable, is_in_use = now
            self.report(PhoneChanged(self.provider_id, address, is_reachable, is_in_use))
