"""What must hold of recordings whenever an input is settled. Owns these rules; changes nothing."""

from collections.abc import Iterator

from cic.calls.commands import EndTrack
from cic.calls.machines.bridge import BridgeStage
from cic.calls.state import bridge_of
from cic.center.recording_events import PauseReason
from cic.center.state import CenterState
from routing.machines.interaction import InteractionStage


def broken_recordings(state: CenterState) -> Iterator[str]:
    """Only a talk between agent and customer is recorded, of those who are on the line, and the customer knows."""
    for interaction_id, recording in state.recordings.items():
        interaction = state.routing.interactions.get(interaction_id)
        if interaction is None or interaction.stage is not InteractionStage.CONNECTED:
            yield f"{interaction_id} is recorded and with no agent"
            continue
        if interaction.agent_id != recording.agent_id:
            yield f"{interaction_id} is recorded for an agent who is not in it"
        contact = state.contacts.get(recording.contact_id)
        if contact is None or (recording.notice and not contact.has_heard_notice):
            yield f"{interaction_id} is recorded and the customer was not told"
        bridge = bridge_of(state.calls, interaction_id)
        is_apart = bridge is None or bridge.stage is not BridgeStage.TALKING
        if is_apart and PauseReason.APART not in recording.pauses:
            yield f"{interaction_id} is recorded while customer and agent do not hear each other"
        for track, known in recording.tracks.items():
            if known.leg_id not in state.calls.legs:
                yield f"{track} is recorded of a leg that is gone"
        legs = [known.leg_id for known in recording.tracks.values()]
        if len(legs) != len(set(legs)):
            yield f"{interaction_id} has two tracks of one party"
    asked = {request.command.track for request in state.effects.values() if isinstance(request.command, EndTrack)}
    for track in state.ending_tracks:
        if track not in asked:
            yield f"{track} ends for ever"
