"""From a real Asterisk's words to reports: recorded transcripts, doubled and late events."""

from pathlib import Path

import pytest

from cic.cti.asterisk.ami import AmiMessage, AmiParser
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.translate import Translator
from cic.cti.port import LegAnswered, LegEnded, LegReturned, LegRinging, PhoneChanged, ProviderReport
from routing.vocabulary import EndCause, LegId, ProviderId

pytestmark = pytest.mark.unit

FOLDER = Path(__file__).parents[2] / "transcripts/asterisk"
PROVIDER = ProviderId("asterisk")
CALLER = "1795307480.1"


def events_of(name: str) -> list[AmiMessage]:
    return [message for message in AmiParser().feed((FOLDER / f"{name}.ami").read_bytes()) if message.event]


def translator(*legs: Leg) -> Translator:
    known = Legs(PROVIDER)
    for leg in legs:
        known.add(leg)
    return Translator(known, frozenset({"alice", "bob"}))


def dialled(name: str) -> Leg:
    return Leg(LegId(name), name, is_caller=False)


def reports(made: Translator, events: list[AmiMessage], times: int = 1) -> list[ProviderReport]:
    return [report for event in events for _ in range(times) for report in made.translate(event)]


def phone(address: str, *, is_in_use: bool) -> PhoneChanged:
    return PhoneChanged(PROVIDER, address, is_reachable=True, is_in_use=is_in_use)


@pytest.mark.parametrize("times", [1, 2])
def test_dialling_fails_for_two_reasons(times: int) -> None:
    made = translator(dialled("leg-refused"), dialled("leg-unreachable"))
    assert reports(made, events_of("dialling_fails"), times) == [
        LegRinging(LegId("leg-refused")),
        phone("alice", is_in_use=True),
        LegEnded(LegId("leg-refused"), EndCause.DECLINED),
        phone("alice", is_in_use=False),
        LegEnded(LegId("leg-unreachable"), EndCause.UNREACHABLE),
    ]


@pytest.mark.parametrize("times", [1, 2])
def test_a_call_is_bridged_held_resumed_and_left_by_the_agent(times: int) -> None:
    agent, caller = dialled("leg-answered"), Leg(LegId(f"asterisk-{CALLER}"), CALLER, is_caller=True)
    made = translator(agent, caller)
    found = []
    for event in events_of("call_held_and_returned"):
        if event.event == "BridgeLeave" and LegReturned(agent.leg_id) not in found:
            agent.is_returning = False  # as a hold command does before it parts them
        for _ in range(times):
            found += made.translate(event)
    assert found == [
        LegAnswered(caller.leg_id),
        LegRinging(agent.leg_id),
        phone("alice", is_in_use=True),
        LegAnswered(agent.leg_id),
        LegEnded(agent.leg_id, EndCause.AGENT_HUNG_UP),
        phone("alice", is_in_use=False),
        LegEnded(caller.leg_id, EndCause.CALLER_HUNG_UP),
    ]


def test_an_agent_left_alone_is_reported_back_once() -> None:
    agent = dialled("leg-a")
    made = translator(agent)
    waiting = AmiMessage(["Event: UserEvent", "UserEvent: CicWaiting", "Uniqueid: leg-a"])
    enter = AmiMessage(["Event: BridgeEnter", "Uniqueid: leg-a", "BridgeUniqueid: b-1"])
    leave = AmiMessage(["Event: BridgeLeave", "Uniqueid: leg-a", "BridgeUniqueid: b-1"])
    assert reports(made, [waiting, enter, leave, waiting, waiting]) == [LegReturned(agent.leg_id)]


def test_a_dial_refused_for_its_id_is_not_the_end_of_the_living_leg() -> None:
    made = translator(dialled("leg-answered"))
    ended = [report for report in reports(made, events_of("call_held_and_returned")) if isinstance(report, LegEnded)]
    assert ended == [LegEnded(LegId("leg-answered"), EndCause.AGENT_HUNG_UP)]


def test_a_leave_reported_after_the_next_enter_is_too_late_to_count() -> None:
    caller, agent = Leg(LegId("asterisk-1"), "1", is_caller=True), dialled("leg-a")
    known = Legs(PROVIDER)
    made = Translator(known, frozenset())
    known.add(caller), known.add(agent)
    for name in ("1", "leg-a"):
        made.translate(AmiMessage(["Event: BridgeEnter", f"Uniqueid: {name}", "BridgeUniqueid: b-2"]))
    made.translate(AmiMessage(["Event: BridgeLeave", "Uniqueid: 1", "BridgeUniqueid: b-1"]))
    assert known.are_together((caller, agent))
    assert known.seen({})[0].bridged_with == (agent.leg_id,)


