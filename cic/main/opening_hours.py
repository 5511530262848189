"""A center's hours for the coming weeks, with a word in the log where holidays are not known. Decides nothing."""

import logging
from datetime import UTC, datetime

from cic.center.inputs import HoursCompiled
from cic.configuration.compile import CompiledCenter
from cic.configuration.holiday_checks import check_holidays
from cic.configuration.hours import compile_hours

log = logging.getLogger(__name__)


def hours_of(compiled: CompiledCenter, now_ms: int) -> HoursCompiled:
    """The hours of all calendars. In a thread: the first holidays of a country take some 50 ms to be loaded."""
    for problem in check_holidays(compiled.calendars, datetime.fromtimestamp(now_ms // 1000, UTC).date()):
        log.warning("%s", problem)
    return compile_hours(compiled.calendars, compiled.time_zone, now_ms)
