"""What each figure of reports and boards means: one id, one definition in words, one function. Owns the list.

Whoever shows a figure shows these words beside it; whoever computes one calls ``of``. Contacts are counted whole, in
the interval in which they came to the queue or to the agent. The time of agents is counted by the clock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial

from cic.reporting import figures
from cic.reporting.figures import Figures, Value


class Unit(Enum):
    """What a figure is measured in."""

    COUNT = "count"
    MS = "ms"
    SHARE = "share"
    """0 to 1, shown as per cent."""
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure. ``is_sum``: figures of parts add up to that of the whole; others are computed from sums."""

    id: str
    unit: Unit
    label: Words
    definition: Words
    of: Callable[[Figures], Value]
    is_sum: bool


def _sum(
    name: str, unit: Unit, label: Words, definition: Words, of: Callable[[Figures], Value] | None = None
) -> Metric:
    return Metric(name, unit, label, definition, of or partial(_counted, name), is_sum=True)


def _counted(name: str, given: Figures) -> int:
    return given.get(name, 0)


def _rate(name: str, unit: Unit, label: Words, definition: Words, of: Callable[[Figures], Value]) -> Metric:
    return Metric(name, unit, label, definition, of, is_sum=False)


VISITS = (
    _sum("offered", Unit.COUNT, Words("Offered", "进入队列"), Words(
        "Visits to the queue: each time that a customer, or work that a customer left, begins to wait in it, counted "
        "in the interval in which the wait begins. Offered = answered + abandoned + short abandons + left + waiting.",
        "进入队列的次数：客户（或客户留下的待办）每开始在该队列等待一次计一次，计入开始等待的时段。"
        "进入队列 = 已接听 + 放弃 + 短时放弃 + 离开队列 + 等待中。")),
    _sum("contacts", Unit.COUNT, Words("Contacts", "联络数"), Words(
        "Visits that were the first of their contact to any queue: a contact that waits twice is counted once.",
        "该联络首次进入任一队列的次数：同一联络多次等待只计一次。")),
    _sum("handed_in", Unit.COUNT, Words("Handed in", "转入"), Words(
        "Visits that an agent began, by handing the customer to the queue or to one of its agents.",
        "由坐席将客户转到该队列或其坐席而产生的进入次数。")),
    _sum("answered", Unit.COUNT, Words("Answered", "已接听"), Words(
        "Visits that ended with an agent in contact with the customer, counted in the interval where the wait began.",
        "以坐席与客户接通而结束的进入次数，计入开始等待的时段。")),
    _sum("answered_in_target", Unit.COUNT, Words("Answered in time", "目标内接听"), Words(
        "Answered visits whose wait was no longer than the queue's service level target at that time.",
        "等待时长不超过当时该队列服务水平目标的已接听次数。")),
    _sum("abandoned", Unit.COUNT, Words("Abandoned", "放弃"), Words(
        "Visits that ended because the customer was gone before an agent was in contact, short abandons not counted.",
        "坐席接通前客户已离开的进入次数，不含短时放弃。")),
    _sum("short_abandoned", Unit.COUNT, Words("Short abandons", "短时放弃"), Words(
        "The same, after a wait shorter than the queue's limit for short abandons (5 s where none is set). They count "
        "neither as abandoned nor in the service level.",
        "同上，但等待短于该队列的短时放弃界限（未设置时为 5 秒）。不计入放弃，也不计入服务水平。")),
    _sum("left", Unit.COUNT, Words("Left the queue", "离开队列"), Words(
        "Visits that went on without an agent: waited too long, nobody there, a step of the queue, a call back or a "
        "message instead, another queue, or the flow ended them.",
        "未经坐席而离开队列的次数：等待超时、无人值守、队列规则、改为回拨或留言、转往其他队列，或由流程结束。")),
    _sum("waiting", Unit.COUNT, Words("Waiting", "等待中"), Words(
        "Visits that are not over yet.", "尚未结束的进入次数。")),
    _rate("service_level", Unit.SHARE, Words("Service level", "服务水平"), Words(
        "Answered in time / (answered + abandoned + left). Short abandons and those who still wait are left out.",
        "目标内接听 ÷（已接听 + 放弃 + 离开队列）。不含短时放弃和仍在等待者。"), figures.service_level),
    _rate("abandon_rate", Unit.SHARE, Words("Abandon rate", "放弃率"), Words(
        "Abandoned / (answered + abandoned + left).", "放弃 ÷（已接听 + 放弃 + 离开队列）。"), figures.abandon_rate),
    _rate("average_answer_ms", Unit.MS, Words("Average speed of answer", "平均应答速度"), Words(
        "The wait of answered visits / answered: from entering this queue until agent and customer are in contact, "
        "ringing included.", "已接听者的等待时长 ÷ 已接听：从进入本队列到坐席与客户接通，含振铃。"),
        figures.average_answer_ms),
    _rate("average_abandon_ms", Unit.MS, Words("Average time to abandon", "平均放弃时长"), Words(
        "The wait of abandoned visits / abandoned.", "放弃者的等待时长 ÷ 放弃。"), figures.average_abandon_ms),
)  # fmt: skip

