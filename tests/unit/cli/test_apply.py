"""`cic apply`: the text is checked and laid into the data folder, then the running center is asked."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cic.cli.main import main
from tests.harness.pretend_center import TOKEN, PretendCenter, pretend_center
from tests.unit.configuration.small_center import agent, load, queue, write_center

pytestmark = pytest.mark.unit

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def center() -> Iterator[PretendCenter]:
    with pretend_center() as made:
        yield made


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "operator.token").write_text(TOKEN)
    return folder


@pytest.fixture
def text(tmp_path: Path) -> Path:
    return write_center(tmp_path / "text", [queue("sales")], [agent("alice", "sales")])


def arguments(text: Path, data: Path, center: PretendCenter, *more: str) -> list[str]:
    where = ["--data", str(data), "--url", center.url]
    return ["apply", "--config", str(text), "--flows", str(text / "flows"), *where, *more]


def test_a_good_text_is_kept_and_asked_for_by_its_version(
    center: PretendCenter, data: Path, text: Path, capsys: Capture
) -> None:
    version = load(text).version
    center.answer = {"version": version, "previous": "a" * 16, "parts": 2}
    assert main(arguments(text, data, center)) == 0
    assert center.asked == [("POST", "/api/configuration", {"version": version})]
    kept = data / "configurations" / version
    assert (kept / "config" / "queues.yaml").read_text() == (text / "queues.yaml").read_text()
    assert (kept / "flows" / "main.yaml").exists()
    told = capsys.readouterr()
    assert f"Version {version} holds (2 parts staged); before it {'a' * 16}." in told.out
    assert "cic apply --previous" in told.out and "Applying version" in told.err


def test_a_text_that_holds_already_is_said_to(center: PretendCenter, data: Path, text: Path, capsys: Capture) -> None:
    version = load(text).version
    center.answer = {"version": version, "previous": version, "parts": 0}
    assert main(arguments(text, data, center)) == 0
    assert capsys.readouterr().out == f"Version {version} holds already.\n"


def test_json_is_the_centers_answer(center: PretendCenter, data: Path, text: Path, capsys: Capture) -> None:
    center.answer = {"version": "b" * 16, "previous": "a" * 16, "parts": 1}
    assert main(arguments(text, data, center, "--json")) == 0
    assert json.loads(capsys.readouterr().out) == center.answer


def test_a_bad_text_is_1_and_reaches_nobody(center: PretendCenter, data: Path, text: Path, capsys: Capture) -> None:
    (text / "agents.yaml").write_text((text / "agents.yaml").read_text().replace("[sales]", "[sails]"))
    assert main(arguments(text, data, center)) == 1
    assert center.asked == []
    assert not (data / "configurations").exists()
    told = capsys.readouterr()
    assert "did you mean 'sales'?" in told.out + told.err


def test_going_back_asks_for_the_previous_one(center: PretendCenter, data: Path, text: Path, capsys: Capture) -> None:
    center.answer = {"version": "a" * 16, "previous": "b" * 16, "parts": 1}
    assert main(arguments(text, data, center, "--previous")) == 0
    assert center.asked == [("POST", "/api/configuration", {"is_previous": True})]
    assert not (data / "configurations").exists()
    assert "(1 part staged)" in capsys.readouterr().out


def test_a_refusal_of_the_center_is_1_with_its_detail(
    center: PretendCenter, data: Path, text: Path, capsys: Capture
) -> None:
    center.refuse(409, "not_allowed_now", "the configuration before this is still being taken in")
    assert main(arguments(text, data, center)) == 1
    told = capsys.readouterr()
    assert told.out == "" and "still being taken in" in told.err
