"""What is shipped holds together: flows lint clean, and every recording they name exists as a telephone can play it."""

import wave
from pathlib import Path

import numpy as np
import pytest

from cic.cli.prompts import read_catalogue
from ivr_flows.lint import Surroundings, lint_flow
from ivr_flows.parse import ParsedFlow
from routing.vocabulary import Prompt

pytestmark = pytest.mark.unit

LANGUAGES = ("en", "zh")
TEST_TONES_HZ = (453, 678, 1017)


def _surroundings(flows_folder: Path) -> Surroundings:
    prompts = flows_folder / "prompts"
    recordings = frozenset(
        Prompt(path.relative_to(prompts / language).with_suffix("").as_posix(), language)
        for language in LANGUAGES
        for path in (prompts / language).rglob("*.wav")
    )
    return Surroundings(recordings, frozenset({"sales", "support"}), frozenset({"office"}), frozenset({"default"}))


def test_shipped_flows_are_without_problems(shipped: dict[str, ParsedFlow], flows_folder: Path) -> None:
    surroundings = _surroundings(flows_folder)
    problems = [str(problem) for parsed in shipped.values() for problem in lint_flow(parsed, surroundings)]
    assert problems == []
    assert set(shipped) == {"main", "direct"}


def test_catalogues_and_recordings_are_the_same_in_every_language(flows_folder: Path) -> None:
    prompts = flows_folder / "prompts"
    for language in LANGUAGES:
        texts = set(read_catalogue(prompts / f"{language}.yaml"))
        files = {
            path.relative_to(prompts / language).with_suffix("").as_posix()
            for path in (prompts / language).rglob("*.wav")
        }
        assert files == texts == set(read_catalogue(prompts / "en.yaml"))


def test_recordings_have_the_form_that_every_provider_plays(flows_folder: Path) -> None:
    total = 0
    for path in sorted((flows_folder / "prompts").rglob("*.wav")):
        with wave.open(str(path)) as file:
            form = (file.getframerate(), file.getnchannels(), file.getsampwidth(), file.getcomptype())
            assert form == (8000, 1, 2, "NONE"), path
            seconds = file.getnframes() / 8000
            loudest = int(np.abs(np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(int)).max())
        assert 0.5 < seconds < 30, path
        assert 3_000 < loudest < 32_000, f"{path} is silent or clipped"
        total += path.stat().st_size
    assert total < 3_000_000


def test_the_welcome_is_short(flows_folder: Path) -> None:
    seconds = 0.0
    for language in LANGUAGES:
        with wave.open(str(flows_folder / "prompts" / language / "main" / "welcome.wav")) as file:
            seconds += file.getnframes() / file.getframerate()
    assert seconds < 4.0


def test_waiting_music_is_free_of_test_tones_and_loops_without_a_seam(flows_folder: Path) -> None:
    with wave.open(str(flows_folder / "prompts" / "music" / "default.wav")) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    assert 20 <= len(sound) / 8000 <= 30
    window = 4000
    for start in range(0, len(sound) - window, window // 2):
        part = sound[start : start + window] * np.hanning(window)
        for tone_hz in TEST_TONES_HZ:
            turns = np.exp(-2j * np.pi * tone_hz * np.arange(window) / 8000)
            assert abs((part * turns).sum()) / (window / 4) < 10 ** (-60 / 20)
    steps = np.abs(np.diff(sound))
    assert abs(sound[0] - sound[-1]) <= steps.max()
