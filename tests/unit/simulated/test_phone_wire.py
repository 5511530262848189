"""Frames on the wire: there and back, and everything that is no frame."""

import json

import pytest

from cic.cti.simulated import frames
from cic.cti.simulated.frames import GatherKind, MediaState, PhoneFrame, PhoneRole, SwitchFrame
from cic.cti.simulated.wire import (
    FRAME_BYTES_MAX,
    ProtocolFault,
    parse_phone_frame,
    parse_switch_frame,
    serialise,
)
from routing.vocabulary import BridgeId, EffectId, EndCause, InteractionId, LegId

pytestmark = pytest.mark.unit

LEG, PEER = LegId("simulated-1-a"), LegId("simulated-2-b")

PHONE_FRAMES: list[PhoneFrame] = [
    frames.Dial("4000", "+15550100", "王芳"),
    frames.Outside("+15550123"),
    frames.Answer(LEG),
    frames.Reject(LEG),
    frames.Played(LEG, EffectId("e12.1")),
    frames.Digit(LEG, "#"),
    frames.Speech(LEG, "技术支持, please"),
    frames.Audio(LEG, EffectId("e1"), bytes(range(256))),
    frames.SignalOut(LEG, PEER, {"candidate": None}),
    frames.HangUp(LEG),
    frames.Rejoin(LEG, "token", True, MediaState.LOST),
    frames.Pong(3),
]
SWITCH_FRAMES: list[SwitchFrame] = [
    frames.Hello(1, PhoneRole.AGENT, "101"),
    frames.Hello(1, PhoneRole.CALLER, None),
    frames.LegGiven(LEG, "token"),
    frames.Answered(LEG),
    frames.Ring(LEG, "token", InteractionId("i1")),
    frames.Play(LEG, EffectId("e1"), ("/prompts/en/main/welcome.wav",), GatherKind.MENU, True),
    frames.Record(LEG, EffectId("e1"), 60_000, True),
    frames.Stop(LEG),
    frames.Music(LEG, "/prompts/music/default.wav"),
    frames.Bridge(LEG, BridgeId("b1"), (frames.Peer(PEER, True),)),
    frames.SignalIn(LEG, PEER, {"description": {"type": "offer", "sdp": "v=0"}}),
    frames.Part(LEG),
    frames.Mute(LEG, True),
    frames.FarDigits(LEG, "12"),
    frames.Ended(LEG, EndCause.LOST),
    frames.Rejoined(LEG),
    frames.Fault("not JSON"),
    frames.Ping(1),
]


@pytest.mark.parametrize("frame", PHONE_FRAMES, ids=lambda frame: type(frame).__name__)
def test_a_phone_frame_is_read_as_it_was_written(frame: PhoneFrame) -> None:
    assert parse_phone_frame(serialise(frame)) == frame


@pytest.mark.parametrize("frame", SWITCH_FRAMES, ids=lambda frame: type(frame).__name__)
def test_a_switch_frame_is_read_as_it_was_written(frame: SwitchFrame) -> None:
    assert parse_switch_frame(serialise(frame)) == frame


@pytest.mark.parametrize("frame", PHONE_FRAMES, ids=lambda frame: type(frame).__name__)
def test_a_frame_cut_anywhere_is_a_fault_and_no_error(frame: PhoneFrame) -> None:
    text = serialise(frame)
    for length in range(len(text)):
        with pytest.raises(ProtocolFault):
            parse_phone_frame(text[:length])


def test_the_sender_of_a_signal_is_called_from() -> None:
    assert json.loads(serialise(frames.SignalIn(LEG, PEER, {"candidate": None})))["from"] == PEER


def test_a_phone_may_leave_out_what_has_a_default() -> None:
    assert parse_phone_frame('{"t":"dial","number":"4000"}') == frames.Dial("4000", "", "")
    text = json.dumps({"t": "rejoin", "leg_id": LEG, "token": "x"})
    assert parse_phone_frame(text) == frames.Rejoin(LEG, "x", None, MediaState.KEPT)


def test_what_a_later_phone_adds_is_ignored() -> None:
    assert parse_phone_frame('{"t":"pong","n":1,"colour":"red"}') == frames.Pong(1)


