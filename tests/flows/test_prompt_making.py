"""Making recordings: catalogues are checked, missing programs named, and the shipped music is what the code makes."""

import wave
from pathlib import Path

import pytest

from cic.cli.prompts import PromptsError, make_prompts, read_catalogue, waiting_music

pytestmark = pytest.mark.unit


def test_texts_are_read_by_flow_and_name(tmp_path: Path) -> None:
    catalogue = tmp_path / "zh.yaml"
    catalogue.write_text("main:\n  welcome: 欢迎。\ndirect:\n  welcome: 您好。\n", encoding="utf-8")
    assert read_catalogue(catalogue) == {"main/welcome": "欢迎。", "direct/welcome": "您好。"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("main:\n  welcome:\n", "main.welcome has no text"),
        ("main:\n  welcome: 5\n", "main.welcome has no text"),
        ("", "no text found"),
        ("- a\n", "no text found"),
        ("main: [", "cannot be read"),
    ],
)
def test_a_bad_catalogue_is_refused(tmp_path: Path, text: str, words: str) -> None:
    catalogue = tmp_path / "en.yaml"
    catalogue.write_text(text, encoding="utf-8")
    with pytest.raises(PromptsError, match=words):
        read_catalogue(catalogue)
    with pytest.raises(PromptsError, match="cannot be read"):
        read_catalogue(tmp_path / "none.yaml")


def test_a_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PromptsError, match="espeak-ng is not installed"):
        make_prompts(tmp_path)


def test_the_shipped_music_is_the_music_that_is_made(flows_folder: Path) -> None:
    with wave.open(str(flows_folder / "prompts" / "music" / "default.wav")) as file:
        assert file.readframes(file.getnframes()) == waiting_music()
