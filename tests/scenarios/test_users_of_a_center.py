"""`cic user` beside a center that runs: the center knows at once, and whoever was signed in is not any more."""

import json

import httpx
import pytest

from cic.cli.main import main
from tests.harness.running_center import RunningCenter
from tests.unit.cli.test_cli import Capture

pytestmark = pytest.mark.scenario


def test_a_center_that_runs_is_told_and_notes_it(center: RunningCenter, capsys: Capture) -> None:
    def user(*words: str, url: str = center.url) -> tuple[int, str, str]:
        code = main(["user", *words, "--data", str(center.data), "--url", url])
        said = capsys.readouterr()
        return code, said.out, said.err

    made = json.loads(user("add", "ada", "--role", "administrator", "--generate", "--json")[1])
    with httpx.Client(base_url=center.url) as client:
        sign_in = {"user": "ada", "password": made["password"]}
        ada = {"Authorization": f"Bearer {client.post('/api/sign-in', json=sign_in).json()['token']}"}
        assert client.get("/api/me", headers=ada).json()["role"] == "administrator"
        assert user("role", "ada", "--role", "auditor")[0] == 0
        assert client.get("/api/me", headers=ada).status_code == 401, "she signs in again, as what she is now"
    roles = {entry["user"]: entry["role"] for entry in json.loads(user("list", "--json")[1])["users"]}
    assert roles["ada"] == "auditor" and roles["operator"] == "administrator"
    code, _, told = user("remove", "ada", url="http://127.0.0.1:9")
    assert code == 1 and "--url" in told, "its files are left alone while it runs"
    noted = center.get("/api/audit?limit=10")
    assert isinstance(noted, dict)
    codes = [row["code"] for row in noted["entries"] if row["target"] == "ada"]
    assert codes == ["user.change_role", "session.begin", "user.add"]
