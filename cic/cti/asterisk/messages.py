"""Callers' messages on their way from Asterisk's folder to where they are kept. Owns what is reported of them.

A caller who hangs up ends its message: that is reported before the end of its leg. Files are touched in threads. Runs
on the event loop's thread.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Coroutine
from functools import partial

from cic.cti.asterisk.effects import EffectLedger
from cic.cti.asterisk.message_files import MessageFolders, discard, discard_forgotten, keep
from cic.cti.port import (
    NOT_RECORDED,
    CommandFailed,
    LegEnded,
    MessageEnd,
    MessageRecorded,
    ProviderReport,
    RecordMessage,
)
from cic.cti.port.messages import UnsafeRecording
from routing.vocabulary import EffectId, LegId

_log = logging.getLogger(__name__)

_FORGOTTEN_S = 24 * 3600
_REPLACED = "replaced"
_LEG_GONE = "leg_gone"

Run = Callable[[Coroutine[object, object, None]], object]


class Messages:
    """The messages that callers leave just now, at most one a leg."""

    def __init__(
        self,
        folders: MessageFolders | None,
        effects: EffectLedger,
        report: Callable[[ProviderReport], None],
        run: Run,
    ) -> None:
        """Without folders no message can be left."""
        self._folders = folders
        self._effects = effects
        self._report = report
        self._run = run
        self._begun: dict[LegId, tuple[EffectId, RecordMessage]] = {}
        self._kept_now: dict[LegId, list[ProviderReport]] = {}
        """Legs whose message is being kept, with what is to be reported behind it."""

    def clean_up(self) -> None:
        """Remove what was left long ago and belongs to no call any more."""
        if self._folders is not None:
            self._run(self._clean_up(self._folders))

    def begin(self, effect_id: EffectId, command: RecordMessage) -> bool:
        """A message is to be left; false when that cannot be, and is reported."""
        try:
            if self._folders is not None:
                self._folders.recorded(command.recording)
                self._begun[command.leg_id] = (effect_id, command)
                return True
        except UnsafeRecording:
            _log.error("a message was to be kept under a name that is none of ours")
        self._effects.end(effect_id, CommandFailed(effect_id, NOT_RECORDED))
        return False

    def replace(self, leg_id: LegId) -> None:
        """The caller is to do something else: what it has said so far is not kept."""
        effect_id, command = self._begun.pop(leg_id, (None, None))
        if effect_id is None or command is None:
            return
        self._effects.end(effect_id, CommandFailed(effect_id, _REPLACED))
        self._run(self._discard(command))

    def recorded(self, leg_id: LegId, ended_by: MessageEnd | None) -> None:
        """Nothing more is recorded on this leg, or nothing could be."""
        effect_id, command = self._begun.pop(leg_id, (None, None))
        if effect_id is None or command is None:
            return
        if ended_by is None:
            _log.error("a message could not be recorded: asterisk cannot write into its folder for messages")
            self._effects.end(effect_id, CommandFailed(effect_id, NOT_RECORDED))
        else:
            self._keep(effect_id, command, ended_by)

    def of_a_leg_gone(self, effect_id: EffectId, command: RecordMessage) -> None:
        """The caller has gone, maybe while no engine was there: what it has said may be on disk all the same."""
        if self.begin(effect_id, command):
            del self._begun[command.leg_id]
            self._keep(effect_id, command, MessageEnd.HANG_UP, if_nothing=CommandFailed(effect_id, _LEG_GONE))

    def holds_back(self, ended: LegEnded) -> bool:
        """Whether the end of a leg is reported later, behind the message that it ended."""
        if ended.leg_id in self._begun:
            effect_id, command = self._begun.pop(ended.leg_id)
            nothing = MessageRecorded(effect_id, command.leg_id, 0, MessageEnd.HANG_UP)
            self._keep(effect_id, command, MessageEnd.HANG_UP, if_nothing=nothing)
        if ended.leg_id not in self._kept_now:
            return False
        self._kept_now[ended.leg_id].append(ended)
        return True

    def legs_read(self, alive: Collection[LegId]) -> None:
        """Only these legs are there: whoever left a message meanwhile has left it, which is to be known before that.

        It comes after a cut, so that it may take a moment's time of the event loop.
        """
        for leg_id in [leg_id for leg_id in self._begun if leg_id not in alive]:
            effect_id, command = self._begun.pop(leg_id)
            assert self._folders is not None, "it was begun"
            try:
                duration_ms = keep(self._folders, command.recording) or 0
            except OSError as fault:
                _log.error("a message could not be kept: %s", fault.strerror)
                self._effects.end(effect_id, CommandFailed(effect_id, NOT_RECORDED))
            else:
                self._effects.end(effect_id, MessageRecorded(effect_id, leg_id, duration_ms, MessageEnd.HANG_UP))

    def _keep(
        self,
        effect_id: EffectId,
        command: RecordMessage,
        ended_by: MessageEnd,
        *,
        if_nothing: ProviderReport | None = None,
    ) -> None:
        self._kept_now[command.leg_id] = []
        failed = CommandFailed(effect_id, NOT_RECORDED)
        self._run(self._keep_in_thread(effect_id, command, ended_by, if_nothing or failed))

    async def _keep_in_thread(
        self, effect_id: EffectId, command: RecordMessage, ended_by: MessageEnd, if_nothing: ProviderReport
    ) -> None:
        assert self._folders is not None, "it was begun"
        outcome: ProviderReport = CommandFailed(effect_id, NOT_RECORDED)
        try:
            duration_ms = await asyncio.to_thread(keep, self._folders, command.recording)
            outcome = if_nothing
            if duration_ms is not None:
                outcome = MessageRecorded(effect_id, command.leg_id, duration_ms, ended_by)
            elif if_nothing == CommandFailed(effect_id, NOT_RECORDED):
                _log.error("what asterisk recorded is not in the folder for messages as we see it")
        except OSError as fault:
            _log.error("a message could not be kept: %s", fault.strerror)
        finally:
            behind = self._kept_now.pop(command.leg_id)
            self._effects.end(effect_id, outcome)
            for report in behind:
                self._report(report)

    async def _clean_up(self, folders: MessageFolders) -> None:
        try:
            count = await asyncio.to_thread(discard_forgotten, folders, time.time() - _FORGOTTEN_S)
        except OSError as fault:
            _log.error("the folder in which asterisk leaves messages cannot be read here: %s", fault.strerror)
            return
        if count:
            _log.warning("removed recordings that no call has asked for in a day: %d", count)

    async def _discard(self, command: RecordMessage) -> None:
        assert self._folders is not None, "it was begun"
        await asyncio.to_thread(partial(discard, self._folders, command.recording))
