"""`cic doctor`: what is wrong between callers, Asterisk and center, and how to mend it. Owns printing and exit code.

The link is examined by ``cic.cti.asterisk.doctor``; what the running center says of itself is asked here.
"""

import argparse
import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx

from cic.cli.asking import TIMEOUT_S
from cic.cli.words import ExitCode
from cic.configuration.loader import load_center
from cic.cti.asterisk.doctor.examination import Expectations, examine_link
from cic.cti.asterisk.doctor.findings import Finding, Verdict, failure, good, warning
from cic.cti.asterisk.settings import CONNECTION_FILE

UNREAD_BYTES_MAX = 64 * 1024
ACTIONS_WAITING_MAX = 50
UNCOMMITTED_MAX = 1000


def examine(chosen: argparse.Namespace) -> ExitCode:
    """Make every check, print each finding as it comes, and say whether something is to be mended."""
    findings = asyncio.run(_examine(chosen))
    if chosen.json:
        found = [asdict(finding) | {"verdict": finding.verdict.value} for finding in findings]
        print(json.dumps({"findings": found}, ensure_ascii=False, indent=2))
    else:
        counts = {verdict: sum(finding.verdict is verdict for finding in findings) for verdict in Verdict}
        print(f"{counts[Verdict.FAIL]} to mend, {counts[Verdict.WARN]} warning(s), {counts[Verdict.OK]} good.")
    is_sick = any(finding.verdict is Verdict.FAIL for finding in findings)
    return ExitCode.FAILED if is_sick else ExitCode.DONE


async def _examine(chosen: argparse.Namespace) -> list[Finding]:
    findings = []
    async for finding in _all(chosen):
        findings.append(finding)
        if not chosen.json:
            _print(finding)
    return findings


async def _all(chosen: argparse.Namespace) -> AsyncIterator[Finding]:
    connection_file = chosen.data.resolve() / "asterisk" / CONNECTION_FILE
    async for finding in examine_link(connection_file, _expectations(chosen)):
        yield finding
    for finding in await check_center(chosen.url):
        yield finding


def _expectations(chosen: argparse.Namespace) -> Expectations:
    text = load_center(chosen.config, chosen.flows).text
    prompts: Path = chosen.flows / "prompts"
    recordings = (path.relative_to(prompts).with_suffix("") for path in sorted(prompts.glob("*/**/*.wav")))
    return Expectations(
        addresses=tuple(
            phone.address for agent in text.agents for phone in agent.phones if phone.provider.name == "asterisk"
        ),
        hotline_numbers=tuple(number.number for number in text.numbers),
        recordings=tuple(str(name) for name in recordings if name.parts[0] != "music"),
        authority=chosen.ca,
    )


async def check_center(url: str) -> list[Finding]:
    """What the running center says of itself."""
    try:
        # trust_env off: a proxy of the environment has no business between us and this machine's center.
        async with httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False) as client:
            answer = await client.get(f"{url.rstrip('/')}/api/health")
        health = answer.raise_for_status().json()
    except httpx.TransportError:
        return [
            warning(
                "center", f"none runs at {url}", "a center that answers", "start it ('cic up'), or name it by --url"
            )
        ]
    except (httpx.HTTPStatusError, httpx.InvalidURL, ValueError):
        return [
            failure("center", f"what runs at {url} is no center", "/api/health", "name the center's address by --url")
        ]
    if not isinstance(health, dict):
        return [
            failure("center", f"what runs at {url} is no center", "/api/health", "name the center's address by --url")
        ]
    return judge_health(health)


def judge_health(health: dict[str, Any]) -> list[Finding]:
    """Whether a center is well, by its own account."""
    found = [good("center", f"runs, {health.get('seq', 0)} inputs in its journal")]
    for alarm in health.get("alarms", ()):
        found.append(failure("center's alarms", str(alarm.get("code")), "none", "the center's log says what to do"))
    if (waiting := health.get("uncommitted", 0)) > UNCOMMITTED_MAX:
        found.append(warning("center's journal", f"{waiting} inputs wait for the disk", "few", "look at the disk"))
    link = health.get("asterisk")
    if link is None:
        mend = "restart the center: it reads connection.json at its start, and is it the one of this --data folder?"
        found.append(failure("center's link", "the center runs without Asterisk", "it uses this connection", mend))
    else:
        found.append(_judge_link(link))
    return found


def _judge_link(link: dict[str, Any]) -> Finding:
    if not link["is_up"]:
        mend = "the findings above say why; the center tries again by itself, with the settings of its last start"
        return failure("center's link", "the center is not signed in at Asterisk's manager", "it is", mend)
    unread, waiting = link["unread_bytes"], link["actions_waiting"]
    if unread > UNREAD_BYTES_MAX or waiting > ACTIONS_WAITING_MAX:
        found = f"{unread} bytes of events unread, {waiting} actions unanswered"
        return warning("center's link", found, "next to none", "too much load: fewer calls, or a faster machine")
    return good("center's link", f"signed in; {unread} bytes of events unread, {waiting} actions unanswered")


def _print(finding: Finding) -> None:
    print(f"{finding.verdict.value:8}{finding.check}: {finding.found}", flush=True)
    if finding.expected:
        print(f"        expected  {finding.expected}\n        to mend   {finding.mend}", flush=True)
