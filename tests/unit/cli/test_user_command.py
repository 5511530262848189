"""`cic user` while no center runs: it works on the files, and the demo stays on loopback."""

import io
import json
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from cic.access.passwords import Passwords
from cic.access.store import AccessStore
from cic.audit.port import Wanted
from cic.audit.trail import AuditTrail
from cic.cli.main import main
from cic.journal.database import Database
from routing.vocabulary import SiteId, TenantId
from tests.harness.quick_sign_ins import make_quick_sign_ins
from tests.unit.cli.test_cli import Capture
from tests.unit.configuration.small_center import agent, queue, write_center

pytestmark = pytest.mark.unit

SITE = (TenantId("demo"), SiteId("main"))
GOOD = "a long enough one"


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    """A small center's folders, as options."""
    config = write_center(tmp_path / "config", [queue("sales")], [agent("alice", "sales")])
    return ["--config", str(config), "--flows", str(config / "flows"), "--data", str(tmp_path / "data")]


def run(capsys: Capture, *words: str) -> tuple[int, str, str]:
    code = main(words)
    said = capsys.readouterr()
    return code, said.out, said.err


def users_of(tmp_path: Path) -> AccessStore:
    return AccessStore(create_engine(f"sqlite:///{tmp_path / 'data' / 'access.db'}"), *SITE)


def test_the_first_administrator_is_made_before_any_center_runs(
    tmp_path: Path, folders: list[str], capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = run(capsys, "user", "add", "ada", "--role", "administrator", "--generate", *folders, "--json")
    password = json.loads(out)["password"]
    assert code == 0 and len(password) == 20
    found = users_of(tmp_path).users()["ada"]
    assert Passwords().is_right(found.password_hash, password) and found.made_by == "user:command-line"

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{GOOD}\n".encode())))
    code, out, _ = run(capsys, "user", "password", "ada", "--password-stdin", "--reason", "she forgot it", *folders)
    assert (code, out) == (0, "ada has another password now, and signs in again.\n")
    assert Passwords().is_right(users_of(tmp_path).users()["ada"].password_hash, GOOD)

    trail = AuditTrail(Database(tmp_path / "data" / "audit.db"), *SITE)
    noted = [(row["user"], row["code"], row["target"], row["reason"]) for row in trail.newest(Wanted(limit=9))]
    trail.close()
    assert noted == [
        ("command-line", "user.set_password", "ada", "she forgot it"),
        ("command-line", "user.add", "ada", "on the command line"),
    ]
    code, out, _ = run(capsys, "user", "list", *folders)
    title, row = out.splitlines()
    assert (code, title.split()[:3], row.split()[:2]) == (0, ["USER", "ROLE", "AGENT"], ["ada", "administrator"])


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["add", "ada", "--role", "administrator"], 1, "--password-stdin or --generate"),
        (["add", "ada", "--role", "boss", "--generate"], 2, "invalid choice"),
        (["add", "ada", "--role", "agent", "--generate"], 1, "name it"),
        (["add", "ada", "--role", "agent", "--agent", "nobody", "--generate"], 1, "no agent of this id"),
        (["add", "ada", "--role", "administrator", "secret"], 2, "unrecognized arguments"),
        (["add", "ada", "--role", "auditor", "--generate", "--reason", ""], 2, "1 to 500"),
        (["remove", "nobody"], 1, "no user of this name"),
        (["unlock", "nobody"], 1, "no user of this name"),
        (["remove"], 2, "name a user"),
        (["remove", "ada", "--demo"], 2, "name a user"),
        (["remove", "--demo"], 1, "last administrator"),
    ],
)
def test_what_is_refused_says_what_to_do(
    folders: list[str], capsys: Capture, words: list[str], code: int, told: str
) -> None:
    got, _, err = run(capsys, "user", *words, *folders)
    assert got == code and told in err


def test_the_demo_listens_on_loopback_alone_until_there_is_an_administrator(
    tmp_path: Path, folders: list[str], capsys: Capture
) -> None:
    up = ["up", "--host", "0.0.0.0", "--port", "0", *folders]
    code, _, err = run(capsys, *up)
    assert code == 2 and "cic user add NAME --role administrator" in err and "remove --demo" not in err
    make_quick_sign_ins(tmp_path / "data", *SITE, {"alice": "agent"})
    code, _, err = run(capsys, *up)
    assert code == 2 and "cic user add NAME --role administrator; then cic user remove --demo" in err
    assert run(capsys, "user", "add", "ada", "--role", "administrator", "--generate", *folders)[0] == 0
    code, _, err = run(capsys, *up)
    assert code == 2 and "add NAME" not in err and "cic user remove --demo" in err
    assert run(capsys, "user", "remove", "--demo", *folders)[0] == 0
    assert list(users_of(tmp_path).users()) == ["ada"]
    assert not (tmp_path / "data" / "sign-ins.json").exists(), "their passwords are none any more"


def test_what_becomes_of_one_user(tmp_path: Path, folders: list[str], capsys: Capture) -> None:
    for name in ("ada", "eve"):
        assert run(capsys, "user", "add", name, "--role", "administrator", "--generate", *folders)[0] == 0
    store = users_of(tmp_path)
    assert run(capsys, "user", "role", "eve", "--role", "agent", "--agent", "alice", *folders)[0] == 0
    assert (store.users()["eve"].role.value, store.users()["eve"].agent_id) == ("agent", "alice")
    assert run(capsys, "user", "disable", "eve", *folders)[0] == 0
    assert store.users()["eve"].is_disabled
    assert "disabled" in run(capsys, "user", "list", *folders)[1]
    assert run(capsys, "user", "enable", "eve", *folders)[0] == 0
    assert run(capsys, "user", "unlock", "eve", *folders)[0] == 0
    assert run(capsys, "user", "remove", "eve", *folders)[0] == 0
    assert list(store.users()) == ["ada"]
    code, _, err = run(capsys, "user", "disable", "ada", *folders)
    assert code == 1 and "last administrator" in err
