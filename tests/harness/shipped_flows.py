"""The flows that the program comes with, as they go live: with their texts, their sub-flows in place."""

from functools import cache
from pathlib import Path

from cic.configuration.flows import link_flows, parse_flows, read_catalogues
from ivr_flows.model import Flow
from ivr_flows.parse import ParsedFlow

FLOWS = Path(__file__).parents[2] / "ivr_flows" / "flows"


@cache
def parsed_flows() -> dict[str, ParsedFlow]:
    """Every flow as it is written, by its name."""
    catalogues, bad_texts = read_catalogues(_texts("prompts/*.yaml"))
    parsed, bad_flows = parse_flows(_texts("*.yaml"), catalogues)
    problems = [*bad_texts, *bad_flows]
    assert not problems, "\n".join(map(str, problems))
    return {str(each.flow.flow_id): each for each in parsed}


@cache
def shipped_flows() -> dict[str, Flow]:
    """Every flow as it goes live, by its name."""
    return {str(flow.flow_id): flow for flow in link_flows(tuple(parsed_flows().values()))}


def shipped_flow(name: str) -> Flow:
    """One of them."""
    return shipped_flows()[name]


def _texts(pattern: str) -> dict[str, str]:
    return {
        path.relative_to(FLOWS).as_posix(): path.read_text(encoding="utf-8") for path in sorted(FLOWS.glob(pattern))
    }
