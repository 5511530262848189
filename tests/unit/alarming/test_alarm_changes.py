"""What is still to be told of alarms: joined, bounded, under one id until it is taken, and readable after a restart."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cic.alarming.changes import OVER, AlarmChange, AlarmChanges, Digest
from cic.alarming.words import body_of, subject_of, text_of
from cic.configuration.labels import Label

pytestmark = pytest.mark.unit

WAITING = "queue:sales:waiting"


def changes_of(*destinations: str) -> AlarmChanges:
    numbers = iter(range(1_000))
    return AlarmChanges(destinations or ("webhook",), lambda: f"digest-{next(numbers)}")


def red(key: str = WAITING, at_ms: int = 1_000) -> AlarmChange:
    return AlarmChange(key, "red", at_ms, at_ms, 12.0, 10.0)


def over(key: str = WAITING, at_ms: int = 2_000) -> AlarmChange:
    return AlarmChange(key, OVER, at_ms, 1_000)


def test_a_digest_keeps_its_id_and_what_is_in_it_until_it_is_taken() -> None:
    changes = changes_of()
    assert changes.note(red())
    first = changes.next_digest("webhook")
    changes.note(over())
    assert changes.next_digest("webhook") == first == Digest("digest-0", (red(),))
    assert first is not None
    changes.taken("webhook", first)
    assert changes.next_digest("webhook") == Digest("digest-1", (over(),))


def test_what_stands_already_is_no_news() -> None:
    changes = changes_of()
    assert changes.note(red()) and not changes.note(red(at_ms=5_000)) and not changes.note(over("queue:none:waiting"))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["red", "amber", OVER]), st.booleans())))
def test_every_destination_ends_up_knowing_what_stands(told: list[tuple[str, str, bool]]) -> None:
    """However changes, sendings and restarts are mixed: whoever puts the digests on top of each other knows."""
    changes = changes_of("webhook", "mail")
    known: dict[str, dict[str, str]] = {"webhook": {}, "mail": {}}
    for at_ms, (key, level, restarts) in enumerate(told):
        changes.note(AlarmChange(key, level, at_ms, at_ms))
        if restarts:
            written = json.loads(json.dumps(changes.written()))
            changes = changes_of("webhook", "mail")
            changes.read(written)
        _take(changes, "webhook", known["webhook"])
        assert len(changes.waiting["mail"].since) <= 3, "bounded by the alarms that there are"
    _take(changes, "mail", known["mail"])
    for seen in known.values():
        assert {key: level for key, level in seen.items() if level != OVER} == changes.standing


def _take(changes: AlarmChanges, destination: str, known: dict[str, str]) -> None:
    while (digest := changes.next_digest(destination)) is not None:
        known.update({change.key: change.level for change in digest.changes})
        changes.taken(destination, digest)


def test_words_are_in_both_languages_and_figures_in_their_units() -> None:
    wait = AlarmChange("queue:sales:longest_wait", "red", 0, 0, 125_400.0, 120_000.0)
    disk = AlarmChange("center:journal_slow", "amber", 0, 0)
    digest = Digest("d1", (disk, wait))

    def label(queue_id: str) -> Label:
        return Label(queue_id.title(), "销售")

    assert subject_of(digest, "en", label) == "[CIC] RED: Sales: longest wait 125 s (threshold 120 s) and 1 more"
    assert subject_of(digest, "zh", label).startswith("[CIC] 红色: 销售: 最长等待 125 s (阈值 120 s)")
    text = text_of(digest, ("en", "zh"), label, "Asia/Shanghai")
    assert "1970-01-01 08:00:00  AMBER: Center: the disk of the data folder is slow" in text and "磁盘" in text
    alarms = body_of(digest, "demo/main")["alarms"]
    assert (
        alarms[1]["queue"] == "sales" and alarms[1]["figure"] == "longest_wait" and alarms[0]["code"] == "journal_slow"
    )
