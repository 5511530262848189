"""The routing model as text: every key arrives in routing's own types, and what is left out has its meaning."""

from pathlib import Path

import pytest

from cic.configuration.compile import CompiledCenter, compile_center
from routing.configuration import (
    Admission,
    Ageing,
    AgentChoice,
    AgentStrategy,
    AgentWeights,
    InteractionChoice,
    InteractionStrategy,
    MediumConfiguration,
    OfferAgain,
    RecordingRule,
    WrapUpMode,
    WrapUpRule,
)
from routing.relaxation import (
    AskInstead,
    DropSkill,
    HandTo,
    LowerLevel,
    OverflowTo,
    RaisePriority,
    RelaxationStep,
    WidenToGroup,
)
from routing.requirement_text import parse_requirement
from routing.requirements import ANYONE
from routing.vocabulary import Medium
from tests.unit.configuration.small_center import agent, load, problems_of, queue, write_center

pytestmark = pytest.mark.unit

REQUIRES = "spanish >= 60 and (billing >= 40 or billing_basic)"
SALES = queue(
    "sales",
    f'requires: "{REQUIRES}"',
    "prefers: [second_line]",
    "relax:",
    "  - {after_s: 30, lower: {spanish: 30}}",
    "  - {after_s: 60, drop: spanish, if_waiting_over: 5}",
    "  - {after_s: 90, widen_to: second_line}",
    "  - {after_s: 120, priority: 20, if_estimated_wait_over_s: 300}",
    "  - {after_s: 180, overflow_to: support}",
    '  - {after_s: 240, requires: "billing or billing_basic"}',
    "  - {after_s: 600, hand_to: voicemail}",
    "priority: -5",
    "ageing: {initial: 10, per_s: 0.25}",
    "choose_agent:",
    "  strategy: weighted",
    "  fill: true",
    "  weights: {skill_fit: 1, cost: -2, idle_s: 3, occupancy: -4, contacts: -5, attributes: {calm: 6}}",
    "admission: {waiting_max: 40, wait_s_max: 900, leave_when_empty: true, resume_within_s: 120}",
    "wrap_up: {mode: timed_whole, limit_s: 45}",
    "short_abandon_s: 8",
    "offer_again_s: {declined: 5, busy: 6, no_answer: 0}",
    "record: {share_percent: 30, notice: none}",
    "service_level_percent: 90",
    "alarms:",
    "  service_level: {amber: {at: 90, clear_at: 92}, red: {at: 70, clear_at: 75}, over: last_15, decided_min: 3}",
    "  abandon_rate: {amber: {at: 5, clear_at: 4}, over: today}",
    "  longest_wait_s: {red: {at: 60, clear_at: 30}, lasting_s: 5}",
    "  waiting: {amber: {at: 9, clear_at: 5}}",
    "  agents_available: {red: {at: 2, clear_at: 3}}",
)
AGENTS = (
    agent("ann", "support, sales", "team: north", "skills: {spanish: 80, billing: 50}", "attributes: {calm: -3}"),
    agent(
        "bob", "sales", "skills: {spanish: 40, billing: 40}", "cost: 7", "capacity: 150", "at_most: {chat: 2, mail: 0}"
    ),
    agent("carl", "sales", "skills: {billing: 40}"),
    agent("dora", "", "skills: {billing: 40}", "groups: [second_line]"),
    agent("eve", "support"),
    agent("finn", "sales", "skills: {billing_basic: 1}"),
    agent("gus", "sales", "skills: {billing: 1}"),
)
CENTER = """\
media: {chat: {share: 25, interrupted_by: [voice]}, mail: {at_most: 2}}
next_interaction: {strategy: weighted, priority: 2, urgency: 3, preference: -4, grades: {gold: 20}}
"""


def compiled(folder: Path, queues: list[str], agents: tuple[str, ...], center: str = "") -> CompiledCenter:
    return compile_center(load(write_center(folder, queues, agents, center=center)))


@pytest.fixture
def full(tmp_path: Path) -> CompiledCenter:
    """A center that uses every key."""
    return compiled(tmp_path, [SALES, queue("support")], AGENTS, CENTER)


