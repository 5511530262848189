"""Public holidays, weekends that are worked instead of them, and a calendar's own days: in words, and as open hours."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cic.configuration.day_hours import DayHours
from cic.configuration.document import parse_document
from cic.configuration.forms_hours import DAYS, read_calendars
from cic.configuration.holiday_checks import check_holidays
from cic.configuration.hours import HORIZON_DAYS, compile_hours
from cic.configuration.problems import ConfigurationProblem, Severity
from cic.configuration.public_holidays import DayKind, PublicHolidays
from cic.configuration.reading import Reader
from cic.configuration.schema import CalendarText
from tests.unit.configuration.small_center import agent, problems_of, queue, write_center

pytestmark = pytest.mark.unit

OFFICE = "".join(f'    {day}: ["09:0{number}-18:00"]\n' for number, day in enumerate(DAYS[:5]))
WEEK = f"{OFFICE}    saturday: []\n    sunday: []\n"
SHANGHAI = ZoneInfo("Asia/Shanghai")

# As the State Council's notices have it:
# https://www.gov.cn/gongbao/2024/issue_11726/202411/content_6989767.html
# https://www.gov.cn/gongbao/2025/issue_12406/202511/content_7048922.html
WORKED_WEEKENDS = {
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}
WEEKDAYS_OFF = {
    2025: [
        "01-01", "01-28", "01-29", "01-30", "01-31", "02-03", "02-04", "04-04", "05-01", "05-02", "05-05", "06-02",
        "10-01", "10-02", "10-03", "10-06", "10-07", "10-08",
    ],
    2026: [
        "01-01", "01-02", "02-16", "02-17", "02-18", "02-19", "02-20", "02-23", "04-06", "05-01", "05-04", "05-05",
        "06-19", "09-25", "10-01", "10-02", "10-05", "10-06", "10-07",
    ],
}  # fmt: skip


def read(*lines: str, week: str = WEEK) -> tuple[CalendarText, list[ConfigurationProblem]]:
    """A calendar with these lines more, and what is wrong with it."""
    text = "calendars:\n  office:\n" + "".join(f"    {line}\n" for line in lines) + week
    document = parse_document("hours.yaml", text)
    assert not isinstance(document, ConfigurationProblem), document
    reader = Reader("hours.yaml")
    (calendar,) = read_calendars(reader, document)
    return calendar, reader.problems


def calendar_of(*lines: str, week: str = WEEK) -> CalendarText:
    calendar, problems = read(*lines, week=week)
    assert problems == []
    return calendar


def opens(calendar: CalendarText, day: date) -> str:
    """When a day's first hours begin, or nothing on a closed day."""
    openings = DayHours(calendar).on(day)
    return f"{openings[0].from_minute // 60:02}:{openings[0].from_minute % 60:02}" if openings else ""


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", [2025, 2026])
def test_china_as_it_was_decreed(year: int) -> None:
    public = PublicHolidays("CN")
    kinds = {day: public.kind(day) for day in days_of(year)}
    worked = [f"{day:%m-%d}" for day, kind in kinds.items() if kind is DayKind.MAKE_UP_WORKDAY]
    off = [f"{day:%m-%d}" for day, kind in kinds.items() if kind is DayKind.HOLIDAY and day.weekday() < 5]
    assert (worked, off) == (WORKED_WEEKENDS[year], WEEKDAYS_OFF[year])


def test_a_year_in_an_office_in_china() -> None:
    calendar = calendar_of("holidays: CN")
    for day in days_of(2026):
        is_ordinary = day.weekday() < 5 and f"{day:%m-%d}" not in WEEKDAYS_OFF[2026]
        worked = f"{day:%m-%d}" in WORKED_WEEKENDS[2026]
        assert opens(calendar, day) == ("09:00" if worked else f"09:0{day.weekday()}" if is_ordinary else ""), day


