"""How the process is tuned for prompt answers. Owns the interpreter's settings and the event loop; knows no calls."""

import asyncio
import gc
import sys

import uvloop

SWITCH_INTERVAL_S = 0.0005
"""A thread that computes lets the event loop in after this time, not after Python's 5 ms: a tenth of an offer's way."""
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
