"""Requirements made wider, and which of two is the wider. Owns that widening never narrows; must not read text."""

from routing.requirements import ANYONE, AllOf, AnyOf, AtLeast, FactIs, Requirement, both, meets, normal

CLAUSES_MAX = 1_000


def lower(requirement: Requirement, skill: str, level: int) -> Requirement:
    """The requirement widened: the skill is asked for at this level at most; below 1 it is dropped."""
    return normal(_lowered(requirement, skill, level))


def drop(requirement: Requirement, skill: str) -> Requirement:
    """The requirement widened: whatever asks for the skill is met by anyone, so an AnyOf with it is, too."""
    return lower(requirement, skill, 0)


def implies(narrow: Requirement, wide: Requirement) -> bool:
    """Whether everybody who meets the narrow requirement meets the wide one; both are resolved.

    Exact, except that a narrow one which can be met in more than CLAUSES_MAX ways may get the cautious answer False.
    """
    if both(narrow, wide) == normal(narrow):
        return True  # needs no clauses
    clauses = _clauses(normal(narrow))
    # More skill never serves less, so agents who just meet the narrow requirement speak for all who meet it.
    return clauses is not None and all(meets(wide, clause) for clause in clauses)


def _lowered(requirement: Requirement, skill: str, level: int) -> Requirement:
    if isinstance(requirement, AllOf | AnyOf):
        return type(requirement)(tuple(_lowered(part, skill, level) for part in requirement.parts))
    if isinstance(requirement, FactIs) or requirement.skill != skill:
        return requirement
    return AtLeast(skill, min(requirement.level, level)) if level >= 1 else ANYONE


def _clauses(requirement: Requirement) -> list[dict[str, int]] | None:
    """The least skilled agents who meet the requirement, and perhaps better ones; None if more than CLAUSES_MAX."""
    if isinstance(requirement, AtLeast):
        return [{requirement.skill: requirement.level}]
    assert not isinstance(requirement, FactIs), "facts are decided by resolve"
    is_any = isinstance(requirement, AnyOf)
    found: list[dict[str, int]] = [] if is_any else [{}]
    for part in requirement.parts:
        ways = _clauses(part)
        if ways is None or (len(found) + len(ways) if is_any else len(found) * len(ways)) > CLAUSES_MAX:
            return None
        found = [*found, *ways] if is_any else [_joined(one, other) for one in found for other in ways]
    return found


def _joined(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return {**one, **{skill: max(level, one.get(skill, 0)) for skill, level in other.items()}}