def test_a_late_event_does_not_raise_the_dead() -> None:
    known = Legs(PROVIDER)
    made = Translator(known, frozenset())
    for name in ("Hangup", "Newstate", "BridgeEnter", "Newchannel"):
        made.translate(AmiMessage([f"Event: {name}", "Uniqueid: 1", "BridgeUniqueid: b", "ChannelState: 6"]))
    assert not known.channels


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        ("16", EndCause.NOT_ANSWERED),
        ("17", EndCause.BUSY),
        ("19", EndCause.NOT_ANSWERED),
        ("20", EndCause.UNREACHABLE),
        ("21", EndCause.DECLINED),
        ("38", EndCause.FAILED),
        ("", EndCause.FAILED),
    ],
)
def test_why_a_dialled_phone_did_not_answer(cause: str, expected: EndCause) -> None:
    made = translator(dialled("leg-a"))
    assert made.translate(AmiMessage(["Event: Hangup", "Uniqueid: leg-a", f"Cause: {cause}"])) == [
        LegEnded(LegId("leg-a"), expected)
    ]


@pytest.mark.parametrize(
    ("listed", "event", "is_reachable", "is_in_use"),
    [
        ("Not in use", "NOT_INUSE", True, False),
        ("In use", "INUSE", True, True),
        ("Ringing", "RINGING", True, True),
        ("Ring+Inuse", "RINGINUSE", True, True),
        ("On Hold", "ONHOLD", True, True),
        ("Busy", "BUSY", True, True),
        ("Unavailable", "UNAVAILABLE", False, False),
        ("Invalid", "INVALID", False, False),
        ("Unknown", "UNKNOWN", False, False),
    ],
)
def test_a_phones_state_in_both_spellings(listed: str, event: str, is_reachable: bool, is_in_use: bool) -> None:
    made = translator()
    expected = [PhoneChanged(PROVIDER, "alice", is_reachable, is_in_use)]
    assert made.phones.changed("alice", listed) == expected
    assert made.phones.changed("PJSIP/alice", event) == []
    made.phones.forget()
    assert made.phones.changed("PJSIP/alice", event) == expected
    assert made.phones.changed("PJSIP/caller", event) == []


def channel_event(name: str, channel: str, title: str) -> AmiMessage:
    return AmiMessage([f"Event: {name}", f"Uniqueid: {channel}", f"Channel: {title}", "ChannelState: 6", "Cause: 16"])


def test_a_phone_is_free_with_its_last_channel_and_needs_no_word_of_asterisks() -> None:
    made = translator(dialled("leg-a"))
    made.phones.changed("alice", "INUSE")
    for channel, title in (("leg-a", "PJSIP/alice-00000001"), ("own-1", "PJSIP/alice-00000002"), ("b", "PJSIP/bob-3")):
        made.translate(channel_event("Newchannel", channel, title))
    assert made.translate(channel_event("Hangup", "leg-a", "PJSIP/alice-00000001")) == [
        LegEnded(LegId("leg-a"), EndCause.AGENT_HUNG_UP)
    ], "the agent is in a call of their own"
    assert made.translate(channel_event("Hangup", "own-1", "PJSIP/alice-00000002")) == [phone("alice", is_in_use=False)]
    assert made.phones.changed("PJSIP/alice", "NOT_INUSE") == [], "Asterisk says so a little later"
    assert made.translate(channel_event("Hangup", "b", "PJSIP/bob-3")) == [], "nothing was known of that phone"


def test_a_channel_that_is_renamed_is_another_phones() -> None:
    made = translator()
    made.phones.changed("alice", "INUSE")
    made.translate(channel_event("Newchannel", "c", "PJSIP/alice-00000001"))
    made.translate(channel_event("Newstate", "c", "PJSIP/bob-00000001"))
    made.translate(channel_event("Newchannel", "d", "PJSIP/alice-00000002"))
    assert made.translate(channel_event("Hangup", "d", "PJSIP/alice-00000002")) == [phone("alice", is_in_use=False)]


def test_a_phone_that_cannot_be_reached_stays_so_when_its_channel_goes() -> None:
    made = translator(dialled("leg-a"))
    made.translate(channel_event("Newchannel", "leg-a", "PJSIP/alice-00000001"))
    made.phones.changed("alice", "UNAVAILABLE")
    assert made.translate(channel_event("Hangup", "leg-a", "PJSIP/alice-00000001")) == [
        LegEnded(LegId("leg-a"), EndCause.AGENT_HUNG_UP)
    ]
