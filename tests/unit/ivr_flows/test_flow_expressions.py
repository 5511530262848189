"""Expressions: what is read, what it is worth, and where a fault stands."""

import pytest

from ivr_flows.evaluation import CALLER_KINDS, Kind, evaluate, kind_of_expression
from ivr_flows.expressions import ExpressionError, names_in, parse_expression, print_expression, renamed

pytestmark = pytest.mark.unit

FACTS = {"caller.grade": "gold", "caller.is_known": False, "collected.account.length": 6, "tries": 2}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('caller.grade == "gold" and not caller.is_known', True),
        ("caller.grade == 'gold'", True),
        ("collected.account.length >= 4 and collected.account.length <= 10", True),
        ("collected.account.length < -3", False),
        ("tries != 2 or true", True),
        ("not (true or false)", False),
        ("not true or true", True),
        ("true or false and false", True),
        ("(tries == 2) == true", True),
        ("tries", 2),
        ("tries + 1", 3),
        ("tries -1", 1),
        ("tries-1", 1),
        ("tries - -1", 3),
        ("1 - 2 - 3", -4),
        ("1 - (2 - 3)", 2),
        ("tries + 1 > 2 and tries - 1 < 2", True),
        ("tries in (1, 2)", True),
        ("tries + 1 in (-1, 2)", False),
        ("not caller.grade in ('silver', \"bronze\")", True),
        ("999999999999998 + 1", 999_999_999_999_999),
        ('"a \\"quoted\\" word"', 'a "quoted" word'),
        ("false and unknown", False),
    ],
)
def test_value(text: str, value: object) -> None:
    assert evaluate(parse_expression(text), FACTS) == value


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1),
        ("caller.grade = 1", 14),
        ("1 +", 4),
        ("1 + true +", 11),
        ("a in 1", 6),
        ("a in ()", 7),
        ("a in (b)", 7),
        ("a in (1", 8),
        ("a in (1) in (1)", 10),
        ("in", 1),
        ("(true", 6),
        ("true true", 6),
        ("and", 1),
        ("1a", 1),
        ('"open', 1),
        ("caller.", 1),
        ("a < b < c", 7),
        ("not " * 40 + "true", 121),
        ("(" * 40, 31),
        ("1" * 2000, 1001),
        ("__import__('os')", 11),
    ],
)
def test_fault_has_a_position(text: str, position: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)
    assert caught.value.position == position


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("caller.grade == 1", "a number"),
        ("tries and true", "a number"),
        ("caller.grade + 1 == 1", "a text"),
        ("tries + caller.is_known == 1", "true or false"),
        ("caller.grade in (1, 2)", "a number"),
        ("tries in (true, false)", "true or false"),
        ("caller.grade < 3", "a text"),
        ("collected.account.digits == 1", "sealed"),
        ("collected.account", "sealed"),
        ("caller.number == 1", "sealed"),
        ("nonsense", "declared variable"),
    ],
)
def test_kinds_must_fit_and_personal_values_cannot_be_read(text: str, words: str) -> None:
    kinds = {"caller.grade": Kind.TEXT, "caller.is_known": Kind.TRUTH, "tries": Kind.NUMBER}
    kinds["collected.account.length"] = Kind.NUMBER
    with pytest.raises(ExpressionError, match=words):
        kind_of_expression(parse_expression(text), kinds)
    with pytest.raises(ExpressionError):
        evaluate(parse_expression(text), FACTS)


def test_what_is_known_of_a_callers_number_can_be_asked() -> None:
    blocked, often = (
        parse_expression("caller.is_blocked and not caller.is_vip"),
        parse_expression("caller.tries_today > 1"),
    )
    assert kind_of_expression(blocked, CALLER_KINDS) is kind_of_expression(often, CALLER_KINDS) is Kind.TRUTH
    with pytest.raises(ExpressionError, match="a text"):
        kind_of_expression(parse_expression('caller.tries_today == "two"'), CALLER_KINDS)


def test_a_sum_stays_within_the_digits_of_a_number() -> None:
    for text in ("999999999999999 + 1", "-999999999999999 - 1", "tries + 999999999999999"):
        with pytest.raises(ExpressionError, match="15 digits"):
            evaluate(parse_expression(text), FACTS)


def test_names_of_an_expression_can_be_read_and_changed() -> None:
    expression = parse_expression('not (tries + 1 > 2) and caller.grade in ("gold") or collected.account.given == true')
    assert names_in(expression) == {"tries", "caller.grade", "collected.account.given"}
    changed = renamed(expression, lambda name: f"check.{name}" if name == "tries" else name)
    assert print_expression(changed) == (
        'not check.tries + 1 > 2 and caller.grade in ("gold") or collected.account.given == true'
    )
