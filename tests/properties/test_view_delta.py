"""Of any two views: applying what differs gives the other one, again and half too; nothing that is equal is told."""

import json
from copy import deepcopy
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desktop.gateway.shapes.view import View
from agent_desktop.gateway.view_delta import apply_all, diff, stamped

pytestmark = pytest.mark.property

WORDS = st.sampled_from(["", "a", "b", "李"])
NUMBERS = st.one_of(st.none(), st.integers(0, 3))
LISTS = st.lists(st.fixed_dictionaries({"code": WORDS, "label": st.fixed_dictionaries({"en": WORDS})}), max_size=2)
FIELDS = {
    "state": WORDS, "is_held": st.booleans(), "held_since_ms": NUMBERS, "path": LISTS,
    "offer": st.one_of(st.none(), st.fixed_dictionaries({"offer_id": WORDS})), "allowed_actions": st.lists(WORDS),
}  # fmt: skip
AGENTS = st.fixed_dictionaries({"activity": WORDS, "since_ms": NUMBERS, "phones": LISTS})


@st.composite
def views(draw: st.DrawFn) -> View:
    """A view of few words, so that two of them have much in common."""
    names = draw(st.lists(st.sampled_from("pqrst"), unique=True, max_size=5))
    shown = [{"interaction_id": name, "rev": 0, **draw(st.fixed_dictionaries(FIELDS))} for name in names]
    choices = {name: draw(LISTS) for name in ("break_reasons", "queues", "flows", "dispositions")}
    view: Any = {"agent": draw(AGENTS), **choices, "interactions": shown, "follow_ups": draw(LISTS)}
    return cast(View, view)


def through_the_wire(value: Any) -> Any:
    return json.loads(json.dumps(value))


@given(views(), views())
def test_what_differs_leads_from_one_view_to_the_other(old: View, new: View) -> None:
    before, wanted = deepcopy(old), deepcopy(new)
    events = through_the_wire(diff(old, new))
    after = apply_all(old, events)
    assert after == new
    assert (old, new) == (before, wanted), "nothing that was given is changed"


@given(views(), views(), st.data())
def test_a_part_that_was_told_already_may_be_told_again(old: View, new: View, data: st.DataObject) -> None:
    events = diff(old, new)
    heard = data.draw(st.integers(0, len(events)))
    assert apply_all(apply_all(old, events[:heard]), events) == new


@given(views())
def test_of_equal_views_nothing_is_told(view: View) -> None:
    assert diff(view, deepcopy(view)) == [] and diff(view, view) == []


@given(views(), views())
def test_only_what_is_different_is_told(old: View, new: View) -> None:
    known = {shown["interaction_id"]: shown for shown in old["interactions"]}
    for event in diff(old, new):
        match event:
            case {"event": "interaction_changed", "interaction_id": name, "data": changes}:
                before: Any = known[name]
                assert all(before[field] != value for field, value in changes.items())
                assert changes or "at" in event
            case {"event": "agent_changed", "data": changes}:
                assert changes and all(cast(Any, old["agent"])[field] != value for field, value in changes.items())


@given(views(), views())
def test_interactions_that_are_as_they_were_stay_the_same_objects(old: View, new: View) -> None:
    after = apply_all(old, diff(old, new))
    before = {shown["interaction_id"]: shown for shown in old["interactions"]}
    for shown in after["interactions"]:
        known = before.get(shown["interaction_id"])
        assert known is None or known != shown or known is shown


@given(st.lists(views(), min_size=1, max_size=6))
def test_revisions_rise_with_each_change_and_with_nothing_else(history: list[View]) -> None:
    told: View | None = None
    for seq, view in enumerate(history, start=10):
        now = stamped(told, view, seq)
        known = {} if told is None else {shown["interaction_id"]: shown for shown in told["interactions"]}
        for shown in now["interactions"]:
            before = known.get(shown["interaction_id"])
            is_same = before is not None and {**before, "rev": 0} == {**shown, "rev": 0}
            assert shown["rev"] == (before["rev"] if is_same and before is not None else seq)
        told = now
