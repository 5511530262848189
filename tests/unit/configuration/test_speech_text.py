"""`speech` in `center.yaml`: which recogniser each language has."""

import pytest

from cic.configuration.document import parse_document
from cic.configuration.forms_speech import read_speech
from cic.configuration.problems import ConfigurationProblem
from cic.configuration.reading import Reader
from cic.configuration.schema_speech import RecogniserText, SpeechText

pytestmark = pytest.mark.unit


def read(text: str) -> tuple[SpeechText, list[str]]:
    document = parse_document("center.yaml", text)
    assert not isinstance(document, ConfigurationProblem)
    reader = Reader("center.yaml")
    speech = read_speech(reader.table(document, "center", ("speech", "site")))
    return speech, [f"{problem.line}: {problem.where}: {problem.found}" for problem in reader.problems]


def test_without_a_word_english_is_heard_by_what_ships() -> None:
    assert read("site: main") == (SpeechText(2, (RecogniserText("en", "pocketsphinx"),)), [])


def test_each_language_has_its_recogniser_with_options_or_none_on_purpose() -> None:
    text = "speech: {workers: 4, recognisers: {en-GB: pocketsphinx, fr: none, zh: {use: a.b:C, options: {model: /m}}}}"
    recognisers = (
        RecogniserText("en-GB", "pocketsphinx"),
        RecogniserText("fr", "none"),
        RecogniserText("zh", "a.b:C", (("model", "/m"),)),
    )
    assert read(text) == (SpeechText(4, recognisers), [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("speech: {workers: 0}", "1: center.speech.workers: "),
        ("speech: {recognisers: {english: pocketsphinx}}", "1: center.speech.recognisers: the name 'english'"),
        ("speech: {recognisers: {en: 'rm -rf'}}", "1: center.speech.recognisers.en: 'rm -rf'"),
        ("speech:\n  recognisers:\n    zh: {options: {model: /m}}", "3: center.speech.recognisers.zh: no `use`"),
        ("speech: {recogniser: {}}", "1: center.speech: the unknown key 'recogniser'"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_line(text: str, told: str) -> None:
    problems = read(text)[1]
    assert len(problems) == 1 and problems[0].startswith(told)
