"""A queue that records has a notice that its callers can hear."""

from pathlib import Path

import pytest

from tests.unit.configuration.small_center import agent, load, problems_of, queue, write_center

pytestmark = pytest.mark.unit

NOTICE = "record: {notice: recording/notice}"
ANN = agent("ann", "sales, other")


def center(folder: Path, *queues: str, recorded: bool = False, written: bool = False) -> Path:
    config = write_center(folder / "config", queues, [ANN])
    prompts = folder / "config" / "flows" / "prompts"
    if written:
        prompts.mkdir(parents=True, exist_ok=True)
        (prompts / "en.yaml").write_text("recording:\n  notice: This call is recorded.\n")
    if recorded:
        file = prompts / "en" / "recording" / "notice.wav"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"")
    return config


def complaints(folder: Path) -> list[str]:
    return [f"{each.where}: {each.found}; {each.mend}" for each in problems_of(folder) if "record" in each.where]


def test_a_notice_that_nobody_has_recorded_is_an_error(tmp_path: Path) -> None:
    (told,) = complaints(center(tmp_path, queue("sales", NOTICE), queue("other")))
    assert told.startswith("queues.sales.record.notice: no recording `recording/notice` in en; add its text")


def test_a_notice_with_a_text_and_no_recording_wants_a_build(tmp_path: Path) -> None:
    (told,) = complaints(center(tmp_path, queue("sales", NOTICE), queue("other"), written=True))
    assert "make the recording with `cic prompts build`" in told


def test_a_queue_that_no_flow_leads_to_needs_its_notice_in_some_language(tmp_path: Path) -> None:
    (told,) = complaints(center(tmp_path, queue("sales"), queue("other", NOTICE)))
    assert told.startswith("queues.other.record.notice: no recording `recording/notice`; ")


def test_a_notice_that_is_there_is_nothing_to_complain_of(tmp_path: Path) -> None:
    loaded = load(center(tmp_path, queue("sales", NOTICE), queue("other", NOTICE), recorded=True, written=True))
    assert all(queue.record is not None and queue.record.notice for queue in loaded.text.queues)


def test_where_the_agent_says_it_no_recording_is_needed(tmp_path: Path) -> None:
    loaded = load(center(tmp_path, queue("sales", "record: {notice: none, share_percent: 20}"), queue("other")))
    record = loaded.text.queues[0].record
    assert record is not None and (record.notice, record.share_percent) == ("", 20)
