"""Installs the real parts that the tests run against, or names what cannot be had. Owns no test.

Debian packages are installed as root only; without root the missing ones are named with the command to install them.
"""

import argparse
import ctypes
import os
import shutil
import subprocess
import sys

PACKAGES = {
    "asterisk": {"debootstrap": "debootstrap", "sipp": "sip-tester"},
    "browser": {"chromium": "chromium"},
    "voices": {"espeak-ng": "espeak-ng", "sox": "sox"},
}
LIBRARIES = {
    "browser": {"libatomic.so.1": "libatomic1"},  # the browser's driver loads it, and a bare Debian has none
}
FONTS = "fonts-noto-cjk"


def missing_packages(left_out: set[str]) -> list[str]:
    """The Debian packages whose commands or libraries are not on this machine."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    missing = []
    for part in PACKAGES.keys() - left_out:
        missing += [package for name, package in PACKAGES[part].items() if shutil.which(name, path=path) is None]
        missing += [package for name, package in LIBRARIES.get(part, {}).items() if not has_library(name)]
    return sorted(missing)


def has_library(name: str) -> bool:
    """Whether programs on this machine can load a shared library of that name."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def need_root(packages: list[str], left_out: set[str]) -> None:
    """Without root, exit with everything that a person with root can do about it."""
    if os.geteuid() == 0:
        return
    reasons = []
    if packages:
        reasons.append(
            f"to install {', '.join(packages)} (sudo apt-get install --no-install-recommends {' '.join(packages)})"
        )
    if "asterisk" not in left_out:
        reasons.append("to run a real Asterisk in a folder of its own")
    if reasons:
        sys.exit(
            f"make test needs root {' and '.join(reasons)}.\nEither run it as root: sudo make test\n"
            'or leave parts out by name: make test LEAVE_OUT="asterisk browser"'
        )


def install_packages(packages: list[str]) -> None:
    """Install Debian packages, or exit with what apt said."""
    if not packages:
        return
    print(f"Installing Debian packages for the tests: {' '.join(packages)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        ended = subprocess.run(
            ["apt-get", "--quiet", *command],
            check=False,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if ended.returncode != 0:
            sys.exit(f"{ended.stdout}apt-get {command[0]} failed; the packages are {' '.join(packages)}")


def install_asterisk() -> None:
    """Let the lab install its Asterisk, which shows its own progress."""
    from cic.cti.asterisk.lab.install import InstallFault, asterisk_folder, install  # tests import this module too

    try:
        install(asterisk_folder(), lambda text: print(text, flush=True))
    except InstallFault as fault:
        sys.exit(f"Asterisk for the tests: {fault}")


def main() -> None:
    """Make every part that is not left out ready."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leave-out", default="", help=f"parts to do without, of: {' '.join(PACKAGES)}")
    left_out = set(parser.parse_args().leave_out.split())
    unknown = left_out - PACKAGES.keys()
    if unknown:
        sys.exit(f"unknown part: {', '.join(sorted(unknown))}; known are: {', '.join(PACKAGES)}")
    packages = missing_packages(left_out)
    need_root(packages, left_out)
    if "chromium" in packages:
        packages.append(FONTS)
    install_packages(packages)
    if "asterisk" not in left_out:
        install_asterisk()


if __name__ == "__main__":
    main()
