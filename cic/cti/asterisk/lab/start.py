"""Starts and stops a lab's Asterisk in a mount namespace of its own. Owns the lab's folder and process.

Must not mount anything that outlives the process, and never binds the machine's /dev: removing a folder with that
inside would remove the machine's devices.
"""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cic.cti.asterisk.actions import NUMBER_MARK
from cic.cti.asterisk.lab.files import configuration_files
from cic.cti.asterisk.lab.settings import INSIDE, OUTSIDE_CONTEXT, LabPorts, LabSettings
from cic.cti.asterisk.settings import (
    CONNECTION_FILE,
    LOOPBACK,
    AsteriskSettings,
    BadConnectionFile,
    EndpointSettings,
    read_settings,
    write_private,
    write_settings,
)

_MESSAGES = "messages"
_TRACKS = "tracks"
_PROCESS_FILE = "asterisk.process"
_SUBFOLDERS = (
    "etc", "varlib", "keys", "agi-bin", "db", "spool", "run", "log", "prompts", "music/default", _MESSAGES, _TRACKS,
)  # fmt: skip
_START_TIMEOUT_S = 40.0
_STOP_TIMEOUT_S = 10.0
_CHANGED = "Phones, numbers or ports have changed since: stop it (down), then start it again."
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_NUMBER = re.compile(r"[0-9]{2,15}")

# $1: the installation, $2: the lab's folder. Every mount lives in this process's namespace and ends with it.
_SCRIPT = f"""\
set -e
mount -t tmpfs -o mode=0755,size=1m tmpfs "$1/dev"
mknod -m 666 "$1/dev/null" c 1 3
mknod -m 666 "$1/dev/zero" c 1 5
mknod -m 666 "$1/dev/full" c 1 7
mknod -m 666 "$1/dev/random" c 1 8
mknod -m 666 "$1/dev/urandom" c 1 9
mount -t proc proc "$1/proc"
mount --bind "$2" "$1{INSIDE}"
cd /
exec chroot "$1" asterisk -C {INSIDE}/etc/asterisk.conf -f
"""


class LabFault(Exception):
    """The lab cannot be started or stopped; says why and what to do."""


@dataclass(frozen=True, slots=True)
class LabStatus:
    """What is true of a lab now."""

    is_running: bool
    process_id: int | None
    answers: bool


def start(
    folder: Path,
    installation: Path,
    settings: LabSettings,
    prompts: Path,
    tell: Callable[[str], None],
    *,
    amend: Callable[[dict[str, str]], dict[str, str]] = dict,
) -> AsteriskSettings:
    """Start the lab in ``folder`` and wait until it answers; a running lab is left as it is.

    ``amend`` may change the configuration files, by name, before Asterisk reads them.
    """
    if (running := status(folder)).is_running and running.answers:
        connection = read_settings(folder / CONNECTION_FILE)
        tell("Asterisk is already running" + ("" if _is_for(connection, settings) else f". {_CHANGED}"))
        return connection
    _check(settings)
    _check_is_ours(folder)
    _check_ports(settings.ports)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in _SUBFOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    music_classes = copy_prompts(prompts, installation, folder)
    connection = _connection(folder, settings, music_classes)
    for name, content in amend(configuration_files(settings, connection)).items():
        write_private(folder / "etc" / name, content)
    write_settings(folder / CONNECTION_FILE, connection)
    hand_over(folder, os.environ)
    _run(folder, installation)
    _wait_until_it_answers(folder, connection)
    tell(f"Asterisk runs: SIP on {LOOPBACK}:{settings.ports.sip}, browser phones on {connection.websocket_url}")
    return connection


def hand_over(folder: Path, environment: Mapping[str, str]) -> None:
    """Let the person who used sudo read the connection file: the center is run by that person, without root."""
    if os.geteuid() != 0 or not environment.get("SUDO_UID", "").isdecimal():
        return
    owner, group = int(environment["SUDO_UID"]), int(environment.get("SUDO_GID", "0"))
    # The center removes callers' messages and tracks from there as it takes them over.
    for path in (folder.parent, folder, folder / CONNECTION_FILE, *folder.glob(_MESSAGES), *folder.glob(_TRACKS)):
        os.chown(path, owner, group)


