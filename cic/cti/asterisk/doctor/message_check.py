"""Whether callers' messages get from Asterisk to us: it writes a file where it will record, and we take it from there.

Owns that trial and its verdict.
"""

import secrets
from pathlib import Path

from cic.cti.asterisk.doctor.client import DoctorClient
from cic.cti.asterisk.doctor.findings import Finding, failure, good, skipped, warning
from cic.cti.asterisk.doctor.probes import write_message
from cic.cti.asterisk.faults import AmiGone
from cic.cti.asterisk.settings import AsteriskSettings

_CHECK = "messages"
_PREFIX = "cic-doctor-"


async def check_messages(client: DoctorClient, settings: AsteriskSettings) -> Finding:
    """Whether a message would be recorded, and taken over."""
    if not settings.messages_folder:
        return warning(
            _CHECK,
            "the connection file names no folder for them",
            "messages_folder, so that callers can leave a message",
            "run 'cic asterisk config' again (the lab: 'cic asterisk down', then up), restart the center",
        )
    name = f"{_PREFIX}{secrets.token_hex(8)}.txt"
    try:
        await write_message(client, settings.messages_folder, name)
    except AmiGone:
        return skipped(_CHECK, "the trial call's event did not come")
    return take_over(settings, name)


def take_over(settings: AsteriskSettings, name: str) -> Finding:
    """Take what Asterisk has written, as a message is taken over."""
    here = settings.messages_here or settings.messages_folder
    file = Path(here) / name
    try:
        file.read_bytes()
        file.unlink()
    except FileNotFoundError:
        return failure(
            _CHECK,
            f"what Asterisk writes into {settings.messages_folder} is not in {here} here",
            "one folder that Asterisk's user may write to and this machine sees",
            "make the folder as 'cic asterisk config' says; share it, with the PBX on another machine",
        )
    except OSError as fault:
        return failure(
            _CHECK,
            f"{here}: a file of Asterisk's cannot be taken over ({fault.strerror})",
            "the center's user may read and remove what Asterisk writes there",
            "give the folder to a group that the center's user is in, mode 2770",
        )
    return good(_CHECK, f"Asterisk writes into {settings.messages_folder}, and the center takes them from {here}")
