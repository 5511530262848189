"""Customers found by what an agent types, also while the cards of an old file are marked."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cic.customers.finding import Finder
from tests.unit.customers.test_cards import Desk
from tests.unit.customers.test_customers import ANN, Bench

pytestmark = pytest.mark.unit

BOUND_S = 10


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    bench = Bench(tmp_path)
    yield Desk(bench)
    bench.close()


def test_customers_are_found_by_name_number_mail_and_customer_number(desk: Desk) -> None:
    desk.bench.bring_in(ANN + "1002,Robert Miller,+442079460000,,,\n1003,Roberta Mills,,,,\n")
    party = desk.calls("+15550001")
    desk.save(party, name="Zoë Müller", addresses=[{"kind": "mail", "text": "Zoe@Example.com"}])
    assert desk.found("miller") == ["Robert Miller"]
    assert desk.found("mil") == ["Robert Miller", "Roberta Mills"] or desk.found("mil") == [
        "Roberta Mills", "Robert Miller"
    ]  # fmt: skip
    assert sorted(desk.found("rober mil")) == ["Robert Miller", "Roberta Mills"]
    assert desk.found("robert miller") == ["Robert Miller"] and desk.found("robert smith") == []
    assert desk.found("王") == desk.found("王小") == desk.found("王小明") == ["王小明"]
    assert desk.found("zoe@example.COM") == ["Zoë Müller"] and desk.found("müll") == ["Zoë Müller"]
    assert desk.found("1002") == ["Robert Miller"] and desk.found("０１０ 5555 0100", "CN") == ["王小明"]
    assert desk.found("") == desk.found("zz") == desk.found("nobody") == []


def test_a_merged_customer_is_found_by_either_name_and_shown_once(desk: Desk) -> None:
    desk.bench.bring_in("1,Ann Lee,+15550001,,,\n2,Anna Leigh,+15550002,,,\n")
    ann, anna = desk.calls("+15550001"), desk.calls("+15550002")
    desk.merge(ann, anna)
    assert (
        desk.found("leigh") == ["Ann Lee"] and desk.found("+15550002") == ["Ann Lee"] and desk.found("2") == ["Ann Lee"]
    )
    assert desk.found("ann") == ["Ann Lee"]
    facts = desk.bench.customers.find_by_customer_number("2")
    assert facts is not None and facts.party_id == ann


def test_nobody_waits_while_old_cards_are_marked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.bench.bring_in(ANN)
    mark, found = Finder._mark_some, list[list[str]]()

    def mark_while_another_looks(finder: Finder) -> int:
        another = threading.Thread(target=lambda: found.append(desk.found("王小")), daemon=True)
        another.start()
        another.join(BOUND_S)
        return mark(finder)

    monkeypatch.setattr(Finder, "_mark_some", mark_while_another_looks)
    assert desk.found("王小") == ["王小明"] and found == [["王小明"]]
