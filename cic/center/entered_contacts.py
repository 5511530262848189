"""Contacts that no channel brought, entered by an agent once they are over. Owns which are taken; keeps none of them:
the contact log does."""

from cic.center.desk_events import ContactEntered
from cic.center.desk_inputs import EnterContact
from cic.center.round import Round
from routing.agents import find_agent
from routing.rejections import Rejection, RejectionCode
from routing.vocabulary import ContactId

KINDS = ("visit", "letter", "talk", "fax", "other")
AGO_MS_MAX = 366 * 86_400_000
DURATION_MS_MAX = 86_400_000


def enter(work: Round, given: EnterContact) -> Rejection | None:
    """Take a contact as the agent tells of it, with one of the center's dispositions."""
    refusal = _refuse_words(work, given) or _refuse_times(work.now_ms, given)
    if refusal is not None:
        return refusal
    entered = ContactEntered(
        contact_id=ContactId(work.new_id("c")),
        agent_id=given.agent_id,
        kind=given.kind,
        queue_id=given.queue_id,
        caller=given.caller,
        began_at_ms=given.began_at_ms,
        duration_ms=given.duration_ms,
        disposition=given.disposition,
        note=given.note,
    )
    work.apply([entered])
    return None


def _refuse_words(work: Round, given: EnterContact) -> Rejection | None:
    agent = find_agent(work.state.routing, given.agent_id)
    if isinstance(agent, Rejection):
        return agent
    if given.kind not in KINDS:
        return Rejection(RejectionCode.NOT_SUPPORTED, f"expected a kind of contact out of: {', '.join(KINDS)}")
    queue = work.state.routing.queues.get(given.queue_id)
    if queue is None:
        return Rejection(RejectionCode.UNKNOWN_QUEUE, "no queue of this id is configured")
    if not given.disposition and not queue.configuration.dispositions:
        return None
    # What no channel brought may be about anything: any disposition of the center will do.
    known = {one for each in work.state.routing.queues.values() for one in each.configuration.dispositions}
    if given.disposition not in known:
        return Rejection(RejectionCode.UNKNOWN_DISPOSITION, f"expected one of: {', '.join(sorted(known))}")
    return None


def _refuse_times(now_ms: int, given: EnterContact) -> Rejection | None:
    if not 0 <= given.duration_ms <= DURATION_MS_MAX:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "expected a contact of 24 hours at most")
    if not now_ms - AGO_MS_MAX <= given.began_at_ms <= now_ms - given.duration_ms:
        days = AGO_MS_MAX // 86_400_000
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, f"expected a contact that is over, within the last {days} days")
    return None
