"""A call as lines that a person reads: what was heard and done, with its time. Owns the words; shows no secret."""

from ivr_flows.actions import (
    AskDigits,
    AskMenu,
    AskSource,
    DialNumber,
    EndCall,
    Enqueue,
    FlowAction,
    HandInWork,
    LookUpCustomer,
    PlayWaitingMusic,
    Rate,
    ReturnResult,
    StopWaiting,
    TakeMessage,
    VerifySecret,
)
from ivr_flows.testing.conversation import Conversation, Happening
from ivr_flows.testing.heard import Heard

LINES_MAX = 60
TEXT_LENGTH_MAX = 90


def transcript(talk: Conversation) -> tuple[str, ...]:
    """The call until now, the latest lines of it."""
    lines = [line for happening in talk.happened if (line := _line(happening)) is not None]
    cut = [f"      ({len(lines) - LINES_MAX} lines before)"] if len(lines) > LINES_MAX else []
    return tuple(cut + lines[-LINES_MAX:])


def shown(unit: Heard) -> str:
    """A prompt with its words."""
    text = unit.text if len(unit.text) <= TEXT_LENGTH_MAX else f"{unit.text[:TEXT_LENGTH_MAX]}…"
    return f'{unit.language}/{unit.name}  "{text}"' if text else f"{unit.language}/{unit.name}"


def _line(happening: Happening) -> str | None:
    words = in_words(happening.what)
    return None if words is None else f"{happening.at_ms / 1000:8.1f} s  {words}"


def in_words(what: Heard | FlowAction | str) -> str | None:
    """What happened; None for what a person need not know."""
    match what:
        case str():
            return what
        case Heard():
            return f"hears   {shown(what)}"
        case AskMenu(keys=keys, listen=listen):
            return f"        (asked for a key of {keys}{' or words' if listen else ''})"
        case AskDigits(digits_min=least, digits_max=most, listen=listen):
            count = f"{least}" if least == most else f"{least} to {most}"
            return f"        (asked for {count} digits{' or words' if listen else ''})"
        case TakeMessage():
            return "        (asked for a message)"
        case PlayWaitingMusic(music):
            return f"hears   music ({music})"
        case _:
            return _in_words(what)


def _in_words(what: FlowAction) -> str | None:
    match what:
        case Enqueue(queue_id):
            return f"center  puts the caller into the queue {queue_id}"
        case StopWaiting():
            return "center  takes the caller out of the queue"
        case HandInWork(medium, queue_id, subject):
            return f"center  hands in a {medium.value} {subject + ' ' if subject else ''}to the queue {queue_id}"
        case LookUpCustomer():
            return "center  looks up the customer"
        case AskSource(source):
            return f"center  asks {source}"
        case VerifySecret(source):
            return f"center  compares a PIN by {source}"
        case Rate(subject, value):
            return f"center  notes the rating {value} ({subject})"
        case DialNumber(number):
            return f"center  dials {number}"
        case ReturnResult(result):
            return f"center  returns {result}"
        case EndCall():
            return "center  hangs up"
        case _:
            return None
