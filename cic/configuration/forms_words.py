"""Reads `words.yaml`: what people read instead of the codes of flows and tables. Owns its key; knows no flow."""

import re

from cic.configuration.document import Table, Value
from cic.configuration.reading import Reader
from cic.configuration.reading_values import named_values
from cic.configuration.schema_parts import ChoiceText

CODE = re.compile(r"[a-z][a-z0-9_.]{0,119}")
"""With points: `account.message` is the node of a flow within another."""
A_CODE = "the name of a flow, a node, a result or another code, such as 'main_menu'"


def read_words(reader: Reader, value: Value) -> tuple[ChoiceText, ...]:
    """`words.yaml`: codes with their words in both languages; a center without the file has none."""
    if isinstance(value, Table) and not value.entries:
        return ()
    named = named_values(reader, value, "words", CODE, A_CODE)
    return tuple(ChoiceText(code, reader.label(body, f"words.{code}"), body.line) for code, body in named.items())
