"""The frames of `cic.desktop.v1`, without any I/O."""

import json

import pytest

from agent_desktop.gateway.session import (
    FRAMES_BURST,
    CommandFrame,
    DesktopSession,
    PongFrame,
    ProtocolFault,
    RepeatedCommand,
)
from cic.api.ports import CommandRefused

pytestmark = pytest.mark.unit


def command(command_id: str = "c-1", op: str = "hold", **args: object) -> str:
    return json.dumps({"t": "command", "id": command_id, "op": op, "args": args})


def test_events_follow_the_snapshot_in_order_and_only_when_the_view_changed() -> None:
    session = DesktopSession()
    assert session.event(4, '{"a":0}') is None, "before the snapshot there are no events"
    assert json.loads(session.snapshot(5, '{"a":1}')) == {"t": "snapshot", "seq": 5, "view": {"a": 1}}
    assert session.event(5, '{"a":2}') is None, "the snapshot has told this input already"
    assert session.event(6, '{"a":1}') is None, "nothing has changed"
    told = session.event(7, '{"a":2}')
    assert told is not None
    assert json.loads(told) == {"t": "event", "seq": 7, "event": "view_changed", "view": {"a": 2}}
    assert session.event(6, '{"a":3}') is None, "seq never goes back"


def test_a_command_is_taken_once_and_answered_the_same_again() -> None:
    session = DesktopSession()
    assert session.receive(command(interaction_id="i-1"), 0) == CommandFrame("c-1", "hold", {"interaction_id": "i-1"})
    assert session.receive(command(interaction_id="i-1"), 0) == RepeatedCommand(None), "it is still being carried out"
    answer = session.result("c-1", CommandRefused("offer_closed", "gone"))
    assert json.loads(answer) == {
        "t": "result",
        "id": "c-1",
        "ok": False,
        "error": {"code": "offer_closed", "detail": "gone"},
    }
    assert session.receive(command(interaction_id="i-1"), 0) == RepeatedCommand(answer)


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
