"""What the engine and its phones may do to a simulated switch, and what tells of it: for the property test."""

from dataclasses import dataclass

from cic.cti.port import (
    AnswerLeg,
    BridgeFormed,
    CommandDone,
    CommandFailed,
    DigitsCollectedOpen,
    Grammar,
    HangUpLeg,
    LegAnswered,
    LegReturned,
    LegRinging,
    MenuAnswered,
    MessageRecorded,
    MuteLeg,
    PhraseHeard,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptFinished,
    PromptMenu,
    ProviderCommand,
    RecordingId,
    RecordMessage,
    SendDigitsOpen,
    SpeechNotUnderstood,
    SpokenPhrase,
)
from cic.cti.simulated.exchange import PhoneIdentity
from cic.cti.simulated.frames import PhoneRole
from routing.vocabulary import EndCause, LegId, Prompt

HEARD = (PromptFinished, MenuAnswered, DigitsCollectedOpen, PhraseHeard, SpeechNotUnderstood)
MEANS_ALIVE = (LegRinging, LegAnswered, LegReturned, *HEARD)
OUTCOMES = (CommandDone, CommandFailed, BridgeFormed, MessageRecorded, *HEARD)
GRAMMAR = Grammar("en", (SpokenPhrase("sales", ("sales",)),), 60)
SOUND, SILENCE = b"\x00\x20" * 4_000, b"\x00\x00" * 4_000


def identity(name: str) -> PhoneIdentity:
    kind, number = name.split("-")
    return PhoneIdentity(PhoneRole.AGENT, f"10{number}") if kind == "agent" else PhoneIdentity(PhoneRole.CALLER)


@dataclass(frozen=True)
class Made:
    """A connection to a peer: in which step it was made, and whether this side offered."""

    step: int
    offers: bool


def leg_commands(leg_id: LegId, prompts: tuple[Prompt, ...], must_be_heard: bool) -> list[ProviderCommand]:
    """Every command for one leg, one of a kind."""
    return [
        AnswerLeg(leg_id),
        PlayPrompts(leg_id, prompts),
        PromptMenu(leg_id, prompts, "12", 3_000),
        PromptCollect(leg_id, prompts, 1, 3, "#", 3_000, 2_000),
        PlayMusic(leg_id, "default"),
        MuteLeg(leg_id, True),
        SendDigitsOpen(leg_id, "12"),
        HangUpLeg(leg_id, EndCause.FLOW_ENDED),
        PlayPrompts(leg_id, prompts, "1", must_be_heard=must_be_heard),
        PromptMenu(leg_id, prompts, "12", 3_000, GRAMMAR),
        PromptCollect(leg_id, prompts, 1, 3, "#", 3_000, 2_000, "9", listen=GRAMMAR),
        PlayMusic(leg_id, "default", "19"),
        RecordMessage(leg_id, prompts, RecordingId("m1"), 2_000, 1_500),
    ]
