"""Ids, enums and value types that every core shares. Owns names; must hold no behaviour and import nothing of ours."""

from dataclasses import dataclass
from enum import Enum
from typing import NewType

TenantId = NewType("TenantId", str)
SiteId = NewType("SiteId", str)
PartyId = NewType("PartyId", str)
ContactId = NewType("ContactId", str)
InteractionId = NewType("InteractionId", str)
QueueId = NewType("QueueId", str)
GroupId = NewType("GroupId", str)
"""A group of agents by its configured name: a team, or those who help out."""
AgentId = NewType("AgentId", str)
OfferId = NewType("OfferId", str)
LegId = NewType("LegId", str)
BridgeId = NewType("BridgeId", str)
EffectId = NewType("EffectId", str)
FlowId = NewType("FlowId", str)
ProviderId = NewType("ProviderId", str)
"""A telephony provider by its configured name, such as ``asterisk`` or ``simulated``."""
NO_PROVIDER = ProviderId("")
"""Of an interaction that comes without a call: the agent needs no phone for it, and nothing has to be connected."""
PersonalRef = NewType("PersonalRef", str)
"""Stands for a sealed personal value (a number, a name, collected digits) in the ``personal`` table."""

RecordingId = NewType("RecordingId", str)
"""A caller's message by the name that it is kept under."""


class Medium(Enum):
    """How a customer reaches us. One medium per interaction."""

    __hash__ = object.__hash__  # a member is itself alone: Enum's own way goes by the name, in Python

    VOICE = "voice"
    CHAT = "chat"
    MAIL = "mail"
    MESSAGING = "messaging"
    CALLBACK = "callback"
    VOICEMAIL = "voicemail"
    FAX = "fax"
    TASK = "task"


class Activity(Enum):
    """What an agent has chosen to do, or was put into for not answering an offer."""

    __hash__ = object.__hash__  # a member is itself alone: Enum's own way goes by the name, in Python

    SIGNED_OUT = "signed_out"
    AVAILABLE = "available"
    ON_BREAK = "on_break"
    NOT_RESPONDING = "not_responding"


class EndCause(Enum):
    """Why a call leg, an offer or an interaction ended; the contact log shows it as it stands here."""

    CALLER_HUNG_UP = "caller_hung_up"
    AGENT_HUNG_UP = "agent_hung_up"
    FLOW_ENDED = "flow_ended"
    NOT_ANSWERED = "not_answered"
    BUSY = "busy"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    DESKTOP_GONE = "desktop_gone"
    NOT_SHOWN = "not_shown"
    TRANSFERRED = "transferred"
    PARKED = "parked"
    COMPLETED = "completed"
    """The agent has finished work that has no call to hang up: a mail, a task, a chat."""
    INTERRUPTED = "interrupted"
    """Something that comes first took the agent; the offer is taken back."""
    SUPERVISOR = "supervisor"
    """Whoever watches over the center has moved it, taken it back or ended it."""
    FAILED = "failed"
    MEDIA_LOST = "media_lost"
    """The phone has vanished without a word: nothing is heard from it any more."""
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class CallerFacts:
    """What decisions may know of a caller: references and derived facts, never the values themselves."""

    party_id: PartyId
    number: PersonalRef | None
    name: PersonalRef | None
    is_known: bool
    grade: str
    language: str
    area: str
    is_vip: bool
    is_blocked: bool = False
    tries_today: int = 0
    """How often the party called earlier today without being served."""


@dataclass(frozen=True, slots=True)
class PhoneAddress:
    """Where an agent's phone is found: a provider and that provider's own name for the phone."""

    provider: ProviderId
    address: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One recording to play. ``recording`` is a path below the prompts folder without language and extension.

    With ``sealed``, ``recording`` is the form in which that personal value is spoken (``digits``): the shell opens the
    value and plays its words in place of this.
    """

    recording: str
    language: str
    sealed: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class SpokenPhrase:
    """What a caller may say for one answer, in the words of one language; ``label`` is all that is told of it."""

    label: str
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """What is listened for. From ``confidence`` (1 to 100) on an answer is sure; below it is asked to be confirmed."""

    language: str
    phrases: tuple[SpokenPhrase, ...]
    confidence: int


@dataclass(frozen=True, slots=True)
class DigitRule:
    """What collected digits must look like. A pattern is digits and ``N`` for any digit; one of them has to fit.

    ``check`` names the check digit: ``luhn`` (ISO/IEC 7812-1), ``mod11`` (ISO/IEC 7064, MOD 11-2), or is empty.
    """

    patterns: tuple[str, ...]
    check: str
