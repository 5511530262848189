"""The real synthetic voices: Chinese is spoken as Chinese, every text is heard, and a build makes what changed."""

from pathlib import Path

import pytest

from cic.prompts.build import build
from cic.prompts.mandarin import Latin, mandarin_runs
from cic.prompts.sound import RATE_HZ, SAMPLE_BYTES, read_recording
from cic.prompts.survey import missing, survey
from cic.prompts.voices import DEFAULT_VOICES, MandarinVoice, Voice, voice_named
from cic.prompts.wanted import PromptFolders, read_catalogues, wanted_recordings
from tests.harness.running_center import PROJECT

pytestmark = pytest.mark.e2e

SHIPPED = PromptFolders.of(PROJECT / "ivr_flows/flows")


@pytest.fixture(autouse=True)
def _voices(real_voices_needed: None) -> None:
    """The programs are there."""


@pytest.fixture
def mandarin() -> MandarinVoice:
    """The Chinese voice of the product."""
    voice = voice_named("zh", DEFAULT_VOICES["zh"])
    assert isinstance(voice, MandarinVoice)
    return voice


def seconds(voice: Voice, text: str) -> float:
    """How long a voice speaks."""
    return len(voice.speak(text)) / SAMPLE_BYTES / RATE_HZ


def test_no_chinese_text_is_spoken_as_english(mandarin: MandarinVoice) -> None:
    texts = [wanted.text for wanted in wanted_recordings(read_catalogues(SHIPPED.prompts)).values()]
    chinese = [text for text in texts if not text.isascii()]
    runs = [run for text in chinese for run in mandarin_runs(text) if not isinstance(run, Latin)]
    assert len(runs) > 100
    assert "(en)" not in mandarin.pinyin.phonemes("\n".join(run.text for run in runs))


def test_characters_of_several_readings_are_spoken_in_the_right_one(mandarin: MandarinVoice) -> None:
    def phonemes(text: str) -> str:
        return mandarin.pinyin.phonemes(" ".join(run.text for run in mandarin_runs(text)))

    assert phonemes("银行") == mandarin.pinyin.phonemes("yin2 hang2") != mandarin.pinyin.phonemes("yin2 xing2")
    assert phonemes("重新") == mandarin.pinyin.phonemes("chong2 xin1") != mandarin.pinyin.phonemes("zhong4 xin1")


def test_letters_and_signs_inside_chinese_are_heard(mandarin: MandarinVoice) -> None:
    plain = seconds(mandarin, "请按键")
    assert seconds(mandarin, "请按VIP键") > plain + 0.2
    assert seconds(mandarin, "请按#键") > plain + 0.2


def test_a_text_that_looks_like_an_option_is_spoken() -> None:
    voice = voice_named("en", DEFAULT_VOICES["en"])
    assert voice.speak("-v hello") == voice.speak(" -v hello")


def test_a_build_makes_all_once_and_then_only_what_changed(tmp_path: Path) -> None:
    folders = PromptFolders.of(tmp_path)
    folders.prompts.mkdir()
    catalogue = folders.prompts / "de.yaml"
    catalogue.write_text("main:\n  hello: Guten Tag.\n  place: Sie sind auf Platz {place:number}.\n", encoding="utf-8")
    built = build(folders)
    assert (built.made, built.unchanged, built.replaced) == (2, 0, ())
    assert missing(survey(folders)) == ()
    before = read_recording(folders.played("de/main/hello"))
    catalogue.write_text(catalogue.read_text(encoding="utf-8").replace("Tag", "Abend"), encoding="utf-8")
    built = build(folders)
    assert (built.made, built.unchanged) == (1, 1)
    assert read_recording(folders.played("de/main/hello")) != before
    built = build(folders, {"de": "espeak-ng:de:120"})
    assert (built.made, built.unchanged) == (2, 0)
    assert build(folders).unchanged == 2
