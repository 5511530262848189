"""`cic user`: who may sign in. Owns options and output; the rules are the door's.

A center that runs is asked over HTTP, for it knows its users by heart. While none runs, the files of the data folder
are worked on, under the lock that keeps a center from starting meanwhile. Each change is noted in the audit trail.
"""

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cic.access.identity import Role
from cic.access.user_words import Changed, NewUser
from cic.cli.asking import ask_center, tell_center
from cic.cli.user_files import UserFiles, user_files
from cic.cli.words import CommandFailed, ExitCode, local_time, print_table, shown, tell
from routing.vocabulary import AgentId

PASSWORD_BYTES_MAX = 4096
EPILOG = """\
A password is never an argument: it is asked for twice, read from the standard input, or made and shown once. Examples:
  cic user add dana --role administrator
  cic user add alice --role agent --agent alice --generate
  cic user add lee --role team_supervisor --team sales --password-stdin < password.txt
  cic user list --json
  cic user role lee --role supervisor --reason "runs the floor from today"
  cic user password alice --generate
  cic user unlock alice
  cic user remove --demo                  all sign-ins that the center has made by itself
Roles: agent, team_supervisor, supervisor, administrator, auditor, quality_reviewer.
Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."""
TITLES = ("USER", "ROLE", "AGENT", "TEAM", "STATE", "SESSIONS", "MADE BY", "SINCE")
DEFAULT_REASON = "on the command line"
DEMO_PATH = "/api/demo-users/remove"
Body = dict[str, Any]
OnFiles = Callable[[UserFiles], Changed]


def add_users(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", text: tuple[Path, Path], data: Path, url: str
) -> None:
    """Add the command; ``text`` are the folders of configuration and flows."""
    words = "Who may sign in: add, list, change, lock out, let in, remove; whether the center runs or not."
    raw = argparse.RawDescriptionHelpFormatter
    adding = commands.add_parser("user", help=words, description=words, epilog=EPILOG, formatter_class=raw)
    actions = adding.add_subparsers(title="actions", metavar="ACTION", required=True)

    def add(name: str, command: Callable[[argparse.Namespace], ExitCode], told: str) -> argparse.ArgumentParser:
        action = actions.add_parser(name, help=told, description=told, epilog=EPILOG, formatter_class=raw)
        action.set_defaults(command=command)
        action.add_argument("--data", type=Path, default=data, help="the center's data folder (default: var)")
        action.add_argument("--config", type=Path, default=text[0], help="the center's text (default: config)")
        action.add_argument("--flows", type=Path, default=text[1], help="its flows (default: ivr_flows/flows)")
        action.add_argument("--url", default=url, help=f"where the center runs (default: {url})")
        action.add_argument("--json", action="store_true", help="JSON instead of words")
        return action

    add("list", list_users, "All users.")
    for name, command, told in (
        ("add", add_user, "A new user."),
        ("role", change_role, "Another role, agent or team."),
        ("password", set_password, "Another password; it opens a lock, too."),
        ("disable", _simple("disable"), "Let a user sign in no more."),
        ("enable", _simple("enable"), "Let a user sign in again."),
        ("unlock", _simple("unlock"), "Let a user try again who is locked out after wrong passwords."),
        ("remove", remove, "Take a user away, or all demo sign-ins."),
    ):
        action = add(name, command, told)
        action.add_argument("user", metavar="NAME", nargs="?" if name == "remove" else None)
        action.add_argument("--reason", default=DEFAULT_REASON, help="why, for the audit trail")
        if name in ("add", "role"):
            action.add_argument("--role", required=True, choices=[role.value for role in Role])
            action.add_argument("--agent", metavar="AGENT", help="the agent of agents.yaml whose desk it is")
            action.add_argument("--team", default="", help="whom a team supervisor watches over")
        if name in ("add", "password"):
            way = action.add_mutually_exclusive_group()
            way.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
            way.add_argument("--generate", action="store_true", help="make a password, and show it once")
        if name == "remove":
            action.add_argument("--demo", action="store_true", help="all sign-ins that the center has made by itself")


