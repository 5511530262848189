"""Starts ``cic`` with a profiler in every thread. For a look at where CPU goes, never for a figure: it costs itself.

CPU of each thread alone is counted, not waiting. ``python -m tests.bench.calls.profiled FILE up ...``
"""

import cProfile
import pstats
import sys
import threading
import time

from cic.cli.main import main

PROFILES: list[cProfile.Profile] = []


class ProfiledThread(threading.Thread):
    """A thread with a profiler of its own."""

    def run(self) -> None:
        """As a thread does, watched."""
        profile = _new_profile()
        profile.enable()
        try:
            super().run()
        finally:
            profile.disable()


def profiled_main() -> int:
    """Run the command and write what was seen when it ends."""
    file, *words = sys.argv[1:]
    threading.Thread = ProfiledThread  # type: ignore[misc]
    profile = _new_profile()
    try:
        return profile.runcall(main, words)
    finally:
        stats = pstats.Stats(profile)
        for other in PROFILES:
            other.create_stats()
            if other.stats:  # type: ignore[attr-defined]
                stats.add(other)
        stats.dump_stats(file)


def _new_profile() -> cProfile.Profile:
    profile = cProfile.Profile(time.thread_time)
    PROFILES.append(profile)
    return profile


if __name__ == "__main__":
    sys.exit(profiled_main())
