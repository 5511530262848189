"""Texts with values: how they are cut, what their recordings are called, and what is said of a wrong one."""

import pytest

from ivr_flows.speaking.catalogue import Catalogue, read_catalogue, texts_with_values
from ivr_flows.speaking.prompt_text import SpokenText, TextProblem, Value, Words, read_prompt_text

pytestmark = pytest.mark.unit


def read(text: str) -> SpokenText:
    """A text that is right."""
    found = read_prompt_text(text)
    assert isinstance(found, SpokenText)
    return found


def problems(text: str) -> tuple[TextProblem, ...]:
    """What is wrong with a text."""
    found = read_prompt_text(text)
    assert isinstance(found, tuple)
    return found


def test_a_text_without_values_is_one_recording_of_the_prompts_name() -> None:
    text = read("Welcome. Press {{1}}.")
    assert text == SpokenText((Words("Welcome. Press {1}."),))
    assert text.values == ()
    assert text.played("main/welcome") == ("main/welcome",)


def test_words_around_values_have_recordings_of_their_own() -> None:
    text = read("You owe {balance:amount_cny}, and are number { queue.place : number } in line.")
    owed, place = Value("balance", "amount_cny"), Value("queue.place", "number")
    assert text.parts == (Words("You owe"), owed, Words(", and are number"), place, Words("in line."))
    assert text.values == (owed, place)
    assert text.played("main/owed") == ("main/owed-1", owed, "main/owed-2", place, "main/owed-3")


def test_signs_alone_are_not_words() -> None:
    text = read("{place:number}. {wait:minutes}!")
    assert text.parts == (Value("place", "number"), Value("wait", "minutes"))
    assert text.played("main/place") == text.parts


@pytest.mark.parametrize(
    ("text", "position", "found", "expected"),
    [
        ("Hello {", 7, "a lone `{`", "a value such as"),
        ("Hello } {{", 7, "a lone `}`", "a value such as"),
        ("{place}", 1, "`place` without a form", "number, ordinal"),
        ("{2nd:number}", 1, "a value named `2nd`", "queue.place"),
        ("{:number}", 1, "a value named ``", "queue.place"),
        ("At {place:numbr}", 11, "the form `numbr` (did you mean `number`?)", "number, ordinal"),
        ("{balance:amount}", 10, "the form `amount` (did you mean `amount_", "amount_cny, amount_eur"),
        (" . ", 1, "nothing that can be spoken", "words"),
        ("", 1, "nothing that can be spoken", "words"),
    ],
)
def test_a_wrong_text_is_refused_with_its_place(text: str, position: int, found: str, expected: str) -> None:
    (problem,) = problems(text)
    assert problem.position == position
    assert found in problem.found
    assert expected in problem.expected


def test_all_problems_of_a_text_are_told() -> None:
    assert [problem.position for problem in problems("{a} and {b:c} and }")] == [1, 12, 19]


def test_a_catalogue_names_what_each_recording_says() -> None:
    catalogue = read_catalogue("main:\n  hello: 您好。\n  place: 您是第{place:number}位。\n", "zh.yaml")
    assert isinstance(catalogue, Catalogue)
    assert catalogue.recordings() == {"main/hello": "您好。", "main/place-1": "您是第", "main/place-2": "位。"}
    assert catalogue.lines == {"main/hello": 2, "main/place": 3}
    assert catalogue.played("main/place") == ("main/place-1", Value("place", "number"), "main/place-2")
    assert catalogue.played("main/unwritten") == ("main/unwritten",)
    assert texts_with_values({"zh": catalogue}) == {"zh/main/place": read("您是第{place:number}位。")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("main:\n  welcome:\n", "en.yaml:2: main.welcome: found nothing, expected a text"),
        ("main:\n  welcome: [a]\n", "en.yaml:2: main.welcome: found a list, expected a text"),
        ("main:\n  Welcome: a\n", "found the name `Welcome`, expected a name"),
        ("main:\n  a-1: a\n", "found the name `a-1`, expected a name"),
        ("values:\n  n1: one\n", "found the name `values`, expected the name of a flow"),
        ("main: 5\n", "en.yaml:1: main: found `5`, expected a table"),
        ("- a\n", "the catalogue: found a list, expected a table"),
        ("# nothing\n", "the file: found nothing, expected texts by flow"),
        ("main: [", "found what YAML cannot read"),
        ("main:\n  a: x\n  a: y\n", "`a` a second time"),
        ("main:\n  a: You owe {balance}.\n", "en.yaml:2: main.a, character 9: found `balance` without a form"),
        (f"main:\n  a: {'x' * 2001}\n", "main.a: found 2001 characters, expected at most 2000"),
    ],
)
def test_a_wrong_catalogue_is_refused_with_line_and_mend(text: str, words: str) -> None:
    found = read_catalogue(text, "en.yaml")
    assert isinstance(found, tuple)
    assert words in str(found[0])
    assert found[0].mend


def test_all_problems_of_a_catalogue_are_told() -> None:
    found = read_catalogue("main:\n  a:\n  b: '{'\nother: 1\n", "en.yaml")
    assert isinstance(found, tuple)
    assert [problem.line for problem in found] == [2, 3, 4]
