"""An allowance: so many at once, then one every so often, each user for themselves."""

import pytest

from cic.api import rates
from cic.api.rates import Allowance

pytestmark = pytest.mark.unit


def test_so_many_at_once_then_one_every_so_often() -> None:
    now_s = [0.0]
    allowance = Allowance(burst=3, each_s=2.0, now_s=lambda: now_s[0])
    assert [allowance.wait_s("a") for _ in range(4)] == [0, 0, 0, 3]
    assert allowance.wait_s("b") == 0, "another user has an own one"
    now_s[0] = 2.0
    assert [allowance.wait_s("a") for _ in range(2)] == [0, 3]
    now_s[0] = 100.0
    assert [allowance.wait_s("a") for _ in range(4)] == [0, 0, 0, 3], "it is full again, and never more than full"


def test_its_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "KEPT_MAX", 2)
    allowance = Allowance(burst=1, each_s=10.0, now_s=lambda: 0.0)
    assert [allowance.wait_s(user) for user in "abc"] == [0, 0, 0]
    assert allowance.wait_s("c") > 0 and allowance.wait_s("a") == 0
