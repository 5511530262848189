"""The messages of ``cic.phone.v1`` as types; PROTOCOL.md says what they mean. Holds no behaviour.

A field's name is its key on the wire, except that ``sender`` is ``from``. Personal values stay out of every repr.
"""

from dataclasses import dataclass, field
from enum import Enum

from routing.vocabulary import BridgeId, EffectId, EndCause, InteractionId, LegId, RecordingId

JsonObject = dict[str, object]


class PhoneRole(Enum):
    """Whose phone it is."""

    CALLER = "caller"
    AGENT = "agent"


class GatherKind(Enum):
    """Whether keys are taken while recordings play; the phone may show it."""

    NONE = "none"
    MENU = "menu"
    COLLECT = "collect"


class MediaState(Enum):
    """Whether a rejoining phone still has its connections to its peers."""

    KEPT = "kept"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Dial:
    """A caller dials."""

    number: str
    caller_number: str = field(default="", repr=False)
    caller_name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Outside:
    """A caller's phone is to be reached under a number of the world outside, and dials no more."""

    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """An agent's phone was picked up."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class Reject:
    """An agent's phone refused the call."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class Played:
    """All recordings of a Play came to their end."""

    leg_id: LegId
    effect_id: EffectId


@dataclass(frozen=True, slots=True)
class Digit:
    """One key was pressed."""

    leg_id: LegId
    digit: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Speech:
    """What a caller says to a prompt that listens, in words."""

    leg_id: LegId
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Audio:
    """Some more of a message that is recorded: 8 kHz, mono, 16 bit, little-endian."""

    leg_id: LegId
    effect_id: EffectId
    pcm: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TrackAudio:
    """Some more of what this phone's party says, for a track: in the form of an ``Audio``."""

    leg_id: LegId
    track: RecordingId
    pcm: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignalOut:
    """WebRTC signalling for a peer, relayed as it is."""

    leg_id: LegId
    to: LegId
    data: JsonObject = field(repr=False)


@dataclass(frozen=True, slots=True)
class HangUp:
    """The phone hung up."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class Rejoin:
    """A phone is back after its connection dropped. ``answered`` is None when it does not say."""

    leg_id: LegId
    token: str = field(repr=False)
    answered: bool | None = None
    media: MediaState = MediaState.KEPT


@dataclass(frozen=True, slots=True)
class Pong:
    """The phone is alive."""

    n: int


@dataclass(frozen=True, slots=True)
class Hello:
    """The first word to a phone."""

    protocol: int
    role: PhoneRole
    address: str | None


@dataclass(frozen=True, slots=True)
class LegGiven:
    """The caller's call has this id, and this is the key to rejoin it."""

    leg_id: LegId
    rejoin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """The caller's call was answered."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class Ring:
    """An agent's phone is called for an interaction."""

    leg_id: LegId
    rejoin: str = field(repr=False)
    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class Play:
    """Play recordings one after the other; ``listen`` when the caller may speak to it."""

    leg_id: LegId
    effect_id: EffectId
    recordings: tuple[str, ...]
    gather: GatherKind
    listen: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """Sound a tone (not when a message goes on), then send what the caller says, at most so long, until a Stop."""

    leg_id: LegId
    effect_id: EffectId
    duration_ms_max: int
    tone: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop what is playing: a key interrupted it."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class Music:
    """Play this over and over until the next word for this leg."""

    leg_id: LegId
    url: str


@dataclass(frozen=True, slots=True)
class Peer:
    """Another leg to be connected with; ``offers`` when the phone told is the one that makes the WebRTC offer.

    ``speaks``: it sends its user's voice there. ``hears``: it lets its user hear that leg. Both in a bridge; where
    somebody listens in, one of them may not be.
    """

    leg_id: LegId
    offers: bool
    speaks: bool = True
    hears: bool = True


@dataclass(frozen=True, slots=True)
class Bridge:
    """Hear these peers and nobody else."""

    leg_id: LegId
    bridge_id: BridgeId
    peers: tuple[Peer, ...]


@dataclass(frozen=True, slots=True)
class SignalIn:
    """WebRTC signalling from a peer."""

    leg_id: LegId
    sender: LegId
    data: JsonObject = field(repr=False)


@dataclass(frozen=True, slots=True)
class Part:
    """Hear nobody."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class Mute:
    """Stop or let through what this phone's party says."""

    leg_id: LegId
    muted: bool


@dataclass(frozen=True, slots=True)
class Track:
    """Send what this phone's party says, whatever it hears, for a track of the conversation; or no more."""

    leg_id: LegId
    track: RecordingId
    is_on: bool


@dataclass(frozen=True, slots=True)
class FarDigits:
    """Tones from the far end."""

    leg_id: LegId
    digits: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """The leg is gone."""

    leg_id: LegId
    cause: EndCause


@dataclass(frozen=True, slots=True)
class Rejoined:
    """The leg is this phone's again; its present state follows."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class Fault:
    """A frame made no sense; ``detail`` holds nothing of its content."""

    detail: str


@dataclass(frozen=True, slots=True)
class Ping:
    """Is the phone alive?"""

    n: int


PhoneFrame = (
    Dial | Outside | Answer | Reject | Played | Digit | Speech | Audio | TrackAudio | SignalOut | HangUp | Rejoin | Pong
)
SwitchFrame = (
    Hello
    | LegGiven
    | Answered
    | Ring
    | Play
    | Record
    | Stop
    | Music
    | Bridge
    | SignalIn
    | Part
    | Mute
    | Track
    | FarDigits
    | Ended
    | Rejoined
    | Fault
    | Ping
)
