"""Whether a center may listen where it is told to: demo sign-ins stay on loopback. Owns that rule alone."""

import ipaddress

from sqlalchemy import create_engine

from cic.access.access import ACCESS_FILE
from cic.access.store import DEMO, AccessStore, User
from cic.access.users import has_own_administrator
from cic.configuration.compile import CompiledCenter
from cic.main.parts import UpOptions


class DemoExposed(Exception):
    """A center with demo sign-ins would listen beyond loopback; the text says what to do."""


def must_not_expose_demo(compiled: CompiledCenter, options: UpOptions) -> None:
    """Raise DemoExposed unless the center listens on loopback, or its users are people of its own. Blocking."""
    if is_loopback(options.host):
        return
    users = _users(compiled, options)
    demo = [user.user for user in users.values() if user.made_by == DEMO]
    commands = []
    if not has_own_administrator(users.values()):
        commands.append("cic user add NAME --role administrator")
    if demo:
        commands.append("cic user remove --demo")
    if commands:
        raise DemoExposed(
            f"{options.host} is not loopback, and a center with demo sign-ins listens on loopback alone. "
            f"First run, with --data {options.data_folder}: {'; then '.join(commands)}."
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _users(compiled: CompiledCenter, options: UpOptions) -> dict[str, User]:
    path = options.data_folder / ACCESS_FILE
    if not path.exists():
        return {}
    engine = create_engine(f"sqlite:///{path}")
    try:
        return AccessStore(engine, compiled.tenant_id, compiled.site_id).users()
    finally:
        engine.dispose()
