"""What a telephony provider may be asked to do. Owns the provider-neutral commands; holds no behaviour.

Each command travels in an effect whose id the provider sees too, so that a command sent twice does one thing.
A prompt, menu, collect or music command replaces whatever the leg was hearing before.

A key that nothing takes when it is pressed (a plain prompt plays, or the leg hears nothing for the moment) is kept for
the leg's next PromptMenu or PromptCollect: 20 keys at most, later ones are lost. Kept keys are dropped when music
starts, when the leg is bridged, held or resumed, when it ends, and by a provider that restarts; while music plays and
inside a bridge no key is kept. A menu that is asked again after a wrong key takes the next kept key like any other.
"""

from dataclasses import dataclass

from routing.vocabulary import BridgeId, EndCause, InteractionId, LegId, PersonalRef, Prompt


@dataclass(frozen=True, slots=True)
class AnswerLeg:
    """Answer an arrived call. Outcome: CommandDone."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class PlayPrompts:
    """Play recordings one after the other. Outcome: PromptFinished.

    A key ends it early and is kept; with keys kept already it is finished at once without a sound.
    """

    leg_id: LegId
    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class PromptMenu:
    """Play recordings and take one key out of ``keys``, also while they play. Outcome: MenuAnswered.

    The first kept key answers it at once, without playing anything.
    """

    leg_id: LegId
    prompts: tuple[Prompt, ...]
    keys: str
    timeout_ms: int


@dataclass(frozen=True, slots=True)
class PromptCollect:
    """Play recordings and collect digits. Outcome: DigitsCollected, whose digits the shell seals at once.

    Kept keys are the first digits, as many as fit; with at least one of them the recordings are not played. A
    terminator that follows the last digit that fits belongs to the digits: it is not kept and answers nothing else.
    """

    leg_id: LegId
    prompts: tuple[Prompt, ...]
    digits_min: int
    digits_max: int
    terminator: str
    first_digit_timeout_ms: int
    next_digit_timeout_ms: int


@dataclass(frozen=True, slots=True)
class PlayMusic:
    """Play music until the next command for this leg. Outcome: CommandDone when it has begun."""

    leg_id: LegId
    music: str


@dataclass(frozen=True, slots=True)
class DialLeg:
    """Dial an agent's phone as a new leg. Reports LegRinging, LegAnswered or LegEnded under ``leg_id``."""

    leg_id: LegId
    address: str
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
    | DialLeg
    | BridgeLegs
    | HoldLeg
    | ResumeLeg
    | MuteLeg
    | SendDigits
    | HangUpLeg
)