def test_separators_in_numbers_do_not_count() -> None:
    assert parse_phone_frame('{"t":"dial","number":"40 00"}') == frames.Dial("4000", "", "")


def test_a_caller_may_be_called_anything() -> None:
    name = "a\x00b\ud800" + "\u738b" * 10_000
    text = json.dumps(
        {"t": "dial", "number": "4000", "caller_number": "\r\nann", "caller_name": name}, ensure_ascii=False
    )
    assert parse_phone_frame(text) == frames.Dial("4000", "\r\nann", name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        '"dial"',
        "{}",
        '{"t":1}',
        '{"t":["dial"]}',
        '{"t":"leg","leg_id":"x","rejoin":"y"}',
        '{"t":"pong","n":true}',
        '{"t":"pong","n":1.5}',
        '{"t":"pong","n":NaN}',
        '{"t":"pong","n":' + "9" * 5000 + "}",
        '{"t":"dial","number":""}',
        '{"t":"dial","number":4000}',
        '{"t":"dial","number":"4000","caller_number":1}',
        '{"t":"dial","number":"4000","caller_name":null}',
        '{"t":"digit","leg_id":"x","digit":""}',
        '{"t":"digit","leg_id":"x","digit":"a"}',
        '{"t":"digit","leg_id":"x","digit":["1"]}',
        '{"t":"outside","number":"ann"}',
        '{"t":"speech","leg_id":"x","words":7}',
        '{"t":"speech","leg_id":"x","words":"a\\nb"}',
        '{"t":"speech","leg_id":"x","words":"' + "x" * 201 + '"}',
        '{"t":"audio","leg_id":"x","effect_id":"e","pcm":[1]}',
        '{"t":"audio","leg_id":"x","effect_id":"e","pcm":"AAA"}',
        '{"t":"audio","leg_id":"x","effect_id":"e","pcm":"AA=="}',
        '{"t":"audio","leg_id":"x","effect_id":"e","pcm":"é"}',
        '{"t":"audio","leg_id":"x","effect_id":"e","pcm":"' + "A" * 21_340 + '"}',
        '{"t":"hang_up","leg_id":"a b"}',
        '{"t":"hang_up","leg_id":"' + "x" * 129 + '"}',
        '{"t":"rejoin","leg_id":"x","token":"y","media":[]}',
        '{"t":"rejoin","leg_id":"x","token":"y","answered":1}',
        '{"t":"signal","leg_id":"x","to":"y","data":{"candidate":null,"description":{}}}',
        '{"t":"signal","leg_id":"x","to":"y","data":{"description":"' + "x" * 16_384 + '"}}',
        "[" * 60_000,
        '{"t":"signal","leg_id":"x","to":"y","data":{"candidate":' + "[" * 900 + "]" * 900 + "}}" + "]" * 9,
    ],
    ids=range(36),
)
def test_what_is_no_frame_is_a_fault(text: str) -> None:
    with pytest.raises(ProtocolFault):
        parse_phone_frame(text)


def test_a_frame_is_bounded_in_bytes_not_in_characters() -> None:
    filler = "王" * (FRAME_BYTES_MAX // 3)
    with pytest.raises(ProtocolFault, match="too large"):
        parse_phone_frame('{"t":"pong","n":1,"x":"' + filler + '"}')


def test_a_fault_says_nothing_of_what_the_frame_said() -> None:
    secret = "+15550123"
    for text in (f'{{"t":"dial","number":"{secret}x"}}', f'{{"t":"{secret}"}}', f'{{"{secret}'):
        with pytest.raises(ProtocolFault) as caught:
            parse_phone_frame(text)
        assert secret not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_personal_values_stay_out_of_reprs() -> None:
    for frame in (
        frames.Dial("4000", "+15550123", "Ann"),
        frames.Digit(LEG, "7"),
        frames.FarDigits(LEG, "777"),
        frames.Outside("+15550123"),
        frames.Speech(LEG, "Ann 777"),
        frames.Audio(LEG, EffectId("e1"), b"Ann 777 "),
    ):
        text = repr(frame)
        assert "5550123" not in text
        assert "Ann" not in text
        assert "7" not in text
