"""Expressions: what is read, what it is worth, and where a fault stands."""

import pytest

from ivr_flows.evaluation import Kind, evaluate, kind_of_expression
from ivr_flows.expressions import ExpressionError, parse_expression

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
        ("1 +", 3),
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
