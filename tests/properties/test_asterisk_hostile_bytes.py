"""Whatever Asterisk's manager port sends: the reader gives messages or a named fault, and no message stops us."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cic.cti.asterisk.ami import AmiMessage, AmiParser
from cic.cti.asterisk.faults import ProtocolFault
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.translate import Translator
from routing.vocabulary import LegId, ProviderId

pytestmark = pytest.mark.property

GREETING = b"Asterisk Call Manager/11.0.0\r\n"
EVENTS = (
    "Newchannel", "Newstate", "NewAccountCode", "BridgeEnter", "BridgeLeave", "Hangup", "OriginateResponse",
    "UserEvent", "DTMFEnd", "DeviceStateChange", "", "X",
)  # fmt: skip
HEADERS = (
    "Uniqueid", "Linkedid", "ChannelState", "AccountCode", "BridgeUniqueid", "Cause", "Reason", "Response", "UserEvent",
    "Digit", "DurationMs", "Device", "State", "Channel", "Exten", "CallerIDName", "ActionID", "EventList", "Context",
)  # fmt: skip
pieces = st.lists(
    st.one_of(
        st.binary(max_size=60),
        st.sampled_from([b"\r\n", b"\r\n\r\n", b"Event: Hangup\r\n", b"Uniqueid: 1.1\r\n", b": ", b"\xff" * 20_000]),
    ),
    max_size=30,
)
values = st.one_of(
    st.sampled_from(
        ["1.1", "agent", "5", "6", "", "-1", "16", "PJSIP/alice", "CicWaiting", "Failure", "NOT_INUSE", "٣", "#"]
    ),
    st.text(max_size=30),
)


def read(parser: AmiParser, data: bytes) -> list[dict[str, str]] | str:
    try:
        return [message.headers for message in parser.feed(data)]
    except ProtocolFault as fault:
        return str(fault)


@given(pieces, st.booleans())
def test_the_reader_gives_messages_or_a_fault(sent: list[bytes], greets: bool) -> None:
    data = (GREETING if greets else b"") + b"".join(sent)
    whole = read(AmiParser(), data)
    parser, piecewise = AmiParser(), []
    for at in range(0, len(data), 4_001):
        found = read(parser, data[at : at + 4_001])
        if isinstance(found, str):
            assert isinstance(whole, str)
            return
        piecewise += found
    assert piecewise == whole


@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.dictionaries(st.sampled_from(HEADERS), values)), max_size=12))
def test_no_event_stops_the_translation(events: list[tuple[str, dict[str, str]]]) -> None:
    legs = Legs(ProviderId("asterisk"))
    legs.add(Leg(legs.caller_leg_id("1.1"), "1.1", is_caller=True))
    legs.add(Leg(LegId("agent"), "agent", is_caller=False))
    translator = Translator(legs, frozenset({"alice"}))
    takes: tuple[Callable[[AmiMessage], object], ...] = (translator.translate, translator.channel_listed)
    for name, headers in events:
        lines = [f"Event: {name}", *(f"{header}: {value}" for header, value in headers.items())]
        for take in takes:
            take(AmiMessage(lines))
