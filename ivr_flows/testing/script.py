"""A flow test as plain data: what is given, and the steps of the call in their order. Owns these types.

Each step keeps the line where it stands. Holds no behaviour.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from ivr_flows.inputs import LookupResult, Verification
from ivr_flows.session import Scalar


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. ``language`` is None for the flow's first, ``number`` None for one that is withheld."""

    is_known: bool = False
    is_vip: bool = False
    is_blocked: bool = False
    grade: str = "standard"
    language: str | None = None
    area: str = "unknown"
    tries_today: int = 0
    number: str | None = "0301234567"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source answers, or the customer look-up; ``is_late`` when its time runs out first."""

    result: LookupResult
    values: Mapping[str, Scalar] = field(default_factory=dict)
    customer: Caller | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Pin:
    """The right PIN of the one account of a source; or what it answers whatever is entered."""

    right: str | None = field(default=None, repr=False)
    always: Verification | None = None


@dataclass(frozen=True, slots=True)
class QueueState:
    """How a queue is: the reason for which it refuses, or what is known of the waiting in it."""

    refuses: str | None = None
    place: int | None = None
    wait_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What a test takes for granted. A calendar is open unless it is ``closed``; answers are used up in order."""

    caller: Caller = field(default_factory=Caller)
    dialled: str = "4000"
    closed: frozenset[str] = frozenset()
    lookups: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    pins: Mapping[str, Pin] = field(default_factory=dict)
    queues: Mapping[str, QueueState] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A prompt: by its name and language (None for the caller's), or by its words."""

    name: str = ""
    language: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Hears:
    """The caller hears these prompts and no others: to their end, or (``begins``) one until something else happens."""

    line: int
    wanted: tuple[Wanted, ...]
    to_the_end: bool = True


@dataclass(frozen=True, slots=True)
class HearsMusic:
    """The caller hears music, of this name if one is given."""

    line: int
    music: str


@dataclass(frozen=True, slots=True)
class Presses:
    """Keys, one after the other."""

    line: int
    keys: str


@dataclass(frozen=True, slots=True)
class Says:
    """Words; ``is_unsure``: badly understood."""

    line: int
    words: str
    is_unsure: bool = False


@dataclass(frozen=True, slots=True)
class IsSilent:
    """The caller lets the time for an answer pass."""

    line: int


@dataclass(frozen=True, slots=True)
class Waits:
    """Time passes."""

    line: int
    wait_ms: int


@dataclass(frozen=True, slots=True)
class LeavesMessage:
    """The caller speaks after the tone, and perhaps hangs up then."""

    line: int
    duration_ms: int
    hangs_up: bool = False


@dataclass(frozen=True, slots=True)
class HangsUp:
    """The caller hangs up."""

    line: int


class AgentMove(Enum):
    """What an agent does."""

    ACCEPTS = "accepts"
    ANSWERS = "answers"
    LEAVES = "leaves"
    HANDS_OVER = "hands_over"


@dataclass(frozen=True, slots=True)
class AgentDoes:
    """An agent accepts (with a number to be announced), answers, leaves, or hands the caller to a queue."""

    line: int
    move: AgentMove
    number: str = ""
    queue: str = ""


class NumberMove(Enum):
    """What becomes of a dialled number."""

    ANSWERS = "answers"
    LEAVES = "leaves"
    DOES_NOT_ANSWER = "does_not_answer"


@dataclass(frozen=True, slots=True)
class NumberDoes:
    """Whoever was dialled answers, leaves, or does not answer."""

    line: int
    move: NumberMove


@dataclass(frozen=True, slots=True)
class QueueLetsGo:
    """The queue lets the caller go, for this reason."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class QueueMoves:
    """From now on this is the caller's place, or the estimated wait."""

    line: int
    place: int | None = None
    wait_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Fails:
    """What the flow asked for last cannot be carried out."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class EntersQueue:
    """The caller was put into this queue."""

    line: int
    queue: str
    requires: str | None = None
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class HandsIn:
    """Work was handed in: a voicemail, a task or a callback."""

    line: int
    medium: str
    queue: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Rates:
    """A rating was taken."""

    line: int
    value: int
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Dials:
    """A number was dialled."""

    line: int
    number: str


@dataclass(frozen=True, slots=True)
class LooksUp:
    """A source was asked, with these values among others."""

    line: int
    source: str
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ends:
    """The flow has hung up."""

    line: int


@dataclass(frozen=True, slots=True)
class Returns:
    """The flow has returned this result to the agent who sent the caller."""

    line: int
    result: str


@dataclass(frozen=True, slots=True)
class Reaches:
    """The caller has come to this node since the last such step."""

    line: int
    node: str


Step = (
    Hears | HearsMusic | Presses | Says | IsSilent | Waits | LeavesMessage | HangsUp | AgentDoes | NumberDoes
    | QueueLetsGo | QueueMoves | Fails | EntersQueue | HandsIn | Rates | Dials | LooksUp | Ends | Returns | Reaches
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FlowTest:
    """One test: a name, what is given, and a call."""

    name: str
    line: int
    given: Given
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class FlowTests:
    """The tests of one file, all of one flow."""

    file: str
    flow_id: str
    line: int
    tests: tuple[FlowTest, ...]
