"""A day of a center as text, and the journal that it stands for. Owns the day and how it is read; knows no figure.

One hour of it is full, and has its own figures; the rest is thin, and goes over both midnights.

Each line is a time, who or what, and what happens. All that happens in one second after one another is one record.
"""

from collections.abc import Callable

from cic.calls.events import ConsultAsked, ConsultClosed, ConsultMoved, InteractionHeld, InteractionResumed
from cic.calls.machines.consult import ConsultStage
from cic.center.events import CenterEvent, ContactRated
from cic.center.inputs import DeadlinePassed
from cic.journal.port import Committed
from routing.configuration import (
    AgentConfiguration,
    QueueConfiguration,
    RoutingConfiguration,
    WrapUpMode,
    WrapUpRule,
)
from routing.configuration_events import RoutingConfigured
from routing.events import (
    ActivityChanged,
    AgentReleased,
    InteractionConnected,
    InteractionEnded,
    InteractionLeftQueue,
    InteractionOpened,
    InteractionQueued,
    InteractionTaken,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    WrapUpEnded,
    WrapUpStarted,
)
from routing.vocabulary import (
    Activity,
    AgentId,
    ContactId,
    EndCause,
    InteractionId,
    Medium,
    OfferId,
    ProviderId,
    QueueId,
)

MIDNIGHT_MS = 1_772_406_000_000
"""Monday, 2 March 2026, 0:00 in Vienna."""
ZONE = "Europe/Vienna"
AGENTS = ("ann", "bob", "cal", "dan")
TARGETS_S = {"sales": 20, "support": 30}
"""Both count who gives up within 5 s as a short abandon."""

BEFORE = """
-1:30:00 cal available              | the night watch, since before midnight
00:10:00 c20 enters support         | Cal answers after 15 s: four minutes
00:10:00 c20 offered cal
00:10:12 c20 accepted cal
00:10:15 c20 connected cal
00:14:15 c20 released cal
00:14:15 c20 ended caller_hung_up
00:15:15 c20 wrapped cal
00:30:00 cal signed_out
07:40:00 c21 enters sales           | nobody is there yet: gives up after 70 s
07:41:10 c21 ended caller_hung_up
"""

HOUR = """
08:59:30 ann available
09:00:00 bob available
09:01:00 c1 enters sales            | answered after 12 s, two minutes of talk, 30 s of hold, 90 s of talk
09:01:00 c1 offered ann
09:01:10 c1 accepted ann
09:01:12 c1 connected ann
09:03:12 c1 held
09:03:42 c1 resumed
09:04:00 dan available
09:04:50 c10 enters support chat    | two chats at once for Dan, each waited 10 s and took ten minutes
09:04:50 c10 offered dan
09:04:55 c10 accepted dan
09:05:00 c10 connected dan
09:05:12 c1 released ann
09:05:12 c1 ended caller_hung_up
09:05:42 c1 wrapped ann
09:09:50 c11 enters support chat
09:09:50 c11 offered dan
09:09:55 c11 accepted dan
09:10:00 c11 connected dan
09:10:00 c2 enters sales            | declined by Ann, answered by Bob after 30 s: too late; ten minutes over a border
09:10:00 c2 offered ann
09:10:08 c2 declined ann
09:10:08 c2 offered bob
09:10:28 c2 accepted bob
09:10:30 c2 connected bob
09:14:50 c3 enters sales            | gives up after 40 s, in the next quarter
09:15:00 cal available
09:15:00 c10 released dan
09:15:00 c10 wrapped dan
09:15:00 c10 ended completed
09:15:30 c3 ended caller_hung_up
09:20:00 c4 enters sales            | a wrong number: gone after 3 s
09:20:00 c11 released dan
09:20:00 c11 wrapped dan
09:20:00 c11 ended completed
09:20:00 dan on_break training
09:20:03 c4 ended caller_hung_up
09:20:30 c2 released bob
09:20:50 c2 rated sales bob 4
09:20:55 c2 ended flow_ended
09:21:30 c2 wrapped bob
09:25:00 c5 enters support          | nobody there for two minutes: goes on in the flow, and hangs up
09:27:00 c5 left waited_too_long
09:27:30 c5 ended caller_hung_up
09:30:00 dan available
09:30:00 c6 enters sales            | Ann asks Cal, and hands the caller over
09:30:00 c6 offered ann
09:30:03 c6 accepted ann
09:30:05 c6 connected ann
09:31:00 c6 held
09:31:00 c6 asks k6 cal sales
09:31:00 k6 offered cal
09:31:10 k6 accepted cal
09:31:15 c6 consults k6 cal
09:31:45 c6 handed_over k6 ann cal support
09:32:05 c6 wrapped ann
09:33:00 ann on_break lunch
09:35:45 c6 released cal
09:35:45 c6 ended caller_hung_up
09:36:00 c6 wrapped cal
09:40:00 dan signed_out
09:40:00 c7 enters sales            | Bob hands the caller to support, where Cal answers after 25 s
09:40:00 c7 offered bob
09:40:06 c7 accepted bob
09:40:10 c7 connected bob
09:41:00 c7 transferred bob support
09:41:00 c7 offered cal
09:41:20 c7 accepted cal
09:41:25 c7 connected cal
09:41:40 c7 wrapped bob
09:43:25 c7 released cal
09:43:25 c7 wrapped cal
09:43:25 c7 ended caller_hung_up
09:44:00 c12 enters support         | Cal does not answer; Bob does, after 28 s
09:44:00 c12 offered cal
09:44:18 c12 expired cal
09:44:18 cal not_responding missed_offer
09:44:18 c12 offered bob
09:44:24 c12 accepted bob
09:44:28 c12 connected bob
09:44:40 cal available
09:44:58 c12 released bob
09:44:58 c12 ended caller_hung_up
09:45:00 c8 enters support callback | a call back that somebody asked for; Cal takes it out of the list
09:45:08 c12 wrapped bob
09:48:00 ann available
09:50:00 c8 taken cal support
09:50:00 c8 connected cal
09:52:00 c8 released cal
09:52:00 c8 wrapped cal
09:52:00 c8 ended completed
09:55:00 cal signed_out
09:58:00 c9 enters sales            | still waits at the end
10:00:00 ann signed_out
"""

