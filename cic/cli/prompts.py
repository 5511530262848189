"""`cic prompts`: how the recordings stand, making them, what is missing. Owns the options and what is printed."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from cic.cli.words import CommandFailed, ExitCode, print_table, shown, tell

if TYPE_CHECKING:
    from cic.prompts.survey import Survey

ACTIONS = {
    "list": "Every recording: its flow and language, whether a person recorded it, whether it is up to date.",
    "build": "Make what changed, copy what a person recorded, remove what no text names. Needs espeak-ng and sox.",
    "missing": "Texts without recording, recordings without text, languages that lack a prompt; 1 if there is any.",
}
WORDS = "The recordings of the flows: how they stand (list), make them from their texts (build), what is missing."
EPILOG = """\
Texts: prompts/LANGUAGE.yaml in the folder of the flows; values as {name:form}. A person's recording of the same name
wins: recorded/LANGUAGE/FLOW/NAME.wav (mono, 8 kHz, 16 bit) beside the folder prompts. Examples:
  cic prompts list --flow main
  cic prompts build --voice en=flite:slt --voice zh=espeak-ng:cmn-latn-pinyin:170
  cic prompts missing --json
Exit codes: 0 done, 1 failed or something is missing (the reason is on standard error), 2 wrong use."""
TEXT_WIDTH = 60


def add_prompts(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", flows: Path) -> None:
    """Add the command, its actions and their options."""
    raw = argparse.RawDescriptionHelpFormatter
    added = commands.add_parser("prompts", help=WORDS, description=WORDS, epilog=EPILOG, formatter_class=raw)
    actions = added.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    for name, words in ACTIONS.items():
        action = actions.add_parser(name, help=words, description=words, epilog=EPILOG, formatter_class=raw)
        action.set_defaults(command=prompts)
        action.add_argument("--flows", type=Path, default=flows, help="the flows (default: ivr_flows/flows)")
        action.add_argument("--json", action="store_true", help="JSON instead of words")
        if name == "list":
            action.add_argument("--flow", metavar="FLOW", help="only this one's; 'values' are the words of values")
        if name == "build":
            voice_words = "another voice, kept for later builds; may be repeated (espeak-ng:VOICE[:SPEED], flite:VOICE)"
            action.add_argument(
                "--voice", action="append", type=_voice, default=[], metavar="L=VOICE", help=voice_words
            )


def prompts(chosen: argparse.Namespace) -> ExitCode:
    """Carry out one action; what a person can mend is explained."""
    from cic.prompts.fault import PromptsError

    try:
        return {"list": _list, "build": _build, "missing": _missing}[chosen.action](chosen)
    except PromptsError as fault:
        raise CommandFailed(str(fault)) from None
    except BrokenPipeError:
        raise
    except OSError as fault:
        raise CommandFailed(f"{fault.filename}: cannot be used ({fault.strerror})") from None


def _list(chosen: argparse.Namespace) -> ExitCode:
    rows = []
    for each in _survey(chosen).recordings.values():
        language, _, name = each.name.partition("/")
        flow, _, _ = name.rpartition("/")
        if chosen.flow in (None, flow):
            rows.append((flow, name, language, each.origin.value, each.condition.value, each.text))
    rows.sort(key=lambda row: row[:3])
    titles = ("flow", "prompt", "language", "voice", "state", "text")
    if chosen.json:
        print(json.dumps([dict(zip(titles, row, strict=True)) for row in rows], ensure_ascii=False))
    else:
        print_table(titles, [(*row[:5], shown(row[5])[:TEXT_WIDTH]) for row in rows])
    return ExitCode.DONE


def _build(chosen: argparse.Namespace) -> ExitCode:
    from cic.prompts.build import build
    from cic.prompts.wanted import PromptFolders

    built = build(PromptFolders.of(chosen.flows), dict(chosen.voice), tell)
    for name in built.replaced:
        language, _, rest = name.partition("/")
        mend = f"Move it to recorded/{language}/{rest}.wav, or remove it"
        tell(f"left alone: prompts/{name}.wav was not made here. {mend}; then build again.")
    if chosen.json:
        print(json.dumps(asdict(built)))
    else:
        counts = f"{built.made} made, {built.copied} copied, {built.unchanged} unchanged, {built.removed} removed"
        print(f"Recordings: {counts}; {built.bytes_total / 1e6:.1f} MB.")
    return ExitCode.FAILED if built.replaced else ExitCode.DONE


def _missing(chosen: argparse.Namespace) -> ExitCode:
    from cic.prompts.survey import Lack, missing

    gaps = missing(_survey(chosen))
    if chosen.json:
        print(json.dumps([{"missing": gap.lack.value, "recording": gap.name} for gap in gaps]))
    mends = {
        Lack.RECORDING: "has a text and no recording: run `cic prompts build`, or record it",
        Lack.TEXT: "has a recording and no text: write what it says, or remove it",
        Lack.LANGUAGE: "is in another language and not in this one: write its text",
    }
    for gap in gaps:
        if not chosen.json:
            print(f"{gap.name} {mends[gap.lack]}")
    if not gaps and not chosen.json:
        print("Nothing is missing.")
    return ExitCode.FAILED if gaps else ExitCode.DONE


def _survey(chosen: argparse.Namespace) -> "Survey":
    from cic.prompts.survey import survey
    from cic.prompts.wanted import PromptFolders

    return survey(PromptFolders.of(chosen.flows))


def _voice(text: str) -> tuple[str, str]:
    language, is_split, voice = text.partition("=")
    if not is_split or not language or not voice:
        raise argparse.ArgumentTypeError(f"found '{text}', expected a language and a voice, such as en=flite:slt")
    return language, voice
