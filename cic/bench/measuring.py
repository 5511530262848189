"""What is measured of routing, and in which order. Owns the figures; prints nothing.

Only what routing does is timed, not the drawing of its load. Throughput goes by the wall clock, a decision by the CPU
time of its thread, each in inputs of its own: a reading of the latter clock costs some 0.3 us.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cic.bench.journalled import Journalled
from cic.bench.load import Given, Kind
from cic.bench.naive import NaiveRouter
from cic.bench.world import Regime, World
from routing.events import RoutingEvent

STAGES = len(Kind)
"""Inputs for each assignment."""
STRETCHES = 5
"""Throughput is that of the best of so many: what else the machine does can only take away from it."""
NAIVE_S = 2.0
WARM_UP_SHARE = 5
"""One input for each so many that count."""

Take = Callable[[Given], Sequence[RoutingEvent]]


@dataclass(frozen=True, slots=True)
class Latency:
    """How long a decision takes, in microseconds of its thread's CPU time."""

    p50: float
    p99: float
    p999: float
    max: float


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one floor in one regime."""

    agents: int
    regime: str
    inputs_per_s: int
    assignments_per_s: int
    decision_us: Latency
    bytes_per_agent: int
    bytes_per_waiting: int
    naive_inputs_per_s: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured. ``settled`` is called when everything that stays is there, as a center does it."""

    queues: int
    skills: int
    regimes: tuple[Regime, ...]
    inputs: int
    seed: int = 1
    settled: Callable[[], None] = lambda: None
    tell: Callable[[str], None] = lambda line: None


def measure(plan: Plan, agents: int, journal: Journalled | None = None) -> list[Measured]:
    """The figures of a floor of so many agents, regime by regime; with a journal, every input is made durable."""
    plan.tell(f"{agents} agents: set up")
    world = World(agents, plan.queues, plan.skills, plan.seed)
    bytes_per_agent = world.bytes_per_agent()
    found = [_in_regime(plan, agents, world, regime, journal) for regime in plan.regimes]
    if Regime.CONTACTS_WAITING not in plan.regimes:
        world.enter(Regime.CONTACTS_WAITING)
    bytes_per_waiting = world.bytes_per_waiting()
    return [replace(one, bytes_per_agent=bytes_per_agent, bytes_per_waiting=bytes_per_waiting) for one in found]


def _in_regime(plan: Plan, agents: int, world: World, regime: Regime, journal: Journalled | None) -> Measured:
    world.enter(regime)
    plan.settled()
    take = world.take if journal is None else journal.taking(world)
    _throughput(world, take, journal, plan.inputs // WARM_UP_SHARE)
    inputs_per_s = max([_throughput(world, take, journal, plan.inputs // STRETCHES) for _ in range(STRETCHES)])
    latency = _latency(world, take, plan.inputs)
    if journal is not None:
        journal.wait()
    naive = _naive(world, plan.inputs)
    plan.tell(f"{agents} agents, {regime.value}: {inputs_per_s:,.0f} inputs/s, a plain scan {naive:,.0f}")
    rate = round(inputs_per_s)
    return Measured(agents, regime.value, rate, round(inputs_per_s / STAGES), latency, 0, 0, round(naive))


def _throughput(world: World, take: Take, journal: Journalled | None, inputs: int) -> float:
    """Inputs a second. With a journal until the last of them is durable, and so with the drawing of the load."""
    load, tick, clock = world.load, world.tick, time.perf_counter
    spent_s, began_s = 0.0, clock()
    for _ in range(inputs):
        given = load.next()
        tick()
        started_s = clock()
        events = take(given)
        spent_s += clock() - started_s
        load.note(events)
    if journal is not None:
        journal.wait()
        spent_s = clock() - began_s
    return inputs / spent_s


def _latency(world: World, take: Take, inputs: int) -> Latency:
    load, tick, clock = world.load, world.tick, time.thread_time_ns
    spent_ns: list[int] = []
    for _ in range(inputs):
        given = load.next()
        tick()
        started_ns = clock()
        events = take(given)
        spent_ns.append(clock() - started_ns)
        load.note(events)
    spent_ns.sort()
    p50, p99, p999, most = (spent_ns[min(int(share * inputs), inputs - 1)] for share in (0.5, 0.99, 0.999, 1.0))
    return Latency(*[round(value / 1000, 1) for value in (p50, p99, p999, most)])


def _naive(world: World, inputs_max: int) -> float:
    """Inputs a second of a plain scan that takes over the floor as it stands, for as long as that is bearable."""
    router, load, seq, now_ms = NaiveRouter(world.state), world.load.twin(), world.seq, world.now_ms
    spent_s, inputs = 0.0, 0
    while inputs < STAGES or (inputs < inputs_max and spent_s < NAIVE_S):
        given, seq = load.next(), seq + 1
        started_s = time.perf_counter()
        events = router.settle(given, now_ms, seq)
        spent_s += time.perf_counter() - started_s
        load.note(events)
        inputs += 1
    return inputs / spent_s
