"""Brings Asterisk 22 onto the machine: Debian's unstable suite in a folder of its own. Owns that folder only.

Must not touch the machine's own packages, except to add debootstrap itself where it is missing and we may.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from cic.cti.asterisk.lab.settings import INSIDE

DEFAULT_FOLDER = Path("/var/lib/cic/asterisk")
FOLDER_VARIABLE = "CIC_ASTERISK_FOLDER"
_STAMP = "cic-installed"
_PACKAGES = "asterisk,asterisk-core-sounds-en-wav,asterisk-moh-opsound-wav"
_MIRROR = "http://deb.debian.org/debian"
_SUITE = "sid"  # Debian 12 has no Asterisk package; unstable has 22


class InstallFault(Exception):
    """Asterisk cannot be installed; says why and what to do."""


def asterisk_folder() -> Path:
    """The folder that holds Asterisk, outside any checkout."""
    return Path(os.environ.get(FOLDER_VARIABLE) or DEFAULT_FOLDER)


def is_installed(folder: Path) -> bool:
    """Whether an installation came to its end there."""
    return (folder / _STAMP).is_file()


def install(folder: Path, tell: Callable[[str], None]) -> None:
    """Install Asterisk into ``folder``; does nothing when that was done before."""
    if is_installed(folder):
        return
    if os.geteuid() != 0:
        raise InstallFault("installing Asterisk needs root: run this command as root once")
    _need_debootstrap(tell)
    if not (folder / "usr/sbin/asterisk").exists() or (folder / "debootstrap").exists():
        _bootstrap(folder, tell)
    _quiet_name_lookups(folder)
    (folder / INSIDE.lstrip("/")).mkdir(parents=True, exist_ok=True)
    (folder / _STAMP).write_text(_version(folder) + "\n", "utf-8")
    tell(f"installed {_version(folder)} in {folder}")


def _need_debootstrap(tell: Callable[[str], None]) -> None:
    if shutil.which("debootstrap"):
        return
    if not shutil.which("apt-get"):
        raise InstallFault("debootstrap is missing and there is no apt-get to install it: install debootstrap first")
    tell("installing debootstrap")
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "debootstrap"]):
        if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            raise InstallFault(f"{' '.join(command)} failed: install debootstrap by hand, then run this again")


def _bootstrap(folder: Path, tell: Callable[[str], None]) -> None:
    # A half-done folder cannot be taken up again. Nothing of the machine is ever mounted here, so removing is safe;
    # that is checked, because removing a bound /dev would remove the machine's devices.
    if any(str(folder.resolve()) in line for line in Path("/proc/mounts").read_text("utf-8").splitlines()):
        raise InstallFault(f"something is mounted below {folder}: unmount it first")
    if folder.exists():
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    tell(f"fetching Asterisk from Debian {_SUITE} into {folder}: about a minute, 570 MB")
    command = ["debootstrap", "--variant=minbase", f"--include={_PACKAGES}", _SUITE, str(folder), _MIRROR]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        last = ""
        for count, line in enumerate(process.stdout):
            last = line.strip() or last
            if count % 50 == 0:
                tell(f"  {last}")
    if process.returncode != 0:
        raise InstallFault(f"debootstrap failed: {last}; see {folder}/debootstrap/debootstrap.log")


def _quiet_name_lookups(folder: Path) -> None:
    # Asterisk looks up the machine's own name in every call; unanswered look-ups delay each by seconds.
    host_name = os.uname().nodename
    (folder / "etc/hosts").write_text(f"127.0.0.1 localhost {host_name}\n", "utf-8")
    (folder / "etc/resolv.conf").unlink(missing_ok=True)
    (folder / "etc/resolv.conf").write_text("", "utf-8")
    switch = folder / "etc/nsswitch.conf"
    lines = [line for line in switch.read_text("utf-8").splitlines() if not line.startswith("hosts:")]
    switch.write_text("\n".join([*lines, "hosts: files", ""]), "utf-8")


def _version(folder: Path) -> str:
    command = ["chroot", str(folder), "asterisk", "-V"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise InstallFault(f"Asterisk in {folder} does not run: remove the folder and run this again")
    return ended.stdout.strip()
