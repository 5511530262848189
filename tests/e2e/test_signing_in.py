"""Signing in at a real OpenID provider, and looking after users, in a real center and a real browser."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.harness.accessibility import assert_accessible
from tests.harness.browsers import browser_without_microphone
from tests.harness.centers import end, free_port
from tests.harness.openid_provider import SECRET, RunningProvider, signing_key
from tests.harness.running_center import PROJECT, RunningCenter

pytestmark = pytest.mark.e2e

PEOPLE = {
    "ada": {"groups": ["others", "cic-admins"]},
    "alice-at-acme": {"groups": ["cic-agents"], "agent": "alice"},
    "eve": {"groups": ["others"]},
    "operator": {"groups": ["cic-admins"]},
}
SIGN_IN = """
sign_in:
  public_url: {url}
  openid_connect:
    issuer: {issuer}
    client_id: cic
    client_secret_file: openid-client-secret
    role_claim: groups
    roles: {{cic-admins: administrator, cic-agents: agent}}
    agent_claim: agent
    label: {{en: Acme account, zh: Acme 账号}}
"""


class Acme:
    """A center and the provider of the company that runs it."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.provider = RunningProvider(f"http://127.0.0.1:{port}/api/sign-in/openid/callback", PEOPLE)
        self.center = RunningCenter(folder / "data", port, config=folder / "config")

    def start(self) -> None:
        """Start both: the center's text names the provider."""
        self.provider.start()
        config = self.center.config
        shutil.copytree(PROJECT / "config", config)
        with (config / "center.yaml").open("a") as file:
            file.write(SIGN_IN.format(url=self.center.url, issuer=self.provider.issuer))
        (config / "openid-client-secret").write_text(f"{SECRET}\n")
        self.center.start()

    def sign_in(self, name: str, before_return: Callable[[], None] = lambda: None) -> tuple[httpx.Client, str]:
        """A browser's way to the provider and back; where it ends."""
        limits = httpx.Limits(max_keepalive_connections=0)  # nothing is left open
        browser = httpx.Client(follow_redirects=False, timeout=20, limits=limits)
        url = f"{self.center.url}/api/sign-in/openid?to=/supervisor"
        for _ in range(10):
            answer = browser.get(f"{url}?name={name}" if "/interaction/" in url else url)
            if "location" not in answer.headers:
                break
            url = str(httpx.URL(url).join(answer.headers["location"]))
            if url.startswith(f"{self.center.url}/api/sign-in/openid/callback"):
                before_return()
            elif url.startswith(self.center.url):
                break
        return browser, url.removeprefix(self.center.url)


@pytest.fixture
async def acme(tmp_path: Path) -> AsyncIterator[Acme]:
    made = Acme(tmp_path)
    try:
        await asyncio.to_thread(made.start)
        yield made
        await asyncio.to_thread(end, made.center)
    finally:
        made.provider.stop()
        if made.center.process is not None:
            made.center.kill()


async def test_whom_a_real_provider_vouches_for_is_signed_in(acme: Acme) -> None:
    await asyncio.to_thread(_ways_there_and_back, acme)


