"""Reads `speech` of `center.yaml`: who listens to callers, language by language. Owns these keys; loads nothing."""

import re

from cic.configuration.document import Table, Value
from cic.configuration.reading import Fields, Reader
from cic.configuration.reading_values import optional_whole
from cic.configuration.schema_speech import NO_RECOGNISER, RecogniserText, SpeechText

WORKERS_MAX = 32
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
OPTION = re.compile(r"[a-z][a-z0-9_]{0,39}")
RECOGNISER = re.compile(r"[a-z][A-Za-z0-9_.]{0,99}(:[A-Za-z_][A-Za-z0-9_]{0,99})?")
NAMES = "`pocketsphinx`, `module:attribute` of an installed module, or `none` for keys alone"


def read_speech(fields: Fields) -> SpeechText:
    """Which recogniser each language has; without the key, English by the one that ships."""
    value = fields.optional("speech")
    if value is None:
        return SpeechText()
    inner = fields.reader.table(value, fields.at("speech"), ("workers", "recognisers"))
    return SpeechText(
        workers=optional_whole(inner, "workers", 1, WORKERS_MAX) or SpeechText().workers,
        recognisers=_recognisers(inner),
    )


def _recognisers(fields: Fields) -> tuple[RecogniserText, ...]:
    value = fields.optional("recognisers")
    if value is None:
        return SpeechText().recognisers
    where = fields.at("recognisers")
    named = fields.reader.named(value, where, LANGUAGE, "a language such as en, or en-GB")
    return tuple(_recogniser(fields.reader, f"{where}.{language}", language, body) for language, body in named.items())


def _recogniser(reader: Reader, where: str, language: str, body: Value) -> RecogniserText:
    """`en: pocketsphinx`, or `zh: {use: my_module:Recogniser, options: {model: /path}}`."""
    if not isinstance(body, Table):
        return RecogniserText(language, reader.matching(body, where, RECOGNISER, NAMES))
    inner = reader.table(body, where, ("use", "options"))
    use, options = inner.optional("use"), inner.optional("options")
    if use is None:
        reader.note(body.line, where, "no `use`", NAMES, "add `use:`")
    named = {} if options is None else reader.named(options, inner.at("options"), OPTION, "an option's name")
    return RecogniserText(
        language,
        NO_RECOGNISER if use is None else reader.matching(use, inner.at("use"), RECOGNISER, NAMES),
        tuple((name, reader.text(option, f"{inner.at('options')}.{name}")) for name, option in named.items()),
    )
