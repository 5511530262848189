"""Whether the manager lets us in and does what the engine will ask for. Owns sign-in, rights, version and modules."""

import re

from cic.cti.asterisk import actions
from cic.cti.asterisk.ami import AmiAction
from cic.cti.asterisk.doctor.client import DoctorClient
from cic.cti.asterisk.doctor.findings import Finding, failure, good, warning
from cic.cti.asterisk.faults import AmiGone
from cic.cti.asterisk.settings import AsteriskSettings, EndpointKind
from cic.cti.asterisk.setup.manager import NEEDED_ACTIONS, READ_RIGHTS, WRITE_RIGHTS
from cic.cti.asterisk.setup.phones import BROWSER_MODULES, LISTENING_MODULE, MONITORING_MODULE, NEEDED_MODULES

_BOOT_LIMIT_S = 5.0
_FILTERS_SINCE = {18: 25, 20: 10, 21: 5}
"""The first version of each branch that knows our form of event filter; from 22 on all do."""
_OPUS_MODULES = ("codec_opus", "codec_opus_open_source")


async def sign_in(client: DoctorClient, settings: AsteriskSettings) -> list[Finding]:
    """Sign in as the engine does, and wait for the event that the engine waits for."""
    response = await client.ask(actions.login(settings.ami_user, settings.ami_secret))
    if not response.succeeded:
        return [
            failure(
                "manager sign-in",
                f"Asterisk refuses the user [{settings.ami_user}]",
                "the user and secret of the connection file, from this machine's address",
                "make secret, deny and permit in manager.conf as 'cic asterisk config' prints them; 'manager reload'",
            )
        ]
    found = [good("manager sign-in", f"as [{settings.ami_user}]")]
    try:
        await client.until(lambda: any(event.event == "FullyBooted" for event in client.events), _BOOT_LIMIT_S)
    except AmiGone:
        found.append(
            failure(
                "manager is ready",
                "the event FullyBooted does not come",
                "it after each sign-in; the engine waits for it",
                f"read={READ_RIGHTS} and the event filter for FullyBooted in manager.conf; or Asterisk still starts",
            )
        )
    return found


async def check_rights(client: DoctorClient) -> Finding:
    """Whether each action that we use is one that we may: Asterisk lists only those."""
    listed = (await client.ask((("Action", "ListCommands"),))).headers
    missing = [name for name in NEEDED_ACTIONS if name not in listed]
    if not missing:
        return good("manager rights", f"all {len(NEEDED_ACTIONS)} actions that are used")
    return failure(
        "manager rights",
        f"not allowed: {', '.join(missing)}",
        f"write={WRITE_RIGHTS}",
        "correct the user's write= in manager.conf, then 'manager reload' (it counts from the next sign-in on)",
    )


async def check_version(client: DoctorClient) -> Finding:
    """Whether this Asterisk is new enough."""
    version = (await client.ask((("Action", "CoreSettings"),)))["AsteriskVersion"]
    if is_new_enough(version):
        return good("Asterisk's version", version)
    return warning(
        "Asterisk's version",
        version or "unknown",
        "20.10, 21.5, 22 or newer: older ones ignore the event filter and send every event",
        "update Asterisk; until then the engine works more for each call",
    )


def is_new_enough(version: str) -> bool:
    """Whether a version knows the event filter as we write it."""
    numbers = re.search(r"(\d+)\.(\d+)", version)
    if numbers is None:
        return False
    branch, update = int(numbers[1]), int(numbers[2])
    return branch >= 22 or (branch in _FILTERS_SINCE and update >= _FILTERS_SINCE[branch])


async def check_modules(client: DoctorClient, settings: AsteriskSettings) -> list[Finding]:
    """Whether every module that a call needs is loaded."""
    has_browsers = any(phone.kind is EndpointKind.BROWSER for phone in settings.endpoints)
    needed = (*NEEDED_MODULES, *(BROWSER_MODULES if has_browsers else ()))
    missing = [name for name in needed if not await _is_loaded(client, name)]
    if missing:
        found = failure(
            "modules",
            f"not loaded: {', '.join(missing)}",
            "every module that a call needs",
            "no noload= for them in modules.conf, then 'module load NAME.so' or restart Asterisk",
        )
    else:
        found = good("modules", f"all {len(needed)} that are needed")
    checks = [
        found,
        judge_listening(is_loaded=await _is_loaded(client, LISTENING_MODULE)),
        judge_monitoring(is_loaded=await _is_loaded(client, MONITORING_MODULE)),
    ]
    if not has_browsers or any([await _is_loaded(client, name) for name in _OPUS_MODULES]):
        return checks
    return [
        *checks,
        warning(
            "Opus",
            "no codec_opus is loaded",
            "it, so that browsers' phones may use Opus towards callers who use another codec",
            "install and load codec_opus, or live with the sound of ulaw",
        ),
    ]


def judge_listening(*, is_loaded: bool) -> Finding:
    """Whether Asterisk can bring callers' audio to who understands them."""
    if is_loaded:
        return good("listening", f"{LISTENING_MODULE} is loaded")
    return warning(
        "listening",
        f"{LISTENING_MODULE} is not loaded",
        "it, so that callers may speak where a menu listens; without it they are asked for keys",
        f"install and load {LISTENING_MODULE} with res_audiosocket ('module load {LISTENING_MODULE}.so')",
    )


def judge_monitoring(*, is_loaded: bool) -> Finding:
    """Whether Asterisk can let supervisors listen in."""
    if is_loaded:
        return good("monitoring", f"{MONITORING_MODULE} is loaded")
    return warning(
        "monitoring",
        f"{MONITORING_MODULE} is not loaded",
        "it, so that supervisors may listen in, whisper and barge in; without it each try fails",
        f"install and load {MONITORING_MODULE} ('module load {MONITORING_MODULE}.so')",
    )


async def _is_loaded(client: DoctorClient, name: str) -> bool:
    action: AmiAction = (("Action", "ModuleCheck"), ("Module", f"{name}.so"))
    return (await client.ask(action)).succeeded
