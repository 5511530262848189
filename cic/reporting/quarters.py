"""Facts to sums by the quarter of an hour. Owns the quarters and what is summed under which key; pure.

A quarter begins at a multiple of 15 minutes of UTC. Every time zone of today is off UTC by such a multiple, so hours,
days and weeks of any of them are made of whole quarters.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cic.reporting.facts import ActivitySpan, AgentState, Fact, Handling, Rated, RefusedOffer, Spent, Visit
from cic.reporting.fold import Touched

QUARTER_MS = 15 * 60_000
HOUR_MS = 4 * QUARTER_MS
OfQueue = tuple[int, str, str]
"""Beginning of the quarter, queue, medium."""
OfAgent = tuple[int, str]
OfBreak = tuple[int, str, str]
"""Beginning of the quarter, agent, reason."""
Sums = dict[str, int]


@dataclass(slots=True)
class Increments:
    """What is to be added to the sums."""

    queues: dict[OfQueue, Sums] = field(default_factory=dict)
    agents: dict[OfAgent, Sums] = field(default_factory=dict)
    breaks: dict[OfBreak, int] = field(default_factory=dict)


def quarter_of(at_ms: int) -> int:
    """The beginning of the quarter that a moment is in."""
    return at_ms - at_ms % QUARTER_MS


def increments(touched: Touched) -> Increments:
    """What a fold adds: of each fact the figures that it has now, less those that it had."""
    found = Increments()
    for before, after in touched.facts:
        _add_fact(found, after, 1)
        if before is not None:
            _add_fact(found, before, -1)
    add_time(found, touched.spent)
    return found


def by_the_hour(agents: dict[OfAgent, Sums]) -> dict[OfAgent, Sums]:
    """The sums of agents by the hour of UTC instead of the quarter."""
    found: dict[OfAgent, Sums] = {}
    for (quarter_ms, agent_id), sums in agents.items():
        _add(found.setdefault((quarter_ms - quarter_ms % HOUR_MS, agent_id), {}), sums)
    return found


def add_time(found: Increments, spent: Iterable[Spent]) -> None:
    """Add time of agents, each quarter its own."""
    for stretch in spent:
        for quarter_ms, length_ms in _split(stretch.from_ms, stretch.until_ms):
            sums = found.agents.setdefault((quarter_ms, stretch.agent_id), {})
            _add(sums, {stretch.state.value: length_ms, "at_once_ms": length_ms * stretch.at_once})
            if stretch.state is AgentState.BREAK:
                key = (quarter_ms, stretch.agent_id, stretch.break_reason)
                found.breaks[key] = found.breaks.get(key, 0) + length_ms


def _split(from_ms: int, until_ms: int) -> Iterable[tuple[int, int]]:
    """The quarters that a stretch is in, and how much of it."""
    while from_ms < until_ms:
        quarter_ms = quarter_of(from_ms)
        end_ms = min(until_ms, quarter_ms + QUARTER_MS)
        yield quarter_ms, end_ms - from_ms
        from_ms = end_ms


def _add_fact(found: Increments, fact: Fact, times: int) -> None:
    figures = {name: value * times for name, value in fact.figures.items() if value}
    match fact:
        case Visit():
            _add(_of_queue(found, fact.entered_at_ms, fact.queue_id, fact.medium.value), figures)
        case Handling():
            _add(_of_queue(found, fact.began_at_ms, fact.queue_id, fact.medium.value), figures)
            _add(_of_agent(found, fact.began_at_ms, fact.agent_id), figures)
        case Rated():
            _add(_of_queue(found, fact.at_ms, fact.queue_id or "", fact.medium.value), figures)
            _add(_of_agent(found, fact.at_ms, fact.agent_id or ""), figures)
        case RefusedOffer():
            _add(_of_agent(found, fact.at_ms, fact.agent_id), figures)
        case ActivitySpan():
            _add(_of_agent(found, fact.began_at_ms, fact.agent_id), figures)


def _of_queue(found: Increments, at_ms: int, queue_id: str, medium: str) -> Sums:
    return found.queues.setdefault((quarter_of(at_ms), queue_id, medium), {})


def _of_agent(found: Increments, at_ms: int, agent_id: str) -> Sums:
    return found.agents.setdefault((quarter_of(at_ms), agent_id), {})


def _add(sums: Sums, more: Sums) -> None:
    for name, value in more.items():
        sums[name] = sums.get(name, 0) + value
