"""Supervisors who listen in, as the log has it: who, from when to when, heard by whom, and what came of it. Owns these
notes; the caller's side goes on as ever."""

from cic.calls.machines.monitoring import MonitoringStage
from cic.calls.monitoring_events import (
    MonitoringAsked,
    MonitoringEnded,
    MonitoringEvent,
    MonitoringMoved,
    MonitoringSwitched,
)
from cic.contact_log.record import ContactRecord, ModeNoted, MonitoringNoted
from routing.copying import replace

TAKEN_OVER = "taken_over"


def monitored(contact: ContactRecord, event: MonitoringEvent, at_ms: int) -> ContactRecord:
    """Return the contact after a step of a monitoring."""
    if isinstance(event, MonitoringAsked):
        noted = MonitoringNoted(
            monitoring_id=event.monitoring_id,
            ordinal=len(contact.segments),
            supervisor_id=event.supervisor_id,
            agent_id=event.agent_id,
            asked_at_ms=at_ms,
            modes=(ModeNoted(event.mode, at_ms),),
        )
        return replace(contact, monitorings=(*contact.monitorings, noted))
    return replace(contact, monitorings=tuple([_after(noted, event, at_ms) for noted in contact.monitorings]))


def _after(noted: MonitoringNoted, event: MonitoringEvent, at_ms: int) -> MonitoringNoted:
    if noted.monitoring_id != event.monitoring_id:
        return noted
    match event:
        case MonitoringMoved(stage=MonitoringStage.LISTENING):
            return replace(noted, began_at_ms=at_ms)
        case MonitoringSwitched(mode=mode):
            return replace(noted, modes=(*noted.modes, ModeNoted(mode, at_ms)))
        case MonitoringEnded():
            outcome = TAKEN_OVER if event.is_taken_over else event.cause.value
            return replace(noted, ended_at_ms=at_ms, outcome=outcome)
        case _:
            return noted
