"""The small typed parts that the center's text is made of. Owns their forms; holds no behaviour.

References and amounts keep the line they stand on, for problems.
"""

from dataclasses import dataclass

from routing.requirements import Requirement


@dataclass(frozen=True, slots=True)
class LabelText:
    """Words for people, in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class ChoiceText:
    """A code with its words: a disposition, a break reason, a skill, a group, or one of `words.yaml`."""

    code: str
    label: LabelText
    line: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that must be defined elsewhere."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class AmountText:
    """A name with a whole number: a skill's level, a medium's count, a grade's points, an attribute's value."""

    name: str
    amount: int
    line: int


@dataclass(frozen=True, slots=True)
class RequirementText:
    """What is asked of an agent, as written; ``parsed`` is None where the text is no requirement."""

    text: str
    parsed: Requirement | None
    line: int
