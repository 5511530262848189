"""Versions of flows: what changed when, what was before, and which text other flows make."""

from pathlib import Path

import pytest

from cic.configuration import flow_versions
from cic.configuration.document import FILE_BYTES_MAX
from cic.configuration.flow_versions import (
    FlowChange,
    NoWayBack,
    WayBack,
    changes,
    changes_in,
    lay_flows,
    lay_without_withheld,
    versions_of,
    way_back,
    withheld,
)
from cic.configuration.problems import ConfigurationRefused
from cic.configuration.store import ConfigurationStore, Held, How
from tests.unit.configuration.small_center import FLOW, agent, load, queue, write_center

pytestmark = pytest.mark.unit

HOWS = {"s": How.STARTED, "a": How.APPLIED, "p": How.FLOWS_PUBLISHED, "r": How.FLOWS_ROLLED_BACK, "b": How.ROLLED_BACK}
NIGHT = FLOW.replace("flow: main", "flow: night")


def lived(*steps: str) -> tuple[Held, ...]:
    """What held, one word each: how it came to, then the version of each flow, as `p main=2 night=1`."""
    found = []
    for number, step in enumerate(steps):
        how, *flows = step.split()
        found.append(Held(f"{number}" * 16, number, HOWS[how], flows=dict(word.split("=") for word in flows)))
    return tuple(found)


@pytest.fixture
def text(tmp_path: Path) -> Path:
    return write_center(tmp_path / "text", [queue("sales")], [agent("alice", "sales")])


@pytest.fixture
def store(tmp_path: Path, text: Path) -> ConfigurationStore:
    return ConfigurationStore(tmp_path / "configurations", text / "flows" / "prompts")


def kept(store: ConfigurationStore, text: Path) -> str:
    """Keep the text as it is now; its version."""
    version = load(text).version
    store.keep(version, text, text / "flows")
    return version


def refusal(store: ConfigurationStore, base: str, folder: Path, *names: str) -> str:
    with pytest.raises(ConfigurationRefused) as refused:
        lay_flows(store, base, folder, names)
    return "\n".join(map(str, refused.value.problems))


def test_changes_name_what_is_other_new_and_gone() -> None:
    assert changes({"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "1"}) == (
        FlowChange("b", "1", "2"),
        FlowChange("c", "1", None),
        FlowChange("d", None, "1"),
    )


def test_the_history_of_flows_leaves_out_what_changed_none() -> None:
    history = lived("s", "s main=1 night=1", "a main=1 night=1", "p main=2 night=1", "r main=1 night=1")
    assert [held.at_ms for held, _ in changes_in(history)] == [1, 3, 4]
    assert [found for _, found in changes_in(history, "main")] == [
        (FlowChange("main", None, "1"),),
        (FlowChange("main", "1", "2"),),
        (FlowChange("main", "2", "1"),),
    ]
    assert [held.at_ms for held, _ in changes_in(history, "night")] == [1]
    assert changes_in(history, "nobody") == ()


@pytest.mark.parametrize(
    ("steps", "flow", "to", "expected"),
    [
        (("s main=1", "p main=2"), "main", None, 0),
        (("s main=1", "p main=2"), None, None, 0),
        (("s main=1", "p main=2", "p main=3", "r main=2"), "main", None, 0),
        (("s main=1", "p main=2", "p main=3"), "main", None, 1),
        (("s main=1", "p main=2", "p main=3"), "main", "1", 0),
        (("s main=1", "p main=2", "p main=3"), "main", "0" * 16, 0),
        (("s main=1", "p main=2", "p main=3"), None, "1" * 16, 1),
        # Another flow that goes back takes nothing from this one's way.
        (("s main=1 n=1", "p main=2 n=1", "p main=1 n=1", "p main=1 n=2", "r main=1 n=1"), "main", None, 1),
        # The latest text that had it, for its file may have been renamed since.
        (("s main=1", "a main=1", "p main=2"), "main", None, 1),
        (("s main=1 n=1", "p main=1"), "n", None, 0),
        (("s main=1 n=1", "p main=1", "p main=1 n=2"), "n", None, 0),
        (("s main=1", "s", "p main=2"), "main", None, 0),
    ],
)
def test_the_way_back_leads_to_a_text_that_had_the_flows(
    steps: tuple[str, ...], flow: str | None, to: str | None, expected: int
) -> None:
    assert way_back(lived(*steps), flow, to) == WayBack(str(expected) * 16, flow)


@pytest.mark.parametrize(
    ("steps", "flow", "to", "code"),
    [
        ((), None, None, "nothing_before"),
        (("s main=1",), "main", None, "nothing_before"),
        (("s main=1", "p main=2", "r main=1"), "main", None, "nothing_before"),
        (("s main=1", "p main=1 n=1"), "n", None, "nothing_before"),
        (("s main=1",), "mian", None, "unknown_flow"),
        (("s main=1", "p main=2"), "main", "3", "unknown_version"),
        (("s main=1 n=3", "p main=2 n=3"), "main", "3", "unknown_version"),
        (("s main=1", "p main=2"), None, "1", "unknown_version"),
    ],
)
def test_there_is_not_always_a_way_back(steps: tuple[str, ...], flow: str | None, to: str | None, code: str) -> None:
    found = way_back(lived(*steps), flow, to)
    assert isinstance(found, NoWayBack) and found.code == code
    assert code != "unknown_flow" or "did you mean 'main'?" in found.detail


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (("s main=1", "p main=2"), {}),
        (("s main=1", "p main=2", "r main=1"), {"main": {"2"}}),
        (("s main=1", "p main=2", "p main=3", "r main=2", "r main=1"), {"main": {"2", "3"}}),
        (("s main=1", "p main=2", "r main=1", "r main=2"), {"main": {"1"}}),
        (("s main=1", "p main=2", "r main=1", "p main=2"), {}),
        (("s main=1", "p main=2", "r main=1", "a main=3"), {}),
        (("s main=1 n=1", "p main=2 n=1", "r main=1 n=1", "p main=1 n=2"), {"main": {"2"}}),
        (("s main=1", "a main=2", "b main=1"), {}),
    ],
)
def test_what_was_taken_back_is_withheld_until_it_is_published_again(
    steps: tuple[str, ...], expected: dict[str, set[str]]
) -> None:
    assert withheld(lived(*steps)) == expected


