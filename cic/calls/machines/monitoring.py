"""Monitoring life cycle. Owns which move is legal. Knows no provider and no time."""

from enum import Enum


class MonitoringStage(Enum):
    """Where the monitoring of a talk stands. ENDED ones are not kept."""

    ASKED = "asked"
    """The supervisor's phone is to be dialled."""
    RINGING = "ringing"
    LISTENING = "listening"
    """The supervisor hears the talk, in whichever mode."""
    ENDED = "ended"


class MonitoringInput(Enum):
    """What can happen to the monitoring of a talk."""

    RING = "ring"
    BEGIN = "begin"
    END = "end"


# A missing pair is refused as NOT_ALLOWED_NOW when a supervisor asks, ignored when a provider tells.
TRANSITIONS: dict[tuple[MonitoringStage, MonitoringInput], MonitoringStage] = {
    (MonitoringStage.ASKED, MonitoringInput.RING): MonitoringStage.RINGING,
    (MonitoringStage.ASKED, MonitoringInput.BEGIN): MonitoringStage.LISTENING,
    (MonitoringStage.ASKED, MonitoringInput.END): MonitoringStage.ENDED,
    (MonitoringStage.RINGING, MonitoringInput.BEGIN): MonitoringStage.LISTENING,
    (MonitoringStage.RINGING, MonitoringInput.END): MonitoringStage.ENDED,
    (MonitoringStage.LISTENING, MonitoringInput.END): MonitoringStage.ENDED,
}
