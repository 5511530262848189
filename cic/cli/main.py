"""`cic`: the command line's entry. Owns the commands and their options; each is carried out by a module beside it."""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from cic.cli.act import add_acts
from cic.cli.apply import apply
from cic.cli.audit import add_audit
from cic.cli.bench import add_bench
from cic.cli.board import add_board
from cic.cli.contacts import add_contacts
from cic.cli.customers import add_customers
from cic.cli.diff import diff
from cic.cli.explain import add_explain
from cic.cli.flows import add_flows
from cic.cli.flows_options import Places
from cic.cli.health import show_health
from cic.cli.lookups import add_lookups
from cic.cli.offline import check, print_problems, replay
from cic.cli.prompts import add_prompts
from cic.cli.ratings import add_ratings
from cic.cli.recordings import add_recordings
from cic.cli.report import add_report
from cic.cli.show import show_agents, show_queues
from cic.cli.simulate import add_simulate
from cic.cli.supervise import add_supervision, with_signs
from cic.cli.users import add_users
from cic.cli.walls import add_walls
from cic.cli.words import CommandFailed, ExitCode, tell
from cic.configuration.problems import ConfigurationRefused
from cic.journal.port import JournalError, StorageStalled

PROJECT = Path(__file__).parents[2]
PORT = 8000
LAB_PORTS = ("sip", "websocket", "ami", "agi", "rtp-first", "rtp-last")
EXIT_CODES = "Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."
LAB_ACTIONS = {
    "up": "Install a real Asterisk in a folder of its own and start it on loopback.",
    "down": "Stop it.",
    "status": "Say how it is.",
}
PBX_EPILOG = f"""\
Examples:
  cic asterisk config                                       Asterisk on this machine
  cic asterisk config --flavour freepbx --asterisk-host 192.0.2.10 --engine-host 192.0.2.20 --out pieces
  cic asterisk config --pbx-phone all --certificate /etc/asterisk/keys/pbx.crt --private-key /etc/asterisk/keys/pbx.key
Given again it keeps the secrets that it made, and what is not named stays as it was.
{EXIT_CODES}"""
DIFF_EPILOG = """\
Fields are compared by meaning: comments, and defaults that are written out, are no change. Examples:
  cic diff --against ../last_week/config
  cic diff --config new/config --flows new/flows --against config --against-flows ivr_flows/flows --json
Exit codes: 0 done and nothing would change, 1 something would, 2 wrong use, or one of the texts has problems."""
DOCTOR_EPILOG = """\
It places short calls inside Asterisk that ring nobody. Examples:
  cic doctor
  cic doctor --json --url http://127.0.0.1:8000
Exit codes: 0 nothing failed (warnings may stand), 1 something is to be mended, 2 wrong use."""

Command = Callable[[argparse.Namespace], ExitCode]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a person's mistake is explained, never shown as a traceback."""
    try:
        chosen = _parser().parse_args(with_signs(sys.argv[1:] if arguments is None else arguments))
    except SystemExit as leaving:  # argparse has printed help or usage already
        return int(leaving.code or 0)
    command: Command = chosen.command
    try:
        return int(command(chosen))
    except ConfigurationRefused as refused:
        print_problems(refused.problems)
        tell("error: the configuration has problems; 'cic check' shows them again.")
    except (CommandFailed, JournalError, StorageStalled) as fault:
        tell(f"error: {fault}")
    except KeyboardInterrupt:
        tell("stopped")
    except BrokenPipeError:  # whoever read our output has seen enough, as `head` does
        sys.stderr.close()
    return int(ExitCode.FAILED)


def up(chosen: argparse.Namespace) -> ExitCode:
    """Run the center until it is told to stop."""
    from cic.api.server import AddressTaken
    from cic.cli.greeting import greeting
    from cic.cti.asterisk.settings import BadConnectionFile
    from cic.main import up as center  # heavy: providers, server, database
    from cic.main.exposure import DemoExposed
    from cic.main.parts import UpOptions

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    # It logs the address of each request, and look-ups have values of callers in theirs.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    options = UpOptions(
        config_folder=chosen.config,
        flows_folder=chosen.flows,
        data_folder=chosen.data,
        host=chosen.host,
        port=chosen.port,
    )
    try:
        code = center.up(options, lambda started: print("\n".join(greeting(started)), flush=True))
    except (AddressTaken, BadConnectionFile) as fault:
        raise CommandFailed(str(fault)) from None
    except DemoExposed as exposed:
        tell(f"error: {exposed}")
        return ExitCode.WRONG_USE
    return ExitCode.DONE if code == 0 else ExitCode.FAILED


