"""Flows with one fault each: the checker finds it, at its line, and nothing else. The first line says which."""

import re
from pathlib import Path

import pytest

from cic.configuration.flow_demands import FlowDemands
from cic.configuration.flows import parse_flows, read_catalogues
from cic.configuration.schema import ConfigurationText
from ivr_flows.lint import SourceForm, SourceResult, Surroundings, lint_flow
from ivr_flows.parse import ParsedFlow
from ivr_flows.speaking.vocabulary import VOCABULARIES
from routing.vocabulary import Prompt
from tests.unit.configuration.small_center import agent, load, queue, write_center

pytestmark = pytest.mark.unit

BAD = Path(__file__).parent / "bad"
EXPECTED = re.compile(r"# (warning )?(\d+) (.+)")
WHOLE = {path.name: path.read_text("utf-8") for path in sorted((BAD / "whole").glob("*.yaml"))}
CATALOGUES, _ = read_catalogues({path.name: path.read_text("utf-8") for path in (BAD / "prompts").glob("*.yaml")})
KNOWN_WORDS = {"sales", "shop", "bye", "adieu", "no", "number"}
SURROUNDINGS = Surroundings(
    recordings=frozenset(
        Prompt(name, language)
        for language, catalogue in CATALOGUES.items()
        for name in (*catalogue.recordings(), *VOCABULARIES[language])
    ),
    queues=frozenset({"sales", "empty"}),
    calendars=frozenset({"office"}),
    music=frozenset({"default"}),
    agents=frozenset({"alice"}),
    sources={
        "accounts": SourceForm(
            ("account",),
            (SourceResult("balance", "amount", is_personal=False), SourceResult("holder", "text", is_personal=True)),
            can_verify=True,
        ),
        "orders": SourceForm(("order",), (SourceResult("state", "text", is_personal=False),)),
    },
    served=frozenset({"sales"}),
    listens_in=frozenset({"en", "zh"}),
    unknown_words=lambda language, wording: tuple(
        word for word in wording.lower().split() if language == "en" and word not in KNOWN_WORDS
    ),
)


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> ConfigurationText:
    """The center that knows which skills there are."""
    return load(write_center(tmp_path_factory.mktemp("center"), [queue("sales")], [agent("alice", "sales")])).text


def told(text: str, center: ConfigurationText) -> list[str]:
    """What is said of a flow among the whole ones, in the form of a bad flow's first line."""
    flows, problems = parse_flows({"shop.yaml": text, **WHOLE}, CATALOGUES)
    others = {str(parsed.flow.flow_id): parsed.flow for parsed in flows}
    ours = [parsed for parsed in flows if parsed.file == "shop.yaml"]
    found = [*problems, *FlowDemands(center, ours).problems]
    found += [problem for parsed in ours for problem in lint_flow(parsed, SURROUNDINGS, others)]
    return [
        f"{'' if problem.is_error else 'warning '}{problem.line} {problem.where}: {problem.found}" for problem in found
    ]


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_one_fault_is_found(path: Path, center: ConfigurationText) -> None:
    text = path.read_text("utf-8")
    expected = text.splitlines()[0].removeprefix("# ")
    assert EXPECTED.fullmatch(f"# {expected}")
    found = told(text, center)
    assert len(found) == 1, "\n".join(found)
    assert found[0].startswith(expected)


def test_there_are_enough_of_them() -> None:
    assert len(list(BAD.glob("*.yaml"))) >= 40


@pytest.mark.parametrize("file", sorted(set(WHOLE) - {"round.yaml"}))
def test_nothing_is_found_in_the_whole_ones(file: str) -> None:
    flows, problems = parse_flows(WHOLE, CATALOGUES)
    assert problems == ()
    others = {str(parsed.flow.flow_id): parsed.flow for parsed in flows}
    (parsed,) = [parsed for parsed in flows if parsed.file == file]
    assert isinstance(parsed, ParsedFlow)
    assert [str(problem) for problem in lint_flow(parsed, SURROUNDINGS, others)] == []
