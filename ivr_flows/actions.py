"""What a flow session asks to be done. Owns the action types; holds no behaviour.

A step returns actions in order. At most one of them (the last) makes the session wait for its outcome.
"""

from dataclasses import dataclass

from ivr_flows.model import Preference
from routing.vocabulary import DigitRule, Grammar, Medium, PersonalRef, Prompt, QueueId, RecordingId


@dataclass(frozen=True, slots=True)
class AnswerCall:
    """Answer the caller. The session waits for CallAnswered."""


@dataclass(frozen=True, slots=True)
class SayPrompts:
    """Play recordings. The session waits for PromptsPlayed, or for KeyPressed with one out of ``keys``."""

    prompts: tuple[Prompt, ...]
    keys: str = ""
    must_be_heard: bool = False


@dataclass(frozen=True, slots=True)
class AskMenu:
    """Play recordings and take one key, or one of the phrases. The session waits for KeyPressed, PhraseGiven or
    NotUnderstood."""

    prompts: tuple[Prompt, ...]
    keys: str
    timeout_ms: int
    listen: Grammar | None = None


@dataclass(frozen=True, slots=True)
class AskDigits:
    """Play recordings and collect digits, or one of the phrases. The session waits for DigitsGiven, PhraseGiven or
    NotUnderstood."""

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
class LookUpCustomer:
    """Find the customer by collected digits. The session waits for LookupEnded."""

    digits: PersonalRef


@dataclass(frozen=True, slots=True)
class GivenValue:
    """What a source is asked with under a name: a text, a sealed value, or a secret's handle."""

    name: str
    text: str | None = None
    sealed: PersonalRef | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class AskSource:
    """Ask a source of the center. The session waits for SourceAnswered with no more than the ``wanted`` results."""

    source: str
    given: tuple[GivenValue, ...]
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerifySecret:
    """Have a source compare a secret. The session waits for SecretVerified."""

    source: str
    given: tuple[GivenValue, ...]
    secret: str
    tries_max: int
    lock_ms: int


@dataclass(frozen=True, slots=True)
class PlayWaitingMusic:
    """Play music; the session goes on hearing nothing until WakeUp, KeyPressed with one out of ``keys``, or until an
    agent takes the caller."""

    music: str
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Put the interaction into a queue. The session does not wait: what it plays next is the caller's waiting time.

    ``requires`` is an expression in the language of queues, empty when the caller asks for nobody in particular.
    """

    queue_id: QueueId
    requires: str = ""
    priority: int = 0
    preferred: Preference | None = None
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StopWaiting:
    """Take the interaction out of its queue: the caller has chosen another way."""

    reason: str


@dataclass(frozen=True, slots=True)
class TakeMessage:
    """Play recordings, then record. The session waits for MessageTaken."""

    prompts: tuple[Prompt, ...]
    duration_ms_max: int
    silence_ms: int


@dataclass(frozen=True, slots=True)
class HandInWork:
    """Make a work item for a queue. The session waits for WorkTaken or QueueRefused."""

    medium: Medium
    queue_id: QueueId
    subject: str
    due_after_ms: int
    priority: int
    recording: RecordingId | None = None
    duration_ms: int = 0
    number: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """The caller has rated what ``subject`` names."""

    subject: str
    value: int
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class DialNumber:
    """Dial a number of the world outside and put the caller through. The session waits for NumberReached, then for
    NumberLeft; music plays meanwhile."""

    number: str
    ring_ms: int


@dataclass(frozen=True, slots=True)
class ReturnResult:
    """A flow that an agent sent the caller into has come to its end. The session is over."""

    result: str


@dataclass(frozen=True, slots=True)
class EndCall:
    """Hang up. The session is over."""


FlowAction = (
    AnswerCall
    | SayPrompts
    | AskMenu
    | AskDigits
    | LookUpCustomer
    | AskSource
    | VerifySecret
    | PlayWaitingMusic
    | Enqueue
    | StopWaiting
    | TakeMessage
    | HandInWork
    | Rate
    | DialNumber
    | ReturnResult
    | EndCall
)
