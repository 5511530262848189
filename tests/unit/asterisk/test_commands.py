"""Commands that meet a cut: what does nothing twice is done again once all is read, the rest has failed."""

import pytest

from cic.cti.asterisk import sight as sights
from cic.cti.asterisk.commands import Commands
from cic.cti.asterisk.faults import AmiGone
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.sight import Sight
from cic.cti.port import (
    BridgeLegs,
    CommandDone,
    CommandFailed,
    MuteLeg,
    ProviderCommand,
    ProviderReport,
    SendDigitsOpen,
)
from routing.vocabulary import BridgeId, EffectId, LegId, ProviderId
from tests.unit.asterisk.far_end import until

pytestmark = pytest.mark.unit

CALLER, LEG, EFFECT = LegId("asterisk-1.1"), LegId("leg-a"), EffectId("effect-1")
MUTE, KEYS = MuteLeg(LEG, True), SendDigitsOpen(LEG, "42")


class Control:
    """In the place of AMI actions: the first one is cut off."""

    def __init__(self, sight: Sight, *, is_mended: bool) -> None:
        self._sight = sight
        self._is_mended = is_mended
        self.tries = 0

    async def mute(self, leg: Leg, muted: bool) -> None:
        self._do()

    async def form(self, legs: tuple[Leg, ...]) -> None:
        self._do()

    async def send_digits(self, leg: Leg, digits: str) -> None:
        self._do()

    def _do(self) -> None:
        self.tries += 1
        if self.tries == 1:
            if not self._is_mended:
                self._sight.fails()
            raise AmiGone


@pytest.mark.parametrize("is_mended", [True, False])
async def test_who_is_being_bridged_is_kept_in_mind_until_it_is_known_to_be_done(
    is_mended: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The talk may have begun in the cut: the next reading asks the caller's channel."""
    monkeypatch.setattr(sights, "_WAIT_S_MAX", 0.05)
    legs, sight = Legs(ProviderId("asterisk")), Sight()
    caller, agent = (legs.add(Leg(leg_id, leg_id, is_caller=leg_id == CALLER)) for leg_id in (CALLER, LEG))
    sight.clears()
    reports: list[ProviderReport] = []
    control = Control(sight, is_mended=is_mended)
    commands = Commands(legs, control, sight, frozenset(), reports.append, track_control=None)  # type: ignore[arg-type]
    commands.execute(EFFECT, BridgeLegs(BridgeId("bridge-1"), (CALLER, LEG)))
    await until(lambda: bool(reports))
    assert (caller.maybe_bridged_with, agent.maybe_bridged_with) == (((), ()) if is_mended else ((LEG,), (CALLER,)))
    await commands.stop()


@pytest.mark.parametrize(
    ("command", "is_mended", "tries", "outcome"),
    [
        (MUTE, True, 2, CommandDone(EFFECT)),
        (MUTE, False, 1, CommandFailed(EFFECT, "asterisk_unreachable")),
        (KEYS, True, 1, CommandFailed(EFFECT, "asterisk_unreachable")),
    ],
)
async def test_a_command_cut_off_is_done_again_unless_that_would_do_it_twice(
    command: ProviderCommand, is_mended: bool, tries: int, outcome: ProviderReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sights, "_WAIT_S_MAX", 0.05)
    legs, sight = Legs(ProviderId("asterisk")), Sight()
    legs.add(Leg(LEG, LEG, is_caller=False))
    sight.clears()
    control = Control(sight, is_mended=is_mended)
    reports: list[ProviderReport] = []
    commands = Commands(legs, control, sight, frozenset(), reports.append, track_control=None)  # type: ignore[arg-type]
    commands.execute(EFFECT, command)
    await until(lambda: bool(reports))
    assert (reports, control.tries) == ([outcome], tries)
    await commands.stop()
