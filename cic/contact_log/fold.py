"""Events to contacts and their segments. Owns what each event means for the log; pure, stores nothing."""

from dataclasses import dataclass, field

from cic.calls.commands import DialLeg
from cic.calls.events import ConsultAsked, ConsultClosed, ConsultMoved, InteractionHeld, InteractionResumed
from cic.calls.monitoring_events import MonitoringEvent
from cic.center.control_inputs import CallControl
from cic.center.desk_events import ContactEntered, FollowUpMade, HelpAsked
from cic.center.events import (
    CenterEvent,
    ContactClosed,
    ContactOpened,
    ContactRated,
    EffectRequested,
    FlowEntered,
    FlowReturned,
    SessionAdvanced,
    WorkOpened,
)
from cic.center.recording_events import RecordingEvent
from cic.center.transfer_events import AwayEnded, ContactDialled, InteractionParked, SentToNumber
from cic.contact_log import between, consults, desk, supervised, visits
from cic.contact_log.monitorings import monitored
from cic.contact_log.record import ContactRecord, Direction, Rating, Segment, SegmentKind
from cic.contact_log.recordings import recorded
from cic.contact_log.segments import AWAY, WITH_AGENT, finished, next_segment
from cic.contact_log.sides import Initiator, Releaser, releaser
from cic.contact_log.steps import placed
from cic.contact_log.work import with_work_left, work_opened
from cic.journal.port import Committed
from ivr_flows.session import Session
from routing.copying import replace
from routing.events import (
    AgentReleased,
    ConnectionFailed,
    DispositionGiven,
    InteractionConnected,
    InteractionEnded,
    InteractionLeftQueue,
    InteractionQueued,
    InteractionTaken,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    OfferWithdrawn,
    WrapUpEnded,
    WrapUpStarted,
)
from routing.supervisor_acts import BY_SUPERVISOR
from routing.supervisor_commands import EndWrapUps, TakeOffered
from routing.taking import UNANSWERED
from routing.vocabulary import AgentId, ContactId, EndCause, InteractionId, QueueId
from routing.wrap_up import TIMED_OUT

EXPIRED = "expired"


@dataclass(slots=True)
class Ledger:
    """The contacts that are open. A contact leaves when it is closed: it then stands in the store alone."""

    contacts: dict[ContactId, ContactRecord] = field(default_factory=dict)
    _contact_of: dict[InteractionId, ContactId] = field(default_factory=dict)

    def resume(self, contact: ContactRecord) -> None:
        """Take up a contact where the store has it."""
        self.contacts[contact.contact_id] = contact
        self._contact_of[contact.interaction_id] = contact.contact_id
        if (consult_id := consults.open_consult(contact)) is not None:
            self._contact_of[consult_id] = contact.contact_id

    def take(self, record: Committed) -> tuple[ContactRecord, ...]:
        """Fold one record in; return the contacts that it touched, as they are now."""
        touched: dict[ContactId, ContactRecord] = {}
        for event in record.events:
            for contact in self._changed(event, record):
                touched[contact.contact_id] = contact
                self.resume(contact)
        for contact in touched.values():  # what belongs to a contact may stand behind its closing
            if contact.is_closed:
                self.contacts.pop(contact.contact_id, None)
                self._contact_of.pop(contact.interaction_id, None)
        return tuple(touched.values())

    def _changed(self, event: CenterEvent, record: Committed) -> tuple[ContactRecord, ...]:
        if isinstance(event, ContactOpened):
            return (_opened(event, record),)
        if isinstance(event, ContactDialled):
            return (between.dialled(event, record),)
        if isinstance(event, ContactEntered):
            return (desk.entered(event, record),)
        if isinstance(event, WorkOpened):
            origin, work = self.contacts.get(event.origin), work_opened(event, record)
            return (work,) if origin is None else (with_work_left(origin, event, record.at_ms), work)
        before = self._contact(event)
        if before is None:
            return ()
        contact = fold(before, event, record)
        if isinstance(event, ConsultClosed):
            self._contact_of.pop(event.consult_id, None)
        return () if contact is before else (contact,)

    def _contact(self, event: CenterEvent) -> ContactRecord | None:
        match event:
            case SessionAdvanced() | ContactClosed():
                return self.contacts.get(event.contact_id)
            case FollowUpMade():
                return self.contacts.get(event.origin)
            case EffectRequested():
                interaction_id = getattr(event.command, "interaction_id", None)
            case _:
                interaction_id = getattr(event, "interaction_id", None)
        contact_id = None if interaction_id is None else self._contact_of.get(interaction_id)
        return None if contact_id is None else self.contacts[contact_id]


