"""The frames of `cic.board.v1`, without any I/O."""

import json

import pytest

from agent_desktop.boards.board_session import BoardSession, Channel, Pong, Subscribe, Unsubscribe, ended_frame
from agent_desktop.gateway.incoming import FRAMES_BURST, ProtocolFault

pytestmark = pytest.mark.unit


def test_channels_are_asked_for_by_name_and_by_what_they_are_about() -> None:
    session = BoardSession()
    assert session.receive('{"t":"subscribe","channel":"queues"}', 0) == Subscribe(Channel("queues"), "")
    mirror = {"t": "subscribe", "channel": "mirror", "of": "alice", "reason": " helps her "}
    assert session.receive(json.dumps(mirror), 0) == Subscribe(Channel("mirror", "alice"), "helps her")
    left = '{"t":"unsubscribe","channel":"waiting","of":"sales"}'
    assert session.receive(left, 0) == Unsubscribe(Channel("waiting", "sales"))
    assert session.receive('{"t":"pong","n":1}', 0) == Pong()
    assert json.loads(ended_frame(Channel("queues"), "too_many"))["of"] is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"t":"command"}',
        '{"t":"subscribe"}',
        '{"t":"subscribe","channel":"everything"}',
        '{"t":"subscribe","channel":"waiting"}',
        '{"t":"subscribe","channel":"waiting","of":7}',
        '{"t":"subscribe","channel":"waiting","of":""}',
        json.dumps({"t": "subscribe", "channel": "waiting", "of": "x" * 129}),
        json.dumps({"t": "subscribe", "channel": "mirror", "of": "alice", "reason": "x" * 501}),
        json.dumps({"t": "subscribe", "channel": "mirror", "of": "alice", "reason": 7}),
        '{"t":"subscribe","channel":"waiting","of":"\\ud800"}',
        " " * (64 * 1024 + 1),
    ],
)
def test_what_is_not_of_this_protocol_is_a_fault(text: str) -> None:
    with pytest.raises(ProtocolFault):
        BoardSession().receive(text, 0)


def test_a_broken_program_is_stopped_and_a_person_is_not() -> None:
    session = BoardSession()
    for _ in range(FRAMES_BURST):
        session.receive('{"t":"pong"}', 0)
    with pytest.raises(ProtocolFault):
        session.receive('{"t":"pong"}', 0)
    assert session.receive('{"t":"pong"}', 10_000) == Pong()
