"""What a requirement means, how it is written, and what is said of a text that is none."""

import pytest

from cic.journal.codec import Codec
from routing.requirement_text import parse_requirement, write_requirement
from routing.requirement_tokens import RequirementProblem
from routing.requirement_widening import CLAUSES_MAX, drop, implies, lower
from routing.requirements import (
    ANYONE,
    NOBODY,
    AllOf,
    AnyOf,
    AtLeast,
    FactIs,
    Requirement,
    both,
    facts_named,
    fit,
    is_skill_name,
    meets,
    normal,
    resolve,
    skills_named,
)

pytestmark = pytest.mark.unit

SPANISH, BILLING = AtLeast("spanish", 60), AtLeast("billing", 40)
GOLD = FactIs("grade", "gold")


def read(text: str) -> Requirement:
    """The requirement of a text that is right."""
    found = parse_requirement(text)
    assert not isinstance(found, RequirementProblem), found
    return found


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("spanish >= 60", SPANISH),
        ("billing_basic", AtLeast("billing_basic", 1)),
        ("spanish>=60 and billing>=40", AllOf((BILLING, SPANISH))),
        ("a or b and c", AnyOf((AtLeast("a", 1), AllOf((AtLeast("b", 1), AtLeast("c", 1)))))),
        ("(a or b) and c", AllOf((AtLeast("c", 1), AnyOf((AtLeast("a", 1), AtLeast("b", 1)))))),
        ("((a))", AtLeast("a", 1)),
        ("grade = gold", GOLD),
        ('area = "Shanghai \\"Pudong\\" \\\\ 浦东"', FactIs("area", 'Shanghai "Pudong" \\ 浦东')),
        ("area = 上海", FactIs("area", "上海")),
        ("is_vip", FactIs("is_vip", "true")),
        ("is_known = false", FactIs("is_known", "false")),
        ("area_{area} >= 5", AtLeast("area_{area}", 5)),
        ("{language}", AtLeast("{language}", 1)),
        ("anyone", ANYONE),
        ("a and nobody", NOBODY),
    ],
)
def test_a_text_is_read(text: str, meaning: Requirement) -> None:
    assert read(text) == meaning
    assert read(write_requirement(meaning)) == meaning


@pytest.mark.parametrize(
    ("text", "column", "found", "expected", "mend"),
    [
        ("", 1, "the end", "a skill", "name a skill"),
        ("  and a", 3, "`and`", "a skill", "name a skill"),
        ("not a", 1, "`not`", "a skill", "say what is needed"),
        ("a AND b", 3, "`AND`", "`and`, `or`", "small letters"),
        ("Spanish >= 6", 1, "`Spanish`", "a skill", "write `spanish`"),
        ("a-b", 1, "`a-b`", "a skill", "at most 40 small letters"),
        ("a" * 41, 1, f"`{'a' * 20}…`", "a skill", "at most 40 small letters"),
        ("{mood}", 1, "`{mood}`", "a known fact", "mood is no fact: take one of area, grade"),
        ("{} ", 1, "`{}`", "a skill", "{area}"),
        ("a >= 0", 6, "`0`", "1 to 100", "such as `60`"),
        ("a >= 101", 6, "`101`", "1 to 100", "such as `60`"),
        ("a >= 60.5", 6, "`60.5`", "whole number", "such as `60`"),
        ("a >= ", 6, "the end", "1 to 100", "such as `60`"),
        ("a > 60", 3, "`>`", "`>=`", "write `a >= 50`"),
        ("country = zh", 9, "`=`", "`>=`", "facts with `=` are area, grade"),
        ("grade >= 4", 7, "`>=`", "`=`", "`grade = value`"),
        ("grade", 6, "the end", "`=`", "`grade = value`"),
        ("is_vip >= 1", 8, "`>=`", "`=`", "`is_vip = true`"),
        ("is_vip = maybe", 10, "`maybe`", "`true` or `false`", "write `is_vip`"),
        ("grade = or a", 9, "`or`", "a value", "double quotes"),
        ('area = "Shanghai', 8, '`"Shanghai`', "double quotes", "end the text"),
        ("（a）", 1, "`（`", "brackets", "write `(`"),
        ("a & b", 3, "`&`", "`and`", "write `and`"),
        ("a b", 3, "`b`", "`and`, `or` or the end", "join terms"),
        ("(a or b", 8, "the end", "`)`", "column 1"),
        ("a)", 2, "`)`", "the end", "join terms"),
        ("(" * 11 + "a" + ")" * 11, 11, "`(`", "at most 10", "needless"),
        (" or ".join(f"s{number}" for number in range(51)), 341, "`s50`", "at most 50 terms", "several"),
        ("a" * 501, 501, "501 characters", "at most 500", "say less"),
        ('area = "\ud800"', 9, "half a character", "whole", "anew"),
    ],
)
def test_a_fault_is_shown_with_its_place_and_how_to_mend_it(
    text: str, column: int, found: str, expected: str, mend: str
) -> None:
    problem = parse_requirement(text)
    assert isinstance(problem, RequirementProblem)
    assert (problem.column, problem.found) == (column, found)
    assert expected in problem.expected
    assert mend in problem.mend


