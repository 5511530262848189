"""Callers' messages over HTTP: who may hear one, in which parts, and that the log says so."""

import logging
from pathlib import Path

import pytest

from cic.api import messages
from routing.vocabulary import RecordingId
from tests.unit.api.conftest import ALICE, Backstage, TestClient, sign_in_script

pytestmark = pytest.mark.unit

NAME = RecordingId("m7.1")
SOUND = b"RIFF" + bytes(range(200))
Headers = dict[str, str]


@pytest.fixture
def kept(backstage: Backstage, tmp_path: Path) -> Backstage:
    """A message lies on disk, and Alice has it in hand."""
    path = tmp_path / "m7.1.wav"
    path.write_bytes(SOUND)
    backstage.message_files[NAME] = path
    backstage.messages_in_hand.add((ALICE, NAME))
    return backstage


def code_of(client: TestClient, headers: Headers, name: str = NAME) -> tuple[int, str]:
    answer = client.get(f"/api/messages/{name}", headers=headers)
    return answer.status_code, answer.json()["error"]["code"]


def test_whoever_has_the_message_hears_it_and_no_cache_keeps_it(
    client: TestClient, bearer: Headers, kept: Backstage, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "cic.api.messages"):
        answer = client.get(f"/api/messages/{NAME}", headers=bearer)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, SOUND, "audio/wav")
    assert answer.headers["cache-control"] == "no-store"
    assert [record.getMessage() for record in caplog.records] == ["message m7.1 is heard by alice"]


def test_a_part_is_handed_out_where_a_part_is_asked_for(client: TestClient, bearer: Headers, kept: Backstage) -> None:
    answer = client.get(f"/api/messages/{NAME}", headers={**bearer, "Range": "bytes=4-13"})
    assert (answer.status_code, answer.content) == (206, SOUND[4:14])
    assert answer.headers["content-range"] == f"bytes 4-13/{len(SOUND)}"
    beyond = client.get(f"/api/messages/{NAME}", headers={**bearer, "Range": "bytes=900-"})
    assert beyond.status_code == 416
    several = client.get(f"/api/messages/{NAME}", headers={**bearer, "Range": "bytes=0-1,5-6"})
    assert (several.status_code, several.content) == (200, SOUND), "several parts at once are the whole"


def test_nobody_else_hears_it_but_the_operator(
    client: TestClient, bearer: Headers, operator: Headers, kept: Backstage, passwords: dict[str, str]
) -> None:
    assert client.get(f"/api/messages/{NAME}", headers=operator).content == SOUND
    other = sign_in_script(client, "robin", passwords["robin"])
    assert code_of(client, other) == (403, "not_yours")
    assert code_of(client, {}) == (401, "not_signed_in")
    kept.messages_in_hand.clear()
    assert code_of(client, bearer) == (403, "not_yours"), "not after it is out of hand"


def test_what_is_no_message_is_not_found(
    client: TestClient, bearer: Headers, operator: Headers, kept: Backstage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert code_of(client, operator, "m8.1") == (404, "unknown_message")
    assert code_of(client, operator, "..%2Fjournal") == (404, "not_found")
    with monkeypatch.context() as patched:
        patched.setattr(messages, "MESSAGE_BYTES_MAX", len(SOUND) - 1)
        assert code_of(client, bearer) == (404, "unknown_message")
    kept.message_files[NAME].unlink()
    assert code_of(client, bearer) == (404, "unknown_message")
