"""What a session may learn of the center at this moment. Owns that short list; the center answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ivr_flows.evaluation import Kind
from ivr_flows.session import Scalar

WAITING_KINDS: dict[str, Kind] = {
    "queue.place": Kind.NUMBER,
    "queue.wait_ms": Kind.NUMBER,
    "agent.number": Kind.TEXT,
}
"""What can be said to a caller who waits: the place in line (from 1), the estimated wait, and the number of the agent
who has accepted. Each may be unknown: then the recording that speaks it is left out."""


def nothing_known() -> Mapping[str, Scalar]:
    """Of a caller who does not wait."""
    return {}


@dataclass(frozen=True, slots=True)
class Around:
    """Whether a calendar is open now, and what is known of the caller's waiting; asked only when it is needed."""

    is_open: Callable[[str], bool]
    waiting: Callable[[], Mapping[str, Scalar]] = nothing_known
