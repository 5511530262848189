"""Flows as text for tests of flow tests: read, linked and run in one call."""

from collections.abc import Mapping

from ivr_flows.parse import ParsedFlow, parse_flow
from ivr_flows.speaking.catalogue import Catalogue, read_catalogue
from ivr_flows.testing.coverage import FlowCoverage, coverage
from ivr_flows.testing.read_tests import read_tests
from ivr_flows.testing.running import Result, run_tests
from ivr_flows.testing.script import FlowTests
from ivr_flows.testing.subject import FlowSet, flow_set

HEAD = "languages: [en, zh]\nstart: begin\non_error: sorry\n"
TAIL = "  sorry: {type: say, say: sorry, next: end}\n  end: {type: hang_up}\n"


def flows(texts: Mapping[str, str], catalogues: Mapping[str, str] | None = None) -> FlowSet:
    """The flows of these texts by name: fields and nodes, ``begin`` first; ``sorry`` and ``end`` are there."""
    parsed: list[ParsedFlow] = []
    for name, text in texts.items():
        read = parse_flow(f"flow: {name}\n{HEAD}{text}{TAIL}", f"{name}.yaml")
        assert isinstance(read, ParsedFlow), "\n".join(map(str, read))
        parsed.append(read)
    words: dict[str, Catalogue] = {}
    for language, text in (catalogues or {}).items():
        catalogue = read_catalogue(text, f"{language}.yaml")
        assert isinstance(catalogue, Catalogue), "\n".join(map(str, catalogue))
        words[language] = catalogue
    ready = flow_set(parsed, words)
    assert isinstance(ready, FlowSet), "\n".join(map(str, ready))
    return ready


def run(flows: FlowSet, steps: str, given: str = "", flow: str = "line") -> Result:
    """One call: its steps, a line each, and what is given."""
    lines = "".join(f"      {line}\n" for line in steps.strip("\n").splitlines())
    more = "".join(f"    {line}\n" for line in given.strip("\n").splitlines())
    text = f"flow: {flow}\ntests:\n  - name: a call\n{more}    steps:\n{lines}"
    tests = read_tests(text, "tests/line.yaml")
    assert isinstance(tests, FlowTests), "\n".join(map(str, tests))
    (result,) = run_tests(tests, flows)
    return result


def passes(flows: FlowSet, steps: str, given: str = "", flow: str = "line") -> Result:
    """One call that goes as its steps say."""
    result = run(flows, steps, given, flow)
    assert result.failure is None, f"line {result.failure.line}: {result.failure.expected}; {result.failure.found}"
    return result


def covered(flows: FlowSet, *results: Result, flow: str = "line") -> FlowCoverage:
    """What these calls covered of a flow."""
    (found,) = coverage(flows, {way for result in results for way in result.taken}, [flow])
    return found
