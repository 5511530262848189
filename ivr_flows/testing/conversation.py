"""One call through a flow in virtual time: the session, the caller's telephone, and what happened. Owns its clock.

What is outside the flow (sources, queues, calendars) answers through ``Outside``, at once. Bounded: a flow ends a
call that goes round in circles, and so many inputs end any call.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ivr_flows.actions import (
    AnswerCall,
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
    ReturnResult,
    SayPrompts,
    StopWaiting,
    TakeMessage,
    VerifySecret,
)
from ivr_flows.around import Around
from ivr_flows.digit_rules import fits
from ivr_flows.inputs import (
    ActionFailed,
    AgentAccepted,
    AgentLeft,
    CallAnswered,
    DigitsGiven,
    FlowInput,
    MessageTaken,
    NumberLeft,
    NumberReached,
    QueuedAgain,
    QueueRefused,
    SessionStarted,
    WakeUp,
    WorkTaken,
)
from ivr_flows.interpreter import end_session, give_to_agent, start_session, step
from ivr_flows.session import Scalar, Session, SessionStatus
from ivr_flows.testing.heard import Heard, heard
from ivr_flows.testing.line import Entered, Line, Outcome, Spoken
from ivr_flows.testing.subject import Subject
from routing.vocabulary import CallerFacts, Medium, PersonalRef, QueueId, RecordingId

BEGINNING_MS = 1_000_000
INPUTS_MAX = 5_000
MESSAGE_MS_MIN = 1_000
"""A shorter message holds no word, and counts as none."""

Asked = LookUpCustomer | AskSource | VerifySecret
Watcher = Callable[[Session, Session, FlowInput], None]


class Outside(Protocol):
    """What the rest of the center answers, at once."""

    def is_open(self, calendar: str) -> bool:
        """Whether a calendar is open now."""

    def waiting(self, queue_id: QueueId) -> Mapping[str, Scalar]:
        """What is known of the waiting in this queue."""

    def refuses(self, queue_id: QueueId) -> str | None:
        """The reason for which a queue does not take the caller or the work in; None when it does."""

    def look_up(self, asked: Asked, talk: "Conversation") -> tuple[FlowInput, int]:
        """What a source answers, and after how many milliseconds."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What the flow did, and when after the beginning of the call."""

    at_ms: int
    what: Heard | FlowAction | str


@dataclass(slots=True)
class Sealed:
    """The personal values and secrets of one call: the flow has references alone."""

    _values: dict[str, str] = field(default_factory=dict, repr=False)

    def seal(self, value: str) -> PersonalRef:
        """Keep a value and give what stands for it."""
        ref = PersonalRef(f"value-{len(self._values) + 1}")
        self._values[ref] = value
        return ref

    def opened(self, ref: str) -> str:
        """The value behind a reference."""
        return self._values.get(ref, "")


