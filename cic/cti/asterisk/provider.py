"""Asterisk as a telephony provider: the port's commands in, its reports out. Owns the wiring and what a connect means.

Must not decide anything about calls. Everything here runs on the event loop's thread.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path

from cic.cti.asterisk.agi_server import AgiServer
from cic.cti.asterisk.ami import AmiMessage
from cic.cti.asterisk.commands import LEGS_PER_BRIDGE_MAX, Commands
from cic.cti.asterisk.connection import AmiConnection
from cic.cti.asterisk.contacts import PhoneContacts
from cic.cti.asterisk.control import CallControl
from cic.cti.asterisk.faults import AmiGone, AmiRefused
from cic.cti.asterisk.goodbyes import Goodbyes
from cic.cti.asterisk.legs import Legs
from cic.cti.asterisk.message_files import MessageFolders
from cic.cti.asterisk.outage import Outage
from cic.cti.asterisk.reconcile import Reconciler
from cic.cti.asterisk.session import Sounds
from cic.cti.asterisk.settings import AsteriskSettings
from cic.cti.asterisk.sight import Sight
from cic.cti.asterisk.track_control import TrackControl
from cic.cti.asterisk.track_files import TrackFolders
from cic.cti.asterisk.translate import Translator
from cic.cti.asterisk.vanished import Vanished
from cic.cti.port import Capabilities, ExpectedLeg, LegEnded, LegsRead, ProviderCommand, ProviderReport
from cic.cti.port.listening import Listener
from routing.vocabulary import EffectId, ProviderId

_log = logging.getLogger(__name__)


class AsteriskProvider:
    """One Asterisk behind the telephony port."""

    def __init__(
        self,
        settings: AsteriskSettings,
        provider_id: ProviderId,
        count_fault: Callable[[str], None] = lambda _kind: None,
        tell_reachable: Callable[[bool], None] = lambda _: None,
        *,
        messages_kept: Path | None = None,
        tracks_kept: Path | None = None,
        listener: Listener | None = None,
    ) -> None:
        """``count_fault`` is told each time that a peer of AGI breaks its protocol.

        ``tell_reachable`` hears when Asterisk cannot be reached for some seconds, and when it can be again.
        Callers' messages are kept in ``messages_kept``; without it, or a folder of Asterisk's for them, none is left.
        With tracks and ``tracks_kept`` it is the same.
        """
        self._provider_id = provider_id
        self._tell: Callable[[ProviderReport], None] | None = None
        self._reading: asyncio.Task[None] | None = None
        addresses = frozenset(endpoint.address for endpoint in settings.endpoints)
        self._legs = Legs(provider_id)
        self._sight = Sight()
        self._translator = Translator(self._legs, addresses)
        self._connection = AmiConnection(settings, self._on_event, self._on_up, self._on_down)
        self._control = CallControl(self._connection, self._legs, settings.hotline_numbers[0])
        folders = _message_folders(settings, messages_kept)
        track_folders = _track_folders(settings, tracks_kept)
        self._has_listener, self._has_folders = listener is not None, folders is not None
        self._has_track_folders = track_folders is not None
        self._reaches_outside = bool(settings.outbound)
        self._commands = Commands(
            self._legs,
            self._control,
            self._sight,
            addresses,
            self._report,
            outbound=settings.outbound,
            message_folders=folders,
            track_control=TrackControl(self._connection),
            track_folders=track_folders,
            count_fault=count_fault,
        )
        self._contacts = PhoneContacts()
        self._vanished = Vanished(self._legs, self._control, self._commands.run)
        self._goodbyes = Goodbyes(self._legs, self._control, self._commands.run)
        self._reconciler = Reconciler(self._connection, self._legs, self._translator, self._report)
        self._outage = Outage(self._connection, self._legs, self._translator, self._report, tell_reachable)
        self._agi = AgiServer(
            (settings.agi_listen_host, settings.agi_port),
            settings.agi_token,
            Sounds(settings.prompts_folder, settings.music_classes, folders, listener),
            on_arrived=self._commands.callers.arrived,
            on_news=self._commands.callers.told,
            on_left=self._commands.callers.left,
            count_fault=count_fault,
            peers=frozenset(settings.agi_peers),
        )

    @property
    def provider_id(self) -> ProviderId:
        """The name the center gave us."""
        return self._provider_id

    @property
    def capabilities(self) -> Capabilities:
        """What we can do."""
        return Capabilities(
            hold=True,
            mute=True,
            digits=True,
            blind_transfer=True,
            consult_transfer=True,
            legs_per_bridge_max=LEGS_PER_BRIDGE_MAX,
            monitoring=True,
            recording=self._has_track_folders,
            speech=self._has_listener,
            messages=self._has_folders,
            outside_numbers=self._reaches_outside,
        )

    def link(self) -> dict[str, bool | int]:
        """How the manager connection does: whether it is usable, and what waits on either side of it."""
        return {
            "is_up": self._sight.is_clear,
            "unread_bytes": self._connection.unread_bytes,
            "actions_waiting": self._connection.actions_waiting,
        }

    async def start(self, report: Callable[[ProviderReport], None], expected: Sequence[ExpectedLeg]) -> None:
        """Take calls; OSError when the port for AGI is taken.

        LegsRead follows as soon as Asterisk answers, however long that takes.
        """
        self._tell = report
        for leg in expected:
            self._reconciler.expect(leg)
        self._agi.start()
        self._commands.messages.clean_up()
        self._connection.start()
        self._outage.begins()

    async def stop(self) -> None:
        """Let go of Asterisk; its calls live on and come to the next engine."""
        self._tell = None
        await self._commands.stop()
        await self._connection.stop()
        self._outage.stop()
        await self._agi.stop()

    def execute(self, effect_id: EffectId, command: ProviderCommand) -> None:
        """Begin to carry out a command; its outcome is reported."""
        self._commands.execute(effect_id, command)

    def _on_event(self, event: AmiMessage) -> None:
        if event.event == "Newchannel":
            self._legs.born.add(event["Uniqueid"])
            if event["Uniqueid"] in self._legs.ended:  # dialling was given up before Asterisk got to it
                self._commands.run(_try(self._control.end_channel(event["Uniqueid"])))
        if event.event == "HangupRequest":
            self._goodbyes.said(event)
        for report in self._translator.translate(event):
            self._report(report)
        if event.event == "ContactStatus":
            self._vanished.contact_changed(event)
            if self._contacts.changed(event):
                self._commands.dialling.phone_gone(event["EndpointName"])
        self._control.legs_changed()
        self._commands.monitors.changed()

    def _on_up(self) -> None:
        self._reading = self._commands.run(self._reconcile())

    def _on_down(self) -> None:
        if self._reading is not None:
            self._reading.cancel()  # what it has read and not yet told is not true now
        self._sight.fails()
        self._contacts.forget()
        self._outage.begins()

    async def _reconcile(self) -> None:
        try:
            reading = await self._reconciler.read()
        except (AmiGone, AmiRefused):
            _log.warning("reading asterisk's channels failed; it is tried again with the next connection")
            self._connection.drop()
            return
        for channel in reading.callers_astray:
            self._commands.run(_try(self._control.bring_to_entry(channel)))
        for channel in reading.unwanted:
            self._commands.run(_try(self._control.end_channel(channel)))
        # All this goes out before any command, and Asterisk keeps the order: a caller brought back late would be taken
        # out of the bridge that the command has formed, and the agent would talk to nobody.
        await asyncio.sleep(0)
        self._sight.clears()
        self._outage.ends()

    def _report(self, report: ProviderReport) -> None:
        commands = self._commands
        if isinstance(report, LegEnded) and (
            commands.messages.holds_back(report) or commands.tracks.holds_back(report)
        ):
            return
        if isinstance(report, LegsRead):
            alive = {leg.leg_id for leg in report.legs}
            commands.messages.legs_read(alive)
            commands.tracks.legs_read(alive)
        if self._tell is not None:
            self._tell(report)


def _message_folders(settings: AsteriskSettings, kept: Path | None) -> MessageFolders | None:
    if kept is None or not settings.messages_folder:
        return None
    return MessageFolders(settings.messages_folder, Path(settings.messages_here or settings.messages_folder), kept)


def _track_folders(settings: AsteriskSettings, kept: Path | None) -> TrackFolders | None:
    if kept is None or not settings.tracks_folder:
        return None
    return TrackFolders(settings.tracks_folder, Path(settings.tracks_here or settings.tracks_folder), kept)


async def _try(doing: Coroutine[object, object, None]) -> None:
    try:
        await doing
    except (AmiGone, AmiRefused):
        return  # it ended meanwhile, or the next reading finds it again
