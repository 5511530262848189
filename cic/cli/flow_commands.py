"""`cic flows test | try | draw`: their options. Each is carried out by a module beside it, without a running center."""

import argparse
from pathlib import Path

from cic.cli import flow_drawing, flow_tests, flow_try
from cic.cli.flows_options import Actions, Places, add_action, add_flows_folder


def add_walking(actions: "Actions[argparse.ArgumentParser]", places: Places) -> None:
    """Add the commands that walk flows."""
    testing = add_action(actions, "test", flow_tests.test_flows, "Run the tests of the flows, and say what they cover.")
    testing.epilog = flow_tests.EPILOG
    testing.add_argument("flow", nargs="*", metavar="FLOW", help="only these (default: all of the folder)")
    testing.add_argument("--list", action="store_true", help="show the tests and run none")
    testing.add_argument("--full", action="store_true", help="fail also when a way was never taken")
    trying = add_action(actions, "try", flow_try.try_flow, "Walk a flow in the terminal, as a text menu.")
    trying.epilog = flow_try.EPILOG
    trying.add_argument("--language", metavar="LANGUAGE", help="hear this one first (default: the flow's first)")
    words = "who calls: known, vip, blocked, grade=gold, language=zh, area=..., number=..., tries_today=2"
    trying.add_argument("--caller", type=flow_try.caller_option, default={}, metavar="FACT,FACT", help=words)
    trying.add_argument("--closed", action="append", default=[], metavar="CALENDAR", help="a calendar that is closed")
    trying.add_argument("--answers", type=Path, metavar="FILE", help="what sources answer (YAML)")
    drawing = add_action(actions, "draw", flow_drawing.draw, "Draw a flow as a picture (SVG).")
    drawing.epilog = flow_drawing.EPILOG
    drawing.add_argument("--out", type=Path, metavar="FILE.svg", help="write it there (default: standard output)")
    for one in (trying, drawing):
        one.add_argument("flow", metavar="FLOW", help="the flow's name")
    for added in (testing, trying, drawing):
        add_flows_folder(added, places)
