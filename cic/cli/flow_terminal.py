"""The person at the terminal who walks a flow. Owns reading lines and showing what happens; knows no flow.

Each input is a line, from a terminal or from a pipe. The end of the input hangs up.
"""

import getpass
import json
import sys
from dataclasses import dataclass, field

LINE_LENGTH_MAX = 500


class HungUpError(Exception):
    """There is no more input: the caller has hung up."""


@dataclass(slots=True)
class Terminal:
    """Shows words, or with ``as_json`` one object a line."""

    as_json: bool = False
    _is_tty: bool = field(default_factory=sys.stdin.isatty)

    def show(self, event: str, words: str, /, **more: object) -> None:
        """Tell what has happened."""
        if self.as_json:
            print(json.dumps({"event": event, **more}, ensure_ascii=False), flush=True)
        else:
            print("".join(letter if letter.isprintable() or letter == "\n" else "?" for letter in words), flush=True)

    def ask(self, words: str, /, *, is_secret: bool = False, **more: object) -> str:
        """Ask for a line. Secret input is not shown while it is typed; HungUpError when there is no more."""
        if self.as_json:
            print(json.dumps({"event": "asks", "words": words, **more}, ensure_ascii=False), flush=True)
        try:
            if self._is_tty and is_secret:
                line = getpass.getpass(f"{words} (not shown) > ")
            elif self._is_tty and not self.as_json:
                line = input(f"{words} > ")
            else:
                if not self.as_json:
                    print(f"{words} >", flush=True)
                line = sys.stdin.readline(LINE_LENGTH_MAX)
                if not line:
                    raise EOFError
        except EOFError:
            raise HungUpError from None
        line = line.strip()
        if line.lower() in ("h", "hang up"):
            raise HungUpError
        return line[:LINE_LENGTH_MAX]
