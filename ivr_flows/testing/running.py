"""Runs flow tests: each a call of its own in virtual time. Owns results and transcripts; ``following`` the steps."""

from collections.abc import Iterable
from dataclasses import dataclass

from ivr_flows.problems import FlowProblem, nearest_name, one_of, shortened
from ivr_flows.testing.checking import Call
from ivr_flows.testing.conversation import Conversation, Sealed
from ivr_flows.testing.coverage import Taken, WaysTaken
from ivr_flows.testing.following import follow
from ivr_flows.testing.given import GivenWorld, caller_facts
from ivr_flows.testing.parting import NotAsExpectedError
from ivr_flows.testing.script import FlowTest, FlowTests
from ivr_flows.testing.subject import FlowSet, Subject
from ivr_flows.testing.transcript import transcript


@dataclass(frozen=True, slots=True)
class Failure:
    """Where a test and the flow part: the step's line, what it expected, and what was found instead."""

    line: int
    expected: str
    found: str
    transcript: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one test."""

    file: str
    flow_id: str
    name: str
    line: int
    failure: Failure | None
    taken: frozenset[Taken]


def check_tests(tests: FlowTests, flows: FlowSet) -> tuple[FlowProblem, ...]:
    """What keeps the tests of a file from being run."""
    if tests.flow_id in flows.subjects:
        return ()
    near = nearest_name(tests.flow_id, flows.subjects)
    mend = f"did you mean `{near}`?" if near else "name the flow as its own `flow:` does"
    found = f"tests of a flow {shortened(tests.flow_id)}"
    return (FlowProblem(tests.file, tests.line, "flow", found, one_of(flows.subjects), mend),)


def run_tests(tests: FlowTests, flows: FlowSet) -> Iterable[Result]:
    """Run the tests of a file one after the other."""
    subject = flows.subjects[tests.flow_id]
    for test in tests.tests:
        yield run_test(tests, test, subject)


def run_test(tests: FlowTests, test: FlowTest, subject: Subject) -> Result:
    """Run one test."""
    ways, sealed, world = WaysTaken(subject), Sealed(), GivenWorld(test.given)
    caller = caller_facts(test.given.caller, subject.flow.language, sealed)
    talk = Conversation(subject, caller, test.given.dialled, world, sealed=sealed, watcher=ways.watch)
    call = Call(talk, world)
    failure: Failure | None = None
    line = test.line
    try:
        talk.begin()
        for step in test.steps:
            line = step.line
            follow(call, step)
    except NotAsExpectedError as fault:
        failure = Failure(line, fault.expected, fault.found, transcript(talk))
    return Result(tests.file, tests.flow_id, test.name, test.line, failure, frozenset(ways.taken))