def test_a_make_up_workday_has_the_hours_of_the_day_that_is_named() -> None:
    sunday_worked = date(2026, 1, 4)
    assert opens(calendar_of("holidays: CN"), sunday_worked) == "09:00", "Monday's, unless another day is named"
    assert opens(calendar_of("holidays: CN", "make_up_workdays_like: friday"), sunday_worked) == "09:04"
    assert opens(calendar_of(), sunday_worked) == "", "without holidays a Sunday is a Sunday"


def test_a_shop_that_opens_at_weekends_keeps_its_hours_but_for_holidays() -> None:
    week = OFFICE + '    saturday: ["10:00-12:00"]\n    sunday: ["11:00-12:00"]\n'
    calendar = calendar_of("holidays: CN", week=week)
    assert opens(calendar, date(2026, 3, 7)) == "10:00" and opens(calendar, date(2026, 3, 8)) == "11:00"
    assert opens(calendar, date(2026, 2, 14)) == "09:00", "a Saturday that is worked"
    assert opens(calendar, date(2026, 10, 3)) == "", "a holiday on a Saturday"


def test_own_days_go_before_holidays_and_a_date_before_every_years() -> None:
    calendar = calendar_of(
        "holidays: CN",
        'closed_on: ["2026-01-04", "12-24", "2027-06-01"]',
        'open_on: {"2026-10-01": ["13:00-15:00"], "2027-12-24": ["08:00-09:00"], "06-01": ["07:00-08:00"]}',
    )
    assert opens(calendar, date(2026, 1, 4)) == "", "not for us"
    assert opens(calendar, date(2026, 10, 1)) == "13:00" and opens(calendar, date(2026, 10, 2)) == ""
    assert [opens(calendar, date(year, 12, 24)) for year in (2025, 2026, 2027)] == ["", "", "08:00"]
    assert [opens(calendar, date(year, 6, 1)) for year in (2026, 2027)] == ["07:00", ""]


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    epiphany = date(2026, 1, 6)
    assert opens(calendar_of("holidays: DE-BY"), epiphany) == ""
    assert opens(calendar_of("holidays: DE"), epiphany) == "09:01"


def test_the_hours_that_are_compiled_are_those_of_the_days_on_the_wall_clock() -> None:
    calendar = calendar_of("time_zone: Asia/Shanghai", "holidays: CN", 'open_on: {"2026-02-18": ["10:00-12:00"]}')
    now_ms = int(datetime(2026, 1, 3, 12, tzinfo=UTC).timestamp()) * 1000
    (hours,) = compile_hours([calendar], "UTC", now_ms).hours
    found = [datetime.fromtimestamp(begin / 1000, SHANGHAI).strftime("%m-%d %H:%M") for begin, _ in hours.intervals]
    assert found[0] == "01-04 09:00"
    assert [each for each in found if "02-13" <= each < "02-27"] == [
        "02-13 09:04", "02-14 09:00", "02-18 10:00", "02-24 09:01", "02-25 09:02", "02-26 09:03"
    ]  # fmt: skip


def test_holidays_and_own_days_on_the_days_when_the_clock_is_changed() -> None:
    week = "".join(f'    {day}: ["01:30-03:30"]\n' for day in DAYS)
    lines = ("time_zone: Europe/Berlin", "holidays: DE", 'closed_on: ["2026-03-28"]')
    calendar = calendar_of(*lines, 'open_on: {"2026-03-29": ["00:30-03:30"]}', week=week)
    berlin = ZoneInfo("Europe/Berlin")
    now_ms = int(datetime(2026, 3, 27, 12, tzinfo=berlin).timestamp()) * 1000
    (hours,) = compile_hours([calendar], "UTC", now_ms).hours
    spans = {
        datetime.fromtimestamp(begin / 1000, berlin).strftime("%m-%d %H:%M"): (end - begin) // 60_000
        for begin, end in hours.intervals
    }
    assert spans["03-27 01:30"] == 120 and spans["03-29 00:30"] == 120, "an hour less that night"
    assert not [at for at in spans if at[:5] in ("03-28", "04-03", "04-06", "05-01")], "Good Friday, Easter Monday, May"
    assert spans["04-02 01:30"] == 120


