"""A session of AGI with Asterisk's end of the conversation in the test's hands."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cic.cti.asterisk.agi_conversation import AgiConversation
from cic.cti.asterisk.session import AgiSession, Job, MediaCommand, SessionNews, Sounds
from routing.vocabulary import EffectId, LegId, Prompt
from tests.unit.asterisk.far_end import FarEnd, head, until

EFFECT = EffectId("effect-1")
LEG = LegId("asterisk-17.1")
WELCOME, THANKS = Prompt("main/welcome", "en"), Prompt("main/thanks", "zh")
ALL_KEYS = '"#*0123456789ABCD"'


SOUNDS = Sounds("/prompts", ("default", "calm"))


@dataclass(slots=True)
class Conversation:
    """A session and the far end of it."""

    session: AgiSession
    far_end: FarEnd
    news: list[SessionNews] = field(default_factory=list)
    ends: list[Exception | None] = field(default_factory=list)

    def give(self, command: MediaCommand) -> None:
        """Hand over a command."""
        self.session.give(Job(EFFECT, command))

    async def reports(self, count: int = 1) -> list[object]:
        """What was reported, once there is so much."""
        await until(lambda: len(self.news) >= count)
        return [news.report for news in self.news]

    async def is_over(self) -> bool:
        """Whether it came to its end."""
        await until(lambda: bool(self.ends))
        return len(self.ends) == 1


@contextmanager
def begun(behind: bytes = b"", sounds: Sounds = SOUNDS) -> Iterator[Conversation]:
    """A session whose conversation has begun."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ours, theirs:
        news: list[SessionNews] = []
        ends: list[Exception | None] = []
        described = head(behind)
        session = AgiSession(
            AgiConversation(ours, described.rest),
            described.env,
            sounds,
            lambda _, told: news.append(told),
        )
        session.begin(ends.append)
        yield Conversation(session, FarEnd(theirs), news, ends)
        session.close()
        assert len(ends) == 1
