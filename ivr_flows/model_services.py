"""Nodes that ask something of the rest of the center: look-ups, queues, messages, work. Owns these node types.

Holds no behaviour, reads no text.
"""

from dataclasses import dataclass

from ivr_flows.model_parts import Argument, Assignment, MenuKey, Preference, Recording, ResultName, SubflowExit
from routing.vocabulary import FlowId, Medium, QueueId


@dataclass(frozen=True, slots=True)
class LookupNode:
    """Find the customer by the digits that were collected under the name ``by``."""

    node_id: str
    by: str
    found: str
    not_found: str
    failed: str


@dataclass(frozen=True, slots=True)
class SourceNode:
    """Ask a source of the center (HTTP, SQL, a table) and keep what it says under names of the flow."""

    node_id: str
    source: str
    arguments: tuple[Argument, ...]
    results: tuple[ResultName, ...]
    found: str
    not_found: str
    failed: str


@dataclass(frozen=True, slots=True)
class AuthenticateNode:
    """Ask for a PIN and have a source compare it. Asked once with ``say`` and once more for each ``say_again``.

    After ``tries_max`` wrong PINs, in whatever calls, the source refuses this account for ``lock_ms``.
    """

    node_id: str
    source: str
    arguments: tuple[Argument, ...]
    say: tuple[Recording, ...]
    say_again: tuple[tuple[Recording, ...], ...]
    say_on_timeout: tuple[Recording, ...]
    say_on_wrong: tuple[Recording, ...]
    digits_min: int
    digits_max: int
    terminator: str
    first_digit_timeout_ms: int
    next_digit_timeout_ms: int
    tries_max: int
    lock_ms: int
    verified: str
    not_verified: str
    locked: str
    failed: str


@dataclass(frozen=True, slots=True)
class QueueNode:
    """Put the caller into a queue: ``say`` once, then music, broken by one ``comfort`` recording in turn.

    ``requires``, ``priority``, ``preferred`` and ``excluded`` (agents who never get this caller) are what the caller
    asks for beyond the queue's own rules. ``keys`` are the ways out of waiting, in the middle of whatever plays.
    ``say_agent`` is heard between an agent's acceptance and the talk.
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
    keys: tuple[MenuKey, ...] = ()
    say_agent: tuple[Recording, ...] = ()


@dataclass(frozen=True, slots=True)
class TransferNode:
    """Dial a number of the world outside and put the caller through. ``failed`` is for no answer; then the flow goes
    on at ``after`` when the other has hung up and the caller is still there, or the call ends."""

    node_id: str
    number: str
    say: tuple[Recording, ...]
    music: str
    ring_ms: int
    after: str | None
    failed: str


@dataclass(frozen=True, slots=True)
class MessageNode:
    """Record a message and hand it to a queue as a voicemail that is due after so long."""

    node_id: str
    queue_id: QueueId
    say: tuple[Recording, ...]
    duration_ms_max: int
    silence_ms: int
    due_after_ms: int
    priority: int
    next: str
    on_nothing: str | None
    on_refused: str | None


@dataclass(frozen=True, slots=True)
class WorkNode:
    """Make a work item for a queue out of what is known: a task (of this ``subject``), or a call back to the caller.

    A call back goes to the caller's own number, or to the one collected under ``number``.
    """

    node_id: str
    medium: Medium
    queue_id: QueueId
    subject: str
    number: str | None
    due_after_ms: int
    priority: int
    next: str
    on_refused: str | None


@dataclass(frozen=True, slots=True)
class RatingNode:
    """Ask how it was, in one key. Whoever does not answer goes on as well."""

    node_id: str
    subject: str
    say: tuple[Recording, ...]
    say_again: tuple[tuple[Recording, ...], ...]
    say_on_timeout: tuple[Recording, ...]
    say_on_wrong_key: tuple[Recording, ...]
    lowest: int
    highest: int
    timeout_ms: int
    next: str
    on_failure: str | None


@dataclass(frozen=True, slots=True)
class SubflowNode:
    """Go through another flow and come back with its result. ``linking`` puts the other flow in its place."""

    node_id: str
    flow_id: FlowId
    arguments: tuple[Assignment, ...]
    results: tuple[Assignment, ...]
    exits: tuple[SubflowExit, ...]
    otherwise: str | None


@dataclass(frozen=True, slots=True)
class ReturnNode:
    """The end of a sub-flow, or of a flow that an agent sent the caller into: this is its result."""

    node_id: str
    result: str
