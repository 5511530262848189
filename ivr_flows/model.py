"""A flow as plain data, journalled whole. Owns the node types; holds no behaviour, reads no text, knows no provider.

A target is the name of another node. Expressions stay text here: ``expressions.py`` owns their meaning.
"""

from dataclasses import dataclass, field

from ivr_flows.session import Scalar
from routing.vocabulary import FlowId, QueueId


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording to play. ``language`` is None when the caller's language of the moment is meant."""

    name: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class SayNode:
    """Play recordings, then go on."""

    node_id: str
    say: tuple[Recording, ...]
    next: str


@dataclass(frozen=True, slots=True)
class MenuKey:
    """One key of a menu: where it leads, and the word that the path shows for it."""

    key: str
    label: str
    go: str


@dataclass(frozen=True, slots=True)
class MenuNode:
    """Ask for one key. Asked once with ``say`` and once more for each entry of ``say_again``; then ``on_failure``."""

    node_id: str
    say: tuple[Recording, ...]
    say_again: tuple[tuple[Recording, ...], ...]
    say_on_timeout: tuple[Recording, ...]
    say_on_wrong_key: tuple[Recording, ...]
    keys: tuple[MenuKey, ...]
    timeout_ms: int
    on_failure: str | None


@dataclass(frozen=True, slots=True)
class CollectNode:
    """Ask for digits and keep a sealed reference to them under ``name``.

    ``on_skip`` is for a caller who presses the terminator alone; without it that counts as no answer.
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


@dataclass(frozen=True, slots=True)
class BranchCase:
    """Where to go when an expression is true, and the word that the path shows for it."""

    when: str
    label: str
    go: str


@dataclass(frozen=True, slots=True)
class BranchNode:
    """Go to the first case that is true, else to ``otherwise``."""

    node_id: str
    cases: tuple[BranchCase, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """A variable and the expression whose value it takes."""

    variable: str
    value: str


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
class LookupNode:
    """Find the customer by the digits that were collected under the name ``by``."""

    node_id: str
    by: str
    found: str
    not_found: str
    failed: str


LAST_AGENT = "last"
"""Stands for whoever served the caller last, in place of an agent's name."""


@dataclass(frozen=True, slots=True)
class Preference:
    """The agent whom a caller waits for first, for so long; and whether also while the agent is busy, or not there."""

    agent: str
    wait_ms: int
    waits_if_busy: bool
    waits_if_absent: bool


@dataclass(frozen=True, slots=True)
class QueueNode:
    """Put the caller into a queue: ``say`` once, then music, broken by one ``comfort`` recording in turn.

    ``requires``, ``priority``, ``preferred`` and ``excluded`` (agents who never get this caller) are what the caller
    asks for beyond the queue's own rules.
    ``after_agent`` is for a caller who stays when the agent has left; without it the call ends. ``on_reason`` tells
    where a caller goes on whom the queue does not take in, or lets go, by its reason; the others at ``on_refused``.
    """

    node_id: str
    queue_id: QueueId
    say: tuple[Recording, ...]
    music: str
    comfort: tuple[Recording, ...]
    comfort_every_ms: int
    after_agent: str | None
    on_refused: str | None
    requires: str = ""
    priority: int = 0
    on_reason: tuple[tuple[str, str], ...] = ()
    preferred: Preference | None = None
    excluded: tuple[str, ...] = ()


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
    | QueueNode
    | GotoNode
    | HangUpNode
)


@dataclass(frozen=True, slots=True)
class Flow:
    """A caller's possible ways. ``version`` is a hash of the text it was read from.

    ``language`` is heard first, ``person`` is where key 0 leads in every menu, ``on_error`` where the caller goes when
    something cannot be done, ``variables`` the first value of each variable.
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