def test_published_flows_go_with_the_rest_as_it_runs(store: ConfigurationStore, text: Path) -> None:
    base = kept(store, text)
    (text / "queues.yaml").write_text("broken: [")
    (text / "flows" / "main.yaml").write_text("# Better.\n" + FLOW)
    laid = lay_flows(store, base, text / "flows", ())
    assert store.load(laid.version).version == laid.version != base
    assert laid.text == store.load(base).text
    assert versions_of(laid.flows) != versions_of(store.load(base).flows)


def test_only_the_flows_that_are_named_are_taken(store: ConfigurationStore, text: Path) -> None:
    (text / "flows" / "night.yaml").write_text(NIGHT)
    base = kept(store, text)
    (text / "flows" / "hotline.yaml").write_text("# By another name.\n" + FLOW)
    (text / "flows" / "main.yaml").unlink()
    (text / "flows" / "night.yaml").write_text("flow: night\nnodes: {half: [")
    laid = lay_flows(store, base, text / "flows", ["main", "main"])
    _, flows_folder = store.folders_of(laid.version)
    assert [path.name for path in sorted(flows_folder.iterdir())] == ["hotline.yaml", "night.yaml"]
    assert versions_of(laid.flows)["night"] == versions_of(store.load(base).flows)["night"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("flow: main\nnodes: {half: [", "main.yaml:2"),
        (FLOW.replace("queue: sales", "queue: sails"), "main.yaml:7"),
        ("", "main.yaml:1"),
        (" " * (FILE_BYTES_MAX + 1), "too long"),
    ],
)
def test_a_flow_with_a_fault_is_refused_with_its_line_and_leaves_nothing(
    store: ConfigurationStore, text: Path, tmp_path: Path, content: str, words: str
) -> None:
    base = kept(store, text)
    (text / "flows" / "main.yaml").write_text(content)
    for names in ((), ("main",)):
        assert words in refusal(store, base, text / "flows", *names)
    assert [path.name for path in (tmp_path / "configurations").iterdir()] == [base]


def test_names_that_fit_no_flow_are_told_all_at_once(store: ConfigurationStore, text: Path) -> None:
    base = kept(store, text)
    (text / "flows" / "main.yaml").write_text(NIGHT)
    told = refusal(store, base, text / "flows", "night", "nihgt")
    assert "did you mean 'night'?" in told, "its id counts, not the name of its file"
    assert "rename the file" in told, "the running center's main.yaml is of another flow"


def test_a_flow_that_a_number_needs_cannot_be_taken_out(store: ConfigurationStore, text: Path) -> None:
    base = kept(store, text)
    (text / "flows" / "main.yaml").unlink()
    (text / "flows" / "night.yaml").write_text(NIGHT)
    assert "channels.yaml" in refusal(store, base, text / "flows")


def test_a_running_text_that_somebody_changed_where_it_is_kept_is_not_built_on(
    store: ConfigurationStore, text: Path, tmp_path: Path
) -> None:
    base = kept(store, text)
    queues = tmp_path / "configurations" / base / "config" / "queues.yaml"
    queues.write_text(queues.read_text().replace("offer_timeout_s: 18", "offer_timeout_s: 19"))
    assert "a text of version" in refusal(store, base, text / "flows", "main")


def test_a_start_leaves_out_what_was_taken_back_of_a_folder_that_is_otherwise_new(
    store: ConfigurationStore, text: Path
) -> None:
    flows = text / "flows"
    base = kept(store, text)
    good = load(text)
    (flows / "main.yaml").write_text("# Worse.\n" + FLOW)
    bad = lay_flows(store, base, flows, ["main"])
    for at_ms, (loaded, how) in enumerate(
        ((good, How.STARTED), (bad, How.FLOWS_PUBLISHED), (good, How.FLOWS_ROLLED_BACK))
    ):
        store.note(Held(loaded.version, at_ms, how, flows=versions_of(loaded.flows)))
    (flows / "night.yaml").write_text(NIGHT)
    composed, names = lay_without_withheld(store, text, load(text), flows)
    assert names == ("main",)
    assert versions_of(composed.flows) == versions_of(good.flows) | {"night": versions_of(load(text).flows)["night"]}
    assert store.load(composed.version).version == composed.version
    with pytest.MonkeyPatch.context() as newer:
        # A program that reads the kept flow no more, as it may be after an update.
        newer.setattr(
            flow_versions, "flow_files", lambda folder: {"main": folder / "main.yaml"} if folder == flows else {}
        )
        with pytest.raises(ConfigurationRefused):
            lay_without_withheld(store, text, load(text), flows)
    (flows / "main.yaml").write_text("# Mended.\n" + FLOW)
    mended = load(text)
    assert lay_without_withheld(store, text, mended, flows) == (mended, ())
