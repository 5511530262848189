"""Explains contacts of a running center from its journal's file. Owns the bounds: one at a time, so long, and slowly.

The work is done on a thread that rests as long as it works, so that calls are not kept waiting by it.
"""

import asyncio
import time
from collections.abc import Callable

from cic.api.ports import ExplanationRefused, JsonObject
from cic.explanation.forms import story_form
from cic.explanation.story import Moment, UnknownAgent, UnknownContact, tell_story
from cic.journal.port import JournalReader
from routing.vocabulary import AgentId, ContactId

LIMIT_S = 20.0
SLICE_S = 0.002
"""So long the thread works before it rests: others wait for the interpreter no longer than this."""


class ExplanationReader:
    """Explains one contact at a time."""

    def __init__(self, journal: JournalReader, now_ms: Callable[[], int], limit_s: float = LIMIT_S) -> None:
        self._journal = journal
        self._now_ms = now_ms
        self._limit_s = limit_s
        self._one = asyncio.Lock()

    async def contact(
        self, contact_id: ContactId, at_ms: int | None, agent_id: AgentId | None
    ) -> JsonObject | ExplanationRefused:
        """The explanation of a contact at a moment, or as of now; refused, it says why."""
        if self._one.locked():
            return ExplanationRefused("explanation_busy", "Another explanation is being made: try again in a moment.")
        moment = Moment(at_ms=self._now_ms() if at_ms is None else at_ms)
        async with self._one:
            return await asyncio.to_thread(self._explain, contact_id, moment, agent_id)

    def _explain(
        self, contact_id: ContactId, moment: Moment, agent_id: AgentId | None
    ) -> JsonObject | ExplanationRefused:
        try:
            story = tell_story(self._journal, contact_id, moment, agent_id, _pace(self._limit_s))
        except UnknownContact:
            detail = "There is no contact or interaction of this id in the journal up to this moment."
            return ExplanationRefused("unknown_contact", detail)
        except UnknownAgent:
            return ExplanationRefused("unknown_agent", "No agent of this id was configured at this moment.")
        except TimeoutError:
            detail = "The journal is too long to be read here: run 'cic explain' on the center's machine."
            return ExplanationRefused("explanation_too_long", detail)
        return story_form(story)


def _pace(limit_s: float) -> Callable[[], None]:
    """What rests after each slice of work, and raises TimeoutError when the time is over."""
    begun_s = slice_s = time.monotonic()

    def rest() -> None:
        nonlocal slice_s
        now_s = time.monotonic()
        if now_s - begun_s > limit_s:
            raise TimeoutError
        if now_s - slice_s > SLICE_S:
            time.sleep(SLICE_S)
            slice_s = time.monotonic()

    return rest
