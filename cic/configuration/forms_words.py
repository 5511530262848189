"""Reads `words.yaml`: what people read instead of the codes of flows and tables. Owns its key; knows no flow."""

import re

from cic.configuration.document import Value
from cic.configuration.reading import Reader
from cic.configuration.schema_parts import ChoiceText

CODE = re.compile(r"[a-z][a-z0-9_.]{0,119}")
"""With points: `account.message` is the node of a flow within another."""
A_CODE = "the name of a flow, a node, a result or another code, such as 'main_menu'"


def read_words(reader: Reader, value: Value) -> tuple[ChoiceText, ...]:
    """`words.yaml`: codes with their words in both languages. A code without any is shown as it is."""
    listed = reader.table(value, "words", ("words",)).optional("words")
    named = {} if listed is None else reader.named(listed, "words", CODE, A_CODE)
    return tuple(ChoiceText(code, reader.label(body, f"words.{code}"), body.line) for code, body in named.items())
