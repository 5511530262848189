"""The steps of the flow: in which segment each stands, and how long it lasted."""

import pytest

from cic.center.events import SessionAdvanced
from cic.contact_log.fold import Ledger
from cic.contact_log.record import ContactRecord, SegmentKind
from cic.contact_log.steps import steps
from ivr_flows.session import PathStep, Session, SessionStatus
from routing.events import AgentReleased, InteractionConnected, InteractionEnded, WrapUpStarted
from routing.vocabulary import EndCause, FlowId
from tests.unit.contact_log.test_fold import (
    AGENT_LEFT,
    ALICE,
    BOB,
    CALLER,
    HUNG_UP,
    SUPPORT,
    C,
    Chapter,
    I,
    begun_by,
    offered,
    queued,
    strip,
    told,
)
from tests.unit.runtime.parts import lived_world

pytestmark = pytest.mark.unit


def advanced(*path: tuple[str, int, str], status: SessionStatus = SessionStatus.RUNNING) -> SessionAdvanced:
    """The session at the end of a path of (node, seconds, result)."""
    taken = tuple(PathStep(node, at_s * 1_000, result) for node, at_s, result in path)
    return SessionAdvanced(C, Session(FlowId("main"), "v", status, "", 0, "4000", CALLER, "en", path=taken), None)


def test_steps_stand_in_their_segments_and_last_until_the_next_step_the_talk_or_the_end() -> None:
    menu, ways = ("menu", 3, "sales"), (("known", 7, "no"), ("to_sales", 7, ""))
    waited, left = ("to_sales", 7, "connected"), (("vote", 30, "yes"), ("thanks", 30, ""))
    story: list[Chapter] = [
        (1, [advanced(("welcome", 1, ""))]),
        (3, [advanced(("welcome", 1, "said"), ("menu", 3, ""))]),
        (7, [queued(), advanced(("welcome", 1, "said"), menu, *ways)]),
        (9, [offered()]),
        (12, [InteractionConnected(I, ALICE)]),
        (12, [advanced(("welcome", 1, "said"), menu, ways[0], waited, status=SessionStatus.WITH_AGENT)]),
        (30, [AgentReleased(I, ALICE, AGENT_LEFT), WrapUpStarted(I, ALICE, 0)]),
    ]
    told_path = (("welcome", 1, "said"), menu, ways[0], waited)
    story[-1] = (30, [*story[-1][1], advanced(*told_path, *left)])
    assert [(step.node, step.ordinal, step.duration_ms) for step in steps(told(story))] == [
        ("welcome", 1, 2_000),
        ("menu", 1, 4_000),
        ("known", 1, 0),
        ("to_sales", 2, 5_000),
        ("vote", 5, 0),
        ("thanks", 5, None),
    ]
    contact = told([*story, (33, [InteractionEnded(I, EndCause.FLOW_ENDED, None)])])
    assert steps(contact)[-1].duration_ms == 3_000 and contact.answered_at_ms == 1_000
    assert strip(contact)[-1] == ("ivr", 3, None, "flow_ended")


def test_a_flow_that_goes_on_for_no_time_between_two_queues_is_there_still() -> None:
    path = (("to_sales", 1, "connected"), ("which", 10, "vip"), ("to_support", 10, ""))
    contact = told(
        [
            (1, [queued(), advanced(("to_sales", 1, "")), offered()]),
            (2, [InteractionConnected(I, ALICE), advanced(path[0])]),
            (10, [AgentReleased(I, ALICE, AGENT_LEFT), queued(SUPPORT), advanced(*path), offered(BOB)]),
        ]
    )
    assert [segment.kind.value for segment in contact.segments] == [
        "ivr", "queue", "ring", "talk", "ivr", "queue", "ring",
    ]  # fmt: skip
    assert [(step.node, step.ordinal) for step in steps(contact)] == [("to_sales", 2), ("which", 5), ("to_support", 6)]
    assert begun_by(contact)[4:6] == ["flow", "flow"] and contact.hand_overs == ()


def test_a_step_that_began_as_the_caller_left_has_its_segment() -> None:
    path = (("to_sales", 1, "connected"), ("thanks", 10, ""))
    contact = told(
        [
            (1, [queued(), advanced(("to_sales", 1, "")), offered()]),
            (2, [InteractionConnected(I, ALICE), advanced(path[0])]),
            (10, [AgentReleased(I, ALICE, AGENT_LEFT), WrapUpStarted(I, ALICE, 0), advanced(*path)]),
            (10, [advanced(path[0], ("thanks", 10, "hung_up")), InteractionEnded(I, HUNG_UP, None)]),
        ]
    )
    assert strip(contact)[-1] == ("ivr", 0, None, "caller_hung_up") and steps(contact)[-1].ordinal == 5
    assert contact.wrap_ups[0].predecessor == 4


def assert_steps_add_up(contact: ContactRecord) -> None:
    """Every step has its segment, in order, and those of an IVR segment fill it from the first one on."""
    told_steps = steps(contact)
    assert [step.node for step in told_steps] == [step.node for step in contact.path]
    assert [step.ordinal for step in told_steps] == sorted(step.ordinal for step in told_steps)
    for ordinal, segment in enumerate(contact.segments, 1):
        own = [step for step in told_steps if step.ordinal == ordinal]
        if own and segment.kind is SegmentKind.IVR:
            assert own[0].started_at_ms >= segment.started_at_ms
            assert own[0].started_at_ms + sum(step.duration_ms or 0 for step in own) == segment.ended_at_ms


@pytest.mark.parametrize("seed", range(12))
def test_over_a_lived_day_every_step_has_its_segment(seed: int) -> None:
    ledger, answered = Ledger(), 0
    for record in lived_world(seed).records:
        for contact in ledger.take(record):
            if contact.is_closed:
                assert_steps_add_up(contact)
                answered += contact.answered_at_ms is not None
    assert answered > 10
