"""What a flow session asks to be done. Owns the action types; holds no behaviour.

A step returns actions in order. At most one of them (the last) makes the session wait for its outcome.
"""

from dataclasses import dataclass

from ivr_flows.model import Preference
from routing.vocabulary import PersonalRef, Prompt, QueueId


@dataclass(frozen=True, slots=True)
class AnswerCall:
    """Answer the caller. The session waits for CallAnswered."""


@dataclass(frozen=True, slots=True)
class SayPrompts:
    """Play recordings. The session waits for PromptsPlayed."""

    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class AskMenu:
    """Play recordings and take one key. The session waits for KeyPressed."""

    prompts: tuple[Prompt, ...]
    keys: str
    timeout_ms: int


@dataclass(frozen=True, slots=True)
class AskDigits:
    """Play recordings and collect digits. The session waits for DigitsGiven."""

    prompts: tuple[Prompt, ...]
    digits_min: int
    digits_max: int
    terminator: str
    first_digit_timeout_ms: int
    next_digit_timeout_ms: int


@dataclass(frozen=True, slots=True)
class LookUpCustomer:
    """Find the customer by collected digits. The session waits for LookupEnded."""

    digits: PersonalRef


@dataclass(frozen=True, slots=True)
class PlayWaitingMusic:
    """Play music; the session goes on hearing nothing until WakeUp, or until an agent takes the caller."""

    music: str


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
class EndCall:
    """Hang up. The session is over."""


FlowAction = AnswerCall | SayPrompts | AskMenu | AskDigits | LookUpCustomer | PlayWaitingMusic | Enqueue | EndCall
