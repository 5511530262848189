"""What `cic diff` compares: things and their fields by meaning, and nothing that only looks different."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from cic.configuration.differences import Change, Difference, differences
from tests.unit.configuration.small_center import agent, load, queue, write_center

pytestmark = pytest.mark.unit

QUEUES = (queue("sales", 'requires: "spanish >= 60"'), queue("support"))
AGENTS = (
    agent("ann", "sales, support", "skills: {spanish: 80, billing: 30}"),
    agent("bob", "sales", "skills: {spanish: 40}", "groups: [second_line]"),
)


def changes(old: Path, new: Path) -> list[str]:
    return [str(difference) for difference in differences(load(old), load(new))]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write_center(tmp_path / "old", QUEUES, AGENTS)


def test_a_text_does_not_differ_from_itself(old: Path) -> None:
    assert changes(old, old) == []


def test_what_is_written_out_or_said_otherwise_is_no_change(old: Path, tmp_path: Path) -> None:
    queues = (
        queue("sales", "wrap_up: {mode: timed, limit_s: 60}", 'requires: "(spanish>=60)"', "priority: 0"),
        queue("support", "requires: anyone", "offer_again_s: {declined: 30}", "choose_agent: longest_idle"),
    )
    agents = (
        agent("ann", "sales, support", "skills: {billing: 30, spanish: 80}", "capacity: 100"),
        agent("bob", "sales", "skills: {spanish: 40}", "groups: [second_line]"),
    )
    center = "# a comment\nmedia: {chat: {share: 30}}\nnext_interaction: {strategy: first_come}\n"
    assert changes(old, write_center(tmp_path / "new", queues, agents[::-1], center=center)) == []


def test_each_field_is_told_with_what_it_was_and_will_be(old: Path, tmp_path: Path) -> None:
    queues = (
        queue("sales", 'requires: "spanish >= 50"', "relax: [{after_s: 30, drop: spanish}]", "ageing: {per_s: 0.5}"),
        queue("vip", "wrap_up: {mode: required}"),
    )
    agents = (
        agent("ann", "vip, sales", "skills: {spanish: 90}", "at_most: {chat: 2}"),
        agent("bob", "sales", "skills: {spanish: 40}", "groups: [second_line]"),
        agent("eve", "sales", "skills: {spanish: 80}"),
    )
    center = "media: {mail: {share: 40}}\nnext_interaction: {strategy: ageing, grades: {gold: 5}}\n"
    new = write_center(tmp_path / "new", queues, agents, center=center, skills=("spanish", "french"))
    flow = new / "flows" / "main.yaml"
    flow.write_text(flow.read_text().replace("open: wait", "open: bye").replace("closed: bye", "closed: wait"))
    assert changes(old, new) == [
        "center: next_interaction.strategy: first_come -> ageing",
        "center: next_interaction.grades.gold: nothing -> 5",
        "medium mail: share: 50 -> 40",
        "skill billing: removed",
        "skill billing_basic: removed",
        "skill french: added",
        "queue sales: requires: spanish >= 60 -> spanish >= 50",
        "queue sales: ageing.per_s_milli: 0 -> 500",
        "queue sales: relax.after 30 s: nothing -> {drop: spanish}",
        "queue support: removed",
        "queue vip: added",
        "agent ann: queues: [sales, support] -> [vip, sales]",
        "agent ann: skills.spanish: 80 -> 90",
        "agent ann: skills.billing: 30 -> nothing",
        "agent ann: at_most.chat: nothing -> 2",
        "agent eve: added",
        "flow main: nodes.office.open: wait -> bye",
        "flow main: nodes.office.closed: bye -> wait",
    ]


def test_numbers_calendars_and_wrap_up(old: Path, tmp_path: Path) -> None:
    new = write_center(tmp_path / "new", (QUEUES[0], queue("support", "wrap_up: {mode: required}")), AGENTS)
    (new / "hours.yaml").write_text((old / "hours.yaml").read_text().replace('day: ["00:00', 'day: ["08:00', 1))
    (new / "channels.yaml").write_text('numbers:\n  "4001": main\n')
    assert changes(old, new) == [
        "queue support: wrap_up.mode: timed -> required",
        "queue support: wrap_up.limit_s: 60 -> 0",
        "calendar office: monday: [00:00-24:00] -> [08:00-24:00]",
        "number 4000: removed",
        "number 4001: added",
    ]


def test_a_change_there_is_the_reverse_of_the_change_back(old: Path, tmp_path: Path) -> None:
    new = write_center(tmp_path / "new", QUEUES[:1], (*AGENTS[1:], agent("eve", "sales", "skills: {spanish: 99}")))
    there, back = differences(load(old), load(new)), differences(load(new), load(old))
    reverse = {Change.ADDED: Change.REMOVED, Change.REMOVED: Change.ADDED, Change.CHANGED: Change.CHANGED}
    turned = [Difference(d.kind, d.name, reverse[d.change], d.field, d.new, d.old) for d in back]
    assert sorted(map(str, there)) == sorted(map(str, turned))
    removed = next(difference for difference in there if difference.name == "support")
    assert json.loads(json.dumps(asdict(removed)))["old"]["service_level_target_s"] == 20
