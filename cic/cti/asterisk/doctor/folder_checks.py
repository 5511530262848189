"""Whether callers' messages and recorded talks get from Asterisk to us: it writes a file where it will record, and we
take it from there.

Owns that trial and its verdict.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from cic.cti.asterisk.doctor.client import DoctorClient
from cic.cti.asterisk.doctor.findings import Finding, failure, good, skipped, warning
from cic.cti.asterisk.doctor.probes import write_message
from cic.cti.asterisk.faults import AmiGone
from cic.cti.asterisk.settings import AsteriskSettings

_PREFIX = "cic-doctor-"


@dataclass(frozen=True, slots=True)
class SharedFolder:
    """A folder into which Asterisk records, as it sees it and as we do; ``setting`` names it in the connection file."""

    check: str
    setting: str
    purpose: str
    asterisk: str
    here: str


def messages_folder(settings: AsteriskSettings) -> SharedFolder:
    """Where callers leave messages."""
    here = settings.messages_here or settings.messages_folder
    purpose = "so that callers can leave a message"
    return SharedFolder("messages", "messages_folder", purpose, settings.messages_folder, here)


def tracks_folder(settings: AsteriskSettings) -> SharedFolder:
    """Where talks are recorded."""
    here = settings.tracks_here or settings.tracks_folder
    purpose = "so that talks can be recorded where a queue wants it"
    return SharedFolder("recording", "tracks_folder", purpose, settings.tracks_folder, here)


async def check_folder(client: DoctorClient, folder: SharedFolder) -> Finding:
    """Whether what is recorded there would be taken over."""
    if not folder.asterisk:
        return warning(
            folder.check,
            "the connection file names no folder for it",
            f"{folder.setting}, {folder.purpose}",
            "run 'cic asterisk config' again (the lab: 'cic asterisk down', then up), restart the center",
        )
    name = f"{_PREFIX}{secrets.token_hex(8)}.txt"
    try:
        await write_message(client, folder.asterisk, name)
    except AmiGone:
        return skipped(folder.check, "the trial call's event did not come")
    return take_over(folder, name)


def take_over(folder: SharedFolder, name: str) -> Finding:
    """Take what Asterisk has written, as a recording is taken over."""
    file = Path(folder.here) / name
    try:
        file.read_bytes()
        file.unlink()
    except FileNotFoundError:
        return failure(
            folder.check,
            f"what Asterisk writes into {folder.asterisk} is not in {folder.here} here",
            "one folder that Asterisk's user may write to and this machine sees",
            "make the folder as 'cic asterisk config' says; share it, with the PBX on another machine",
        )
    except OSError as fault:
        return failure(
            folder.check,
            f"{folder.here}: a file of Asterisk's cannot be taken over ({fault.strerror})",
            "the center's user may read and remove what Asterisk writes there",
            "give the folder to a group that the center's user is in, mode 2770",
        )
    return good(folder.check, f"Asterisk writes into {folder.asterisk}, and the center takes it from {folder.here}")
