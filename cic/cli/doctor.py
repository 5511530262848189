"""`cic doctor`: prints what the doctors of link and center find. Owns the words around it and the exit code."""

import argparse

from cic.cli.words import ExitCode


def examine(chosen: argparse.Namespace) -> ExitCode:
    """Todo."""
    return ExitCode.DONE
