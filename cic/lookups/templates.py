"""Arguments put into the texts of a source. Owns that an argument stays one value; sends nothing.

A person chose the texts, a caller the arguments: an argument may never become a second segment, key, header or query.
"""

from collections.abc import Mapping
from urllib.parse import quote

from cic.lookups.answers import LookupFailure, Reason
from cic.lookups.sources import SLOT, Json

Arguments = Mapping[str, str]


def fill(text: str, arguments: Arguments) -> str:
    """A text with its slots filled. What the whole is put into encodes it once more."""
    return SLOT.sub(lambda slot: arguments[slot[1]], text)


def fill_url(url: str, arguments: Arguments) -> str:
    """A URL whose path has slots. Each argument stays within its segment, even for a server that decodes twice."""

    def segment(text: str) -> str:
        def encoded(name: str) -> str:
            argument = arguments[name]
            if not argument.strip() or any(sign in argument for sign in "/\\%"):
                raise LookupFailure(Reason.BAD_ARGUMENT, name)
            return quote(argument, safe="")

        filled = SLOT.sub(lambda slot: encoded(slot[1]), text)
        if filled != text and not filled.strip("."):
            raise LookupFailure(Reason.BAD_ARGUMENT, SLOT.findall(text)[0])
        return filled

    return "/".join(segment(text) for text in url.split("/"))


def fill_header(text: str, arguments: Arguments) -> str:
    """A header's value: printable ASCII, whatever was given."""
    filled = fill(text, arguments)
    if not (filled.isascii() and filled.isprintable()):
        raise LookupFailure(Reason.BAD_ARGUMENT, SLOT.findall(text)[0])
    return filled.strip()


def fill_json(template: Json, arguments: Arguments) -> Json:
    """A JSON value whose texts have slots; keys, numbers and structure stay as they were written."""
    match template:
        case str():
            return fill(template, arguments)
        case list():
            return [fill_json(item, arguments) for item in template]
        case dict():
            return {key: fill_json(item, arguments) for key, item in template.items()}
        case _:
            return template
