"""The first sign-ins of a center and the files of secrets."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from cic.access.access import open_access
from cic.access.limits import FORGET_MS, AttemptLimit, LimitRule
from cic.access.secrets_files import read_or_make_secret
from cic.access.sign_ins import ensure_sign_ins
from cic.access.store import AccessStore
from routing.vocabulary import AgentId, SiteId, TenantId
from tests.harness.quick_sign_ins import as_agents
from tests.unit.access.conftest import CHEAP, Clock

pytestmark = pytest.mark.unit

ALICE, BOB = AgentId("alice"), AgentId("bob")


def read(path: Path) -> dict[str, str]:
    return {entry["user"]: entry["password"] for entry in json.loads(path.read_text())}


def test_every_agent_gets_a_password_of_its_own_in_an_owner_only_file(store: AccessStore, tmp_path: Path) -> None:
    path = tmp_path / "data" / "sign-ins.json"
    assert ensure_sign_ins(store, CHEAP, path, as_agents(ALICE, BOB), 1) == (
        "operator",
        "alice",
        "bob",
    )
    made = json.loads(path.read_text())
    assert [(entry["user"], entry["role"], entry["agent_id"]) for entry in made] == [
        ("operator", "administrator", None),
        ("alice", "agent", "alice"),
        ("bob", "agent", "bob"),
    ]
    assert len({entry["password"] for entry in made}) == 3
    assert all(len(entry["password"]) == 20 for entry in made)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_second_start_changes_nothing_and_a_new_agent_is_added(store: AccessStore, tmp_path: Path) -> None:
    path = tmp_path / "sign-ins.json"
    ensure_sign_ins(store, CHEAP, path, as_agents(ALICE), 1)
    before = read(path)
    assert ensure_sign_ins(store, CHEAP, path, as_agents(ALICE), 2) == ()
    assert read(path) == before
    assert ensure_sign_ins(store, CHEAP, path, as_agents(ALICE, BOB), 3) == ("bob",)
    assert read(path) == before | {"bob": read(path)["bob"]}


def test_a_deleted_file_stays_deleted(store: AccessStore, tmp_path: Path) -> None:
    path = tmp_path / "sign-ins.json"
    ensure_sign_ins(store, CHEAP, path, as_agents(ALICE), 1)
    path.unlink()
    ensure_sign_ins(store, CHEAP, path, as_agents(ALICE), 2)
    assert not path.exists()


def test_a_crash_before_the_users_were_written_is_mended(store: AccessStore, tmp_path: Path) -> None:
    path = tmp_path / "sign-ins.json"
    stale = [{"user": "alice", "password": "never became true", "role": "agent", "agent_id": "alice"}]
    path.write_text(json.dumps(stale))
    ensure_sign_ins(store, CHEAP, path, as_agents(ALICE), 1)
    assert CHEAP.is_right(store.users()["alice"].password_hash, read(path)["alice"])


def test_key_files_are_made_once_and_narrowed_when_they_are_too_wide(tmp_path: Path) -> None:
    path = tmp_path / "test-phone.key"
    made = read_or_make_secret(path)
    assert len(made) >= 40
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    assert read_or_make_secret(path) == made
    assert path.stat().st_mode & 0o777 == 0o600


async def test_opening_the_door_makes_all_that_is_missing(engine: Engine, tmp_path: Path, clock: Clock) -> None:
    opened = open_access(
        engine,
        tmp_path,
        tenant_id=TenantId("demo"),
        site_id=SiteId("main"),
        agents=as_agents(ALICE),
        now_ms=clock.now_ms,
    )
    for name in ("sign-ins.json", "test-phone.key", "operator.token"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert await opened.identify((tmp_path / "operator.token").read_text().strip()) is not None


def test_wrong_attempts_are_counted_in_bounded_memory_and_forgotten() -> None:
    limit = AttemptLimit(LimitRule(free_attempts=1, delay_ms=100, delay_ms_max=1_000), entries_max=2)
    for key in ("a", "b", "c"):
        limit.count_attempt(key, 0)
    assert [limit.wait_ms(key, 0) for key in ("a", "b", "c")] == [0, 100, 100]
    assert limit.wait_ms("b", FORGET_MS + 1) == 0
    limit.count_attempt("b", FORGET_MS + 1)
    assert limit.wait_ms("b", FORGET_MS + 1) == 100, "it starts anew after it was forgotten"
