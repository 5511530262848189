"""What the center's text and the contact log add to what is known of a caller: lists, the country, earlier tries."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cic.customers.customers import Customers, NumberRules
from cic.customers.numbers import NumberList
from routing.vocabulary import PartyId
from tests.unit.customers.test_customers import ANN, Bench

pytestmark = pytest.mark.unit


class Listed(Bench):
    """Customers of a center whose rules a test may change."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.rules = NumberRules()
        self.tries: dict[PartyId, int] = {}
        self.asked: list[PartyId] = []
        self.customers = Customers(
            self.store, self.values, default_language="en", rules=lambda: self.rules, tries_today=self.tried
        )

    def tried(self, party_id: PartyId) -> int:
        self.asked.append(party_id)
        return self.tries.get(party_id, 0)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Listed]:
    bench = Listed(tmp_path)
    yield bench
    bench.close()


def test_a_visitor_on_a_list_is_blocked_or_a_vip(bench: Listed) -> None:
    def facts(number: str) -> tuple[bool, bool]:
        found = bench.customers.identify(number)
        return found.is_blocked, found.is_vip

    assert facts("+861065529988") == (False, False)
    bench.rules = NumberRules(
        "CN", blocked=NumberList(begins=frozenset({"010"})), vip=NumberList(frozenset({"13800138000"}))
    )
    assert facts("+86 10 6552 9988") == (True, False), "the rules that hold when the call comes"
    assert facts("138 0013 8000") == (False, True)
    assert facts("+442079460000") == facts("") == facts("anonymous") == (False, False)


def test_a_customer_is_a_vip_by_either_and_blocked_all_the_same(bench: Listed) -> None:
    bench.bring_in(ANN + "1002,Bob,+1556,,,\n")
    bench.rules = NumberRules(blocked=NumberList(frozenset({"+15550100777"})), vip=NumberList(frozenset({"+1556"})))
    ann, bob = bench.customers.identify("+15550100777"), bench.customers.identify("+1556")
    assert (ann.is_vip, ann.is_blocked, bob.is_vip, bob.is_blocked) == (True, True, True, False)
    assert not bench.customers.identify("+861055550100").is_blocked, "the customer's other number"


def test_whoever_gives_a_customer_number_stays_blocked_by_the_number_of_the_call(bench: Listed) -> None:
    bench.bring_in(ANN)
    bench.rules = NumberRules(blocked=NumberList(begins=frozenset({"+4420"})))
    calling_from = bench.customers.identify("+442079460000").number
    found = bench.customers.find_by_customer_number("1001", calling_from)
    assert found is not None and found.is_blocked and found.area == "united_kingdom"
    unasked = bench.customers.find_by_customer_number("1001")
    assert unasked is not None and not unasked.is_blocked and unasked.area == "beijing"


def test_the_area_is_the_customers_own_or_that_of_the_number(bench: Listed) -> None:
    bench.rules = NumberRules("CN")
    bench.bring_in("1,Ann,+1555,hangzhou\n2,Bob,010 6552 9988,\n", "customer_number,name,numbers,area\n")
    assert bench.customers.identify("+1555").area == "hangzhou"
    assert bench.customers.identify("01065529988").area == "beijing"
    assert bench.customers.identify("02085529988").area == "guangdong"


def test_earlier_tries_are_those_of_the_party_and_nobody_is_asked_of_who_is_new_each_time(bench: Listed) -> None:
    bench.bring_in(ANN)
    ann, visitor = bench.customers.identify("+861055550100"), bench.customers.identify("+1557")
    assert ann.tries_today == visitor.tries_today == 0
    bench.tries = {ann.party_id: 3, visitor.party_id: 1}
    assert bench.customers.identify("+861055550100").tries_today == 3
    assert bench.customers.identify("+1557").tries_today == 1
    by_number = bench.customers.find_by_customer_number("1001", visitor.number)
    assert by_number is not None and by_number.tries_today == 3
    bench.asked.clear()
    assert bench.customers.identify("").tries_today == 0 and bench.asked == []
