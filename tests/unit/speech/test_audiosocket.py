"""AudioSocket frames: golden bytes, cut anywhere, and what is refused."""

from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cic.speech.audiosocket import (
    AUDIO_BYTES_MAX,
    Audio,
    AudioSocketReader,
    FarError,
    HangUp,
    Identity,
    Key,
    Message,
    ProtocolFault,
    encode,
)

pytestmark = pytest.mark.property

GOLDEN: list[tuple[Message, bytes]] = [
    (Identity(UUID("40325ec2-5efd-4bd3-805f-53576e581d13")), bytes.fromhex("01001040325ec25efd4bd3805f53576e581d13")),
    (Audio(bytes(range(4))), b"\x10\x00\x04\x00\x01\x02\x03"),
    (Key("#"), b"\x03\x00\x01#"),
    (FarError(b"\x01"), b"\xff\x00\x01\x01"),
    (HangUp(), b"\x00\x00\x00"),
]
SAMPLES = st.binary(max_size=AUDIO_BYTES_MAX).filter(lambda pcm: len(pcm) % 2 == 0)
MESSAGES = st.one_of(
    st.uuids().map(Identity),
    SAMPLES.map(Audio),
    st.sampled_from("0123456789*#ABCD").map(Key),
    st.binary(max_size=16).map(FarError),
    st.just(HangUp()),
)


def read(data: bytes, cuts: list[int]) -> tuple[list[Message], AudioSocketReader]:
    reader, found, edges = AudioSocketReader(), [], [0, *sorted(cuts), len(data)]
    for start, end in pairwise(edges):
        found += reader.feed(data[start:end])
    return found, reader


@pytest.mark.parametrize(("message", "data"), GOLDEN)
def test_frames_are_as_published(message: Message, data: bytes) -> None:
    assert encode(message) == data
    assert read(data, [])[0] == [message]


def test_a_conversation_is_the_same_byte_by_byte_and_cut_at_every_index() -> None:
    data = b"".join(frame for _, frame in GOLDEN)
    expected = [message for message, _ in GOLDEN]
    assert read(data, list(range(len(data))))[0] == expected
    for at in range(len(data)):
        found, reader = read(data, [at])
        assert found == expected and reader.is_between_frames


@given(st.lists(MESSAGES, max_size=8), st.data())
def test_whatever_is_sent_arrives_however_it_is_cut(messages: list[Message], data: st.DataObject) -> None:
    sent = b"".join(map(encode, messages))
    cuts = data.draw(st.lists(st.integers(0, len(sent)), max_size=8))
    found, reader = read(sent, cuts)
    assert found == messages and reader.is_between_frames


@given(st.binary(max_size=400), st.lists(st.integers(0, 400), max_size=5))
def test_any_bytes_are_messages_or_a_fault(data: bytes, cuts: list[int]) -> None:
    try:
        read(data, [cut for cut in cuts if cut <= len(data)])
    except ProtocolFault as fault:
        assert str(fault).startswith("audiosocket_")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x02\x00\x00", "audiosocket_unknown_kind"),
        (b"\x11\x00\x02\x00\x00", "audiosocket_unknown_kind"),  # audio at 12 kHz
        (b"\x01\x00\x0f", "audiosocket_bad_length"),
        (b"\x10\xff\xff", "audiosocket_bad_length"),  # at its head, before 64 KiB are kept
        (b"\x10\x00\x03abc", "audiosocket_half_sample"),
        (b"\x03\x00\x01x", "audiosocket_bad_key"),
        (b"\x03\x00\x02##", "audiosocket_bad_length"),
        (b"GET / HTTP/1.1\r\n", "audiosocket_unknown_kind"),
    ],
)
def test_what_the_protocol_does_not_allow_is_a_fault(data: bytes, code: str) -> None:
    with pytest.raises(ProtocolFault, match=code):
        read(data, [])


def test_who_takes_one_message_gets_the_others_later() -> None:
    reader = AudioSocketReader()
    data = b"".join(frame for _, frame in GOLDEN)
    assert next(reader.feed(data)) == GOLDEN[0][0]
    assert list(reader.feed(b"")) == [message for message, _ in GOLDEN[1:]]


def test_a_frame_that_is_not_whole_is_known_at_the_end() -> None:
    found, reader = read(b"\x03\x00\x01", [])
    assert found == [] and not reader.is_between_frames
