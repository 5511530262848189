"""Other flows for the center that runs: nothing else changes, calls keep the version they began with, and the way back
holds over a restart."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cic.api.ports import ConfigurationRefusal, FlowChange, FlowsOutcome
from cic.configuration.flow_versions import lay_flows
from routing.vocabulary import FlowId
from tests.harness.centers import end, free_port
from tests.harness.house_of_mails import MAILS, House, running
from tests.harness.phones import Ended, caller_phone, hears, sees
from tests.harness.running_center import PROJECT, RunningCenter
from tests.unit.configuration.small_center import FLOW, agent, queue, write_center

pytestmark = pytest.mark.scenario

MENU = """\
# Version {number}.
flow: direct
languages: [en]
start: choose
person: waiting
on_error: bye
nodes:
  choose:
    type: menu
    say: welcome
    keys:
      "1": {{label: one, go: answer}}
    timeout_s: 60
    on_failure: bye
  answer: {{type: say, say: {answer}, next: bye}}
  waiting: {{type: queue, queue: support, on_refused: bye}}
  bye: {{type: hang_up}}
"""


def lay(house: House, *names: str) -> str:
    """Lay the folder's flows beside the rest that runs, as `cic flows publish` does; the version."""
    return lay_flows(house.applying.store, house.publishing.version(), house.text / "flows", names).version


async def publish(house: House, content: str, note: str = "") -> FlowsOutcome:
    """Publish this as the flow `main`."""
    (house.text / "flows" / "main.yaml").write_text(content)
    outcome = await house.publishing.publish(lay(house), house.publishing.version(), "operator", note)
    assert isinstance(outcome, FlowsOutcome), outcome
    return outcome


def flow_version(house: House) -> str:
    """The version of the flow `main` that new calls follow."""
    return str(house.look(lambda state: state.current_flows[FlowId("main")]))


