"""What can happen to a flow session. Owns the input types; holds no behaviour."""

from dataclasses import dataclass
from enum import Enum

from routing.vocabulary import CallerFacts, PersonalRef


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
    """An AskMenu action ended with this key, or None when its time had passed."""

    key: str | None


@dataclass(frozen=True, slots=True)
class DigitsGiven:
    """An AskDigits action ended. ``digits`` is None when none came."""

    digits: PersonalRef | None
    length: int
    timed_out: bool


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
    | DigitsGiven
    | LookupEnded
    | WakeUp
    | AgentLeft
    | QueuedAgain
    | QueueRefused
    | ActionFailed
)
