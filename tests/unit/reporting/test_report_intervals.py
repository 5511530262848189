"""Intervals by the wall clock: days of 23 and 25 hours, zones that are off by quarters, ranges that cut."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cic.reporting.asked import Asked, ReportKind, zone_of
from cic.reporting.intervals import Interval, RangeWrong, intervals, moment_ms
from cic.reporting.quarters import QUARTER_MS

pytestmark = pytest.mark.unit

HOUR_MS = 3_600_000
VIENNA = ZoneInfo("Europe/Vienna")


def of(day: str, following: str, interval: Interval, zone: str = "Europe/Vienna") -> list[tuple[int, int]]:
    in_zone = ZoneInfo(zone)
    return list(intervals(moment_ms(day, in_zone), moment_ms(following, in_zone), interval, in_zone))


@pytest.mark.parametrize(
    ("day", "following", "hours"),
    [("2026-03-28", "2026-03-29", 24), ("2026-03-29", "2026-03-30", 23), ("2026-10-25", "2026-10-26", 25)],
)
def test_a_day_has_as_many_hours_as_its_clock_shows(day: str, following: str, hours: int) -> None:
    found = of(day, following, Interval.HOUR)
    assert len(found) == hours and all(until - begin == HOUR_MS for begin, until in found)
    (whole,) = of(day, following, Interval.DAY)
    assert whole == (found[0][0], found[-1][1]) and whole[1] - whole[0] == hours * HOUR_MS


def test_weeks_begin_on_mondays_and_a_range_cuts_them() -> None:
    found = of("2026-10-21", "2026-11-03", Interval.WEEK)  # Wednesday to Tuesday
    named = [tuple(datetime.fromtimestamp(at / 1000, VIENNA).strftime("%a %d") for at in pair) for pair in found]
    assert named == [("Wed 21", "Mon 26"), ("Mon 26", "Mon 02"), ("Mon 02", "Tue 03")]


def test_months_and_the_whole() -> None:
    assert len(of("2026-01-01", "2027-01-01", Interval.MONTH)) == 12
    assert len(of("2026-01-15", "2026-03-02", Interval.MONTH)) == 3
    assert len(of("2026-01-15", "2026-03-02", Interval.NONE)) == 1


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Australia/Lord_Howe", "America/Havana", "America/St_Johns"])
@pytest.mark.parametrize("interval", Interval)
def test_of_every_zone_intervals_are_whole_quarters_without_gap(zone: str, interval: Interval) -> None:
    found = of("2026-03-01", "2026-04-12", interval, zone) + of("2026-04-12", "2026-04-13", interval, zone)
    assert all(begin % QUARTER_MS == until % QUARTER_MS == 0 and begin < until for begin, until in found)
    assert all(before[1] == after[0] for before, after in pairwise(found))


def test_every_zone_of_today_is_off_by_quarters() -> None:
    for name in available_timezones():
        for month in (1, 7):
            offset = datetime(2026, month, 1, tzinfo=ZoneInfo(name)).utcoffset()
            assert offset is not None and offset.total_seconds() % 900 == 0, name


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["Europe/Vienna", "Asia/Shanghai", "America/Havana", "Pacific/Chatham"]),
    st.sampled_from(list(Interval)),
    st.integers(0, 40_000),
    st.integers(1, 4_000),
)
def test_intervals_are_the_range_cut_in_pieces(zone: str, interval: Interval, start: int, quarters: int) -> None:
    from_ms = 1_767_225_600_000 + start * QUARTER_MS
    until_ms = from_ms + quarters * QUARTER_MS
    found = list(intervals(from_ms, until_ms, interval, ZoneInfo(zone)))
    assert (found[0][0], found[-1][1]) == (from_ms, until_ms)
    assert all(before[1] == after[0] for before, after in pairwise(found))


def test_times_are_read_by_the_wall_clock_or_their_own_offset() -> None:
    def utc(*parts: int) -> float:
        return datetime(*parts, tzinfo=UTC).timestamp() * 1000  # type: ignore[misc, arg-type]

    assert moment_ms("2026-11-28", VIENNA) == utc(2026, 11, 27, 23)
    assert moment_ms("2026-07-01T09:15", VIENNA) == utc(2026, 7, 1, 7, 15)
    assert moment_ms("2026-10-25T02:30", VIENNA) == utc(2026, 10, 25, 0, 30)  # shown twice: the first
    assert moment_ms("2026-10-25T02:30+01:00", VIENNA) == utc(2026, 10, 25, 1, 30)


@pytest.mark.parametrize("wrong", ["", "yesterday", "2026-13-01", "2026-11-28T09:07", "2026-11-28T09:00:01"])
def test_what_is_no_full_quarter_is_refused(wrong: str) -> None:
    with pytest.raises(RangeWrong):
        moment_ms(wrong, VIENNA)


@pytest.mark.parametrize("wrong", ["", "Vienna", "../../etc/passwd", "Europe/Vienna "])
def test_zones_go_by_their_names(wrong: str) -> None:
    with pytest.raises(RangeWrong):
        zone_of(wrong)


@pytest.mark.parametrize(
    ("until", "interval"),
    [("2026-01-01", Interval.DAY), ("2025-12-01", Interval.DAY), ("2027-06-01", Interval.DAY), ("2026-03-01", "15m")],
)
def test_a_report_has_bounds(until: str, interval: Interval | str) -> None:
    asked = Asked(
        ReportKind.QUEUES,
        moment_ms("2026-01-01", VIENNA),
        moment_ms(until, VIENNA),
        "Europe/Vienna",
        Interval(interval),
    )
    with pytest.raises(RangeWrong):
        asked.intervals()