def asterisk(chosen: argparse.Namespace) -> ExitCode:
    """Run a real Asterisk on loopback for this center, or say how it is."""
    from cic.cli.asterisk import run_lab  # needed by nobody else

    return run_lab(chosen)


def asterisk_config(chosen: argparse.Namespace) -> ExitCode:
    """Print what an existing Asterisk or FreePBX needs."""
    from cic.cli.pbx import print_guide  # needed by nobody else

    return print_guide(chosen)


def doctor(chosen: argparse.Namespace) -> ExitCode:
    """Check the link between center and Asterisk."""
    from cic.cli.doctor import examine  # needed by nobody else

    return examine(chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cic", description="CIC, a customer interaction center: the engine behind a hotline.", epilog=EXIT_CODES
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_running(commands)
    _add_asking(commands)
    _add_offline(commands)
    url = f"http://127.0.0.1:{PORT}"
    add_flows(commands, Places(PROJECT / "config", PROJECT / "ivr_flows" / "flows", PROJECT / "var", url))
    add_customers(commands, PROJECT / "config", PROJECT / "ivr_flows" / "flows", PROJECT / "var")
    add_simulate(commands)
    add_bench(commands)
    add_explain(commands, PROJECT / "var")
    add_supervision(commands, PROJECT / "var", url)
    add_acts(commands, PROJECT / "var", url)
    add_lookups(commands, PROJECT / "config", PROJECT / "ivr_flows" / "flows")
    add_ratings(commands, PROJECT / "var", url)
    add_report(commands, PROJECT / "var", url)
    add_recordings(commands, PROJECT / "var", url)
    add_audit(commands, PROJECT / "var", url)
    add_walls(commands, PROJECT / "var", url)
    add_board(commands, PROJECT / "var", url)
    add_users(commands, (PROJECT / "config", PROJECT / "ivr_flows" / "flows"), PROJECT / "var", url)
    return parser


Commands = argparse._SubParsersAction  # argparse has no public name for it


def _add(
    commands: "Commands[argparse.ArgumentParser]", name: str, command: Command, words: str
) -> argparse.ArgumentParser:
    added = commands.add_parser(name, help=words, description=words, epilog=EXIT_CODES)
    added.set_defaults(command=command)
    added.add_argument("--data", type=Path, default=PROJECT / "var", help="the center's data folder (default: var)")
    return added


def _add_text(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=PROJECT / "config", help="the center's text (default: config)")
    flows = PROJECT / "ivr_flows" / "flows"
    parser.add_argument("--flows", type=Path, default=flows, help="its flows (default: ivr_flows/flows)")


def _add_running(commands: "Commands[argparse.ArgumentParser]") -> None:
    running = _add(commands, "up", up, "Run the center until Ctrl+C.")
    _add_text(running)
    running.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    running.add_argument("--port", type=_port, default=PORT, help=f"the port to listen on (default: {PORT})")
    _add_asterisk(commands)
    doctor_words = "Check the link to Asterisk from end to end, also while calls go on, and say what is to be mended."
    examining = _add(commands, "doctor", doctor, doctor_words)
    examining.epilog = DOCTOR_EPILOG
    examining.formatter_class = argparse.RawDescriptionHelpFormatter
    _add_text(examining)
    examining.add_argument("--json", action="store_true", help="the findings as JSON")
    examining.add_argument("--ca", type=Path, metavar="FILE", help="trust this authority's certificate too (PEM)")
    url = f"http://127.0.0.1:{PORT}"
    examining.add_argument("--url", default=url, help=f"where the center runs (default: {url})")


def _add_asterisk(commands: "Commands[argparse.ArgumentParser]") -> None:
    words = "A real Asterisk on loopback for this center (up, down, status), or what an existing PBX needs (config)."
    actions = commands.add_parser("asterisk", help=words, description=words, epilog=EXIT_CODES).add_subparsers(
        title="actions", metavar="ACTION", dest="action", required=True
    )
    for name, told in LAB_ACTIONS.items():
        lab = _add(actions, name, asterisk, told)
        _add_text(lab)
        lab.add_argument("--json", action="store_true", help="the status as JSON")
        for port in LAB_PORTS:
            lab.add_argument(f"--{port}-port", type=_port, help="for up: another than the usual one")
    _add_pbx(actions)


def _add_pbx(actions: "Commands[argparse.ArgumentParser]") -> None:
    words = "Print what an existing Asterisk or FreePBX needs, and write connection.json. The output holds passwords."
    pbx = _add(actions, "config", asterisk_config, words)
    pbx.epilog, pbx.formatter_class = PBX_EPILOG, argparse.RawDescriptionHelpFormatter
    _add_text(pbx)
    pbx.add_argument("--flavour", choices=("asterisk", "freepbx"), default="asterisk", help="default: asterisk")
    pbx.add_argument("--asterisk-host", metavar="ADDRESS", help="where Asterisk is (default: as before, or 127.0.0.1)")
    pbx.add_argument("--engine-host", metavar="ADDRESS", help="where this center is (default: as before, or 127.0.0.1)")
    pbx.add_argument("--websocket-host", metavar="NAME", help="the name in the certificate, for browsers' phones")
    for name, port in (("ami", 5038), ("agi", 4573), ("sip", 5060), ("websocket", "8088, with a certificate 8089")):
        pbx.add_argument(f"--{name}-port", type=_port, help=f"default: as before, or {port}")
    phone_words = "a desk phone that the PBX has already, or 'all'; may be repeated (FreePBX: all, always)"
    pbx.add_argument("--pbx-phone", action="append", metavar="ADDRESS", help=phone_words)
    pbx.add_argument("--certificate", metavar="PATH", help="on the PBX: browsers' phones come by wss")
    pbx.add_argument("--private-key", metavar="PATH", help="on the PBX: the certificate's key")
    pbx.add_argument("--prompts-folder", metavar="PATH", help="on the PBX (default: /var/lib/asterisk/sounds/cic)")
    pbx.add_argument("--messages-folder", metavar="PATH", help="on the PBX (default: /var/spool/asterisk/cic-messages)")
    pbx.add_argument("--messages-here", metavar="PATH", help="where this machine finds it (default: the same path)")
    pbx.add_argument("--tracks-folder", metavar="PATH", help="on the PBX (default: /var/spool/asterisk/cic-tracks)")
    pbx.add_argument("--tracks-here", metavar="PATH", help="where this machine finds it (default: the same path)")
    pbx.add_argument("--outbound", metavar="DIALLED", help="for numbers outside, such as PJSIP/{number}@trunk")
    pbx.add_argument("--out", type=Path, metavar="FOLDER", help="write the pieces there instead of printing them")
    pbx.add_argument("--json", action="store_true", help="JSON instead of words")


def _add_asking(commands: "Commands[argparse.ArgumentParser]") -> None:
    add_contacts(commands, PROJECT / "var", f"http://127.0.0.1:{PORT}")
    agents = _add(commands, "agents", show_agents, "All agents of the running center at this moment.")
    queues = _add(commands, "queues", show_queues, "All queues of the running center at this moment.")
    applying = _add(
        commands, "apply", apply, "Let the center's text hold in the running center: all of it, or nothing."
    )
    _add_text(applying)
    applying.add_argument("--previous", action="store_true", help="go back to the text before the one that holds")
    health = _add(commands, "health", show_health, "Whether the running center is well; 1 if not, or not open yet.")
    for asking in (agents, queues, health, applying):
        asking.add_argument("--json", action="store_true", help="JSON instead of a table")
        url = f"http://127.0.0.1:{PORT}"
        asking.add_argument("--url", default=url, help=f"where the center runs (default: {url})")


def _add_offline(commands: "Commands[argparse.ArgumentParser]") -> None:
    checking = _add(commands, "check", check, "Check the center's text and flows: all problems, each with its line.")
    _add_diff(commands)
    replaying = _add(commands, "replay", replay, "Replay the journal and prove that the same decisions come out.")
    replaying.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a journal (default: the data folder's)")
    way = replaying.add_mutually_exclusive_group(required=True)
    way.add_argument("--verify", action="store_true", help="decide every input again and compare with what happened")
    words = "ask every decision again under another text's rules, each from the state it was taken in"
    way.add_argument("--with", dest="other", type=Path, metavar="FOLDER", help=words)
    for offline in (checking, replaying):
        _add_text(offline)
        offline.add_argument("--json", action="store_true", help="JSON instead of words")
    add_prompts(commands, PROJECT / "ivr_flows" / "flows")


def _add_diff(commands: "Commands[argparse.ArgumentParser]") -> None:
    words = "Show what the center's text would change, against another text of it."
    comparing = _add(commands, "diff", diff, words)
    comparing.epilog, comparing.formatter_class = DIFF_EPILOG, argparse.RawDescriptionHelpFormatter
    _add_text(comparing)
    comparing.add_argument("--against", type=Path, required=True, metavar="FOLDER", help="the text to compare with")
    comparing.add_argument("--against-flows", type=Path, metavar="FOLDER", help="its flows (default: those of --flows)")
    comparing.add_argument("--json", action="store_true", help="JSON instead of words")


def _port(word: str) -> int:
    if not word.isdigit() or int(word) > 65_535:
        raise argparse.ArgumentTypeError(f"'{word}' is no port; use a number up to 65535")
    return int(word)


if __name__ == "__main__":
    sys.exit(main())
