"""When a conversation is recorded. Owns the rule, and the tracks' beginning, pauses and end; touches no file.

What ought to be recorded is read off the state once an input has come to rest, and compared with what is. So it does
not matter in which order the events of a hand-over come.
"""

from hashlib import blake2b

from cic.calls.commands import EndTrack, MonitorMode, PauseTrack, PlayPrompts, StartTrack
from cic.calls.events import (
    BridgeBecameUp,
    BridgeRequested,
    ConsultAsked,
    ConsultClosed,
    ConsultMoved,
    InteractionHeld,
    InteractionResumed,
    LegMoved,
    LegRole,
)
from cic.calls.machines.bridge import BridgeStage
from cic.calls.machines.consult import ConsultStage
from cic.calls.machines.leg import LegStage
from cic.calls.machines.monitoring import MonitoringStage
from cic.calls.monitoring_events import MonitoringEnded, MonitoringMoved, MonitoringSwitched
from cic.calls.reports import TrackFailed
from cic.calls.state import Leg, bridge_of, consulted_leg, leg_of, monitorings_of
from cic.center.control_inputs import PauseRecording, RecordingControl
from cic.center.events import CenterEvent
from cic.center.recording_events import (
    LEG_GONE,
    AgentRecorded,
    NoticeHeard,
    PauseReason,
    RecordingContinued,
    RecordingEnded,
    RecordingPaused,
    RecordingStarted,
    TrackEnded,
    TrackKept,
    TrackSilenced,
    TrackStarted,
)
from cic.center.recording_state import ConversationRecording
from cic.center.round import Round
from cic.center.state import CenterState, Contact
from ivr_flows.session import WaitingFor
from routing.configuration import RecordingRule
from routing.events import AgentReleased, InteractionConnected, InteractionEnded, InteractionTaken
from routing.machines.interaction import InteractionStage
from routing.rejections import Rejection, RejectionCode
from routing.vocabulary import AgentId, InteractionId, LegId, QueueId, RecordingId

TRACK_LIMIT_MS = 10_000
ALL = 100
TrackCommand = StartTrack | PauseTrack | EndTrack
# After these, who hears whom may be another. A leg that is gone takes an agent or a consult along.
_TELLING = (
    BridgeRequested, BridgeBecameUp, InteractionHeld, InteractionResumed, LegMoved, ConsultAsked, ConsultMoved,
    ConsultClosed, InteractionConnected, InteractionTaken, AgentReleased, InteractionEnded,
    MonitoringMoved, MonitoringSwitched, MonitoringEnded,
)  # fmt: skip


def rule_of(state: CenterState, interaction_id: InteractionId, queue_id: QueueId | None) -> RecordingRule | None:
    """The queue's rule where this interaction is to be recorded: the share is drawn once an interaction, not a talk."""
    queue = None if queue_id is None else state.routing.queues.get(queue_id)
    rule = None if queue is None else queue.configuration.record
    return rule if rule is not None and _draw(interaction_id) < rule.share_percent else None


def notice_for(state: CenterState, contact: Contact, queue_id: QueueId | None) -> str:
    """The recording that the caller has to hear before this queue's agent; empty when there is nothing to say."""
    rule = rule_of(state, contact.interaction_id, queue_id)
    return "" if rule is None or contact.has_heard_notice else rule.notice


def note_notice_heard(work: Round, contact: Contact, played: object) -> None:
    """Prompts came to their end: those that had to be heard before a talk are the notice, and who serves the caller."""
    is_notice = isinstance(played, PlayPrompts) and played.must_be_heard
    if is_notice and contact.session.waiting_for is WaitingFor.AGENT_PROMPTS and not contact.has_heard_notice:
        assert isinstance(played, PlayPrompts) and played.prompts, "a notice is a prompt"
        notice = played.prompts[0].recording
        work.apply([NoticeHeard(contact.contact_id, contact.interaction_id, notice)])


def decide_recording(work: Round, given: RecordingControl) -> Rejection | None:
    """Pause or go on as the agent asks, or say why not; the caller has checked that the call is the agent's."""
    recording = work.state.recordings.get(given.interaction_id)
    if recording is None:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the talk is not recorded")
    _hold_reason(work, recording, PauseReason.AGENT, isinstance(given, PauseRecording))
    _record_whom_it_concerns(work, recording)
    return None


def record_what_follows(work: Round, event: CenterEvent) -> None:
    """Begin, pause, continue or end recordings, once nothing else follows from what has happened."""
    if isinstance(event, _TELLING):
        interaction_id = _interaction_of(work.state, event)
        if interaction_id is not None:
            work.talks_touched[interaction_id] = None
    if work.talks_touched and not work.unanswered:
        touched = tuple(work.talks_touched)
        work.talks_touched.clear()
        for interaction_id in touched:
            _bring_up_to_date(work, interaction_id)