def _opened(event: ContactOpened, record: Committed) -> ContactRecord:
    return ContactRecord(
        contact_id=event.contact_id,
        interaction_id=event.interaction_id,
        opened_seq=record.seq,
        arrived_at_ms=record.at_ms,
        provider=event.provider,
        dialled_number=event.dialled_number,
        entry_flow=event.flow_id,
        caller=event.caller,
        language=event.caller.language,
        segments=(Segment(SegmentKind.IVR, record.at_ms, Initiator.CALLER),),
    )


def fold(contact: ContactRecord, event: CenterEvent, record: Committed) -> ContactRecord:
    """Return the contact after one event of a record; the same object when the event says nothing about it."""
    if isinstance(event, RecordingEvent):
        return recorded(contact, event, record.at_ms)
    if isinstance(event, MonitoringEvent):
        return monitored(contact, event, record.at_ms)
    if isinstance(event, ConsultAsked | ConsultMoved | ConsultClosed):
        return between.consulting(contact, event, record.at_ms)
    if _is_of_consult(contact, event):
        return consults.routed(contact, event)
    match event:
        case SessionAdvanced(session=session):
            return visits.walked(contact, session) if visits.is_visiting(contact) else _advanced(contact, session)
        case FlowEntered():
            return visits.entered(contact, event, record.at_ms)
        case FlowReturned(result=result):
            return visits.returned(contact, result, record.at_ms)
        case ContactRated():
            return _rated(contact, event, record.at_ms)
        case EffectRequested(command=DialLeg(address=address)):
            return _with_current(contact, replace(contact.segments[-1], agent_address=address))
        case WrapUpStarted(agent_id=agent_id):
            return _wrapping_up(contact, agent_id, record.at_ms)
        case DispositionGiven():
            return _disposed(contact, event)
        case WrapUpEnded():
            return _wrapped_up(contact, event, record)
        case ContactClosed():
            return desk.closed(contact, record.at_ms)
        case FollowUpMade():
            return desk.with_follow_up(contact, event, record.at_ms)
        case HelpAsked():
            return desk.with_help(contact, event, record.at_ms)
        case _ if contact.ended_at_ms is not None:
            return contact
        case InteractionEnded(cause=cause):
            return _ended(contact, cause, record.at_ms)
        case InteractionHeld() if contact.segments[-1].kind is SegmentKind.TALK:
            return _switched(contact, SegmentKind.HOLD, record)
        case InteractionResumed() if contact.segments[-1].kind in (SegmentKind.HOLD, SegmentKind.CONSULT):
            return _switched(contact, SegmentKind.TALK, record)
        case InteractionTaken() if isinstance(record.given, TakeOffered):
            return supervised.taken(contact, event, record.at_ms)
        case InteractionParked() | SentToNumber() | AwayEnded() | InteractionTaken():
            return between.left_or_taken(contact, event, record.at_ms)
        case _:
            return _moved(contact, event, record.at_ms)


def _is_of_consult(contact: ContactRecord, event: CenterEvent) -> bool:
    """Whether it is about the interaction by which an agent asks somebody, and not about the customer's own."""
    of = event.command if isinstance(event, EffectRequested) else event
    interaction_id = getattr(of, "interaction_id", None)
    return interaction_id is not None and interaction_id == consults.open_consult(contact)


def _advanced(contact: ContactRecord, session: Session) -> ContactRecord:
    if (session.path, session.caller, session.language) == (contact.path, contact.caller, contact.language):
        return contact  # music and announcements of a caller who waits
    return replace(
        contact,
        path=session.path,
        step_ordinals=placed(contact, session.path),
        caller=session.caller,
        language=session.language,
    )


def _rated(contact: ContactRecord, event: ContactRated, at_ms: int) -> ContactRecord:
    rating = Rating(
        len(contact.segments),
        at_ms,
        event.subject,
        event.value,
        event.lowest,
        event.highest,
        event.queue_id,
        event.agent_id,
    )
    return replace(contact, ratings=(*contact.ratings, rating))


