"""Opening hours in UTC, against the wall clock itself: also on the days when the clock is changed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cic.configuration.hours import HORIZON_DAYS, compile_hours
from cic.configuration.schema import CalendarText, OpeningText

pytestmark = pytest.mark.unit

DAY_MS = 86_400_000
MINUTE_MS = 60_000
ALWAYS = ((OpeningText(0, 1440),),) * 7
NEVER: tuple[tuple[OpeningText, ...], ...] = ((),) * 7


def at_ms(zone: str, *local: int, fold: int = 0) -> int:
    year, month, day, hour, minute = local
    return int(datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone), fold=fold).timestamp() * 1000)


def intervals(
    zone: str, days: tuple[tuple[OpeningText, ...], ...], now_ms: int, *, center_zone: str = "UTC"
) -> tuple[tuple[int, int], ...]:
    compiled = compile_hours([CalendarText("office", zone, days, 1)], center_zone, now_ms)
    (hours,) = compiled.hours
    assert hours.calendar == "office"
    assert hours.known_until_ms == now_ms // 1000 * 1000 + HORIZON_DAYS * DAY_MS
    return hours.intervals


def is_open(found: tuple[tuple[int, int], ...], moment_ms: int) -> bool:
    return any(begin <= moment_ms < end for begin, end in found)


def test_office_hours_of_an_ordinary_week() -> None:
    office = ((OpeningText(540, 720), OpeningText(780, 1080)),) * 5 + ((), ())
    monday_ms = at_ms("Asia/Shanghai", 2026, 6, 1, 0, 0)
    found = intervals("Asia/Shanghai", office, monday_ms)
    hour_ms = 60 * MINUTE_MS
    assert found[:2] == (
        (monday_ms + 9 * hour_ms, monday_ms + 12 * hour_ms),
        (monday_ms + 13 * hour_ms, monday_ms + 18 * hour_ms),
    )
    saturday_ms = monday_ms + 5 * DAY_MS
    assert not any(saturday_ms <= begin < saturday_ms + 2 * DAY_MS for begin, _ in found)


def test_a_center_that_never_closes_is_one_interval() -> None:
    now_ms = at_ms("Europe/Berlin", 2026, 3, 1, 12, 0)
    assert intervals("Europe/Berlin", ALWAYS, now_ms) == ((now_ms - DAY_MS, now_ms + HORIZON_DAYS * DAY_MS),)
    assert intervals("Europe/Berlin", NEVER, now_ms) == ()


def test_the_centers_zone_holds_where_a_calendar_names_none() -> None:
    now_ms = at_ms("UTC", 2026, 6, 1, 0, 0)
    named = compile_hours([CalendarText("a", "Asia/Tokyo", ((OpeningText(540, 600),),) * 7, 1)], "UTC", now_ms)
    unnamed = compile_hours([CalendarText("a", None, ((OpeningText(540, 600),),) * 7, 1)], "Asia/Tokyo", now_ms)
    assert named == unnamed


def test_an_hour_that_summer_time_skips_is_not_open() -> None:
    now_ms = at_ms("Europe/Berlin", 2026, 3, 28, 12, 0)
    skipped = ((OpeningText(130, 170),),) * 7  # 02:10 to 02:50; on 29 March 02:00 becomes 03:00
    found = intervals("Europe/Berlin", skipped, now_ms)
    change_ms = at_ms("Europe/Berlin", 2026, 3, 29, 3, 0)
    assert not any(change_ms - DAY_MS // 2 < begin < change_ms + DAY_MS // 2 for begin, _ in found)
    across = intervals("Europe/Berlin", ((OpeningText(90, 210),),) * 7, now_ms)
    begin_ms = at_ms("Europe/Berlin", 2026, 3, 29, 1, 30)
    assert (begin_ms, begin_ms + 60 * MINUTE_MS) in across, "01:30 to 03:30 lasts one hour that night"


def test_an_hour_that_is_lived_twice_is_open_twice() -> None:
    now_ms = at_ms("Europe/Berlin", 2026, 10, 24, 12, 0)
    found = intervals("Europe/Berlin", ((OpeningText(130, 170),),) * 7, now_ms)
    for fold in (0, 1):
        begin_ms = at_ms("Europe/Berlin", 2026, 10, 25, 2, 10, fold=fold)
        assert (begin_ms, begin_ms + 40 * MINUTE_MS) in found


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", (2026, 3, 29)),
        ("Europe/Berlin", (2026, 10, 25)),
        ("America/New_York", (2026, 3, 8)),
        ("Australia/Lord_Howe", (2026, 4, 5)),  # changes by half an hour
        ("America/Santiago", (2026, 9, 6)),  # changes at midnight
        ("Africa/Casablanca", (2026, 2, 15)),  # changes twice around Ramadan
        ("Asia/Shanghai", (2026, 10, 1)),
    ],
)
def test_open_exactly_when_the_wall_clock_says_so(zone: str, day: tuple[int, int, int]) -> None:
    days = tuple((OpeningText(60 + number, 150 + number), OpeningText(1380, 1440)) for number in range(7))
    start_ms = at_ms(zone, *day, 0, 0) - DAY_MS
    found = intervals(zone, days, start_ms)
    for minute in range(3 * 24 * 60):
        moment_ms = start_ms + minute * MINUTE_MS
        local = datetime.fromtimestamp(moment_ms / 1000, UTC).astimezone(ZoneInfo(zone))
        on_the_clock = local.hour * 60 + local.minute
        wanted = any(o.from_minute <= on_the_clock < o.until_minute for o in days[local.weekday()])
        assert is_open(found, moment_ms) == wanted, local.isoformat()
