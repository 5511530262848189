"""A hotline whose callers can help themselves: one flow of every kind that the center has to do something for."""

from dataclasses import replace
from typing import Any

from cic.center.inputs import EntryPoint
from ivr_flows.model import (
    Argument,
    AuthenticateNode,
    CollectNode,
    Flow,
    HangUpNode,
    MenuKey,
    MessageNode,
    Node,
    QueueNode,
    RatingNode,
    Recorded,
    Recording,
    ResultName,
    ReturnNode,
    SayNode,
    SourceNode,
    TransferNode,
    WorkNode,
)
from ivr_flows.speaking.prompt_text import Value
from routing.configuration import CAPACITY, Admission, MediumConfiguration
from routing.vocabulary import FlowId, Medium
from tests.unit.center.hotline import SALES, Hotline, configuration

WAITING_NUMBER, PIN_NUMBER, OUTSIDE_NUMBER, MESSAGE_NUMBER, TASK_NUMBER = "5000", "5001", "5002", "5003", "5004"
PIN_FLOW = FlowId("pin")
MINUTE_MS = 60_000
HOUR_MS = 3_600_000


def _flow(name: str, *nodes: object, **fields: object) -> Flow:
    bye = HangUpNode("bye")
    made = (*nodes, bye)
    start = nodes[0].node_id  # type: ignore[attr-defined]
    return Flow(FlowId(name), "1", "en", start, made, ("en",), "bye", **fields)  # type: ignore[arg-type]


WAITING = _flow(
    "waiting",
    QueueNode(
        "wait", SALES, (), "default", (Recording("place"),), 20_000, "rate", None,
        keys=(
            MenuKey("1", "message", "message"), MenuKey("2", "callback", "callback"), MenuKey("3", "over", "wait"),
        ),
        say_agent=(Recording("agent"),),
    ),
    MessageNode("message", SALES, (Recording("after_the_tone"),), MINUTE_MS, 3_000, HOUR_MS, 0, "bye", "bye", "bye"),
    WorkNode("callback", Medium.CALLBACK, SALES, "", None, HOUR_MS, 0, "bye", "bye"),
    RatingNode("rate", "service", (Recording("rate"),), ((Recording("rate"),),), (), (), 1, 5, 5_000, "bye", None),
    spoken={
        "en/place": (Recorded("place-1"), Value("queue.place", "number")),
        "en/agent": (Recorded("agent-1"), Value("agent.number", "digits")),
    },
)  # fmt: skip
PIN = _flow(
    "pin",
    CollectNode(
        "account", "account", (Recording("account"),), (), (), (), 5, 5, "#", 5_000, 3_000, "ask_pin", None, "bye"
    ),
    AuthenticateNode(
        "ask_pin", "accounts", (Argument("account_number", "collected.account"),), (Recording("pin"),),
        ((Recording("pin_again"),),), (), (Recording("wrong"),), 4, 6, "#", 5_000, 3_000, 3, 60_000,
        "balance", "refused", "refused", "refused",
    ),
    SourceNode(
        "balance", "accounts", (Argument("account_number", "collected.account"),),
        (ResultName("balance", "balance"), ResultName("holder", "holder")), "told", "refused", "refused",
    ),
    SayNode("told", (Recording("balance"),), "verified"),
    ReturnNode("verified", "verified"),
    ReturnNode("refused", "refused"),
    variables={"balance": 0},
    spoken={"en/balance": (Recorded("balance-1"), Value("balance", "amount_eur"), Value("account", "digits"))},
    for_agents=True,
)  # fmt: skip
OUTSIDE = _flow(
    "outside", TransferNode("partner", "+15550199", (), "default", 20_000, "after", "after"),
    SayNode("after", (Recording("after"),), "bye"),
)  # fmt: skip
TASK = _flow("task", WorkNode("complain", Medium.TASK, SALES, "complaint", None, MINUTE_MS, 5, "thanks", "bye"),
             SayNode("thanks", (Recording("thanks"),), "bye"))  # fmt: skip
NUMBERS = {WAITING_NUMBER: WAITING, PIN_NUMBER: PIN, OUTSIDE_NUMBER: OUTSIDE, TASK_NUMBER: TASK}


def waiting_otherwise(*more: Node, spoken: dict[str, tuple[Recorded | Value, ...]] | None = None, **queue: Any) -> Flow:
    """The flow of those who wait, with another queue node and more nodes."""
    first, *others = WAITING.nodes
    assert isinstance(first, QueueNode)
    return replace(
        WAITING, nodes=(replace(first, **queue), *others, *more), spoken={**WAITING.spoken, **(spoken or {})}
    )


def self_service(
    *,
    work_media: tuple[Medium, ...] = (Medium.VOICEMAIL, Medium.CALLBACK, Medium.TASK),
    waiting: Flow = WAITING,
    admission: Admission | None = None,
) -> Hotline:
    """A hotline with these flows too, whose center has the media of work."""
    hotline = Hotline()
    numbers = {**NUMBERS, WAITING_NUMBER: waiting}
    before = configuration("v2")
    media = tuple(MediumConfiguration(medium, CAPACITY, 1) for medium in (Medium.VOICE, *work_media))
    agents = tuple(replace(agent, number=str(101 + index)) for index, agent in enumerate(before.routing.agents))
    queues = tuple(replace(queue, admission=admission or queue.admission) for queue in before.routing.queues)
    hotline.give(
        replace(
            before,
            routing=replace(before.routing, media=media, agents=agents, queues=queues),
            flows=(*before.flows, *numbers.values()),
            entry_points=(
                *before.entry_points,
                *(EntryPoint(number, flow.flow_id) for number, flow in numbers.items()),
            ),
        )
    )
    return hotline
