"""How the process is tuned for prompt answers. Owns the interpreter's settings and the event loop; knows no calls."""

import asyncio
import gc
import sys

import uvloop

SWITCH_INTERVAL_S = 0.0001
"""A thread that computes lets the event loop in after this time, not after Python's 5 ms. An offer's way to the phone
asks for the interpreter some ten times, so a longer time shows in the slowest offers ten times over."""
YOUNG_OBJECTS_MAX = 5_000


def new_event_loop() -> asyncio.AbstractEventLoop:
    """The event loop of a center."""
    return uvloop.new_event_loop()


def tune() -> None:
    """Call when everything that stays is there: it is left out of collections, which come less often from now on."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS_MAX, 20, 100)
