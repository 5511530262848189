"""`cic simulate` and `cic replay FILE`: output for people and programs, exit codes, a journal that replays."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from cic.cli import scenario_run
from cic.cli.main import main
from cic.simulation.tally import MEASURES
from tests.unit.simulation_tool.written import scenario, with_arrival, write

pytestmark = pytest.mark.unit

WITH_EVERYTHING: dict[str, Any] = with_arrival(
    per_hour=60, patience_s={"exponential": 60}, wrap_up_s={"exponential": 20}, priority=3, prefers=["team"]
) | {"run_h": 3, "max_in_center": 5, "strategy": {"agent": "weighted_random", "interaction": "ageing"}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path, scenario())


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_json_has_every_measure_of_all_and_of_each_queue(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "simulate", path, "--seed", 3, "--json")
    body = json.loads(out)
    assert (code, err, list(body), list(body["queues"])) == (0, "", ["overall", "queues"], ["sales"])
    for figures in (body["overall"], body["queues"]["sales"]):
        assert tuple(figures) == MEASURES
        assert all(list(figure) == ["mean", "half_width_95"] for figure in figures.values())
    assert body["overall"]["offered"]["half_width_95"] > 0


def test_the_same_seed_prints_the_same_bytes(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, again, other = (run(capsys, "simulate", path, "--seed", seed, "--json")[1] for seed in (3, 3, 4))
    assert first == again != other


def test_a_person_gets_a_table(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "simulate", path, "--replications", 2)
    lines = out.splitlines()
    assert code == 0 and lines[0].split() == ["overall", "sales"]
    assert [line.split()[0] for line in lines[1:-2]] == list(MEASURES)
    assert "80% in 20 s" in lines[-2] and lines[-1].startswith("2 replication(s)")
    code, out, _ = run(capsys, "simulate", path, "--replications", 1)
    assert code == 0 and "±" not in out.rpartition("\n1 replication")[0]


def test_problems_are_told_and_nothing_is_simulated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, scenario(replications=0, wait=1))
    code, out, err = run(capsys, "simulate", path)
    assert code == 1 and out.count("to mend") == 2 and "nothing was simulated" in err
    code, out, _ = run(capsys, "simulate", path, "--json")
    assert code == 1 and len(json.loads(out)["problems"]) == 2


@pytest.mark.parametrize("arguments", [[], ["--seed", "x"], ["--replications", "0"], ["--replications", "-1"]])
def test_wrong_use(arguments: list[str], path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "simulate", *([path, *arguments] if arguments else []))[0] == 2


def test_progress_is_told_when_it_takes_long(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenario_run, "QUIET_S", 0.0)
    _, out, err = run(capsys, "simulate", path, "--json")
    assert "Replication 1 of 3: 50% ..." in err and "Replication" not in out


def test_a_journal_replays_and_the_figures_are_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, journal = write(tmp_path, WITH_EVERYTHING), tmp_path / "day.db"
    plain = run(capsys, "simulate", path, "--seed", 5, "--json")
    journalled = run(capsys, "simulate", path, "--seed", 5, "--json", "--journal", journal)
    assert journalled == plain and plain[0] == 0
    code, out, _ = run(capsys, "replay", "--verify", "--json", journal)
    replayed = json.loads(out)
    assert code == 0 and replayed["is_equal"] and replayed["records"] > 300
    assert run(capsys, "replay", "--verify", journal)[0] == 0


def test_a_journal_that_was_altered_does_not_replay(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = path.with_name("day.db")
    run(capsys, "simulate", path, "--journal", journal, "--replications", 1)
    with sqlite3.connect(journal) as connection:
        connection.execute("UPDATE journal_input SET body = replace(body, 'team_1', 'team_2') WHERE seq = 20")
        changed = connection.execute("SELECT count(*) FROM journal_input WHERE seq = 20 AND body LIKE '%team_2%'")
        assert changed.fetchone() == (1,)
    connection.close()
    code, out, _ = run(capsys, "replay", "--verify", journal)
    assert code == 1 and "Record" in out


def test_a_journal_is_never_overwritten(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "simulate", path, "--journal", path)
    assert code == 1 and "never overwritten" in err
    code, _, err = run(capsys, "simulate", path, "--journal", path.parent / "none" / "day.db")
    assert code == 1 and "is no folder" in err


def test_a_file_that_is_no_journal_is_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "replay", "--verify", path.with_name("none.db"))
    assert code == 1 and "no file of this name" in err
    before = path.read_bytes()
    code, _, err = run(capsys, "replay", "--verify", path)
    assert code == 1 and "not a journal" in err and path.read_bytes() == before
