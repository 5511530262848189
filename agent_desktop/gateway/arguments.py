"""The arguments of a command, taken apart. Owns their forms; knows no command."""

import re
from collections.abc import Mapping

from cic.customers.numbers import normalise_number

ID_LENGTH_MAX = 128
NUMBER_LENGTH_MAX = 64
"""With spaces and hyphens, as a person writes it."""
TIME_MS_MAX = 2**53 - 1
"""What a browser can count to."""
NUMBER = re.compile(r"\+?[0-9]{2,32}")


class BadCommand(Exception):
    """The command makes no sense. Says which argument, never its value."""


class Arguments:
    """The arguments of one command: each is taken once, and none may be left over."""

    def __init__(self, args: Mapping[str, object], within: str = "") -> None:
        self._left = dict(args)
        self._within = within

    def word(self, name: str, length_max: int = ID_LENGTH_MAX) -> str:
        """An argument that must be given and not be empty."""
        value = self.optional(name, length_max)
        if not value:
            raise BadCommand(f"the argument '{self._within}{name}' is missing")
        if not value.isascii():
            raise BadCommand(f"the argument '{self._within}{name}' is no id of ours")
        return value

    def optional(self, name: str, length_max: int) -> str:
        """An argument that may be left out, empty or null."""
        value = self._left.pop(name, None)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise BadCommand(f"the argument '{self._within}{name}' must be text")
        if not value.isprintable() and length_max <= ID_LENGTH_MAX:
            raise BadCommand(f"the argument '{self._within}{name}' has characters that cannot be shown")
        if len(value) > length_max:
            raise BadCommand(f"the argument '{self._within}{name}' is longer than {length_max} characters")
        return value

    def text(self, name: str, length_max: int) -> str:
        """A text of a person's that must say something."""
        value = self.optional(name, length_max).strip()
        if not value:
            raise BadCommand(f"the argument '{self._within}{name}' is missing")
        return value

    def truth(self, name: str) -> bool:
        """An argument that must be true or false."""
        value = self._left.pop(name, None)
        if not isinstance(value, bool):
            raise BadCommand(f"the argument '{self._within}{name}' must be true or false")
        return value

    def milliseconds(self, name: str) -> int:
        """A time or a duration."""
        value = self.optional_milliseconds(name)
        if value is None:
            raise BadCommand(f"the argument '{self._within}{name}' is missing")
        return value

    def optional_milliseconds(self, name: str) -> int | None:
        """A time or a duration that may be left out or null."""
        value = self._left.pop(name, None)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= TIME_MS_MAX:
            raise BadCommand(f"the argument '{self._within}{name}' must be milliseconds, a whole number from 0 on")
        return value

    def number(self, name: str) -> str:
        """A telephone number that must be given, in its one normal form."""
        value = self.optional_number(name)
        if not value:
            raise BadCommand(f"the argument '{self._within}{name}' is missing")
        return value

    def optional_number(self, name: str) -> str:
        """A telephone number in its one normal form, or empty."""
        given = self.optional(name, NUMBER_LENGTH_MAX).strip()
        normal = normalise_number(given)
        if given and not NUMBER.fullmatch(normal):
            raise BadCommand(f"the argument '{self._within}{name}' must be a telephone number: + and digits, or digits")
        return normal

    def object(self, name: str) -> "Arguments":
        """An argument that has arguments itself."""
        value = self._left.pop(name, None)
        if not isinstance(value, dict):
            raise BadCommand(f"the argument '{self._within}{name}' must be an object")
        return Arguments(value, f"{self._within}{name}.")

    def end(self) -> None:
        """Nothing may be left over: a misspelt argument is told, not ignored."""
        if self._left:
            raise BadCommand(f"{len(self._left)} unknown argument(s)")