class Conversation:
    """A call. Whoever drives it presses, speaks, lets time pass, and answers for the agents."""

    def __init__(
        self, subject: Subject, caller: CallerFacts, dialled: str, outside: Outside, *,
        sealed: Sealed, watcher: Watcher | None = None,
    ) -> None:  # fmt: skip
        self.subject = subject
        self.now_ms = BEGINNING_MS
        self.line = Line()
        self.sealed = sealed
        self.happened: list[Happening] = []
        self.unheard: list[Heard] = []
        self.queue_id: QueueId | None = None
        self.dialled: str | None = None
        self._noted: Heard | None = None
        self._outside = outside
        self._watcher = watcher
        self._inputs = 0
        self.session = start_session(subject.flow, caller, dialled, self.now_ms)
        self._around = Around(outside.is_open, self._waiting)

    def begin(self) -> None:
        """The call arrives and is answered."""
        self.give(SessionStarted())

    @property
    def is_over(self) -> bool:
        """Whether the flow has ended the call, or the caller has."""
        return self.session.status is SessionStatus.ENDED

    @property
    def is_with_agent(self) -> bool:
        """Whether an agent serves the caller now."""
        return self.session.status is SessionStatus.WITH_AGENT

    def tell(self, what: Heard | FlowAction | str) -> None:
        """Write down what happened."""
        self.happened.append(Happening(self.now_ms - BEGINNING_MS, what))

    def give(self, given: FlowInput) -> None:
        """Give the session an input, and whatever follows from it at once."""
        following: deque[FlowInput] = deque([given])
        while following:
            self._inputs += 1
            before = self.session
            if self._inputs > INPUTS_MAX:
                self.session = end_session(before, "endless")
                return
            taken = following.popleft()
            self.session, actions = step(self.subject.flow, before, taken, self.now_ms, self._around)
            if self._watcher is not None:
                self._watcher(before, self.session, taken)
            for action in actions:
                answer = self._carry_out(action)
                if answer is not None:
                    following.append(answer)
                    break

    def note(self, unit: Heard) -> None:
        """Somebody has taken note of the prompt that plays; others that end are ``unheard``."""
        self._noted = unit

    @property
    def is_noted(self) -> bool:
        """Whether somebody has taken note of what plays now."""
        return self._noted is not None and self._noted is self.line.unit

    @property
    def next_ms(self) -> int | None:
        """When something happens of its own accord."""
        if self.session.status is not SessionStatus.RUNNING:
            return None
        times = [at_ms for at_ms in (self.line.due_ms, self.session.wake_at_ms) if at_ms is not None]
        return min(times, default=None)

    def pass_next(self, until_ms: int | None = None) -> bool:
        """Let time pass up to the next thing that happens, at most until then; whether anything happened."""
        next_ms = self.next_ms
        if next_ms is None or (until_ms is not None and next_ms > until_ms):
            self.now_ms = self.now_ms if until_ms is None else max(self.now_ms, until_ms)
            return False
        self.now_ms = max(self.now_ms, next_ms)
        if self.line.due_ms is not None and self.line.due_ms <= self.now_ms:
            before = self.line.unit
            if before is not None and before is not self._noted:
                self.unheard.append(before)
            outcome = self.line.expire(self.now_ms)
            self._take(outcome)
            if outcome is None:
                self._tell_unit(before)
        else:
            self.give(WakeUp())
        return True

    def press(self, key: str) -> None:
        """The caller presses a key; while an agent listens it means nothing to the flow."""
        if self.session.status is SessionStatus.RUNNING:
            self._take(self.line.press(key, self.now_ms))

    def speak(self, words: str, *, is_unsure: bool) -> bool:
        """The caller says something; whether anybody listened."""
        outcome = self.line.speak(words, is_unsure=is_unsure)
        self._take(outcome)
        return outcome is not None

    def leave_message(self, duration_ms: int, *, hung_up: bool) -> bool:
        """The caller speaks for so long; whether it was recorded."""
        outcome = self.line.leave_message(duration_ms, hung_up=hung_up)
        self.now_ms += duration_ms
        self._take(outcome)
        return outcome is not None

    def hang_up(self) -> None:
        """The caller hangs up; what was said until now of a message is the message."""
        self.line.fall_silent()
        self.session = end_session(self.session, "hung_up")
        self.queue_id = self.dialled = None

    def fail(self, reason: str) -> None:
        """What the flow asked for last cannot be carried out."""
        self.line.fall_silent()
        self.give(ActionFailed(reason))

    def accept(self) -> None:
        """An agent accepts the caller, and the agent's phone is dialled."""
        self.give(AgentAccepted())

    def connect(self) -> None:
        """Caller and agent hear each other."""
        self.queue_id = None
        self.line.connect()
        self.session = give_to_agent(self.session)

    def agent_leaves(self) -> None:
        """The agent is gone and the caller still there."""
        self.give(AgentLeft())

    def hand_over(self, queue_id: QueueId) -> None:
        """The agent hands the caller to a queue."""
        self.queue_id = queue_id
        self.give(QueuedAgain())

    def let_go(self, code: str) -> None:
        """The queue lets the caller go."""
        self.queue_id = None
        self.give(QueueRefused(code))

    def number_answers(self) -> None:
        """Whoever was dialled has answered."""
        self.line.connect()
        self.give(NumberReached())

    def number_leaves(self, *, was_reached: bool) -> None:
        """Whoever was dialled is gone, or did not answer."""
        self.dialled = None
        self.line.fall_silent()
        self.give(NumberLeft(was_reached))

    def _waiting(self) -> Mapping[str, Scalar]:
        return {} if self.queue_id is None else self._outside.waiting(self.queue_id)

    def _carry_out(self, action: FlowAction) -> FlowInput | None:
        """Do what the flow asks for; what it is to hear of that at once."""
        self.tell(action)
        match action:
            case AnswerCall():
                return CallAnswered()
            case SayPrompts() | AskMenu() | AskDigits() | TakeMessage():
                units = heard(self.subject, action.prompts, self.sealed.opened)
                outcome = self.line.begin(action, units, self.now_ms)
                self._tell_unit(None)
                return None if outcome is None else self._input(outcome)
            case PlayWaitingMusic():
                self.line.begin(action, (), self.now_ms)
            case Enqueue(queue_id):
                return self._enqueue(queue_id)
            case StopWaiting():
                self.queue_id = None
            case HandInWork():
                return self._hand_in(action)
            case LookUpCustomer() | AskSource() | VerifySecret():
                answer, after_ms = self._outside.look_up(action, self)
                self.now_ms += after_ms
                return answer
            case DialNumber(number):
                self.dialled = number
            case ReturnResult() | EndCall():
                self.line.fall_silent()
                self.queue_id = None
            case _:
                pass
        return None

    def _enqueue(self, queue_id: QueueId) -> FlowInput | None:
        code = self._outside.refuses(queue_id)
        if code is not None:
            return QueueRefused(code)
        self.queue_id = queue_id
        return None

    def _hand_in(self, action: HandInWork) -> FlowInput:
        if action.medium is Medium.CALLBACK:
            self.queue_id = None
        code = self._outside.refuses(action.queue_id)
        return WorkTaken() if code is None else QueueRefused(code)

    def _take(self, outcome: Outcome | None) -> None:
        if outcome is not None:
            self.give(self._input(outcome))

    def _input(self, outcome: Outcome) -> FlowInput:
        match outcome:
            case Entered(digits, timed_out, escaped, rule):
                does_fit = fits(rule, digits) if digits else True
                ref = self.sealed.seal(digits) if digits else None
                return DigitsGiven(ref, len(digits), timed_out, does_fit, escaped)
            case Spoken(duration_ms, hung_up):
                recording = RecordingId("message") if duration_ms >= MESSAGE_MS_MIN else None
                return MessageTaken(recording, duration_ms, hung_up)
            case _:
                return outcome

    def _tell_unit(self, before: Heard | None) -> None:
        """Write down the prompt that begins now."""
        unit = self.line.unit
        if unit is not None and unit is not before:
            self.tell(unit)
