"""``step``: a flow, a session and what happened give the next session and what to do. Owns which input fits when.

Pure and total: no input makes it raise, and what no longer fits (late, twice) leaves the session as it was.
"""

from ivr_flows.actions import AnswerCall, FlowAction
from ivr_flows.answering import answer, fail
from ivr_flows.around import Around
from ivr_flows.entering import go, go_wrong
from ivr_flows.inputs import (
    ActionFailed,
    AgentLeft,
    CallAnswered,
    FlowInput,
    QueuedAgain,
    SessionStarted,
    WakeUp,
)
from ivr_flows.model import Flow, QueueNode
from ivr_flows.queueing import announce, play_music
from ivr_flows.session import Session, SessionStatus, WaitingFor
from ivr_flows.walk import OUTCOME_MS_MAX, Walk, concluded, find_node
from routing.copying import replace
from routing.vocabulary import CallerFacts


def start_session(flow: Flow, caller: CallerFacts, dialled_number: str, now_ms: int) -> Session:
    """A session for a call that has just arrived; give it SessionStarted to set it going."""
    return Session(
        flow_id=flow.flow_id,
        flow_version=flow.version,
        status=SessionStatus.RUNNING,
        node=flow.start,
        attempt=1,
        dialled_number=dialled_number,
        caller=caller,
        language=flow.language,
        variables=dict(flow.variables),
        wake_at_ms=now_ms + OUTCOME_MS_MAX,
    )


def give_to_agent(session: Session) -> Session:
    """The session while an agent serves the caller: it neither plays nor wakes."""
    if session.status is SessionStatus.ENDED:
        return session
    return replace(
        session,
        status=SessionStatus.WITH_AGENT,
        waiting_for=WaitingFor.NOTHING,
        wake_at_ms=None,
        path=concluded(session.path, "connected"),
    )


def end_session(session: Session, result: str) -> Session:
    """The session of a call that is over for a reason outside the flow, such as ``hung_up``."""
    if session.status is SessionStatus.ENDED:
        return session
    return replace(
        session,
        status=SessionStatus.ENDED,
        waiting_for=WaitingFor.NOTHING,
        wake_at_ms=None,
        path=concluded(session.path, result),
    )


def step(
    flow: Flow, session: Session, given: FlowInput, now_ms: int, around: Around
) -> tuple[Session, tuple[FlowAction, ...]]:
    """What the session becomes and asks for when this has happened; ``flow`` is the version it was started with."""
    walk = Walk(flow, session, now_ms, around)
    match session.status:
        case SessionStatus.RUNNING:
            _step_running(walk, given)
        case SessionStatus.WITH_AGENT:
            _step_with_agent(walk, given)
        case SessionStatus.ENDED:
            pass
    return walk.session, tuple(walk.actions)


def _step_with_agent(walk: Walk, given: FlowInput) -> None:
    node = find_node(walk.flow, walk.session.node)
    if isinstance(given, AgentLeft):
        walk.session = replace(walk.session, status=SessionStatus.RUNNING)
        if isinstance(node, QueueNode) and node.after_agent is not None:
            go(walk, node.after_agent)
        else:
            walk.end("served")
    elif isinstance(given, QueuedAgain):
        walk.session = replace(walk.session, status=SessionStatus.RUNNING)
        if isinstance(node, QueueNode):
            walk.arrive(node.node_id)
            play_music(walk, node)
        else:
            go(walk, go_wrong(walk, "failed"))


def _step_running(walk: Walk, given: FlowInput) -> None:
    waiting_for = walk.session.waiting_for
    match given:
        case WakeUp():
            _wake(walk)
        case ActionFailed(reason):
            _fail(walk, "failed", reason)
        case SessionStarted() if waiting_for is WaitingFor.START:
            walk.wait(AnswerCall(), WaitingFor.ANSWER, OUTCOME_MS_MAX)
        case CallAnswered() if waiting_for is WaitingFor.ANSWER:
            go(walk, walk.flow.start)
        case _:
            go(walk, answer(walk, find_node(walk.flow, walk.session.node), given))


def _wake(walk: Walk) -> None:
    if walk.session.wake_at_ms is None or walk.now_ms < walk.session.wake_at_ms:
        return
    node = find_node(walk.flow, walk.session.node)
    if walk.session.waiting_for is WaitingFor.QUEUE_MUSIC and isinstance(node, QueueNode):
        announce(walk, node)
    else:
        _fail(walk, "late")


def _fail(walk: Walk, result: str, reason: str = "") -> None:
    if walk.session.waiting_for in (WaitingFor.START, WaitingFor.ANSWER):
        walk.end(result)
        return
    node = find_node(walk.flow, walk.session.node)
    if node is None:
        walk.end("lost")
    else:
        go(walk, fail(walk, node, result, reason))
