"""Another text for the center that runs: all of it or nothing, nobody dropped, the same order, and the way back."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cic.api.ports import ConfigurationOutcome, ConfigurationRefusal
from cic.main.applying import Applying
from cic.speech.workers import SpeechSettings, SpeechWorkers
from routing.commands import StageConfiguration
from routing.configuration import ConfigurationPart
from routing.vocabulary import QueueId
from tests.harness.centers import end, free_port
from tests.harness.house_of_mails import MAILS, House, running
from tests.harness.running_center import PROJECT, RunningCenter
from tests.unit.configuration.small_center import agent, queue, write_center

pytestmark = pytest.mark.scenario


async def test_a_changed_text_drops_nobody_and_keeps_the_order(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        before, version = house.places(), house.center.compiled.applied.version
        assert list(before) == list(MAILS)
        rules = ("requires: spanish >= 40", "offer_timeout_s: 9")
        sales = queue("sales", rules[0]).replace("offer_timeout_s: 18", rules[1])
        write_center(house.text, [sales, queue("support")], [agent("alice", "sales, support", "skills: {spanish: 60}")])
        outcome = await house.apply()
        assert (outcome.previous, outcome.parts) == (version, 3)
        assert house.places() == before
        routing = house.look(lambda state: state.routing)
        assert routing.queues[QueueId("sales")].configuration.offer_timeout_ms == 9_000
        assert list(routing.agents) == ["alice"], "bob is gone from the text"
        assert QueueId("support") in house.center.compiled.labels.queues
        assert await house.served("alice") == list(MAILS)


async def test_a_new_agent_has_a_sign_in_and_serves_the_same_order(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        write_center(house.text, [queue("sales")], [agent("alice", "sales"), agent("carol", "sales")])
        await house.apply()
        sign_ins = tmp_path / "data" / "sign-ins.json"
        await house.until(lambda _state: '"carol"' in sign_ins.read_text())
        assert {entry["user"] for entry in json.loads(sign_ins.read_text())} >= {"alice", "bob", "carol"}
        assert await house.served("carol") == list(MAILS)


async def test_the_way_back_is_a_text_like_any_other(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        first = house.center.compiled.applied.version
        write_center(house.text, [queue("sales"), queue("support")], [agent("alice", "sales, support")])
        second = (await house.apply()).version
        before = house.places()
        outcome = await house.applying.apply_previous()
        assert isinstance(outcome, ConfigurationOutcome)
        assert (outcome.version, outcome.previous) == (first, second)
        await house.until(lambda state: not state.routing.taking_in)
        assert house.look(lambda state: (state.configuration_version, list(state.routing.queues))) == (first, ["sales"])
        assert house.places() == before
        assert house.applying.store.rolled_back_from() == (first, second)
        nothing = await house.applying.apply_previous()
        assert isinstance(nothing, ConfigurationRefusal) and nothing.code == "nothing_before"
        assert await house.served("bob") == list(MAILS)


async def test_the_same_text_again_changes_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        seq = house.runtime.seq
        outcome = await house.applying.apply(house.keep())
        version = house.center.compiled.applied.version
        assert outcome == ConfigurationOutcome(version, version, 0)
        assert house.runtime.seq == seq
        assert len(house.applying.store.history()) == 1


async def test_what_holds_and_cannot_be_noted_holds_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(tmp_path) as house:
        write_center(house.text, [queue("sales")], [agent("alice", "sales"), agent("carol", "sales")])
        version = house.keep()
        (tmp_path / "data" / "configurations" / "history.json.new").mkdir()
        outcome = await house.applying.apply(version)
        assert isinstance(outcome, ConfigurationOutcome) and outcome.version == version
        sign_ins = tmp_path / "data" / "sign-ins.json"
        await house.until(lambda _state: '"carol"' in sign_ins.read_text())
        assert f"configuration {version} holds, but not in its history" in caplog.text


async def test_who_changes_speech_is_told_that_it_holds_with_the_next_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(tmp_path) as house:
        house.center.speech = SpeechWorkers(SpeechSettings(workers=0), house.center.fault_counts.count)
        with (house.text / "center.yaml").open("a") as file:
            file.write("speech: {workers: 3}\n")
        await house.apply()
        assert "callers are listened to as before until the next start" in caplog.text
        with (house.text / "hours.yaml").open("a") as file:
            file.write("# another text with the same speech\n")
        caplog.clear()
        await house.apply()
        assert "listened" not in caplog.text


def _unknown(house: House) -> str:
    return "f" * 16


def _spoilt(house: House) -> str:
    version = _another(house)
    kept = house.applying.store._folder / version / "config" / "agents.yaml"
    kept.write_text(kept.read_text().replace("[sales]", "[sails]"))
    return version


def _of_another_site(house: House) -> str:
    center = house.text / "center.yaml"
    center.write_text(center.read_text().replace("site: main", "site: other"))
    return house.keep()


def _with_a_broken_history(house: House) -> str:
    (house.applying.store._folder / "history.json").write_text("no history")
    return _another(house)


def _another(house: House) -> str:
    write_center(
        house.text, [queue("sales", "requires: spanish >= 40")], [agent("alice", "sales", "skills: {spanish: 60}")]
    )
    return house.keep()


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (_unknown, "bad_configuration", "no text of this version is kept"),
        (_spoilt, "bad_configuration", "did you mean 'sales'?"),
        (_of_another_site, "another_site", "start another center"),
        (_with_a_broken_history, "bad_configuration", "remove the file"),
    ],
)
async def test_a_text_that_is_refused_leaves_everything_as_it_was(
    tmp_path: Path, spoil: Callable[[House], str], code: str, words: str
) -> None:
    async with running(tmp_path) as house:
        before, compiled, seq = house.places(), house.center.compiled, house.runtime.seq
        refused = await house.applying.apply(spoil(house))
        assert isinstance(refused, ConfigurationRefusal)
        assert (refused.code, words in refused.detail) == (code, True), refused.detail
        assert house.center.compiled is compiled and house.runtime.seq == seq
        assert house.places() == before
        assert await house.served("alice") == list(MAILS)


async def test_parts_that_somebody_else_staged_in_between_refuse_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path) as house:
        before, compiled = house.places(), house.center.compiled
        submit = Applying._submit

        async def disturbed(applying: Applying, parts: Any, activation: Any) -> Any:
            for part in parts[:1]:
                assert await applying.runtime.submit(part) is None
            await applying.runtime.submit(StageConfiguration("other", 1, ConfigurationPart()))
            return await submit(applying, parts[1:], activation)

        monkeypatch.setattr(Applying, "_submit", disturbed)
        refused = await house.applying.apply(_another(house))
        assert isinstance(refused, ConfigurationRefusal) and refused.code == "not_staged"
        monkeypatch.undo()
        assert house.center.compiled is compiled and house.places() == before
        assert house.look(lambda state: list(state.routing.agents)) == ["alice", "bob"]
        outcome = await house.apply()
        assert outcome.previous == compiled.applied.version, "the next try finds nothing in its way"
        assert await house.served("alice") == list(MAILS)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[RunningCenter]:
    """A started center of the demo text, which may be changed."""
    shutil.copytree(PROJECT / "config", tmp_path / "config")
    center = RunningCenter(tmp_path / "data", free_port(), tmp_path / "config")
    center.start()
    yield center
    end(center)


def test_from_the_command_line_to_the_running_center_and_back_over_a_restart(demo: RunningCenter) -> None:
    def cic(*words: str) -> str:
        done = demo.cic(*words, "--url", demo.url)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def target_ms() -> int:
        body: Any = demo.get("/api/queues")
        return next(int(row["service_level_target_ms"]) for row in body["queues"] if row["queue_id"] == "sales")

    queues = demo.config / "queues.yaml"
    before = target_ms()
    queues.write_text(queues.read_text().replace("service_level_target_s: 20", "service_level_target_s: 25", 1))
    first = json.loads(cic("apply", "--config", str(demo.config), "--json"))
    assert first["version"] != first["previous"]
    assert (before, target_ms()) == (20_000, 25_000)
    assert "holds already" in cic("apply", "--config", str(demo.config))
    assert f"Version {first['previous']} holds" in cic("apply", "--previous")
    assert target_ms() == 20_000
    assert demo.stop() == 0
    demo.start()
    assert target_ms() == 20_000, "the text in the folder was rolled back, so a restart does not bring it back"


def test_whoever_watches_over_the_center_closes_queues_and_lends_agents(demo: RunningCenter) -> None:
    def cic(*words: str, code: int = 0) -> str:
        done = demo.cic(*words, "--url", demo.url)
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    cic("mode", "sales", "holiday", "--minutes", "90")
    cic("override", "alice", "--skill", "products=35", "--queue", "+support", "--queue", "-sales", "--minutes", "5")
    rows = {row["queue_id"]: row for row in json.loads(cic("queues", "--json"))["queues"]}
    assert rows["sales"]["mode"] == "holiday" and rows["sales"]["mode_until_ms"] is not None
    assert rows["support"]["mode"] == "open"
    alice = json.loads(cic("agents", "--json"))["agents"][0]
    assert (alice["agent_id"], alice["skills"]["products"]) == ("alice", 35)
    assert "support" in alice["queues"] and "sales" not in alice["queues"]
    assert "holiday until" in cic("queues") and "products=35" in cic("agents")
    cic("override", "alice", "--end")
    cic("mode", "sales", "open")
    assert json.loads(cic("agents", "--json"))["agents"][0]["override_until_ms"] is None
    assert "no queue of this id" in cic("mode", "sails", "open", code=1)
    assert "expected one of: products" in cic("override", "alice", "--skill", "prodcuts=1", "--minutes", "5", code=1)
    assert json.loads(cic("missed", "--json")) == {"count": 0, "missed": []}
