"""The only code that changes the state of routing: one function per event, indexes kept in step.

Evolving decides nothing: an event that does not fit the state is our bug and stops the process. The functions stand
beside each other by what they change: agents, interactions, offers, assignments, the configuration.
"""

from collections.abc import Callable
from typing import Any, get_args

from routing import configuration_events as configured
from routing import events as happened
from routing import evolve_agents as agents
from routing import evolve_assignments as assignments
from routing import evolve_interactions as interactions
from routing import evolve_offers as offers
from routing import evolve_staging as staging
from routing import supervision_events as supervised
from routing.events import RoutingEvent
from routing.evolve_configuration import configure
from routing.state import RoutingState

Evolving = Callable[[RoutingState, Any, int, int], None]

EVOLVING: dict[type, Evolving] = {
    configured.RoutingConfigured: configure,
    configured.ConfigurationPartStaged: staging.stage,
    configured.StagedDiscarded: staging.discard,
    configured.StagedActivated: staging.activate,
    configured.RoundTaken: staging.take_round,
    happened.ActivityChanged: agents.change_activity,
    happened.NextActivityChosen: agents.choose_next,
    happened.PhoneStateSet: agents.set_phone,
    happened.DesktopStateSet: agents.set_desktop,
    supervised.OverrideSet: agents.set_override,
    supervised.OverrideEnded: agents.end_override,
    happened.InteractionOpened: interactions.open_interaction,
    happened.InteractionQueued: interactions.queue,
    happened.StepReached: interactions.reach_step,
    happened.PreferenceEnded: interactions.end_preference,
    supervised.PrioritySet: interactions.set_priority,
    supervised.MovedToFront: interactions.move_to_front,
    happened.InteractionLeftQueue: interactions.leave_queue,
    happened.PlaceKeptForCallback: interactions.keep_place,
    happened.ExclusionEnded: interactions.end_exclusion,
    happened.InteractionEnded: interactions.end,
    happened.InteractionTaken: offers.take,
    happened.ContactMissed: interactions.miss,
    happened.MissedContactClosed: interactions.close_missed,
    supervised.QueueModeSet: interactions.set_mode,
    happened.OfferMade: offers.make,
    happened.OfferShown: offers.show,
    happened.ShowLimitExtended: offers.extend_show_limit,
    happened.OfferAccepted: offers.accept,
    happened.OfferDeclined: offers.decline,
    happened.OfferExpired: offers.expire,
    happened.OfferWithdrawn: offers.withdraw,
    happened.ConnectionFailed: assignments.fail,
    happened.InteractionConnected: assignments.connect,
    happened.AgentReleased: assignments.release,
    happened.WrapUpStarted: assignments.start_wrap_up,
    happened.WrapUpEnded: assignments.end_wrap_up,
    happened.WrapUpAskedFor: assignments.ask_for_wrap_up,
    happened.DispositionGiven: assignments.take_disposition,
    happened.AssignmentParked: assignments.park,
    happened.AssignmentTakenUp: assignments.take_up,
}
assert set(EVOLVING) == set(get_args(RoutingEvent)), "each event has its function"


def evolve(state: RoutingState, event: RoutingEvent, at_ms: int, seq: int) -> None:
    """Let the event have happened at this time, under this number of its input."""
    EVOLVING[event.__class__](state, event, at_ms, seq)
