"""The expression language of flows: text to tree and back. Owns the syntax; ``evaluation`` the meaning.

either    := both ("or" both)*
both      := negated ("and" negated)*
negated   := "not" negated | compared
compared  := sum (("==" | "!=" | "<" | "<=" | ">" | ">=") sum | "in" "(" literal ("," literal)* ")")?
sum       := operand (("+" | "-") operand)*
operand   := integer | "text" | 'text' | true | false | name ("." name)* | "(" either ")"
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

TEXT_LENGTH_MAX = 1000
DEPTH_MAX = 30
CHOICES_MAX = 50


class ExpressionError(Exception):
    """An expression that cannot be read or valued; ``position`` counts characters from 1."""

    def __init__(self, position: int, found: str, expected: str) -> None:
        super().__init__(f"at character {position}: found {found}, expected {expected}")
        self.position = position
        self.found = found
        self.expected = expected


class Comparison(Enum):
    """How two values are compared; order is for integers only."""

    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


class Junction(Enum):
    """How two truths make one."""

    AND = "and"
    OR = "or"


class Sign(Enum):
    """How two numbers make one."""

    PLUS = "+"
    MINUS = "-"


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written down."""

    value: str | int | bool
    position: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A fact or a variable, such as ``caller.grade``."""

    name: str
    position: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a truth."""

    operand: "Expression"
    position: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two values compared."""

    comparison: Comparison
    left: "Expression"
    right: "Expression"
    position: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    """Whether a value is among some that are written down."""

    operand: "Expression"
    choices: tuple[Literal, ...]
    position: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Sum:
    """Two numbers added, or the right one taken from the left."""

    sign: Sign
    left: "Expression"
    right: "Expression"
    position: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Joined:
    """Two truths joined; the right one is looked at only when it matters."""

    junction: Junction
    left: "Expression"
    right: "Expression"
    position: int = field(default=1, compare=False)


Expression = Literal | Name | Not | Compared | OneOf | Sum | Joined

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<integer>-?[0-9]{1,15}(?![0-9A-Za-z_.]))
    | (?P<name>[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*(?![0-9A-Za-z_.]))
    | (?P<text>"(?:[^"\\]|\\["\\])*"|'(?:[^'\\]|\\['\\])*')
    | (?P<sign>==|!=|<=|>=|<|>|\(|\)|\+|-|,)
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_COMPARISONS = {comparison.value: comparison for comparison in Comparison}
_SIGNS = {sign.value: sign for sign in Sign}
RESERVED = frozenset({"and", "or", "not", "in", "true", "false"})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


def _tokens(text: str) -> list[_Token]:
    if len(text) > TEXT_LENGTH_MAX:
        raise ExpressionError(TEXT_LENGTH_MAX + 1, f"{len(text)} characters", f"at most {TEXT_LENGTH_MAX}")
    tokens: list[_Token] = []
    offset = 0
    while True:
        match = _TOKEN.match(text, offset)
        if match is None:
            start = offset + len(text[offset:]) - len(text[offset:].lstrip())
            raise ExpressionError(start + 1, f"`{text[start : start + 10]}`", "a value, a name or an operator")
        kind = match.lastgroup or "end"
        tokens.append(_Token(kind, match.group(kind), match.start(kind) + 1))
        if kind == "end":
            return tokens
        offset = match.end()


class _Parser:
    """Recursive descent over the tokens, bounded in depth."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._next = 0
        self._depth = 0

    def whole(self) -> Expression:
        expression = self._either()
        if self._peek.kind != "end":
            raise self._unexpected("an operator or the end")
        return expression

    @property
    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self, *texts: str) -> _Token | None:
        token = self._peek
        if token.kind in ("name", "sign") and token.text in texts:
            self._next += 1
            return token
        return None

    def _unexpected(self, expected: str) -> ExpressionError:
        token = self._peek
        return ExpressionError(token.position, f"`{token.text}`" if token.text else "the end", expected)

    def _joined(self, junction: Junction, part: Callable[[], Expression]) -> Expression:
        left = part()
        while token := self._take(junction.value):
            self._deeper(token)
            left = Joined(junction, left, part(), token.position)
        return left

    def _either(self) -> Expression:
        return self._joined(Junction.OR, self._both)

    def _both(self) -> Expression:
        return self._joined(Junction.AND, self._negated)

    def _negated(self) -> Expression:
        if token := self._take("not"):
            self._deeper(token)
            return Not(self._negated(), token.position)
        return self._compared()

    def _compared(self) -> Expression:
        left = self._sum()
        if token := self._take(*_COMPARISONS):
            return Compared(_COMPARISONS[token.text], left, self._sum(), token.position)
        if token := self._take("in"):
            return OneOf(left, self._choices(), token.position)
        return left

    def _choices(self) -> tuple[Literal, ...]:
        if not self._take("("):
            raise self._unexpected("`(` and the values to choose from")
        choices = [self._literal()]
        while token := self._take(","):
            if len(choices) == CHOICES_MAX:
                raise ExpressionError(token.position, f"more than {CHOICES_MAX} values", "fewer values")
            choices.append(self._literal())
        if not self._take(")"):
            raise self._unexpected("`,` or `)`")
        return tuple(choices)

    def _literal(self) -> Literal:
        token = self._peek
        literal = self._operand() if token.kind != "sign" else None
        if not isinstance(literal, Literal):
            raise ExpressionError(token.position, f"`{token.text}`" if token.text else "the end", "a value")
        return literal

    def _sum(self) -> Expression:
        left = self._operand()
        while token := self._take_sign():
            self._deeper(token)
            left = Sum(_SIGNS[token.text], left, self._operand(), token.position)
        return left

    def _take_sign(self) -> _Token | None:
        """A plus or minus; the minus of `tries -1` too, which reads as part of the number."""
        token = self._peek
        if token.kind == "integer" and token.text.startswith("-"):
            number = _Token("integer", token.text[1:], token.position + 1)
            self._tokens[self._next] = number
            return _Token("sign", "-", token.position)
        return self._take(*_SIGNS)

    def _operand(self) -> Expression:
        token = self._peek
        if token.kind == "integer":
            self._next += 1
            return Literal(int(token.text), token.position)
        if token.kind == "text":
            self._next += 1
            return Literal(re.sub(r"\\(.)", r"\1", token.text[1:-1]), token.position)
        if self._take("true", "false"):
            return Literal(token.text == "true", token.position)
        if token.kind == "name" and token.text not in RESERVED:
            self._next += 1
            return Name(token.text, token.position)
        if self._take("("):
            self._deeper(token)
            inside = self._either()
            if not self._take(")"):
                raise self._unexpected("`)`")
            return inside
        raise self._unexpected("a value or a name")

    def _deeper(self, token: _Token) -> None:
        # Every operator counts, so the tree is bounded too and may be walked by recursion.
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise ExpressionError(
                token.position, f"more than {DEPTH_MAX} operators and brackets", "a shorter expression"
            )


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Expression:
    """Read an expression, or raise ExpressionError with the position of the first fault."""
    return _Parser(text).whole()


