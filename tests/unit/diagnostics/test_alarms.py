"""Alarms stand from when something goes wrong until it is right again, and are told once."""

import pytest

from cic.diagnostics.alarms import Alarm, Alarms
from cic.diagnostics.fault_counts import FaultCounts

pytestmark = pytest.mark.unit


def test_an_alarm_stands_from_its_first_sounding_until_it_is_cleared() -> None:
    now_ms = [1_000]
    alarms = Alarms(lambda: now_ms[0])
    told: list[tuple[Alarm, ...]] = []
    alarms.listen(told.append)
    alarms.sound("disk_full", "make room")
    now_ms[0] = 2_000
    alarms.sound("disk_full", "make room")
    alarms.sound("other", "look")
    assert alarms.standing == (Alarm("disk_full", 1_000), Alarm("other", 2_000))
    alarms.clear("disk_full")
    alarms.clear("disk_full")
    assert alarms.standing == (Alarm("other", 2_000),)
    assert [len(standing) for standing in told] == [1, 2, 1]


def test_faults_are_counted_by_listener_and_kind() -> None:
    counts = FaultCounts()
    counts.count("agi", "too_long")
    counts.count("agi", "too_long")
    counts.count("http", "too_slow")
    assert counts.read() == {"agi": {"too_long": 2}, "http": {"too_slow": 1}}


def test_a_flood_of_faults_is_a_few_lines(caplog: pytest.LogCaptureFixture) -> None:
    now_s = [0.0]
    counts = FaultCounts(lambda: now_s[0])
    for _ in range(1_000):
        counts.count("agi", "wrong_token")
    counts.count("http", "too_slow")
    assert [record.getMessage().split(",")[0] for record in caplog.records] == [
        "peers of agi: wrong_token",
        "peers of http: too_slow",
    ]
    now_s[0] = 61.0
    counts.count("agi", "wrong_token")
    assert caplog.records[-1].getMessage() == "peers of agi: wrong_token, 1000 since it was last said, 1001 in all"
