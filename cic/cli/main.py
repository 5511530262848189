"""`cic`: the command line's entry. Owns the commands and their options; each is carried out by a module beside it."""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from cic.cli.health import show_health
from cic.cli.offline import check, import_customers, print_problems, prompts, replay
from cic.cli.show import show_agents, show_contacts, show_queues
from cic.cli.words import CommandFailed, ExitCode, tell
from cic.configuration.problems import ConfigurationRefused
from cic.journal.port import JournalError, StorageStalled

PROJECT = Path(__file__).parents[2]
PORT = 8000
LAB_PORTS = ("sip", "websocket", "ami", "agi", "rtp-first", "rtp-last")
EXIT_CODES = "Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."

Command = Callable[[argparse.Namespace], ExitCode]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a person's mistake is explained, never shown as a traceback."""
    try:
        chosen = _parser().parse_args(arguments)
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
    from cic.main.parts import UpOptions

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
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
    return ExitCode.DONE if code == 0 else ExitCode.FAILED


def asterisk(chosen: argparse.Namespace) -> ExitCode:
    """Run a real Asterisk on loopback for this center, or say how it is."""
    from cic.cli.asterisk import run_lab  # needed by nobody else

    return run_lab(chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cic", description="CIC, a customer interaction center: the engine behind a hotline.", epilog=EXIT_CODES
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_running(commands)
    _add_asking(commands)
    _add_offline(commands)
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
    lab = _add(commands, "asterisk", asterisk, "A real Asterisk on loopback for this center: up, down or status.")
    _add_text(lab)
    lab.add_argument("action", choices=("up", "down", "status"))
    lab.add_argument("--json", action="store_true", help="the status as JSON")
    for name in LAB_PORTS:
        lab.add_argument(f"--{name}-port", type=_port, help="for up: another than the usual one")


def _add_asking(commands: "Commands[argparse.ArgumentParser]") -> None:
    contacts = _add(commands, "contacts", show_contacts, "The contact log of the running center, newest first.")
    contacts.add_argument("contact_id", nargs="?", help="one contact with its segments")
    contacts.add_argument("--limit", type=_limit, default=20, help="how many at most, up to 500 (default: 20)")
    contacts.add_argument("--before", metavar="CONTACT", help="only contacts older than this one")
    agents = _add(commands, "agents", show_agents, "All agents of the running center at this moment.")
    queues = _add(commands, "queues", show_queues, "All queues of the running center at this moment.")
    health = _add(commands, "health", show_health, "Whether the running center is well; 1 while an alarm stands.")
    for asking in (contacts, agents, queues, health):
        asking.add_argument("--json", action="store_true", help="JSON instead of a table")
        url = f"http://127.0.0.1:{PORT}"
        asking.add_argument("--url", default=url, help=f"where the center runs (default: {url})")


def _add_offline(commands: "Commands[argparse.ArgumentParser]") -> None:
    checking = _add(commands, "check", check, "Check the center's text and flows: all problems, each with its line.")
    customers = _add(
        commands, "customers", import_customers, "Bring customers in from a file, also while the center runs."
    )
    customers.add_argument("action", choices=("import",))
    customers.add_argument("file", type=Path, metavar="FILE.csv")
    customers.add_argument("--language", default="en", help="of customers whose row names none (default: en)")
    replaying = _add(commands, "replay", replay, "Replay the journal and prove that the same decisions come out.")
    replaying.add_argument("--verify", action="store_true", required=True, help="decide every input again and compare")
    for offline in (checking, customers, replaying):
        _add_text(offline)
        offline.add_argument("--json", action="store_true", help="JSON instead of words")
    making = _add(commands, "prompts", prompts, "Make the recordings of the flows from their texts.")
    making.add_argument("action", choices=("make",))
    _add_text(making)


def _port(word: str) -> int:
    if not word.isdigit() or int(word) > 65_535:
        raise argparse.ArgumentTypeError(f"'{word}' is no port; use a number up to 65535")
    return int(word)


def _limit(word: str) -> int:
    if not word.isdigit() or not 1 <= int(word) <= 500:
        raise argparse.ArgumentTypeError(f"'{word}' is no limit; use a number from 1 to 500")
    return int(word)


if __name__ == "__main__":
    sys.exit(main())