HANDLED = (
    _sum("handled", Unit.COUNT, Words("Handled", "已处理"), Words(
        "Times that an agent was in contact with a customer or had work in hand, counted for agent and queue in the "
        "interval in which that began. A contact that two agents had is counted for each. Who is asked by another "
        "agent or listens in on one handles nothing by that; who takes the customer over does.",
        "坐席与客户接通或受理待办的次数，按坐席和队列计入其开始的时段。由两名坐席处理的联络各计一次。"
        "被其他坐席咨询或监听其他坐席不计入，接管客户则计入。")),
    _sum("finished", Unit.COUNT, Words("Finished", "已完成"), Words(
        "Those of the handled whose wrap-up is over too. Times are counted of these, whole, however late they ended.",
        "已处理中话后处理也已结束者。各项时长只计这些联络，且完整计入，无论何时结束。")),
    _sum("dialled", Unit.COUNT, Words("Called", "外呼"), Words(
        "Those of the handled in which the agent had called the customer.", "已处理中由坐席呼出者。")),
    _sum("transferred_in", Unit.COUNT, Words("Transferred in", "接入转接"), Words(
        "Those of the handled that another agent had handed on.", "已处理中由其他坐席转来者。")),
    _sum("transferred_out", Unit.COUNT, Words("Transferred out", "转出"), Words(
        "Those of the handled that the agent handed on: to a queue, another agent or a number.",
        "已处理中由该坐席转给队列、其他坐席或外部号码者。")),
    _sum("talk_ms", Unit.MS, Words("Talk", "通话"), Words(
        "Time of finished contacts in which agent and customer could hear each other.",
        "已完成联络中坐席与客户相互通话的时长。")),
    _sum("hold_ms", Unit.MS, Words("Hold", "保持"), Words(
        "Time of finished contacts in which the customer was on hold.", "已完成联络中客户被保持的时长。")),
    _sum("consult_ms", Unit.MS, Words("Consult", "咨询"), Words(
        "Time of finished contacts in which the agent asked somebody else while the customer waited.",
        "已完成联络中坐席咨询他人、客户等待的时长。")),
    _sum("work_ms", Unit.MS, Words("Work", "处理"), Words(
        "Time of finished contacts without a call in which the agent had them in hand, not laid aside.",
        "无通话的已完成联络由坐席处理（未搁置）的时长。")),
    _sum("wrap_up_ms", Unit.MS, Words("Wrap-up", "话后处理"), Words(
        "Time from the end of finished contacts until their wrap-ups ended.",
        "已完成联络结束后到话后处理结束的时长。")),
    _sum("handle_ms", Unit.MS, Words("Handle time", "处理时长"), Words(
        "Talk + hold + consult + work + wrap-up.", "通话 + 保持 + 咨询 + 处理 + 话后处理。"), figures.handle_ms),
    _rate("average_handle_ms", Unit.MS, Words("Average handle time", "平均处理时长"), Words(
        "Handle time / finished.", "处理时长 ÷ 已完成。"), figures.average_handle_ms),
    _rate("average_talk_ms", Unit.MS, Words("Average talk", "平均通话时长"), Words(
        "Talk / finished.", "通话 ÷ 已完成。"), partial(figures.average_of, "talk_ms")),
    _rate("average_wrap_up_ms", Unit.MS, Words("Average wrap-up", "平均话后时长"), Words(
        "Wrap-up / finished.", "话后处理 ÷ 已完成。"), partial(figures.average_of, "wrap_up_ms")),
)  # fmt: skip

