"""What a telephony provider may be asked to do. Owns the provider-neutral commands; holds no behaviour.

Each command travels in an effect whose id the provider sees too, so that a command sent twice does one thing.
A prompt, menu, collect or music command replaces whatever the leg was hearing before.

A key that nothing takes when it is pressed (a plain prompt plays, or the leg hears nothing for the moment) is kept for
the leg's next PromptMenu or PromptCollect: 20 keys at most, later ones are lost. Kept keys are dropped when music
starts, when the leg is bridged, held or resumed, when it ends, and by a provider that restarts; while music plays and
inside a bridge no key is kept. A menu that is asked again after a wrong key takes the next kept key like any other.
"""

from dataclasses import dataclass
from enum import Enum

from routing.vocabulary import (
    BridgeId,
    DigitRule,
    EndCause,
    Grammar,
    InteractionId,
    LegId,
    PersonalRef,
    Prompt,
    RecordingId,
)

RINGING = "ringing"


@dataclass(frozen=True, slots=True)
class AnswerLeg:
    """Answer an arrived call. Outcome: CommandDone."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class PlayPrompts:
    """Play recordings one after the other. Outcome: PromptFinished, or MenuAnswered with one out of ``keys``.

    Any other key ends it early and is kept; with keys kept already it is finished at once without a sound. What
    ``must_be_heard`` is played to its end: keys pressed before or meanwhile are kept and change nothing.
    """

    leg_id: LegId
    prompts: tuple[Prompt, ...]
    keys: str = ""
    must_be_heard: bool = False


@dataclass(frozen=True, slots=True)
class PromptMenu:
    """Play recordings and take one key out of ``keys``, also while they play. Outcome: MenuAnswered.

    The first kept key answers it at once, without playing anything. With ``listen`` a caller may speak instead:
    PhraseHeard or SpeechNotUnderstood. A key always wins. Where nobody can listen (any more), it fails as
    ``cannot_listen`` and is asked again without.
    """

    leg_id: LegId
    prompts: tuple[Prompt, ...]
    keys: str
    timeout_ms: int
    listen: Grammar | None = None


@dataclass(frozen=True, slots=True)
class PromptCollect:
    """Play recordings and collect digits. Outcome: DigitsCollected, whose digits the shell seals at once.

    Kept keys are the first digits, as many as fit; with at least one of them the recordings are not played. A
    terminator that follows the last digit that fits belongs to the digits: it is not kept and answers nothing else.
    One of ``escape_keys`` ends it without digits. Secret digits are kept in the shell's memory alone. ``listen`` as for
    PromptMenu, until the first digit.
    """

    leg_id: LegId
    prompts: tuple[Prompt, ...]
    digits_min: int
    digits_max: int
    terminator: str
    first_digit_timeout_ms: int
    next_digit_timeout_ms: int
    escape_keys: str = ""
    is_secret: bool = False
    rule: DigitRule | None = None
    listen: Grammar | None = None


@dataclass(frozen=True, slots=True)
class PlayMusic:
    """Play music until the next command for this leg. Outcome: CommandDone when it has begun.

    ``RINGING`` in place of music is the tone of a phone that rings far away.

    Later a MenuAnswered with one out of ``keys``, once; other keys mean nothing.
    """

    leg_id: LegId
    music: str
    keys: str = ""


@dataclass(frozen=True, slots=True)
class RecordMessage:
    """Play recordings and a tone, then record what the caller says. Outcome: MessageRecorded.

    It ends with any key, with so much silence, at the longest duration, or when the caller hangs up: then
    MessageRecorded is reported before LegEnded. The recording is kept under ``recording``, never written over. A key
    before the tone leads to it at once and means no more; with keys kept already the recordings are not played, and
    the keys are dropped. What could not be kept fails as ``not_recorded``.
    """

    leg_id: LegId
    prompts: tuple[Prompt, ...]
    recording: RecordingId
    duration_ms_max: int
    silence_ms: int


@dataclass(frozen=True, slots=True)
class DialLeg:
    """Dial an agent's phone as a new leg. Reports LegRinging, LegAnswered or LegEnded under ``leg_id``."""

    leg_id: LegId
    address: str
    interaction_id: InteractionId
    answer_timeout_ms: int


@dataclass(frozen=True, slots=True)
class DialNumber:
    """Dial a number of the world outside as a new leg. Reports as for DialLeg; no PhoneChanged follows from it."""

    leg_id: LegId
    number: str
    interaction_id: InteractionId
    answer_timeout_ms: int