def _ways_there_and_back(acme: Acme) -> None:
    ada, place = acme.sign_in("ada")
    assert place == "/supervisor"
    me = ada.get(f"{acme.center.url}/api/me").json()
    assert (me["user"], me["role"], me["agent_id"]) == ("ada", "administrator", None)
    users = ada.get(f"{acme.center.url}/api/users").json()["users"]
    found = next(user for user in users if user["user"] == "ada")
    assert found["made_by"] == f"openid:{acme.provider.issuer}" and found["password_changed_at_ms"] is None

    assert acme.sign_in("eve")[1] == "/?sign_in=no_role"
    assert acme.sign_in("")[1] == "/?sign_in=access_denied"
    assert acme.sign_in("operator")[1] == "/?sign_in=user_exists", "nobody becomes somebody else by a name"
    assert acme.sign_in("alice-at-acme")[1] == "/?sign_in=agent_taken", "the demo's alice has this desk"
    body = {"reason": "she signs in at Acme from today"}
    headers = acme.center.operator
    assert httpx.post(f"{acme.center.url}/api/users/alice/remove", json=body, headers=headers).status_code == 200
    alice, place = acme.sign_in("alice-at-acme")
    assert alice.get(f"{acme.center.url}/api/me").json()["agent_id"] == "alice"

    assert httpx.post(f"{acme.center.url}/api/users/ada/disable", json=body, headers=headers).status_code == 200
    assert ada.get(f"{acme.center.url}/api/me").status_code == 401
    assert acme.sign_in("ada")[1] == "/?sign_in=disabled"

    with httpx.Client(follow_redirects=False) as stranger:
        answer = stranger.get(f"{acme.center.url}/api/sign-in/openid/callback?code=c&state=s")
        assert answer.headers["location"] == "/?sign_in=journey_over"
        end_at = stranger.get(f"{acme.center.url}/api/sign-in/openid/end").headers["location"]
        assert end_at.startswith(f"{acme.provider.issuer}/session/end?client_id=cic")

    assert acme.sign_in("alice-at-acme", acme.provider.stop)[1] == "/?sign_in=provider_down"
    acme.provider.keys = [signing_key("second")]
    acme.provider.start()
    assert acme.sign_in("alice-at-acme")[1] == "/supervisor", "its keys are other ones, which is noticed"


async def test_a_person_signs_in_with_the_company_account_and_looks_after_users(
    acme: Acme, real_browser_needed: None
) -> None:
    async with browser_without_microphone() as browser:
        page = await browser.new_page()
        await page.goto(f"{acme.center.url}/supervisor")
        await expect(page.get_by_test_id("openid-sign-in")).to_have_text("Sign in with Acme account")
        await assert_accessible(page, "the sign-in with another way")
        await _at_the_provider(page, "eve")
        await expect(page.get_by_test_id("openid-problem")).to_contain_text("no role in this center")
        await page.goto(f"{acme.provider.issuer}/session/end")
        await browser.clear_cookies()
        await page.goto(f"{acme.center.url}/supervisor")
        await _at_the_provider(page, "ada")
        await expect(page.get_by_test_id("who")).to_have_text("ada")

        await page.get_by_test_id("tab-people").click()
        await expect(page.get_by_test_id("users")).to_contain_text("operator")
        await page.get_by_test_id("user-add").click()
        await page.get_by_test_id("user-name").fill("lee")
        await page.get_by_test_id("user-role").select_option("auditor")
        await page.get_by_test_id("act-reason").fill("the yearly audit")
        await assert_accessible(page, "the window of a new user")
        await page.get_by_test_id("act-do").click()
        password = await page.get_by_test_id("new-password-text").inner_text()
        assert len(password) == 20
        await page.get_by_test_id("new-password-done").click()
        await expect(page.get_by_test_id("user-disable-lee")).to_be_visible()
        await assert_accessible(page, "the list of users")
        await _changes_the_own_password(await browser.new_page(), acme.center, password)

        await page.reload()
        await page.get_by_test_id("user-end-sessions-lee").click()
        await page.get_by_test_id("act-reason").fill("the audit is over")
        await page.get_by_test_id("act-do").click()
        await expect(page.get_by_test_id("user-end-sessions-lee")).to_have_count(0)


async def _at_the_provider(page: Page, name: str) -> None:
    await page.get_by_test_id("openid-sign-in").click()
    await page.get_by_label("Name").fill(name)
    await page.get_by_role("button", name="Go").click()


async def _changes_the_own_password(page: Page, center: RunningCenter, password: str) -> None:
    """In the same browser, as somebody else; then it is the first person's again."""
    async with browser_without_microphone() as browser:
        await page.close()
        page = await browser.new_page()
        await page.goto(f"{center.url}/supervisor")
        await page.get_by_test_id("sign-in-user").fill("lee")
        await page.get_by_test_id("sign-in-password").fill(password)
        await page.get_by_test_id("sign-in-button").click()
        await page.get_by_test_id("account-open").click()
        await expect(page.get_by_test_id("account-sessions")).to_contain_text("127.0.0.1")
        await page.get_by_test_id("account-old").fill(password)
        await page.get_by_test_id("account-new").fill("a good one of my own")
        await assert_accessible(page, "the own password and sessions")
        await page.get_by_test_id("account-change").click()
        await expect(page.get_by_test_id("account-told")).to_contain_text("is changed")