AFTER = """
10:03:00 c9 ended caller_hung_up    | had waited for five minutes
10:15:00 bob on_break lunch
11:00:00 bob available
12:00:00 ann available
12:15:00 c22 enters sales           | answered after 8 s: ten minutes of talk, one of hold, four of talk
12:15:00 c22 offered ann
12:15:05 c22 accepted ann
12:15:08 c22 connected ann
12:25:08 c22 held
12:26:08 c22 resumed
12:30:08 c22 released ann
12:30:15 c22 rated sales ann 5
12:30:20 c22 ended flow_ended
12:31:08 c22 wrapped ann
13:00:00 ann on_break lunch
13:30:00 ann available
13:50:00 c23 enters support chat    | nobody is there: the customer goes after 200 s
13:53:20 c23 ended caller_hung_up
14:00:00 dan available
15:59:50 c24 enters support         | rings over the full hour, answered after 20 s: half an hour
15:59:50 c24 offered bob
16:00:05 c24 accepted bob
16:00:10 c24 connected bob
16:30:10 c24 released bob
16:30:10 c24 ended agent_hung_up
16:31:40 c24 wrapped bob
17:00:00 bob signed_out
17:30:00 dan on_break training
18:00:00 ann signed_out
18:00:00 dan signed_out
23:30:00 cal available
23:45:00 c25 enters sales           | over midnight, answered after 6 s: twenty minutes
23:45:00 c25 offered cal
23:45:04 c25 accepted cal
23:45:06 c25 connected cal
23:58:00 c26 enters sales           | gives up on the next day, after 150 s
24:00:30 c26 ended caller_hung_up
24:05:06 c25 released cal
24:05:06 c25 ended caller_hung_up
24:06:06 c25 wrapped cal
24:10:00 c27 enters sales           | the next day's: gone after 4 s
24:10:04 c27 ended caller_hung_up
24:30:00 cal signed_out
"""


def golden_records() -> list[Committed]:
    """The journal of the hour alone."""
    return _records("08:00:00", HOUR)


def golden_day_records() -> list[Committed]:
    """The journal of the whole day."""
    return _records("-2:00:00", BEFORE + HOUR + AFTER)


def _records(configured_at: str, text: str) -> list[Committed]:
    records = [Committed(1, at_ms(configured_at), DeadlinePassed(), (RoutingConfigured(_configuration()),), None)]
    events: dict[int, list[CenterEvent]] = {}
    for line in filter(None, text.splitlines()):
        time, *words = line.partition("|")[0].split()
        events.setdefault(at_ms(time), []).extend(_events(words, at_ms(time)))
    for number, (moment_ms, happened) in enumerate(sorted(events.items()), 2):
        records.append(Committed(number, moment_ms, DeadlinePassed(), tuple(happened), None))
    return records


def at_ms(time: str) -> int:
    """The moment of a time of that day; -1:30 is half an hour before it, and 24:30 after."""
    hours, minutes, seconds = map(int, time.split(":"))
    return MIDNIGHT_MS + ((hours * 60 + minutes) * 60 + seconds) * 1000


