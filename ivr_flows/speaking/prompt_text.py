"""The text of a prompt as parts: words, and values that are put in when it is spoken. Owns this small language.

`Your balance is {balance:amount_eur}.` names a value and its form; `{{` and `}}` are literal braces.
"""

import re
from dataclasses import dataclass

from ivr_flows.problems import nearest_name, one_of, shortened
from ivr_flows.speaking.forms import FORMS

VALUE_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}(\.[a-z][a-z0-9_]{0,59}){0,3}")
_PIECE = re.compile(r"\{\{|\}\}|\{[^{}]*\}|\{|\}|[^{}]+")


@dataclass(frozen=True, slots=True)
class Words:
    """Words that are always the same: one recording."""

    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the session, known when the prompt is played, and the form in which it is spoken."""

    name: str
    form: str


Part = Words | Value


@dataclass(frozen=True, slots=True)
class SpokenText:
    """The text of a prompt: its parts in the order in which they are heard."""

    parts: tuple[Part, ...]

    @property
    def values(self) -> tuple[Value, ...]:
        """The values that must be known before it can be played."""
        return tuple(part for part in self.parts if isinstance(part, Value))

    def played(self, prompt: str) -> tuple[str | Value, ...]:
        """The parts as they are played: each run of words as the name of its recording, values as they are.

        A text without values has the prompt's own name; otherwise the first words are `flow/name-1`, the next ones -2.
        No author can write such a name, and every provider's files can carry it.
        """
        if not self.values:
            return (prompt,)
        names: list[str | Value] = []
        count = 0
        for part in self.parts:
            count += isinstance(part, Words)
            names.append(f"{prompt}-{count}" if isinstance(part, Words) else part)
        return tuple(names)


@dataclass(frozen=True, slots=True)
class TextProblem:
    """What is wrong at one place of a text; ``position`` counts characters from 1."""

    position: int
    found: str
    expected: str


def read_prompt_text(text: str) -> SpokenText | tuple[TextProblem, ...]:
    """Read a text, or say everything that is wrong with it."""
    parts: list[Part] = []
    problems: list[TextProblem] = []
    words = ""
    for piece in _PIECE.finditer(text):
        found = piece[0]
        if found in ("{{", "}}"):
            words += found[0]
        elif found in ("{", "}"):
            problems.append(TextProblem(piece.start() + 1, f"a lone `{found}`", "a value such as `{place:number}`"))
        elif found.startswith("{"):
            value = _read_value(found[1:-1], piece.start() + 1)
            if isinstance(value, Value):
                parts += [*_heard(words), value]
                words = ""
            else:
                problems.append(value)
        else:
            words += found
    parts += _heard(words)
    if not parts and not problems:
        problems.append(TextProblem(1, "nothing that can be spoken", "words, or a value such as `{place:number}`"))
    return tuple(problems) if problems else SpokenText(tuple(parts))


def _read_value(inner: str, position: int) -> Value | TextProblem:
    name, colon, form = (word.strip() for word in inner.partition(":"))
    if not VALUE_NAME.fullmatch(name):
        return TextProblem(position, f"a value named {shortened(name)}", "a name such as `balance` or `queue.place`")
    if not colon:
        return TextProblem(position, f"{shortened(name)} without a form", f"`:` and {one_of(FORMS)}")
    if form not in FORMS:
        near = nearest_name(form, FORMS)
        meant = f" (did you mean `{near}`?)" if near else ""
        return TextProblem(position + 1 + inner.find(":") + 1, f"the form {shortened(form)}{meant}", one_of(FORMS))
    return Value(name, form)


def _heard(words: str) -> list[Part]:
    """Words between values; a full stop alone is not heard and needs no recording."""
    words = words.strip()
    return [Words(words)] if any(letter.isalnum() for letter in words) else []
