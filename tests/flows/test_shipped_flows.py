"""What is shipped holds together: flows lint clean and pass their tests, and every recording that they name exists as a
telephone can play it."""

import wave
from pathlib import Path

import numpy as np
import pytest

from cic.cli.flow_files import read_flow_tests, read_flows
from cic.configuration.loader import load_center
from cic.prompts.survey import missing, survey
from cic.prompts.wanted import PromptFolders
from ivr_flows.model import CollectNode, MenuNode, QueueNode, SayNode
from ivr_flows.parse import ParsedFlow
from ivr_flows.testing.coverage import Taken, coverage
from ivr_flows.testing.running import run_tests
from tests.harness.shipped_flows import shipped_flow

pytestmark = pytest.mark.unit

LANGUAGES = ("en", "zh")
TEST_TONES_HZ = (453, 678, 1017)
LINES = {"main", "account", "complaint", "direct"}
PARTS = {"reception", "emergency", "after_hours", "rating", "verify", "card"}


def test_shipped_flows_are_without_problems_in_the_shipped_center(
    shipped: dict[str, ParsedFlow], flows_folder: Path
) -> None:
    loaded = load_center(flows_folder.parents[1] / "config", flows_folder)
    assert [str(problem) for problem in loaded.warnings] == []
    assert set(shipped) == LINES | PARTS
    assert {number.flow.name for number in loaded.text.numbers} == LINES


def test_every_way_of_every_flow_is_taken_by_its_tests(flows_folder: Path) -> None:
    flows = read_flows(flows_folder)
    taken: set[Taken] = set()
    for tests in read_flow_tests(flows_folder, flows):
        for result in run_tests(tests, flows):
            assert result.failure is None, f"{result.file}: {result.name}: {result.failure}"
            taken |= result.taken
    never = {(each.flow_id, way.node, way.field) for each in coverage(flows, taken, list(flows.written))
             for way in each.never}  # fmt: skip
    assert never == set()


@pytest.mark.parametrize("name", sorted(LINES - {"direct"}))
def test_no_line_traps_anybody(name: str) -> None:
    flow = shipped_flow(name)
    assert flow.person is not None and flow.languages == LANGUAGES
    for node in flow.nodes:
        match node:
            case MenuNode():
                assert node.say_again and node.on_failure is not None
                assert node.say not in node.say_again and len(set(node.say_again)) == len(node.say_again)
            case CollectNode():
                assert node.say_again and node.on_failure is not None and node.on_skip is not None
                assert node.terminator == "#"
            case QueueNode():
                assert node.keys and node.after_agent is not None and node.on_refused is not None
            case SayNode() if node.must_be_heard:
                assert node.node_id.endswith("notice.notice")
            case _:
                pass


def test_nothing_is_missing_in_any_language(flows_folder: Path) -> None:
    assert missing(survey(PromptFolders.of(flows_folder))) == ()


def test_recordings_have_the_form_that_every_provider_plays(flows_folder: Path) -> None:
    total = 0
    for path in sorted((flows_folder / "prompts").rglob("*.wav")):
        shortest = 0.15 if path.parent.name == "values" or "-" in path.stem else 0.5
        with wave.open(str(path)) as file:
            form = (file.getframerate(), file.getnchannels(), file.getsampwidth(), file.getcomptype())
            assert form == (8000, 1, 2, "NONE"), path
            seconds = file.getnframes() / 8000
            loudest = int(np.abs(np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(int)).max())
        assert shortest < seconds < 30, path
        assert 3_000 < loudest < 32_000, f"{path} is silent or clipped"
        total += path.stat().st_size
    assert total < 20_000_000


def test_the_welcome_is_short(flows_folder: Path) -> None:
    seconds = 0.0
    for language in LANGUAGES:
        with wave.open(str(flows_folder / "prompts" / language / "main" / "welcome.wav")) as file:
            seconds += file.getnframes() / file.getframerate()
    assert seconds < 5.0


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
