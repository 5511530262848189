"""Requirements against a naive reading of them, and against all agents there can be with a few skills."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from routing.requirement_text import parse_requirement, write_requirement
from routing.requirement_tokens import RequirementProblem
from routing.requirement_widening import drop, implies, lower
from routing.requirements import (
    ANYONE,
    NOBODY,
    AllOf,
    AnyOf,
    AtLeast,
    FactIs,
    Requirement,
    both,
    meets,
    normal,
    resolve,
)

pytestmark = pytest.mark.property

SKILLS = ("a", "b", "c")
LEVELS = (1, 40, 100)
FACTS = st.dictionaries(st.sampled_from(["grade", "area", "is_vip"]), st.sampled_from(["true", "A", "b"]))

on_skills = st.builds(AtLeast, st.sampled_from(SKILLS), st.sampled_from(LEVELS))
on_facts = st.one_of(
    st.builds(FactIs, st.sampled_from(["grade", "area"]), st.sampled_from(["A", "b"])),
    st.builds(FactIs, st.just("is_vip"), st.sampled_from(["true", "false"])),
    st.builds(AtLeast, st.sampled_from(["{area}", "{grade}"]), st.sampled_from(LEVELS)),
)
any_text = st.builds(
    FactIs,
    st.just("area"),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(["or", '"']),
)


def trees(terms: st.SearchStrategy[Requirement]) -> st.SearchStrategy[Requirement]:
    """Requirements of these terms, in any form."""
    return st.recursive(
        terms | st.sampled_from([ANYONE, NOBODY]),
        lambda inner: st.one_of(
            st.builds(AllOf, st.lists(inner, max_size=4).map(tuple)),
            st.builds(AnyOf, st.lists(inner, max_size=4).map(tuple)),
        ),
        max_leaves=10,
    )


resolved = trees(on_skills)
unresolved = trees(on_skills | on_facts)
pieces = st.sampled_from(
    [
        "a",
        "b_{area}",
        ">=",
        "60",
        "0",
        "and",
        "or",
        "not",
        "(",
        ")",
        "grade",
        "is_vip",
        "=",
        '"x y"',
        '"',
        "\\",
        "{",
        "上海",
    ]
)
texts = st.text(max_size=600) | st.lists(pieces, max_size=30).map(" ".join) | st.lists(pieces, max_size=12).map("".join)


def agents() -> Iterator[dict[str, int]]:
    """Every agent that the levels can tell apart."""
    return (dict(zip(SKILLS, levels, strict=True)) for levels in product((0, *LEVELS), repeat=len(SKILLS)))


def naive(requirement: Requirement, skills: dict[str, int], facts: dict[str, str]) -> bool:
    """Whether an agent is right for a contact with these facts, by the words of the definition."""
    match requirement:
        case AtLeast(skill, level):
            for fact, value in facts.items():
                skill = skill.replace("{" + fact + "}", value.lower())
            return skills.get(skill, 0) >= level
        case FactIs(fact, value):
            return facts.get(fact) == value
        case AllOf(parts):
            return all([naive(part, skills, facts) for part in parts])
        case AnyOf(parts):
            return any([naive(part, skills, facts) for part in parts])


def shuffled(requirement: Requirement, draw: st.DataObject) -> Requirement:
    """The same with the parts in another order, some of them twice."""
    if isinstance(requirement, AtLeast | FactIs):
        return requirement
    parts = draw.draw(st.permutations([*requirement.parts, *requirement.parts[:1]]))
    return type(requirement)(tuple(shuffled(part, draw) for part in parts))


@given(unresolved, FACTS)
def test_the_normal_form_means_the_same(requirement: Requirement, facts: dict[str, str]) -> None:
    found = normal(requirement)
    assert normal(found) == found
    for skills in agents():
        assert naive(found, skills, facts) == naive(requirement, skills, facts)


@given(unresolved, st.data())
def test_the_order_of_parts_does_not_matter(requirement: Requirement, draw: st.DataObject) -> None:
    other = normal(shuffled(requirement, draw))
    assert (other, hash(other)) == (normal(requirement), hash(normal(requirement)))


@given(unresolved, FACTS)
def test_a_resolved_requirement_is_met_by_those_whom_the_contact_needs(
    requirement: Requirement, facts: dict[str, str]
) -> None:
    found = resolve(requirement, facts)
    assert resolve(found, {}) == found
    for skills in agents():
        assert meets(found, skills) == naive(requirement, skills, facts)


@given(trees(on_skills | on_facts | any_text))
def test_what_is_written_is_read_again(requirement: Requirement) -> None:
    text = write_requirement(requirement)
    assert parse_requirement(text) == normal(requirement)


@settings(max_examples=500)
@given(texts)
@example('"' * 500)
@example("{" * 500)
@example("(" * 500)
def test_any_text_is_read_or_refused_and_never_anything_else(text: str) -> None:
    found = parse_requirement(text)
    if isinstance(found, RequirementProblem):
        assert 1 <= found.column <= len(text) + 1
        assert all((found.found, found.expected, found.mend))
        str(found).encode()
    else:
        assert normal(found) == found
        assert len(write_requirement(found)) > 500 or parse_requirement(write_requirement(found)) == found


@settings(max_examples=300)
@given(resolved, resolved)
def test_one_implies_another_if_all_agents_say_so(narrow: Requirement, wide: Requirement) -> None:
    for one, other in ((narrow, wide), (both(narrow, wide), wide), (narrow, AnyOf((wide, narrow)))):
        assert implies(one, other) == all(meets(other, skills) for skills in agents() if meets(one, skills))


@given(resolved, st.sampled_from(SKILLS), st.integers(0, 100))
def test_lowering_and_dropping_only_widen(requirement: Requirement, skill: str, level: int) -> None:
    lowered, dropped = lower(requirement, skill, level), drop(requirement, skill)
    assert implies(requirement, lowered)
    assert implies(lowered, dropped)
    for skills in agents():
        if skills[skill] >= level:
            assert meets(lowered, skills) == meets(requirement, {**skills, skill: 100})
        assert meets(dropped, skills) == meets(dropped, {**skills, skill: 0})