RATED = (
    _sum("ratings", Unit.COUNT, Words("Ratings", "评价数"), Words(
        "Ratings that customers gave, counted for the queue and the agent who had served them last, in the interval in "
        "which they were given.", "客户给出的评价数，计入最后服务的队列和坐席，按评价时间所在时段。")),
    _rate("average_rating", Unit.SHARE, Words("Average rating", "平均评价"), Words(
        "Where ratings stand on their scales, on average: 0 % is the lowest value, 100 % the highest.",
        "评价在其量表上的平均位置：0% 为最低值，100% 为最高值。"), figures.average_rating),
)  # fmt: skip

OF_AGENTS = (
    _sum("consulted", Unit.COUNT, Words("Consulted", "被咨询"), Words(
        "Times that the agent was asked by another agent; not among the handled.",
        "被其他坐席咨询的次数，不计入已处理。")),
    _sum("offers_missed", Unit.COUNT, Words("Offers missed", "超时未接"), Words(
        "Offers that ran out while they stood.", "派送后超时未应答的次数。")),
    _sum("offers_declined", Unit.COUNT, Words("Offers declined", "拒接"), Words(
        "Offers that the agent declined.", "坐席拒接的次数。")),
)  # fmt: skip

STATES = (
    _sum("sign_ins", Unit.COUNT, Words("Sign-ins", "签入次数"), Words(
        "Times that the agent signed in, counted in the interval of each.", "坐席签入的次数，计入签入时的时段。")),
    _sum("breaks", Unit.COUNT, Words("Breaks", "小休次数"), Words(
        "Breaks that began in the interval.", "在该时段内开始的小休次数。")),
    _sum("signed_in_ms", Unit.MS, Words("Signed in", "签入"), Words(
        "Time by the clock in which the agent was signed in = ready + ringing + in contact + wrapping up + on break + "
        "not responding. Each moment is of one of these.",
        "坐席签入的时长（按时钟）= 示闲 + 振铃 + 处理中 + 话后 + 小休 + 未响应。每一时刻只属于其中一种。"),
        figures.signed_in_ms),
    _sum("ready_ms", Unit.MS, Words("Ready", "示闲"), Words(
        "Available, with nothing in hand and nothing offered.", "空闲可用，无联络在手，也无派送。")),
    _sum("ringing_ms", Unit.MS, Words("Ringing", "振铃"), Words(
        "Something is offered to the agent and nothing is in hand.", "有派送等待应答，且无联络在手。")),
    _sum("in_contact_ms", Unit.MS, Words("In contact", "处理中"), Words(
        "At least one contact is in hand that is not in wrap-up yet: from accepting it, hold and consult included, "
        "and so is a talk that the agent is asked about or listens in on. Of several at once, each moment is "
        "counted once.",
        "至少有一个尚未进入话后处理的联络在手：自接受起，含保持和咨询，也含被咨询或监听的通话。同时多个时，每一时刻只计一次。")),
    _sum("wrapping_up_ms", Unit.MS, Words("Wrapping up", "话后"), Words(
        "Wrap-ups are all that is in hand.", "在手的只有话后处理。")),
    _sum("break_ms", Unit.MS, Words("On break", "小休"), Words(
        "On a break, with nothing in hand.", "小休中，且无联络在手。")),
    _sum("not_responding_ms", Unit.MS, Words("Not responding", "未响应"), Words(
        "Taken out for not answering an offer, with nothing in hand.", "因未应答派送而被置为未响应，且无联络在手。")),
    _sum("in_hand_ms", Unit.MS, Words("Contacts in hand", "联络在手"), Words(
        "In contact + wrapping up.", "处理中 + 话后。"), figures.in_hand_ms),
    _rate("occupancy", Unit.SHARE, Words("Occupancy", "占用率"), Words(
        "Contacts in hand / (contacts in hand + ready + ringing), by the clock: an agent with three chats is as "
        "occupied as one with a call, and no more. Breaks and not responding are left out.",
        "联络在手 ÷（联络在手 + 示闲 + 振铃），按时钟计：同时处理三个聊天与处理一个电话占用相同。不含小休和未响应。"),
        figures.occupancy),
    _rate("average_at_once", Unit.NUMBER, Words("Contacts at once", "同时联络数"), Words(
        "How many contacts were in hand at once, on average over the time with contacts in hand; those laid aside are "
        "not counted.", "联络在手期间平均同时在手的联络数，不含搁置者。"), figures.average_at_once),
)  # fmt: skip

METRICS: dict[str, Metric] = {
    metric.id: metric for group in (VISITS, HANDLED, RATED, OF_AGENTS, STATES) for metric in group
}
