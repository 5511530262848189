"""A flow's text as a tree of tables, lists and texts with line numbers, and a reader that collects every problem.

Owns how a single field is read. Knows neither YAML nor what a flow is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ivr_flows.problems import FlowProblem, nearest_name, one_of, shortened

NAME_FORM = re.compile(r"[a-z][a-z0-9_]{0,59}")
SECONDS_FORM = re.compile(r"([0-9]{1,7})(?:\.([0-9]{1,3}))?")
NUMBER_FORM = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class TextLeaf:
    """A scalar as it was written. ``is_quoted`` tells the text "1" from the number 1."""

    line: int
    text: str
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list."""

    line: int
    items: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class TableNode:
    """A table; its keys are unique."""

    line: int
    entries: tuple[tuple[TextLeaf, "Tree"], ...]


Tree = TextLeaf | ListNode | TableNode


def shape_of(tree: Tree) -> str:
    """What stands there, in a problem's words."""
    match tree:
        case TextLeaf(_, text):
            return shortened(text)
        case ListNode():
            return "a list"
        case TableNode():
            return "a table"


def lines_within(tree: Tree, path: str) -> dict[str, int]:
    """The line of each field and entry below this one, by its path such as ``ask.keys.1.go``; entries count from 1."""
    lines: dict[str, int] = {}
    match tree:
        case TableNode(_, entries):
            for key, value in entries:
                inner = f"{path}.{key.text}"
                lines[inner] = key.line
                lines |= lines_within(value, inner)
        case ListNode(_, items):
            for number, item in enumerate(items, start=1):
                inner = f"{path}.{number}"
                lines[inner] = item.line
                lines |= lines_within(item, inner)
        case TextLeaf():
            pass
    return lines


@dataclass(slots=True)
class Problems:
    """Collects the problems of one file."""

    file: str
    found: list[FlowProblem] = field(default_factory=list)

    def add(self, line: int, where: str, found: str, expected: str, mend: str, *, is_error: bool = True) -> None:
        """Note one problem."""
        self.found.append(FlowProblem(self.file, line, where, found, expected, mend, is_error))


class TableReader:
    """Reads a table's fields by name. A field that cannot be read is noted and stands as an empty value.

    Call ``finish`` last: it notes the fields that nobody asked for.
    """

    def __init__(self, tree: Tree, where: str, problems: Problems) -> None:
        self.line = tree.line
        self.where = where
        self.problems = problems
        self._asked: set[str] = set()
        self._entries: dict[str, tuple[int, Tree]] = {}
        if isinstance(tree, TableNode):
            self._entries = {key.text: (key.line, value) for key, value in tree.entries}
        else:
            problems.add(tree.line, where, shape_of(tree), "a table", "write fields as `name: value` lines")

    def has(self, key: str) -> bool:
        """Whether the field is there."""
        self._asked.add(key)
        return key in self._entries

    def tree(self, key: str) -> Tree | None:
        """The field as it was written."""
        self._asked.add(key)
        entry = self._entries.get(key)
        return None if entry is None else entry[1]

    def refuse(self, key: str, tree: Tree, expected: str, mend: str) -> None:
        """Note that this field cannot be what it is."""
        self.problems.add(tree.line, f"{self.where}, {key}", shape_of(tree), expected, mend)

    def missing(self, key: str, expected: str) -> None:
        """Note that this field is not there."""
        self.problems.add(self.line, self.where, f"no `{key}`", expected, f"add `{key}:`")

    def text(self, key: str, expected: str, default: str | None = None) -> str:
        """A text; required when it has no default."""
        tree = self.tree(key)
        if tree is None:
            if default is None:
                self.missing(key, expected)
            return default or ""
        if not isinstance(tree, TextLeaf) or not tree.text:
            self.refuse(key, tree, expected, "write it on the same line")
            return ""
        return tree.text

    def name(self, key: str, expected: str, default: str | None = None) -> str:
        """A name of small letters, digits and underlines; required when it has no default."""
        text = self.text(key, expected, default)
        tree = self.tree(key)
        if text and tree is not None and not NAME_FORM.fullmatch(text):
            self.refuse(key, tree, expected, "use small letters, digits and `_`, a letter first, 60 at most")
        return text

    def optional_name(self, key: str, expected: str) -> str | None:
        """A name, or None when the field is not there."""
        return self.name(key, expected) if self.has(key) else None

    def seconds_ms(self, key: str, seconds_max: int, default_s: int | None = None) -> int:
        """A duration written in seconds, with up to three decimals, in milliseconds."""
        expected = f"seconds above 0, {seconds_max} at most"
        tree = self.tree(key)
        if tree is None:
            if default_s is None:
                self.missing(key, expected)
            return (default_s or 0) * 1000
        form = SECONDS_FORM.fullmatch(tree.text) if isinstance(tree, TextLeaf) else None
        duration_ms = 0 if form is None else int(form[1]) * 1000 + int((form[2] or "").ljust(3, "0"))
        if not 0 < duration_ms <= seconds_max * 1000:
            self.refuse(key, tree, expected, "write a number such as 5 or 2.5")
        return duration_ms

    def number(self, key: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number; required when it has no default."""
        expected = f"a whole number from {least} to {most}"
        tree = self.tree(key)
        if tree is None:
            if default is None:
                self.missing(key, expected)
            return least if default is None else default
        is_number = isinstance(tree, TextLeaf) and NUMBER_FORM.fullmatch(tree.text)
        if not isinstance(tree, TextLeaf) or not is_number or not least <= int(tree.text) <= most:
            self.refuse(key, tree, expected, "write digits only")
            return least
        return int(tree.text)

    def truth(self, key: str) -> bool:
        """True or false; false when the field is not there."""
        tree = self.tree(key)
        if tree is None:
            return False
        if not isinstance(tree, TextLeaf) or tree.is_quoted or tree.text not in ("true", "false"):
            self.refuse(key, tree, "true or false", "write one of the two, without quotes")
            return False
        return tree.text == "true"

    def items(self, key: str, expected: str) -> tuple[Tree, ...]:
        """The entries of a list; none when the field is not there."""
        tree = self.tree(key)
        if tree is None:
            return ()
        if not isinstance(tree, ListNode):
            self.refuse(key, tree, expected, "write each entry on a line that begins with `- `")
            return ()
        return tree.items

    def entries(self, key: str, expected: str) -> tuple[tuple[TextLeaf, Tree], ...]:
        """The fields of an inner table; none when it is not there."""
        tree = self.tree(key)
        if tree is None:
            return ()
        if not isinstance(tree, TableNode):
            self.refuse(key, tree, expected, "write fields as `name: value` lines")
            return ()
        return tree.entries

    @property
    def asked(self) -> frozenset[str]:
        """The fields that were asked for so far."""
        return frozenset(self._asked)

    def finish(self, known: Iterable[str] = ()) -> None:
        """Note every field that nobody asked for, with the name that was most likely meant."""
        allowed = self._asked | set(known)
        for key, (line, _) in self._entries.items():
            if key not in allowed:
                near = nearest_name(key, allowed)
                mend = f"did you mean `{near}`?" if near else "remove it"
                self.problems.add(line, self.where, f"a field {shortened(key)}", one_of(allowed), mend)
