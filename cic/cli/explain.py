"""`cic explain`: who got a contact and why, from the journal of the data folder. Owns the command and its moments.

Reads only, also while the center runs. What is said stands in ``explanation_words``.
"""

import argparse
import json
from datetime import datetime
from pathlib import Path

from cic.cli.explanation_words import story_lines
from cic.cli.journal_file import open_journal_of_any_site
from cic.cli.words import CommandFailed, ExitCode, local_time, tell
from cic.explanation.forms import story_form
from cic.explanation.story import Moment, UnknownAgent, UnknownContact, tell_story
from cic.journal.port import JournalError
from routing.vocabulary import AgentId

WORDS = "Explain from the journal who got a contact and why, why not another agent, why it is still waiting."
EPILOG = """\
CONTACT is a contact or one of its interactions. A moment is the number of a record, as the story shows it, or a local
time such as 14:05:30 or 2026-11-27T14:05:30. Examples:
  cic explain c212
  cic explain c212 --agent carol
  cic explain c212 --at 219
  cic simulate config/scenarios/hotline.yaml --journal day.db --replications 1; cic explain c12 --journal day.db
Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."""
WHOLE_SECOND_MS = 999


def add_explain(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", data_folder: Path) -> None:
    """Add the command and its options."""
    raw = argparse.RawDescriptionHelpFormatter
    added = commands.add_parser("explain", help=WORDS, description=WORDS, epilog=EPILOG, formatter_class=raw)
    added.set_defaults(command=explain)
    added.add_argument("contact_id", metavar="CONTACT")
    added.add_argument("--at", type=_moment, default=Moment(), metavar="TIME|SEQ", help="as it stood then")
    added.add_argument("--agent", metavar="AGENT", help="why not this agent?")
    added.add_argument("--json", action="store_true", help="JSON instead of words")
    added.add_argument("--data", type=Path, default=data_folder, help="the center's data folder (default: var)")
    added.add_argument("--journal", type=Path, metavar="FILE", help="another journal than the data folder's")


def explain(chosen: argparse.Namespace) -> ExitCode:
    """Tell the story of a contact, and how it stands at the moment."""
    moment: Moment = chosen.at
    asked_about = None if chosen.agent is None else AgentId(chosen.agent)
    journal = open_journal_of_any_site(_file(chosen))
    tell("Reading the journal ...")
    try:
        story = tell_story(journal, chosen.contact_id, moment, asked_about)
    except UnknownContact:
        mend = " 'cic contacts' lists the newest." if chosen.journal is None else f" The journal is {chosen.journal}."
        raise CommandFailed(f"there is no contact or interaction {chosen.contact_id}{_until(moment)}.{mend}") from None
    except UnknownAgent:
        mend = " 'cic agents' lists those of now." if chosen.journal is None else f" The journal is {chosen.journal}."
        raise CommandFailed(f"no agent {chosen.agent} was configured{_until(moment)}.{mend}") from None
    finally:
        journal.database.close()
    told = story_form(story)
    if chosen.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print("\n".join(story_lines(told)))
    return ExitCode.DONE


def _file(chosen: argparse.Namespace) -> Path:
    if chosen.journal is not None:
        return Path(chosen.journal)
    from cic.main.parts import JOURNAL_FILE  # the composition root is heavy

    path = Path(chosen.data) / JOURNAL_FILE
    if not path.exists():
        raise JournalError(f"{path}: there is no journal here. Name the data folder of a center that has run.")
    return path


def _until(moment: Moment) -> str:
    if moment.seq is not None:
        return f" up to record {moment.seq}"
    return "" if moment.at_ms is None else f" up to {local_time(moment.at_ms)}"


def _moment(word: str) -> Moment:
    """A record's number, or the end of a second by the wall clock: what is shown to have happened then is in it."""
    if word.isdigit():
        return Moment(seq=int(word))
    try:
        day = "" if "-" in word else f"{datetime.now().astimezone().date()}T"
        at = datetime.fromisoformat(day + word).astimezone()
    except ValueError:
        example = "219, 14:05:30 or 2026-11-27T14:05:30"
        raise argparse.ArgumentTypeError(f"'{word}' is no moment; use a record's number or a time: {example}") from None
    return Moment(at_ms=int(at.timestamp() * 1000) + (0 if at.microsecond else WHOLE_SECOND_MS))
