"""`cic flows draw`: a flow as a picture. Owns where it is written; the picture is made by ``ivr_flows.drawing``."""

import argparse
import json
from pathlib import Path

from cic.cli.flow_files import chosen_flows, read_flows
from cic.cli.words import CommandFailed, ExitCode
from ivr_flows.drawing.picture import draw_flow

EPILOG = """\
Boxes are nodes, each below what leads to it; arrows are ways, dashed where something goes wrong. The words are those of
the flow's first language. Examples:
  cic flows draw main --out main.svg
  cic flows draw main > main.svg
Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong use."""


def draw(chosen: argparse.Namespace) -> ExitCode:
    """Draw a flow into a file, or to standard output."""
    flows = read_flows(chosen.flows)
    (name,) = chosen_flows([chosen.flow], flows)
    flow = flows.written[name].flow
    svg = draw_flow(flow, flows.texts)
    if chosen.out is None and not chosen.json:
        print(svg, end="")
        return ExitCode.DONE
    out: Path = chosen.out or Path(f"{name}.svg")
    try:
        out.write_text(svg, encoding="utf-8")
    except OSError as fault:
        raise CommandFailed(f"{out} cannot be written ({fault.strerror}).") from None
    if chosen.json:
        print(json.dumps({"flow": name, "file": str(out), "nodes": len(flow.nodes), "bytes": len(svg.encode())}))
    else:
        print(f"{out}: {name}, {len(flow.nodes)} nodes.")
    return ExitCode.DONE
