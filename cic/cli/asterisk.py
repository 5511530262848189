"""`cic asterisk`: hands over to the lab with the agents and numbers of the center's text. Starts nothing itself."""

import argparse

from cic.cli.words import ExitCode
from cic.configuration.loader import load_center
from cic.cti.asterisk.lab.__main__ import main as lab_main
from cic.cti.asterisk.lab.settings import BROWSER_SUFFIX


def run_lab(chosen: argparse.Namespace) -> ExitCode:
    """Start or stop the lab of this data folder, or say how it is."""
    arguments = [chosen.action, "--data", str(chosen.data)]
    if chosen.json:
        arguments.append("--json")
    if chosen.action == "up":
        text = load_center(chosen.config, chosen.flows).text
        for agent in text.agents:
            for phone in agent.phones:
                if phone.provider.name == "asterisk":
                    # Both kinds of phone, so that an agent who changes over needs another line of text and no more.
                    desk = phone.address.removesuffix(BROWSER_SUFFIX)
                    arguments += ["--agent", f"{desk}:{agent.number}"]
                    arguments += ["--agent", f"{desk}{BROWSER_SUFFIX}:{agent.number}"]
        for number in text.numbers:
            arguments += ["--hotline", number.number]
        arguments += ["--prompts", str(chosen.flows / "prompts")]
        for option, port in vars(chosen).items():
            if option.endswith("_port") and port is not None:
                arguments += [f"--{option.replace('_', '-')}", str(port)]
    return ExitCode.DONE if lab_main(arguments) == 0 else ExitCode.FAILED
