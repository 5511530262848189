"""Takes a tree of values apart, noting every problem on the way. Owns the wording of problems; knows no center.

A missing or wrong value is noted and replaced by a harmless one, so that one look finds all problems of a file.
"""

import re

from cic.configuration.document import Listing, Scalar, Table, Value
from cic.configuration.problems import ConfigurationProblem, choose_from
from cic.configuration.schema_parts import ChoiceText, LabelText, Reference

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
DIGITS = re.compile(r"[0-9]{1,18}")
TEXT_LENGTH_MAX = 500


class Reader:
    """Reads the values of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[ConfigurationProblem] = []

    def note(self, line: int, where: str, found: str, expected: str, mend: str) -> None:
        """Note a problem in this file."""
        self.problems.append(ConfigurationProblem(self.file, line, where, found, expected, mend))

    def has_problem(self, where: str) -> bool:
        """Whether anything was noted of a place."""
        return any(problem.where == where for problem in self.problems)

    def table(self, value: Value, where: str, keys: tuple[str, ...]) -> "Fields":
        """The entries of a table whose keys are known; others are problems with the nearest known name."""
        found = dict[str, Value]()
        line = value.line
        if not isinstance(value, Table):
            self.note(line, where, kind_of(value), "a table of keys and values", f"write the keys {', '.join(keys)}")
            return Fields(self, where, line, found)
        for entry in value.entries:
            if entry.key not in keys:
                self.note(
                    entry.line, where, f"the unknown key '{entry.key}'", "a known key", choose_from(entry.key, keys)
                )
            elif entry.key in found:
                self.note(entry.line, where, f"the key '{entry.key}' again", "each key once", "remove one of the two")
            else:
                found[entry.key] = entry.value
        return Fields(self, where, line, found)

    def named(self, value: Value, where: str, name_form: re.Pattern[str], form_in_words: str) -> dict[str, Value]:
        """The entries of a table whose keys are names that the person chose, each once."""
        found = dict[str, Value]()
        if not isinstance(value, Table):
            self.note(value.line, where, kind_of(value), "a table of names", "write 'name:' and below it its values")
            return found
        for entry in value.entries:
            if not name_form.fullmatch(entry.key):
                self.note(entry.line, where, f"the name '{entry.key}'", form_in_words, "choose another name")
            elif entry.key in found:
                self.note(
                    entry.line, where, f"'{entry.key}' again", "each name once", "rename or remove one of the two"
                )
            else:
                found[entry.key] = entry.value
        return found

    def items(self, value: Value, where: str) -> tuple[Value, ...]:
        """The values of a list."""
        if isinstance(value, Listing):
            return value.items
        self.note(
            value.line, where, kind_of(value), "a list", "put the values in brackets or on lines that begin with '- '"
        )
        return ()

    def text(self, value: Value, where: str) -> str:
        """One line or paragraph of text."""
        if not isinstance(value, Scalar) or not value.text.strip():
            self.note(value.line, where, kind_of(value), "text", "write a few words")
            return ""
        if len(value.text) > TEXT_LENGTH_MAX:
            self.note(value.line, where, "a long text", f"at most {TEXT_LENGTH_MAX} characters", "shorten it")
        return value.text.strip()

    def matching(self, value: Value, where: str, form: re.Pattern[str], form_in_words: str) -> str:
        """A word of a given form."""
        word = value.text.strip() if isinstance(value, Scalar) else ""
        if not form.fullmatch(word):
            found = f"'{word}'" if word else kind_of(value)
            self.note(value.line, where, found, form_in_words, "write it in that form")
        return word

    def label(self, value: Value, where: str) -> LabelText:
        """Words for people in both languages."""
        fields = self.table(value, where, ("en", "zh"))
        return LabelText(en=fields.text("en"), zh=fields.text("zh"))

    def references(self, value: Value, where: str) -> tuple[Reference, ...]:
        """Names of things defined elsewhere, each once."""
        found = dict[str, Reference]()
        for item in self.items(value, where):
            name = self.text(item, where)
            if name in found:
                self.note(item.line, where, f"'{name}' again", "each name once", "remove one of the two")
            found.setdefault(name, Reference(name, item.line))
        return tuple(found.values())

    def choices(self, value: Value, where: str) -> tuple[ChoiceText, ...]:
        """Codes with their words, each code once."""
        found = dict[str, ChoiceText]()
        for item in self.items(value, where):
            fields = self.table(item, where, ("code", "label"))
            code = fields.code("code")
            if code in found:
                self.note(
                    item.line, where, f"the code '{code}' again", "each code once", "rename or remove one of the two"
                )
            found.setdefault(code, ChoiceText(code, fields.label("label"), item.line))
        return tuple(found.values())


class Fields:
    """The values of one table, each asked for by its key; a missing one is a problem."""

    def __init__(self, reader: Reader, where: str, line: int, values: dict[str, Value]) -> None:
        self.reader = reader
        self.where = where
        self.line = line
        self._values = values

    def optional(self, key: str) -> Value | None:
        """The value, or None where the key may be left out."""
        return self._values.get(key)

    def required(self, key: str, example: str) -> Value | None:
        """The value; a missing one is noted."""
        value = self._values.get(key)
        if value is None:
            self.reader.note(self.line, self.where, f"no '{key}'", f"the key '{key}'", f"add '{key}: {example}'")
        return value

    def text(self, key: str) -> str:
        """A text that must be given."""
        value = self.required(key, "some words")
        return "" if value is None else self.reader.text(value, self.at(key))

    def code(self, key: str) -> str:
        """A short lower-case name that must be given."""
        value = self.required(key, "a_short_name")
        if value is None:
            return ""
        return self.reader.matching(value, self.at(key), CODE, "a lower-case name such as 'short_name'")

    def digits(self, key: str, example: str) -> str:
        """A number to dial that must be given."""
        value = self.required(key, example)
        if value is None:
            return ""
        return self.reader.matching(value, self.at(key), DIGITS, "1 to 18 digits")

    def whole(self, key: str, least: int, most: int) -> int:
        """A whole number within limits."""
        value = self.required(key, str(least))
        if value is None:
            return least
        word = value.text.strip() if isinstance(value, Scalar) else ""
        if DIGITS.fullmatch(word) and least <= int(word) <= most:
            return int(word)
        found = f"'{word}'" if word else kind_of(value)
        self.reader.note(value.line, self.at(key), found, f"a whole number from {least} to {most}", "change the number")
        return least

    def flag(self, key: str, otherwise: bool) -> bool:
        """True or false; what it is when left out is the form's own rule."""
        value = self._values.get(key)
        if value is None:
            return otherwise
        word = value.text.strip() if isinstance(value, Scalar) else ""
        if word not in ("true", "false"):
            self.reader.note(value.line, self.at(key), f"'{word}'", "true or false", "write true or false")
        return word == "true"

    def label(self, key: str) -> LabelText:
        """Words in both languages that must be given."""
        value = self.required(key, "{en: Words, zh: 文字}")
        return LabelText("", "") if value is None else self.reader.label(value, self.at(key))

    def references(self, key: str) -> tuple[Reference, ...]:
        """A list of names that must be given."""
        value = self.required(key, "[name]")
        return () if value is None else self.reader.references(value, self.at(key))

    def choices(self, key: str) -> tuple[ChoiceText, ...]:
        """A list of codes with words that must be given."""
        value = self.required(key, "a list of {code, label}")
        return () if value is None else self.reader.choices(value, self.at(key))

    def at(self, key: str) -> str:
        """Where a key of this table stands, in words."""
        return f"{self.where}.{key}"


def kind_of(value: Value) -> str:
    """What stands there, in words."""
    match value:
        case Scalar(text=text):
            return f"the value '{text[:40]}'" if text.strip() else "nothing"
        case Listing():
            return "a list"
        case Table():
            return "a table"
