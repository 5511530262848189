"""The frames of `cic.desktop.v2`, without any I/O."""

import json

import pytest

from agent_desktop.gateway.incoming import FRAMES_BURST, ProtocolFault
from agent_desktop.gateway.session import (
    CommandFrame,
    Cursor,
    DesktopSession,
    OpenFrame,
    PongFrame,
    SubscribeFrame,
)
from cic.api.ports import CommandRefused

pytestmark = pytest.mark.unit


def test_events_follow_the_view_in_order_and_are_told_once() -> None:
    session = DesktopSession()
    assert session.events(4, "four") is None and not session.is_live, "before the view there are no events"
    assert session.snapshot(5, "the view") == "the view" and session.is_live
    assert session.events(5, "five") is None, "the snapshot has told this input already"
    assert session.events(7, "seven") == "seven"
    assert session.events(6, "six") is None, "seq never goes back"
    marked, *missed = session.resumed(9, ["eight", "nine"])
    assert json.loads(marked) == {"t": "resumed", "seq": 9, "count": 2} and missed == ["eight", "nine"]
    assert session.events(9, "nine") is None


def test_an_answer_has_its_commands_id() -> None:
    answer = DesktopSession().result("c-1", CommandRefused("offer_closed", "gone"))
    error = {"code": "offer_closed", "detail": "gone"}
    assert json.loads(answer) == {"t": "result", "id": "c-1", "ok": False, "error": error}
    assert json.loads(DesktopSession().result("c-2", None)) == {"t": "result", "id": "c-2", "ok": True}


@pytest.mark.parametrize(
    ("frame", "meant"),
    [
        ({"t": "open", "cursor": None}, OpenFrame(None)),
        ({"t": "open"}, OpenFrame(None)),
        ({"t": "open", "cursor": {"epoch": "e", "seq": 7, "new": 1}}, OpenFrame(Cursor("e", 7))),
        ({"t": "subscribe", "channel": "directory"}, SubscribeFrame("directory", True)),
        ({"t": "unsubscribe", "channel": "waiting"}, SubscribeFrame("waiting", False)),
        ({"t": "command", "id": "c", "op": "hold", "rev": 4}, CommandFrame("c", "hold", {}, 4)),
        ({"t": "command", "id": "c", "op": "hold", "args": {"a": 1}}, CommandFrame("c", "hold", {"a": 1}, None)),
        ({"t": "pong", "n": 1}, PongFrame()),
    ],
)
def test_each_frame_is_taken_apart(frame: object, meant: object) -> None:
    assert DesktopSession().receive(json.dumps(frame), 0) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[]",
        "7",
        "null",
        '{"t":"dance"}',
        '{"t":["command"]}',
        '{"t":"command"}',
        '{"t":"command","id":"","op":"hold","args":{}}',
        '{"t":"command","id":7,"op":"hold","args":{}}',
        '{"t":"command","id":"\\ud800","op":"hold","args":{}}',
        '{"t":"command","id":"' + "x" * 65 + '","op":"hold","args":{}}',
        '{"t":"command","id":"c","op":"finish_wrap_up","args":{"note":"\\ud800"}}',
        '{"t":"command","id":"c","op":null,"args":{}}',
        '{"t":"command","id":"c","op":"hold","args":[]}',
        '{"t":"command","id":"c","op":"hold","rev":"1"}',
        '{"t":"command","id":"c","op":"hold","rev":true}',
        '{"t":"command","id":"c","op":"hold","rev":1.5}',
        '{"t":"open","cursor":7}',
        '{"t":"open","cursor":{"epoch":"e"}}',
        '{"t":"open","cursor":{"epoch":"e","seq":true}}',
        '{"t":"open","cursor":{"epoch":"' + "e" * 65 + '","seq":1}}',
        '{"t":"subscribe"}',
        '{"t":"subscribe","channel":"everything"}',
        '{"t":"unsubscribe","channel":["waiting"]}',
        "[" * 20_000,
        '{"t":"pong","n":"' + "x" * 70_000 + '"}',
    ],
)
def test_what_is_not_of_the_protocol_is_a_fault(text: str) -> None:
    with pytest.raises(ProtocolFault):
        DesktopSession().receive(text, 0)


def test_a_person_may_click_fast_but_a_broken_program_is_stopped() -> None:
    session = DesktopSession()
    for _ in range(FRAMES_BURST):
        assert session.receive('{"t":"pong","n":1}', 1_000) == PongFrame()
    with pytest.raises(ProtocolFault):
        session.receive('{"t":"pong","n":1}', 1_000)
    for second in range(2, 120):
        assert session.receive('{"t":"pong","n":1}', second * 1_000) == PongFrame()
