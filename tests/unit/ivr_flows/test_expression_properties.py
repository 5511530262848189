"""Expressions under random trees and texts: printing loses nothing, reading never breaks, kinds keep their promise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_flows.evaluation import Kind, evaluate, kind_of_expression
from ivr_flows.expressions import (
    Compared,
    Comparison,
    Expression,
    ExpressionError,
    Joined,
    Junction,
    Literal,
    Name,
    Not,
    OneOf,
    Sign,
    Sum,
    parse_expression,
    print_expression,
)

pytestmark = pytest.mark.property

KINDS = {"tries": Kind.NUMBER, "caller.grade": Kind.TEXT, "caller.is_known": Kind.TRUTH}
FACTS = {"tries": 1, "caller.grade": "gold", "caller.is_known": True}


def _trees() -> st.SearchStrategy[Expression]:
    texts = st.text(st.characters(codec="utf-8"), max_size=8)
    names = st.sampled_from(["tries", "caller.grade", "caller.is_known", "collected.a.given", "notable", "order"])
    literals = st.one_of(st.booleans().map(Literal), st.integers(-(10**9), 10**9).map(Literal), texts.map(Literal))
    leaves = literals | names.map(Name)

    def grow(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        return st.one_of(
            inner.map(Not),
            st.builds(Compared, st.sampled_from(Comparison), inner, inner),
            st.builds(Joined, st.sampled_from(Junction), inner, inner),
            st.builds(Sum, st.sampled_from(Sign), inner, inner),
            st.builds(OneOf, inner, st.lists(literals, min_size=1, max_size=3).map(tuple)),
        )

    return st.recursive(leaves, grow, max_leaves=10)


@pytest.mark.parametrize("spaces", ["", "  "])
@given(tree=_trees())
def test_printed_and_read_again_is_the_same(spaces: str, tree: Expression) -> None:
    printed = spaces + print_expression(tree) + spaces
    try:
        again = parse_expression(printed)
    except ExpressionError as fault:
        # The only reason to refuse what was printed is its size.
        assert "operators" in fault.found or "characters" in fault.found
        return
    assert repr_without_positions(again) == repr_without_positions(tree)


def repr_without_positions(tree: Expression) -> object:
    """A form in which true and 1 differ, as Python's own equality has them equal."""
    match tree:
        case Literal(value):
            return (type(value).__name__, value)
        case Name(name):
            return name
        case Not(operand):
            return ("not", repr_without_positions(operand))
        case OneOf(operand, choices):
            return ("in", repr_without_positions(operand), tuple(map(repr_without_positions, choices)))
        case Compared(sign, left, right) | Joined(sign, left, right) | Sum(sign, left, right):
            return (sign, repr_without_positions(left), repr_without_positions(right))


@given(text=st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        evaluate(parse_expression(text), FACTS)
    except ExpressionError as fault:
        assert 1 <= fault.position <= len(text) + 1


@given(tree=_trees())
def test_what_the_kinds_allow_can_be_valued(tree: Expression) -> None:
    try:
        kind = kind_of_expression(tree, KINDS)
    except ExpressionError:
        return
    value = evaluate(tree, FACTS)
    assert {Kind.TRUTH: bool, Kind.NUMBER: int, Kind.TEXT: str}[kind] is type(value)
