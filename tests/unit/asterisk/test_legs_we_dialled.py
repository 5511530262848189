"""Whom an agent has called is a caller for us from then on, also for the next engine."""

import pytest

from cic.cti.asterisk import control as control_module
from cic.cti.asterisk.ami import AmiMessage
from cic.cti.asterisk.control import CallControl
from cic.cti.asterisk.faults import AmiRefused
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.translate import Translator
from cic.cti.port import ExpectedLeg, LegEnded, LegReturned, LegRinging, LegSeen, LegsRead
from routing.vocabulary import EndCause, LegId, ProviderId
from tests.unit.asterisk.test_bridging import Wire
from tests.unit.asterisk.test_reconcile import PROVIDER, Lists, reconciler

pytestmark = pytest.mark.unit

CUSTOMER, AGENT = LegId("leg-customer"), LegId("leg-agent")
ACCOUNT = "cic-dialled-01234567"


def listed(name: str, title: str, context: str, *, bridge: str = "", state: str = "6") -> AmiMessage:
    return AmiMessage(
        [
            f"Uniqueid: {name}",
            f"Channel: {title}",
            f"Context: {context}",
            f"AccountCode: {ACCOUNT}",
            f"BridgeId: {bridge}",
            f"ChannelState: {state}",
        ]
    )


EXPECTED = ExpectedLeg(CUSTOMER, True, (), is_dialled=True)
TRUNK, ALICE = "PJSIP/trunk-00000001", "PJSIP/alice-00000002"


@pytest.mark.parametrize(
    ("context", "state", "is_asked_back"),
    [("cic-entry", "6", True), ("cic-agent", "6", False), ("cic-agent", "5", False)],
)
async def test_the_next_engine_asks_back_who_was_with_us_and_leaves_the_others_where_they_are(
    context: str, state: str, is_asked_back: bool
) -> None:
    made, legs, reports = reconciler(Lists(listed(CUSTOMER, TRUNK, context, state=state)))
    made.expect(EXPECTED)
    reading = await made.read()
    assert reading.callers_astray == ([CUSTOMER] if is_asked_back else [])
    assert reading.unwanted == []
    assert reports[0] == LegsRead(PROVIDER, (LegSeen(CUSTOMER, state == "6", ()),))
    assert legs.by_id[CUSTOMER].is_conversed_with


async def test_the_next_engine_knows_an_agents_phone_and_a_number_outside_apart() -> None:
    number = LegId("leg-number")
    made, legs, _ = reconciler(Lists(listed(AGENT, ALICE, "cic-agent"), listed(number, TRUNK, "cic-agent")))
    made.expect(ExpectedLeg(AGENT, False, ()))
    made.expect(ExpectedLeg(number, False, ()))
    await made.read()
    assert (legs.by_id[AGENT].address, legs.by_id[AGENT].is_conversed_with) == ("alice", False)
    assert (legs.by_id[number].address, legs.by_id[number].is_conversed_with) == ("", True)


async def test_one_who_came_to_us_in_a_cut_and_is_alone_is_asked_back() -> None:
    made, legs, _ = reconciler(Lists(listed(CUSTOMER, TRUNK, "cic-agent")))
    legs.add(Leg(CUSTOMER, CUSTOMER, is_caller=False, is_outside=True, was_brought_in=True))
    assert (await made.read()).callers_astray == [CUSTOMER]


@pytest.mark.parametrize("was_brought_in", [False, True])
def test_one_who_waits_where_agents_wait_has_returned(was_brought_in: bool) -> None:
    legs = Legs(PROVIDER)
    leg = legs.add(Leg(CUSTOMER, CUSTOMER, is_caller=True, is_returning=True, was_brought_in=was_brought_in))
    waits = AmiMessage(["Event: UserEvent", "UserEvent: CicWaiting", f"Uniqueid: {CUSTOMER}"])
    found = Translator(legs, frozenset()).translate(waits)
    assert found == ([] if was_brought_in else [LegReturned(CUSTOMER)])
    assert leg.is_returning is was_brought_in


