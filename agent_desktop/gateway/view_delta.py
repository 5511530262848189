"""What has changed between two views, as events, and how events change a view. Pure: what is applied to a view that it
was computed from gives the other one. The browser applies the same.

Nothing here changes what it is given; what events do not touch stays the very same objects.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from agent_desktop.gateway.shapes.frames import ViewEvent
from agent_desktop.gateway.shapes.view import InteractionView, View

CHOICES = ("break_reasons", "queues", "flows", "dispositions")
_MISSING = object()


def diff(old: View, new: View) -> list[ViewEvent]:
    """The events that lead from one view to another of the same agent; none when they are equal."""
    events: list[ViewEvent] = []
    if agent := _changes(old["agent"], new["agent"]):
        events.append({"event": "agent_changed", "data": agent})
    if any(_differ(old[name], new[name]) for name in CHOICES):  # type: ignore[literal-required]
        choices = {name: new[name] for name in CHOICES}  # type: ignore[literal-required]
        events.append(cast(ViewEvent, {"event": "choices_changed", "data": choices}))
    events += _of_interactions(old["interactions"], new["interactions"])
    if _differ(old["follow_ups"], new["follow_ups"]):
        events.append({"event": "follow_ups_changed", "data": new["follow_ups"]})
    return events


def apply(view: View, event: ViewEvent) -> View:
    """The view after an event."""
    match event:
        case {"event": "agent_changed", "data": changes}:
            return cast(View, {**view, "agent": {**view["agent"], **changes}})  # type: ignore[dict-item]
        case {"event": "choices_changed", "data": choices}:
            return cast(View, {**view, **choices})  # type: ignore[dict-item]
        case {"event": "follow_ups_changed", "data": follow_ups}:
            return cast(View, {**view, "follow_ups": follow_ups})
        case _:
            return cast(View, {**view, "interactions": _interactions_after(view["interactions"], event)})


def apply_all(view: View, events: Iterable[ViewEvent]) -> View:
    """The view after all these events."""
    for event in events:
        view = apply(view, event)
    return view


def stamped(old: View | None, new: View, rev: int) -> View:
    """The new view with revisions: of what is as it was, the old one; of what has changed, this one."""
    known = {} if old is None else {shown["interaction_id"]: shown for shown in old["interactions"]}
    interactions = [_stamped(known.get(shown["interaction_id"]), shown, rev) for shown in new["interactions"]]
    return cast(View, {**new, "interactions": interactions})


def _stamped(old: InteractionView | None, new: InteractionView, rev: int) -> InteractionView:
    if old is not None and cast(InteractionView, {**new, "rev": old["rev"]}) == old:
        return old
    return cast(InteractionView, {**new, "rev": rev})


def _of_interactions(old: Sequence[InteractionView], new: Sequence[InteractionView]) -> list[ViewEvent]:
    """First what is gone, then place by place: after each event everything up to its place is as it is to be."""
    wanted = {shown["interaction_id"] for shown in new}
    events: list[ViewEvent] = [
        {"event": "interaction_removed", "interaction_id": shown["interaction_id"]}
        for shown in old
        if shown["interaction_id"] not in wanted
    ]
    known = {shown["interaction_id"]: shown for shown in old}
    order = [shown["interaction_id"] for shown in old if shown["interaction_id"] in wanted]
    for at, shown in enumerate(new):
        interaction_id = shown["interaction_id"]
        before = known.get(interaction_id)
        if before is None:
            order.insert(at, interaction_id)
            events.append({"event": "interaction_added", "interaction_id": interaction_id, "at": at, "data": shown})
            continue
        changes = _changes(before, shown)
        if order[at] != interaction_id:
            order.remove(interaction_id)
            order.insert(at, interaction_id)
            moved = {"event": "interaction_changed", "interaction_id": interaction_id, "at": at, "data": changes}
            events.append(cast(ViewEvent, moved))
        elif changes:
            events.append({"event": "interaction_changed", "interaction_id": interaction_id, "data": changes})
    return events


def _interactions_after(interactions: Sequence[InteractionView], event: ViewEvent) -> list[InteractionView]:
    match event:
        case {"event": "interaction_added", "at": at, "data": shown}:
            return _placed(interactions, cast(InteractionView, shown), cast(int, at))
        case {"event": "interaction_removed", "interaction_id": gone}:
            return [shown for shown in interactions if shown["interaction_id"] != gone]
        case {"event": "interaction_changed", "interaction_id": interaction_id, "data": changes}:
            merged = [
                cast(InteractionView, {**shown, **changes}) if shown["interaction_id"] == interaction_id else shown  # type: ignore[dict-item]
                for shown in interactions
            ]
            at = event.get("at")
            moved = next((shown for shown in merged if shown["interaction_id"] == interaction_id), None)
            return merged if at is None or moved is None else _placed(merged, moved, cast(int, at))
        case _:
            return list(interactions)


def _placed(interactions: Sequence[InteractionView], one: InteractionView, at: int) -> list[InteractionView]:
    others = [shown for shown in interactions if shown["interaction_id"] != one["interaction_id"]]
    return [*others[:at], one, *others[at:]]


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, object]:
    if old is new:
        return {}
    return {name: value for name, value in new.items() if _differ(old.get(name, _MISSING), value)}


def _differ(old: object, new: object) -> bool:
    return old is not new and old != new
