"""Work that a caller has left, as an agent's desktop shows it. Opens no personal value."""

from cic.center.desk_views import help_since_ms
from cic.center.state import CenterState, WorkItem
from cic.center.view_types import InteractionView, OfferView
from routing.copying import replace
from routing.state import Assignment
from routing.vocabulary import NO_PROVIDER, PersonalRef, QueueId

ALLOWED_OF_WORK = ("complete", "transfer_to_queue")


def work_view(
    state: CenterState,
    item: WorkItem,
    queue_id: QueueId,
    *,
    name: str,
    allowed_actions: tuple[str, ...],
    offer: OfferView | None = None,
    assignment: Assignment | None = None,
) -> InteractionView:
    """Return what the desktop shows of a message, a task, or a wish to be called back; ``name`` is its state."""
    opened, queue = item.opened, state.routing.queues[queue_id].configuration
    return InteractionView(
        interaction_id=opened.interaction_id,
        contact_id=opened.contact_id,
        medium=opened.medium,
        state=name,
        offer=offer,
        provider=NO_PROVIDER,
        queue_id=queue_id,
        service_level_target_ms=queue.service_level_target_ms,
        caller=replace(opened.caller, language=opened.language),
        dialled_number=opened.dialled_number,
        arrived_at_ms=item.opened_at_ms,
        queued_at_ms=item.opened_at_ms,
        accepted_at_ms=None if assignment is None else assignment.accepted_at_ms,
        connected_at_ms=None if assignment is None else assignment.connected_at_ms,
        is_held=False,
        is_muted=False,
        held_since_ms=None,
        wrap_up_since_ms=None if assignment is None else assignment.wrap_up_since_ms,
        wrap_up_until_ms=None if assignment is None else assignment.wrap_up_until_ms or None,
        wants_wrap_up=assignment is not None and assignment.wants_wrap_up,
        given_disposition=None if assignment is None else assignment.disposition or None,
        path=(),
        collected=tuple([(key, PersonalRef(ref)) for key, ref in opened.collected.items()]),
        dispositions=queue.dispositions,
        allowed_actions=allowed_actions,
        is_parked=assignment is not None and assignment.is_parked,
        origin=opened.origin,
        subject=opened.subject,
        due_at_ms=opened.due_at_ms,
        recording=opened.recording,
        duration_ms=None if opened.recording is None else opened.duration_ms,
        number_to_call=opened.number,
        help_since_ms=help_since_ms(state, opened.interaction_id, assignment),
    )