def test_a_queue_with_every_key(full: CompiledCenter) -> None:
    sales = full.applied.routing.queues[0]
    assert sales.requires == parse_requirement(REQUIRES)
    assert sales.prefers == ("second_line",)
    assert (sales.priority, sales.ageing) == (-5, Ageing(10, 250))
    weights = AgentWeights(1, -2, 3, -4, -5, (("calm", 6),))
    assert sales.strategy == AgentStrategy(AgentChoice.WEIGHTED, weights, fills=True)
    assert sales.admission == Admission(40, 900_000, True, 120_000)
    assert sales.wrap_up == WrapUpRule(WrapUpMode.TIMED_WHOLE, 45_000)
    assert sales.offer_again == OfferAgain(5_000, 6_000, 0)
    assert sales.short_abandon_ms == 8_000
    assert sales.record == RecordingRule(30, ""), "the agent says it"


def test_every_kind_of_step(full: CompiledCenter) -> None:
    wider = parse_requirement("billing or billing_basic")
    assert full.applied.routing.queues[0].steps == (
        RelaxationStep(30_000, LowerLevel("spanish", 30)),
        RelaxationStep(60_000, DropSkill("spanish"), if_waiting_over=5),
        RelaxationStep(90_000, WidenToGroup("second_line")),  # type: ignore[arg-type]
        RelaxationStep(120_000, RaisePriority(20), if_estimated_wait_over_ms=300_000),
        RelaxationStep(180_000, OverflowTo("support")),  # type: ignore[arg-type]
        RelaxationStep(240_000, AskInstead(wider)),  # type: ignore[arg-type]
        RelaxationStep(600_000, HandTo("voicemail")),
    )


def test_agents_media_and_the_next_interaction(full: CompiledCenter) -> None:
    routing = full.applied.routing
    ann, bob, _, dora, *_ = routing.agents
    assert ann.queues == ("support", "sales"), "the agent's own order"
    assert (ann.skills, ann.attributes) == ((("spanish", 80), ("billing", 50)), (("calm", -3),))
    assert (bob.cost, bob.capacity, bob.at_most) == (7, 150, ((Medium.CHAT, 2), (Medium.MAIL, 0)))
    assert dora.groups == ("second_line",)
    media = {medium.medium: medium for medium in routing.media}
    assert media[Medium.CHAT] == MediumConfiguration(Medium.CHAT, 25, 3, (Medium.VOICE,))
    before_writing = (Medium.VOICE, Medium.CALLBACK, Medium.CHAT)
    assert media[Medium.MAIL] == MediumConfiguration(Medium.MAIL, 50, 2, before_writing)
    assert routing.strategy == InteractionStrategy(InteractionChoice.WEIGHTED, 2, 3, -4, (("gold", 20),))
    assert full.labels.skills["spanish"].zh == "文字"


def test_what_is_left_out_means_what_it_meant_before(tmp_path: Path) -> None:
    routing = compiled(tmp_path, [queue("sales")], (agent("ann", "sales"),)).applied.routing
    (sales,), (ann,) = routing.queues, routing.agents
    assert (sales.requires, sales.prefers, sales.steps, sales.priority) == (ANYONE, (), (), 0)
    assert (sales.ageing, sales.strategy, sales.admission) == (Ageing(), AgentStrategy(), Admission())
    assert (sales.wrap_up, sales.offer_again) == (WrapUpRule(WrapUpMode.TIMED, 60_000), OfferAgain())
    assert sales.record is None
    assert (ann.skills, ann.groups, ann.cost, ann.capacity, ann.at_most) == ((), (), 0, 100, ())
    assert routing.strategy == InteractionStrategy()
    assert {medium.medium: (medium.share, medium.at_most) for medium in routing.media} == {
        Medium.VOICE: (100, 1), Medium.CHAT: (30, 3), Medium.MAIL: (50, 1), Medium.MESSAGING: (20, 4),
        Medium.CALLBACK: (100, 1), Medium.VOICEMAIL: (50, 1), Medium.FAX: (50, 1), Medium.TASK: (50, 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("wrap_up: {mode: none}", WrapUpRule(WrapUpMode.NONE)),
        ("wrap_up: {mode: required}", WrapUpRule(WrapUpMode.REQUIRED)),
        ("wrap_up: {mode: optional, limit_s: 30}", WrapUpRule(WrapUpMode.OPTIONAL, 30_000)),
    ],
)
def test_wrap_up_by_its_mode(tmp_path: Path, line: str, rule: WrapUpRule) -> None:
    assert (
        compiled(tmp_path, [queue("sales", line)], (agent("ann", "sales"),)).applied.routing.queues[0].wrap_up == rule
    )


