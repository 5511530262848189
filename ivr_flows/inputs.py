"""What can happen to a flow session. Owns the input types; holds no behaviour."""

from dataclasses import dataclass, field
from enum import Enum

from ivr_flows.session import Scalar
from routing.vocabulary import CallerFacts, PersonalRef, RecordingId


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """The call has arrived; nothing has been done yet, not even answered."""


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """The AnswerCall action was carried out."""


@dataclass(frozen=True, slots=True)
class PromptsPlayed:
    """A SayPrompts action came to its end."""


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key that was asked for, or None when the time for it had passed."""

    key: str | None


@dataclass(frozen=True, slots=True)
class PhraseGiven:
    """The caller answered by speaking: the phrase of this label, surely or perhaps."""

    label: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The caller said something that was not asked for."""


@dataclass(frozen=True, slots=True)
class DigitsGiven:
    """An AskDigits action ended. ``digits`` is None when none came, else a reference, or the handle of a secret.

    ``fits``: they are as the rule wants them. ``escaped``: a key was pressed that leads out.
    """

    digits: PersonalRef | None
    length: int
    timed_out: bool
    fits: bool = True
    escaped: bool = False


class LookupResult(Enum):
    """How a look-up ended."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class LookupEnded:
    """A LookUpCustomer action ended; on FOUND the caller's facts are replaced by these."""

    result: LookupResult
    caller: CallerFacts | None


@dataclass(frozen=True, slots=True)
class SourceAnswered:
    """An AskSource action ended: values by the names of the source's results, personal ones as references."""

    result: LookupResult
    values: dict[str, Scalar] = field(default_factory=dict)
    sealed: dict[str, PersonalRef] = field(default_factory=dict)


class Verification(Enum):
    """What came of comparing a secret."""

    VERIFIED = "verified"
    WRONG = "wrong"
    LOCKED = "locked"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SecretVerified:
    """A VerifySecret action ended."""

    result: Verification


@dataclass(frozen=True, slots=True)
class MessageTaken:
    """A TakeMessage action ended. ``recording`` is None when nothing was said."""

    recording: RecordingId | None
    duration_ms: int
    hung_up: bool


@dataclass(frozen=True, slots=True)
class WorkTaken:
    """A HandInWork action ended: the work waits in its queue."""


@dataclass(frozen=True, slots=True)
class AgentAccepted:
    """An agent has accepted the caller, and the agent's phone is being dialled.

    ``notice`` is the recording that the caller must hear to its end before the talk; empty for none.
    """

    notice: str = ""


@dataclass(frozen=True, slots=True)
class NumberReached:
    """The number that was dialled has answered: caller and callee hear each other."""


@dataclass(frozen=True, slots=True)
class NumberLeft:
    """The number that was dialled is gone, or never answered (ActionFailed is for what could not be tried)."""

    was_reached: bool


@dataclass(frozen=True, slots=True)
class WakeUp:
    """The time that the session asked for in ``Session.wake_at_ms`` has come."""


@dataclass(frozen=True, slots=True)
class AgentLeft:
    """The agent who served the caller has left and the caller is still on the line."""


@dataclass(frozen=True, slots=True)
class QueuedAgain:
    """The caller was with an agent and waits in a queue again (a transfer): music and announcements go on."""


@dataclass(frozen=True, slots=True)
class QueueRefused:
    """The queue did not take the caller in, or lets the caller go; ``code`` is routing's reason."""

    code: str


@dataclass(frozen=True, slots=True)
class ActionFailed:
    """The provider could not carry out the last action; ``reason`` is a short code."""

    reason: str


FlowInput = (
    SessionStarted
    | CallAnswered
    | PromptsPlayed
    | KeyPressed
    | PhraseGiven
    | NotUnderstood
    | DigitsGiven
    | LookupEnded
    | SourceAnswered
    | SecretVerified
    | MessageTaken
    | WorkTaken
    | AgentAccepted
    | NumberReached
    | NumberLeft
    | WakeUp
    | AgentLeft
    | QueuedAgain
    | QueueRefused
    | ActionFailed
)
