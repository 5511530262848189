"""The runtime as others see it. Owns the contracts of core, observers and effects; holds no behaviour."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from cic.center.events import CenterEvent, EffectRequested
from cic.center.inputs import CenterInput
from cic.journal.port import Committed
from routing.rejections import Rejection

__all__ = ["Committed", "Core", "EngineStopped", "Folded", "Observer", "Reading", "Reply", "RunEffect", "Submit"]

Reply = Rejection | None
"""The answer to an input: None when it was taken."""

RunEffect = Callable[[EffectRequested], None]
"""Begins to carry out an effect; never blocks. Its outcome comes back as an input."""

T = TypeVar("T")


class EngineStopped(Exception):
    """The runtime takes no inputs any more: it was stopped, or a commit or a decision failed."""


class Settled(Protocol):
    """What the core made of an input."""

    @property
    def events(self) -> tuple[CenterEvent, ...]: ...

    @property
    def rejection(self) -> Rejection | None: ...


@dataclass(frozen=True, slots=True)
class Core:
    """The center's functions, as data, so that the runtime can be tried with another core.

    ``settle`` decides and evolves; ``evolve`` alone is the fold of a replay; ``cannot_wait`` says whether a
    record of these events must be committed at once; ``broken`` names the rules that do not hold of a settled state.
    ``state`` is opaque here.
    """

    new_state: Callable[[], Any]
    settle: Callable[[Any, CenterInput, int, int], Settled]
    evolve: Callable[[Any, CenterEvent, int, int], None]
    cannot_wait: Callable[[Sequence[CenterEvent]], bool]
    next_deadline_ms: Callable[[Any], int | None]
    wanted_effects: Callable[[Any], tuple[EffectRequested, ...]]
    logical_state: Callable[[Any], object]
    broken: Callable[[Any], list[str]]


@dataclass(frozen=True, slots=True)
class Folded:
    """A state and the last record in it; an empty journal folds to number 0."""

    state: Any
    last_seq: int
    last_at_ms: int


class Observer(Protocol):
    """Sees every record twice: when it is settled, with the state as it is then, and when it is durable."""

    def settled(self, state: Any, record: Committed) -> object | None:
        """Return what is to be remembered of the state for ``committed``; nothing may leave the process yet."""
        ...

    def committed(self, record: Committed, value: object | None) -> None:
        """The record is durable: what ``settled`` returned may leave. Called in order, and must not block."""
        ...


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What was read of the state, and the number and time of the record that it stands for."""

    seq: int
    at_ms: int
    value: T


class Submit(Protocol):
    """What capabilities need of the runtime."""

    def submit(self, given: CenterInput) -> Awaitable[Reply]:
        """Hand in an input; the reply comes once it is durable."""
        ...

    def submit_nowait(self, given: CenterInput) -> None:
        """Hand in an input whose reply nobody waits for."""
        ...
