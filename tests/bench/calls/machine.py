"""What the figures were measured on, without a word about places or names. Owns the asking."""

import os
import platform
import re
import subprocess
from pathlib import Path

from cic.cti.asterisk.lab.install import asterisk_folder
from tests.harness.running_center import PROJECT


def machine() -> dict[str, object]:
    """The machine and what runs on it."""
    return {
        "cores": os.cpu_count(),
        "cpu": _found(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text("utf-8")),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "os": _found(r'PRETTY_NAME="(.+)"', Path("/etc/os-release").read_text("utf-8")),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "asterisk": _told("chroot", str(asterisk_folder()), "asterisk", "-V"),
        "sipp": _found(r"SIPp (v[\w.]+)", _told("sipp", "-v")),
    }


def commit() -> str:
    """The commit that was measured; says so when the files differ from it."""
    changed = _told("git", "status", "--porcelain", "--untracked-files=no")
    return _told("git", "rev-parse", "--short=12", "HEAD") + (" with changes" if changed else "")


def _told(*command: str) -> str:
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False).stdout.strip()


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found.group(1).strip() if found else "unknown"
