"""The manager protocol without a socket: real transcripts in any pieces, bounds, injection."""

from pathlib import Path

import pytest

from cic.cti.asterisk.ami import AmiMessage, AmiParser, encode_action
from cic.cti.asterisk.faults import ProtocolFault, UnsafeValue

pytestmark = pytest.mark.unit

TRANSCRIPTS = sorted((Path(__file__).parents[2] / "transcripts/asterisk").glob("*.ami"))
GREETING = b"Asterisk Call Manager/11.0.0\r\n"


def parse(*pieces: bytes) -> list[dict[str, str]]:
    parser = AmiParser()
    messages = [message for piece in pieces for message in parser.feed(piece)]
    parser.end()
    return [message.headers for message in messages]


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) >= 4


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_transcript_reads_the_same_byte_by_byte(path: Path) -> None:
    data = path.read_bytes()
    whole = parse(data)
    assert len(whole) == data.count(b"\r\n\r\n")
    assert parse(*(data[at : at + 1] for at in range(len(data)))) == whole


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_transcript_reads_the_same_cut_at_each_index(path: Path) -> None:
    data = path.read_bytes()[:3000]
    data = data[: data.rindex(b"\r\n\r\n") + 4] if b"\r\n\r\n" in data else data
    whole = parse(data)
    for at in range(len(data)):
        assert parse(data[:at], data[at:]) == whole


def test_an_end_within_a_message_is_a_fault() -> None:
    for cut in (b"Event: Hangup\r\n", b"Event: Han"):
        parser = AmiParser()
        parser.feed(GREETING + cut)
        with pytest.raises(ProtocolFault, match="ami_cut_in_message"):
            parser.end()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"SSH-2.0-OpenSSH\r\n", "ami_no_greeting"),
        (GREETING + b"A" * 20_000, "ami_line_too_long"),
        (GREETING + b"A" * 20_000 + b"\r\n", "ami_line_too_long"),
        (GREETING + b"A: b\r\n" * 501, "ami_message_too_long"),
    ],
)
def test_a_peer_without_measure_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ProtocolFault, match=code):
        AmiParser().feed(data)


def test_strange_headers_do_not_stop_the_reader() -> None:
    data = GREETING + b"Event: X\r\nChanVariable(a): b=c\r\nno colon\r\nName: a:b: \xff\r\n\r\n\r\n\r\nEvent: Y\r\n\r\n"
    first, second = parse(data)
    assert first["Name"] == "a:b: \N{REPLACEMENT CHARACTER}"
    assert second["Event"] == "Y"


def test_a_message_shows_its_name_only() -> None:
    message = AmiMessage(["Event: Newchannel", "CallerIDNum: +15550100"])
    assert "5550100" not in repr(message)
    assert (message["CallerIDNum"], message["Missing"]) == ("+15550100", "")


def test_an_action_is_written_with_its_id() -> None:
    assert encode_action((("Action", "Ping"),), "cic-1") == b"Action: Ping\r\nActionID: cic-1\r\n\r\n"


@pytest.mark.parametrize("value", ["a\r\nAction: Logoff", "a\nb", "a\rb", "a\0b"])
def test_a_value_cannot_begin_a_header(value: str) -> None:
    with pytest.raises(UnsafeValue) as caught:
        encode_action((("Action", "Hangup"), ("Channel", value)), "cic-1")
    assert value not in str(caught.value)