@dataclass(frozen=True, slots=True)
class DialSealed:
    """DialNumber for a number that an agent has given: the shell opens it on the way out, and it goes out as one."""

    leg_id: LegId
    number: PersonalRef
    interaction_id: InteractionId
    answer_timeout_ms: int


@dataclass(frozen=True, slots=True)
class BridgeLegs:
    """Let these legs hear each other, whatever they were hearing before. Outcome: BridgeFormed.

    Sent again with one leg more for the same bridge, it makes a conference.
    """

    bridge_id: BridgeId
    leg_ids: tuple[LegId, ...]


@dataclass(frozen=True, slots=True)
class HoldLeg:
    """Part ``leg_id`` from its bridge: it hears music, the others wait in silence. Outcome: CommandDone."""

    bridge_id: BridgeId
    leg_id: LegId
    other_leg_ids: tuple[LegId, ...]
    music: str


@dataclass(frozen=True, slots=True)
class ResumeLeg:
    """Bring a held leg back to its bridge. Outcome: CommandDone."""

    bridge_id: BridgeId
    leg_id: LegId
    other_leg_ids: tuple[LegId, ...]


class MonitorMode(Enum):
    """Who hears somebody who listens in."""

    LISTEN = "listen"
    """Nobody."""
    WHISPER = "whisper"
    """Only the party who is listened to."""
    BARGE = "barge"
    """That party, and everybody whom that party hears."""


@dataclass(frozen=True, slots=True)
class MonitorLeg:
    """Let ``leg_id``, one that we have dialled, hear all that the watched leg's party says and hears.

    Outcome: CommandDone.

    ``mode`` says who hears it; sent again with another mode it switches on the same leg, and nobody else notices. It
    follows the watched leg through bridges, hold and conferences: of a party on hold it hears no music, and the party
    who waits meanwhile hears a supervisor that whispers. It ends with the watched leg (LegReturned) or with any other
    command that lets the leg hear something. Others who monitor the same leg are heard only in ``barge``. A leg that
    listens in is not listened to itself.
    """

    leg_id: LegId
    watched_leg_id: LegId
    mode: MonitorMode


@dataclass(frozen=True, slots=True)
class MuteLeg:
    """Stop or let through what this leg's party says. Outcome: CommandDone."""

    leg_id: LegId
    muted: bool


@dataclass(frozen=True, slots=True)
class SendDigits:
    """Send keys as tones to the far end of a leg; the shell opens the sealed digits on the way out.

    Outcome: CommandDone.
    """

    leg_id: LegId
    digits: PersonalRef


@dataclass(frozen=True, slots=True)
class StartTrack:
    """Record what this leg's party says, and nothing of what it hears, into a file of its own. Outcome: CommandDone.

    It goes on through bridges, hold and flows until EndTrack or the end of the leg, in step with time: silence where
    nothing is said, so that tracks played from their starts on are in step. It begins when it is done, to a tenth of a
    second. What a muted party says is not in it. One track runs on a leg at a time: another one ends it. One that
    cannot be written fails as ``not_recorded``, one that cannot be any more is told by TrackFailed; the call goes on.
    """

    leg_id: LegId
    track: RecordingId


@dataclass(frozen=True, slots=True)
class PauseTrack:
    """Write silence in place of what is said and pressed, or no more. Outcome: CommandDone.

    Where no such track runs it fails as ``not_recorded``.
    """

    leg_id: LegId
    track: RecordingId
    paused: bool


@dataclass(frozen=True, slots=True)
class EndTrack:
    """Record no more of this leg. Outcome: CommandDone once the file is whole; ``not_recorded`` without one.

    The end of a leg does the same, before LegEnded is reported; for a slow disk it waits five seconds at most. A track
    of a leg that is gone, or that an engine before has begun, is ended too.
    """

    leg_id: LegId
    track: RecordingId


@dataclass(frozen=True, slots=True)
class HangUpLeg:
    """End a leg. Reports LegEnded; for a leg already gone, CommandDone."""

    leg_id: LegId
    cause: EndCause


CallCommand = (
    AnswerLeg
    | PlayPrompts
    | PromptMenu
    | PromptCollect
    | PlayMusic
    | RecordMessage
    | DialLeg
    | DialNumber
    | DialSealed
    | BridgeLegs
    | HoldLeg
    | ResumeLeg
    | MonitorLeg
    | MuteLeg
    | SendDigits
    | StartTrack
    | PauseTrack
    | EndTrack
    | HangUpLeg
)
