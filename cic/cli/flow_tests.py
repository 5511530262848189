"""`cic flows test`: runs the tests of flows in virtual time. Owns what is printed; judges nothing."""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from cic.cli.flow_files import TESTS_FOLDER, chosen_flows, read_flow_tests, read_flows
from cic.cli.words import CommandFailed, ExitCode, tell
from ivr_flows.testing.coverage import FlowCoverage, coverage
from ivr_flows.testing.running import Result, run_tests
from ivr_flows.testing.script import FlowTests

FULL = 100.0
SHOWN_WAYS_MAX = 60
EPILOG = """\
Tests are text: tests/*.yaml in the folder of the flows; ivr_flows/TESTING.md has the language. Each is a call in
virtual time. Covered is each way that a node names, and each entrance of a flow. Examples:
  cic flows test
  cic flows test main --full
  cic flows test --list
  cic flows test --flows new/flows --json
Exit codes: 0 all passed, 1 one failed (with --full also: a way was never taken), 2 wrong use."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a run."""

    results: tuple[Result, ...]
    coverage: tuple[FlowCoverage, ...]
    took_s: float

    @property
    def failed(self) -> tuple[Result, ...]:
        """The tests that failed."""
        return tuple(result for result in self.results if result.failure is not None)

    @property
    def is_full(self) -> bool:
        """Whether every way was taken."""
        return not any(each.never for each in self.coverage)


def test_flows(chosen: argparse.Namespace) -> ExitCode:
    """Run the tests of the flows that were named, or of all."""
    flows = read_flows(chosen.flows)
    names = chosen_flows(chosen.flow, flows)
    tests = read_flow_tests(chosen.flows, flows)
    wanted = tuple(each for each in tests if each.flow_id in names)
    if chosen.list:
        _print_list(wanted, as_json=chosen.json)
        return ExitCode.DONE
    if not any(each.tests for each in wanted):
        raise CommandFailed(f"there are no tests of {', '.join(names)} in {chosen.flows / TESTS_FOLDER}.")
    started_s = time.perf_counter()
    results = tuple(result for each in wanted for result in run_tests(each, flows))
    taken = {way for result in results for way in result.taken}
    report = Report(results, coverage(flows, taken, names), time.perf_counter() - started_s)
    if chosen.json:
        print(json.dumps(_as_json(report), ensure_ascii=False))
    else:
        _print(report)
    if report.failed or (chosen.full and not report.is_full):
        return ExitCode.FAILED
    return ExitCode.DONE


def _print_list(tests: Sequence[FlowTests], *, as_json: bool) -> None:
    rows = [
        {"flow": each.flow_id, "file": each.file, "line": test.line, "name": test.name}
        for each in tests
        for test in each.tests
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print(f"{row['file']}:{row['line']}: {row['name']}")


def _print(report: Report) -> None:
    for result in report.failed:
        failure = result.failure
        assert failure is not None
        print(f"{result.file}:{failure.line}: {result.flow_id}, {result.name}")
        print(f"    expected  {failure.expected}\n    found     {failure.found}\n    the call until there:")
        print("\n".join(f"    {line}" for line in failure.transcript) + "\n")
    for each in report.coverage:
        print(f"{each.flow_id}: {each.ways - len(each.never)} of {each.ways} ways taken ({each.percent:.1f} %)")
        for way in each.never[:SHOWN_WAYS_MAX]:
            print(f"    {each.file}:{way.line}: never {way.node or 'the flow'}, {way.field}")
        if len(each.never) > SHOWN_WAYS_MAX:
            print(f"    and {len(each.never) - SHOWN_WAYS_MAX} more")
    count, failed = len(report.results), len(report.failed)
    rate = count / report.took_s if report.took_s else 0
    tell(f"{count} tests in {report.took_s:.2f} s ({rate:,.0f} a second)")
    print(f"{count - failed} passed, {failed} failed.")


def _as_json(report: Report) -> dict[str, object]:
    tests = [
        {
            "flow": result.flow_id,
            "file": result.file,
            "line": result.line,
            "name": result.name,
            "passed": result.failure is None,
            "failure": None if result.failure is None else asdict(result.failure),
        }
        for result in report.results
    ]
    covered = [{**asdict(each), "percent": round(each.percent, 1)} for each in report.coverage]
    return {
        "tests": tests,
        "coverage": covered,
        "passed": len(report.results) - len(report.failed),
        "failed": len(report.failed),
        "took_s": round(report.took_s, 3),
    }
