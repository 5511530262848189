"""Jobs that meet conversations: what is answered once, and what need not be interrupted."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from cic.cti.asterisk.callers import Callers
from cic.cti.asterisk.effects import EffectLedger
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.messages import Messages
from cic.cti.asterisk.session import Job
from cic.cti.port import NOT_RECORDED, CommandDone, CommandFailed, MenuAnswered, PlayMusic, PlayPrompts, RecordMessage
from cic.cti.port import ProviderReport as Report
from routing.vocabulary import EffectId, LegId, ProviderId, RecordingId
from tests.unit.asterisk.far_end import until
from tests.unit.asterisk.session_rig import EFFECT, LEG, WELCOME, Conversation, begun

pytestmark = pytest.mark.unit

MUSIC = Job(EFFECT, PlayMusic(LEG, "calm", "1"))
PROMPTS = Job(EffectId("effect-2"), PlayPrompts(LEG, (WELCOME,)))


@dataclass(slots=True)
class Rig:
    """One caller in a conversation, and what is reported of it."""

    conversation: Conversation
    leg: Leg
    callers: Callers
    reports: list[Report]
    brought_back: list[Leg] = field(default_factory=list)

    async def told(self, count: int) -> list[Report]:
        """What was reported once the session has said so much."""
        await until(lambda: len(self.conversation.news) >= count)
        for news in self.conversation.news[len(self.reports) : count]:
            self.callers.told(self.conversation.session, news)
        return self.reports


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    with begun() as conversation:
        legs = Legs(ProviderId("asterisk"))
        leg = legs.add(Leg(LEG, "17.1", is_caller=True))
        leg.session = conversation.session
        reports: list[Report] = []
        brought_back: list[Leg] = []
        effects = EffectLedger(reports.append)
        callers = Callers(
            legs,
            effects,
            reports.append,
            bring_back=brought_back.append,
            count_fault=lambda _: None,
            messages=Messages(None, effects, reports.append, lambda doing: doing.close()),
        )
        yield Rig(conversation, leg, callers, reports, brought_back)


async def music_is_left(rig: Rig) -> None:
    rig.callers.hear(rig.leg, MUSIC)
    await rig.conversation.far_end.expect("SET MUSIC ON", "200 result=0")
    await rig.conversation.far_end.expect("WAIT FOR DIGIT", "200 result=49")
    assert await rig.told(2) == [CommandDone(EFFECT), MenuAnswered(EFFECT, LEG, "1")]


async def test_music_that_was_left_is_not_left_again_when_it_begins_anew(rig: Rig) -> None:
    await music_is_left(rig)
    (job,) = rig.leg.jobs
    assert job == Job(EFFECT, PlayMusic(LEG, "calm"))


async def test_what_follows_on_music_that_was_left_needs_no_interruption(rig: Rig) -> None:
    await music_is_left(rig)
    rig.callers.hear(rig.leg, PROMPTS)
    await rig.conversation.far_end.expect("SET MUSIC OFF", "200 result=0")
    assert (await rig.conversation.far_end.command()).startswith("STREAM FILE")
    assert rig.brought_back == []


async def test_what_comes_while_a_key_is_waited_for_interrupts_it(rig: Rig) -> None:
    rig.callers.hear(rig.leg, MUSIC)
    await rig.conversation.far_end.expect("SET MUSIC ON", "200 result=0")
    assert (await rig.conversation.far_end.command()).startswith("WAIT FOR DIGIT")
    rig.callers.hear(rig.leg, PROMPTS)
    assert rig.brought_back == [rig.leg]
    assert rig.leg.jobs == [PROMPTS]


async def test_a_message_that_cannot_be_left_leaves_the_caller_as_it_is(rig: Rig) -> None:
    await music_is_left(rig)
    message = RecordMessage(LEG, (), RecordingId("m-1"), 1_000, 1_000)
    rig.callers.hear(rig.leg, Job(EffectId("effect-3"), message))
    assert rig.reports[-1] == CommandFailed(EffectId("effect-3"), NOT_RECORDED)
    assert rig.conversation.session.can_go_on


class Unknown:
    """The conversation of a channel that is no leg of ours."""

    channel = "leg-of-an-engine-before"

    def __init__(self, account: str) -> None:
        self._account = account
        self.is_closed = False

    def header(self, name: str) -> str:
        return {"agi_accountcode": self._account, "agi_callerid": "+15550100", "agi_arg_1": "4000"}.get(name, "")

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize("is_dialled", [False, True])
async def test_somebody_whom_an_engine_before_us_has_called_is_no_new_caller(rig: Rig, is_dialled: bool) -> None:
    session = Unknown("cic-dialled-01234567" if is_dialled else "cic-caller")
    rig.callers.arrived(session)  # type: ignore[arg-type]
    assert session.is_closed is is_dialled
    assert len(rig.reports) == (0 if is_dialled else 1)


async def test_one_whom_we_have_called_is_brought_in_for_the_first_thing_it_is_to_hear(rig: Rig) -> None:
    leg = Leg(LegId("leg-customer"), "leg-customer", is_caller=False, is_outside=True, is_known_answered=True)
    rig.callers.hear(leg, Job(EffectId("effect-3"), PlayPrompts(leg.leg_id, (WELCOME,))))
    assert rig.brought_back == [leg] and len(leg.jobs) == 1
