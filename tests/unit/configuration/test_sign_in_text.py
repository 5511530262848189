"""`sign_in` in `center.yaml`: the public address, proxies, and an OpenID provider with a role for each value."""

from pathlib import Path

import pytest

from cic.access.identity import Role
from cic.access.settings import NO_SIGN_IN, Prompt
from cic.configuration.compile import compile_center
from cic.configuration.differences import differences
from tests.unit.configuration.small_center import agent, load, problems_of, queue, write_center

pytestmark = pytest.mark.unit

GOOD = """\
sign_in:
  public_url: https://cic.example.com
  trusted_proxies: [127.0.0.1, "0:0::1"]
  openid_connect:
    issuer: https://id.example.com/realms/acme
    client_id: cic
    client_secret_file: openid-client-secret
    role_claim: groups
    roles: {"CN=Admins,O=Acme": administrator, agents: agent}
    agent_claim: desk
    prompt: select_account
    label: {en: Acme account, zh: Acme 账号}
"""


def center(folder: Path, text: str) -> Path:
    return write_center(folder, [queue("sales")], [agent("alice", "sales")], center=text)


def test_all_of_it_is_read(tmp_path: Path) -> None:
    settings = compile_center(load(center(tmp_path, GOOD))).sign_in
    assert (settings.public_host, settings.trusted_proxies) == ("cic.example.com", ("127.0.0.1", "::1"))
    openid = settings.openid
    assert openid is not None
    assert list(openid.roles.items()) == [("CN=Admins,O=Acme", Role.ADMINISTRATOR), ("agents", Role.AGENT)]
    assert (openid.role_claim, openid.user_claim, openid.agent_claim) == ("groups", "preferred_username", "desk")
    assert (openid.prompt, openid.secret.file, openid.scopes[0]) == (
        Prompt.SELECT_ACCOUNT,
        "openid-client-secret",
        "openid",
    )
    assert openid.label_zh == "Acme 账号"


def test_without_the_key_there_are_passwords_alone(tmp_path: Path) -> None:
    assert compile_center(load(center(tmp_path, ""))).sign_in == NO_SIGN_IN


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("agents: agent", "agents: agnet", "did you mean 'agent'?"),
        ("agents: agent", "agents: operator", "a role"),
        ("  public_url: https://cic.example.com\n", "", "add 'public_url:"),
        ("https://cic.example.com", "http://cic.example.com", "http for this machine only"),
        ("https://cic.example.com", "https://cic.example.com/desk", "without a path"),
        ("https://id.example.com/realms/acme", "http://id.example.com", "an issuer such as"),
        ("127.0.0.1,", "localhost,", "an IP address"),
        ("    client_secret_file: openid-client-secret\n", "", "no 'client_secret_file'"),
        ("client_secret_file:", "client_secret:", "did you mean 'client_secret_file'?"),
        ("prompt: select_account", "prompt: none", "found 'none'"),
    ],
)
def test_a_slip_is_told_with_a_mend(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    problems = problems_of(center(tmp_path, GOOD.replace(old, new, 1)))
    assert any(told in str(problem) for problem in problems), problems
    assert all(str(problem).startswith("center.yaml:") for problem in problems)


def test_a_change_is_a_difference(tmp_path: Path) -> None:
    old, new = load(center(tmp_path / "a", "")), load(center(tmp_path / "b", GOOD))
    assert {difference.field.split(".")[0] for difference in differences(old, new)} == {"sign_in"}
