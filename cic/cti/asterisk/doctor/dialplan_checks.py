"""Whether our dialplan is loaded as it is printed, and whether callers get to it. Compares; shows no token."""

import re
from collections import defaultdict

from cic.cti.asterisk.actions import HOTLINE_CONTEXT, PHONES_CONTEXT
from cic.cti.asterisk.ami import AmiMessage
from cic.cti.asterisk.doctor.client import DoctorClient
from cic.cti.asterisk.doctor.findings import Finding, failure, good, warning
from cic.cti.asterisk.settings import AsteriskSettings
from cic.cti.asterisk.setup.dialplan import OUR_CONTEXTS, dialplan

_LOAD = "print it again with 'cic asterisk config', replace our contexts by it, then 'dialplan reload'"
_ENDPOINTS_MAX = 300

Steps = dict[str, dict[tuple[str, str], tuple[str, str]]]
"""By context: what is done at each extension and priority."""


async def read_dialplan(client: DoctorClient) -> list[AmiMessage]:
    """Every step of Asterisk's dialplan."""
    return await client.ask_list((("Action", "ShowDialPlan"),))


def check_contexts(listed: list[AmiMessage], settings: AsteriskSettings) -> list[Finding]:
    """Whether each context of ours is there, word by word."""
    loaded: Steps = defaultdict(dict)
    for item in listed:
        if item["Context"] in OUR_CONTEXTS and item["Application"]:
            loaded[item["Context"]][item["Extension"], item["Priority"]] = (item["Application"], item["AppData"])
    wanted = steps_of(dialplan(settings))
    return [_compare(context, wanted[context], loaded[context]) for context in OUR_CONTEXTS]


def _compare(
    context: str, wanted: dict[tuple[str, str], tuple[str, str]], loaded: dict[tuple[str, str], tuple[str, str]]
) -> Finding:
    check = f"dialplan [{context}]"
    if not loaded:
        return failure(check, "the context is missing", "the context as it is printed", _LOAD)
    different = [place for place in wanted if loaded.get(place) != wanted[place]]
    different += [place for place in loaded if place not in wanted]
    if not different:
        return good(check, f"all {len(wanted)} steps as printed")
    extension, priority = different[0]
    found = f"{len(different)} step(s) differ, the first at {extension},{priority} (token, address or file changed?)"
    return failure(check, found, "the context as it is printed", _LOAD)


def steps_of(text: str) -> Steps:
    """A dialplan's text as steps; knows the few forms that ours uses."""
    steps: Steps = {}
    context, extension, priority = "", "", 0
    for line in text.splitlines():
        if header := re.fullmatch(r"\[([\w-]+)\]", line):
            context = header[1]
            steps[context] = {}
        elif step := re.fullmatch(r"exten => ([^,]+),1,(\w+)\((.*)\)", line):
            extension, priority = step[1], 1
            steps[context][extension, "1"] = (step[2], step[3])
        elif step := re.fullmatch(r" same => n(?:\(\w+\))?,(\w+)\((.*)\)", line):
            priority += 1
            steps[context][extension, str(priority)] = (step[1], step[2])
    return steps


async def check_route(client: DoctorClient, listed: list[AmiMessage]) -> Finding:
    """Whether calls from outside come to the hotline: from another context, or straight from an endpoint."""
    ours = (*OUR_CONTEXTS, PHONES_CONTEXT)
    for item in listed:
        leads = item["IncludeContext"] == HOTLINE_CONTEXT or re.search(rf"\b{HOTLINE_CONTEXT},", item["AppData"])
        if leads and item["Context"] not in ours:
            return good("inbound route", f"from [{item['Context']}]")
    for entry in (await client.ask_list((("Action", "PJSIPShowEndpoints"),)))[:_ENDPOINTS_MAX]:
        for detail in await client.ask_list((("Action", "PJSIPShowEndpoint"), ("Endpoint", entry["ObjectName"]))):
            if detail.event == "EndpointDetail" and detail["Context"] == HOTLINE_CONTEXT:
                return good("inbound route", f"from the endpoint {entry['ObjectName']}")
    return warning(
        "inbound route",
        f"nothing outside our contexts leads to [{HOTLINE_CONTEXT}]",
        "the place where your provider's calls come in leads there",
        f"exten => NUMBER,1,Goto({HOTLINE_CONTEXT},NUMBER,1) in that context; FreePBX: a Custom Destination",
    )
