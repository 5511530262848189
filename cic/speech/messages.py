"""What engine and worker say to each other: one JSON text a line over the worker's standard input and output.

Owns forms and bounds. Whoever reads checks everything: a worker loads code of others.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from uuid import UUID

from cic.speech.choosing import RecogniserChoice, Recognisers
from cic.speech.jobs import Failed, Heard, KeyPressed, ListenJob, NotUnderstood, Outcome, Silence
from cic.speech.port import Phrase

LINE_BYTES_MAX = 256 * 1024
"""A job with many wordings is some 20 KiB."""
_OUTCOMES: Mapping[str, type[Outcome]] = {
    "heard": Heard, "not_understood": NotUnderstood, "silence": Silence, "key": KeyPressed, "failed": Failed,
}  # fmt: skip


class BadMessage(ValueError):
    """A line that is none of the messages. The text holds nothing of it."""


@dataclass(frozen=True, slots=True)
class Setup:
    """To a worker, first of all: how it is to be."""

    recognisers: Recognisers
    host: str
    port: int
    calls_max: int
    threads: int


@dataclass(frozen=True, slots=True)
class Listen:
    """To a worker: who comes with this UUID is to be served so."""

    uuid: UUID
    job: ListenJob


@dataclass(frozen=True, slots=True)
class Cancel:
    """To a worker: that call is wanted elsewhere."""

    uuid: UUID


@dataclass(frozen=True, slots=True)
class Ready:
    """From a worker, once: where it listens, and which languages have to do without a recogniser, and why."""

    port: int
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Done:
    """From a worker: the outcome of a job."""

    uuid: UUID
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Alive:
    """From a worker, every second: it is not stuck; and the faults of peers so far, by kind."""

    faults: Mapping[str, int]


ToWorker = Setup | Listen | Cancel
FromWorker = Ready | Done | Alive


def to_line(message: ToWorker | FromWorker) -> bytes:
    """A message as its line. BadMessage when it would be too long for the other side."""
    line = json.dumps(_form(message), separators=(",", ":")).encode() + b"\n"
    if len(line) > LINE_BYTES_MAX:
        raise BadMessage(f"{type(message).__name__}: expected at most {LINE_BYTES_MAX} bytes, found {len(line)}")
    return line


def _form(message: ToWorker | FromWorker) -> dict[str, Any]:
    match message:
        case Setup():
            recognisers = {
                language: {"name": choice.name, "options": dict(choice.options)}
                for language, choice in message.recognisers.items()
            }
            rest = {"host": message.host, "port": message.port, "calls_max": message.calls_max}
            return {"kind": "setup", "recognisers": recognisers, **rest, "threads": message.threads}
        case Listen(uuid, job):
            parts = {field.name: getattr(job, field.name) for field in fields(job)}
            parts["prompts"] = [str(path) for path in job.prompts]
            parts["phrases"] = [[phrase.label, list(phrase.wordings)] for phrase in job.phrases]
            return {"kind": "listen", "uuid": str(uuid), "job": parts}
        case Cancel(uuid):
            return {"kind": "cancel", "uuid": str(uuid)}
        case Ready(port, faults):
            return {"kind": "ready", "port": port, "faults": dict(faults)}
        case Done(uuid, outcome):
            name = next(name for name, form in _OUTCOMES.items() if isinstance(outcome, form))
            parts = {field.name: getattr(outcome, field.name) for field in fields(outcome)}
            return {"kind": "done", "uuid": str(uuid), "outcome": name, "parts": parts}
        case Alive(counts):
            return {"kind": "alive", "faults": dict(counts)}


def to_worker(line: bytes) -> ToWorker:
    """What the engine says."""
    try:
        form = json.loads(line)
        match form["kind"]:
            case "setup":
                choices = {
                    language: RecogniserChoice(choice["name"], choice["options"])
                    for language, choice in form["recognisers"].items()
                }
                return Setup(choices, form["host"], form["port"], form["calls_max"], form["threads"])
            case "listen":
                parts = form["job"]
                parts["prompts"] = tuple(Path(path) for path in parts["prompts"])
                parts["phrases"] = tuple(Phrase(label, tuple(wordings)) for label, wordings in parts["phrases"])
                return Listen(UUID(form["uuid"]), ListenJob(**parts))
            case "cancel":
                return Cancel(UUID(form["uuid"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadMessage("to the worker") from None
    raise BadMessage("to the worker")


def from_worker(line: bytes) -> FromWorker:
    """What a worker says."""
    try:
        form = json.loads(line)
        match form["kind"]:
            case "ready":
                faults = {_text(language): _text(reason) for language, reason in form["faults"].items()}
                return Ready(_count(form["port"]), faults)
            case "done":
                return Done(UUID(form["uuid"]), _outcome(form["outcome"], form["parts"]))
            case "alive":
                return Alive({_text(kind): _count(count) for kind, count in form["faults"].items()})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadMessage("from a worker") from None
    raise BadMessage("from a worker")


def _outcome(name: str, parts: dict[str, Any]) -> Outcome:
    match _OUTCOMES[name](**parts):
        case Heard(label, confidence, is_sure):
            return Heard(_text(label), _count(confidence), is_sure is True)
        case KeyPressed(key):
            return KeyPressed(_text(key))
        case Failed(reason):
            return Failed(_text(reason))
        case outcome:
            return outcome


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadMessage("text expected")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise BadMessage("count expected")
    return value