_OR, _AND, _NOT, _COMPARED, _SUM, _OPERAND = range(6)


def print_expression(expression: Expression) -> str:
    """Write an expression so that reading it gives the same tree."""
    return _printed(expression, _OR)


def _printed(expression: Expression, level_min: int) -> str:
    level = _OPERAND
    match expression:
        case Literal(bool() as value):
            text = "true" if value else "false"
        case Literal(int() as value):
            text = str(value)
        case Literal(str() as value):
            text = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case Name(name):
            text = name
        case Not(operand):
            level, text = _NOT, f"not {_printed(operand, _NOT)}"
        case Compared(comparison, left, right):
            level, text = _COMPARED, f"{_printed(left, _SUM)} {comparison.value} {_printed(right, _SUM)}"
        case OneOf(operand, choices):
            level = _COMPARED
            text = f"{_printed(operand, _SUM)} in ({', '.join(_printed(choice, _OPERAND) for choice in choices)})"
        case Sum(sign, left, right):
            level, text = _SUM, f"{_printed(left, _SUM)} {sign.value} {_printed(right, _OPERAND)}"
        case Joined(junction, left, right):
            level = _OR if junction is Junction.OR else _AND
            text = f"{_printed(left, level)} {junction.value} {_printed(right, level + 1)}"
    return text if level >= level_min else f"({text})"


def names_in(expression: Expression) -> frozenset[str]:
    """Every fact and variable that an expression reads."""
    match expression:
        case Name(name):
            return frozenset({name})
        case Not(operand) | OneOf(operand, _):
            return names_in(operand)
        case Compared(_, left, right) | Sum(_, left, right) | Joined(_, left, right):
            return names_in(left) | names_in(right)
        case Literal():
            return frozenset()


def renamed(expression: Expression, name_of: Callable[[str], str]) -> Expression:
    """The same expression over other names."""
    match expression:
        case Name(name, position):
            return Name(name_of(name), position)
        case Not(operand, position):
            return Not(renamed(operand, name_of), position)
        case OneOf(operand, choices, position):
            return OneOf(renamed(operand, name_of), choices, position)
        case Compared(comparison, left, right, position):
            return Compared(comparison, renamed(left, name_of), renamed(right, name_of), position)
        case Sum(sign, left, right, position):
            return Sum(sign, renamed(left, name_of), renamed(right, name_of), position)
        case Joined(junction, left, right, position):
            return Joined(junction, renamed(left, name_of), renamed(right, name_of), position)
        case Literal():
            return expression
