"""What the desktops' protocol promises to both ends: fixtures, generated types, and the document of its frames."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agent_desktop.gateway.shapes.frames import ViewEvent
from agent_desktop.gateway.types import ASYNCAPI, WEB, asyncapi, definitions, typescript
from agent_desktop.gateway.view_delta import apply_all
from tests.contract.make_desktop_fixtures import FOLDER, histories

pytestmark = pytest.mark.contract

FILES = sorted(FOLDER.glob("*.json"))
NEWLY_WRITTEN = "write it anew: python -m agent_desktop.gateway.types"


def read(file: Path) -> dict[str, Any]:
    history: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return history


def schema(name: str) -> dict[str, Any]:
    """One of the document's schemas, with all others to refer to."""
    document = json.loads(ASYNCAPI.read_text("utf-8"))
    return {"$ref": f"#/components/schemas/{name}", "components": document["components"]}


def test_the_browsers_types_are_those_of_the_shapes() -> None:
    for name, text in typescript(definitions()).items():
        assert (WEB / name).read_text("utf-8") == text, f"{name}: {NEWLY_WRITTEN}"


def test_the_document_is_that_of_the_shapes() -> None:
    assert ASYNCAPI.read_text("utf-8") == asyncapi(definitions()), NEWLY_WRITTEN


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_frame_leads_to_the_view_that_a_snapshot_would_show(file: Path) -> None:
    history = read(file)
    view, seq = history["snapshot"]["view"], history["snapshot"]["seq"]
    for step in history["told"]:
        assert step["frame"]["after"] == seq < step["frame"]["seq"]
        view, seq = apply_all(view, step["frame"]["events"]), step["frame"]["seq"]
        assert view == step["view"]
        assert apply_all(view, step["frame"]["events"]) == step["view"], "telling it again changes nothing"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_frames_and_views_are_what_the_document_says(file: Path) -> None:
    history = read(file)
    jsonschema.validate(history["snapshot"], schema("SnapshotFrame"))
    for step in history["told"]:
        jsonschema.validate(step["frame"], schema("EventsFrame"))
        jsonschema.validate(step["view"], schema("View"))


def test_every_event_of_the_protocol_has_its_place_in_a_fixture() -> None:
    told = [event for file in FILES for step in read(file)["told"] for event in step["frame"]["events"]]
    wanted = {member.__annotations__["event"].__args__[0] for member in ViewEvent.__value__.__args__}
    assert {event["event"] for event in told} == wanted
    assert any("at" in event for event in told if event["event"] == "interaction_changed"), "one changes its place"


def test_the_fixtures_are_of_histories_that_are() -> None:
    assert {file.stem for file in FILES} == {name for name, _ in histories()}
