"""``python -m tests.contract.make_desktop_fixtures``: what desktops are told, as both ends of the protocol check it.

Histories of real inputs, as the desktops of the agents in them heard them, frame by frame with the view that each must
lead to. Owns which histories; whoever changes the view's form makes them anew.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from agent_desktop.gateway.shapes.frames import ViewEvent
from agent_desktop.gateway.shapes.view import View
from agent_desktop.gateway.view_delta import diff, stamped
from routing.vocabulary import AgentId
from tests.harness.watched_scenes import a_follow_up, a_recorded_talk, a_supervised_talk, another_configuration
from tests.unit.center.hotline import ALICE, BOB

FOLDER = Path(__file__).parents[1] / "fixtures" / "desktop_protocol"
Step = tuple[int, list[ViewEvent], View]


def histories() -> Iterator[tuple[str, list[Step]]]:
    """Each history by its name."""
    for name, scene in (("follow_up", a_follow_up), ("other_rules", another_configuration)):
        yield name, scene().histories[ALICE]
    told = a_recorded_talk().histories
    for name, agent_id in (("recorded_talk", ALICE), ("consulted", BOB)):
        yield name, told[agent_id]
    told_apart = a_supervised_talk().histories
    for name, agent_id in (("supervised", ALICE), ("supervisor", BOB)):
        yield name, told_apart[agent_id]
    yield "places", list(_places(told[ALICE]))


def _places(talk: list[Step]) -> Iterator[Step]:
    """Interactions that come, go, and change places; and something else to choose from now and then."""
    view = next(view for _, _, view in talk if view["interactions"])
    (one,) = view["interactions"]
    before: View | None = None
    for seq, wanted in enumerate(["a", "ab", "abc", "cab", "cxb", "bx", "xyzb", "zyx", "", "b"], start=1):
        shown = [{**deepcopy(one), "interaction_id": name, "is_held": len(wanted) > 2} for name in wanted]
        plain: Any = {**view, "interactions": shown, "flows": ["verify"] if len(wanted) > 3 else []}
        after = stamped(before, plain, seq)
        yield seq, [] if before is None else diff(before, after), after
        before = after


def written(agent_id: str, steps: list[Step]) -> str:
    """A history as the text of its file."""
    (first_seq, _, first), *others = steps
    told, after = [], first_seq
    for seq, events, view in others:
        told.append({"frame": {"t": "events", "seq": seq, "after": after, "events": events}, "view": view})
        after = seq
    history = {"agent_id": agent_id, "snapshot": {"t": "snapshot", "seq": first_seq, "view": first}, "told": told}
    return json.dumps(history, ensure_ascii=False, separators=(",", ":")).replace('{"frame":', '\n{"frame":') + "\n"


def main() -> None:
    """Write the files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, steps in histories():
        agent_id = AgentId(steps[0][2]["agent"]["agent_id"])
        (FOLDER / f"{name}.json").write_text(written(agent_id, steps), "utf-8")


if __name__ == "__main__":
    main()
