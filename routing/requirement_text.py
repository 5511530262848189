"""The text of requirements: read and written. Owns the syntax; ``requirements`` the meaning.

either := both ("or" both)*
both   := term ("and" term)*
term   := skill (">=" level)? | fact "=" value | is_known | is_vip | anyone | nobody | "(" either ")"
value  := word | "text", with backslashes before quotes and backslashes in it

A skill is a name such as ``billing_basic``, or one with facts put in: ``{language}``, ``area_{area}``.
"""

import re
from typing import NoReturn

from routing.requirement_tokens import SHOWN_MAX, Refusal, RequirementProblem, Token, read_tokens
from routing.requirements import (
    ANYONE,
    FACTS,
    FLAGS,
    NOBODY,
    AllOf,
    AnyOf,
    AtLeast,
    FactIs,
    Requirement,
    is_skill_name,
    normal,
)

NESTING_MAX = 10
TERMS_MAX = 50
LEVEL_MAX = 100
_BARE_VALUE = re.compile(r"[\w.-]+")
_LEVEL = re.compile(r"[0-9]+")
_TEMPLATE = re.compile(r"(?:[a-z]|\{\w+\})(?:[a-z0-9_]|\{\w+\}){0,39}")
_FACT_IN_SKILL = re.compile(r"\{(\w+)\}")
_JOINTS = frozenset({"and", "or", "not"})
_FIXED: dict[str, Requirement] = {"anyone": ANYONE, "nobody": NOBODY}
_FACT_LIST = ", ".join(sorted(FACTS))


def parse_requirement(text: str) -> Requirement | RequirementProblem:
    """Read a requirement in its normal form, or say what is wrong with the text."""
    try:
        return normal(_Parser(read_tokens(text)).whole())
    except Refusal as refusal:
        return refusal.problem


def write_requirement(requirement: Requirement) -> str:
    """Write a requirement so that reading it, if not too long to be read, gives its normal form."""
    return _written(normal(requirement), is_inside_all=False)


class _Parser:
    """Recursive descent over the tokens, bounded in depth and in terms."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._terms = 0

    def whole(self) -> Requirement:
        requirement = self._either(0)
        if self._peek.kind != "end":
            self._refuse("`and`, `or` or the end", "join terms with `and` or `or`, in small letters")
        return requirement

    @property
    def _peek(self) -> Token:
        return self._tokens[self._next]

    @property
    def _is_at_comparison(self) -> bool:
        return self._peek.kind == "sign" and self._peek.text not in "()"

    def _take(self, text: str) -> bool:
        found = self._peek.kind in ("word", "sign") and self._peek.text == text
        self._next += found
        return found

    def _refuse(self, expected: str, mend: str, token: Token | None = None) -> NoReturn:
        token = token or self._peek
        shown = token.text if len(token.text) <= SHOWN_MAX else f"{token.text[:SHOWN_MAX]}…"
        raise Refusal(token.column, "the end" if token.kind == "end" else f"`{shown}`", expected, mend)

    def _either(self, depth: int) -> Requirement:
        parts = [self._both(depth)]
        while self._take("or"):
            parts.append(self._both(depth))
        return AnyOf(tuple(parts))

    def _both(self, depth: int) -> Requirement:
        parts = [self._term(depth)]
        while self._take("and"):
            parts.append(self._term(depth))
        return AllOf(tuple(parts))

    def _term(self, depth: int) -> Requirement:
        token = self._peek
        if self._take("("):
            if depth == NESTING_MAX:
                self._refuse(f"at most {NESTING_MAX} brackets in each other", "take needless brackets out", token)
            inside = self._either(depth + 1)
            if not self._take(")"):
                self._refuse("`and`, `or` or `)`", f"close the bracket of column {token.column}")
            return inside
        if token.kind != "word" or token.text in _JOINTS:
            is_not = token.text == "not" and token.kind == "word"
            mend = "say what is needed; it cannot be said what is not" if is_not else "name a skill such as `billing`"
            self._refuse("a skill, a fact or `(`", mend)
        self._next += 1
        self._terms += 1
        if self._terms > TERMS_MAX:
            self._refuse(f"at most {TERMS_MAX} terms", "set skills that stand for several", token)
        if token.text in _FIXED:
            return _FIXED[token.text]
        return self._fact(token) if token.text in FACTS else self._skill(token)

    def _fact(self, token: Token) -> FactIs:
        is_flag = token.text in FLAGS
        if not self._take("="):
            if is_flag and not self._is_at_comparison:
                return FactIs(token.text, "true")
            value = "true" if is_flag else "value"
            self._refuse("`=`", f"{token.text} is a fact: write `{token.text} = {value}`")
        value = self._value()
        if is_flag and value not in ("true", "false"):
            self._refuse("`true` or `false`", f"write `{token.text}` or `{token.text} = false`", self._peek)
        self._next += 1
        return FactIs(token.text, value)

    def _value(self) -> str:
        token = self._peek
        if token.kind == "quoted":
            return re.sub(r"\\(.)", r"\1", token.text[1:-1])
        if token.kind != "word" or token.text in _JOINTS or not _BARE_VALUE.fullmatch(token.text):
            self._refuse("a value", "write a word, or any text in double quotes")
        return token.text

    def _skill(self, token: Token) -> AtLeast:
        facts = _FACT_IN_SKILL.findall(token.text)
        if not (_TEMPLATE.fullmatch(token.text) if facts else is_skill_name(token.text)):
            is_large = is_skill_name(token.text.lower())
            mend = "a name has at most 40 small letters, digits and _, the first a letter, and {facts} such as {area}"
            self._refuse("a skill or a fact", f"write `{token.text.lower()}`" if is_large else mend, token)
        if unknown := [fact for fact in facts if fact not in FACTS]:
            mend = f"{unknown[0][:SHOWN_MAX]} is no fact: take one of {_FACT_LIST}"
            self._refuse("a skill with a known fact in braces", mend, token)
        if self._take(">="):
            return AtLeast(token.text, self._level())
        if self._is_at_comparison:
            self._refuse("`>=`", f"a skill has a level: write `{token.text} >= 50`; facts with `=` are {_FACT_LIST}")
        return AtLeast(token.text, 1)

    def _level(self) -> int:
        token = self._peek
        if token.kind != "word" or not _LEVEL.fullmatch(token.text) or not 1 <= int(token.text) <= LEVEL_MAX:
            self._refuse(f"a whole number from 1 to {LEVEL_MAX}", "write a level such as `60`")
        self._next += 1
        return int(token.text)


def _written(requirement: Requirement, is_inside_all: bool) -> str:
    match requirement:
        case AtLeast(skill, level):
            return skill if level == 1 else f"{skill} >= {level}"
        case FactIs(fact, value):
            return fact if fact in FLAGS and value == "true" else f"{fact} = {_written_value(value)}"
        case AllOf(parts):
            return " and ".join(_written(part, True) for part in parts) or "anyone"
        case AnyOf(parts):
            text = " or ".join(_written(part, False) for part in parts) or "nobody"
            return f"({text})" if is_inside_all and parts else text


def _written_value(value: str) -> str:
    if _BARE_VALUE.fullmatch(value) and value not in _JOINTS:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