def stop(folder: Path) -> bool:
    """Stop the lab; false when it was not running."""
    process_id = _living_process(folder)
    if process_id is None:
        return False
    for chosen in (signal.SIGTERM, signal.SIGKILL):
        os.kill(process_id, chosen)
        until_s = time.monotonic() + _STOP_TIMEOUT_S
        while time.monotonic() < until_s:
            if _living_process(folder) is None:
                (folder / _PROCESS_FILE).unlink(missing_ok=True)
                return True
            time.sleep(0.05)
    raise LabFault(f"process {process_id} does not end")


def status(folder: Path) -> LabStatus:
    """Whether the lab's process lives and its manager port answers."""
    process_id = _living_process(folder)
    if process_id is None:
        return LabStatus(False, None, False)
    try:
        connection = read_settings(folder / CONNECTION_FILE)
    except BadConnectionFile:
        return LabStatus(True, process_id, False)
    return LabStatus(True, process_id, _answers(connection))


def copy_prompts(prompts: Path, installation: Path, folder: Path) -> tuple[str, ...]:
    """Bring the recordings to where Asterisk reads them, and return the names of the music there is.

    Each recording of ``prompts/music`` is a music of its own; without a default one, Debian's takes its place.
    """
    for source in sorted(prompts.glob("*/**/*.wav")):
        relative = source.relative_to(prompts)
        if relative.parts[0] == "music":
            _copy_when_changed(source, folder / "music" / source.stem / source.name)
            for other in (folder / "music" / source.stem).iterdir():
                if other.name != source.name:
                    other.unlink()  # Debian's, from a start before there was a default one
        else:
            _copy_when_changed(source, folder / "prompts" / relative)
    if not any((folder / "music/default").iterdir()):
        for source in sorted((installation / "usr/share/asterisk/moh").glob("*.wav")):
            _copy_when_changed(source, folder / "music/default" / source.name)
    return tuple(sorted(path.name for path in (folder / "music").iterdir() if _NAME.fullmatch(path.name)))


def _copy_when_changed(source: Path, target: Path) -> None:
    found = source.stat()
    if target.exists() and (target.stat().st_size, target.stat().st_mtime_ns) == (found.st_size, found.st_mtime_ns):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(target.name + ".new")  # a prompt may be playing: replace, never write into it
    shutil.copy2(source, beside)
    beside.replace(target)


def _check_is_ours(folder: Path) -> None:
    if (folder / CONNECTION_FILE).exists() and not (folder / "etc").exists():
        raise LabFault(f"{folder / CONNECTION_FILE} is for a PBX (cic asterisk config): use another --data folder")


def _check(settings: LabSettings) -> None:
    for phone in settings.phones:
        if not _NAME.fullmatch(phone.address) or phone.address == "caller":
            raise LabFault("a phone's address must be small letters, digits, - and _, and not 'caller'")
        if not _NUMBER.fullmatch(phone.number) or phone.number in settings.hotline_numbers:
            raise LabFault(f"the number of phone {phone.address} must be 2 to 15 digits and not a hotline's")
    if len({phone.address for phone in settings.phones}) < len(settings.phones):
        raise LabFault("two phones have the same address")
    if not all(_NUMBER.fullmatch(number) for number in settings.hotline_numbers):
        raise LabFault("a hotline number must be 2 to 15 digits")


def _check_ports(ports: LabPorts) -> None:
    for option, port, kind in (
        ("sip", ports.sip, socket.SOCK_DGRAM),
        ("websocket", ports.websocket, socket.SOCK_STREAM),
        ("ami", ports.ami, socket.SOCK_STREAM),
    ):
        with socket.socket(socket.AF_INET, kind) as tried:
            if kind == socket.SOCK_STREAM:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as Asterisk does
            try:
                tried.bind((LOOPBACK, port))
            except OSError as error:
                raise LabFault(
                    f"port {port} cannot be had ({error.strerror}): choose another by --{option}-port"
                ) from error


