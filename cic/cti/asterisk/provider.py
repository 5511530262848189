"""Asterisk as a telephony provider: the port's commands in, its reports out. Owns the wiring and the commands' tasks.

Must not decide anything about calls. Everything here runs on the event loop's thread.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import assert_never

from cic.cti.asterisk.agi_server import AgiServer
from cic.cti.asterisk.ami import AmiMessage
from cic.cti.asterisk.callers import Callers
from cic.cti.asterisk.connection import AmiConnection
from cic.cti.asterisk.control import CallControl, NotDone
from cic.cti.asterisk.effects import EffectLedger
from cic.cti.asterisk.faults import AmiGone, AmiRefused, UnsafeValue
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.reconcile import Reconciler
from cic.cti.asterisk.session import AgiSession, Job, Sounds
from cic.cti.asterisk.settings import AsteriskSettings
from cic.cti.asterisk.translate import Translator
from cic.cti.port import (
    AnswerLeg,
    BridgeFormed,
    BridgeLegs,
    Capabilities,
    CommandDone,
    CommandFailed,
    DialLeg,
    ExpectedLeg,
    HangUpLeg,
    HoldLeg,
    LegAnswered,
    LegEnded,
    LegRinging,
    MuteLeg,
    PlayMusic,
    PlayPrompts,
    PromptCollect,
    PromptMenu,
    ProviderCommand,
    ProviderReport,
    ResumeLeg,
    SendDigitsOpen,
)
from routing.vocabulary import EffectId, EndCause, LegId, ProviderId

_log = logging.getLogger(__name__)

_READY_TIMEOUT_S = 5.0
_HANG_UP_TRIES = 20
_HANG_UP_RETRY_S = 0.1
_DIGITS = frozenset("0123456789*#ABCD")

ControlCommand = BridgeLegs | HoldLeg | ResumeLeg | MuteLeg | SendDigitsOpen | HangUpLeg
_CAPABILITIES = Capabilities(
    hold=True,
    mute=True,
    digits=True,
    blind_transfer=True,
    consult_transfer=True,
    legs_per_bridge_max=3,
    whisper=False,
    recording=False,
)


class AsteriskProvider:
    """One Asterisk behind the telephony port."""

    def __init__(self, settings: AsteriskSettings, provider_id: ProviderId) -> None:
        self._settings = settings
        self._provider_id = provider_id
        self._legs = Legs(provider_id)
        self._addresses = frozenset(endpoint.address for endpoint in settings.endpoints)
        self._tell: Callable[[ProviderReport], None] | None = None
        self._effects = EffectLedger(self._report)
        self._translator = Translator(self._legs, self._addresses)
        self._connection = AmiConnection(settings, self._on_event, self._on_up, self._on_down)
        self._control = CallControl(self._connection, self._legs, settings.hotline_numbers[0])
        self._callers = Callers(self._legs, self._effects, self._report, self._bring_back)
        self._reconciler = Reconciler(self._connection, self._legs, self._translator, self._report)
        self._agi = AgiServer(
            (settings.host, settings.agi_port),
            settings.agi_token,
            Sounds(settings.prompts_folder, settings.music_classes),
            on_arrived=self._on_session,
            on_news=self._callers.told,
            on_left=self._callers.left,
        )
        self._ready = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def provider_id(self) -> ProviderId:
        """The name the center gave us."""
        return self._provider_id

    @property
    def capabilities(self) -> Capabilities:
        """What we can do."""
        return _CAPABILITIES

    async def start(self, report: Callable[[ProviderReport], None], expected: Sequence[ExpectedLeg]) -> None:
        """Take calls. LegsRead follows as soon as Asterisk answers, however long that takes."""
        self._tell = report
        for leg in expected:
            self._reconciler.expect(leg)
        self._agi.start()
        self._connection.start()

    async def stop(self) -> None:
        """Let go of Asterisk; its calls live on and come to the next engine."""
        self._tell = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._connection.stop()
        await self._agi.stop()

    def execute(self, effect_id: EffectId, command: ProviderCommand) -> None:
        """Begin to carry out a command; its outcome is reported."""
        is_new = self._effects.begin(effect_id)
        if isinstance(command, DialLeg):
            self._dial(command)
            return
        if isinstance(command, HangUpLeg) and command.leg_id not in self._legs.by_id:
            self._effects.end(effect_id, CommandDone(effect_id))
            return
        if not is_new:
            return
        match command:
            case AnswerLeg() | PlayPrompts() | PromptMenu() | PromptCollect() | PlayMusic():
                self._hear(effect_id, Job(effect_id, command))
            case _:
                self._run(self._carry_out(effect_id, command))

    def _hear(self, effect_id: EffectId, job: Job) -> None:
        leg = self._legs.by_id.get(job.command.leg_id)
        if leg is None:
            self._effects.end(effect_id, CommandFailed(effect_id, "leg_gone"))
        elif leg.is_caller:
            self._callers.hear(leg, job)
        elif isinstance(job.command, PlayMusic):
            self._run(self._to_its_end(effect_id, self._control.music_for_dialled(leg), CommandDone(effect_id)))
        else:
            self._effects.end(effect_id, CommandFailed(effect_id, "not_a_caller"))

    def _dial(self, command: DialLeg) -> None:
        leg = self._legs.by_id.get(command.leg_id)
        if leg is not None:
            self._report_again(leg)
        elif command.leg_id in self._legs.ended:
            self._report(LegEnded(command.leg_id, self._legs.ended[command.leg_id] or EndCause.LOST))
        elif command.address not in self._addresses:
            self._report(LegEnded(command.leg_id, EndCause.UNREACHABLE))
        else:
            leg = self._legs.add(Leg(command.leg_id, command.leg_id, is_caller=False))
            self._reconciler.born(leg.channel)
            self._run(self._dial_new(leg, command))

    async def _dial_new(self, leg: Leg, command: DialLeg) -> None:
        try:
            await self._until_ready()
            await self._control.dial(command)
        except (AmiGone, AmiRefused, UnsafeValue) as fault:
            _log.warning("dialling failed: %s", type(fault).__name__)
            if self._legs.end(leg.channel, EndCause.FAILED):
                self._report(LegEnded(leg.leg_id, leg.end_cause or EndCause.FAILED))

    def _report_again(self, leg: Leg) -> None:
        if leg.is_known_answered:
            self._report(LegAnswered(leg.leg_id))
        elif leg.is_known_ringing:
            self._report(LegRinging(leg.leg_id))

    async def _carry_out(self, effect_id: EffectId, command: ControlCommand) -> None:
        done = CommandDone(effect_id)
        match command:
            case BridgeLegs(bridge_id=bridge_id, leg_ids=leg_ids):
                await self._to_its_end(effect_id, self._form(leg_ids), BridgeFormed(effect_id, bridge_id))
            case ResumeLeg(leg_id=leg_id, other_leg_ids=others):
                await self._to_its_end(effect_id, self._form((*others, leg_id)), done)
            case HoldLeg():
                await self._to_its_end(effect_id, self._hold(command), done)
            case MuteLeg(leg_id=leg_id, muted=muted):
                await self._to_its_end(effect_id, self._mute(leg_id, muted), done)
            case SendDigitsOpen():
                await self._to_its_end(effect_id, self._send_digits(command), done)
            case HangUpLeg():
                await self._to_its_end(effect_id, self._hang_up(command), None)
            case _:
                assert_never(command)

    async def _to_its_end(self, effect_id: EffectId, doing: Awaitable[None], outcome: ProviderReport | None) -> None:
        try:
            await self._until_ready()
            await doing
        except NotDone as reason:
            outcome = CommandFailed(effect_id, str(reason))
        except AmiRefused:
            outcome = CommandFailed(effect_id, "refused")
        except AmiGone:
            outcome = CommandFailed(effect_id, "asterisk_unreachable")
        except UnsafeValue:
            outcome = CommandFailed(effect_id, "unsafe_value")
        if outcome is not None:
            self._effects.end(effect_id, outcome)

    async def _form(self, leg_ids: Sequence[LegId]) -> None:
        legs = self._living(leg_ids)
        if len(legs) > _CAPABILITIES.legs_per_bridge_max:
            raise NotDone("too_many_legs")
        await self._control.form(legs)

    async def _hold(self, command: HoldLeg) -> None:
        leg, *others = self._living((command.leg_id, *command.other_leg_ids))
        if leg.is_caller:
            self._callers.keep_hearing(leg, command.music)
        await self._control.hold(leg, tuple(others))

    async def _mute(self, leg_id: LegId, muted: bool) -> None:
        await self._control.mute(self._living((leg_id,))[0], muted)

    async def _send_digits(self, command: SendDigitsOpen) -> None:
        if not set(command.digits) <= _DIGITS:
            raise NotDone("not_digits")
        await self._control.send_digits(self._living((command.leg_id,))[0], command.digits)

    async def _hang_up(self, command: HangUpLeg) -> None:
        for _ in range(_HANG_UP_TRIES):
            leg = self._legs.by_id.get(command.leg_id)
            if leg is None:
                return  # LegEnded has been reported
            leg.end_cause = command.cause
            try:
                await self._control.hang_up(leg)
                return
            except AmiRefused:  # gone, or dialled so recently that there is no channel yet
                await asyncio.sleep(_HANG_UP_RETRY_S)
        raise NotDone("no_channel")

    def _living(self, leg_ids: Sequence[LegId]) -> tuple[Leg, ...]:
        legs = tuple(self._legs.by_id[leg_id] for leg_id in leg_ids if leg_id in self._legs.by_id)
        if len(legs) < len(leg_ids):
            raise NotDone("leg_gone")
        return legs

    def _bring_back(self, leg: Leg) -> None:
        session, leg.session = leg.session, None
        self._run(self._redirect(leg, session))

    async def _redirect(self, leg: Leg, session: AgiSession | None) -> None:
        try:
            await self._control.to_entry(leg)
        except (AmiGone, AmiRefused):
            if session is not None:
                session.close()  # slower: the caller comes back when the running command ends

    def _on_session(self, session: AgiSession) -> None:
        self._reconciler.born(session.channel)
        self._callers.arrived(session)

    def _on_event(self, event: AmiMessage) -> None:
        if event.event == "Newchannel":
            self._reconciler.born(event["Uniqueid"])
        for report in self._translator.translate(event):
            self._report(report)
        self._control.legs_changed()

    def _on_up(self) -> None:
        self._run(self._reconcile())

    def _on_down(self) -> None:
        self._ready.clear()

    async def _reconcile(self) -> None:
        try:
            reading = await self._reconciler.read()
        except (AmiGone, AmiRefused):
            _log.warning("reading asterisk's channels failed; it is tried again with the next connection")
            return
        self._ready.set()
        for channel in reading.callers_astray:
            await self._try(self._control.bring_to_entry(channel))
        for channel in reading.dialled_astray:
            await self._try(self._control.end_channel(channel))

    async def _try(self, doing: Awaitable[None]) -> None:
        try:
            await doing
        except (AmiGone, AmiRefused):
            return  # it ended meanwhile, or the next reading finds it again

    async def _until_ready(self) -> None:
        try:
            async with asyncio.timeout(_READY_TIMEOUT_S):
                await self._ready.wait()
        except TimeoutError as error:
            raise AmiGone from error

    def _report(self, report: ProviderReport) -> None:
        if self._tell is not None:
            self._tell(report)

    def _run(self, doing: Coroutine[object, object, None]) -> None:
        task: asyncio.Task[None] = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            _log.error("a command ended by a fault of ours", exc_info=fault)
