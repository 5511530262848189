"""A record of the journal as text and back. Owns the form of a row's body; knows no database."""

import json
from typing import Any

from cic.center.events import CenterEvent
from cic.center.inputs import CenterInput
from cic.journal.codec import Codec, CodecError
from cic.journal.port import Committed, WrittenInput
from cic.journal.versions import PUBLISHED, Versions
from routing.rejections import Rejection

_FIELDS = frozenset({"given", "events", "rejection"})


class RecordCodec:
    """Writes and reads records made of these inputs and events."""

    def __init__(self, given: Any = CenterInput, event: Any = CenterEvent, versions: Versions = PUBLISHED) -> None:
        self._given = Codec(given, versions)
        self._events = Codec(tuple[event, ...], versions)
        self._rejection = Codec(Rejection | None, versions)

    def write_given(self, given: object) -> WrittenInput:
        """Return the input as text, or raise CodecError."""
        return WrittenInput(self._given.to_text(given))

    def write_outcome(self, events: tuple[object, ...], rejection: Rejection | None) -> str:
        """Return what an input led to as text, the same text for equal outcomes."""
        refused = "null" if rejection is None else self._rejection.to_text(rejection)
        return f'"events":{self._events.to_text(events)},"rejection":{refused}'

    def write(self, record: Committed, written: WrittenInput) -> str:
        """Return the body of the record's row."""
        return f'{{"given":{written},{self.write_outcome(record.events, record.rejection)}}}'

    def read(self, seq: int, at_ms: int, body: str) -> Committed:
        """Return the record that the row stands for, or raise CodecError."""
        data = json.loads(body)
        if data.keys() != _FIELDS:
            raise CodecError("not a record: expected given, events and rejection")
        given = _read(self._given, data, "given")
        events = _read(self._events, data, "events")
        rejection = _read(self._rejection, data, "rejection")
        return Committed(seq, at_ms, given, events, rejection)


def _read(codec: Codec, data: dict[str, Any], part: str) -> Any:
    try:
        return codec.decode(data[part])
    except CodecError as error:
        raise error.within(part) from None
