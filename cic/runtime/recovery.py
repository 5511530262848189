"""From the journal back to the state. Owns the fold, the order of a start, and the proof that replay equals live."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from cic.center.inputs import EngineStarted, ReconcileEnded
from cic.journal.port import Committed, JournalReader
from cic.journal.records import RecordCodec
from cic.runtime.port import Core, Folded
from cic.runtime.runtime import Runtime

INVARIANTS_EVERY = 100
"""Looking at every rule costs O(everything): each hundredth record keeps a long replay quick."""


def fold(journal: JournalReader, core: Core) -> Folded:
    """Return the state that the journal stands for."""
    state = core.new_state()
    seq = at_ms = 0
    for record in journal.read():
        _evolve_all(core, state, record)
        seq, at_ms = record.seq, record.at_ms
    return Folded(state, seq, at_ms)


def _evolve_all(core: Core, state: Any, record: Committed) -> None:
    for event in record.events:
        core.evolve(state, event, record.at_ms, record.seq)


async def start_up(runtime: Runtime, reconcile: Callable[[], Awaitable[None]]) -> None:
    """Bring a folded state up to date and open the effects.

    ``reconcile`` starts the providers and returns when each has reported its legs, or its time for that is over.
    """
    await runtime.submit(EngineStarted())
    await reconcile()
    await runtime.open_effects(ReconcileEnded())


@dataclass(frozen=True, slots=True)
class Difference:
    """The first record whose replay is not what happened: both outcomes in their journalled form."""

    seq: int
    at_ms: int
    journalled: str
    replayed: str


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """How a replay went. ``states_agree``: deciding again led to the state that the fold of the events leads to.

    ``broken`` are the invariants that did not hold, of the states that were looked at.
    """

    records: int
    last_seq: int
    difference: Difference | None
    states_agree: bool
    broken: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether replay equals live, and no rule was broken on the way."""
        return self.difference is None and self.states_agree and not self.broken


def verify(journal: JournalReader, core: Core, codec: RecordCodec | None = None) -> VerifyResult:
    """Fold the journal, decide every input again beside it, and compare outcome by outcome and the state at the end."""
    codec = codec or RecordCodec()
    folded, decided = core.new_state(), core.new_state()
    records = last_seq = 0
    for record in journal.read():
        records, last_seq = records + 1, record.seq
        outcome = core.settle(decided, record.given, record.at_ms, record.seq)
        journalled = codec.write_outcome(record.events, record.rejection)
        replayed = codec.write_outcome(outcome.events, outcome.rejection)
        if journalled != replayed:
            difference = Difference(record.seq, record.at_ms, journalled, replayed)
            return VerifyResult(records, last_seq, difference, states_agree=False)
        _evolve_all(core, folded, record)
        if records % INVARIANTS_EVERY == 0 and (broken := core.broken(decided)):
            return VerifyResult(records, last_seq, None, states_agree=True, broken=tuple(broken))
    states_agree = core.logical_state(folded) == core.logical_state(decided)
    return VerifyResult(records, last_seq, None, states_agree, tuple(core.broken(decided)))
