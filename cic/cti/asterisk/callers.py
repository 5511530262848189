"""What callers hear and how they come and go. Owns the meeting of jobs and AGI conversations.

Must not decide what a caller hears next. Runs on the event loop's thread only.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from cic.cti.asterisk.actions import is_dialled
from cic.cti.asterisk.effects import EffectLedger
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.messages import Messages
from cic.cti.asterisk.recording import RecordingEnded
from cic.cti.asterisk.session import AgiSession, Job, SessionNews
from cic.cti.port import (
    AnswerLeg,
    CallArrivedOpen,
    CommandDone,
    LegReturned,
    MenuAnswered,
    PlayMusic,
    ProviderReport,
    RecordMessage,
)
from cic.cti.port.calling import calling_of
from routing.vocabulary import EffectId

_ESCAPED = re.compile(r"\\(.)")
"""A quoted pair of a SIP display name (RFC 3261, 25.1), which Asterisk hands on as it came."""
_NOT_GIVEN = frozenset({"unknown", ""})
"""How Asterisk writes a number or name that the call does not carry."""


class Callers:
    """Hands jobs to callers' conversations, whenever these are there."""

    def __init__(
        self,
        legs: Legs,
        effects: EffectLedger,
        report: Callable[[ProviderReport], None],
        *,
        bring_back: Callable[[Leg], None],
        count_fault: Callable[[str], None],
        messages: Messages,
    ) -> None:
        self._legs = legs
        self._effects = effects
        self._report = report
        self._bring_back = bring_back
        self._count_fault = count_fault
        self._messages = messages

    def hear(self, leg: Leg, job: Job) -> None:
        """Let a caller hear something in place of what it hears now."""
        if isinstance(job.command, AnswerLeg):
            self._answer(leg, job)
            return
        self._messages.replace(leg.leg_id)
        if isinstance(job.command, RecordMessage) and not self._messages.begin(job.effect_id, job.command):
            return
        is_busy = any(not isinstance(current.command, AnswerLeg) for current in leg.jobs)
        is_busy = is_busy and not (leg.session is not None and leg.session.can_go_on)
        leg.jobs = [current for current in leg.jobs if isinstance(current.command, AnswerLeg)]
        leg.jobs.append(job)
        if is_busy or not leg.is_at_entry or self._legs.bridge_of(leg) is not None:
            # AGI cannot interrupt a command; a redirect can, and the new conversation finds the job. One whom we have
            # dialled comes to us so for the first time.
            self._bring_back(leg)
        elif leg.session is not None:
            leg.session.give(job)

    def keep_hearing(self, leg: Leg, music: str) -> None:
        """What a caller is to hear once it is back with us, without anyone waiting for it."""
        self._messages.replace(leg.leg_id)
        leg.jobs = [Job(EffectId(""), PlayMusic(leg.leg_id, music), is_awaited=False)]

    def arrived(self, session: AgiSession) -> None:
        """A conversation began: a new call, or one that comes back."""
        channel = session.channel
        if not channel or channel in self._legs.ended:
            session.close()
            return
        leg = self._legs.by_channel.get(channel)
        if leg is None and is_dialled(session.header("agi_accountcode")):
            session.close()  # an engine before us has called there, and nobody wants it: the next reading ends it
            return
        if leg is None:
            leg = self._legs.add(Leg(self._legs.caller_leg_id(channel), channel, is_caller=True))
            leg.session = session
            self._report(self._arrival(leg, session))
            return
        if leg.session is not None:
            leg.session.close()
        leg.session = session
        leg.was_brought_in = True
        for job in leg.jobs:
            session.give(job)
        if leg.is_returning:
            leg.is_returning = False
            if not leg.jobs:
                self._report(LegReturned(leg.leg_id))

    def told(self, session: AgiSession, news: SessionNews) -> None:
        """A conversation got on with a job."""
        leg = self._legs.by_channel.get(session.channel)
        if leg is None or news.job not in leg.jobs:
            return  # replaced meanwhile: nobody waits for it
        if news.is_over:
            leg.jobs.remove(news.job)
        if isinstance(news.report, RecordingEnded):
            self._messages.recorded(leg.leg_id, news.report.ended_by)
            return
        if isinstance(news.report, MenuAnswered) and isinstance(news.job.command, PlayMusic):
            # It is answered once, also when the music has to begin again.
            answered = replace(news.job, command=replace(news.job.command, keys=""))
            leg.jobs[leg.jobs.index(news.job)] = answered
        if news.job.is_awaited:
            self._effects.end(news.job.effect_id, news.report)

    def left(self, session: AgiSession) -> None:
        """A conversation ended; the caller comes back by the dialplan, is bridged or has gone."""
        leg = self._legs.by_channel.get(session.channel)
        if leg is not None and leg.session is session:
            leg.session = None

    def _answer(self, leg: Leg, job: Job) -> None:
        if leg.is_known_answered:
            self._effects.end(job.effect_id, CommandDone(job.effect_id))
        else:
            leg.jobs.append(job)
            if leg.session is not None:
                leg.session.give(job)

    def _arrival(self, leg: Leg, session: AgiSession) -> CallArrivedOpen:
        number, name = (session.header(header) for header in ("agi_callerid", "agi_calleridname"))
        calling = calling_of(
            "" if number in _NOT_GIVEN else number,
            "" if name in _NOT_GIVEN else _ESCAPED.sub(r"\1", name),
        )
        for fault in calling.faults:
            self._count_fault(fault.value)
        return CallArrivedOpen(leg.leg_id, session.header("agi_arg_1"), calling.number, calling.name)
