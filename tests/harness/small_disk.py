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
        with (self.here / "fill").open("ab", buffering=0) as file, contextlib.suppress(OSError):
            for size in (len(_BLOCK), 4096, 1):
                with contextlib.suppress(OSError):
                    while file.write(_BLOCK[:size]):
                        pass
        assert os.statvfs(self.here).f_bavail == 0, "the disk is not full"

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
