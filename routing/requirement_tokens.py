"""The words and signs that the text of a requirement is made of. Owns what is refused before any grammar is asked."""

import re
from dataclasses import dataclass

TEXT_LENGTH_MAX = 500
SHOWN_MAX = 20


@dataclass(frozen=True, slots=True)
class RequirementProblem:
    """Why a text is no requirement: the first fault, at a column counted from 1, and how to mend it."""

    column: int
    found: str
    expected: str
    mend: str


class Refusal(Exception):
    """Ends the reading of a text, with the problem to show for it."""

    def __init__(self, column: int, found: str, expected: str, mend: str) -> None:
        super().__init__(expected)
        self.problem = RequirementProblem(column, found, expected, mend)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a quoted text, a sign or the end."""

    kind: str
    text: str
    column: int


_TOKEN = re.compile(
    r"""\s*(?:
      (?P<word>(?:[\w.-]|\{[^{}\s]*\})+)
    | (?P<quoted>"(?:[^"\\]|\\["\\])*")
    | (?P<sign>>=|<=|==|!=|[<>=()])
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_INSTEAD = {"&": "and", ",": "and", "，": "and", "|": "or", "'": '"', "“": '"', "”": '"', "≥": ">="}
_INSTEAD |= {"（": "(", "）": ")", "＝": "=", "＞": ">", "＂": '"'}


def read_tokens(text: str) -> list[Token]:
    """Cut a text into tokens, the end the last of them, or raise Refusal."""
    if len(text) > TEXT_LENGTH_MAX:
        mend = "say less, or set skills that stand for several"
        raise Refusal(TEXT_LENGTH_MAX + 1, f"{len(text)} characters", f"at most {TEXT_LENGTH_MAX} characters", mend)
    if half := _HALF_CHARACTER.search(text):
        raise Refusal(half.start() + 1, "half a character", "whole characters", "type this character anew")
    tokens: list[Token] = []
    offset = 0
    while True:
        match = _TOKEN.match(text, offset)
        if match is None:
            raise _unreadable(text, offset)
        kind = match.lastgroup or "end"
        tokens.append(Token(kind, match[kind], match.start(kind) + 1))
        if kind == "end":
            return tokens
        offset = match.end()


def _unreadable(text: str, offset: int) -> Refusal:
    rest = text[offset:].lstrip()
    column = len(text) - len(rest) + 1
    if rest[0] == '"':
        mend = 'end the text with `"`; inside it write `\\"` for a quote and `\\\\` for a backslash'
        return Refusal(column, f"`{rest[:SHOWN_MAX]}`", "a text in double quotes", mend)
    instead = _INSTEAD.get(rest[0])
    mend = f"write `{instead}` instead" if instead else "take it out, or put the value of a fact in double quotes"
    return Refusal(column, f"`{rest[0]}`", "a skill, a fact, `and`, `or`, `>=`, `=` or brackets", mend)
