"""`cic flows`: the group of commands for whoever writes flows, with their options. Each is carried out beside it."""

import argparse
import re

from cic.cli.flow_commands import add_walking
from cic.cli.flows_check import check_flows
from cic.cli.flows_options import EXIT_CODES, Actions, Places, add_action, add_center, add_flows_folder, add_text
from cic.cli.flows_publish import history, publish, roll_back

NOTE_LENGTH_MAX = 200
WORDS = "Flows of the center: check them, let them hold in the running center, and go back."
CHECK_EPILOG = """\
Only what is wrong with flows; 'cic check' tells what is wrong with the whole text. Examples:
  cic flows check
  cic flows check --flows new/flows --json
Exit codes: 0 the flows are good (warnings may stand), 1 they have problems, 2 wrong use."""
PUBLISH_EPILOG = f"""\
All of them hold afterwards, or nothing is changed. Queues, agents, hours and numbers stay as the center runs them.
Calls in progress keep the version that they began with. Without a name all flows of the folder are published, and one
that is no more in the folder is taken out. Examples:
  cic flows publish
  cic flows publish main --note "shorter welcome"
{EXIT_CODES}"""
HISTORY_EPILOG = f"""\
The latest first, as far back as texts are kept. Examples:
  cic flows history
  cic flows history main
  cic flows history --json
{EXIT_CODES}"""
ROLLBACK_EPILOG = f"""\
Back twice goes back two versions. Calls in progress keep the version that they began with. A restart does not bring
back what the folder still has of it. Examples:
  cic flows rollback main
  cic flows rollback main --to 1f0c53e9a2b4
  cic flows rollback --note "callers did not find sales"
{EXIT_CODES}"""


def add_flows(commands: "Actions[argparse.ArgumentParser]", places: Places) -> None:
    """Add the group with all of its commands; a module of further ones adds its own to ``actions``."""
    group = commands.add_parser("flows", help=WORDS, description=WORDS, epilog=EXIT_CODES)
    actions = group.add_subparsers(title="actions", metavar="ACTION", required=True)
    checking = add_action(actions, "check", check_flows, "Check the flows: all problems, each with its line.")
    checking.epilog = CHECK_EPILOG
    add_text(checking, places)
    add_walking(actions, places)
    _add_running(actions, places)


def _add_running(actions: "Actions[argparse.ArgumentParser]", places: Places) -> None:
    publishing = add_action(actions, "publish", publish, "Let the flows of the folder hold in the running center.")
    publishing.epilog = PUBLISH_EPILOG
    publishing.add_argument("flow", nargs="*", metavar="FLOW", help="only these (default: all of the folder)")
    add_flows_folder(publishing, places)
    showing = add_action(actions, "history", history, "Which versions of the flows held, when, and who asked for them.")
    showing.epilog = HISTORY_EPILOG
    showing.add_argument("flow", nargs="?", metavar="FLOW", help="only this one, with its own versions")
    going = add_action(actions, "rollback", roll_back, "Let the version before hold again, of one flow or of all.")
    going.epilog = ROLLBACK_EPILOG
    going.add_argument("flow", nargs="?", metavar="FLOW", help="only this one")
    words = "this version: as 'cic flows history', or 'cic flows history FLOW', shows it"
    going.add_argument("--to", type=_version, metavar="VERSION", help=words)
    for noted in (publishing, going):
        noted.add_argument("--note", type=_note, default="", metavar="TEXT", help="why, for the history")
    for asking in (publishing, showing, going):
        add_center(asking, places)


def _version(word: str) -> str:
    if not re.fullmatch("[0-9a-f]{12}|[0-9a-f]{16}", word):
        raise argparse.ArgumentTypeError(f"'{word}' is no version; 'cic flows history' shows them")
    return word


def _note(word: str) -> str:
    if len(word) > NOTE_LENGTH_MAX or not word.isprintable():
        raise argparse.ArgumentTypeError(f"a note is one line of at most {NOTE_LENGTH_MAX} characters")
    return word