def _moved(contact: ContactRecord, event: CenterEvent, at_ms: int) -> ContactRecord:
    """The caller's side goes from one segment to the next."""
    now = contact.segments[-1]
    match event:
        case InteractionQueued(queue_id=queue_id):
            return _queued(contact, queue_id, at_ms)
        case InteractionLeftQueue(reason=reason) if reason == UNANSWERED:
            return contact  # it waits on, for the agent who had handed it on
        case InteractionLeftQueue(reason=reason) if reason == BY_SUPERVISOR:
            return supervised.out_of_line(contact, at_ms)
        case InteractionLeftQueue(reason=reason) if contact.is_work:
            return _with_current(contact, replace(now, cause=reason))  # its end follows
        case InteractionLeftQueue(reason=reason):
            return next_segment(contact, Segment(SegmentKind.IVR, at_ms, Initiator.QUEUE), reason, Releaser.MACHINE)
        case OfferMade(agent_id=agent_id):
            ring = Segment(SegmentKind.RING, at_ms, Initiator.QUEUE, queue_id=now.queue_id, agent_id=agent_id)
            return next_segment(contact, ring)
        case OfferWithdrawn(cause=EndCause.SUPERVISOR):
            moved = _missed(contact, at_ms, BY_SUPERVISOR, Releaser.SUPERVISOR)
            return replace(moved, offers_missed=contact.offers_missed)  # that is nothing the agent missed
        case OfferDeclined():
            return _missed(contact, at_ms, EndCause.DECLINED.value, Releaser.AGENT)
        case OfferExpired():
            return _missed(contact, at_ms, EXPIRED, Releaser.MACHINE)
        case OfferWithdrawn(cause=cause) | ConnectionFailed(cause=cause):
            return _missed(contact, at_ms, cause.value, releaser(cause))
        case InteractionConnected():
            kind = SegmentKind.WORK if contact.is_work else SegmentKind.TALK
            return next_segment(contact, replace(now, kind=kind, started_at_ms=at_ms))
        case AgentReleased() if now.kind in AWAY:
            return contact
        case AgentReleased(cause=cause) if contact.is_work:
            waiting = Segment(SegmentKind.QUEUE, at_ms, Initiator.QUEUE, queue_id=now.queue_id)
            return next_segment(contact, waiting, cause.value, releaser(cause))
        case AgentReleased(cause=cause):
            return next_segment(contact, Segment(SegmentKind.IVR, at_ms, Initiator.FLOW), cause.value, releaser(cause))
        case _:
            return contact


def _queued(contact: ContactRecord, queue_id: QueueId, at_ms: int) -> ContactRecord:
    """The flow has come to a queue, or an agent has handed the caller over to one."""
    now = contact.segments[-1]
    if supervised.is_being_moved(contact, at_ms):
        return supervised.moved(contact, queue_id, at_ms)
    if now.kind in AWAY:
        waiting = Segment(SegmentKind.QUEUE, at_ms, Initiator.QUEUE, queue_id=queue_id)
        return next_segment(contact, waiting, EndCause.NOT_ANSWERED.value, Releaser.MACHINE)
    if now.kind is SegmentKind.QUEUE and not contact.is_work:
        return contact  # nobody has taken what an agent had handed on
    handed_over_by = _handing_over(contact)
    if handed_over_by is not None:
        waiting = Segment(SegmentKind.QUEUE, at_ms, Initiator.AGENT, handed_over_by, queue_id=queue_id)
        return next_segment(contact, waiting)
    if contact.is_work:
        waits_there = now.kind is SegmentKind.QUEUE and now.queue_id == queue_id
        waiting = Segment(SegmentKind.QUEUE, at_ms, Initiator.QUEUE, queue_id=queue_id)
        return contact if waits_there else next_segment(contact, waiting)
    if contact.direction is Direction.OUTBOUND and (now.initiator, now.started_at_ms) == (Initiator.QUEUE, at_ms):
        # No flow was there: the queue has let them go, and they wait for whoever served them last.
        waiting = Segment(SegmentKind.QUEUE, at_ms, Initiator.QUEUE, predecessor=now.predecessor, queue_id=queue_id)
        return replace(contact, segments=(*contact.segments[:-1], waiting))
    # The flow was there, for however short a time.
    before = (*contact.segments[:-1], replace(now, ended_at_ms=at_ms))
    waiting = Segment(SegmentKind.QUEUE, at_ms, Initiator.FLOW, predecessor=len(before), queue_id=queue_id)
    return replace(contact, segments=(*before, waiting))


def _handing_over(contact: ContactRecord) -> AgentId | None:
    """The agent who gives the caller to a queue at this moment."""
    if len(contact.segments) > 1 and contact.segments[-2].cause == EndCause.TRANSFERRED.value:
        return contact.segments[-2].agent_id
    return None


