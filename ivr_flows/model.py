"""A flow as plain data, journalled whole. Owns the flow and the nodes that talk with the caller and decide.

A target is the name of another node. Expressions stay text here: ``expressions.py`` owns their meaning. Holds no
behaviour, reads no text, knows no provider.
"""

from dataclasses import dataclass, field

from ivr_flows.model_parts import (
    CALLER_NUMBER,
    COLLECTED,
    LAST_AGENT,
    SOUNDS,
    Argument,
    Assignment,
    BranchCase,
    Confirmation,
    Listening,
    MenuKey,
    Preference,
    Recorded,
    Recording,
    ResultName,
    SubflowExit,
    WordExit,
    Wordings,
)
from ivr_flows.model_services import (
    AuthenticateNode,
    LookupNode,
    MessageNode,
    QueueNode,
    RatingNode,
    ReturnNode,
    SourceNode,
    SubflowNode,
    TransferNode,
    WorkNode,
)
from ivr_flows.session import Scalar
from ivr_flows.speaking.prompt_text import Value
from routing.vocabulary import DigitRule, FlowId

__all__ = [
    "CALLER_NUMBER", "COLLECTED", "LAST_AGENT", "SOUNDS", "Argument", "Assignment", "AuthenticateNode", "BranchCase",
    "BranchNode", "CollectNode", "Confirmation", "Flow", "GotoNode", "HangUpNode", "HoursNode", "LanguageNode",
    "Listening", "LookupNode", "MenuKey", "MenuNode", "MessageNode", "Node", "Preference", "QueueNode", "RatingNode",
    "Recorded", "Recording", "ResultName", "ReturnNode", "SayNode", "SetNode", "SourceNode", "SubflowExit",
    "SubflowNode", "TransferNode", "WordExit", "Wordings", "WorkNode",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SayNode:
    """Play recordings, then go on. What ``must_be_heard`` no key ends early."""

    node_id: str
    say: tuple[Recording, ...]
    next: str
    must_be_heard: bool = False


@dataclass(frozen=True, slots=True)
class MenuNode:
    """Ask for one key. Asked once with ``say`` and once more for each entry of ``say_again``; then ``on_failure``.

    With ``listen`` the caller may say one of the keys' words instead.
    """

    node_id: str
    say: tuple[Recording, ...]
    say_again: tuple[tuple[Recording, ...], ...]
    say_on_timeout: tuple[Recording, ...]
    say_on_wrong_key: tuple[Recording, ...]
    keys: tuple[MenuKey, ...]
    timeout_ms: int
    on_failure: str | None
    listen: Listening | None = None
    say_on_not_understood: tuple[Recording, ...] = ()


@dataclass(frozen=True, slots=True)
class CollectNode:
    """Ask for digits and keep a sealed reference to them under ``name``, or a handle if they are secret.

    ``on_skip`` is for a caller who presses the terminator alone; without it that counts as no answer. ``on_star`` is
    where key * leads; without it, to a person if the flow has one, unless * is the terminator. ``words`` are what a
    caller may say instead of digits.
    """

    node_id: str
    name: str
    say: tuple[Recording, ...]
    say_again: tuple[tuple[Recording, ...], ...]
    say_on_timeout: tuple[Recording, ...]
    say_on_wrong_length: tuple[Recording, ...]
    digits_min: int
    digits_max: int
    terminator: str
    first_digit_timeout_ms: int
    next_digit_timeout_ms: int
    next: str
    on_skip: str | None
    on_failure: str | None
    say_on_wrong_form: tuple[Recording, ...] = ()
    rule: DigitRule | None = None
    is_secret: bool = False
    confirm: Confirmation | None = None
    on_star: str | None = None
    words: tuple[WordExit, ...] = ()
    listen: Listening | None = None
    say_on_not_understood: tuple[Recording, ...] = ()


@dataclass(frozen=True, slots=True)
class BranchNode:
    """Go to the first case that is true, else to ``otherwise``."""

    node_id: str
    cases: tuple[BranchCase, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class SetNode:
    """Give variables new values, in order."""

    node_id: str
    assignments: tuple[Assignment, ...]
    next: str


@dataclass(frozen=True, slots=True)
class LanguageNode:
    """From here on the caller hears this language."""

    node_id: str
    language: str
    next: str


@dataclass(frozen=True, slots=True)
class HoursNode:
    """Ask a calendar whether the center is open now."""

    node_id: str
    calendar: str
    open: str
    closed: str


@dataclass(frozen=True, slots=True)
class GotoNode:
    """Go on somewhere else."""

    node_id: str
    go: str


@dataclass(frozen=True, slots=True)
class HangUpNode:
    """End the call."""

    node_id: str


Node = (
    SayNode
    | MenuNode
    | CollectNode
    | BranchNode
    | SetNode
    | LanguageNode
    | HoursNode
    | LookupNode
    | SourceNode
    | AuthenticateNode
    | QueueNode
    | TransferNode
    | MessageNode
    | WorkNode
    | RatingNode
    | SubflowNode
    | ReturnNode
    | GotoNode
    | HangUpNode
)


@dataclass(frozen=True, slots=True)
class Flow:
    """A caller's possible ways. ``version`` is a hash of the texts it was read from.

    ``language`` is heard first, ``person`` is where key 0 leads wherever keys are taken, ``on_error`` where the caller
    goes when something cannot be done, ``variables`` the first value of each variable. ``spoken`` are the texts that
    speak values, by language and name (``en/main/balance``). An agent may send a caller into a flow ``for_agents``.
    ``keys_in_prompts`` is False for flows of before, in which 0, * and # meant something in menus alone.
    """

    flow_id: FlowId
    version: str
    language: str
    start: str
    nodes: tuple[Node, ...]
    languages: tuple[str, ...]
    on_error: str
    person: str | None = None
    variables: dict[str, Scalar] = field(default_factory=dict)
    spoken: dict[str, tuple[Recorded | Value, ...]] = field(default_factory=dict)
    for_agents: bool = False
    keys_in_prompts: bool = True
