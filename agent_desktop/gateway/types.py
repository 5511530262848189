"""Writes what others read of the protocol's shapes: TypeScript types, and the AsyncAPI document. Owns how a shape is
written in either; the shapes are in ``gateway/shapes``.

``python -m agent_desktop.gateway.types`` writes all files; a test fails when they are not what would be written.
"""

import json
import re
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter

from agent_desktop.gateway.shapes import channels, commands, frames, view
from agent_desktop.gateway.shapes.commands import ACTIONS, AGENT_ACTIONS

Schema = dict[str, Any]

HERE = Path(__file__).parent
ASYNCAPI = HERE / "asyncapi.json"
WEB = HERE.parent / "web" / "src" / "protocol"
ENTRY = "generated.ts"
PARTS = {view: "generated_view.ts", commands: "generated_commands.ts", channels: "generated_channels.ts", frames: ENTRY}
"""The file of each module of shapes; the last has what everything else needs, and hands on the others."""
BASIC = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def definitions() -> dict[str, Schema]:
    """The JSON schema of every shape by its name."""
    roots: list[tuple[str, str, TypeAdapter[Any]]] = [
        ("server", "validation", TypeAdapter(frames.ServerFrame)),
        ("client", "validation", TypeAdapter(frames.ClientFrame)),
        ("command", "validation", TypeAdapter(commands.Command)),
        ("channels", "validation", TypeAdapter(channels.Channels)),
    ]
    _, schema = TypeAdapter.json_schemas(roots, ref_template="{model}")  # type: ignore[arg-type]
    found: dict[str, Schema] = schema["$defs"]
    return {name: untitled(found[name]) for name in sorted(found)}


def typescript(shapes: Mapping[str, Schema]) -> dict[str, str]:
    """The shapes as TypeScript types: the texts of the files by their names."""
    home = {name: file for module, file in PARTS.items() for name in shapes if is_of(module, name)}
    assert home.keys() == shapes.keys(), "every shape is of one of the modules"
    return {file: _file(file, shapes, home) for file in PARTS.values()}


def is_of(module: ModuleType, name: str) -> bool:
    """Whether a shape is defined in a module."""
    found = getattr(module, name, None)
    return found is not None and getattr(found, "__module__", module.__name__) == module.__name__


def _file(file: str, shapes: Mapping[str, Schema], home: Mapping[str, str]) -> str:
    named = {name: declaration(name, schema) for name, schema in shapes.items() if home[name] == file}
    written = "\n\n".join(named.values())
    head = [f"/** Words of `{frames.PROTOCOL}`. Written by `python -m agent_desktop.gateway.types`: not by hand. */"]
    for other in PARTS.values():
        used = [name for name in shapes if home[name] == other and re.search(rf"\b{name}\b", code_of(written))]
        if other != file and used:
            head.append(f'import type {{ {", ".join(used)} }} from "./{other.removesuffix(".ts")}";')
    if file == ENTRY:
        head += [f'export * from "./{other.removesuffix(".ts")}";' for other in PARTS.values() if other != ENTRY]
        head += ["", f'export const PROTOCOL = "{frames.PROTOCOL}";']
    if file == PARTS[commands]:
        head += ["", _words("ACTIONS", "Action", ACTIONS), _words("AGENT_ACTIONS", "AgentAction", AGENT_ACTIONS)]
    return "\n".join(head).rstrip("\n") + "\n\n" + written + "\n"


def code_of(written: str) -> str:
    """What is not a comment."""
    return re.sub(r"/\*\*.*?\*/", "", written)


