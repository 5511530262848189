"""What an expression may read and what it is worth. Owns facts, kinds and values; must never see a personal value."""

from collections.abc import Mapping
from enum import Enum
from typing import assert_never

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
)
from ivr_flows.model import CollectNode, Flow, SourceNode
from ivr_flows.session import Scalar, Session

NUMBER_MAX = 10**15 - 1
"""Sums stay within as many digits as a number can be written with."""


class Kind(Enum):
    """The kind of a value; values of different kinds are never compared."""

    TEXT = "a text"
    NUMBER = "a number"
    TRUTH = "true or false"


CALLER_KINDS: dict[str, Kind] = {
    "caller.is_known": Kind.TRUTH,
    "caller.is_vip": Kind.TRUTH,
    "caller.is_blocked": Kind.TRUTH,
    "caller.grade": Kind.TEXT,
    "caller.language": Kind.TEXT,
    "caller.area": Kind.TEXT,
    "caller.tries_today": Kind.NUMBER,
    "dialled_number": Kind.TEXT,
    "language": Kind.TEXT,
}


def kind_of(value: Scalar) -> Kind | None:
    """The kind of a variable's value; None for a value that no expression can use."""
    match value:
        case bool():
            return Kind.TRUTH
        case int():
            return Kind.NUMBER
        case str():
            return Kind.TEXT
        case None:
            return None
        case _:
            assert_never(value)


def kind_of_expression(expression: Expression, kinds: Mapping[str, Kind]) -> Kind:
    """The kind that an expression will have, or ExpressionError where two kinds do not fit or a name is unknown."""
    match expression:
        case Literal(value):
            kind = kind_of(value)
            assert kind is not None
            return kind
        case Name(name, position):
            if name not in kinds:
                raise ExpressionError(position, f"`{name}`", _readable_instead_of(name))
            return kinds[name]
        case Not(operand):
            _expect_kind(operand, Kind.TRUTH, kinds)
            return Kind.TRUTH
        case Joined(_, left, right):
            _expect_kind(left, Kind.TRUTH, kinds)
            _expect_kind(right, Kind.TRUTH, kinds)
            return Kind.TRUTH
        case Compared(comparison, left, right):
            is_order = comparison not in (Comparison.EQUAL, Comparison.UNEQUAL)
            kind = Kind.NUMBER if is_order else kind_of_expression(left, kinds)
            _expect_kind(left, kind, kinds)
            _expect_kind(right, kind, kinds)
            return Kind.TRUTH
        case OneOf(operand, choices):
            kind = kind_of_expression(operand, kinds)
            for choice in choices:
                _expect_kind(choice, kind, kinds)
            return Kind.TRUTH
        case Sum(_, left, right):
            _expect_kind(left, Kind.NUMBER, kinds)
            _expect_kind(right, Kind.NUMBER, kinds)
            return Kind.NUMBER
        case _:
            assert_never(expression)


def _expect_kind(expression: Expression, expected: Kind, kinds: Mapping[str, Kind]) -> None:
    kind = kind_of_expression(expression, kinds)
    if kind is not expected:
        raise ExpressionError(expression.position, kind.value, expected.value)


def _readable_instead_of(name: str) -> str:
    if name.startswith("collected."):
        return (
            "`collected.<name>.given` or `collected.<name>.length` of a collect node: the digits themselves are sealed"
        )
    if name in ("caller.name", "caller.number", "caller.party_id"):
        return "a derived fact such as `caller.is_known`: personal values are sealed"
    return "a fact of the call or a declared variable"


def collect_names(flow: Flow) -> frozenset[str]:
    """The names under which a flow keeps what is sealed: collected digits, and personal results of look-ups."""
    names: set[str] = set()
    for node in flow.nodes:
        if isinstance(node, CollectNode):
            names.add(node.name)
        elif isinstance(node, SourceNode):
            names.update(kept.name for kept in node.results if kept.name not in flow.variables)
    return frozenset(names)


def facts_of(session: Session, collect_names: frozenset[str]) -> dict[str, Scalar]:
    """All that an expression may read in this session: derived facts and variables, never what was entered."""
    caller = session.caller
    facts: dict[str, Scalar] = {
        **session.variables,
        "caller.is_known": caller.is_known,
        "caller.is_vip": caller.is_vip,
        "caller.is_blocked": caller.is_blocked,
        "caller.grade": caller.grade,
        "caller.language": caller.language,
        "caller.area": caller.area,
        "caller.tries_today": caller.tries_today,
        "dialled_number": session.dialled_number,
        "language": session.language,
    }
    for name in collect_names:
        facts[f"collected.{name}.given"] = name in session.collected or name in session.secrets
        facts[f"collected.{name}.length"] = session.collected_lengths.get(name, 0)
    return facts


def evaluate(expression: Expression, facts: Mapping[str, Scalar]) -> str | int | bool:
    """The value of an expression, or ExpressionError when a name is unknown or kinds do not fit."""
    match expression:
        case Literal(value):
            return value
        case Name(name, position):
            fact = facts.get(name)
            if fact is None:
                raise ExpressionError(position, f"`{name}`", _readable_instead_of(name))
            return fact
        case Not(operand):
            return not _truth(operand, facts)
        case Joined(Junction.AND, left, right):
            return _truth(left, facts) and _truth(right, facts)
        case Joined(Junction.OR, left, right):
            return _truth(left, facts) or _truth(right, facts)
        case Compared(comparison, left, right):
            return _compare(comparison, left, right, facts)
        case OneOf(operand, choices):
            return any(_compare(Comparison.EQUAL, operand, choice, facts) for choice in choices)
        case Sum(sign, left, right, position):
            return _sum(sign, _number(left, facts), _number(right, facts), position)
        case _:
            raise AssertionError("an expression of no known form")


def _truth(expression: Expression, facts: Mapping[str, Scalar]) -> bool:
    value = evaluate(expression, facts)
    if not isinstance(value, bool):
        raise ExpressionError(expression.position, "another kind of value", Kind.TRUTH.value)
    return value


def _number(expression: Expression, facts: Mapping[str, Scalar]) -> int:
    value = evaluate(expression, facts)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ExpressionError(expression.position, "another kind of value", Kind.NUMBER.value)
    return value


def _sum(sign: Sign, left: int, right: int, position: int) -> int:
    value = left + right if sign is Sign.PLUS else left - right
    if abs(value) > NUMBER_MAX:
        raise ExpressionError(position, "a number of more than 15 digits", "one of 15 at most")
    return value


def _compare(comparison: Comparison, left: Expression, right: Expression, facts: Mapping[str, Scalar]) -> bool:
    match comparison:
        case Comparison.EQUAL | Comparison.UNEQUAL:
            left_value, right_value = evaluate(left, facts), evaluate(right, facts)
            if kind_of(left_value) is not kind_of(right_value):
                raise ExpressionError(right.position, "another kind of value", "the kind of the left side")
            return (left_value == right_value) is (comparison is Comparison.EQUAL)
        case Comparison.LESS:
            return _number(left, facts) < _number(right, facts)
        case Comparison.AT_MOST:
            return _number(left, facts) <= _number(right, facts)
        case Comparison.MORE:
            return _number(left, facts) > _number(right, facts)
        case Comparison.AT_LEAST:
            return _number(left, facts) >= _number(right, facts)
        case _:
            assert_never(comparison)