async def test_publishing_changes_flows_and_nothing_else(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        before, first, old = house.places(), house.publishing.version(), flow_version(house)
        write_center(house.text, [queue("support")], [agent("carol", "support")])
        outcome = await publish(house, "# Better.\n" + FLOW, "better")
        assert outcome.changed == (FlowChange("main", old, flow_version(house)),) and old != flow_version(house)
        assert outcome.previous == first != outcome.version == house.publishing.version()
        assert house.look(lambda state: (list(state.routing.queues), list(state.routing.agents))) == (
            ["sales"], ["alice", "bob"],
        )  # fmt: skip
        assert house.places() == before
        again = await house.publishing.publish(lay(house), outcome.version, "operator", "")
        assert again == FlowsOutcome(outcome.version, outcome.version, ())
        steps = await house.publishing.history("main")
        assert not isinstance(steps, ConfigurationRefusal)
        assert [(step.how, step.by, step.note, step.holds) for step in steps] == [
            ("flows_published", "operator", "better", True),
            ("started", "", "", False),
        ]
        assert await house.served("alice") == list(MAILS)


async def test_flows_go_back_step_by_step_while_the_rest_stays_as_it_was_changed(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        versions = [flow_version(house)]
        for number in (2, 3):
            await publish(house, f"# Version {number}.\n" + FLOW)
            versions.append(flow_version(house))
        write_center(house.text, [queue("sales"), queue("support")], [agent("alice", "sales, support")])
        (house.text / "flows" / "main.yaml").write_text("# Version 3.\n" + FLOW)
        await house.apply()
        for expected, flow in ((versions[1], "main"), (versions[0], None)):
            outcome = await house.publishing.roll_back(flow, None, "operator", "")
            assert isinstance(outcome, FlowsOutcome) and flow_version(house) == expected
            assert house.look(lambda state: list(state.routing.queues)) == ["sales", "support"]
        nothing = await house.publishing.roll_back("main", None, "operator", "")
        assert isinstance(nothing, ConfigurationRefusal) and nothing.code == "nothing_before"
        named = await house.publishing.roll_back("main", versions[2], "operator", "")
        assert isinstance(named, FlowsOutcome) and named.changed == (FlowChange("main", versions[0], versions[2]),)


async def test_what_is_refused_leaves_everything_as_it_was(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        (house.text / "flows" / "main.yaml").write_text("# Better.\n" + FLOW)
        base, version = house.publishing.version(), lay(house)
        await publish(house, "# Quicker.\n" + FLOW)
        compiled, seq, history = house.center.compiled, house.runtime.seq, house.applying.store.history()
        await house.until(lambda state: not state.routing.taking_in)
        refusals: list[tuple[object, str]] = [
            (await house.publishing.publish(version, base, "operator", ""), "changed_meanwhile"),
            (await house.publishing.publish("f" * 16, compiled.applied.version, "operator", ""), "bad_configuration"),
            (await house.publishing.roll_back("mian", None, "operator", ""), "unknown_flow"),
            (await house.publishing.roll_back("main", "f" * 12, "operator", ""), "unknown_version"),
            (await house.publishing.history("mian"), "unknown_flow"),
        ]
        # A kept text may have been changed by hand: then there is no way back to it.
        _, flows_folder = house.applying.store.folders_of(base)
        (flows_folder / "main.yaml").write_text("# Something else.\n" + FLOW)
        spoilt = await house.publishing.roll_back("main", None, "operator", "")
        assert isinstance(spoilt, ConfigurationRefusal) and spoilt.code == "bad_configuration"
        assert "a text of version" in spoilt.detail
        for found, code in refusals:
            assert isinstance(found, ConfigurationRefusal) and found.code == code, found
        assert (house.center.compiled, house.runtime.seq, house.applying.store.history()) == (compiled, seq, history)
        assert await house.served("alice") == list(MAILS)


async def test_a_flow_that_changed_only_by_what_it_goes_through_does_not_go_back_alone(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        write_center(house.text, [queue("sales"), queue("support")], [agent("alice", "sales, support")])
        await house.apply()
        file = house.applying.store._folder / "history.json"
        rows = json.loads(file.read_text())
        rows[0]["flows"]["main"] = "e" * 12  # the same text, yet another version: as if through another flow
        file.write_text(json.dumps(rows))
        compiled = house.center.compiled
        refused = await house.publishing.roll_back("main", None, "operator", "")
        assert isinstance(refused, ConfigurationRefusal) and refused.code == "changed_in_another_flow"
        assert house.center.compiled is compiled


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[RunningCenter]:
    """A started center of the demo text with another flow at 4001; both may be changed."""
    shutil.copytree(PROJECT / "config", tmp_path / "config")
    flows = PROJECT / "ivr_flows" / "flows"
    shutil.copytree(flows, tmp_path / "flows", ignore=shutil.ignore_patterns("prompts"))
    (tmp_path / "flows" / "prompts").symlink_to(flows / "prompts")
    (tmp_path / "flows" / "direct.yaml").write_text(MENU.format(number=1, answer="main/goodbye"))
    center = RunningCenter(tmp_path / "data", free_port(), tmp_path / "config", tmp_path / "flows")
    center.start()
    yield center
    end(center)


def cic(center: RunningCenter, *words: str) -> Any:
    """What a command of the group prints as JSON."""
    done = center.cic("flows", *words, "--json", "--url", center.url)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def following(center: RunningCenter) -> dict[str, Any]:
    """How the flow at 4001 is followed at this moment."""
    body: Any = center.get("/api/flows")
    return next(row for row in body["flows"] if row["flow"] == "direct")


async def test_calls_keep_their_flow_over_a_publish_a_way_back_and_a_restart(demo: RunningCenter) -> None:
    old = following(demo)["version"]
    folder = ("--flows", str(demo.flows))
    async with caller_phone(demo) as first, caller_phone(demo) as second, caller_phone(demo) as third:
        await first.dial("4001", "+15550101", "")
        await hears(first, "direct/welcome")

        (demo.flows / "direct.yaml").write_text(MENU.format(number=2, answer="main/apology"))
        (demo.flows / "main.yaml").write_text("flow: main\nnodes: {half: [")
        refused = await asyncio.to_thread(demo.cic, "flows", "publish", *folder, "--url", demo.url)
        assert refused.returncode == 1 and "main.yaml:2" in refused.stdout
        assert following(demo)["version"] == old
        shutil.copy(PROJECT / "ivr_flows" / "flows" / "main.yaml", demo.flows / "main.yaml")
        published = await asyncio.to_thread(cic, demo, "publish", "direct", *folder, "--note", "sorry")
        (change,) = published["changed"]
        assert (change["flow"], change["old"], change["contacts_on_earlier"]) == ("direct", old, 1)
        await second.dial("4001", "+15550102", "")
        await hears(second, "direct/welcome")

        back = await asyncio.to_thread(cic, demo, "rollback", "direct")
        assert [(row["new"], row["contacts_on_earlier"]) for row in back["changed"]] == [(old, 1)]
        agents = demo.config / "agents.yaml"
        agents.write_text(agents.read_text() + "# One word more, so that the folder's text is another one.\n")
        await asyncio.to_thread(demo.kill)
        await asyncio.to_thread(demo.start)
        assert "rolled back, so an earlier version holds: direct" in demo.output()
        assert following(demo) == {"flow": "direct", "version": old, "contacts": 1, "contacts_on_earlier": 1}
        await third.dial("4001", "+15550103", "")
        await hears(third, "direct/welcome")
        for phone, answer in ((first, "main/goodbye"), (second, "main/apology"), (third, "main/goodbye")):
            await phone.press("1")
            await hears(phone, answer)
            await sees(phone, Ended)
    steps = (await asyncio.to_thread(cic, demo, "history", "direct"))["history"]
    assert [(step["how"], step["note"], step["holds"]) for step in steps] == [
        ("flows_rolled_back", "", True),
        ("flows_published", "sorry", False),
        ("started", "", False),
    ]
    assert {step["by"] for step in steps[:2]} == {"operator"}
