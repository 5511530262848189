"""`cic mode`, `cic override`, `cic missed`: their options and what they ask of the running center. Decides nothing."""

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cic.cli.asking import ask_center, now_ms, tell_center
from cic.cli.words import ExitCode, duration, local_time, print_table, shown, tell

MINUTES_MAX = 366 * 24 * 60
EXIT_CODES = "Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."
MODE_EPILOG = f"""\
Those who wait already stay; callers who come are handled as the flow says. `cic queues` shows the modes. Examples:
  cic mode sales closed --until 18:30
  cic mode sales holiday --minutes 90
  cic mode sales,support emergency --minutes 60 --reason "burst pipe on the second floor"
  cic mode support open
A time is by this machine's clock, the next time it comes. Without an end the mode holds until the queue is opened.
{EXIT_CODES}"""
OVERRIDE_EPILOG = f"""\
It takes the place of an override that holds; a level of 0 takes a skill away. `cic agents` shows who has one. Examples:
  cic override carol --skill spanish=60 --skill billing=0 --minutes 90
  cic override carol --queue +sales --queue -support --until 18:30
  cic override carol --end
{EXIT_CODES}"""
MISSED_EPILOG = f"""\
Callers who gave up while waiting in a queue that keeps their place (`resume_within_s`), a week at most. Examples:
  cic missed
  cic missed --close c212
  cic missed --json
{EXIT_CODES}"""

Commands = argparse._SubParsersAction  # argparse has no public name for it
Command = Callable[[argparse.Namespace], ExitCode]
GIVEN_HERE = "given on the command line"
"""The reason of an act for which none is named."""


def add_supervision(commands: "Commands[argparse.ArgumentParser]", data_folder: Path, url: str) -> None:
    """Add the commands of whoever watches over the center."""
    closing = add_command(commands, "mode", mode, "Close a queue for a while, or open it.", MODE_EPILOG)
    closing.add_argument("queue", metavar="QUEUE", help="one, or several with commas between: all of them or none")
    closing.add_argument("mode", choices=("open", "closed", "night", "holiday", "emergency"))
    _add_end(closing)
    words = "Let an agent have other skills and queues for a while."
    overriding = add_command(commands, "override", override, words, OVERRIDE_EPILOG)
    overriding.add_argument("agent", metavar="AGENT")
    words = "a skill's level for the while, 0 to 100; may be repeated"
    overriding.add_argument("--skill", action="append", type=_skill, default=[], metavar="SKILL=LEVEL", help=words)
    words = "a queue more, or one less; may be repeated"
    overriding.add_argument("--queue", action="append", type=_queue, default=[], metavar="+QUEUE|-QUEUE", help=words)
    end = _add_end(overriding)
    end.add_argument("--end", action="store_true", help="end the override that holds")
    listing = add_command(commands, "missed", missed, "The callers who gave up and are to be called.", MISSED_EPILOG)
    listing.add_argument("--close", metavar="CONTACT", help="this caller has been seen to")
    for added in (closing, overriding, listing):
        add_reason(added)
        added.add_argument("--json", action="store_true", help="JSON instead of words")
        added.add_argument("--data", type=Path, default=data_folder, help="the center's data folder (default: var)")
        added.add_argument("--url", default=url, help=f"where the center runs (default: {url})")


def add_reason(parser: argparse.ArgumentParser) -> None:
    """Why it is done: it is written down with the act."""
    words = "why, as it is written down in the audit trail"
    parser.add_argument("--reason", default=GIVEN_HERE, metavar="TEXT", help=words)


def add_command(
    commands: "Commands[argparse.ArgumentParser]", name: str, command: Command, words: str, epilog: str
) -> argparse.ArgumentParser:
    """Add a command with its words and examples."""
    raw = argparse.RawDescriptionHelpFormatter
    added = commands.add_parser(name, help=words, description=words, epilog=epilog, formatter_class=raw)
    added.set_defaults(command=command)
    return added


def _add_end(parser: argparse.ArgumentParser) -> "argparse._MutuallyExclusiveGroup":
    end = parser.add_mutually_exclusive_group()
    end.add_argument("--until", type=_time_of_day, dest="until_ms", metavar="HH:MM", help="when it ends by itself")
    end.add_argument("--minutes", type=_minutes, metavar="N", help="how long it lasts")
    return end


def with_signs(arguments: Sequence[str]) -> list[str]:
    """The arguments, `--queue -support` as `--queue=-support`: argparse would take the second word for an option."""
    joined: list[str] = []
    for word in arguments:
        if joined and joined[-1] == "--queue" and word.startswith("-") and not word.startswith("--"):
            joined[-1] = f"--queue={word}"
        else:
            joined.append(word)
    return joined


