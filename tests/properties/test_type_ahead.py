"""Type-ahead against a naive model: one list of keys pressed, read once, whenever they were pressed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cic.cti.port import CollectEnd, PromptCollect, PromptMenu
from cic.cti.port.collection import DigitCollector, Gathered
from cic.cti.port.type_ahead import KEYS_KEPT_MAX, TypeAhead
from routing.vocabulary import LegId, Prompt

pytestmark = pytest.mark.property

LEG, PROMPTS = LegId("leg"), (Prompt("main/menu", "en"),)
Question = PromptMenu | PromptCollect

questions = st.lists(
    st.one_of(
        st.just(PromptMenu(LEG, PROMPTS, "12", 5_000)),
        st.builds(
            PromptCollect, st.just(LEG), st.just(PROMPTS), st.just(1), st.integers(1, 5), st.sampled_from(["", "#"]),
            st.just(5_000), st.just(3_000), st.sampled_from(["", "*"]),
        ),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip
keys = st.text("12#*", max_size=KEYS_KEPT_MAX)


def model(asked: list[Question], pressed: str) -> list[str]:
    """What each question is answered with, as far as the keys go; the last answer may lack its end."""
    answers = []
    for question in asked:
        if not pressed:
            break
        if isinstance(question, PromptMenu):
            answer, pressed = pressed[0], pressed[1:]
        else:
            length = min(question.digits_max, len(pressed))
            enders = question.terminator + question.escape_keys
            ends = [position for position in range(length) if pressed[position] in enders]
            length = ends[0] if ends else length
            answer, pressed = pressed[:length], pressed[length:]
            if ends and pressed[0] in question.escape_keys:
                answer, pressed = "", pressed[1:]
            elif pressed and pressed[0] in question.terminator:
                pressed = pressed[1:]
        answers.append(answer)
    return answers


@settings(deadline=None)
@given(asked=questions, pressed=keys, chunks=st.lists(st.integers(0, 4), max_size=20))
def test_it_does_not_matter_when_keys_are_pressed(asked: list[Question], pressed: str, chunks: list[int]) -> None:
    """``chunks`` says how many keys come between two steps of the engine; every gathering but the last is answered."""
    typed, answers, left, rhythm = TypeAhead(), list[str](), pressed, iter(chunks)
    for question in asked:
        early = next(rhythm, 0)
        for key in left[:early]:
            typed.keep(key, 0)
        left = left[early:]
        collector = DigitCollector(question, 0)
        gathered = typed.feed(collector, 0)
        was_skipped = not collector.is_prompting
        while gathered is None and left:
            gathered, left = typed.press(collector, left[0], 0), left[1:]
        if gathered is None:
            gathered = _given_up(collector)
        if gathered.digits or was_skipped or gathered.ended_by in (CollectEnd.TERMINATOR, CollectEnd.ESCAPED):
            answers.append(gathered.digits)
        assert len(typed) <= KEYS_KEPT_MAX
    assert answers == model(asked, pressed)


def _given_up(collector: DigitCollector) -> Gathered:
    """No more keys come: the time passes."""
    collector.prompts_ended(0)
    gathered = collector.expire(10_000)
    assert gathered is not None
    return gathered
