"""The port that every telephony provider implements: neutral commands in, neutral reports out.

Owns the contract. Must not name a provider or decide anything. Providers import the types from here only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cic.calls.commands import (
    RINGING,
    AnswerLeg,
    BridgeLegs,
    CallCommand,
    DialLeg,
    DialNumber,
    EndTrack,
    HangUpLeg,
    HoldLeg,
    MonitorLeg,
    MonitorMode,
    MuteLeg,
    PauseTrack,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptMenu,
    RecordMessage,
    ResumeLeg,
    StartTrack,
)
from cic.calls.reports import (
    BridgeFormed,
    CallReport,
    CollectEnd,
    CommandDone,
    CommandFailed,
    LegAnswered,
    LegEnded,
    LegReturned,
    LegRinging,
    LegSeen,
    LegsRead,
    MenuAnswered,
    MessageEnd,
    MessageRecorded,
    PhoneChanged,
    PhraseHeard,
    PromptFinished,
    SpeechNotUnderstood,
    TrackFailed,
)
from routing.vocabulary import DigitRule, EffectId, Grammar, LegId, ProviderId, RecordingId, SpokenPhrase

__all__ = [
    "CANNOT_LISTEN",
    "NOT_RECORDED",
    "RINGING",
    "AnswerLeg",
    "BridgeFormed",
    "BridgeLegs",
    "CallArrivedOpen",
    "CallCommand",
    "CallProvider",
    "CallReport",
    "Capabilities",
    "CollectEnd",
    "CommandDone",
    "CommandFailed",
    "DialLeg",
    "DialNumber",
    "DigitRule",
    "DigitsCollectedOpen",
    "EndTrack",
    "ExpectedLeg",
    "Grammar",
    "HangUpLeg",
    "HoldLeg",
    "LegAnswered",
    "LegEnded",
    "LegReturned",
    "LegRinging",
    "LegSeen",
    "LegsRead",
    "MenuAnswered",
    "MessageEnd",
    "MessageRecorded",
    "MonitorLeg",
    "MonitorMode",
    "MuteLeg",
    "PauseTrack",
    "PhoneChanged",
    "PhraseHeard",
    "PlayMusic",
    "PlayPrompts",
    "PromptCollect",
    "PromptFinished",
    "PromptMenu",
    "ProviderCommand",
    "ProviderReport",
    "RecordMessage",
    "RecordingId",
    "ResumeLeg",
    "SendDigitsOpen",
    "SpeechNotUnderstood",
    "SpokenPhrase",
    "StartTrack",
    "TrackFailed",
]

CANNOT_LISTEN = "cannot_listen"
"""CommandFailed for a prompt with ``listen`` by a provider that listens, but not (any more) to this leg. One that can
never listen does not fail: it takes keys."""

NOT_RECORDED = "not_recorded"
"""CommandFailed for a message or track that could not be written, or that is to be made nowhere."""


@dataclass(frozen=True, slots=True)
class CallArrivedOpen:
    """A caller reached us. Carries personal values in the open: the shell seals them before anything else sees them."""

    leg_id: LegId
    dialled_number: str
    caller_number: str = field(repr=False)
    caller_name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DigitsCollectedOpen:
    """PromptCollect ended. Carries the digits in the open: the shell seals them before anything else sees them."""

    effect_id: EffectId
    leg_id: LegId
    digits: str = field(repr=False)
    ended_by: CollectEnd


@dataclass(frozen=True, slots=True)
class SendDigitsOpen:
    """Send keys as tones to the far end of a leg. Outcome: CommandDone."""

    leg_id: LegId
    digits: str = field(repr=False)


ProviderReport = CallReport | CallArrivedOpen | DigitsCollectedOpen
ProviderCommand = (
    AnswerLeg
    | PlayPrompts
    | PromptMenu
    | PromptCollect
    | PlayMusic
    | RecordMessage
    | DialLeg
    | DialNumber
    | BridgeLegs
    | HoldLeg
    | ResumeLeg
    | MonitorLeg
    | MuteLeg
    | SendDigitsOpen
    | StartTrack
    | PauseTrack
    | EndTrack
    | HangUpLeg
)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider declares that it can do; its contract tests hold it to that. Nothing reads it at run time yet.

    ``monitoring``: it lets a leg listen in on another; without, a MonitorLeg fails. ``recording``: it makes tracks;
    without, each StartTrack fails as ``not_recorded``. ``speech``: it hears what callers say to a prompt with
    ``listen``; without, it takes keys alone. ``messages``: it records callers' messages; without, a RecordMessage fails
    as ``not_recorded``. ``outside_numbers``: it reaches numbers of the world outside; without, each is unreachable.
    """

    hold: bool
    mute: bool
    digits: bool
    blind_transfer: bool
    consult_transfer: bool
    legs_per_bridge_max: int
    monitoring: bool
    recording: bool
    speech: bool = False
    messages: bool = False
    outside_numbers: bool = False


@dataclass(frozen=True, slots=True)
class ExpectedLeg:
    """A leg that the journal believes alive when a provider starts, so that the provider can look for it."""

    leg_id: LegId
    is_caller: bool
    bridged_with: tuple[LegId, ...]
    is_dialled: bool = False
    """A caller's leg that we began: an agent has called somebody."""


class CallProvider(Protocol):
    """One way for calls to come and go."""

    @property
    def provider_id(self) -> ProviderId: ...

    @property
    def capabilities(self) -> Capabilities: ...

    async def start(self, report: Callable[[ProviderReport], None], expected: Sequence[ExpectedLeg]) -> None:
        """Begin to take calls. ``report`` may be called from the event loop's thread only.

        The provider first reports LegsRead (at once or after the time its legs have to come back), and a PhoneChanged
        for each phone that it can reach. It returns when it is ready to take calls, not when LegsRead was sent.
        """
        ...

    def execute(self, effect_id: EffectId, command: ProviderCommand) -> None:
        """Begin to carry out a command; never blocks and never raises for a bad leg: the outcome is reported.

        The same ``effect_id`` again is the same command: it is carried out once and its outcome reported again.
        """
        ...

    async def stop(self) -> None:
        """Let go of the provider without ending its calls: another engine process will take them up."""
        ...