def _switched(contact: ContactRecord, kind: SegmentKind, record: Committed) -> ContactRecord:
    """From talk to hold or back: an agent asked for it, or the provider could not do what an agent had asked for."""
    now = contact.segments[-1]
    begun = replace(now, kind=kind, started_at_ms=record.at_ms)
    if isinstance(record.given, CallControl):
        return next_segment(contact, replace(begun, initiator=Initiator.AGENT, initiator_agent_id=now.agent_id))
    if visits.gave_back(contact, record.at_ms):
        return next_segment(contact, replace(begun, initiator=Initiator.FLOW, initiator_agent_id=None))
    if any(isinstance(event, ConsultClosed) for event in record.events):
        left = replace(begun, initiator=Initiator.CONSULTED, initiator_agent_id=None)
        return next_segment(contact, left)
    taken_back = replace(begun, initiator=Initiator.PROVIDER, initiator_agent_id=None)
    return next_segment(contact, taken_back, EndCause.FAILED.value, Releaser.MACHINE)


def _missed(contact: ContactRecord, at_ms: int, cause: str, released_by: Releaser) -> ContactRecord:
    """An offer led to nothing: the caller waits on."""
    waiting = Segment(SegmentKind.QUEUE, at_ms, Initiator.QUEUE, queue_id=contact.segments[-1].queue_id)
    moved = next_segment(contact, waiting, cause, released_by)
    return replace(moved, offers_missed=contact.offers_missed + 1)


def _ended(contact: ContactRecord, cause: EndCause, at_ms: int) -> ContactRecord:
    now = contact.segments[-1]
    waited = now.kind in (SegmentKind.QUEUE, SegmentKind.RING)
    is_inbound = contact.direction is Direction.INBOUND
    why, by = (now.cause, Releaser.MACHINE) if now.cause else (cause.value, releaser(cause))
    segments = finished(contact, at_ms, why, by)
    # A caller who leaves takes the offer along: that is nothing the agent missed.
    is_left_out, before = len(segments) < len(contact.segments), segments[-1]
    took_offer_along = is_left_out and before.kind is SegmentKind.RING and before.cause == cause.value
    took_offer_along = took_offer_along and cause is not EndCause.SUPERVISOR  # then it was not counted
    is_to_end = cause in (EndCause.FLOW_ENDED, EndCause.SUPERVISOR)
    return replace(
        contact,
        segments=segments,
        offers_missed=contact.offers_missed - took_offer_along,
        ended_at_ms=at_ms,
        end_cause=cause,
        is_abandoned=waited and not is_to_end and not contact.is_work and is_inbound,
    )


def _wrapping_up(contact: ContactRecord, agent_id: AgentId, at_ms: int) -> ContactRecord:
    served = [
        ordinal
        for ordinal, segment in enumerate(contact.segments, 1)
        if segment.agent_id == agent_id and segment.kind in WITH_AGENT
    ]
    begun = Segment(
        SegmentKind.WRAP_UP,
        at_ms,
        Initiator.QUEUE,
        predecessor=served[-1] if served else None,
        queue_id=contact.segments[served[-1] - 1].queue_id if served else None,
        agent_id=agent_id,
    )
    return replace(contact, wrap_ups=(*contact.wrap_ups, begun))


def _disposed(contact: ContactRecord, event: DispositionGiven) -> ContactRecord:
    """The agent gave a disposition, or another one, and the wrap-up goes on to the end of its time."""

    def given(segment: Segment) -> Segment:
        if segment.agent_id != event.agent_id or segment.ended_at_ms is not None:
            return segment
        return replace(segment, disposition=event.disposition, note=event.note)

    return replace(contact, wrap_ups=tuple(given(segment) for segment in contact.wrap_ups))


def _wrapped_up(contact: ContactRecord, event: WrapUpEnded, record: Committed) -> ContactRecord:
    """The agent gave a disposition, or the time for it was over, or the queue wants none, or a supervisor ended it."""
    is_supervisors = isinstance(record.given, EndWrapUps)
    cause = TIMED_OUT if event.disposition == TIMED_OUT else ""

    def ended(segment: Segment) -> Segment:
        if segment.agent_id != event.agent_id or segment.ended_at_ms is not None:
            return segment
        return replace(
            segment,
            ended_at_ms=record.at_ms,
            released_by=Releaser.SUPERVISOR if is_supervisors else _wrapped_up_by(segment, event.disposition),
            cause=BY_SUPERVISOR if is_supervisors else cause,
            disposition=event.disposition,
            note=event.note,
        )

    return replace(contact, wrap_ups=tuple(ended(segment) for segment in contact.wrap_ups))


def _wrapped_up_by(segment: Segment, disposition: str) -> Releaser:
    """The agent; but what had been given before did not end it: the time did."""
    is_agents = disposition not in ("", TIMED_OUT) and not segment.disposition
    return Releaser.AGENT if is_agents else Releaser.MACHINE


def _with_current(contact: ContactRecord, segment: Segment) -> ContactRecord:
    return replace(contact, segments=(*contact.segments[:-1], segment))