@pytest.mark.parametrize(
    ("line", "mend"),
    [
        ("holidays: China", "did you mean 'CN'?"),
        ("holidays: cn", "did you mean 'CN'?"),
        ("holidays: CHN", "did you mean 'CN'?"),
        ("holidays: Germny", "did you mean 'DE'?"),
        ("holidays: united kingdom", "did you mean 'GB'?"),
        ("holidays: QQ", "use a code such as CN, DE or US"),
        ("holidays: DE-BX", "did you mean 'BY'?"),
        ("holidays: CN-BJ", "write 'CN'"),
    ],
)
def test_a_country_that_is_not_known_is_told_with_the_nearest(line: str, mend: str) -> None:
    calendar, problems = read(line)
    assert calendar.holidays is None
    (problem,) = problems
    assert (problem.line, problem.where) == (3, "calendars.office.holidays")
    assert mend in problem.mend or "BY" in problem.mend


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("make_up_workdays_like: friday", "no 'holidays' beside it"),
        ("closed_on: ['2027-02-29']", "'2027-02-29'"),
        ("closed_on: ['12-24', '12-24']", "the day '12-24' again"),
        ("open_on: {'Friday': ['09:00-10:00']}", "'Friday'"),
        ("open_on: {'2027-02-05': []}", "a list"),
        ("open_on: {'2027-02-05': ['9-10']}", "'9-10'"),
    ],
)
def test_slips_are_told_where_they_are(line: str, found: str) -> None:
    _, (problem,) = read(line)
    assert (problem.line, problem.found) == (3, found)


def test_a_day_that_is_closed_and_open_is_told() -> None:
    _, (problem,) = read("closed_on: ['12-24']", "open_on: {'12-24': ['09:00-10:00']}")
    assert (problem.line, problem.found) == (4, "the day '12-24' again")


def test_what_the_library_cannot_know_is_a_warning() -> None:
    calendar = calendar_of("holidays: CN")
    assert list(check_holidays([calendar, calendar_of()], date(2026, 3, 1))) == []
    before = date(2027, 1, 1) - timedelta(days=HORIZON_DAYS)
    assert list(check_holidays([calendar], before - timedelta(days=1))) == []
    far = PublicHolidays("CN")
    ends = next(year for year in range(2027, 2120) if far.lacks(year) == "holidays")
    (warning,) = check_holidays([calendar], date(ends, 6, 1))
    assert warning.severity is Severity.WARNING and warning.where == "calendars.office.holidays"
    assert warning.found == f"no holidays of {ends} for 'CN' in the library `holidays`"
    # The first year whose decree is not in the library, whichever that is by now.
    decreed = next(year for year in range(2026, 2120) if far.lacks(year) == "make-up workdays")
    (warning,) = check_holidays([calendar], date(decreed, 1, 1) - timedelta(days=HORIZON_DAYS))
    assert warning.found == f"no make-up workdays of {decreed} for 'CN' in the library `holidays`"
    assert list(check_holidays([calendar_of("holidays: DE")], date(decreed, 1, 1))) == [], "nobody works those there"


def test_make_up_workdays_like_a_closed_day_are_a_warning() -> None:
    week = WEEK.replace('monday: ["09:00-18:00"]', "monday: []")
    (warning,) = check_holidays([calendar_of("holidays: CN", week=week)], date(2026, 3, 1))
    assert warning.found == "make-up workdays like monday, which is closed"
    other = calendar_of("holidays: CN", "make_up_workdays_like: tuesday", week=week)
    german = calendar_of("holidays: DE", week=week)
    assert list(check_holidays([other, german], date(2026, 3, 1))) == []


def test_the_check_of_a_center_asks_for_holidays_and_for_gaps_in_own_days(tmp_path: Path) -> None:
    hours = "    holidays: Chnia\n    open_on: {'12-24': ['09:00-11:58', '12:00-13:00']}\n" + WEEK
    folder = write_center(tmp_path, [queue("sales")], [agent("ann", "sales")], hours=hours)
    assert [(problem.where, problem.line) for problem in problems_of(folder)] == [
        ("calendars.office.holidays", 3), ("calendars.office.open_on.12-24", 4)
    ]  # fmt: skip
