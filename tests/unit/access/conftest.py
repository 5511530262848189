"""A door with cheap hashes, its own database and a clock that stands still until it is moved."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, create_engine

from cic.access.access import Access, AccessKeys
from cic.access.passwords import Passwords
from cic.access.sign_ins import ensure_sign_ins
from cic.access.store import AccessStore
from routing.vocabulary import AgentId, SiteId, TenantId
from tests.harness.quick_sign_ins import as_agents

CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
KEYS = AccessKeys(test_phone_key="key-of-the-test-phone", operator_token="token-of-the-operator")


class Clock:
    """Time as a test wants it."""

    def __init__(self) -> None:
        self.at_ms = 1_700_000_000_000

    def now_ms(self) -> int:
        return self.at_ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path / 'access.db'}")
    yield made
    made.dispose()


@pytest.fixture
def store(engine: Engine) -> AccessStore:
    return AccessStore(engine, TenantId("demo"), SiteId("main"))


@pytest.fixture
def access(store: AccessStore, clock: Clock, tmp_path: Path) -> Access:
    """Alice, Bob and the operator; their passwords are in ``tmp_path/sign-ins.json``."""
    ensure_sign_ins(
        store, CHEAP, tmp_path / "sign-ins.json", as_agents(AgentId("alice"), AgentId("bob")), clock.now_ms()
    )
    return Access(store, CHEAP, KEYS, clock.now_ms)
