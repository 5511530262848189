"""Commands that meet a cut: what does nothing twice is done again once all is read, the rest has failed."""

import pytest

from cic.cti.asterisk import sight as sights
from cic.cti.asterisk.commands import Commands
from cic.cti.asterisk.faults import AmiGone
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.sight import Sight
from cic.cti.port import CommandDone, CommandFailed, MuteLeg, ProviderCommand, ProviderReport, SendDigitsOpen
from routing.vocabulary import EffectId, LegId, ProviderId
from tests.unit.asterisk.far_end import until

pytestmark = pytest.mark.unit

LEG, EFFECT = LegId("leg-a"), EffectId("effect-1")
MUTE, KEYS = MuteLeg(LEG, True), SendDigitsOpen(LEG, "42")


class Control:
    """In the place of AMI actions: the first one is cut off."""

    def __init__(self, sight: Sight, *, is_mended: bool) -> None:
        self._sight = sight
        self._is_mended = is_mended
        self.tries = 0

    async def mute(self, leg: Leg, muted: bool) -> None:
        self._do()

    async def send_digits(self, leg: Leg, digits: str) -> None:
        self._do()

    def _do(self) -> None:
        self.tries += 1
        if self.tries == 1:
            if not self._is_mended:
                self._sight.fails()
            raise AmiGone


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
    commands = Commands(legs, control, sight, frozenset(), reports.append)  # type: ignore[arg-type]
    commands.execute(EFFECT, command)
    await until(lambda: bool(reports))
    assert (reports, control.tries) == ([outcome], tries)
    await commands.stop()
