"""The whole examination, in the order in which one thing needs another. Owns the order; the checks are beside it."""

import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from cic.cti.asterisk.doctor.client import DoctorClient, connected
from cic.cti.asterisk.doctor.dialplan_checks import check_contexts, check_route, read_dialplan
from cic.cti.asterisk.doctor.findings import Finding, Verdict, failure, good, skipped
from cic.cti.asterisk.doctor.folder_checks import check_folder, messages_folder, tracks_folder
from cic.cti.asterisk.doctor.manager_checks import check_modules, check_rights, check_version, sign_in
from cic.cti.asterisk.doctor.phone_checks import check_phones
from cic.cti.asterisk.doctor.probe_checks import check_engine, check_sounds
from cic.cti.asterisk.doctor.websocket_check import check_websocket
from cic.cti.asterisk.faults import AmiGone, ProtocolFault
from cic.cti.asterisk.settings import AsteriskSettings, BadConnectionFile, EndpointKind, read_settings

_AGAIN = "run 'cic asterisk config' again (the lab: 'cic asterisk down', then up), load the pieces, restart the center"


@dataclass(frozen=True, slots=True)
class Expectations:
    """What the center's text asks of Asterisk."""

    addresses: tuple[str, ...]
    hotline_numbers: tuple[str, ...] = field(repr=False)
    recordings: tuple[str, ...]
    """As ``language/name``."""
    authority: Path | None = None
    """An authority besides those that this machine trusts."""


async def examine_link(connection_file: Path, expected: Expectations) -> AsyncIterator[Finding]:
    """Every check of the link, as it is made."""
    try:
        settings = read_settings(connection_file)
    except BadConnectionFile as fault:
        yield failure("connection file", str(fault), "the file of the lab or of 'cic asterisk config'", _AGAIN)
        return
    yield check_file(connection_file)
    yield check_text(settings, expected)
    async for finding in _examine_manager(settings, expected):
        yield finding
    if any(phone.kind is EndpointKind.BROWSER for phone in settings.endpoints):
        for finding in await check_websocket(settings, expected.authority):
            yield finding


def check_file(connection_file: Path) -> Finding:
    """Whether the passwords are this user's secret."""
    mode = stat.S_IMODE(connection_file.stat().st_mode)
    if not mode & 0o077:
        return good("connection file", str(connection_file))
    return failure(
        "connection file", f"mode {mode:03o}: others can read passwords", "mode 600", f"chmod 600 {connection_file}"
    )


def check_text(settings: AsteriskSettings, expected: Expectations) -> Finding:
    """Whether the connection was made for the agents and numbers that the text has now."""
    known = {phone.address for phone in settings.endpoints}
    missing = [address for address in expected.addresses if address not in known]
    numbers = len(set(expected.hotline_numbers) - set(settings.hotline_numbers))
    if not missing and not numbers:
        return good("agents and numbers", "the connection file has all that the center's text names")
    parts = [f"phones {', '.join(missing)}"] if missing else []
    parts += [f"{numbers} hotline number(s)"] if numbers else []
    return failure(
        "agents and numbers", f"unknown to Asterisk: {' and '.join(parts)}", "all of the center's text", _AGAIN
    )


async def _examine_manager(settings: AsteriskSettings, expected: Expectations) -> AsyncIterator[Finding]:
    where = f"{settings.host}:{settings.ami_port}"
    try:
        async with connected(settings.host, settings.ami_port) as client:
            async for finding in _examine_signed_in(client, settings, expected):
                yield finding
    except OSError:
        yield failure(
            "manager",
            f"nobody answers at {where}",
            "Asterisk's manager",
            "is Asterisk started? manager.conf: enabled=yes, bindaddr, port; a firewall between the machines",
        )
    except ProtocolFault:
        yield failure(
            "manager", f"what answers at {where} is no Asterisk manager", "Asterisk's manager", "correct the port"
        )
    except AmiGone:
        yield failure("manager", f"{where} falls silent", "an answer within seconds", "look at Asterisk's log and load")


async def _examine_signed_in(
    client: DoctorClient, settings: AsteriskSettings, expected: Expectations
) -> AsyncIterator[Finding]:
    signing_in = await sign_in(client, settings)
    for finding in signing_in:
        yield finding
    if any(finding.verdict is Verdict.FAIL for finding in signing_in):
        yield skipped("rights, dialplan, phones, FastAGI, sounds, messages, recording", "they need the manager")
        return
    yield await check_version(client)
    rights = await check_rights(client)
    yield rights
    if rights.verdict is Verdict.FAIL:  # what follows would take a refusal for a lack
        yield skipped(
            "modules, dialplan, phones, FastAGI, sounds, messages, recording", "they need the manager's rights"
        )
        return
    for finding in await check_modules(client, settings):
        yield finding
    plan = await read_dialplan(client)
    contexts = check_contexts(plan, settings)
    for finding in contexts:
        yield finding
    yield await check_route(client, plan)
    for finding in await check_phones(client, settings):
        yield finding
    if contexts[-1].verdict is Verdict.FAIL:
        yield skipped(
            "FastAGI, events, clock, sounds, messages, recording", "trial calls need the context [cic-probe] as printed"
        )
        return
    for finding in (*await check_engine(client, settings), *await check_sounds(client, settings, expected.recordings)):
        yield finding
    for folder in (messages_folder(settings), tracks_folder(settings)):
        yield await check_folder(client, folder)
