"""`words.yaml` is read whole, and the shipped center has words for all that its flows name."""

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cic.configuration.compile import compile_center
from cic.configuration.differences import differences
from cic.configuration.document import parse_document
from cic.configuration.forms_words import read_words
from cic.configuration.labels import Label
from cic.configuration.loader import load_center
from cic.configuration.problems import ConfigurationProblem
from cic.configuration.reading import Reader
from cic.main.day import settings_of

pytestmark = pytest.mark.unit

PROJECT = Path(__file__).parents[3]
DEMO = PROJECT / "config"
FLOWS = PROJECT / "ivr_flows" / "flows"
CHOSEN_BY_AUTHORS = {
    ("MenuKey", "label"),
    ("BranchCase", "label"),
    ("CollectNode", "name"),
    ("ResultName", "name"),
    ("WorkNode", "subject"),
}


def problems_of(text: str) -> list[ConfigurationProblem]:
    document = parse_document("words.yaml", text)
    assert not isinstance(document, ConfigurationProblem), document
    reader = Reader("words.yaml")
    read_words(reader, document)
    return reader.problems


@pytest.mark.parametrize(
    ("text", "line", "where"),
    [
        ("words:\n  menu: {en: Menu}\n", 2, "words.menu"),
        ("words:\n  menu: Menu\n", 2, "words.menu"),
        ("words:\n  Menu: {en: Menu, zh: 菜单}\n", 2, "words"),
        ("words:\n  menu: {en: Menu, zh: 菜单}\n  menu: {en: Menu, zh: 菜单}\n", 3, "words"),
        ("words: [menu]\n", 1, "words"),
        ("codes: {}\n", 1, "words"),
    ],
)
def test_a_slip_is_told_where_it_is(text: str, line: int, where: str) -> None:
    problem = problems_of(text)[0]
    assert (problem.line, problem.where) == (line, where)


def test_words_reach_the_desktop_and_a_changed_one_is_told(tmp_path: Path) -> None:
    config = Path(shutil.copytree(DEMO, tmp_path / "config"))
    (config / "words.yaml").write_text("words: {account.message: {en: Message, zh: 留言}}\n")
    before = load_center(config, FLOWS)
    compiled = compile_center(before)
    assert compiled.labels.words == {"account.message": Label("Message", "留言")}
    assert settings_of(compiled)["words"] == {"account.message": {"en": "Message", "zh": "留言"}}
    (config / "words.yaml").write_text("words: {account.message: {en: Voice message, zh: 留言}}\n")
    assert [str(each) for each in differences(before, load_center(config, FLOWS))] == [
        "words account.message: en: Message -> Voice message"
    ]


def test_a_center_needs_no_words(tmp_path: Path) -> None:
    config = Path(shutil.copytree(DEMO, tmp_path / "config"))
    (config / "words.yaml").unlink()
    assert compile_center(load_center(config, FLOWS)).labels.words == {}


def test_the_shipped_center_has_words_for_all_that_its_flows_name() -> None:
    loaded = load_center(DEMO, FLOWS)
    named = {str(flow.flow_id) for flow in loaded.flows}
    for flow in loaded.flows:
        for node in flow.nodes:
            named |= {node.node_id, *_names(node)}
    grades = {grade.name for grade in loaded.text.center.next_interaction.grades} - {"standard"}  # the product's own
    words = {choice.code for choice in loaded.text.words}
    teams = {agent.team for agent in loaded.text.agents if agent.team}
    wanted = {name.rpartition(".")[2] for name in named} | grades | teams
    assert wanted - words == set()
    assert words - wanted == {"agent", "none"}, "of ratings, and of what is said for none of the choices"


def _names(part: object) -> Iterator[str]:
    """What the author of a flow has called things within a node."""
    if isinstance(part, tuple):
        for item in part:
            yield from _names(item)
    elif dataclasses.is_dataclass(part) and not isinstance(part, type):
        for field in dataclasses.fields(part):
            value = getattr(part, field.name)
            if (type(part).__name__, field.name) in CHOSEN_BY_AUTHORS and value:
                yield value
            else:
                yield from _names(value)
