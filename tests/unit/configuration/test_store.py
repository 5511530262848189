"""The texts that were ever applied: kept as they were, found again by their hash, and the way back through them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cic.configuration import store as store_module
from cic.configuration.problems import ConfigurationRefused
from cic.configuration.store import ConfigurationStore, Held, How
from tests.unit.configuration.small_center import agent, load, queue, write_center

pytestmark = pytest.mark.unit

A, B, C, D = ("a" * 16, "b" * 16, "c" * 16, "d" * 16)


@pytest.fixture
def text(tmp_path: Path) -> Path:
    return write_center(tmp_path / "text", [queue("sales")], [agent("alice", "sales")])


@pytest.fixture
def store(tmp_path: Path, text: Path) -> ConfigurationStore:
    return ConfigurationStore(tmp_path / "configurations", text / "flows" / "prompts")


def lived(store: ConfigurationStore, way: str) -> None:
    """What came to hold, a letter each: lower case was rolled back to, the first one was started with."""
    for at_ms, letter in enumerate(way):
        how = How.ROLLED_BACK if letter.islower() else How.STARTED if at_ms == 0 else How.APPLIED
        store.note(Held(letter.lower() * 16, at_ms, how))


def refusal(act: Callable[[], object]) -> str:
    """The one problem that something is refused for."""
    with pytest.raises(ConfigurationRefused) as refused:
        act()
    (problem,) = refused.value.problems
    return str(problem)


def test_a_text_is_kept_as_it_was_and_loaded_by_its_version(store: ConfigurationStore, text: Path) -> None:
    version = load(text).version
    store.keep(version, text, text / "flows")
    (text / "queues.yaml").write_text("broken")
    (text / "flows" / "main.yaml").unlink()
    assert store.load(version).version == version
    store.keep(version, text, text / "flows")
    assert store.load(version).version == version, "one that is kept stays"


def test_only_its_own_files_are_kept(store: ConfigurationStore, text: Path, tmp_path: Path) -> None:
    (text / "secrets.txt").write_text("do not copy")
    version = load(text).version
    store.keep(version, text, text / "flows")
    kept = tmp_path / "configurations" / version
    assert not (kept / "config" / "secrets.txt").exists()
    assert [path.name for path in (kept / "flows").iterdir()] == ["main.yaml"]
    assert [path.name for path in (tmp_path / "configurations").iterdir()] == [version], "nothing half done is left"


@pytest.mark.parametrize("version", [A, "", "..", "../text", "a/b", ".hidden"])
def test_what_is_not_kept_is_refused(store: ConfigurationStore, version: str) -> None:
    assert "no text of this version is kept" in refusal(lambda: store.load(version))


def test_a_kept_text_that_was_changed_by_hand_is_refused(store: ConfigurationStore, text: Path, tmp_path: Path) -> None:
    version = load(text).version
    store.keep(version, text, text / "flows")
    queues = tmp_path / "configurations" / version / "config" / "queues.yaml"
    queues.write_text(queues.read_text().replace("service_level_target_s: 20", "service_level_target_s: 21"))
    assert "a text of version" in refusal(lambda: store.load(version))


def test_the_history_tells_what_held(store: ConfigurationStore) -> None:
    assert store.history() == ()
    lived(store, "ABBa")
    assert store.history() == (
        Held(A, 0, How.STARTED),
        Held(B, 1, How.APPLIED),
        Held(A, 3, How.ROLLED_BACK),
    ), "what holds already is not noted again"


@pytest.mark.parametrize(
    ("way", "previous"),
    [
        ("", None),
        ("A", None),
        ("AB", A),
        ("ABC", B),
        ("ABCb", A),
        ("ABCba", None),
        ("ABCbD", B),
        ("ABCbDb", A),
        ("ABa", None),
        ("ABaB", A),
        ("ABAB", A),
        ("ABABa", B),
        ("ABABab", A),
        ("ABCBDb", C),
    ],
)
def test_the_way_back_leads_through_what_held_before(store: ConfigurationStore, way: str, previous: str | None) -> None:
    lived(store, way)
    assert store.previous() == previous


@pytest.mark.parametrize(
    ("way", "rolled_back"),
    [("", None), ("A", None), ("AB", None), ("ABa", (A, B)), ("ABCba", (A, B)), ("ABaC", None)],
)
def test_a_text_that_was_gone_back_from_is_known(
    store: ConfigurationStore, way: str, rolled_back: tuple[str, str] | None
) -> None:
    lived(store, way)
    assert store.rolled_back_from() == rolled_back


def test_a_restart_does_not_forget_that_a_text_was_rolled_back(store: ConfigurationStore) -> None:
    lived(store, "ABa")
    store.note(Held(A, 9, How.STARTED))
    assert store.rolled_back_from() == (A, B)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "{",
        "[1]",
        "null",
        '[{"version": "a", "at_ms": 1, "how": "started", "flows": []}]',
        '[{"version": "a"}]',
        '["abc"]',
    ],
)
def test_a_broken_history_is_told_with_the_mend(store: ConfigurationStore, tmp_path: Path, words: str) -> None:
    folder = tmp_path / "configurations"
    folder.mkdir()
    (folder / "history.json").write_text(words)
    for read in (store.history, store.previous, store.rolled_back_from, lambda: store.note(Held(A, 1, How.APPLIED))):
        told = refusal(read)
        assert "history.json" in told and "remove the file" in told
    assert (folder / "history.json").read_text() == words


def test_the_texts_of_what_is_long_past_are_removed(
    store: ConfigurationStore, text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "HISTORY_MAX", 3)
    versions = []
    for at_ms, target_s in enumerate((20, 21, 20, 22, 23)):
        write_center(text, [queue("sales").replace("target_s: 20", f"target_s: {target_s}")], [agent("alice", "sales")])
        versions.append(load(text).version)
        store.keep(versions[-1], text, text / "flows")
        store.note(Held(versions[-1], at_ms, How.APPLIED))
    assert [held.version for held in store.history()] == versions[2:]
    assert {path.name for path in (tmp_path / "configurations").iterdir()} == {*versions[2:], "history.json"}


def test_a_text_that_was_changed_while_it_was_read_is_not_kept(
    store: ConfigurationStore, text: Path, tmp_path: Path
) -> None:
    version = load(text).version
    queues = (text / "queues.yaml").read_text()
    (text / "queues.yaml").write_text(queues + "# one word more\n")
    told = refusal(lambda: store.keep(version, text, text / "flows"))
    assert "the text was changed while it was read" in told and "run the command again" in told
    (text / "queues.yaml").unlink()
    assert "the text was changed" in refusal(lambda: store.keep(version, text, text / "flows"))
    assert list((tmp_path / "configurations").iterdir()) == [], "nothing half done is left"


def test_a_kept_folder_of_another_content_is_replaced(store: ConfigurationStore, text: Path, tmp_path: Path) -> None:
    version = load(text).version
    store.keep(version, text, text / "flows")
    (tmp_path / "configurations" / version / "config" / "queues.yaml").write_text("broken")
    store.keep(version, text, text / "flows")
    assert store.load(version).version == version


def test_who_asked_why_and_which_flows_are_remembered(store: ConfigurationStore, tmp_path: Path) -> None:
    held = Held(A, 1, How.FLOWS_PUBLISHED, "operator", "shorter welcome", {"main": "1" * 12})
    store.note(held)
    assert store.history() == (held,)


def test_an_entry_of_before_flows_had_versions_learns_them(store: ConfigurationStore, tmp_path: Path) -> None:
    folder = tmp_path / "configurations"
    folder.mkdir()
    (folder / "history.json").write_text(f'[{{"version": "{A}", "at_ms": 1, "how": "started"}}]')
    assert store.history() == (Held(A, 1, How.STARTED),)
    store.note(Held(A, 9, How.STARTED, flows={"main": "1" * 12}))
    store.note(Held(A, 9, How.STARTED, flows={"main": "2" * 12}))
    assert store.history() == (Held(A, 1, How.STARTED, flows={"main": "1" * 12}),)


def test_going_back_with_flows_is_a_way_back_like_any_other(store: ConfigurationStore) -> None:
    for at_ms, (version, how) in enumerate(((A, How.STARTED), (B, How.FLOWS_PUBLISHED), (C, How.APPLIED))):
        store.note(Held(version, at_ms, how))
    store.note(Held(B, 3, How.FLOWS_ROLLED_BACK))
    assert (store.previous(), store.rolled_back_from()) == (A, (B, C))
