"""What a list of channels means for what we knew, with lists made up by the test."""

import pytest

from cic.cti.asterisk.actions import dialled_account
from cic.cti.asterisk.ami import AmiAction, AmiMessage
from cic.cti.asterisk.faults import AmiRefused
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.reconcile import Reading, Reconciler
from cic.cti.asterisk.session import Job
from cic.cti.asterisk.translate import Translator
from cic.cti.port import ExpectedLeg, LegAnswered, LegEnded, LegSeen, LegsRead, PhoneChanged, PlayMusic, ProviderReport
from routing.vocabulary import EffectId, EndCause, LegId, ProviderId

pytestmark = pytest.mark.unit

PROVIDER = ProviderId("asterisk")
CALLER = LegId("asterisk-1.1")


def listed(name: str, account: str, *, bridge: str = "", state: str = "6") -> AmiMessage:
    return AmiMessage([f"Uniqueid: {name}", f"AccountCode: {account}", f"BridgeId: {bridge}", f"ChannelState: {state}"])


class Lists:
    """In a connection's place: lists as told, and something that happens while they are read."""

    def __init__(self, *channels: AmiMessage) -> None:
        self.channels = list(channels)
        self.meanwhile = lambda: None
        self.behind_the_phones = lambda: None
        self.peer_accounts: dict[str, str] = {}
        self.asked: list[str] = []

    async def send(self, action: AmiAction) -> AmiMessage:
        headers = dict(action)
        self.asked.append(headers["Channel"])
        if headers["Channel"] not in self.peer_accounts:
            raise AmiRefused
        return AmiMessage(["Response: Success", f"Value: {self.peer_accounts[headers['Channel']]}"])

    async def read_list(self, action: AmiAction) -> list[AmiMessage]:
        if action[0][1] == "PJSIPShowEndpoints":
            self.behind_the_phones()
            return [AmiMessage(["ObjectName: alice", "DeviceState: Not in use"])]
        self.meanwhile()
        return self.channels


def reconciler(lists: Lists) -> tuple[Reconciler, Legs, list[ProviderReport]]:
    legs = Legs(PROVIDER)
    reports: list[ProviderReport] = []
    translator = Translator(legs, frozenset({"alice"}))
    return Reconciler(lists, legs, translator, reports.append), legs, reports  # type: ignore[arg-type]


async def read(*channels: AmiMessage, expected: tuple[ExpectedLeg, ...] = ()) -> tuple[Reading, list[ProviderReport]]:
    made, _, reports = reconciler(Lists(*channels))
    for leg in expected:
        made.expect(leg)
    return await made.read(), reports


async def test_expected_legs_are_found_or_left_out() -> None:
    _, reports = await read(
        listed("1.1", "cic-caller", bridge="b"),
        listed("leg-a", "cic-dialled", bridge="b"),
        listed("9.9", "", bridge=""),
        expected=(
            ExpectedLeg(CALLER, True, (LegId("leg-a"),)),
            ExpectedLeg(LegId("leg-a"), False, (CALLER,)),
            ExpectedLeg(LegId("leg-gone"), False, ()),
        ),
    )
    assert reports[0] == LegsRead(
        PROVIDER, (LegSeen(CALLER, True, (LegId("leg-a"),)), LegSeen(LegId("leg-a"), True, (CALLER,)))
    )
    assert reports[1:] == [
        LegAnswered(CALLER),
        LegAnswered(LegId("leg-a")),
        PhoneChanged(PROVIDER, "alice", is_reachable=True, is_in_use=False),
    ]


async def test_callers_astray_are_asked_back_known_or_not() -> None:
    reading, reports = await read(
        listed("1.1", "cic-caller"), listed("1.2", "cic-caller"), expected=(ExpectedLeg(CALLER, True, ()),)
    )
    assert reading.callers_astray == ["1.1", "1.2"]
    assert reports[0] == LegsRead(PROVIDER, (LegSeen(CALLER, True, ()),))


async def test_dialled_legs_of_nobody_are_ended_unless_somebody_talks_there() -> None:
    reading, reports = await read(listed("leg-a", "cic-dialled"), listed("leg-b", "cic-dialled", bridge="b"))
    assert reading.unwanted == ["leg-a"]
    assert reports[0] == LegsRead(PROVIDER, (LegSeen(LegId("leg-b"), True, ()),))


