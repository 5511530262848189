"""What agents do at the desk beside calls, as the log has it: follow-ups that they make, help that they want, contacts
that they enter. Owns these notes; what becomes of a follow-up is folded as work."""

from cic.center.desk_events import ContactEntered, FollowUpMade, HelpAsked
from cic.contact_log.record import ContactRecord, FollowUpNoted, HelpNoted, Segment, SegmentKind
from cic.contact_log.sides import Initiator, Releaser
from cic.contact_log.work import NO_FLOW
from cic.journal.port import Committed
from routing.copying import replace
from routing.vocabulary import NO_PROVIDER, AgentId, EndCause, InteractionId

NO_INTERACTION = InteractionId("")


def entered(event: ContactEntered, record: Committed) -> ContactRecord:
    """Return the contact that an agent has entered: it is over and closed."""
    ended_at_ms = event.began_at_ms + event.duration_ms
    segment = Segment(
        SegmentKind.ENTERED,
        event.began_at_ms,
        Initiator.AGENT,
        event.agent_id,
        ended_at_ms=ended_at_ms,
        queue_id=event.queue_id,
        agent_id=event.agent_id,
        released_by=Releaser.AGENT,
        cause=EndCause.COMPLETED.value,
        disposition=event.disposition,
        note=event.note,
    )
    return ContactRecord(
        contact_id=event.contact_id,
        interaction_id=NO_INTERACTION,
        opened_seq=record.seq,
        arrived_at_ms=event.began_at_ms,
        provider=NO_PROVIDER,
        dialled_number="",
        entry_flow=NO_FLOW,
        caller=event.caller,
        language=event.caller.language,
        segments=(segment,),
        ended_at_ms=ended_at_ms,
        end_cause=EndCause.COMPLETED,
        is_closed=True,
        medium=None,
        entered_kind=event.kind,
    )


def with_follow_up(contact: ContactRecord, event: FollowUpMade, at_ms: int) -> ContactRecord:
    """Return the contact from which a follow-up was made, with a note of it."""
    wrapping_up = [
        place
        for place, segment in enumerate(contact.wrap_ups, 1)
        if segment.agent_id == event.agent_id and segment.ended_at_ms is None
    ]
    noted = FollowUpNoted(
        event.contact_id,
        wrapping_up[-1] if wrapping_up else len(contact.segments),
        bool(wrapping_up),
        at_ms,
        event.agent_id,
        event.owner,
        event.queue_id,
        event.due_at_ms,
        event.text,
    )
    return replace(contact, follow_ups=(*contact.follow_ups, noted))


def with_help(contact: ContactRecord, event: HelpAsked, at_ms: int) -> ContactRecord:
    """Return the contact with help that begins, or is wanted no more."""
    if event.is_wanted:
        noted = HelpNoted(len(contact.segments), event.agent_id, at_ms)
        return replace(contact, help_asked=(*contact.help_asked, noted))
    return _without_help(contact, at_ms, event.agent_id)


def closed(contact: ContactRecord, at_ms: int) -> ContactRecord:
    """Return the contact closed; whoever was in it wants no help with it any more."""
    return replace(_without_help(contact, at_ms, None), is_closed=True)


def _without_help(contact: ContactRecord, at_ms: int, agent_id: AgentId | None) -> ContactRecord:
    if all(item.ended_at_ms is not None for item in contact.help_asked):
        return contact

    def ended(item: HelpNoted) -> HelpNoted:
        is_another = item.ended_at_ms is not None or agent_id not in (None, item.agent_id)
        return item if is_another else replace(item, ended_at_ms=at_ms)

    return replace(contact, help_asked=tuple([ended(item) for item in contact.help_asked]))
