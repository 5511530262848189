"""What `cic check` says of capacity and of hours: each rule on a bad text and on a good one beside it."""

from pathlib import Path

import pytest

from cic.configuration.problems import Severity
from tests.unit.configuration.small_center import ALWAYS, agent, problems_of, queue, write_center

pytestmark = pytest.mark.unit

SALES = queue("sales")


def said(folder: Path, *lines: str, center: str = "", hours: str = ALWAYS) -> list[str]:
    """Where and what was found in a center whose one agent has these lines."""
    found = problems_of(write_center(folder, [SALES], [agent("ann", "sales", *lines)], center=center, hours=hours))
    return [f"{problem.where}: {problem.found}" for problem in found]


def test_a_medium_that_fits_no_agent(tmp_path: Path) -> None:
    chat = "media: {chat: {share: 120}}\n"
    assert said(tmp_path / "bad", center=chat) == [
        "center.media.chat: a share of 120, while no agent has a capacity over 100"
    ]
    assert said(tmp_path / "good", "capacity: 120", center=chat) == []
    assert said(tmp_path / "voice", "capacity: 90") == [
        "center.media.voice: a share of 100, while no agent has a capacity over 90"
    ]
    assert said(tmp_path / "none", "at_most: {chat: 0}", center="media: {chat: {at_most: 2}}\n") == [
        "center.media.chat: no agent who can take 'chat'"
    ]
    assert said(tmp_path / "unused", "at_most: {fax: 0}") == [], "a medium that the center does not speak of"


def test_an_agent_whom_nothing_fits(tmp_path: Path) -> None:
    other = agent("bob", "sales")
    folder = write_center(tmp_path / "bad", [SALES], [agent("ann", "", "capacity: 10"), other])
    assert [problem.where for problem in problems_of(folder)] == ["agents.ann.capacity"]
    folder = write_center(tmp_path / "good", [SALES], [agent("ann", "", "capacity: 20"), other])
    assert problems_of(folder) == ()


def test_calls_into_a_queue_whose_agents_take_none(tmp_path: Path) -> None:
    support = agent("bob", "support")
    queues = [SALES, queue("support")]
    folder = write_center(tmp_path / "bad", queues, [agent("ann", "sales", "at_most: {voice: 0}"), support])
    assert [problem.where for problem in problems_of(folder)] == ["queues.sales"]
    folder = write_center(
        tmp_path / "good", queues, [agent("ann", "support", "at_most: {voice: 0}"), agent("bob", "sales")]
    )
    assert problems_of(folder) == (), "no flow sends calls to support"


def test_calls_into_a_queue_whose_agents_have_no_phone(tmp_path: Path) -> None:
    assert said(tmp_path / "bad", "phones: []") == ["queues.sales: agents for calls none of whom has a phone"]
    assert said(tmp_path / "slip", "phones: 5") == ["agents.ann.phones: the value '5'"]
    agents = [agent("ann", "sales", "phones: []"), agent("bob", "sales")]
    assert problems_of(write_center(tmp_path / "one", [SALES], agents)) == ()
    agents = [agent("ann", "sales"), agent("bob", "support", "phones: []")]
    folder = write_center(tmp_path / "other", [SALES, queue("support")], agents)
    assert problems_of(folder) == (), "no flow sends calls to support"


def test_more_of_a_medium_than_the_center_allows_is_a_warning(tmp_path: Path) -> None:
    folder = write_center(tmp_path, [SALES], [agent("ann", "sales", "at_most: {chat: 9, mail: 1}")])
    (warning,) = problems_of(folder)
    assert (warning.where, warning.severity) == ("agents.ann.at_most", Severity.WARNING)


def test_media_that_interrupt_each_other(tmp_path: Path) -> None:
    both = "media: {chat: {interrupted_by: [mail]}, mail: {interrupted_by: [chat]}}\n"
    assert [line.partition(":")[0] for line in said(tmp_path / "bad", center=both)] == [
        "center.media.chat.interrupted_by",
        "center.media.mail.interrupted_by",
    ]
    itself = "media: {chat: {interrupted_by: [chat]}}\n"
    assert said(tmp_path / "itself", center=itself) == ["center.media.chat.interrupted_by: 'chat' itself"]
    assert (
        said(tmp_path / "good", center="media: {chat: {interrupted_by: [voice]}, mail: {interrupted_by: []}}\n") == []
    )


def test_hours_with_a_gap_of_a_minute(tmp_path: Path) -> None:
    midnight = ALWAYS.replace('monday: ["00:00-24:00"]', 'monday: ["00:00-23:59"]')
    assert said(tmp_path / "midnight", hours=midnight) == [
        "calendars.office.monday: a gap of 1 min from 23:59 to 24:00"
    ]
    noon = ALWAYS.replace('monday: ["00:00-24:00"]', 'monday: ["08:00-12:00", "12:01-18:00"]')
    assert said(tmp_path / "noon", hours=noon) == ["calendars.office.monday: a gap of 1 min from 12:00 to 12:01"]
    late = ALWAYS.replace('tuesday: ["00:00-24:00"]', 'tuesday: ["00:02-24:00"]')
    assert said(tmp_path / "late", hours=late) == ["calendars.office.monday: a gap of 2 min from 24:00 to 00:02"]
    usual = ALWAYS.replace('monday: ["00:00-24:00"]', 'monday: ["08:00-12:00", "12:30-18:00"]')
    usual = usual.replace('sunday: ["00:00-24:00"]', "sunday: []")
    assert said(tmp_path / "good", hours=usual) == []


def test_a_calendar_that_never_opens_and_one_that_nobody_asks(tmp_path: Path) -> None:
    never = ALWAYS.replace('"00:00-24:00"', "")
    assert said(tmp_path / "never", hours=never) == ["calendars.office: no opening on any day"]
    folder = write_center(tmp_path / "unused", [SALES], [agent("ann", "sales")], hours=f"{ALWAYS}  night:\n{ALWAYS}")
    (warning,) = problems_of(folder)
    assert (warning.where, warning.severity) == ("calendars.night", Severity.WARNING)
    (folder / "flows" / "main.yaml").write_text("flow: [")
    assert {problem.file for problem in problems_of(folder)} == {"main.yaml"}, "a flow that is not read may ask it"


def test_hours_that_cannot_be_read_are_told_once(tmp_path: Path) -> None:
    assert said(tmp_path, hours=ALWAYS.replace("00:00-24:00", "24:00-00:00")) == [
        f"calendars.office.{day}: '24:00-00:00'"
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    ]
