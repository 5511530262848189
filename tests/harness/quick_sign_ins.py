"""The first sign-ins of a center whose passwords are hashed quickly: tests start and sign in some hundred times.

Owns nothing but how dear the hashes are; the center makes the sign-ins that are missing as it always does."""

import time
from collections.abc import Mapping
from pathlib import Path

import yaml
from argon2 import PasswordHasher
from sqlalchemy import create_engine

from cic.access.access import SIGN_INS_FILE
from cic.access.identity import Role
from cic.access.passwords import Passwords
from cic.access.sign_ins import ensure_sign_ins
from cic.access.store import AccessStore
from routing.vocabulary import AgentId, SiteId, TenantId


def prepare_sign_ins(data: Path, config: Path) -> None:
    """Give the agents of a text their sign-ins, unless the center has been started before."""
    if (data / SIGN_INS_FILE).exists():
        return
    center = yaml.safe_load((config / "center.yaml").read_text())
    agents = yaml.safe_load((config / "agents.yaml").read_text())["agents"]
    make_quick_sign_ins(
        data,
        center["tenant"],
        center["site"],
        {name: (agent or {}).get("signs_in_as", "agent") for name, agent in agents.items()},
    )


def make_quick_sign_ins(data: Path, tenant: str, site: str, agents: Mapping[str, str]) -> None:
    """Real sign-ins with cheap hashes."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{data / 'access.db'}")
    store = AccessStore(engine, TenantId(tenant), SiteId(site))
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    roles = {AgentId(agent): Role(role) for agent, role in agents.items()}
    ensure_sign_ins(store, passwords, data / SIGN_INS_FILE, roles, time.time_ns() // 1_000_000)
    engine.dispose()


def as_agents(*agent_ids: AgentId) -> dict[AgentId, Role]:
    """Some who sign in as agents."""
    return dict.fromkeys(agent_ids, Role.AGENT)
