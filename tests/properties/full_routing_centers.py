"""Centers and contacts with all that routing knows of, to choose from. Owns the rules in choice; checks nothing."""

from collections.abc import Sequence
from itertools import permutations
from typing import Protocol, TypeVar

from routing.asking import Asked, PreferredAgent, Unavailable
from routing.configuration import (
    Admission,
    Ageing,
    AgentChoice,
    AgentConfiguration,
    AgentStrategy,
    AgentWeights,
    InteractionChoice,
    InteractionStrategy,
    MediumConfiguration,
    OfferAgain,
    QueueConfiguration,
    RoutingConfiguration,
    WrapUpMode,
    WrapUpRule,
)
from routing.overrides import NO_OVERRIDE, AgentOverride
from routing.relaxation import (
    AskInstead,
    DropSkill,
    HandTo,
    LowerLevel,
    OverflowTo,
    RaisePriority,
    RelaxationStep,
    WidenToGroup,
)
from routing.requirement_text import parse_requirement
from routing.requirement_tokens import RequirementProblem
from routing.requirements import ANYONE, Requirement
from routing.vocabulary import AgentId, GroupId, Medium, PartyId, PhoneAddress, ProviderId, QueueId

Option = TypeVar("Option")


class Choose(Protocol):
    """One of some options: by Hypothesis, which makes a failure small, or by a seed, which goes deep."""

    def __call__(self, options: Sequence[Option], /) -> Option: ...


PROVIDER = "sip"
QUEUES = ("sales", "support", "vip")
ORDERS = tuple(permutations(QUEUES))
AGENTS = ("ann", "ben", "cleo", "dan")
GROUPS = (GroupId("seniors"), GroupId("helpers"))
VOICE, MAIL, CHAT, TASK = Medium.VOICE, Medium.MAIL, Medium.CHAT, Medium.TASK
SALES, SUPPORT = QueueId("sales"), QueueId("support")


def asks(text: str) -> Requirement:
    """What a requirement's text stands for."""
    parsed = parse_requirement(text)
    assert not isinstance(parsed, RequirementProblem), parsed
    return parsed


REQUIREMENTS = (
    *[ANYONE] * 4,
    asks("billing >= 40"),
    asks("spanish >= 60 and (billing >= 40 or lang_en)"),
    asks("lang_{language} >= 20"),
    asks("is_vip or billing >= 50"),
)
STEPS = (
    (),
    (),
    (),
    (RelaxationStep(5_000, LowerLevel("billing", 20)), RelaxationStep(12_000, DropSkill("billing"))),
    (
        RelaxationStep(4_000, WidenToGroup(GROUPS[0])),
        RelaxationStep(9_000, OverflowTo(SUPPORT)),
        RelaxationStep(10_000, RaisePriority(5)),
    ),
    (RelaxationStep(6_000, AskInstead(ANYONE), if_waiting_over=1), RelaxationStep(20_000, HandTo("voicemail"))),
    (RelaxationStep(3_000, OverflowTo(SALES)), RelaxationStep(3_000, LowerLevel("spanish", 10))),
    (RelaxationStep(2_000, RaisePriority(3), if_waiting_over=2), RelaxationStep(8_000, WidenToGroup(GROUPS[1]))),
    (RelaxationStep(7_000, HandTo("callback"), if_waiting_over=1),),
)
ADMISSIONS = (
    Admission(),
    Admission(),
    Admission(resume_within_ms=20_000),
    Admission(waiting_max=2),
    Admission(wait_ms_max=15_000),
    Admission(leave_when_empty=True),
    Admission(resume_within_ms=20_000),
    Admission(3, 25_000, True, 10_000),
)
WRAP_UPS = (
    WrapUpRule(WrapUpMode.NONE),
    WrapUpRule(WrapUpMode.OPTIONAL, 10_000),
    WrapUpRule(WrapUpMode.REQUIRED),
    WrapUpRule(WrapUpMode.TIMED, 8_000),
    WrapUpRule(WrapUpMode.TIMED_WHOLE, 6_000),
)
AGAIN = (OfferAgain(30_000, 0, 0), OfferAgain(0, 0, 0), OfferAgain(5_000, 10_000, 20_000))
MEDIA = (
    (
        MediumConfiguration(VOICE, 100, 1),
        MediumConfiguration(MAIL, 50, 2, (VOICE, CHAT)),
        MediumConfiguration(CHAT, 30, 3),
        MediumConfiguration(Medium.CALLBACK, 100, 1),
    ),
    (
        MediumConfiguration(VOICE, 60, 1),
        MediumConfiguration(CHAT, 40, 2, (VOICE,)),
        MediumConfiguration(TASK, 20, 3, (VOICE, CHAT, MAIL)),
        MediumConfiguration(MAIL, 100, 1, (VOICE, CHAT)),
    ),
    (
        MediumConfiguration(VOICE, 100, 1),
        MediumConfiguration(CHAT, 50, 2),
        MediumConfiguration(MAIL, 60, 2, (CHAT, MAIL)),
    ),
)
WEIGHTS = (
    AgentWeights(skill_fit=2, cost=1, contacts=3, attributes=(("speed", 2),)),
    AgentWeights(skill_fit=1, idle_s=1, occupancy=1),
)
# The order among those drawn by chance is no matter of a model; that it repeats is a unit test's.
CHOICES = tuple(choice for choice in AgentChoice if choice is not AgentChoice.WEIGHTED_RANDOM)


