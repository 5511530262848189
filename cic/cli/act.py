"""`cic agent`, `cic interaction`, `cic message`: what a supervisor does to one of them, and says. Owns their words."""

import argparse
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cic.cli.asking import tell_center
from cic.cli.supervise import Commands, add_command, add_reason
from cic.cli.words import ExitCode, shown, tell

EXIT_CODES = "Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."
AGENT_EPILOG = f"""\
With a contact in hand an activity holds once that is finished; the agent's own wishes wait until then. Examples:
  cic agent carol available --reason "back from the training"
  cic agent carol break --for lunch
  cic agent carol sign-out --reason "forgot to"
  cic agent carol end-wrap-up
  cic agent carol end-wrap-up --interaction i214.1
`cic agents` shows who does what.
{EXIT_CODES}"""
INTERACTION_EPILOG = f"""\
An id is that of an interaction (i214.2), as boards and `cic explain` show it. Examples:
  cic interaction i214.2 reassign --to-queue support --reason "pressed the wrong key"
  cic interaction i214.2 reassign --to-agent carol
  cic interaction i214.2 front
  cic interaction i214.2 priority 50
  cic interaction i214.2 release --reason "abuse"
{EXIT_CODES}"""
MESSAGE_EPILOG = f"""\
A team, a queue's agents or all: whoever of them is signed in. Examples:
  cic message "Lunch is late today" --all
  cic message "Please come over" --agent carol
  cic message "The hotline is back" --queue support
{EXIT_CODES}"""
_AGENT_ACTS = {"available": "available", "break": "on_break"}
_AFTER = {"now": "", "after_contact": " once nothing is in hand any more"}


def add_acts(commands: "Commands[argparse.ArgumentParser]", data_folder: Path, url: str) -> None:
    """Add the commands by which a supervisor acts on one agent or one interaction."""
    of_agent = add_command(commands, "agent", agent, "Do something to an agent.", AGENT_EPILOG)
    of_agent.add_argument("agent", metavar="AGENT")
    of_agent.add_argument("act", choices=(*_AGENT_ACTS, "sign-out", "end-wrap-up"))
    of_agent.add_argument("--for", dest="break_reason", default="", metavar="REASON", help="the reason of a break")
    of_agent.add_argument("--interaction", metavar="ID", help="the wrap-up of this one alone")
    words = "Do something to a waiting interaction, or to one in hand."
    of_one = add_command(commands, "interaction", interaction, words, INTERACTION_EPILOG)
    of_one.add_argument("interaction", metavar="ID")
    of_one.add_argument("act", choices=("reassign", "front", "priority", "release"))
    of_one.add_argument("points", nargs="?", type=int, metavar="POINTS", help="what it is worth from now on")
    target = of_one.add_mutually_exclusive_group()
    target.add_argument("--to-agent", metavar="AGENT")
    target.add_argument("--to-queue", metavar="QUEUE")
    words = "Say something to agents; it stands on their desktops until each has read it."
    saying = add_command(commands, "message", message, words, MESSAGE_EPILOG)
    saying.add_argument("text", metavar="TEXT")
    to = saying.add_mutually_exclusive_group(required=True)
    for kind in ("agent", "team", "queue"):
        to.add_argument(f"--{kind}", metavar=kind.upper())
    to.add_argument("--all", action="store_true", help="everybody who is signed in")
    for added in (of_agent, of_one, saying):
        add_reason(added)
        added.add_argument("--json", action="store_true", help="JSON instead of words")
        added.add_argument("--data", type=Path, default=data_folder, help="the center's data folder (default: var)")
        added.add_argument("--url", default=url, help=f"where the center runs (default: {url})")


def agent(chosen: argparse.Namespace) -> ExitCode:
    """Force an activity, sign an agent out, or end a wrap-up."""
    if (chosen.act == "break") is not bool(chosen.break_reason):
        return _wrong("break needs --for REASON, and nothing else does.")
    if chosen.interaction and chosen.act != "end-wrap-up":
        return _wrong("--interaction is for end-wrap-up.")
    path = f"/api/agents/{quote(chosen.agent, safe='')}"
    name, body = shown(chosen.agent), {"reason": chosen.reason}
    if chosen.act == "end-wrap-up":
        answer = _told(chosen, f"{path}/end-wrap-up", body | {"interaction_id": chosen.interaction})
        return _done(chosen, answer, f"Agent {name} wraps up no more.")
    if chosen.act == "sign-out":
        answer = _told(chosen, f"{path}/sign-out", body)
        return _done(chosen, answer, f"Agent {name} is signed out{_AFTER[answer.get('when', 'now')]}.")
    wanted = {"activity": _AGENT_ACTS[chosen.act], "break_reason": chosen.break_reason}
    answer = _told(chosen, f"{path}/activity", body | wanted)
    words = "available" if chosen.act == "available" else f"on a break ({shown(chosen.break_reason)})"
    return _done(chosen, answer, f"Agent {name} is {words}{_AFTER[answer.get('when', 'now')]}.")


def interaction(chosen: argparse.Namespace) -> ExitCode:
    """Move, rank or end one interaction."""
    has_target = chosen.to_agent is not None or chosen.to_queue is not None
    if (chosen.act == "reassign") is not has_target:
        return _wrong("reassign needs --to-agent or --to-queue, and nothing else does.")
    if (chosen.act == "priority") is not (chosen.points is not None):
        return _wrong("priority needs POINTS, and nothing else does.")
    body: dict[str, Any] = {"reason": chosen.reason}
    if has_target:
        body |= {"to_agent": chosen.to_agent, "to_queue": chosen.to_queue}
    if chosen.points is not None:
        body["priority"] = chosen.points
    answer = _told(chosen, f"/api/interactions/{quote(chosen.interaction, safe='')}/{chosen.act}", body)
    return _done(chosen, answer, f"Interaction {shown(chosen.interaction)} {_result(chosen)}.")


def message(chosen: argparse.Namespace) -> ExitCode:
    """Say something to agents."""
    named = {kind: getattr(chosen, kind) for kind in ("agent", "team", "queue") if getattr(chosen, kind) is not None}
    kind, name = next(iter(named.items()), ("all", ""))
    body = {"to": {"kind": kind, "id": name}, "text": chosen.text, "reason": chosen.reason}
    answer = _told(chosen, "/api/agent-messages", body)
    missed = answer.get("not_reached", [])
    words = f" Not reached, with too much to read already: {shown(', '.join(missed))}." if missed else ""
    return _done(chosen, answer, f"Told {len(answer.get('reached', []))}.{words}")


def _result(chosen: argparse.Namespace) -> str:
    match chosen.act:
        case "reassign" if chosen.to_agent is not None:
            return f"is for agent {shown(chosen.to_agent)}"
        case "reassign":
            return f"is in queue {shown(chosen.to_queue)}"
        case "front":
            return "is at the front of its queue"
        case "priority":
            return f"is worth {chosen.points} points"
        case _:
            return "is being ended"


def _told(chosen: argparse.Namespace, path: str, body: dict[str, Any]) -> dict[str, Any]:
    return tell_center(chosen.data, chosen.url, path, body)


def _done(chosen: argparse.Namespace, answer: dict[str, Any], words: str) -> ExitCode:
    print(json.dumps(answer, ensure_ascii=False, indent=2) if chosen.json else words)
    return ExitCode.DONE


def _wrong(words: str) -> ExitCode:
    tell(f"error: {words}")
    return ExitCode.WRONG_USE