def mode(chosen: argparse.Namespace) -> ExitCode:
    """Open or close a queue."""
    until_ms = _end_ms(chosen)
    if chosen.mode == "open" and until_ms is not None:
        return _wrong("a queue is opened without an end: leave --until and --minutes out.")
    queues = [name for name in chosen.queue.split(",") if name]
    body = {"mode": chosen.mode, "until_ms": until_ms, "reason": chosen.reason}
    path = f"/api/queues/{_path(chosen.queue)}/mode" if len(queues) == 1 else "/api/queues/modes"
    body |= {} if len(queues) == 1 else {"queues": queues}
    answer = tell_center(chosen.data, chosen.url, path, body)
    if until_ms is None:
        until = "" if chosen.mode == "open" else f" until 'cic mode {shown(chosen.queue)} open'"
    else:
        until = f" until {local_time(until_ms)}"
    named = f"Queue {shown(queues[0])} is" if len(queues) == 1 else f"Queues {shown(', '.join(queues))} are"
    return _done(chosen, answer, f"{named} {chosen.mode}{until}.")


def override(chosen: argparse.Namespace) -> ExitCode:
    """Other skills and queues for an agent, or the configured ones again."""
    path, differs = f"/api/agents/{_path(chosen.agent)}/override", bool(chosen.skill or chosen.queue)
    if chosen.end:
        if differs:
            return _wrong("--end takes neither --skill nor --queue.")
        answer = tell_center(chosen.data, chosen.url, f"{path}/end", {"reason": chosen.reason})
        return _done(chosen, answer, f"Agent {shown(chosen.agent)} has the configured skills and queues.")
    until_ms = _end_ms(chosen)
    if until_ms is None or not differs:
        return _wrong("name what differs (--skill, --queue) and its end (--minutes or --until); or --end.")
    body = {
        "until_ms": until_ms,
        "skills": dict(chosen.skill),
        "more_queues": [name for sign, name in chosen.queue if sign == "+"],
        "without_queues": [name for sign, name in chosen.queue if sign == "-"],
        "reason": chosen.reason,
    }
    answer = tell_center(chosen.data, chosen.url, path, body)
    return _done(chosen, answer, f"The override of agent {shown(chosen.agent)} holds until {local_time(until_ms)}.")


def missed(chosen: argparse.Namespace) -> ExitCode:
    """List the callers who gave up, or take one off the list."""
    if chosen.close:
        path = f"/api/missed/{_path(chosen.close)}/close"
        answer = tell_center(chosen.data, chosen.url, path, {"reason": chosen.reason})
        return _done(chosen, answer, f"Contact {shown(chosen.close)} is off the list.")
    body = ask_center(chosen.data, chosen.url, "/api/missed")
    if chosen.json:
        return _done(chosen, body, "")
    print_table(("CONTACT", "QUEUE", "GAVE UP", "HAD WAITED", "KEEPS PLACE"), [_cells(row) for row in body["missed"]])
    if body["count"] > len(body["missed"]):
        tell(f"{body['count']} in all; these are the first.")
    return ExitCode.DONE


def _cells(row: dict[str, Any]) -> list[str]:
    return [
        shown(row["contact_id"]),
        shown(row["queue_id"]),
        local_time(row["missed_at_ms"]),
        duration(row["missed_at_ms"] - row["waiting_since_ms"]),
        f"until {local_time(row['resume_until_ms'])}" if row["may_resume"] else "no",
    ]


def _done(chosen: argparse.Namespace, answer: dict[str, Any], words: str) -> ExitCode:
    print(json.dumps(answer, ensure_ascii=False, indent=2) if chosen.json else words)
    return ExitCode.DONE


def _wrong(words: str) -> ExitCode:
    tell(f"error: {words}")
    return ExitCode.WRONG_USE


def _end_ms(chosen: argparse.Namespace) -> int | None:
    if chosen.minutes is not None:
        return now_ms() + int(chosen.minutes) * 60_000
    until_ms: int | None = chosen.until_ms
    return until_ms


def _path(word: str) -> str:
    return quote(word, safe="")


def _time_of_day(word: str) -> int:
    try:
        wanted = datetime.strptime(word, "%H:%M")
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{word}' is no time of day; use one such as 18:30") from None
    now = datetime.now()
    next_time = now.replace(hour=wanted.hour, minute=wanted.minute, second=0, microsecond=0)
    if next_time <= now:
        next_time += timedelta(days=1)
    return int(next_time.timestamp() * 1_000)


def _minutes(word: str) -> int:
    if not word.isdecimal() or not 1 <= int(word) <= MINUTES_MAX:
        raise argparse.ArgumentTypeError(f"'{word}' is no length; use minutes from 1 to {MINUTES_MAX}")
    return int(word)


def _skill(word: str) -> tuple[str, int]:
    name, _, level = word.partition("=")
    if not name or not level.isdecimal() or int(level) > 100:
        raise argparse.ArgumentTypeError(f"'{word}' is no skill with a level; use one such as spanish=60")
    return name, int(level)


def _queue(word: str) -> tuple[str, str]:
    if len(word) < 2 or word[0] not in "+-":
        raise argparse.ArgumentTypeError(f"'{word}' has no sign; use +{word or 'sales'} or -{word or 'sales'}")
    return word[0], word[1:]
