"""A caller who walks a shipped flow by hand: inputs in, actions out as short words that read as a transcript."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ivr_flows.actions import (
    AnswerCall,
    AskDigits,
    AskMenu,
    EndCall,
    Enqueue,
    FlowAction,
    HandInWork,
    LookUpCustomer,
    PlayWaitingMusic,
    Rate,
    SayPrompts,
    TakeMessage,
)
from ivr_flows.around import Around
from ivr_flows.inputs import CallAnswered, FlowInput, PromptsPlayed, SessionStarted
from ivr_flows.interpreter import give_to_agent, start_session, step
from ivr_flows.model import Flow
from ivr_flows.parse import ParsedFlow
from ivr_flows.session import Session
from routing.vocabulary import CallerFacts, PartyId, Prompt
from tests.harness.shipped_flows import FLOWS, parsed_flows, shipped_flow


class Walker:
    """Gives inputs to a session in order; ``said`` is what the last input made the flow do."""

    def __init__(self, flow: Flow, caller: CallerFacts, is_open: bool) -> None:
        self.flow = flow
        self.is_open = is_open
        self.now_ms = 1_000_000
        self.session: Session = start_session(flow, caller, "4000", self.now_ms)
        self.said: list[str] = []

    def give(self, given: FlowInput, after_ms: int = 1_000) -> list[str]:
        """Give one input; what was asked for comes back as words."""
        self.now_ms += after_ms
        around = Around(lambda calendar: self.is_open or calendar != "office")
        self.session, actions = step(self.flow, self.session, given, self.now_ms, around)
        self.said = [words(action) for action in actions]
        return self.said

    def answered(self) -> list[str]:
        """Start and answer the call."""
        self.give(SessionStarted())
        return self.give(CallAnswered())

    def play_out(self) -> list[str]:
        """Let recordings end until the flow asks for something else."""
        while self.said and self.said[-1].startswith("say"):
            self.give(PromptsPlayed())
        return self.said

    def connect(self) -> None:
        """An agent takes the caller."""
        self.session = give_to_agent(self.session)

    @property
    def path(self) -> list[str]:
        """Each node entered with its result."""
        return [f"{taken.node}={taken.result}" for taken in self.session.path]


def words(action: FlowAction) -> str:
    """An action as a line of a transcript."""
    match action:
        case AnswerCall():
            return "answer"
        case SayPrompts():
            return f"say {_recordings(action.prompts)}"
        case AskMenu():
            return f"menu {action.keys} {action.timeout_ms} {_recordings(action.prompts)}"
        case AskDigits():
            return f"digits {action.digits_min}-{action.digits_max}{action.terminator} {_recordings(action.prompts)}"
        case LookUpCustomer():
            return f"look up {action.digits}"
        case PlayWaitingMusic():
            return f"music {action.music}"
        case Enqueue():
            return f"queue {action.queue_id}"
        case Rate():
            return f"rated {action.subject} {action.value}"
        case TakeMessage():
            return f"message {action.duration_ms_max} {_recordings(action.prompts)}"
        case HandInWork():
            return f"{action.medium.value} for {action.queue_id}"
        case EndCall():
            return "end"
        case _:
            return type(action).__name__


def _recordings(prompts: tuple[Prompt, ...]) -> str:
    return " ".join(f"{prompt.language}/{prompt.recording}" for prompt in prompts)


def caller_facts(grade: str = "standard", language: str = "en", is_known: bool = False) -> CallerFacts:
    """A caller without any personal value."""
    return CallerFacts(PartyId("party-1"), None, None, is_known, grade, language, "unknown", is_vip=False)


@pytest.fixture(scope="session")
def shipped() -> dict[str, ParsedFlow]:
    """Every shipped flow by its name, as it is written."""
    return parsed_flows()


@pytest.fixture
def walk() -> Callable[..., Walker]:
    """Makes a walker: ``walk("main", grade="gold", is_known=True, is_open=False)``."""

    def make(name: str, is_open: bool = True, **facts: object) -> Walker:
        return Walker(shipped_flow(name), caller_facts(**facts), is_open)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def flows_folder() -> Path:
    """Where the shipped flows are."""
    return FLOWS
