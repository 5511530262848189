"""Carries out the port's commands: which part of us does what, and what is reported of it. Owns the commands' tasks.

Must not read events or decide anything about calls. Everything here runs on the event loop's thread.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import assert_never

from cic.cti.asterisk import actions
from cic.cti.asterisk.callers import Callers
from cic.cti.asterisk.control import CallControl, NotDone
from cic.cti.asterisk.dialling import Dialling
from cic.cti.asterisk.effects import EffectLedger
from cic.cti.asterisk.faults import AmiGone, AmiRefused, UnsafeValue
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.message_files import MessageFolders
from cic.cti.asterisk.messages import Messages
from cic.cti.asterisk.monitoring import Monitors
from cic.cti.asterisk.session import AgiSession, Job
from cic.cti.asterisk.sight import Sight
from cic.cti.asterisk.track_control import TrackControl
from cic.cti.asterisk.track_files import TrackFolders
from cic.cti.asterisk.tracks import Tracks
from cic.cti.asterisk.turns import Turn, Turns, come
from cic.cti.port import (
    AnswerLeg,
    BridgeFormed,
    BridgeLegs,
    CommandDone,
    CommandFailed,
    DialLeg,
    DialNumber,
    EndTrack,
    HangUpLeg,
    HoldLeg,
    LegEnded,
    MonitorLeg,
    MuteLeg,
    PauseTrack,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptMenu,
    ProviderCommand,
    ProviderReport,
    RecordMessage,
    ResumeLeg,
    SendDigitsOpen,
    StartTrack,
)
from cic.cti.port.collection import KEYS
from routing.vocabulary import EffectId, EndCause, LegId

_log = logging.getLogger(__name__)

LEGS_PER_BRIDGE_MAX = 3
_COMMAND_S_MAX = 9.0
"""The center waits ten seconds for the outcome of a command about legs; what came true later would be out of place."""
_HANG_UP_WAITS_S = 2.0
"""So long at most a hang-up lets come first what was asked of the leg before it."""
_TRACK_RETRY_S = 0.2
_HANG_UP_TRIES = 20
_HANG_UP_RETRY_S = 0.1

ControlCommand = BridgeLegs | HoldLeg | ResumeLeg | MonitorLeg | MuteLeg | SendDigitsOpen | HangUpLeg


class Commands:
    """Begins commands and reports how they end."""

    def __init__(
        self,
        legs: Legs,
        control: CallControl,
        sight: Sight,
        addresses: frozenset[str],
        report: Callable[[ProviderReport], None],
        *,
        outbound: str = "",
        message_folders: MessageFolders | None = None,
        track_control: TrackControl,
        track_folders: TrackFolders | None = None,
        count_fault: Callable[[str], None] = lambda _kind: None,
    ) -> None:
        self._legs = legs
        self._control = control
        self._report = report
        self._effects = EffectLedger(report)
        self._sight = sight
        self._addresses = addresses
        self._outbound = outbound
        self._tasks: set[asyncio.Task[None]] = set()
        self._turns = Turns()
        self._turns_of_digits = Turns()
        """Keys take their time, and nothing else waits for them."""
        self.dialling = Dialling(legs, control, sight, report, self.run)
        self.monitors = Monitors(legs, control, sight, self.run)
        self.messages = Messages(message_folders, self._effects, report, self.run)
        self.tracks = Tracks(track_folders, legs, track_control, report, self.run)
        self.callers = Callers(
            legs,
            self._effects,
            report,
            bring_back=self._bring_back,
            count_fault=count_fault,
            messages=self.messages,
        )

    async def stop(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.tracks.stop()

    def run(self, doing: Coroutine[object, object, None]) -> "asyncio.Task[None]":
        """Do something beside; a fault of ours in it is logged."""
        task: asyncio.Task[None] = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def execute(self, effect_id: EffectId, command: ProviderCommand) -> None:
        """Begin to carry out a command; its outcome is reported."""
        is_new = self._effects.begin(effect_id)
        if isinstance(command, DialLeg | DialNumber):
            self._dial(command)
            return
        if isinstance(command, HangUpLeg) and command.leg_id not in self._legs.by_id:
            self._effects.end(effect_id, CommandDone(effect_id))
            return
        if not is_new:
            return
        if isinstance(command, HangUpLeg):  # known at once: what is not dialled yet need not be
            self._legs.by_id[command.leg_id].end_cause = command.cause
        match command:
            case AnswerLeg() | PlayPrompts() | PromptMenu() | PromptCollect() | PlayMusic() | RecordMessage():
                self._hear_in_turn(effect_id, Job(effect_id, command))
            case StartTrack() | PauseTrack() | EndTrack():
                self.run(self._to_its_end(effect_id, partial(self._record, command), CommandDone(effect_id)))
            case _:
                self._begin(effect_id, command)

    def _dial(self, command: DialLeg | DialNumber) -> None:
        if isinstance(command, DialLeg):
            address = command.address
            place = actions.phone(address) if address in self._addresses else None
        else:
            address, place = "", actions.outside(self._outbound, command.number)
        if place is None:
            self._report(LegEnded(command.leg_id, EndCause.UNREACHABLE))
        else:
            self.dialling.dial(command, place, address)

    def _begin(self, effect_id: EffectId, command: ControlCommand) -> None:
        turns = self._turns_of_digits if isinstance(command, SendDigitsOpen) else self._turns
        leg_ids = _legs_of(command)
        turns.begin(leg_ids, self.run(self._carry_out(effect_id, command, turns.before(leg_ids))))

    def _hear_in_turn(self, effect_id: EffectId, job: Job) -> None:
        leg_ids = (job.command.leg_id,)
        if turn := self._turns.before(leg_ids):
            self._turns.begin(leg_ids, self.run(self._hear_later(turn, effect_id, job)))
        else:
            self._hear(effect_id, job)

    async def _hear_later(self, turn: Turn, effect_id: EffectId, job: Job) -> None:
        await come(turn, _COMMAND_S_MAX)
        self._hear(effect_id, job)

    def _hear(self, effect_id: EffectId, job: Job) -> None:
        leg = self._legs.by_id.get(job.command.leg_id)
        if leg is None:
            if isinstance(job.command, RecordMessage):
                self.messages.of_a_leg_gone(effect_id, job.command)
            else:
                self._effects.end(effect_id, CommandFailed(effect_id, "leg_gone"))
        elif leg.is_dialled and not leg.is_known_answered:
            self._effects.end(effect_id, CommandFailed(effect_id, "leg_not_answered"))
        elif leg.is_conversed_with:
            self.callers.hear(leg, job)
        elif isinstance(job.command, PlayMusic):
            play = partial(self._control.music_for_dialled, leg, job.command.music)
            self.monitors.let_go(leg.leg_id)
            task = self.run(self._to_its_end(effect_id, play, CommandDone(effect_id)))
            self._turns.begin((leg.leg_id,), task)
        else:
            self._effects.end(effect_id, CommandFailed(effect_id, "not_a_caller"))

    async def _carry_out(self, effect_id: EffectId, command: ControlCommand, turn: Turn) -> None:
        done = CommandDone(effect_id)
        match command:
            case BridgeLegs(bridge_id=bridge_id, leg_ids=leg_ids):
                formed = BridgeFormed(effect_id, bridge_id)
                await self._to_its_end(effect_id, partial(self._form, leg_ids), formed, turn)
            case ResumeLeg(leg_id=leg_id, other_leg_ids=others):
                await self._to_its_end(effect_id, partial(self._form, (*others, leg_id)), done, turn)
            case HoldLeg():
                await self._to_its_end(effect_id, partial(self._hold, command), done, turn)
            case MonitorLeg():
                await self._to_its_end(effect_id, partial(self.monitors.carry_out, command), done, turn)
            case MuteLeg(leg_id=leg_id, muted=muted):
                await self._to_its_end(effect_id, partial(self._mute, leg_id, muted), done, turn)
            case SendDigitsOpen():
                send = partial(self._send_digits, command)
                await self._to_its_end(effect_id, send, done, turn, may_repeat=False)
            case HangUpLeg():
                await come(turn, _HANG_UP_WAITS_S)
                await self._to_its_end(effect_id, partial(self._hang_up, command), None)
            case _:
                assert_never(command)

    async def _to_its_end(
        self,
        effect_id: EffectId,
        do: Callable[[], Awaitable[None]],
        outcome: ProviderReport | None,
        turn: Turn = frozenset(),
        *,
        may_repeat: bool = True,
    ) -> None:
        try:
            async with asyncio.timeout(_COMMAND_S_MAX):
                await come(turn)
                await self._do(do, may_repeat=may_repeat)
        except NotDone as reason:
            outcome = CommandFailed(effect_id, str(reason))
        except AmiRefused:
            outcome = CommandFailed(effect_id, "refused")
        except (AmiGone, TimeoutError):
            outcome = CommandFailed(effect_id, "asterisk_unreachable")
        except UnsafeValue:
            outcome = CommandFailed(effect_id, "unsafe_value")
        if outcome is not None:
            self._effects.end(effect_id, outcome)

    async def _do(self, do: Callable[[], Awaitable[None]], *, may_repeat: bool) -> None:
        """A cut leaves open what was done; then it is done again, which does nothing twice, once all is read anew."""
        await self._sight.until_clear()
        try:
            await do()
        except AmiGone:
            if not may_repeat:
                raise
            await self._sight.until_clear()
            await do()

    async def _form(self, leg_ids: Sequence[LegId]) -> None:
        legs = self._living(leg_ids)
        if len(legs) > LEGS_PER_BRIDGE_MAX:
            raise NotDone("too_many_legs")
        for leg in legs:
            self.messages.replace(leg.leg_id)
            self.monitors.let_go(leg.leg_id)
            leg.maybe_bridged_with = tuple(other for other in leg_ids if other != leg.leg_id)
        await self._control.form(legs)
        for leg in legs:
            leg.maybe_bridged_with = ()

    async def _hold(self, command: HoldLeg) -> None:
        leg, *others = self._living((command.leg_id, *command.other_leg_ids))
        if leg.is_conversed_with:
            self.callers.keep_hearing(leg, command.music)
            leg.was_brought_in = True
        await self._control.hold(leg, tuple(others))

    async def _record(self, command: StartTrack | PauseTrack | EndTrack) -> None:
        """Try until time is up: a pause that a cut has swallowed would let card data be recorded."""
        while True:
            try:
                await self.tracks.carry_out(command)
                return
            except AmiGone:
                await asyncio.sleep(_TRACK_RETRY_S)
                await self._sight.until_clear()

    async def _mute(self, leg_id: LegId, muted: bool) -> None:
        await self._control.mute(self._living((leg_id,))[0], muted)

    async def _send_digits(self, command: SendDigitsOpen) -> None:
        if not set(command.digits) <= KEYS:
            raise NotDone("not_digits")
        await self._control.send_digits(self._living((command.leg_id,))[0], command.digits)

    async def _hang_up(self, command: HangUpLeg) -> None:
        leg = self._legs.by_id.get(command.leg_id)
        for _ in range(_HANG_UP_TRIES):
            if leg is None or leg.leg_id not in self._legs.by_id:
                return  # LegEnded has been reported
            leg.end_cause = command.cause
            try:
                await self._control.hang_up(leg)
                return
            except AmiRefused:  # gone, or dialled so recently that there is no channel yet
                await asyncio.sleep(_HANG_UP_RETRY_S)
        # Its dialling never came to a channel, or its end got lost, and Asterisk did not say so.
        if leg is not None and self._legs.end(leg.channel, command.cause) is not None:
            self._report(LegEnded(leg.leg_id, command.cause))

    def _living(self, leg_ids: Sequence[LegId]) -> tuple[Leg, ...]:
        legs = tuple(self._legs.by_id[leg_id] for leg_id in leg_ids if leg_id in self._legs.by_id)
        if len(legs) < len(leg_ids):
            raise NotDone("leg_gone")
        return legs

    def _bring_back(self, leg: Leg) -> None:
        session, leg.session = leg.session, None
        leg.was_brought_in = True
        self._turns.begin((leg.leg_id,), self.run(self._redirect(leg, session)))

    async def _redirect(self, leg: Leg, session: AgiSession | None) -> None:
        try:
            await self._control.to_entry(leg)
        except (AmiGone, AmiRefused):
            if session is not None:
                session.close()  # slower: the caller comes back when the running command ends

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            _log.error("a command ended by a fault of ours", exc_info=fault)


def _legs_of(command: ControlCommand) -> tuple[LegId, ...]:
    match command:
        case BridgeLegs(leg_ids=leg_ids):
            return leg_ids
        case HoldLeg(leg_id=leg_id, other_leg_ids=others) | ResumeLeg(leg_id=leg_id, other_leg_ids=others):
            return (leg_id, *others)
        case (
            MonitorLeg(leg_id=leg_id)
            | MuteLeg(leg_id=leg_id)
            | SendDigitsOpen(leg_id=leg_id)
            | HangUpLeg(leg_id=leg_id)
        ):
            return (leg_id,)
        case _:
            assert_never(command)