@pytest.mark.parametrize(
    ("is_answered", "cause", "expected"),
    [
        (False, "17", EndCause.BUSY),
        (False, "21", EndCause.DECLINED),
        (False, "22", EndCause.UNREACHABLE),
        (False, "34", EndCause.FAILED),
        (True, "16", EndCause.CALLER_HUNG_UP),
        (True, "44", EndCause.LOST),
    ],
)
def test_why_it_is_over_with_one_who_was_called(is_answered: bool, cause: str, expected: EndCause) -> None:
    legs = Legs(PROVIDER)
    legs.add(Leg(CUSTOMER, CUSTOMER, is_caller=False, is_outside=True, is_known_answered=is_answered))
    hung_up = AmiMessage(["Event: Hangup", f"Uniqueid: {CUSTOMER}", f"Cause: {cause}"])
    assert Translator(legs, frozenset()).translate(hung_up) == [LegEnded(CUSTOMER, expected)]


def test_one_who_is_called_rings() -> None:
    legs = Legs(PROVIDER)
    legs.add(Leg(CUSTOMER, CUSTOMER, is_caller=True))
    rings = AmiMessage(["Event: Newstate", f"Uniqueid: {CUSTOMER}", "ChannelState: 5"])
    assert Translator(legs, frozenset()).translate(rings) == [LegRinging(CUSTOMER)]


class Moving(Wire):
    """Asterisk as far as redirecting goes: whoever is sent to join is where it was to come to."""

    async def send(self, action: object) -> None:
        await super().send(action)  # type: ignore[arg-type]
        headers = self.sent[-1]
        if headers["Action"] == "Redirect":
            together = [channel for channel in self._legs.channels.values() if channel.bridge is not None]
            target = together[0].bridge if headers["Exten"] == "join" else None
            self._legs.channels[headers["Channel"]].bridge = target


def three(*bridges: str | None) -> tuple[Legs, Moving, CallControl, tuple[Leg, ...]]:
    legs = Legs(ProviderId("asterisk"))
    made = (
        Leg(LegId("asterisk-1.1"), "1.1", is_caller=True),
        *(Leg(LegId(name), name, is_caller=False) for name in ("leg-a", "leg-b")),
    )
    for leg, bridge in zip(made, bridges, strict=True):
        legs.add(leg)
        channel = legs.channel(leg.channel)
        legs.entitle(channel, f"PJSIP/{leg.channel}")
        channel.bridge = bridge
    wire = Moving(legs)
    return legs, wire, CallControl(wire, legs, "4000"), made  # type: ignore[arg-type]


@pytest.mark.parametrize("bridges", [(None, "b", "b"), ("b", "b", None)])
async def test_a_third_joins_the_two_who_talk_and_these_are_not_parted(bridges: tuple[str | None, ...]) -> None:
    legs, wire, control, made = three(*bridges)
    await control.form(made)
    assert legs.are_together(made)
    (late,) = [leg.channel for leg, bridge in zip(made, bridges, strict=True) if bridge is None]
    assert {action["Channel"] for action in wire.sent} == {late}
    assert wire.sent[-1]["Context"] == ("cic-entry" if late == "1.1" else "cic-agent")


async def test_a_third_who_is_not_named_is_sent_away() -> None:
    legs, wire, control, (caller, agent, other) = three("b", "b", "b")
    await control.form((caller, other))
    assert [(action["Channel"], action["Exten"]) for action in wire.sent] == [("leg-a", "waiting")]
    assert legs.are_together((caller, other)) and legs.bridge_of(agent) is None


class Busy(Moving):
    """Asterisk refuses to redirect a channel that it still sends elsewhere."""

    refusals = 2

    async def send(self, action: object) -> None:
        if self.refusals and dict(action)["Action"] == "Redirect":  # type: ignore[call-overload]
            self.refusals -= 1
            raise AmiRefused
        await super().send(action)


async def test_a_leg_that_is_still_on_its_way_is_redirected_behind_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control_module, "_REDIRECT_AGAIN_S", 0.001)
    legs, _, _, (caller, *_) = three(None, None, None)
    wire = Busy(legs)
    control = CallControl(wire, legs, "4000")  # type: ignore[arg-type]
    await control.hold(caller, ())
    assert [(action["Channel"], action["Exten"]) for action in wire.sent] == [("1.1", "caller")]
    wire.refusals = 1
    legs.end("1.1", None)
    with pytest.raises(AmiRefused):
        await control.hold(caller, ())
