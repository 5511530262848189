"""Command line of the lab: up, down, status. Owns arguments and exit codes only."""

import argparse
import json
import sys
from pathlib import Path

from cic.cti.asterisk.lab.install import InstallFault, asterisk_folder, install, is_installed
from cic.cti.asterisk.lab.settings import DEFAULT_PHONES, LabPhone, LabPorts, LabSettings
from cic.cti.asterisk.lab.start import LabFault, start, status, stop
from cic.cti.asterisk.settings import BadConnectionFile

_PROMPTS = Path(__file__).parents[4] / "ivr_flows/flows/prompts"
_EXIT_CODES = "exit codes: 0 done or running, 1 not running, 2 wrong use, 3 failed (the reason is on standard error)"


def main(arguments: list[str] | None = None) -> int:
    """Run one command of the lab and return its exit code."""
    chosen = _parser().parse_args(arguments)
    folder: Path = chosen.data.resolve() / "asterisk"
    try:
        match chosen.command:
            case "up":
                install(asterisk_folder(), _tell)
                start(folder, asterisk_folder(), _settings(chosen), chosen.prompts, _tell)
                return 0
            case "down":
                _tell("stopped" if stop(folder) else "was not running")
                return 0
            case _:
                return _report_status(folder, chosen.json)
    except (InstallFault, LabFault, BadConnectionFile) as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 3


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cic.cti.asterisk.lab", description="A real Asterisk on loopback.", epilog=_EXIT_CODES
    )
    parser.add_argument("command", choices=("up", "down", "status"))
    parser.add_argument("--data", type=Path, default=Path("var"), help="the center's data folder (default: var)")
    parser.add_argument("--json", action="store_true", help="status as JSON")
    parser.add_argument("--prompts", type=Path, default=_PROMPTS, help="the folder of recordings")
    parser.add_argument("--agent", action="append", metavar="ADDRESS:NUMBER", help="an agent's phone; may be repeated")
    parser.add_argument("--hotline", action="append", metavar="NUMBER", help="a hotline number; may be repeated")
    defaults = LabPorts()
    for name in LabPorts.__slots__:
        option = f"--{name.replace('_', '-')}-port"
        parser.add_argument(option, type=int, default=getattr(defaults, name), help="default: %(default)s")
    return parser


def _settings(chosen: argparse.Namespace) -> LabSettings:
    ports = LabPorts(**{name: getattr(chosen, f"{name}_port") for name in LabPorts.__slots__})
    phones: tuple[LabPhone, ...] = DEFAULT_PHONES
    if chosen.agent:
        parts = [text.partition(":") for text in chosen.agent]
        phones = tuple(LabPhone(address, number) for address, _, number in parts)
    numbers = tuple(chosen.hotline) if chosen.hotline else LabSettings().hotline_numbers
    return LabSettings(ports, phones, numbers)


def _report_status(folder: Path, as_json: bool) -> int:
    found = status(folder)
    if as_json:
        report = {
            "is_installed": is_installed(asterisk_folder()),
            "is_running": found.is_running,
            "answers": found.answers,
            "process_id": found.process_id,
        }
        print(json.dumps(report))
    else:
        words = "running" if found.answers else "starting or stuck" if found.is_running else "not running"
        print(f"Asterisk: {words}")
    return 0 if found.answers else 1


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
