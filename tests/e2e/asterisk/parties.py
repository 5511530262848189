"""Who hears whom, by tones: each party's phone sends one of its own. Test side only; gives no commands."""

from dataclasses import dataclass

from routing.vocabulary import LegId
from tests.e2e.asterisk.center import Center, until
from tests.e2e.asterisk.conftest import MakePhone
from tests.e2e.asterisk.rtp import RATE_HZ
from tests.e2e.asterisk.sip_phone import Call, SipPhone
from tests.harness.desk import hears_nothing

CUSTOMER_HZ, AGENT_HZ, OTHER_HZ = 453.0, 678.0, 1017.0
MUSIC_HZ, RINGING_HZ = 311.0, 425.0
_NEARLY_ALL = 0.85
_A_PART = 0.3
"""Of the sound of two, each has about half."""


@dataclass(frozen=True, slots=True)
class Party:
    """One phone's call, the leg that it is, and the tone that it sends."""

    call: Call
    leg: LegId
    tone_hz: float


async def hear_each_other(*parties: Party) -> None:
    """Each of them hears all the others, and nobody and nothing else."""
    for party in parties:
        party.call.audio.forget()

    def is_so() -> bool:
        return all(_hears(party, [other for other in parties if other is not party]) for party in parties)

    await until(is_so)


async def hears(party: Party, *others: Party) -> None:
    """It hears all of these, and nobody and nothing else."""
    party.call.audio.forget()
    await until(lambda: _hears(party, list(others)))


def _hears(party: Party, others: list[Party]) -> bool:
    shares = [party.call.audio.share(other.tone_hz) for other in others]
    of_each = _NEARLY_ALL if len(others) == 1 else _A_PART * 2 / len(others)
    return sum(shares) > _NEARLY_ALL and min(shares) > of_each


async def hears_music(party: Party) -> None:
    """It hears music and nobody."""
    party.call.audio.forget()
    await until(lambda: party.call.audio.share(MUSIC_HZ) > _NEARLY_ALL)


async def hears_ringing(party: Party) -> None:
    """It hears that it rings far away: a second of tone, then four of silence."""
    party.call.audio.forget()
    await until(lambda: party.call.audio.has_heard(RINGING_HZ))


async def hears_silence(party: Party) -> None:
    """It waits and hears nothing."""
    party.call.audio.forget()
    await hears_nothing(party.call)


async def goes_on_hearing(*parties: Party) -> None:
    """The same as before, in the next moment too: nothing that was on its way has parted them."""
    for _ in range(3):
        await hear_each_other(*parties)


async def customer_calls(center: Center, phone: MakePhone) -> Party:
    """A customer calls in and is answered."""
    call, leg = await center.call_in(await phone("+15550100", CUSTOMER_HZ))
    return Party(call, leg, CUSTOMER_HZ)


async def agent_answers(center: Center, phone: SipPhone) -> Party:
    """An agent's phone is dialled and picked up."""
    call, leg = await center.dial_answered(phone)
    return Party(call, leg, phone.tone_hz)


async def hears_no_ringing(party: Party, seconds: int = 6) -> None:
    """Not once in so long: the tone has a pause of four seconds."""
    began = party.call.audio.samples_sent
    party.call.audio.forget()

    def has_listened_long_enough() -> bool:
        assert not party.call.audio.share(RINGING_HZ, packets=10) > _A_PART, "it still rings"
        return party.call.audio.samples_sent >= began + seconds * RATE_HZ

    await until(has_listened_long_enough, 2.0 * seconds)