def track_done(work: Round, command: TrackCommand) -> None:
    """The provider has done something to a track."""
    interaction_id = work.state.ending_tracks.get(command.track)
    if isinstance(command, EndTrack) and interaction_id is not None:
        work.apply([TrackKept(command.track, interaction_id, "")])
    elif isinstance(command, PauseTrack) and command.paused:
        recording = _recording_of(work.state, command.leg_id)
        if recording is not None and command.track in recording.tracks:
            work.apply([TrackSilenced(command.track, recording.interaction_id)])


def track_failed(work: Round, command: TrackCommand, reason: str) -> None:
    """The provider could not do something to a track: of this party nothing is recorded any more, the call goes on.

    Where the party has just hung up, the track ends with the leg, as ever.
    """
    if not (isinstance(command, PauseTrack) and reason in LEG_GONE):
        _lose(work, command.leg_id, command.track, reason)


def track_lost(work: Round, report: TrackFailed) -> None:
    """A track that had begun is not recorded any more, or could not be kept."""
    _lose(work, report.leg_id, report.track, report.reason)


def _lose(work: Round, leg_id: LegId, track: RecordingId, reason: str) -> None:
    """Note that a track is no good. A recorder that comes to life again must not hear what follows: it is ended."""
    ended = work.state.ending_tracks.get(track)
    if ended is not None:
        work.apply([TrackKept(track, ended, reason)])
        return
    for recording in work.state.recordings.values():
        if track in recording.tracks:
            _settle_earlier(work, leg_id, track, (StartTrack, PauseTrack))
            work.apply([TrackEnded(track, recording.interaction_id, reason)])
            leg = work.state.calls.legs.get(leg_id)
            if leg is not None and reason not in LEG_GONE:
                work.request(leg.provider, EndTrack(leg_id, track), TRACK_LIMIT_MS)
            return


def _recording_of(state: CenterState, leg_id: LegId) -> ConversationRecording | None:
    leg = state.calls.legs.get(leg_id)
    if leg is None:
        return None
    monitoring = state.calls.monitorings.get(leg.interaction_id)
    if monitoring is not None:
        return state.recordings.get(monitoring.asked.interaction_id)
    interaction_id = state.calls.consulting.get(leg.interaction_id, leg.interaction_id)
    return state.recordings.get(interaction_id)


def _draw(interaction_id: InteractionId) -> int:
    """A number below 100 that looks drawn, and is the same whenever it is asked for."""
    return int.from_bytes(blake2b(interaction_id.encode(), digest_size=6).digest()) % ALL


def _interaction_of(state: CenterState, event: CenterEvent) -> InteractionId | None:
    """The customer's interaction that an event is about, a consult's being about the customer's."""
    if isinstance(event, BridgeBecameUp):
        bridge = state.calls.bridges.get(event.bridge_id)
        interaction_id = None if bridge is None else bridge.interaction_id
    else:
        interaction_id = getattr(event, "interaction_id", None)
    if interaction_id is None:
        return None
    interaction_id = state.calls.consulting.get(interaction_id, interaction_id)
    is_call = interaction_id in state.contact_of or interaction_id in state.recordings
    return interaction_id if is_call else None


def _bring_up_to_date(work: Round, interaction_id: InteractionId) -> None:
    recording = work.state.recordings.get(interaction_id)
    interaction = work.state.routing.interactions.get(interaction_id)
    is_served = interaction is not None and interaction.stage is InteractionStage.CONNECTED
    rule = rule_of(work.state, interaction_id, interaction.queue_id) if interaction is not None and is_served else None
    agent_id = None if interaction is None else interaction.agent_id
    if rule is None or agent_id is None or not _is_told(work.state, interaction_id, rule):
        if recording is not None:
            _end(work, recording)
        return
    if recording is None:
        recording = _begin(work, interaction_id, agent_id, rule)
    elif recording.agent_id != agent_id:
        _hold_reason(work, recording, PauseReason.AGENT, False)  # it was the pause of whoever has left
        work.apply([AgentRecorded(recording.recording_id, interaction_id, agent_id)])
    if recording is not None:
        is_apart = not _hear_each_other(work.state, interaction_id)
        _end_tracks(work, recording)
        _hold_reason(work, recording, PauseReason.APART, is_apart)
        _record_whom_it_concerns(work, recording)


def _begin(
    work: Round, interaction_id: InteractionId, agent_id: AgentId, rule: RecordingRule
) -> ConversationRecording | None:
    if not _hear_each_other(work.state, interaction_id):
        return None
    contact_id = work.state.contact_of[interaction_id]
    started = RecordingStarted(work.new_recording_id(), contact_id, interaction_id, agent_id, rule.notice)
    work.apply([started])
    return work.state.recordings[interaction_id]


