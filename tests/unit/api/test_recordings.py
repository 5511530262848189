"""Recorded talks over HTTP: who may hear a track, in which parts, and that no listening goes unnoted."""

from pathlib import Path

import pytest

from cic.api.ports import RecordedTalk, Services
from cic.audit.port import NotAudited
from routing.vocabulary import ContactId, RecordingId
from tests.unit.api.conftest import ALICE, Backstage, TestClient, sign_in_script

pytestmark = pytest.mark.unit

TRACK = RecordingId("m1700000000000-7-1")
SOUND = b"RIFF" + bytes(range(200))
Headers = dict[str, str]


@pytest.fixture
def kept(backstage: Backstage, tmp_path: Path) -> Backstage:
    """Alice's talk was recorded."""
    path = tmp_path / f"{TRACK}.wav"
    path.write_bytes(SOUND)
    backstage.track_files[TRACK] = path
    backstage.talks[TRACK] = RecordedTalk(ContactId("c7"), frozenset({ALICE}))
    return backstage


def code_of(client: TestClient, headers: Headers, track: str = TRACK) -> tuple[int, str]:
    answer = client.get(f"/api/recordings/{track}", headers=headers)
    return answer.status_code, answer.json()["error"]["code"]


def listened(client: TestClient, operator: Headers, **asked: int) -> list[tuple[object, ...]]:
    answer = client.get("/api/recordings/listenings", headers=operator, params=asked)
    assert answer.status_code == 200
    return [
        (row["user"], row["role"], row["agent_id"], row["contact_id"], row["track"], row["from_byte"])
        for row in answer.json()["listenings"]
    ]


def test_whoever_took_part_hears_it_and_that_is_noted(
    client: TestClient, bearer: Headers, operator: Headers, kept: Backstage
) -> None:
    answer = client.get(f"/api/recordings/{TRACK}", headers=bearer)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, SOUND, "audio/wav")
    assert answer.headers["cache-control"] == "no-store"
    assert listened(client, operator) == [("alice", "agent", "alice", "c7", TRACK, 0)]


def test_each_part_is_a_listening_from_where_it_begins(
    client: TestClient, bearer: Headers, operator: Headers, kept: Backstage
) -> None:
    parts = {"bytes=4-13": SOUND[4:14], "bytes=100-": SOUND[100:], "bytes=-5": SOUND[-5:]}
    for part, sound in parts.items():
        answer = client.get(f"/api/recordings/{TRACK}", headers={**bearer, "Range": part})
        assert (answer.status_code, answer.content) == (206, sound)
    assert [row[-1] for row in listened(client, operator)] == [len(SOUND) - 5, 100, 4]


def test_a_part_on_a_condition_is_noted_as_the_whole_that_may_be_played(
    client: TestClient, bearer: Headers, operator: Headers, kept: Backstage
) -> None:
    asked = {**bearer, "Range": "bytes=200-", "If-Range": '"of another day"'}
    answer = client.get(f"/api/recordings/{TRACK}", headers=asked)
    assert (answer.status_code, answer.content) == (200, SOUND)
    assert [row[-1] for row in listened(client, operator)] == [0]


def test_the_operator_hears_it_too(client: TestClient, operator: Headers, kept: Backstage) -> None:
    assert client.get(f"/api/recordings/{TRACK}", headers=operator).content == SOUND
    assert listened(client, operator) == [("operator", "administrator", None, "c7", TRACK, 0)]


def test_everybody_else_hears_nothing_and_learns_nothing(
    client: TestClient, operator: Headers, kept: Backstage, passwords: dict[str, str]
) -> None:
    other = sign_in_script(client, "robin", passwords["robin"])
    assert code_of(client, other) == (403, "not_yours")
    assert code_of(client, other, "m1-1-1") == (403, "not_yours"), "nor whether there is one"
    assert code_of(client, {}) == (401, "not_signed_in")
    assert listened(client, operator) == []
    assert client.get("/api/recordings/listenings", headers=other).status_code == 403
    assert client.get("/api/recordings/listenings").status_code == 401


def test_what_is_not_there_is_not_found(client: TestClient, operator: Headers, kept: Backstage) -> None:
    assert code_of(client, operator, "m1-1-1") == (404, "unknown_recording")
    assert code_of(client, operator, "..%2Fjournal") == (404, "not_found")
    kept.track_files[TRACK].unlink()
    assert code_of(client, operator) == (404, "unknown_recording")
    assert listened(client, operator) == []


def test_nothing_is_played_that_cannot_be_noted(
    client: TestClient, bearer: Headers, services: Services, kept: Backstage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise NotAudited("the disk is full")

    monkeypatch.setattr(type(services.audit), "note", refuse)
    assert code_of(client, bearer) == (503, "not_noted")


def test_listenings_are_read_page_by_page(
    client: TestClient, bearer: Headers, operator: Headers, kept: Backstage
) -> None:
    for first in range(5):
        client.get(f"/api/recordings/{TRACK}", headers={**bearer, "Range": f"bytes={first}-"})
    rows = client.get("/api/recordings/listenings", headers=operator, params={"limit": 2}).json()["listenings"]
    assert [row["from_byte"] for row in rows] == [4, 3]
    assert [row[-1] for row in listened(client, operator, before=rows[-1]["ordinal"])] == [2, 1, 0]
    assert client.get("/api/recordings/listenings", headers=operator, params={"limit": 501}).status_code == 422
