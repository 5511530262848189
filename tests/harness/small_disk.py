"""A small disk that can be filled: a tmpfs in a mount namespace of its own, for a center to keep its data on.

Owns the namespace and what fills the disk. Mounting needs root; the mount ends with the process that holds it.
"""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.centers import free_port
from tests.harness.running_center import PROJECT, RunningCenter

MEGABYTES = 32
_BLOCK = bytes(1 << 16)


def fill(folder: Path) -> None:
    """Leave no room at all on the disk that this folder is on."""
    with (folder / "fill").open("ab", buffering=0) as file, contextlib.suppress(OSError):
        for size in (len(_BLOCK), 4096, 1):
            with contextlib.suppress(OSError):
                while file.write(_BLOCK[:size]):
                    pass
    assert os.statvfs(folder).f_bavail == 0, "the disk is not full"


@contextlib.contextmanager
def disk_of_another(process_id: int, folder: Path, kilobytes: int) -> Iterator[Path]:
    """A small disk where a process in a namespace of its own sees ``folder``; where it is from here."""
    inside = Path(f"/proc/{process_id}/root")
    root = os.readlink(inside)
    here = inside / folder.relative_to("/")
    here.mkdir()
    there = f"{root.rstrip('/')}{folder}"
    enter = ("nsenter", f"--mount=/proc/{process_id}/ns/mnt")
    mount = ("mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode=777", "tmpfs", there)
    subprocess.run((*enter, *mount), check=True)
    try:
        yield here
    finally:
        subprocess.run((*enter, "umount", "--lazy", there), check=True)
        here.rmdir()


class SmallDisk:
    """A folder on a disk of its own."""

    def __init__(self, folder: Path) -> None:
        """Mount it; the folder is empty for everybody but those in the namespace."""
        folder.mkdir()
        self._centers: list[RunningCenter] = []
        self.folder = folder
        mount = f'mount -t tmpfs -o size={MEGABYTES}m,mode=700 tmpfs "$0" && echo mounted && exec cat'
        self._holder = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", mount, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._holder.stdout is not None
        assert self._holder.stdout.readline() == "mounted\n", "the small disk could not be mounted"
        self.prefix = ("nsenter", f"--mount=/proc/{self._holder.pid}/ns/mnt", f"--wd={PROJECT}")
        self.here = Path(f"/proc/{self._holder.pid}/root{folder}")

    def fill(self) -> None:
        """Leave no room at all."""
        fill(self.here)

    def make_room(self) -> None:
        """Take away what fills it."""
        (self.here / "fill").unlink()

    def close(self) -> None:
        """Let the disk go, with everything on it, and what a failed test has left running."""
        for center in self._centers:
            if center.process is not None:
                center.kill()
        assert self._holder.stdin is not None and self._holder.stdout is not None
        self._holder.stdin.close()
        self._holder.wait(10)
        self._holder.stdout.close()

    def center(self, config: Path | None = None) -> RunningCenter:
        """A center that keeps its data on this disk, not started yet."""
        made = RunningCenter(self.folder, free_port(), prefix=self.prefix, data_here=self.here)
        if config is not None:
            made.config = config
        self._centers.append(made)
        return made


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A small disk of this test's own."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    disk = SmallDisk(tmp_path / "small")
    yield disk
    disk.close()