def _configuration() -> RoutingConfiguration:
    none = WrapUpRule(WrapUpMode.NONE)
    queues = tuple(
        QueueConfiguration(QueueId(name), target_s * 1000, 18_000, none, ()) for name, target_s in TARGETS_S.items()
    )
    agents = tuple(AgentConfiguration(AgentId(name), tuple(map(QueueId, TARGETS_S)), (), False) for name in AGENTS)
    return RoutingConfiguration(queues, agents, ("lunch", "training"))


def _events(words: list[str], moment_ms: int) -> list[CenterEvent]:
    who, what, *rest = words
    if who in AGENTS:
        return [ActivityChanged(AgentId(who), Activity(what), rest[0] if rest else "")]
    return list(_HAPPENS[what](InteractionId(who), *rest, at_ms=moment_ms))


def _enters(name: InteractionId, queue: str, medium: str = "voice", *, at_ms: int) -> list[CenterEvent]:
    opened = InteractionOpened(name, ContactId(name), Medium(medium), ProviderId("p" if medium == "voice" else ""))
    return [opened, InteractionQueued(name, QueueId(queue), at_ms, 0)]


def _released(name: InteractionId, agent: str, cause: EndCause = EndCause.CALLER_HUNG_UP) -> list[CenterEvent]:
    return [AgentReleased(name, AgentId(agent), cause), WrapUpStarted(name, AgentId(agent), 0)]


def _asks(name: InteractionId, consult: str, agent: str, queue: str, *, at_ms: int) -> list[CenterEvent]:
    consult_id = InteractionId(consult)
    return [
        ConsultAsked(name, consult_id, AgentId(agent), None, None),
        InteractionOpened(consult_id, ContactId(name), Medium.VOICE, ProviderId("p")),
        InteractionQueued(consult_id, QueueId(queue), at_ms, 0),
    ]


def _consults(name: InteractionId, consult: str, agent: str, *, at_ms: int) -> list[CenterEvent]:
    return [ConsultMoved(name, ConsultStage.TALKING), InteractionConnected(InteractionId(consult), AgentId(agent))]


def _handed_over(
    name: InteractionId, consult: str, giver: str, taker: str, queue: str, *, at_ms: int
) -> list[CenterEvent]:
    consult_id = InteractionId(consult)
    return [
        ConsultClosed(name, consult_id, EndCause.TRANSFERRED),
        *_released(name, giver, EndCause.TRANSFERRED),
        InteractionTaken(name, AgentId(taker), QueueId(queue)),
        InteractionConnected(name, AgentId(taker)),
        *_released(consult_id, taker, EndCause.TRANSFERRED),
        WrapUpEnded(consult_id, AgentId(taker), "", None),
        InteractionEnded(consult_id, EndCause.TRANSFERRED, None),
    ]


def _transferred(name: InteractionId, giver: str, queue: str, *, at_ms: int) -> list[CenterEvent]:
    return [*_released(name, giver, EndCause.TRANSFERRED), InteractionQueued(name, QueueId(queue), at_ms, 0)]


def _offer(name: InteractionId) -> OfferId:
    return OfferId(f"o-{name}")


_HAPPENS: dict[str, Callable[..., list[CenterEvent]]] = {
    "enters": _enters,
    "offered": lambda i, agent, at_ms: [OfferMade(_offer(i), i, AgentId(agent), 1, 0)],
    "accepted": lambda i, agent, at_ms: [OfferAccepted(_offer(i), i, AgentId(agent))],
    "declined": lambda i, agent, at_ms: [OfferDeclined(_offer(i), i, AgentId(agent), 0)],
    "expired": lambda i, agent, at_ms: [OfferExpired(_offer(i), i, AgentId(agent))],
    "connected": lambda i, agent, at_ms: [InteractionConnected(i, AgentId(agent))],
    "held": lambda i, at_ms: [InteractionHeld(i)],
    "resumed": lambda i, at_ms: [InteractionResumed(i)],
    "released": lambda i, agent, at_ms: _released(i, agent),
    "wrapped": lambda i, agent, at_ms: [WrapUpEnded(i, AgentId(agent), "", None)],
    "ended": lambda i, cause, at_ms: [InteractionEnded(i, EndCause(cause), None)],
    "left": lambda i, reason, at_ms: [InteractionLeftQueue(i, reason)],
    "taken": lambda i, agent, queue, at_ms: [InteractionTaken(i, AgentId(agent), QueueId(queue))],
    "rated": lambda i, queue, agent, value, at_ms: [
        ContactRated(ContactId(i), i, "service", int(value), 1, 5, QueueId(queue), AgentId(agent))
    ],
    "asks": _asks,
    "consults": _consults,
    "handed_over": _handed_over,
    "transferred": _transferred,
}
