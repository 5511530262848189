"""What a telephony provider tells of legs and phones, free of personal values. Owns the types; holds no behaviour.

Any report may come late, twice or out of order: the core ignores what no longer fits and says why.
"""

from dataclasses import dataclass
from enum import Enum

from routing.vocabulary import BridgeId, EffectId, EndCause, LegId, PersonalRef, ProviderId, RecordingId


@dataclass(frozen=True, slots=True)
class LegRinging:
    """The far phone rings."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class LegAnswered:
    """A leg that we dialled was answered, or an arrived leg was answered by us."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class LegEnded:
    """A leg is gone, whoever ended it."""

    leg_id: LegId
    cause: EndCause


@dataclass(frozen=True, slots=True)
class LegReturned:
    """A leg left its bridge alive and waits for a command again (the other party has gone)."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class BridgeFormed:
    """The legs of a BridgeLegs command hear each other."""

    effect_id: EffectId
    bridge_id: BridgeId


@dataclass(frozen=True, slots=True)
class CommandDone:
    """A command without a richer outcome was carried out."""

    effect_id: EffectId


@dataclass(frozen=True, slots=True)
class CommandFailed:
    """A command could not be carried out; ``reason`` is a short code, never a sentence with values in it."""

    effect_id: EffectId
    reason: str


@dataclass(frozen=True, slots=True)
class PromptFinished:
    """PlayPrompts came to its end, or a key has ended it."""

    effect_id: EffectId
    leg_id: LegId


@dataclass(frozen=True, slots=True)
class MenuAnswered:
    """PromptMenu ended: with the key pressed, or None after its time had passed.

    A key that the menu does not offer is reported too, so that the flow can say so.
    """

    effect_id: EffectId
    leg_id: LegId
    key: str | None


@dataclass(frozen=True, slots=True)
class PhraseHeard:
    """A caller answered by speaking; ``label`` is the phrase's, ``is_sure`` whether it need not be confirmed."""

    effect_id: EffectId
    leg_id: LegId
    label: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class SpeechNotUnderstood:
    """A caller said something that is none of the phrases."""

    effect_id: EffectId
    leg_id: LegId


class MessageEnd(Enum):
    """What ended a RecordMessage."""

    KEY = "key"
    SILENCE = "silence"
    MAXIMUM = "maximum"
    HANG_UP = "hang_up"


@dataclass(frozen=True, slots=True)
class MessageRecorded:
    """A caller's message is on disk, without the silence at its end. One of no length was not kept."""

    effect_id: EffectId
    leg_id: LegId
    duration_ms: int
    ended_by: MessageEnd


@dataclass(frozen=True, slots=True)
class TrackFailed:
    """A track that had begun is not recorded any more, or could not be kept; ``reason`` is a short code.

    ``stalled``: it does not grow although its party is heard. ``no_room``: the disk is full. ``not_kept``: it could not
    be brought to where tracks are kept. Told once a track; what was recorded until then is kept if it can be.
    """

    leg_id: LegId
    track: RecordingId
    reason: str


class CollectEnd(Enum):
    """What ended a PromptCollect."""

    TERMINATOR = "terminator"
    MAXIMUM = "maximum"
    TIMEOUT = "timeout"
    ESCAPED = "escaped"


@dataclass(frozen=True, slots=True)
class DigitsCollected:
    """PromptCollect ended; the digits are sealed. ``digits`` is None when not one was pressed.

    ``fits``: they are as the command's rule wants them.
    """

    effect_id: EffectId
    leg_id: LegId
    digits: PersonalRef | None
    length: int
    ended_by: CollectEnd
    fits: bool = True


@dataclass(frozen=True, slots=True)
class PhoneChanged:
    """An agent's phone: can it be reached, and is it in use by any call."""

    provider: ProviderId
    address: str
    is_reachable: bool
    is_in_use: bool


@dataclass(frozen=True, slots=True)
class LegSeen:
    """One leg as the provider finds it now.

    ``last_bridged_with`` is a leg that is gone, where the provider knows that this one was bridged with it before.
    """

    leg_id: LegId
    is_answered: bool
    bridged_with: tuple[LegId, ...]
    last_bridged_with: LegId | None = None


@dataclass(frozen=True, slots=True)
class LegsRead:
    """All legs that a provider holds at this moment, sent after a start or a reconnect.

    A leg that we hold and the provider does not is gone.
    """

    provider: ProviderId
    legs: tuple[LegSeen, ...]


CallReport = (
    LegRinging
    | LegAnswered
    | LegEnded
    | LegReturned
    | BridgeFormed
    | CommandDone
    | CommandFailed
    | PromptFinished
    | MenuAnswered
    | PhraseHeard
    | SpeechNotUnderstood
    | DigitsCollected
    | MessageRecorded
    | TrackFailed
    | PhoneChanged
    | LegsRead
)
