"""What a CRM knows of a customer, by a configured source: shown fields alone, never kept, silent when it is slow."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cic.api.ports import CommandRefused
from cic.configuration.schema_desktop import CardField, CrmLookupText, DesktopText, ShownText
from cic.configuration.schema_parts import LabelText, Reference
from cic.lookups.lookups import Lookups
from cic.lookups.sources import CsvSource
from cic.lookups.values import ResultForm, ResultKind
from cic.main.crm import CrmLookup
from routing.vocabulary import PartyId
from tests.unit.api.day_parts import DayParts

pytestmark = pytest.mark.unit

NUMBER = "+442079460000"
SOURCE = CsvSource(
    name="crm",
    file="crm.csv",
    match=(("phone", "phone"),),
    results=(
        ResultForm("level", "level", ResultKind.TEXT, is_personal=True),
        ResultForm("sales", "sales", ResultKind.AMOUNT, is_personal=True),
        ResultForm("secret", "secret", ResultKind.TEXT, is_personal=False),
    ),
)
LABEL = LabelText("Words", "文字")


def shown(*names: str) -> tuple[ShownText, ...]:
    return tuple(ShownText(Reference(name, 1), LABEL) for name in names)


@pytest.fixture
def day(tmp_path: Path) -> Iterator[DayParts]:
    parts = DayParts(tmp_path)
    yield parts
    parts.close()


def ask(day: DayParts, folder: Path, party: str, of: CardField = CardField.NUMBER) -> Any:
    """What an agent is shown of a party."""
    lookup = CrmLookupText(Reference("crm", 1), ((Reference("phone", 1), of),), shown("sales", "level"), 1)
    compiled: Any = SimpleNamespace(desktop=DesktopText(crm_lookup=lookup), lookups=(SOURCE,))

    async def asked() -> Any:
        lookups = Lookups([SOURCE], folder)
        desk: Any = day.services().customers
        try:
            return await CrmLookup(desk, lookups, lambda: compiled).fields(PartyId(party))
        finally:
            await lookups.aclose()

    return asyncio.run(asked())


def test_the_fields_that_the_text_names_are_shown_in_its_order(day: DayParts, tmp_path: Path) -> None:
    (tmp_path / "crm.csv").write_text(f"phone,level,sales,secret\n{NUMBER},walrus,12.50,hidden\n")
    party = day.calls(NUMBER)
    answer = ask(day, tmp_path, party)
    assert answer["result"] == "found"
    assert [(field["name"], field["kind"], field["value"], field["decimals"]) for field in answer["fields"]] == [
        ("sales", "amount", 1250, 2), ("level", "text", "walrus", None)
    ]  # fmt: skip
    for file in ("customers.db", "journal.db", "contacts.db"):
        assert b"walrus" not in (tmp_path / file).read_bytes(), "nothing of it is kept"


def test_whoever_the_crm_does_not_know_or_cannot_be_asked_for_is_not_found(day: DayParts, tmp_path: Path) -> None:
    (tmp_path / "crm.csv").write_text("phone,level,sales,secret\n")
    party = day.calls(NUMBER)
    assert ask(day, tmp_path, party) == {"result": "not_found", "reason": "not_found", "fields": []}
    assert ask(day, tmp_path, party, CardField.MAIL)["reason"] == "nothing_to_ask_by"
    refused = ask(day, tmp_path, "nobody")
    assert isinstance(refused, CommandRefused) and refused.code == "unknown_party"


def test_a_crm_that_fails_is_told_as_such(day: DayParts, tmp_path: Path) -> None:
    answer = ask(day, tmp_path, day.calls(NUMBER))
    assert (answer["result"], answer["reason"], answer["fields"]) == ("failed", "file", [])
