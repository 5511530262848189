"""Gives a flow the texts that speak values. Owns which texts of the catalogues a flow holds; reads no file."""

import hashlib
from collections.abc import Iterator, Mapping

from ivr_flows.model import SOUNDS, Flow, Recorded, Recording
from ivr_flows.recordings import recordings_of
from ivr_flows.speaking.catalogue import Catalogue
from ivr_flows.speaking.prompt_text import Value
from routing.copying import replace


def with_texts(flow: Flow, catalogues: Mapping[str, Catalogue]) -> Flow:
    """The flow with each text that speaks values, by the catalogues of each language; its version tells them apart."""
    spoken: dict[str, tuple[Recorded | Value, ...]] = {}
    for recording in all_recordings(flow):
        for language in languages_of(flow, recording):
            catalogue = catalogues.get(language)
            text = None if catalogue is None else catalogue.prompts.get(recording.name)
            if catalogue is not None and text is not None and text.values:
                spoken[f"{language}/{recording.name}"] = tuple(
                    piece if isinstance(piece, Value) else Recorded(piece) for piece in catalogue.played(recording.name)
                )
    if not spoken:
        return flow
    told = "\n".join(f"{name} {'|'.join(map(_written, pieces))}" for name, pieces in sorted(spoken.items()))
    version = hashlib.sha256(f"{flow.version}\n{told}".encode()).hexdigest()[:12]
    return replace(flow, version=version, spoken=spoken)


def all_recordings(flow: Flow) -> Iterator[Recording]:
    """Every recording that a flow names."""
    for node in flow.nodes:
        for _, recordings in recordings_of(node):
            yield from recordings


def languages_of(flow: Flow, recording: Recording) -> tuple[str, ...]:
    """The languages that a recording may be heard in; none for a sound."""
    if recording.language == SOUNDS:
        return ()
    return flow.languages if recording.language is None else (recording.language,)


def _written(piece: Recorded | Value) -> str:
    return f"{{{piece.name}:{piece.form}}}" if isinstance(piece, Value) else piece.name
