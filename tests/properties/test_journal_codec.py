"""The codec and the journal over all inputs and events there are, drawn from their type hints."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cic.center.events import CenterEvent
from cic.center.inputs import CenterInput
from cic.journal.codec import Codec, CodecError
from cic.journal.port import Committed
from cic.journal.records import RecordCodec
from routing.commands import SetActivity
from routing.rejections import Rejection
from routing.vocabulary import Activity, AgentId

pytestmark = pytest.mark.property

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
GIVEN = st.from_type(CenterInput)
EVENT = st.from_type(CenterEvent)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=12,
)
CODEC = RecordCodec()
GIVEN_CODEC = Codec(CenterInput)


@settings(max_examples=150, deadline=None)
@given(GIVEN, st.lists(EVENT, max_size=3), st.none() | st.from_type(Rejection))
def test_every_record_comes_back_equal_and_equal_records_have_equal_text(
    put_in: CenterInput, events: list[CenterEvent], rejection: Rejection | None
) -> None:
    record = Committed(1, 2, put_in, tuple(events), rejection)
    body = CODEC.write(record, CODEC.write_given(put_in))
    again = CODEC.read(1, 2, body)
    assert again == record
    assert CODEC.write(again, CODEC.write_given(again.given)) == body


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_arbitrary_data_is_read_or_refused_but_never_anything_else(data: object) -> None:
    try:
        value = GIVEN_CODEC.decode(data)
    except CodecError:
        return
    assert GIVEN_CODEC.encode(value) == data


@settings(max_examples=200, deadline=None)
@given(GIVEN, st.data())
def test_a_damaged_field_is_refused_without_showing_a_value(put_in: CenterInput, draw: st.DataObject) -> None:
    secret = "personal-value-4711"
    data = json.loads(CODEC.write_given(put_in))
    place = data
    while True:
        key = draw.draw(st.sampled_from(sorted(place)))
        if not isinstance(place[key], dict) or not place[key]:
            break
        place = place[key]
    place[key] = [[secret]]
    with pytest.raises(CodecError) as raised:
        GIVEN_CODEC.decode(data)
    assert secret not in str(raised.value)


@given(st.text(st.characters(), max_size=20))
def test_any_text_is_written_or_refused_whole(text: str) -> None:
    change = SetActivity(AgentId("a"), Activity.AVAILABLE, text)
    try:
        written = CODEC.write_given(change)
    except CodecError:
        assert any("\ud800" <= char <= "\udfff" for char in text)
        return
    assert GIVEN_CODEC.from_text(written) == change
