"""YAML text as a tree that remembers its lines. Owns limits of size and nesting; knows nothing of centers.

Scalars keep the text as written: `101` and `"101"` are the same number, and `no` stays a word.
"""

from dataclasses import dataclass, field

import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from cic.configuration.problems import ConfigurationProblem

FILE_BYTES_MAX = 4 * 1024 * 1024
"""Some ten thousand agents."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The reader in C where it is built in: it takes a tenth of the time."""
DEPTH_MAX = 12


@dataclass(frozen=True, slots=True)
class Scalar:
    """One written value."""

    line: int
    text: str
    is_quoted: bool = field(default=False, compare=False)
    """Whether it is a text beyond doubt: `''` is one, nothing at all is none."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Values in order."""

    line: int
    items: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value."""

    line: int
    key: str
    value: "Value"


@dataclass(frozen=True, slots=True)
class Table:
    """Entries in order; a key may stand twice here, and is reported by whoever reads it."""

    line: int
    entries: tuple[Entry, ...]


Value = Scalar | Listing | Table


def parse_document(file: str, text: str) -> Value | ConfigurationProblem:
    """Read YAML text into a tree, or say why it is no YAML that we take."""
    if len(text.encode()) > FILE_BYTES_MAX:
        return _problem(file, 1, "a file that is too long", f"at most {FILE_BYTES_MAX // 1024} kB", "split it")
    try:
        refused = _refused_event(file, text)
        if refused is not None:
            return refused
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        return _problem(file, line, fault.problem or "unreadable text", "YAML", "check indentation, quotes and colons")
    except (yaml.YAMLError, ValueError, OverflowError):
        # The reader refuses control characters, and escapes such as "\\UFFFFFFFF" end in chr() itself.
        return _problem(file, 1, "a character that YAML does not allow", "UTF-8 text", "remove control characters")
    if node is None:
        return Table(line=1, entries=())
    return _value(node)


def _refused_event(file: str, text: str) -> ConfigurationProblem | None:
    """Look for what could make small text large (aliases) or exhaust the stack (nesting), before a tree is built."""
    depth = 0
    documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        match event:
            case yaml.AliasEvent():
                return _problem(file, line, "an alias", "plain values", "write the value out")
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                depth += 1
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                depth -= 1
            case yaml.DocumentStartEvent():
                documents += 1
            case _:
                pass
        if depth > DEPTH_MAX:
            return _problem(file, line, "too deep a nesting", f"at most {DEPTH_MAX} levels", "flatten it")
        if documents > 1:
            return _problem(file, line, "a second document", "one document in a file", "remove the '---' line")
    return None


def _value(node: yaml.Node) -> Value:
    line = node.start_mark.line + 1
    match node:
        case MappingNode():
            return Table(line, tuple(_entry(key, value) for key, value in node.value))
        case SequenceNode():
            return Listing(line, tuple(_value(item) for item in node.value))
        case ScalarNode():
            return Scalar(line, str(node.value), is_quoted=bool(node.style))
        case _:
            raise AssertionError(f"YAML has no other nodes: {type(node).__name__}")


def _entry(key: yaml.Node, value: yaml.Node) -> Entry:
    # A key that is itself a table or a list has no name; an empty one is reported as unknown by whoever reads it.
    name = str(key.value) if isinstance(key, ScalarNode) else ""
    return Entry(line=key.start_mark.line + 1, key=name, value=_value(value))


def _problem(file: str, line: int, found: str, expected: str, mend: str) -> ConfigurationProblem:
    return ConfigurationProblem(file=file, line=line, where="file", found=found, expected=expected, mend=mend)
