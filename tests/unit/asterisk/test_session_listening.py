"""A caller is listened to, with the listener and Asterisk's end of the conversation in the test's hands."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from cic.cti.asterisk.keypad import SETTLE_MS
from cic.cti.asterisk.session import Sounds
from cic.cti.port import (
    CANNOT_LISTEN,
    CollectEnd,
    CommandFailed,
    DigitsCollectedOpen,
    MenuAnswered,
    PhraseHeard,
    PromptCollect,
    PromptMenu,
    SpeechNotUnderstood,
)
from cic.cti.port.listening import (
    KeyPressed,
    Listening,
    ListeningEnd,
    ListeningJob,
    NobodyListened,
    NothingSaid,
    NothingUnderstood,
    PhraseUnderstood,
)
from routing.vocabulary import Grammar, SpokenPhrase
from tests.unit.asterisk.far_end import until
from tests.unit.asterisk.session_rig import EFFECT, LEG, WELCOME, Conversation, begun

pytestmark = pytest.mark.unit

GRAMMAR = Grammar("en", (SpokenPhrase("sales", ("sales",)),), 60)
MENU = PromptMenu(LEG, (WELCOME,), "12", 3000, GRAMMAR)
COLLECT = PromptCollect(LEG, (WELCOME,), 1, 2, "#", 5000, 3000, listen=GRAMMAR)
TICKET = "6ccbb4a4-0000-4000-8000-000000000001"
AUDIO = f"EXEC AudioSocket {TICKET},127.0.0.1:9019"
LET_GO = "200 result=0"


@dataclass(slots=True)
class Ear:
    """One listening and the listener of it."""

    ticket: str = TICKET
    address: tuple[str, int] = ("127.0.0.1", 9019)
    jobs: list[ListeningJob] = field(default_factory=list)
    ends: list[Callable[[ListeningEnd], None]] = field(default_factory=list)
    cancelled: int = 0
    is_deaf: bool = False

    def start(self, job: ListeningJob, on_end: Callable[[ListeningEnd], None]) -> Listening | None:
        self.jobs.append(job)
        self.ends.append(on_end)
        return None if self.is_deaf else self

    def cancel(self) -> None:
        self.cancelled += 1


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
async def conversation(ear: Ear) -> AsyncIterator[Conversation]:
    with begun(sounds=Sounds("/prompts", (), listener=ear)) as made:
        yield made


@pytest.mark.parametrize(
    ("end", "report"),
    [
        (PhraseUnderstood("sales", True), PhraseHeard(EFFECT, LEG, "sales", True)),
        (PhraseUnderstood("sales", False), PhraseHeard(EFFECT, LEG, "sales", False)),
        (NothingUnderstood(), SpeechNotUnderstood(EFFECT, LEG)),
        (NothingSaid(), MenuAnswered(EFFECT, LEG, None)),
        (NobodyListened(), CommandFailed(EFFECT, CANNOT_LISTEN)),
        (KeyPressed("2"), MenuAnswered(EFFECT, LEG, "2")),
    ],
)
@pytest.mark.parametrize("is_told_first", [True, False])
async def test_what_a_listening_came_to(
    conversation: Conversation, ear: Ear, end: ListeningEnd, report: object, is_told_first: bool
) -> None:
    conversation.give(MENU)
    assert await conversation.far_end.command() == AUDIO
    assert ear.jobs == [ListeningJob((WELCOME,), GRAMMAR, 3000)]
    if is_told_first:
        ear.ends[0](end)
    conversation.far_end.say(LET_GO)
    if not is_told_first:
        await until(lambda: conversation.session.can_go_on)
        ear.ends[0](end)
    assert await conversation.reports() == [report]


async def test_a_caller_who_is_there_when_the_audio_breaks_is_not_lost(conversation: Conversation, ear: Ear) -> None:
    conversation.give(MENU)
    await conversation.far_end.expect(AUDIO, "200 result=-1")
    await conversation.far_end.expect("CHANNEL STATUS", "200 result=6")
    ear.ends[0](NothingUnderstood())
    assert await conversation.reports() == [SpeechNotUnderstood(EFFECT, LEG)]


@pytest.mark.parametrize("answer", ["200 result=-2", "200 result=0"], ids=["no such application", "nobody tells"])
async def test_where_nobody_listened_it_fails(conversation: Conversation, ear: Ear, answer: str) -> None:
    conversation.give(MENU)
    await conversation.far_end.expect(AUDIO, answer)
    assert await conversation.reports() == [CommandFailed(EFFECT, CANNOT_LISTEN)]
    assert ear.cancelled == 1


async def test_where_nobody_can_listen_it_fails_without_a_sound(conversation: Conversation, ear: Ear) -> None:
    ear.is_deaf = True
    conversation.give(MENU)
    assert await conversation.reports() == [CommandFailed(EFFECT, CANNOT_LISTEN)]


@pytest.mark.parametrize("said", [None, PhraseUnderstood("sales", True), NothingSaid()])
async def test_a_key_by_the_manager_wins_and_counts_once(
    conversation: Conversation, ear: Ear, monkeypatch: pytest.MonkeyPatch, said: ListeningEnd | None
) -> None:
    now_ms = 1_000
    monkeypatch.setattr("cic.cti.asterisk.session._now_ms", lambda: now_ms)
    conversation.give(COLLECT)
    assert await conversation.far_end.command() == AUDIO
    if said is not None:
        ear.ends[0](said)
    conversation.session.overhear("4", 100)
    conversation.far_end.say(LET_GO)
    # It may still come as a result: so long a command listens.
    assert await conversation.far_end.command() == f"WAIT FOR DIGIT {SETTLE_MS}"
    assert ear.cancelled == (2 if said is None else 1)
    now_ms += SETTLE_MS
    conversation.far_end.say("200 result=0")
    await conversation.far_end.expect("WAIT FOR DIGIT", "200 result=50")
    assert await conversation.reports() == [DigitsCollectedOpen(EFFECT, LEG, "42", CollectEnd.MAXIMUM)]


async def test_a_key_told_twice_counts_once(conversation: Conversation, ear: Ear) -> None:
    conversation.give(COLLECT)
    assert await conversation.far_end.command() == AUDIO
    ear.ends[0](KeyPressed("4"))
    conversation.session.overhear("4", 100)
    conversation.far_end.say(LET_GO)
    await conversation.far_end.expect("WAIT FOR DIGIT", "200 result=50")
    assert await conversation.reports() == [DigitsCollectedOpen(EFFECT, LEG, "42", CollectEnd.MAXIMUM)]


async def test_a_caller_who_is_taken_away_is_let_go(conversation: Conversation, ear: Ear) -> None:
    conversation.give(MENU)
    assert await conversation.far_end.command() == AUDIO
    conversation.session.close()
    assert await conversation.is_over()
    assert ear.cancelled == 1
    assert conversation.news == []


async def test_without_a_listener_a_caller_is_asked_for_keys() -> None:
    with begun() as conversation:
        conversation.give(MENU)
        await conversation.far_end.expect("STREAM FILE", "200 result=49 endpos=1")
        assert await conversation.reports() == [MenuAnswered(EFFECT, LEG, "1")]
