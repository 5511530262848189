"""The center's text: the demo compiles, a bad one shows all its problems, and nothing large or odd gets through."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cic.configuration.compile import compile_center
from cic.configuration.document import DEPTH_MAX, FILE_BYTES_MAX, parse_document
from cic.configuration.loader import ALL_FILES, FILES, load_center
from cic.configuration.problems import ConfigurationProblem, ConfigurationRefused
from routing.configuration import WrapUpMode, WrapUpRule
from routing.vocabulary import AgentId, PhoneAddress, ProviderId, QueueId

pytestmark = pytest.mark.unit

PROJECT = Path(__file__).parents[3]
DEMO = PROJECT / "config"
FLOWS = PROJECT / "ivr_flows" / "flows"
BAD_CENTER = Path(__file__).parent / "bad_center"
GOLDEN = Path(__file__).parent / "bad_center_problems.txt"


@pytest.fixture
def center(tmp_path: Path) -> Path:
    """A copy of the demo center that a test may spoil."""
    return Path(shutil.copytree(DEMO, tmp_path / "config"))


def problems_of(config: Path, flows: Path = FLOWS) -> tuple[ConfigurationProblem, ...]:
    with pytest.raises(ConfigurationRefused) as refused:
        load_center(config, flows)
    return refused.value.problems


def test_the_demo_center_compiles() -> None:
    compiled = compile_center(load_center(DEMO, FLOWS))
    routing = compiled.applied.routing
    assert [agent.agent_id for agent in routing.agents] == ["alice", "bob", "carol", "dana", "robin"]
    assert [agent.accepts_automatically for agent in routing.agents] == [False, False, False, False, True]
    alice = routing.agents[0]
    assert alice.queues == ("sales", "support", "complaints", "messages")
    assert alice.phones == (
        PhoneAddress(ProviderId("simulated"), "alice"),
        PhoneAddress(ProviderId("asterisk"), "alice-browser"),
    )
    sales = routing.queues[0]
    assert (sales.service_level_target_ms, sales.offer_timeout_ms) == (20_000, 18_000)
    assert sales.wrap_up == WrapUpRule(WrapUpMode.TIMED, 60_000)
    assert {entry.dialled_number: entry.flow_id for entry in compiled.applied.entry_points} == {
        "4000": "main",
        "4001": "direct",
        "4002": "account",
        "4003": "complaint",
    }
    assert {flow.flow_id for flow in compiled.applied.flows} >= {"main", "direct", "account", "complaint", "verify"}
    assert compiled.labels.agents[AgentId("carol")].name == "王丽"
    assert compiled.labels.queues[QueueId("support")].label.zh == "技术支持"
    assert compiled.labels.phone_address(AgentId("bob"), ProviderId("asterisk")) == "bob"
    assert compiled.labels.phone_address(AgentId("nobody"), ProviderId("asterisk")) is None
    assert set(routing.break_reasons) == set(compiled.labels.break_reasons)


def test_the_version_follows_the_content_and_nothing_else(center: Path) -> None:
    version = load_center(DEMO, FLOWS).version
    assert load_center(center, FLOWS).version == version
    (center / "agents.yaml").write_text((center / "agents.yaml").read_text() + "# a word more\n")
    assert load_center(center, FLOWS).version != version


def test_all_problems_of_a_bad_center_are_told_at_once() -> None:
    # The shipped flows miss queues and calendars there as well; that is told in the flows' own files.
    found = "".join(f"{problem}\n" for problem in problems_of(BAD_CENTER) if not (FLOWS / problem.file).exists())
    assert found == GOLDEN.read_text(), "if the words were changed on purpose, write them to bad_center_problems.txt"


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_one_problem(center: Path, file: str) -> None:
    (center / file).unlink()
    assert [(problem.file, problem.where) for problem in problems_of(center)] == [(file, "file")]


def test_a_center_without_skills_needs_no_file_of_them(center: Path) -> None:
    (center / "skills.yaml").unlink()
    assert {problem.file for problem in problems_of(center)} == {"agents.yaml", "queues.yaml"}, "of what uses them"


@pytest.mark.parametrize("file", ALL_FILES)
@pytest.mark.parametrize(
    "content",
    [
        b"a: [1, 2",
        b"\xff\xfe\x00",
        b"\x00",
        b"a: &a [1]\nb: *a\n",
        b"a: 1\n---\nb: 2\n",
        b"[" * (DEPTH_MAX + 1) + b"]" * (DEPTH_MAX + 1),
        b"a: '" + b"x" * FILE_BYTES_MAX + b"'",
        b'a: "\\UFFFFFFFF"',
    ],
)
def test_an_unreadable_file_is_one_problem(center: Path, file: str, content: bytes) -> None:
    (center / file).write_bytes(content)
    assert [(problem.file, problem.where) for problem in problems_of(center)] == [(file, "file")]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    "content", ["", "[]", "word", "{}", "queues:\nagents:\ncalendars:\nnumbers:\n", "? [a]\n: b\n"]
)
def test_a_file_of_the_wrong_shape_is_told_where(center: Path, file: str, content: str) -> None:
    (center / file).write_text(content)
    assert file in {problem.file for problem in problems_of(center)}


def test_numbers_keep_their_zeros_and_words_stay_words(center: Path) -> None:
    text = (center / "agents.yaml").read_text()
    (center / "agents.yaml").write_text(text.replace('"101"', "0017").replace("Alice Chen", "No"))
    label = compile_center(load_center(center, FLOWS)).labels.agents[AgentId("alice")]
    assert (label.number, label.name) == ("0017", "No")


def test_a_bom_is_no_problem(center: Path) -> None:
    path = center / "queues.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    load_center(center, FLOWS)


def test_a_flow_that_does_not_fit_the_center_is_told_with_its_file(center: Path, tmp_path: Path) -> None:
    flows = Path(shutil.copytree(FLOWS, tmp_path / "flows"))
    (flows / "direct.yaml").write_text((flows / "direct.yaml").read_text().replace("support", "suport"))
    (flows / "main.yaml").write_text("flow: [")
    found = problems_of(center, flows)
    assert {problem.file for problem in found} == {"direct.yaml", "main.yaml"}
    assert any("suport" in problem.found for problem in found)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_a_document_or_a_problem(text: str) -> None:
    parse_document("x.yaml", text)
