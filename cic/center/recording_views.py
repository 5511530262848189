"""What an agent's desktop shows of a recording, and what the agent may do with it. Reads the state, changes nothing."""

from cic.calls.machines.consult import ConsultStage
from cic.center.recording_events import PauseReason
from cic.center.recording_state import ConversationRecording
from cic.center.state import CenterState
from cic.center.view_types import RecordingView
from routing.machines.assignment import AssignmentState
from routing.state import Assignment


def recorded_view(state: CenterState, assignment: Assignment | None) -> RecordingView | None:
    """The recording of the talk that the agent is in, brought in by another or not: everybody in it is to know. What an
    agent has paused is named before what pauses itself.

    A pause is shown once it holds: nobody is to tell a card number before.
    """
    recording = _recording_of(state, assignment)
    if recording is None:
        return None
    reasons = [reason.value for reason in (PauseReason.AGENT, PauseReason.APART) if reason in recording.pauses]
    return RecordingView(
        recording_id=recording.recording_id,
        pause=reasons[0] if reasons and recording.is_silent else "",
        since_ms=recording.changed_at_ms,
        is_failing=bool(recording.failed),
    )


def recording_actions(state: CenterState, assignment: Assignment) -> tuple[str, ...]:
    """What the agent may do with the recording of the talk, which is the agent's own."""
    recording = _recording_of(state, assignment)
    if recording is None:
        return ()
    return ("continue_recording",) if PauseReason.AGENT in recording.pauses else ("pause_recording",)


def _recording_of(state: CenterState, assignment: Assignment | None) -> ConversationRecording | None:
    """An agent who wraps up a talk that goes on with another has nothing to do with it any more; one who is asked is in
    the customer's talk once it is a conference."""
    if assignment is None or assignment.state is AssignmentState.WRAP_UP:
        return None
    customers = state.calls.consulting.get(assignment.interaction_id)
    if customers is None:
        return state.recordings.get(assignment.interaction_id)
    is_in_talk = state.calls.consults[customers].stage is ConsultStage.CONFERENCE
    return state.recordings.get(customers) if is_in_talk else None
