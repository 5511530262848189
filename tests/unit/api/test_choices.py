"""The center's text for who watches over it: whoever is signed in may read the words of what is seen."""

import pytest

from tests.unit.api.conftest import TestClient

pytestmark = pytest.mark.unit


def test_the_words_of_queues_and_codes_are_told_in_both_languages(
    client: TestClient, bearer: dict[str, str], operator: dict[str, str]
) -> None:
    told = client.get("/api/choices", headers=operator).json()
    assert client.get("/api/choices", headers=bearer).json() == told
    assert told["queues"] == [{"queue_id": "sales", "label": {"en": "Sales", "zh": "销售"}}]
    assert told["skills"] == [{"skill": "spanish", "label": {"en": "Spanish", "zh": "西班牙语"}}]
    assert (told["break_reasons"], told["dispositions"], told["teams"]) == ([], [], [])


def test_nobody_else_reads_them(client: TestClient) -> None:
    assert client.get("/api/choices").status_code == 401