def a_queue(choose: Choose, name: str) -> QueueConfiguration:
    """Any queue of this name."""
    return QueueConfiguration(
        QueueId(name),
        choose([20_000, 50_000, 0]),
        choose([7_000, 15_000]),
        choose(WRAP_UPS),
        ("done", "other"),
        requires=choose(REQUIREMENTS),
        prefers=choose([(), (), GROUPS, GROUPS[1:]]),
        steps=choose(STEPS),
        priority=choose([0, 1, 2]),
        ageing=choose([Ageing(), Ageing(5, 500), Ageing(2, 2_000)]),
        strategy=AgentStrategy(choose(CHOICES), choose(WEIGHTS), choose([False, True])),
        admission=choose(ADMISSIONS),
        offer_again=choose(AGAIN),
    )


def an_agent(choose: Choose, name: str, queues: tuple[str, ...]) -> AgentConfiguration:
    """Any agent of this name."""
    served = [queue for queue in choose(ORDERS) if queue in queues][: choose([1, 2, 3, 3])]
    levels = [(skill, choose([0, 10, 30, 50, 70, 100])) for skill in ("billing", "lang_en", "lang_zh", "spanish")]
    return AgentConfiguration(
        AgentId(name),
        tuple(QueueId(queue) for queue in served),
        (PhoneAddress(ProviderId(PROVIDER), name),),
        accepts_automatically=name == "dan" and choose([False, True]),
        groups=choose([(), (), GROUPS[:1], GROUPS[1:], GROUPS]),
        skills=tuple((skill, level) for skill, level in levels if level),
        cost=choose([0, 1, 2]),
        attributes=choose([(), (("speed", 3),)]),
        capacity=choose([100, 100, 100, 60, 200]),
        at_most=choose([(), (), (), ((CHAT, 1),), ((MAIL, 0), (VOICE, 1))]),
    )


def a_center(choose: Choose) -> RoutingConfiguration:
    """Any center: now and then a queue or an agent is missing."""
    queues, agents = QUEUES[: choose([3, 3, 3, 2])], AGENTS[: choose([4, 4, 4, 3])]
    strategy = InteractionStrategy(
        choose(list(InteractionChoice)), priority=2, urgency=3, preference=1, grades=(("gold", 4),)
    )
    return RoutingConfiguration(
        tuple(a_queue(choose, name) for name in queues),
        tuple(an_agent(choose, name, queues) for name in agents),
        ("lunch",),
        choose(MEDIA),
        strategy,
    )


def what_is_asked(choose: Choose) -> Asked | None:
    """Anything that a flow may ask for, mostly little."""
    if choose([True, False, False]):
        return None
    wanted = choose([None, None, AgentId("ann"), AgentId("cleo"), AgentId("dan")])
    rules = (choose([5_000, 20_000]), choose(list(Unavailable)), choose(list(Unavailable)))
    preferred = None if wanted is None else PreferredAgent(wanted, *rules)
    return Asked(
        requires=choose(REQUIREMENTS),
        facts=choose([(), (("language", "en"),), (("language", "ZH"), ("is_vip", "true"))]),
        priority=choose([0, 1, 3]),
        grade=choose(["", "gold"]),
        prefers=choose([(), (), GROUPS[:1], GROUPS[1:]]),
        preferred=preferred,
        excluded=choose([(), (), (), (AgentId("ann"),)]),
        party_id=choose([None, PartyId("p1"), PartyId("p2")]),
    )


def an_override(choose: Choose, until_ms: int) -> AgentOverride:
    """Other skills and queues until then, or none."""
    return choose(
        [
            NO_OVERRIDE,
            AgentOverride(until_ms, skills=(("billing", 90), ("spanish", 0))),
            AgentOverride(until_ms, more_queues=(SUPPORT, SALES)),
            AgentOverride(until_ms, without_queues=(SALES,), skills=(("lang_en", 80),)),
        ]
    )