async def test_what_begins_or_ends_while_the_list_is_read_is_seen_right() -> None:
    lists = Lists(listed("1.1", "cic-caller"), listed("leg-late", "cic-dialled"))
    made, legs, reports = reconciler(lists)
    legs.add(Leg(CALLER, "1.1", is_caller=True))

    def meanwhile() -> None:
        legs.end("1.1", EndCause.CALLER_HUNG_UP)
        legs.end("leg-late", EndCause.FAILED)
        legs.add(Leg(LegId("asterisk-1.2"), "1.2", is_caller=True))

    lists.meanwhile = meanwhile
    reading = await made.read()
    assert reports[0] == LegsRead(PROVIDER, (LegSeen(LegId("asterisk-1.2"), False, ()),))
    assert reading.unwanted == ["leg-late"]


@pytest.mark.parametrize(
    ("account", "told"),
    [
        (dialled_account(LegId("leg-a")), LegId("leg-a")),
        (dialled_account(LegId("leg-before")), None),
        ("", None),
        (None, None),
    ],
)
async def test_a_caller_tells_of_a_talk_that_began_and_ended_while_nobody_looked(
    account: str | None, told: LegId | None
) -> None:
    """None: the caller goes while being asked."""
    lists = Lists(listed("1.1", "cic-caller"), listed("1.2", "cic-caller"))
    lists.peer_accounts = {} if account is None else {"1.1": account}
    made, _, reports = reconciler(lists)
    made.expect(ExpectedLeg(CALLER, True, (LegId("leg-a"),)))
    made.expect(ExpectedLeg(LegId("asterisk-1.2"), True, ()))
    made.expect(ExpectedLeg(LegId("leg-a"), False, (CALLER,)))
    await made.read()
    assert reports[0] == LegsRead(PROVIDER, (LegSeen(CALLER, True, (), told), LegSeen(LegId("asterisk-1.2"), True, ())))
    assert lists.asked == ["1.1"], "who waits is asked nothing"


async def test_a_phone_that_goes_right_behind_the_list_is_gone() -> None:
    lists = Lists()
    legs, reports = Legs(PROVIDER), list[ProviderReport]()
    translator = Translator(legs, frozenset({"alice"}))
    made = Reconciler(lists, legs, translator, reports.append)  # type: ignore[arg-type]
    gone = AmiMessage(["Event: DeviceStateChange", "Device: PJSIP/alice", "State: UNAVAILABLE"])
    lists.behind_the_phones = lambda: reports.extend(translator.translate(gone))
    await made.read()
    assert [report for report in reports if isinstance(report, PhoneChanged)] == [
        PhoneChanged(PROVIDER, "alice", is_reachable=False, is_in_use=False)
    ]


async def test_a_leg_about_to_be_dialled_is_not_taken_for_gone() -> None:
    made, legs, reports = reconciler(Lists())
    legs.add(Leg(LegId("leg-a"), "leg-a", is_caller=False, is_to_be_dialled=True))
    legs.add(Leg(LegId("leg-b"), "leg-b", is_caller=False))
    await made.read()
    assert reports[0] == LegsRead(PROVIDER, (LegSeen(LegId("leg-a"), False, ()),))


@pytest.mark.parametrize("is_still_there", [True, False])
async def test_a_leg_that_we_were_ending_in_a_cut_ends_with_its_cause(is_still_there: bool) -> None:
    made, legs, reports = reconciler(Lists(*([listed("1.1", "cic-caller")] if is_still_there else [])))
    legs.add(Leg(CALLER, "1.1", is_caller=True, end_cause=EndCause.FLOW_ENDED))
    reading = await made.read()
    assert reading.unwanted == (["1.1"] if is_still_there else [])
    assert [report for report in reports if isinstance(report, LegEnded)] == (
        [] if is_still_there else [LegEnded(CALLER, EndCause.FLOW_ENDED)]
    )


async def test_a_leg_that_was_bridged_in_a_cut_comes_back_without_its_old_jobs() -> None:
    made, legs, _ = reconciler(Lists(listed("1.1", "cic-caller", bridge="b")))
    leg = legs.add(Leg(CALLER, "1.1", is_caller=True))
    leg.jobs.append(Job(EffectId("effect-1"), PlayMusic(CALLER, "default")))
    await made.read()
    assert leg.is_returning and leg.jobs == []
