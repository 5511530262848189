"""The options by which `cic contacts` looks for contacts. Owns how their words become a wish; asks nobody."""

import argparse
import re
from datetime import datetime
from typing import Any

OUTCOMES = (
    "in_progress", "answered", "abandoned", "self_service", "left_in_ivr", "not_reached", "entered", "to_be_done",
    "done", "let_go",
)  # fmt: skip
_SPAN = re.compile(r"(\d{0,9})-(\d{0,9})|(\d{1,9})")
_MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_LISTS = {
    "queue": "queues", "agent": "agents", "medium": "media", "direction": "directions", "disposition": "dispositions",
    "outcome": "outcomes", "flow": "flows", "dialled": "dialled", "subject": "subjects",
}  # fmt: skip


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    who = parser.add_argument_group("who and what; all that is named must hold")
    who.add_argument("--number", default="", help="a number, or its last four digits or more")
    who.add_argument("--name", default="", help="words of a name, or how they begin")
    who.add_argument("--note", default="", metavar="WORDS", help="words of notes, all of them")
    who.add_argument("--party", default="", metavar="ID", help="a customer or visitor")
    for name, words in (
        ("queue", "that waited there"),
        ("agent", "in which the agent took part"),
        ("medium", "voice, callback, voicemail, task, entered, ..."),
        ("disposition", "with this disposition"),
        ("flow", "that the flow answered"),
        ("dialled", "to this number of ours"),
        ("subject", "work about this"),
    ):
        who.add_argument(f"--{name}", action="append", default=[], help=f"{words}; may be repeated")
    who.add_argument("--direction", action="append", default=[], choices=("inbound", "outbound"))
    who.add_argument("--outcome", action="append", default=[], choices=OUTCOMES, help="may be repeated")
    recorded = who.add_mutually_exclusive_group()
    recorded.add_argument("--recorded", action="store_true", default=None, help="with sound of a talk or a message")
    recorded.add_argument("--not-recorded", action="store_false", dest="recorded", help="without")
    when = parser.add_argument_group("when and how long; a span is 60-120, 60- or -120")
    when.add_argument(
        "--from", dest="from_ms", type=_moment, metavar="TIME", help="arrived at or after (2026-11-28 08:00)"
    )
    when.add_argument("--until", dest="until_ms", type=_moment, metavar="TIME", help="arrived before")
    when.add_argument("--lasted", type=_span, metavar="SECONDS", help="in all")
    when.add_argument("--talked", type=_span, metavar="SECONDS", help="with agents")
    when.add_argument("--waited", type=_span, metavar="SECONDS", help="for an agent")
    when.add_argument("--rated", type=_span, metavar="SPAN", help="by the caller, such as 1-2")
    when.add_argument("--rated-subject", default="", metavar="SUBJECT", help="of this subject")
    when.add_argument("--longest", action="store_true", help="the longest first, not the newest")


def wish_of(chosen: argparse.Namespace) -> dict[str, Any]:
    """What is looked for, as the center is asked; empty where nothing is named."""
    wish: dict[str, Any] = {name: getattr(chosen, name) for name in ("number", "name", "note") if getattr(chosen, name)}
    if chosen.party:
        wish["party_id"] = chosen.party
    wish |= {field: getattr(chosen, name) for name, field in _LISTS.items() if getattr(chosen, name)}
    wish |= {name: at_ms for name in ("from_ms", "until_ms") if (at_ms := getattr(chosen, name)) is not None}
    for name, field in (("lasted", "total_ms"), ("talked", "talk_ms"), ("waited", "waited_ms")):
        if (span := getattr(chosen, name)) is not None:
            wish[field] = {end: None if seconds is None else seconds * 1_000 for end, seconds in span.items()}
    if chosen.rated is not None or chosen.rated_subject:
        wish["rating"] = {"of": chosen.rated_subject, **(chosen.rated or {})}
    if chosen.recorded is not None:
        wish["is_recorded"] = chosen.recorded
    if chosen.longest:
        wish["order"] = "longest"
    return wish


def _span(word: str) -> dict[str, int | None]:
    match = _SPAN.fullmatch(word)
    if match is None or word == "-":
        raise argparse.ArgumentTypeError(f"'{word}' is no span; use 60-120, 60- or -120")
    if match[3] is not None:
        return {"least": int(match[3]), "most": int(match[3])}
    return {"least": int(match[1]) if match[1] else None, "most": int(match[2]) if match[2] else None}


def _moment(word: str) -> int:
    """A time by this machine's clock."""
    for form in _MOMENTS:
        try:
            return int(datetime.strptime(word, form).astimezone().timestamp() * 1_000)
        except ValueError:
            continue
    raise argparse.ArgumentTypeError(f"'{word}' is no time; use 2026-11-28 or '2026-11-28 08:00'")