@pytest.mark.parametrize(
    ("line", "where", "found"),
    [
        ("wrap_up: {mode: timed}", "queues.sales.wrap_up", "no 'limit_s'"),
        ("wrap_up: {mode: required, limit_s: 5}", "queues.sales.wrap_up.limit_s", "a limit"),
        ("wrap_up: {mode: later}", "queues.sales.wrap_up.mode", "'later'"),
        ("wrap_up: {limit_s: 5}", "queues.sales.wrap_up", "no 'mode'"),
        ("relax: [{after_s: 30}]", "queues.sales.relax", "a step that does nothing"),
        ("relax: [{after_s: 30, drop: spanish, priority: 5}]", "queues.sales.relax", "'drop' and 'priority'"),
        ("relax: [{drop: spanish}]", "queues.sales.relax", "no 'after_s'"),
        ("relax: [{after_s: 30, lower: {}}]", "queues.sales.relax.lower", "no skill"),
        ("relax: [{after_s: 30, lower: {spanish: 1, billing: 1}}]", "queues.sales.relax.lower", "2 skills"),
        ("relax: [{after_s: 30, lower: spanish}]", "queues.sales.relax.lower", "the value 'spanish'"),
        ("relax: [{after_s: 0, priority: 5}]", "queues.sales.relax.after_s", "'0'"),
        ("relax: [{after_s: 5, hand_to: Voice Mail}]", "queues.sales.relax.hand_to", "'Voice Mail'"),
        ("relax: {after_s: 5}", "queues.sales.relax", "a table"),
        ("requires: []", "queues.sales.requires", "a list"),
        ("requires: {spanish: 60}", "queues.sales.requires", "a table"),
        ('requires: "spanish >= 60 and"', "queues.sales.requires", 'the end at column 18 of "spanish >= 60 and"'),
        ("ageing: {per_s: 0.0005}", "queues.sales.ageing.per_s", "'0.0005'"),
        ("ageing: {per_s: -1}", "queues.sales.ageing.per_s", "'-1'"),
        ("priority: high", "queues.sales.priority", "'high'"),
        ("choose_agent: fastest", "queues.sales.choose_agent", "'fastest'"),
        ("choose_agent: {strategy: most_skiled}", "queues.sales.choose_agent.strategy", "'most_skiled'"),
        ("choose_agent: {fill: perhaps}", "queues.sales.choose_agent.fill", "'perhaps'"),
        ("admission: {waiting_max: -1}", "queues.sales.admission.waiting_max", "'-1'"),
        ("offer_again_s: {later: 5}", "queues.sales.offer_again_s", "the unknown key 'later'"),
    ],
)
def test_a_slip_is_told_with_its_place(tmp_path: Path, line: str, where: str, found: str) -> None:
    agents = [agent("ann", "sales", "skills: {spanish: 1}"), agent("bob", "sales")]
    problems = problems_of(write_center(tmp_path, [queue("sales", line)], agents))
    assert [(problem.line, problem.where, problem.found) for problem in problems] == [
        (8 if line.startswith("wrap_up") else 9, where, found)
    ]


def test_wrap_up_is_given_once(tmp_path: Path) -> None:
    folder = write_center(tmp_path, [queue("sales", "wrap_up: {mode: none}", "wrap_up_s: 5")], [agent("ann", "sales")])
    assert [problem.found for problem in problems_of(folder)] == ["'wrap_up' and 'wrap_up_s'"]


def test_a_skill_must_not_be_named_like_a_fact(tmp_path: Path) -> None:
    folder = write_center(tmp_path, [queue("sales")], [agent("ann", "sales")], skills=("language", "grades"))
    assert [(problem.file, problem.found) for problem in problems_of(folder)] == [
        ("skills.yaml", "the name 'language'")
    ]