def _is_told(state: CenterState, interaction_id: InteractionId, rule: RecordingRule) -> bool:
    """Whether the customer has heard what this queue has them told before; another queue may have told nothing."""
    contact = state.contacts[state.contact_of[interaction_id]]
    return contact.has_heard_notice or not rule.notice


def _end(work: Round, recording: ConversationRecording) -> None:
    for track in tuple(recording.tracks):
        _end_track(work, recording, track)
    work.apply([RecordingEnded(recording.recording_id, recording.interaction_id)])


def _end_tracks(work: Round, recording: ConversationRecording) -> None:
    """End the tracks of parties who are in the conversation no longer."""
    parties = {leg.leg_id for leg in _parties(work.state, recording.interaction_id)}
    for track, known in tuple(recording.tracks.items()):
        if known.leg_id not in parties:
            _end_track(work, recording, track)


def _end_track(work: Round, recording: ConversationRecording, track: RecordingId) -> None:
    """The provider is asked even where the leg has gone and its file is closed: it says whether there is one."""
    known = recording.tracks[track]
    _settle_earlier(work, known.leg_id, track, (StartTrack, PauseTrack))
    work.apply([TrackEnded(track, recording.interaction_id, "")])
    work.request(known.provider, EndTrack(known.leg_id, track), TRACK_LIMIT_MS)


def _record_whom_it_concerns(work: Round, recording: ConversationRecording) -> None:
    """Begin a track for everybody in the conversation who has none. In a pause nobody's is begun, to be silent."""
    if recording.is_paused:
        return
    known: set[LegId] = {*recording.failed, *[track.leg_id for track in recording.tracks.values()]}
    for leg in _parties(work.state, recording.interaction_id):
        if leg.leg_id in known:
            continue
        track = work.new_recording_id()
        is_customer = leg.role is LegRole.CALLER
        started = TrackStarted(
            track, recording.recording_id, recording.interaction_id, leg.leg_id, leg.provider, is_customer, leg.agent_id
        )
        work.apply([started])
        work.request(leg.provider, StartTrack(leg.leg_id, track), TRACK_LIMIT_MS)


def _hold_reason(work: Round, recording: ConversationRecording, reason: PauseReason, holds: bool) -> None:
    """A reason for a pause holds from now on, or no longer: the tracks are told where that changes anything."""
    if (reason in recording.pauses) is holds:
        return
    was_paused, kind = recording.is_paused, RecordingPaused if holds else RecordingContinued
    work.apply([kind(recording.recording_id, recording.interaction_id, reason)])
    if recording.is_paused is was_paused:
        return
    for track, known in recording.tracks.items():
        _settle_earlier(work, known.leg_id, track, (PauseTrack,))
        work.request(known.provider, PauseTrack(known.leg_id, track, recording.is_paused), TRACK_LIMIT_MS)


def _settle_earlier(work: Round, leg_id: LegId, track: RecordingId, kinds: tuple[type[TrackCommand], ...]) -> None:
    """What was asked of a track before is not wanted any more: a restart must not ask for it again."""
    for effect_id in tuple(work.state.effects_of.get(leg_id, ())):
        command = work.state.effects[effect_id].command
        if isinstance(command, kinds) and command.track == track:
            work.settle(effect_id, "replaced")


def _hear_each_other(state: CenterState, interaction_id: InteractionId) -> bool:
    """Whether customer and agent do, as far as anybody knows."""
    bridge = bridge_of(state.calls, interaction_id)
    agent = leg_of(state.calls, interaction_id, LegRole.AGENT)
    if bridge is None or agent is None or bridge.stage is not BridgeStage.TALKING:
        return False
    return agent.leg_id in bridge.leg_ids


def _parties(state: CenterState, interaction_id: InteractionId) -> list[Leg]:
    """All whom the customer hears, and the customer: the agent, who joins a conference, supervisors who have barged in.

    What is whispered to the agent is not part of the talk.
    """
    interaction = state.routing.interactions[interaction_id]
    legs = [leg_of(state.calls, interaction_id, LegRole.CALLER)]
    agent = leg_of(state.calls, interaction_id, LegRole.AGENT)
    if agent is not None and agent.agent_id == interaction.agent_id:
        legs.append(agent)
    consult = state.calls.consults.get(interaction_id)
    if consult is not None and consult.stage is ConsultStage.CONFERENCE:
        legs.append(consulted_leg(state.calls, consult))
    for monitoring in monitorings_of(state.calls, interaction_id):
        if monitoring.stage is MonitoringStage.LISTENING and monitoring.mode is MonitorMode.BARGE:
            legs.append(leg_of(state.calls, monitoring.asked.monitoring_id, LegRole.AGENT))
    return [leg for leg in legs if leg is not None and leg.stage is LegStage.UP]