def asyncapi(shapes: Mapping[str, Schema]) -> str:
    """The AsyncAPI document: one channel, what the server sends and what it takes."""
    sent, taken = _members(shapes["ServerFrame"]), _members(shapes["ClientFrame"])
    messages = {name: {"$ref": f"#/components/messages/{name}"} for name in (*sent, *taken)}
    document = {
        "asyncapi": "3.0.0",
        "info": {
            "title": f"Agent desktop, {frames.PROTOCOL}",
            "version": f"{frames.PROTOCOL_NUMBER}.0.0",
            "description": "Generated from agent_desktop/gateway/shapes; PROTOCOL.md beside this says what it means.",
        },
        "defaultContentType": "application/json",
        "servers": {"center": {"host": "localhost:8080", "protocol": "ws"}},
        "channels": {
            "desktop": {
                "address": "/ws/desktop",
                "description": f"Subprotocols: {frames.PROTOCOL}, and ticket.<ticket> of POST /api/desktop/ticket.",
                "messages": messages,
            }
        },
        "operations": {
            "tell": _operation("send", "What the center tells the desktop.", sent),
            "take": _operation("receive", "What the center takes from the desktop.", taken),
        },
        "components": {
            "messages": {name: _message(name, shapes[name]) for name in messages},
            "schemas": {**_partials(shapes), **{name: _published(schema) for name, schema in shapes.items()}},
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _operation(action: str, summary: str, names: list[str]) -> Schema:
    return {
        "action": action,
        "channel": {"$ref": "#/channels/desktop"},
        "summary": summary,
        "messages": [{"$ref": f"#/channels/desktop/messages/{name}"} for name in names],
    }


def _message(name: str, schema: Schema) -> Schema:
    return {"summary": _sentence(schema), "payload": {"$ref": f"#/components/schemas/{name}"}}


def _members(union: Schema) -> list[str]:
    return [member["$ref"] for member in union["anyOf"]]


def _partials(shapes: Mapping[str, Schema]) -> dict[str, Schema]:
    """Shapes of which any fields may be left out."""
    whole = {name: _published(shapes[name]) for name in ("AgentView", "InteractionView")}
    return {
        f"Partial{name}": {key: schema[key] for key in schema if key != "required"} for name, schema in whole.items()
    }


def _published(schema: Any) -> Any:
    """A schema whose references are the document's."""
    match schema:
        case {frames.PARTIAL_OF: name}:
            return {"$ref": f"#/components/schemas/Partial{name}"}
        case {"$ref": name}:
            return {"$ref": f"#/components/schemas/{name}"}
        case dict():
            return {key: _published(value) for key, value in schema.items()}
        case list():
            return [_published(value) for value in schema]
        case _:
            return schema


def untitled(schema: Schema) -> Schema:
    """A schema without the titles that only repeat its names."""
    plain = deepcopy(schema)
    plain.pop("title", None)
    for field in plain.get("properties", {}).values():
        field.pop("title", None)
    return plain


def _sentence(schema: Schema) -> str:
    """A shape's description in one line, in the browser's notation."""
    return " ".join(schema.get("description", "").replace("``", "`").split())


def _words(name: str, of: str, words: tuple[str, ...]) -> str:
    listed = "\n".join(f'  "{word}",' for word in words)
    return f"export const {name} = [\n{listed}\n] as const;\nexport type {of} = (typeof {name})[number];\n"


def declaration(name: str, schema: Schema) -> str:
    """A shape as a TypeScript type."""
    comment = f"/** {_sentence(schema)} */\n" if schema.get("description") else ""
    if "properties" not in schema:
        members = schema.get("anyOf")
        if members is None or len(members) <= 3:
            return f"{comment}export type {name} = {_type(schema)};"
        return f"{comment}export type {name} =\n" + "\n".join(f"  | {_type(member)}" for member in members) + ";"
    required = schema.get("required", [])
    fields = [
        f"  {field}{'' if field in required else '?'}: {_type(value)};" for field, value in schema["properties"].items()
    ]
    return f"{comment}export interface {name} {{\n" + "\n".join(fields) + "\n}"


def _type(schema: Schema) -> str:
    match schema:
        case {frames.PARTIAL_OF: name}:
            return f"Partial<{name}>"
        case {"$ref": name}:
            return str(name)
        case {"anyOf": members}:
            return " | ".join(dict.fromkeys(_type(member) for member in members))
        case {"const": value}:
            return json.dumps(value)
        case {"enum": values}:
            return " | ".join(json.dumps(value) for value in values)
        case {"type": "array", "items": items}:
            inner = _type(items)
            return f"({inner})[]" if " | " in inner else f"{inner}[]"
        case {"type": "object", "additionalProperties": dict(values)}:
            return f"Record<string, {_type(values)}>"
        case {"type": "object"}:
            return "Record<string, unknown>"
        case {"type": str(basic)}:
            return BASIC[basic]
        case _:
            raise ValueError(f"no TypeScript for the schema {schema}: let _type know its form")


def main() -> None:
    """Write all files."""
    shapes = definitions()
    for name, text in typescript(shapes).items():
        (WEB / name).write_text(text, "utf-8")
    ASYNCAPI.write_text(asyncapi(shapes), "utf-8")


if __name__ == "__main__":
    main()
