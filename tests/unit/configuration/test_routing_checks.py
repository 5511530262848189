"""What `cic check` says of routing: each rule on a bad text and on a good one beside it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from cic.cli.main import PROJECT
from cic.configuration.loader import load_center
from cic.configuration.problems import Severity
from tests.unit.configuration.small_center import ALWAYS, agent, load, problems_of, queue, write_center

pytestmark = pytest.mark.unit

SPANISH = 'requires: "spanish >= 60"'
ANN = agent("ann", "sales", "skills: {spanish: 80}")
TWO_LEVELS = (ANN, agent("bob", "sales", "skills: {spanish: 40}"))
VIP = queue("vip", "priority: 10")
PRIORITY = "next_interaction: {strategy: priority}\n"


def relax(*steps: str) -> str:
    return f"relax: [{', '.join(f'{{{step}}}' for step in steps)}]"


def said(folder: Path, queues: Sequence[str], agents: Sequence[str], center: str = "") -> list[str]:
    """Where and what was found; what is said again of the flow that leads to such a queue is left out."""
    found = problems_of(write_center(folder, queues, agents, center=center))
    return [f"{problem.where}: {problem.found}" for problem in found if problem.where != "node wait, queue"]


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (['requires: "spannish >= 60"'], "queues.sales.requires: the unknown skill 'spannish'"),
        (['requires: "area_{area}"'], "queues.sales.requires: 'area_{area}', which fits no skill"),
        (['requires: "spanish > 60"'], 'queues.sales.requires: `>` at column 9 of "spanish > 60"'),
        (["prefers: [second_lin]"], "queues.sales.prefers: the unknown group 'second_lin'"),
        ([relax("after_s: 9, drop: spansh")], "queues.sales.relax step 1: the unknown skill 'spansh'"),
        ([relax("after_s: 9, lower: {spansh: 5}")], "queues.sales.relax step 1: the unknown skill 'spansh'"),
        ([relax("after_s: 9, widen_to: first")], "queues.sales.relax step 1: the unknown group 'first'"),
        ([relax("after_s: 9, overflow_to: sale")], "queues.sales.relax step 1: the unknown queue 'sale'"),
        ([relax("after_s: 9, requires: frensh")], "queues.sales.relax step 1.requires: the unknown skill 'frensh'"),
        (
            ["choose_agent: {strategy: weighted, weights: {attributes: {calm: 2}}}"],
            "queues.sales.choose_agent.weights.attributes: the unknown attribute 'calm'",
        ),
        (['requires: "grade = glod or spanish"'], "queues.sales.requires: the unknown grade 'glod'"),
    ],
)
def test_an_unknown_name_is_told_once_and_nothing_follows_from_it(
    tmp_path: Path, lines: list[str], complaint: str
) -> None:
    grades = "next_interaction: {grades: {gold: 20}}\n"
    assert said(tmp_path, [queue("sales", *lines)], [ANN], grades) == [complaint]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("skills: {spannish: 80}", "agents.ann.skills: the unknown skill 'spannish'"),
        ("groups: [second]", "agents.ann.groups: the unknown group 'second'"),
        ("at_most: {chatt: 1}", "agents.ann.at_most: the unknown medium 'chatt'"),
        ("skills: {spanish: 101}", "agents.ann.skills.spanish: '101'"),
    ],
)
def test_a_slip_in_an_agent_is_told_once_and_nothing_follows_from_it(tmp_path: Path, line: str, complaint: str) -> None:
    steps = relax("after_s: 9, widen_to: second_line")
    skills = () if line.startswith("skills") else ("skills: {spanish: 80}",)
    agents = [agent("ann", "sales", line, *skills), agent("eve", "", "skills: {spanish: 70}", "groups: [second_line]")]
    assert said(tmp_path, [queue("sales", SPANISH, steps)], agents) == [complaint]


def test_an_unknown_medium_is_told(tmp_path: Path) -> None:
    center = "media: {mial: {share: 50}, mail: {interrupted_by: [phone]}}\n"
    assert said(tmp_path, [queue("sales")], [ANN], center) == [
        "center.media: the unknown medium 'mial'",
        "center.media.mail.interrupted_by: the unknown medium 'phone'",
    ]


def test_known_names_are_no_problem(tmp_path: Path) -> None:
    lines = (
        'requires: "spanish >= 60 and (billing >= 40 or billing_basic or billing_{grade}) or grade = gold"',
        "prefers: [second_line]",
        "choose_agent: {strategy: weighted, weights: {skill_fit: 1, attributes: {calm: 2}}}",
    )
    able = agent("ann", "sales", "skills: {spanish: 80, billing: 50}", "attributes: {calm: 3}", "groups: [second_line]")
    assert said(tmp_path, [queue("sales", *lines)], [able], "next_interaction: {grades: {gold: 20}}\n") == []


def test_a_queue_that_nobody_can_serve_at_any_step(tmp_path: Path) -> None:
    low = agent("bob", "sales", "skills: {spanish: 40}")
    complaint = "queues.sales: no agent who meets 'spanish >= 60'"
    assert said(tmp_path / "bad", [queue("sales", SPANISH)], [low]) == [complaint]
    empty = said(tmp_path / "empty", [queue("sales"), queue("support")], [ANN])
    assert empty == ["queues.support: no agent"]
    steps = relax("after_s: 30, lower: {spanish: 50}")
    assert said(tmp_path / "step", [queue("sales", SPANISH, steps)], [low]) == [
        f"{complaint}, not even after its last step"
    ]
    for number, step in enumerate(("lower: {spanish: 40}", "drop: spanish", "requires: spanish", "requires: anyone")):
        good = queue("sales", SPANISH, relax(f"after_s: 30, {step}"))
        assert said(tmp_path / f"good{number}", [good], [low]) == []
    helper = agent("eve", "", "skills: {spanish: 70}", "groups: [second_line]")
    good = queue("sales", SPANISH, relax("after_s: 30, widen_to: second_line"))
    assert said(tmp_path / "group", [good], [helper]) == []


def test_facts_may_be_what_decides(tmp_path: Path) -> None:
    skills = ("spanish", "area_north", "area_south")
    north = agent("ann", "sales", "skills: {area_north: 50}")
    for number, text in enumerate(
        ("area_{area} >= 50", "grade = gold", "is_vip or spanish", "area = south and area_north")
    ):
        folder = write_center(tmp_path / str(number), [queue("sales", f'requires: "{text}"')], [north], skills=skills)
        assert problems_of(folder) == ()
    bad = write_center(tmp_path / "bad", [queue("sales", 'requires: "area_{area} >= 60"')], [north], skills=skills)
    assert [problem.where for problem in problems_of(bad)] == ["node wait, queue", "queues.sales"]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("lower: {spanish: 50}", "lower spanish to 50"),
        ("lower: {billing: 10}", "lower billing to 10"),
        ("drop: billing", "drop billing"),
        ('requires: "spanish >= 50"', "requires spanish >= 50"),
        ("widen_to: second_line", "widen to second_line"),
        ("overflow_to: support", "overflow to support"),
    ],
)
def test_a_step_that_adds_nobody(tmp_path: Path, step: str, words: str) -> None:
    support = queue("support", "requires: billing")
    agents = [
        *TWO_LEVELS,
        agent("carl", "sales, support", "skills: {spanish: 90, billing: 9}", "groups: [second_line]"),
    ]
    found = said(tmp_path, [queue("sales", SPANISH, relax(f"after_s: 30, {step}")), support], agents)
    assert found == [f"queues.sales.relax step 1: a step that adds nobody ({words})"]


@pytest.mark.parametrize(
    "step",
    ["lower: {spanish: 40}", "drop: spanish", "requires: spanish", "widen_to: second_line", "overflow_to: support"],
)
def test_a_step_that_adds_somebody_is_no_problem(tmp_path: Path, step: str) -> None:
    agents = [*TWO_LEVELS, agent("carl", "support", "skills: {spanish: 90}", "groups: [second_line]")]
    assert said(tmp_path, [queue("sales", SPANISH, relax(f"after_s: 30, {step}")), queue("support")], agents) == []


def test_a_step_may_do_again_what_an_earlier_one_does_on_a_condition(tmp_path: Path) -> None:
    first, second = "after_s: 10, drop: spanish, if_waiting_over: 5", "after_s: 60, drop: spanish"
    assert said(tmp_path / "good", [queue("sales", SPANISH, relax(first, second))], TWO_LEVELS) == []
    sure = "after_s: 10, drop: spanish"
    assert said(tmp_path / "bad", [queue("sales", SPANISH, relax(sure, second))], TWO_LEVELS) == [
        "queues.sales.relax step 2: a step that adds nobody (drop spanish)"
    ]


def test_a_requirement_that_narrows(tmp_path: Path) -> None:
    narrow = relax("after_s: 30, lower: {spanish: 40}", 'after_s: 60, requires: "spanish >= 50 or billing"')
    agents = [*TWO_LEVELS, agent("carl", "sales", "skills: {billing: 50}")]
    found = said(tmp_path / "bad", [queue("sales", SPANISH, narrow)], agents)
    assert found == [
        "queues.sales.relax step 2.requires: 'spanish >= 50 or billing', "
        "which is not wider than 'spanish >= 40' that held before"
    ]
    wide = relax("after_s: 30, lower: {spanish: 40}", 'after_s: 60, requires: "spanish >= 40 or billing"')
    assert said(tmp_path / "good", [queue("sales", SPANISH, wide)], agents) == []
    by_fact = queue("sales", 'requires: "language = es and spanish >= 60"', relax("after_s: 30, requires: spanish"))
    assert said(tmp_path / "fact", [by_fact], TWO_LEVELS) == []


def test_steps_ascend_in_time(tmp_path: Path) -> None:
    steps = relax("after_s: 60, priority: 5", "after_s: 30, priority: 5")
    assert said(tmp_path / "bad", [queue("sales", steps)], [ANN], PRIORITY) == [
        "queues.sales.relax step 2.after_s: 30 s after a step of 60 s"
    ]
    together = relax("after_s: 60, priority: 5", "after_s: 60, drop: spanish")
    assert said(tmp_path / "good", [queue("sales", SPANISH, together)], TWO_LEVELS, PRIORITY) == []


def test_a_step_after_the_contact_has_left_is_a_warning(tmp_path: Path) -> None:
    steps = relax("after_s: 60, hand_to: voicemail", "after_s: 90, priority: 5")
    folder = write_center(tmp_path / "bad", [queue("sales", steps)], [ANN], center=PRIORITY)
    (warning,) = load(folder).warnings
    assert (warning.severity, warning.where) == (Severity.WARNING, "queues.sales.relax step 2")
    assert str(warning).startswith("queues.yaml:9: warning: queues.sales")
    perhaps = relax("after_s: 60, hand_to: voicemail, if_waiting_over: 3", "after_s: 90, priority: 5")
    assert said(tmp_path / "good", [queue("sales", perhaps)], [ANN], PRIORITY) == []


def test_overflow_in_a_circle_is_told_once(tmp_path: Path) -> None:
    def overflows(name: str, target: str) -> str:
        return queue(name, relax(f"after_s: 30, overflow_to: {target}"))

    agents = [agent(name, name) for name in ("sales", "support", "billing")]
    circle = [overflows("sales", "support"), overflows("support", "billing"), overflows("billing", "sales")]
    assert said(tmp_path / "bad", circle, agents) == [
        "queues.sales.relax step 1: the overflow loop sales -> support -> billing -> sales"
    ]
    chain = [overflows("sales", "support"), overflows("support", "billing"), queue("billing")]
    assert said(tmp_path / "good", chain, agents) == []
    itself = said(tmp_path / "itself", [overflows("sales", "sales")], [agent("ann", "sales")])
    assert "queues.sales.relax step 1: the overflow loop sales -> sales" in itself


def test_strict_priority_that_starves(tmp_path: Path) -> None:
    shared = [agent("ann", "sales, vip"), agent("bob", "vip, sales")]
    assert said(tmp_path / "bad", [queue("sales"), VIP], shared, PRIORITY) == [
        "queues.sales.priority: the priority 0, while every agent who can serve the queue serves 'vip' (10) first"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "priority: 10",
        "admission: {wait_s_max: 600}",
        relax("after_s: 600, hand_to: voicemail"),
        relax("after_s: 60, priority: 4", "after_s: 90, priority: 6"),
    ],
)
def test_what_keeps_a_queue_from_starving(tmp_path: Path, line: str) -> None:
    assert said(tmp_path, [queue("sales", line), VIP], [agent("ann", "sales, vip")], PRIORITY) == []


def test_only_strict_priority_starves_and_only_without_an_agent_of_its_own(tmp_path: Path) -> None:
    shared, own = agent("ann", "sales, vip"), agent("bob", "sales")
    by_order = "next_interaction: {strategy: agent_order}\n"
    assert said(tmp_path / "1", [queue("sales"), VIP], [shared], by_order) == []
    assert said(tmp_path / "2", [queue("sales"), VIP], [shared, own], PRIORITY) == []
    unable = queue("vip", "priority: 10", "requires: spanish")
    able = agent("eve", "vip", "skills: {spanish: 9}")
    assert said(tmp_path / "3", [queue("sales"), unable], [shared, able], PRIORITY) == []


@pytest.mark.parametrize(
    ("strategy", "points"),
    [("strategy: ageing", 10), ("strategy: weighted", 10), ("strategy: weighted, priority: 3", 30)],
)
def test_ageing_that_does_not_grow_is_strict_priority(tmp_path: Path, strategy: str, points: int) -> None:
    shared, center = [agent("ann", "sales, vip")], f"next_interaction: {{{strategy}}}\n"
    folder = write_center(tmp_path / "bad", [queue("sales"), VIP], shared, center=center)
    (problem,) = problems_of(folder)
    assert problem.where == "queues.sales.priority" and "do not grow" in problem.found
    for number, line in enumerate(("ageing: {per_s: 0.1}", f"ageing: {{initial: {points}}}")):
        assert said(tmp_path / str(number), [queue("sales", line), VIP], shared, center) == []
    urgent = f"next_interaction: {{{strategy}, urgency: 1}}\n"
    if "weighted" in strategy:
        assert said(tmp_path / "urgent", [queue("sales"), VIP], shared, urgent) == []


def test_the_mend_of_a_queue_that_starves_mends_it(tmp_path: Path) -> None:
    shared = [agent("ann", "sales, vip")]
    (problem,) = problems_of(write_center(tmp_path / "bad", [queue("sales"), VIP], shared, center=PRIORITY))
    assert problem.mend.endswith("or use the strategy 'ageing' and give the queue 'ageing: {per_s: 0.1}'")
    ageing = "next_interaction: {strategy: ageing}\n"
    assert said(tmp_path / "good", [queue("sales", "ageing: {per_s: 0.1}"), VIP], shared, ageing) == []


@pytest.mark.parametrize(
    ("strategy", "idle"),
    [
        ("first_come", {"priority", "ageing", "relax step 1"}),
        ("service_level", {"priority", "ageing", "relax step 1"}),
        ("priority", {"ageing"}),
        ("longest_queue", {"ageing"}),
        ("agent_order", {"ageing"}),
        ("ageing", set()),
        ("weighted", set()),
        ("weighted, priority: 0", {"priority", "relax step 1"}),
    ],
)
def test_points_that_count_for_nothing_are_warnings(tmp_path: Path, strategy: str, idle: set[str]) -> None:
    lines = ("priority: 5", "ageing: {per_s: 0.5}", relax("after_s: 60, priority: 5"))
    center = f"next_interaction: {{strategy: {strategy}}}\n"
    warnings = load(write_center(tmp_path / "a", [queue("sales", *lines)], [ANN], center=center)).warnings
    assert {warning.where for warning in warnings} == {f"queues.sales.{each}" for each in idle}
    assert all("counts for nothing" in warning.found for warning in warnings)
    assert load(write_center(tmp_path / "b", [queue("sales")], [ANN], center=center)).warnings == ()


def test_nothing_follows_from_a_strategy_that_cannot_be_read(tmp_path: Path) -> None:
    found = said(tmp_path, [queue("sales", "priority: 5")], [ANN], "next_interaction: {strategy: agein}\n")
    assert found == ["center.next_interaction.strategy: 'agein'"]


def test_the_shipped_center_has_no_warning() -> None:
    assert load_center(PROJECT / "config", PROJECT / "ivr_flows" / "flows").warnings == ()


def test_facts_are_put_in_before_a_skill_is_lowered(tmp_path: Path) -> None:
    asks, low = 'requires: "{language} >= 60"', agent("bob", "sales", "skills: {spanish: 40}")
    for number, step in enumerate(("lower: {spanish: 30}", "drop: spanish")):
        assert said(tmp_path / f"good{number}", [queue("sales", asks, relax(f"after_s: 9, {step}"))], [ANN, low]) == []
    narrow = relax("after_s: 9, lower: {spanish: 30}", 'after_s: 20, requires: "{language} >= 50"')
    found = said(tmp_path / "narrow", [queue("sales", asks, narrow)], [ANN, low])[-1]
    assert "which is not wider than 'spanish >= 30' that held before" in found
    plain = relax('after_s: 20, requires: "{language} >= 70"')
    found = said(tmp_path / "plain", [queue("sales", asks, plain)], [ANN, low])[-1]
    assert "which is not wider than '{language} >= 60' that held before" in found


def test_a_step_relaxes_what_stands_before_it_alone(tmp_path: Path) -> None:
    first, over = "after_s: 10, drop: spanish", "after_s: 60, overflow_to: support"
    support, able = queue("support", SPANISH), agent("eve", "support", "skills: {spanish: 40}")
    queues, agents = [queue("sales", SPANISH, relax(first, over)), support], [*TWO_LEVELS, able]
    agents = [*agents, agent("hugo", "sales, support", "skills: {spanish: 90}")]
    assert said(tmp_path / "before", queues, agents) == [
        "queues.sales.relax step 2: a step that adds nobody (overflow to support)"
    ]
    after = queue("sales", SPANISH, relax("after_s: 10, overflow_to: support", "after_s: 60, drop: spanish"))
    other = agent("gus", "support", "skills: {spanish: 90}")
    assert said(tmp_path / "after", [after, support], [ANN, other, able]) == []


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("choose_agent: weighted", "'weighted' without weights"),
        ("choose_agent: {strategy: most_skilled, weights: {cost: -1}}", "weights with 'most_skilled'"),
        ("choose_agent: {strategy: round_robin, seed: 7}", "a seed with 'round_robin'"),
    ],
)
def test_what_a_strategy_does_not_use(tmp_path: Path, line: str, complaint: str) -> None:
    assert said(tmp_path, [queue("sales", line)], [ANN]) == [f"queues.sales.choose_agent: {complaint}"]


def test_all_problems_at_once(tmp_path: Path) -> None:
    """One text with everything that the lint knows; each is told with file, line, and how to mend it."""
    queues = [
        queue("sales", 'requires: "spansh >= 60"', relax("after_s: 30, overflow_to: support")),
        queue("support", relax("after_s: 60, overflow_to: sales", "after_s: 30, priority: 5")),
        queue("empty", 'requires: "billing >= 40 or"'),
        queue("closed", 'requires: "billing >= 99"'),
    ]
    agents = [agent("ann", "sales, support, empty, closed"), agent("bob", "sales")]
    never = ALWAYS.replace('"00:00-24:00"', "")
    center = "media: {mail: {share: 200}}\n" + PRIORITY
    folder = write_center(tmp_path, queues, agents, center=center, hours=never)
    found = problems_of(folder)
    assert [(problem.file, problem.line, problem.where) for problem in found] == [
        ("center.yaml", 7, "center.media.mail"),
        ("hours.yaml", 3, "calendars.office"),
        ("queues.yaml", 9, "queues.sales.requires"),
        ("queues.yaml", 10, "queues.sales.relax step 1"),
        ("queues.yaml", 18, "queues.support.relax step 2.after_s"),
        ("queues.yaml", 26, "queues.empty.requires"),
        ("queues.yaml", 34, "queues.closed"),
    ]
    assert all(problem.expected and problem.mend for problem in found)