def list_users(chosen: argparse.Namespace) -> ExitCode:
    """Print all users."""
    with user_files(chosen) as files:
        body = ask_center(chosen.data, chosen.url, "/api/users") if files is None else files.everybody()
    if chosen.json:
        print(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        print_table(TITLES, [_cells(user) for user in body["users"]])
    return ExitCode.DONE


def add_user(chosen: argparse.Namespace) -> ExitCode:
    """Make a user."""
    new, password = _wanted(chosen), _password(chosen)
    body = {"user": chosen.user, **_role_of(chosen), "password": password}
    return _done(chosen, "/api/users", body, lambda files: files.add(new, password), f"{chosen.user} may sign in now")


def change_role(chosen: argparse.Namespace) -> ExitCode:
    """Give a user another role, agent or team."""
    new = _wanted(chosen)
    told = f"{chosen.user} is {chosen.role} now, and signs in again"
    return _done(chosen, _path(chosen, "role"), _role_of(chosen), lambda files: files.change(new), told)


def set_password(chosen: argparse.Namespace) -> ExitCode:
    """Give a user another password."""
    password = _password(chosen)
    told = f"{chosen.user} has another password now, and signs in again"
    path = _path(chosen, "password")
    return _done(chosen, path, {"password": password}, lambda files: files.set_password(chosen.user, password), told)


def remove(chosen: argparse.Namespace) -> ExitCode:
    """Take a user away, or all demo sign-ins."""
    if chosen.demo == (chosen.user is not None):
        tell("error: name a user, or give --demo for all sign-ins that the center has made by itself")
        return ExitCode.WRONG_USE
    if chosen.demo:
        return _done(chosen, DEMO_PATH, {}, lambda files: files.remove_demo(), "no demo sign-in is left")
    told = f"{chosen.user} may sign in no more"
    return _done(chosen, _path(chosen, "remove"), {}, lambda files: files.remove(chosen.user), told)


def _simple(action: str) -> Callable[[argparse.Namespace], ExitCode]:
    told = {"disable": "may sign in no more", "enable": "may sign in again", "unlock": "may try again"}[action]

    def command(chosen: argparse.Namespace) -> ExitCode:
        path = _path(chosen, action)
        return _done(chosen, path, {}, lambda files: files.simple(action, chosen.user), f"{chosen.user} {told}")

    return command


def _done(chosen: argparse.Namespace, path: str, body: Body, on_files: OnFiles, told: str) -> ExitCode:
    if not 1 <= len(chosen.reason) <= 500:
        tell("error: a reason has 1 to 500 characters")
        return ExitCode.WRONG_USE
    with user_files(chosen) as files:
        if files is None:
            answer = tell_center(chosen.data, chosen.url, path, body | {"reason": chosen.reason})
            password = answer.get("password")
        else:
            password = on_files(files).password
    if chosen.json:
        print(json.dumps({"user": chosen.user, "password": password}))
    else:
        print(f"{told}.")
        if password is not None:
            print(f"Password (shown this once): {password}")
    return ExitCode.DONE


def _password(chosen: argparse.Namespace) -> str | None:
    """The password that is to be, or None to have one made."""
    if chosen.generate:
        return None
    if chosen.password_stdin:
        given = sys.stdin.buffer.read(PASSWORD_BYTES_MAX).decode("utf-8", "replace").rstrip("\r\n")
        if not given:
            raise CommandFailed("no password came on the standard input.")
        return given
    if not sys.stdin.isatty():
        raise CommandFailed("there is no terminal to ask for the password: give --password-stdin or --generate.")
    given = getpass.getpass(f"Password of {chosen.user}: ")
    if given != getpass.getpass("The same again: "):
        raise CommandFailed("the two passwords differ; nothing was changed.")
    return given


def _wanted(chosen: argparse.Namespace) -> NewUser:
    agent_id = None if chosen.agent is None else AgentId(chosen.agent)
    return NewUser(chosen.user, Role(chosen.role), agent_id, chosen.team)


def _role_of(chosen: argparse.Namespace) -> Body:
    return {"role": chosen.role, "agent_id": chosen.agent, "team": chosen.team}


def _path(chosen: argparse.Namespace, action: str) -> str:
    return f"/api/users/{quote(chosen.user, safe='')}/{action}"


def _cells(user: Mapping[str, Any]) -> list[str]:
    locked = user["locked_until_ms"]
    state = (
        "disabled" if user["is_disabled"] else "may sign in" if locked is None else f"locked to {local_time(locked)}"
    )
    words = (user["user"], user["role"], user["agent_id"], user["team"], state, user["sessions"], user["made_by"])
    return [*(shown(word) for word in words), local_time(user["created_at_ms"])]