def _connection(folder: Path, settings: LabSettings, music_classes: tuple[str, ...]) -> AsteriskSettings:
    # Passwords are made at the first start and kept, so that phones stay registered over a restart.
    known: dict[str, str] = {}
    ami_secret = agi_token = ""
    try:
        before = read_settings(folder / CONNECTION_FILE)
        known = {endpoint.address: endpoint.password for endpoint in before.endpoints}
        ami_secret, agi_token = before.ami_secret, before.agi_token
    except BadConnectionFile:
        pass
    return AsteriskSettings(
        host=LOOPBACK,
        ami_port=settings.ports.ami,
        ami_user="cic",
        ami_secret=ami_secret or secrets.token_hex(24),
        agi_port=settings.ports.agi,
        agi_token=agi_token or secrets.token_hex(24),
        sip_port=settings.ports.sip,
        websocket_url=f"ws://{LOOPBACK}:{settings.ports.websocket}/ws",
        endpoints=tuple(
            EndpointSettings(phone.address, phone.kind, known.get(phone.address) or secrets.token_hex(16))
            for phone in settings.phones
        ),
        hotline_numbers=settings.hotline_numbers,
        prompts_folder=f"{INSIDE}/prompts",
        music_classes=music_classes,
        messages_folder=f"{INSIDE}/{_MESSAGES}",
        tracks_folder=f"{INSIDE}/{_TRACKS}",
        tracks_here=str(folder.resolve() / _TRACKS),
        outbound=f"Local/{NUMBER_MARK}@{OUTSIDE_CONTEXT}/n",
        messages_here=str(folder.resolve() / _MESSAGES),
    )


def _is_for(connection: AsteriskSettings, settings: LabSettings) -> bool:
    found = {(endpoint.address, endpoint.kind) for endpoint in connection.endpoints}
    wanted = {(phone.address, phone.kind) for phone in settings.phones}
    ports = (connection.sip_port, connection.ami_port, connection.agi_port)
    return (
        found == wanted
        and connection.hotline_numbers == settings.hotline_numbers
        and ports == (settings.ports.sip, settings.ports.ami, settings.ports.agi)
    )


def _run(folder: Path, installation: Path) -> None:
    if os.geteuid() != 0:
        raise LabFault("starting Asterisk in its own folder needs root")
    # The shell goes at once and leaves Asterisk to init: it outlives the command that started it, as nobody's zombie.
    namespace = ["setsid", "unshare", "-m", "--propagation", "private", "sh", "-c", _SCRIPT, "sh"]
    with (folder / "log/start.log").open("wb") as log:
        ended = subprocess.run(
            ["sh", "-c", '"$@" >&2 & echo $!', "sh", *namespace, str(installation), str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            check=True,
        )
    process_id = int(ended.stdout)
    write_private(folder / _PROCESS_FILE, f"{process_id} {_started_at(process_id)}\n")


def _wait_until_it_answers(folder: Path, connection: AsteriskSettings) -> None:
    until_s = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < until_s:
        if _living_process(folder) is None:
            break
        if _answers(connection):
            return
        time.sleep(0.1)
    stop(folder)
    raise LabFault(f"Asterisk did not start; see {folder}/log/start.log and {folder}/log/messages")


def _answers(connection: AsteriskSettings) -> bool:
    # The manager port opens before the modules are loaded; this event comes after a login once all are.
    login = f"Action: Login\r\nUsername: {connection.ami_user}\r\nSecret: {connection.ami_secret}\r\n\r\n"
    received = b""
    try:
        with socket.create_connection((LOOPBACK, connection.ami_port), timeout=1.0) as peer:
            peer.sendall(login.encode())
            while chunk := peer.recv(4096):
                received += chunk
                if b"Event: FullyBooted" in received:
                    return True
                if b"Response: Error" in received:
                    return False
    except OSError:
        return False
    return False


def _living_process(folder: Path) -> int | None:
    # The start time is compared too, so that another process that got the same number is never taken for ours.
    try:
        process_id, started_at = (folder / _PROCESS_FILE).read_text("utf-8").split()
    except (OSError, ValueError):
        return None
    return int(process_id) if _started_at(int(process_id)) == started_at else None


def _started_at(process_id: int) -> str | None:
    try:
        fields = Path(f"/proc/{process_id}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]
