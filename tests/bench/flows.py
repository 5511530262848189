"""``python -m tests.bench.flows``: flow tests a second, and engine CPU of an IVR step. ``--write`` keeps the figures.

A step is measured three ways: alone (the pure interpreter), with the center around it, and with the text for the
journal as well. The longest of the latter two hold a collection of the records that the measuring itself keeps. Owns
the measuring; asserts nothing but that the shipped tests pass.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import thread_time_ns

from cic.center.events import SessionAdvanced
from cic.center.settle import settle
from cic.cli.flow_files import read_flow_tests, read_flows
from cic.journal.records import RecordCodec
from cic.main.tuning import tune
from ivr_flows.around import Around
from ivr_flows.inputs import FlowInput
from ivr_flows.interpreter import step
from ivr_flows.model import Flow
from ivr_flows.session import Session
from ivr_flows.testing.conversation import BEGINNING_MS, Conversation, Sealed
from ivr_flows.testing.following import Call, follow
from ivr_flows.testing.given import GivenWorld, caller_facts
from ivr_flows.testing.parting import NotAsExpectedError
from ivr_flows.testing.running import run_tests
from ivr_flows.testing.script import FlowTests
from ivr_flows.testing.subject import FlowSet
from tests.bench.calls.machine import commit, machine
from tests.simulation.world import Record, World

PROJECT = Path(__file__).parents[2]
FLOWS = PROJECT / "ivr_flows" / "flows"
RESULTS = PROJECT / "bench" / "results" / "flows.json"
TESTS, RUNS, CALLERS = 1_000, 5, 1_000
QUEUES = ("sales", "support", "messages")

Step = tuple[Flow, Session, FlowInput]


def flow_tests(flows: FlowSet) -> list[float]:
    """Seconds that so many tests take, the shipped ones over and over, reading their files included."""
    took: list[float] = []
    for _ in range(RUNS):
        started_s, done, failed = time.perf_counter(), 0, 0
        while done < TESTS:
            for tests in read_flow_tests(FLOWS, flows):
                for result in run_tests(tests, flows):
                    done, failed = done + 1, failed + (result.failure is not None)
        took.append((time.perf_counter() - started_s) * TESTS / done)
        assert not failed, f"{failed} shipped tests fail: run `cic flows test`"
    return took


def steps_of(flows: FlowSet, files: Sequence[FlowTests]) -> list[Step]:
    """Every step that the shipped tests make of a session."""
    steps: list[Step] = []
    for tests in files:
        subject = flows.subjects[tests.flow_id]
        flow = subject.flow

        def watch(before: Session, _after: Session, given: FlowInput, flow: Flow = flow) -> None:
            steps.append((flow, before, given))

        for test in tests.tests:
            world, sealed = GivenWorld(test.given), Sealed()
            caller = caller_facts(test.given.caller, flow.language, sealed)
            talk = Conversation(subject, caller, test.given.dialled, world, sealed=sealed, watcher=watch)
            call = Call(talk, world)
            try:
                talk.begin()
                for each in test.steps:
                    follow(call, each)
            except NotAsExpectedError:
                continue
    return steps


def pure_steps_us(steps: Sequence[Step]) -> list[float]:
    """CPU microseconds of each step."""
    around = Around(lambda _: True)
    took: list[float] = []
    for flow, session, given in steps:
        now_ms = session.wake_at_ms or BEGINNING_MS
        started_ns = thread_time_ns()
        step(flow, session, given, now_ms, around)
        took.append((thread_time_ns() - started_ns) / 1_000)
    return took


@dataclass
class TimedWorld(World):
    """Callers in virtual time, whose IVR inputs are timed: settled, and written as text for the journal."""

    settled_us: list[float] = field(default_factory=list)
    written_us: list[float] = field(default_factory=list)
    codec: RecordCodec = field(default_factory=RecordCodec)

    def settle(self, given: object) -> Record:  # type: ignore[override]
        """Give an input to the center, on time."""
        seq = len(self.records) + 1
        started_ns = thread_time_ns()
        settled = settle(self.state, given, self.now_ms, seq)  # type: ignore[arg-type]
        settled_ns = thread_time_ns()
        self.codec.write_given(given)
        self.codec.write_outcome(settled.events, settled.rejection)
        written_ns = thread_time_ns()
        if any(isinstance(event, SessionAdvanced) for event in settled.events):
            self.settled_us.append((settled_ns - started_ns) / 1_000)
            self.written_us.append((written_ns - started_ns) / 1_000)
        record = Record(seq, self.now_ms, given, settled.events, settled.rejection)  # type: ignore[arg-type]
        self.records.append(record)
        self._follow(record)
        return record


def center_steps(flows: FlowSet) -> TimedWorld:
    """A crowd of callers goes through the hotline's flow."""
    world = TimedWorld(1, (flows.subjects["main"].flow,), QUEUES)
    for number in range(CALLERS):
        patience_ms = world.chance.randrange(1_000, 400_000)
        world.arrive(number, world.chance.randrange(0, 3_600_000), patience_ms=patience_ms)
    world.run()
    return world


def figures(took_us: Sequence[float]) -> dict[str, float]:
    """Mean and percentiles."""
    found = sorted(took_us)
    places: dict[str, Callable[[], float]] = {
        "mean": lambda: statistics.fmean(found),
        "p50": lambda: found[len(found) // 2],
        "p99": lambda: found[len(found) * 99 // 100],
        "max": lambda: found[-1],
    }
    return {"count": len(found)} | {name: round(place(), 1) for name, place in places.items()}


def main() -> None:
    """Measure, print, and keep when asked to."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.flows", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {RESULTS.relative_to(PROJECT)}")
    chosen = parser.parse_args()
    flows = read_flows(FLOWS)
    took_s = flow_tests(flows)
    steps = steps_of(flows, read_flow_tests(FLOWS, flows))
    pure_steps_us(steps)
    tune()
    world = center_steps(flows)
    data = {
        "commit": commit(),
        "machine": machine(),
        "flow_tests": {
            "tests": TESTS,
            "runs": RUNS,
            "seconds": round(statistics.median(took_s), 2),
            "seconds_least_and_most": [round(min(took_s), 2), round(max(took_s), 2)],
            "tests_per_s": round(TESTS / statistics.median(took_s)),
        },
        "step_cpu_us": {
            "interpreter": figures(pure_steps_us(steps)),
            "center": figures(world.settled_us),
            "center_and_journal_text": figures(world.written_us),
        },
    }
    print(json.dumps(data, indent=2))
    if chosen.write:
        RESULTS.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
