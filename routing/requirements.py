"""What an interaction requires of an agent's skills. Owns types and meaning; must not know agents, or text.

A requirement is positive: more skill never serves less. Levels are 1 to 100; a skill that an agent lacks is at 0. A
skill may be named by a template such as ``area_{area}``, and facts of the contact may be asked for; ``resolve`` puts
the facts in, once for each contact, and what is resolved speaks of skills only.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

FLAGS = frozenset({"is_known", "is_vip"})
"""Facts that are ``true`` or ``false``."""
FACTS = FLAGS | {"area", "grade", "language"}
RESERVED = FACTS | {"and", "or", "not", "anyone", "nobody"}
"""Words that are no names of skills, because they mean something else in a requirement."""
_SKILL = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FACT_IN_SKILL = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The agent has the skill at this level, 1 to 100, or better."""

    skill: str
    level: int


@dataclass(frozen=True, slots=True)
class FactIs:
    """The contact's fact has this value, letter for letter."""

    fact: str
    value: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part is met; met by anyone if there is none."""

    parts: tuple["Requirement", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part is met; met by nobody if there is none."""

    parts: tuple["Requirement", ...]


Requirement = AtLeast | FactIs | AllOf | AnyOf
ANYONE = AllOf(())
NOBODY = AnyOf(())


def is_skill_name(text: str) -> bool:
    """Whether a skill may have this name."""
    return _SKILL.fullmatch(text) is not None and text not in RESERVED


def normal(requirement: Requirement) -> Requirement:
    """The requirement flat, in order and without parts that another makes needless; equal however it was ordered."""
    if isinstance(requirement, AtLeast | FactIs):
        return requirement
    kind = type(requirement)
    parts: set[Requirement] = set()
    for part in map(normal, requirement.parts):
        parts.update(part.parts if isinstance(part, kind) else (part,))
    kept = sorted(parts, key=_order)
    for part in tuple(kept):
        others = [other for other in kept if other is not part]
        # In AllOf the narrower of two parts says it all, in AnyOf the wider.
        if any(_entails(other, part) if kind is AllOf else _entails(part, other) for other in others):
            kept = others
    return kept[0] if len(kept) == 1 else kind(tuple(kept))


def both(one: Requirement, other: Requirement) -> Requirement:
    """What is met by whoever meets the one and the other."""
    return normal(AllOf((one, other)))


def resolve(requirement: Requirement, facts: Mapping[str, str]) -> Requirement:
    """The requirement for a contact with these facts: facts are decided, and their values put into names of skills.

    Values are put in lower-cased. Where the fact is missing, or no skill can have the resulting name, nobody meets the
    term.
    """
    return normal(_resolved(requirement, facts))


def meets(requirement: Requirement, skills: Mapping[str, int]) -> bool:
    """Whether an agent with these skills (levels by name) meets the resolved requirement."""
    if isinstance(requirement, AtLeast):
        return skills.get(requirement.skill, 0) >= requirement.level
    assert not isinstance(requirement, FactIs), "a fact is decided by resolve, not by an agent's skills"
    wanted = isinstance(requirement, AnyOf)
    for part in requirement.parts:
        if meets(part, skills) is wanted:
            return wanted
    return not wanted


def fit(requirement: Requirement, skills: Mapping[str, int]) -> int:
    """How skilled an agent is for the requirement: the sum of the levels of the skills that it names."""
    return sum(skills.get(skill, 0) for skill in skills_named(requirement))


def skills_named(requirement: Requirement) -> frozenset[str]:
    """The skills that the requirement names, templates as they are written."""
    return frozenset(term.skill for term in _terms(requirement) if isinstance(term, AtLeast))


def facts_named(requirement: Requirement) -> frozenset[str]:
    """The facts that the requirement depends on, be it in the name of a skill."""
    return frozenset(
        fact
        for term in _terms(requirement)
        for fact in ((term.fact,) if isinstance(term, FactIs) else _FACT_IN_SKILL.findall(term.skill))
    )


def _order(requirement: Requirement) -> tuple[object, ...]:
    match requirement:
        case FactIs(fact, value):
            return (0, fact, value)
        case AtLeast(skill, level):
            return (1, skill, level)
        case AllOf(parts) | AnyOf(parts):
            return (2 if isinstance(requirement, AllOf) else 3, tuple(map(_order, parts)))


def _terms(requirement: Requirement) -> Iterator[AtLeast | FactIs]:
    if isinstance(requirement, AtLeast | FactIs):
        yield requirement
    else:
        for part in requirement.parts:
            yield from _terms(part)


def _resolved(requirement: Requirement, facts: Mapping[str, str]) -> Requirement:
    match requirement:
        case FactIs(fact, value):
            return ANYONE if facts.get(fact) == value else NOBODY
        case AtLeast(skill, level) if "{" in skill:
            # A missing fact stays in braces, and so no skill has the name.
            name = _FACT_IN_SKILL.sub(lambda found: facts.get(found[1], found[0]).lower(), skill)
            return AtLeast(name, level) if is_skill_name(name) else NOBODY
        case AllOf(parts) | AnyOf(parts):
            return type(requirement)(tuple(_resolved(part, facts) for part in parts))
    return requirement


def _entails(narrow: Requirement, wide: Requirement) -> bool:
    """Whether the form alone shows that the narrow one implies the wide one; it does not always show."""
    if isinstance(narrow, AtLeast) and isinstance(wide, AtLeast):
        return narrow.skill == wide.skill and narrow.level >= wide.level
    if isinstance(narrow, AtLeast | FactIs) and isinstance(wide, AtLeast | FactIs):
        return narrow == wide
    return _entails_by_parts(narrow, wide)


# The same two parts are reached on many ways; without the cache the work would grow with the number of ways.
@lru_cache(maxsize=10_000)
def _entails_by_parts(narrow: Requirement, wide: Requirement) -> bool:
    if isinstance(narrow, AnyOf):
        return all(_entails(part, wide) for part in narrow.parts)
    if isinstance(wide, AllOf):
        return all(_entails(narrow, part) for part in wide.parts)
    if isinstance(narrow, AllOf) and any(_entails(part, wide) for part in narrow.parts):
        return True
    return isinstance(wide, AnyOf) and any(_entails(narrow, part) for part in wide.parts)
