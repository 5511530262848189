"""Starts ``cic`` with a profiler in every thread. For a look at where CPU goes, never for a figure: it costs itself.

CPU of each thread alone is counted, not waiting. The main thread is watched from SIGUSR2 on, so that the start is left
out. ``python -m tests.bench.calls.profiled FOLDER up ...``
"""

import cProfile
import json
import pstats
import signal
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path

from cic.cli.main import main

PROFILE_FILE = "engine.profile"
THREADS_FILE = "engine.threads.json"
PROFILES: list[tuple[str, cProfile.Profile]] = []


class ProfiledThread(threading.Thread):
    """A thread with a profiler of its own."""

    def run(self) -> None:
        """As a thread does, watched."""
        profile = _new_profile(self.name)
        profile.enable()
        try:
            super().run()
        finally:
            profile.disable()


def profiled_main() -> int:
    """Run the command and write what was seen when it ends."""
    folder, *words = sys.argv[1:]
    threading.Thread = ProfiledThread  # type: ignore[misc]
    own = _new_profile("event loop")
    signal.signal(signal.SIGUSR2, lambda *_: own.enable())
    try:
        return main(words)
    finally:
        own.disable()
        _write(Path(folder))


def _write(folder: Path) -> None:
    merged: pstats.Stats | None = None
    seconds: defaultdict[str, float] = defaultdict(float)
    for name, profile in PROFILES:
        profile.create_stats()
        if profile.stats:
            found = pstats.Stats(profile)
            seconds[name] += found.total_tt  # type: ignore[attr-defined]
            merged = found if merged is None else merged.add(found)
    assert merged is not None, "the event loop was watched"
    merged.dump_stats(folder / PROFILE_FILE)
    (folder / THREADS_FILE).write_text(json.dumps(seconds), "utf-8")


def _new_profile(name: str) -> cProfile.Profile:
    profile = cProfile.Profile(time.thread_time)
    PROFILES.append((name, profile))
    return profile


if __name__ == "__main__":
    sys.exit(profiled_main())
