"""The door to every decision of routing: a command and the state in, events or a rejection out. Changes nothing."""

from collections.abc import Callable
from typing import Any, get_args

from routing import commands as asked
from routing import supervisor_commands as ordered
from routing.agents import decide_activity, decide_configuration, decide_phone
from routing.commands import RoutingCommand
from routing.deadlines import decide_due
from routing.desktops import decide_desktop, decide_shown
from routing.events import RoutingEvent
from routing.interactions import (
    decide_complete,
    decide_confirm,
    decide_end,
    decide_enqueue,
    decide_fail,
    decide_keep_place,
    decide_leave,
    decide_open,
    decide_release,
    decide_submit,
    decide_transfer,
    decide_withdraw,
)
from routing.offers import decide_accept, decide_decline
from routing.rejections import Rejection
from routing.staging import decide_activate, decide_round, decide_stage
from routing.state import RoutingState
from routing.supervision import decide_mode, decide_modes, decide_override, decide_priority, decide_seen_to
from routing.supervisor_acts import (
    decide_end_wrap_ups,
    decide_force_activity,
    decide_force_release,
    decide_front,
    decide_reassign_to_agent,
    decide_reassign_to_queue,
    decide_take_offered,
)
from routing.taking import (
    decide_ask_agent,
    decide_end_consultation,
    decide_give,
    decide_hand_over,
    decide_return,
    decide_take,
    decide_transfer_to_agent,
)
from routing.wrap_up import decide_asking, decide_wrap_up

Decided = list[RoutingEvent] | Rejection
Deciding = Callable[[RoutingState, Any, int, int], Decided]

DECIDING: dict[type, Deciding] = {
    asked.ConfigureRouting: lambda state, command, now_ms, sequence: decide_configuration(state, command),
    asked.StageConfiguration: lambda state, command, now_ms, sequence: decide_stage(state, command),
    asked.ActivateStaged: lambda state, command, now_ms, sequence: decide_activate(state, command),
    asked.TakeRound: lambda state, command, now_ms, sequence: decide_round(state),
    asked.SetActivity: lambda state, command, now_ms, sequence: decide_activity(state, command, now_ms),
    asked.SetPhoneState: lambda state, command, now_ms, sequence: decide_phone(state, command),
    asked.SetDesktopState: lambda state, command, now_ms, sequence: decide_desktop(state, command),
    asked.AcceptOffer: lambda state, command, now_ms, sequence: decide_accept(state, command),
    asked.DeclineOffer: lambda state, command, now_ms, sequence: decide_decline(state, command, now_ms),
    asked.ConfirmOfferShown: lambda state, command, now_ms, sequence: decide_shown(state, command),
    asked.FinishWrapUp: lambda state, command, now_ms, sequence: decide_wrap_up(state, command),
    asked.AskForWrapUp: lambda state, command, now_ms, sequence: decide_asking(state, command),
    asked.CompleteInteraction: lambda state, command, now_ms, sequence: decide_complete(state, command, now_ms),
    asked.TransferToQueue: decide_transfer,
    asked.TakeInteraction: lambda state, command, now_ms, sequence: decide_take(state, command),
    asked.GiveInteraction: lambda state, command, now_ms, sequence: decide_give(state, command),
    asked.AskAgent: decide_ask_agent,
    asked.TransferToAgent: lambda state, command, now_ms, sequence: decide_transfer_to_agent(state, command, now_ms),
    asked.ReturnToAgent: lambda state, command, now_ms, sequence: decide_return(state, command),
    asked.HandOver: lambda state, command, now_ms, sequence: decide_hand_over(state, command, now_ms),
    asked.EndConsultation: lambda state, command, now_ms, sequence: decide_end_consultation(state, command, now_ms),
    ordered.SetPriority: lambda state, command, now_ms, sequence: decide_priority(state, command),
    ordered.SetOverride: lambda state, command, now_ms, sequence: decide_override(state, command, now_ms),
    ordered.MoveToFront: lambda state, command, now_ms, sequence: decide_front(state, command, sequence),
    ordered.ReassignToAgent: lambda state, command, now_ms, sequence: decide_reassign_to_agent(state, command, now_ms),
    ordered.ReassignToQueue: lambda state, command, now_ms, sequence: decide_reassign_to_queue(state, command, now_ms),
    ordered.TakeOffered: lambda state, command, now_ms, sequence: decide_take_offered(state, command),
    ordered.ForceRelease: lambda state, command, now_ms, sequence: decide_force_release(state, command, now_ms),
    ordered.ForceActivity: lambda state, command, now_ms, sequence: decide_force_activity(state, command),
    ordered.EndWrapUps: lambda state, command, now_ms, sequence: decide_end_wrap_ups(state, command),
    ordered.SetQueueModes: lambda state, command, now_ms, sequence: decide_modes(state, command, now_ms),
    ordered.SetQueueMode: lambda state, command, now_ms, sequence: decide_mode(state, command, now_ms),
    ordered.CloseMissedContact: lambda state, command, now_ms, sequence: decide_seen_to(state, command),
    asked.SubmitWork: decide_submit,
    asked.WithdrawWork: lambda state, command, now_ms, sequence: decide_withdraw(state, command, now_ms),
    asked.OpenInteraction: lambda state, command, now_ms, sequence: decide_open(state, command),
    asked.EnqueueInteraction: decide_enqueue,
    asked.LeaveQueue: lambda state, command, now_ms, sequence: decide_leave(state, command),
    asked.KeepPlaceForCallback: lambda state, command, now_ms, sequence: decide_keep_place(state, command),
    asked.ConfirmConnected: lambda state, command, now_ms, sequence: decide_confirm(state, command),
    asked.FailConnection: lambda state, command, now_ms, sequence: decide_fail(state, command, now_ms),
    asked.ReleaseAgent: lambda state, command, now_ms, sequence: decide_release(state, command, now_ms),
    asked.EndInteraction: lambda state, command, now_ms, sequence: decide_end(state, command, now_ms),
    asked.ExpireDue: lambda state, command, now_ms, sequence: decide_due(state, now_ms),
}
assert set(DECIDING) == set(get_args(RoutingCommand)), "each command has its decision"


def decide(state: RoutingState, command: RoutingCommand, now_ms: int, sequence: int) -> Decided:
    """What a command leads to. ``sequence`` orders what happens within one millisecond."""
    return DECIDING[command.__class__](state, command, now_ms, sequence)
