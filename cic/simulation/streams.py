"""Streams of contacts and what each contact brings along. Owns the order of draws; decides nothing."""

from dataclasses import dataclass

from cic.simulation.center import asked_of
from cic.simulation.chance import Draw, drawing
from cic.simulation.scenario import Exponential, Scenario, Time
from routing.asking import Asked
from routing.vocabulary import Medium, QueueId

HOUR_S = 3600.0


def _never() -> float:
    return float("inf")


def _at_once() -> float:
    return 0.0


def _drawing_if(time: Time | None, otherwise: Draw, seed: int, replication: int, stream: str) -> Draw:
    return otherwise if time is None else drawing(time, seed, replication, stream)


@dataclass(frozen=True, slots=True)
class Stream:
    """Contacts for one queue. A contact brings its times along, whether they are needed or not."""

    queue: int
    queue_id: QueueId
    medium: Medium
    asked: Asked | None
    within_ms: float
    nobody_waits: bool
    gap_ms: Draw
    handle_ms: Draw
    patience_ms: Draw
    wrap_up_ms: Draw


def streams_of(scenario: Scenario, seed: int, replication: int) -> tuple[Stream, ...]:
    """The streams of one replication, each with generators of its own; streams that bring nobody are left out."""
    queues = {queue.name: (index, queue) for index, queue in enumerate(scenario.queues)}
    streams: list[Stream] = []
    for number, arrival in enumerate(scenario.arrivals):
        # Named after its queue, so that a stream more or less elsewhere leaves the draws of this one as they were.
        name = f"{arrival.queue}, {sum(other.queue == arrival.queue for other in scenario.arrivals[:number])},"
        if not arrival.per_hour:
            continue
        index, queue = queues[arrival.queue]
        streams.append(
            Stream(
                queue=index,
                queue_id=QueueId(queue.name),
                medium=queue.medium,
                asked=asked_of(scenario, number),
                within_ms=queue.within_s * 1000,
                nobody_waits=queue.waiting_max == 0,
                gap_ms=drawing(Exponential(HOUR_S / arrival.per_hour), seed, replication, f"{name} gap"),
                handle_ms=drawing(arrival.handle, seed, replication, f"{name} handle"),
                patience_ms=_drawing_if(arrival.patience, _never, seed, replication, f"{name} patience"),
                wrap_up_ms=_drawing_if(arrival.wrap_up, _at_once, seed, replication, f"{name} wrap_up"),
            )
        )
    return tuple(streams)


def handling_by_row(scenario: Scenario, seed: int, replication: int) -> tuple[Draw | None, ...]:
    """For each row of agents, what draws their own handling times; None where the contact's own counts."""
    return tuple(
        None if agents.handle is None else drawing(agents.handle, seed, replication, f"agents {row} handle")
        for row, agents in enumerate(scenario.agents)
    )
