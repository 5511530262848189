"""Writes the boards' shapes as TypeScript types. Owns which file that is; how a shape is written is the desktop's.

``python -m agent_desktop.boards.types`` writes the file; a test fails when it is not what would be written.
"""

import re
from typing import Any

from pydantic import TypeAdapter

from agent_desktop.boards.shapes import frames, items
from agent_desktop.gateway.types import WEB, Schema, code_of, declaration, is_of, untitled

FILE = WEB / "generated_boards.ts"


def definitions() -> dict[str, Schema]:
    """The JSON schema of every shape by its name, those of the desktop's protocol included."""
    roots: list[tuple[str, str, TypeAdapter[Any]]] = [
        ("server", "validation", TypeAdapter(frames.BoardServerFrame)),
        ("client", "validation", TypeAdapter(frames.BoardClientFrame)),
    ]
    _, schema = TypeAdapter.json_schemas(roots, ref_template="{model}")  # type: ignore[arg-type]
    found: dict[str, Schema] = schema["$defs"]
    return {name: untitled(found[name]) for name in sorted(found)}


def typescript(shapes: dict[str, Schema]) -> str:
    """The shapes of boards as TypeScript types; the desktop's are taken from its own file."""
    own = [name for name in shapes if is_of(frames, name) or is_of(items, name)]
    written = "\n\n".join(declaration(name, shapes[name]) for name in own)
    others = [name for name in shapes if name not in own and re.search(rf"\b{name}\b", code_of(written))]
    head = [
        f"/** Words of `{frames.PROTOCOL}`. Written by `python -m agent_desktop.boards.types`: not by hand. */",
        f'import type {{ {", ".join(others)} }} from "./generated";',
        "",
        f'export const BOARD_PROTOCOL = "{frames.PROTOCOL}";',
    ]
    return "\n".join(head) + "\n\n" + written + "\n"


def main() -> None:
    """Write the file."""
    FILE.write_text(typescript(definitions()), "utf-8")


if __name__ == "__main__":
    main()