def test_the_bounds_themselves_are_allowed() -> None:
    assert read("(" * 10 + "a >= 100" + ")" * 10) == AtLeast("a", 100)
    assert len(skills_named(read(" or ".join(f"s{number}" for number in range(50))))) == 50
    assert read("a".ljust(500)) == AtLeast("a", 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a and b", "b and a and b"),
        ("a and (b and c)", "(c and a) and b"),
        ("a >= 60 and a >= 40", "a >= 60"),
        ("a >= 60 or a >= 40", "a >= 40"),
        ("a and anyone", "a"),
        ("a or anyone", "anyone"),
        ("a or nobody", "a"),
        ("a and nobody", "nobody"),
        ("a >= 60 and (a >= 40 or b)", "a >= 60"),
        ("a or a and b", "a"),
        ("(a or b) and (c or b or a)", "b or a"),
    ],
)
def test_equal_meanings_are_equal(one: str, other: str) -> None:
    assert read(one) == read(other)
    assert hash(read(one)) == hash(read(other))


def test_a_junction_of_one_part_is_that_part() -> None:
    assert normal(AllOf((AnyOf((SPANISH,)),))) == SPANISH
    assert both(SPANISH, ANYONE) == SPANISH
    assert both(SPANISH, BILLING) == both(BILLING, SPANISH) == AllOf((BILLING, SPANISH))


@pytest.mark.parametrize(
    ("text", "facts", "resolved"),
    [
        ("grade = gold and spanish >= 60", {"grade": "gold"}, "spanish >= 60"),
        ("grade = gold and spanish >= 60", {"grade": "Gold"}, "nobody"),
        ("is_vip or spanish >= 60", {"is_vip": "true"}, "anyone"),
        ("is_vip or spanish >= 60", {}, "spanish >= 60"),
        ("area_{area} >= 30", {"area": "Shanghai"}, "area_shanghai >= 30"),
        ("{language} or english", {"language": "ZH"}, "zh or english"),
        ("{language} or english", {}, "english"),
        ("area_{area}", {"area": "上海"}, "nobody"),
        ("{language}_{area}", {"language": "zh", "area": "{language}"}, "nobody"),
    ],
)
def test_facts_are_put_in(text: str, facts: dict[str, str], resolved: str) -> None:
    assert resolve(read(text), facts) == read(resolved)


def test_who_meets_a_requirement() -> None:
    requirement = read("spanish >= 60 and (billing >= 40 or billing_basic)")
    assert meets(requirement, {"spanish": 60, "billing_basic": 1})
    assert meets(requirement, {"spanish": 99, "billing": 40})
    assert not meets(requirement, {"spanish": 59, "billing": 40})
    assert not meets(requirement, {"spanish": 60, "billing": 39})
    assert meets(ANYONE, {})
    assert not meets(NOBODY, {"spanish": 100})


def test_what_is_not_resolved_cannot_be_met() -> None:
    with pytest.raises(AssertionError, match="resolve"):
        meets(GOLD, {})
    with pytest.raises(AssertionError, match="resolve"):
        implies(GOLD, SPANISH)


def test_fit_adds_the_levels_of_the_named_skills() -> None:
    requirement = read("spanish >= 60 and (billing >= 40 or spanish >= 90)")
    assert fit(requirement, {"spanish": 70, "billing": 50, "french": 90}) == 120
    assert fit(requirement, {"spanish": 70}) == 70
    assert fit(ANYONE, {"spanish": 70}) == 0


def test_what_is_named() -> None:
    requirement = read("area_{area} and (is_vip or language = zh) and spanish")
    assert skills_named(requirement) == {"area_{area}", "spanish"}
    assert facts_named(requirement) == {"area", "is_vip", "language"}
    assert is_skill_name("billing_2")
    assert not any(map(is_skill_name, ["", "2nd", "Spanish", "grade", "or", "anyone", "a" * 41, "中文", "a\n"]))


def test_widening() -> None:
    requirement = read("spanish >= 60 and (billing >= 40 or french >= 20) and grade = gold")
    assert lower(requirement, "spanish", 30) == read(
        "spanish >= 30 and (billing >= 40 or french >= 20) and grade = gold"
    )
    assert lower(requirement, "spanish", 80) == requirement
    assert lower(requirement, "spanish", 0) == drop(requirement, "spanish")
    assert drop(requirement, "spanish") == read("(billing >= 40 or french >= 20) and grade = gold")
    assert drop(requirement, "billing") == read("spanish >= 60 and grade = gold")
    assert drop(read("spanish"), "spanish") == ANYONE


def test_implies() -> None:
    assert implies(read("a >= 60 and b"), read("a >= 40"))
    assert not implies(read("a >= 40"), read("a >= 60"))
    assert implies(read("(a or b) and (a or c)"), read("a or b and c"))
    assert implies(read("a or b and c"), read("(a or b) and (a or c)"))
    assert implies(NOBODY, read("a"))
    assert implies(read("a"), ANYONE)
    assert not implies(ANYONE, read("a"))


def test_implies_is_cautious_where_there_are_too_many_ways() -> None:
    pairs = [f"(a{number} or b{number})" for number in range(10)]
    within, beyond = read(" and ".join(pairs[:9])), read(" and ".join(pairs))
    assert 2**9 <= CLAUSES_MAX < 2**10
    both_ways = "a0 and a1 or a0 and b1 or b0 and a1 or b0 and b1"
    assert implies(within, read(both_ways))
    assert not implies(beyond, read(both_ways))
    assert implies(beyond, read(pairs[3]))


def test_a_requirement_is_journalled() -> None:
    codec = Codec(Requirement)
    requirement = read("grade = gold and (spanish >= 60 or area_{area} and billing)")
    assert codec.from_text(codec.to_text(requirement)) == requirement
