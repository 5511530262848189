"""The explanation of a contact over HTTP, and the bounds within which it is made."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from cic.api.ports import ExplanationRefused, JsonObject
from cic.explanation.reader import ExplanationReader
from cic.journal.port import Committed
from routing.vocabulary import ContactId
from tests.simulation.test_explanations import Journal, mixed_world
from tests.unit.api.conftest import Backstage, TestClient

pytestmark = pytest.mark.unit

FAR_MS = 10**12


@pytest.fixture(scope="module")
def journal() -> Journal:
    return Journal(mixed_world(1))


def explained(reader: ExplanationReader, contact_id: str) -> JsonObject | ExplanationRefused:
    return asyncio.run(reader.contact(ContactId(contact_id), None, None))


def test_an_explanation_comes_through_whole(
    client: TestClient, operator: dict[str, str], backstage: Backstage, journal: Journal
) -> None:
    told = explained(ExplanationReader(journal, lambda: FAR_MS), journal.world.opened[3])
    assert isinstance(told, dict)
    backstage.explanations.answer = told
    answer = client.get("/api/contacts/c-1/explanation?at_ms=5&agent_id=alice", headers=operator)
    assert (answer.status_code, answer.json()) == (200, told)
    assert backstage.explanations.asked == [("c-1", 5, "alice")]
    client.get("/api/contacts/c-1/explanation", headers=operator)
    assert backstage.explanations.asked[-1] == ("c-1", None, None)


@pytest.mark.parametrize(
    ("code", "status"),
    [("unknown_contact", 404), ("unknown_agent", 404), ("explanation_busy", 503), ("explanation_too_long", 503)],
)
def test_a_refusal_keeps_its_code(
    client: TestClient, bearer: dict[str, str], backstage: Backstage, code: str, status: int
) -> None:
    backstage.explanations.answer = ExplanationRefused(code, "why")
    answer = client.get("/api/contacts/c-1/explanation", headers=bearer)
    assert (answer.status_code, answer.json()) == (status, {"error": {"code": code, "detail": "why"}})


def test_it_is_for_who_is_signed_in_and_asks_for_a_moment(client: TestClient, bearer: dict[str, str]) -> None:
    assert client.get("/api/contacts/c-1/explanation").status_code == 401
    for wrong in ("at_ms=-1", "at_ms=x", f"at_ms={2**60}"):
        assert client.get(f"/api/contacts/c-1/explanation?{wrong}", headers=bearer).status_code == 422


def test_the_moment_is_now_unless_another_is_asked_for(journal: Journal) -> None:
    contact_id = journal.world.opened[0]
    opened = next(record for record in journal.world.records if contact_id in str(record.events))
    reader = ExplanationReader(journal, lambda: opened.at_ms - 1)
    refused = explained(reader, contact_id)
    assert isinstance(refused, ExplanationRefused) and refused.code == "unknown_contact"
    then = asyncio.run(reader.contact(contact_id, opened.at_ms + 5, None))
    assert isinstance(then, dict) and then["at_ms"] == opened.at_ms + 5
    assert isinstance(then["standing"], list) and len(then["standing"]) == 1


def test_a_journal_that_is_too_long_is_given_up(journal: Journal) -> None:
    refused = explained(ExplanationReader(journal, lambda: FAR_MS, limit_s=0.0), "c1")
    assert isinstance(refused, ExplanationRefused) and refused.code == "explanation_too_long"


def test_one_is_made_at_a_time_and_the_loop_goes_on_meanwhile() -> None:
    going_on, at_work = threading.Event(), threading.Event()

    class Slow:
        def read(self, from_seq: int = 1) -> Iterator[Committed]:
            at_work.set()
            assert going_on.wait(timeout=10.0)
            return iter(())

        def last(self) -> tuple[int, int]:
            return 0, 0

    async def two() -> tuple[object, object]:
        reader = ExplanationReader(Slow(), lambda: FAR_MS)
        first = asyncio.create_task(reader.contact(ContactId("c1"), None, None))
        await asyncio.to_thread(at_work.wait, 10.0)
        second = await reader.contact(ContactId("c2"), None, None)
        going_on.set()
        return await first, second

    first, second = asyncio.run(two())
    assert isinstance(first, ExplanationRefused) and first.code == "unknown_contact"
    assert isinstance(second, ExplanationRefused) and second.code == "explanation_busy"
