"""Commands from words to inputs: each op, its arguments, and what is sealed."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from agent_desktop.gateway.commands import AgentCommandDesk
from cic.api.ports import CommandRefused
from cic.center.control_inputs import (
    CompleteTransfer,
    ContinueRecording,
    DialOut,
    EndConsult,
    HangUpInteraction,
    HoldInteraction,
    JoinConference,
    MuteInteraction,
    ParkInteraction,
    PauseRecording,
    PickUpInteraction,
    ResumeInteraction,
    SendInteractionDigits,
    SendIntoFlow,
    StartConsult,
    SwapConsult,
    ToAgent,
    ToNumber,
    ToQueue,
    TransferInteraction,
)
from cic.center.desk_inputs import AskForHelp, CloseFollowUp, EnterContact, MakeFollowUp, MoveFollowUp
from cic.journal.port import Stall, StorageStalled
from cic.runtime.port import EngineStopped
from routing.commands import (
    AcceptOffer,
    AskForWrapUp,
    CompleteInteraction,
    ConfirmOfferShown,
    DeclineOffer,
    FinishWrapUp,
    SetActivity,
    TakeInteraction,
    TransferToQueue,
)
from routing.rejections import Rejection, RejectionCode
from routing.vocabulary import (
    Activity,
    AgentId,
    CallerFacts,
    ContactId,
    FlowId,
    InteractionId,
    OfferId,
    PartyId,
    PersonalRef,
    ProviderId,
    QueueId,
)

pytestmark = pytest.mark.unit

ALICE = AgentId("alice")
CALL = InteractionId("i-1")
CUSTOMER = CallerFacts(PartyId("p-7"), None, None, True, "gold", "en", "", False)


class Center:
    """Notes what is submitted and what is sealed."""

    def __init__(self, reply: Rejection | None = None, is_stopped: bool = False) -> None:
        self.reply = reply
        self.is_stopped = is_stopped
        self.submitted: list[object] = []
        self.sealed: list[tuple[PartyId, str, str]] = []
        self.is_disk_full = False
        self.provider: ProviderId | None = ProviderId("simulated")
        self.found: list[tuple[str, str]] = []
        self.desk = AgentCommandDesk(self.submit, self.seal, self.party_of, self.find_party, lambda _: self.provider)

    async def submit(self, given: object) -> Rejection | None:
        if self.is_stopped:
            raise EngineStopped
        self.submitted.append(given)
        return self.reply

    async def find_party(self, number: str, name: str) -> CallerFacts:
        self.found.append((number, name))
        return CUSTOMER

    def party_of(self, agent_id: AgentId, interaction_id: InteractionId) -> PartyId | None:
        return PartyId("p-1") if (agent_id, interaction_id) == (ALICE, CALL) else None

    def seal(self, party_id: PartyId, kind: str, text: str) -> PersonalRef:
        if self.is_disk_full:
            raise StorageStalled(Stall.DISK_FULL, Path("keys.db"))
        self.sealed.append((party_id, kind, text))
        return PersonalRef(f"sealed-{len(self.sealed)}")


@pytest.mark.parametrize(
    ("op", "args", "given"),
    [
        ("set_activity", {"activity": "available"}, SetActivity(ALICE, Activity.AVAILABLE, "")),
        ("set_activity", {"activity": "on_break", "reason": "meal"}, SetActivity(ALICE, Activity.ON_BREAK, "meal")),
        ("set_activity", {"activity": "signed_out", "reason": None}, SetActivity(ALICE, Activity.SIGNED_OUT, "")),
        ("accept_offer", {"offer_id": "o-1"}, AcceptOffer(ALICE, OfferId("o-1"))),
        ("decline_offer", {"offer_id": "o-1"}, DeclineOffer(ALICE, OfferId("o-1"))),
        ("offer_shown", {"offer_id": "o-1"}, ConfirmOfferShown(ALICE, OfferId("o-1"))),
        ("hold", {"interaction_id": "i-1"}, HoldInteraction(ALICE, CALL)),
        ("resume", {"interaction_id": "i-1"}, ResumeInteraction(ALICE, CALL)),
        ("mute", {"interaction_id": "i-1"}, MuteInteraction(ALICE, CALL, muted=True)),
        ("unmute", {"interaction_id": "i-1"}, MuteInteraction(ALICE, CALL, muted=False)),
        ("hang_up", {"interaction_id": "i-1"}, HangUpInteraction(ALICE, CALL)),
        ("ask_for_wrap_up", {"interaction_id": "i-1", "is_wanted": True}, AskForWrapUp(ALICE, CALL, True)),
        ("ask_for_wrap_up", {"interaction_id": "i-1", "is_wanted": False}, AskForWrapUp(ALICE, CALL, False)),
        ("complete", {"interaction_id": "i-1"}, CompleteInteraction(ALICE, CALL)),
        (
            "send_into_flow",
            {"interaction_id": "i-1", "flow": "verify"},
            SendIntoFlow(ALICE, CALL, FlowId("verify")),
        ),
        (
            "transfer_to_queue",
            {"interaction_id": "i-1", "queue_id": "sales"},
            TransferToQueue(ALICE, CALL, QueueId("sales")),
        ),
        ("finish_wrap_up", {"interaction_id": "i-1", "disposition": "sold"}, FinishWrapUp(ALICE, CALL, "sold", None)),
        ("swap", {"interaction_id": "i-1"}, SwapConsult(ALICE, CALL)),
        ("conference", {"interaction_id": "i-1"}, JoinConference(ALICE, CALL)),
        ("complete_transfer", {"interaction_id": "i-1"}, CompleteTransfer(ALICE, CALL)),
        ("end_consult", {"interaction_id": "i-1"}, EndConsult(ALICE, CALL)),
        ("park", {"interaction_id": "i-1"}, ParkInteraction(ALICE, CALL)),
        ("pick_up", {"interaction_id": "i-1"}, PickUpInteraction(ALICE, CALL)),
        ("pull", {"interaction_id": "i-1"}, TakeInteraction(ALICE, CALL)),
        ("pause_recording", {"interaction_id": "i-1"}, PauseRecording(ALICE, CALL)),
        ("continue_recording", {"interaction_id": "i-1"}, ContinueRecording(ALICE, CALL)),
        ("ask_for_help", {"interaction_id": "i-1", "is_wanted": True}, AskForHelp(ALICE, CALL, True)),
        (
            "consult",
            {"interaction_id": "i-1", "target": {"kind": "agent", "agent_id": "bob"}},
            StartConsult(ALICE, CALL, ToAgent(AgentId("bob"))),
        ),
        (
            "transfer",
            {"interaction_id": "i-1", "target": {"kind": "queue", "queue_id": "sales"}},
            TransferInteraction(ALICE, CALL, ToQueue(QueueId("sales"))),
        ),
        (
            "move_follow_up",
            {"contact_id": "c-9", "due_at_ms": 9, "remind_at_ms": None},
            MoveFollowUp(ALICE, ContactId("c-9"), 9, None),
        ),
        ("close_follow_up", {"contact_id": "c-9"}, CloseFollowUp(ALICE, ContactId("c-9"))),
    ],
)
async def test_each_command_becomes_its_input(op: str, args: Mapping[str, object], given: object) -> None:
    center = Center()
    assert await center.desk.perform(ALICE, op, args) is None
    assert center.submitted == [given]
    assert center.sealed == []


async def test_digits_and_notes_are_sealed_before_they_are_submitted() -> None:
    center = Center()
    await center.desk.perform(ALICE, "send_digits", {"interaction_id": "i-1", "digits": "12#"})
    note = {"interaction_id": "i-1", "disposition": "sold", "note": " 张先生要发票 "}
    await center.desk.perform(ALICE, "finish_wrap_up", note)
    assert center.sealed == [(PartyId("p-1"), "digits", "12#"), (PartyId("p-1"), "note", "张先生要发票")]
    assert center.submitted == [
        SendInteractionDigits(ALICE, CALL, PersonalRef("sealed-1")),
        FinishWrapUp(ALICE, CALL, "sold", PersonalRef("sealed-2")),
    ]


async def test_a_number_for_somebody_to_ask_is_sealed_with_the_customers_key() -> None:
    center = Center()
    target = {"kind": "number", "number": "+1 (555) 01-00"}
    assert await center.desk.perform(ALICE, "consult", {"interaction_id": "i-1", "target": target}) is None
    assert center.sealed == [(PartyId("p-1"), "number", "+15550100")]
    assert center.submitted == [StartConsult(ALICE, CALL, ToNumber(PersonalRef("sealed-1")))]


async def test_a_number_that_is_dialled_is_looked_up_and_sealed_for_whose_it_is() -> None:
    center = Center()
    assert await center.desk.perform(ALICE, "dial_out", {"number": "00 1 555 0100", "queue_id": "sales"}) is None
    assert center.found == [("+15550100", "")] and center.sealed == [(PartyId("p-7"), "number", "+15550100")]
    dialled = DialOut(ALICE, QueueId("sales"), ProviderId("simulated"), CUSTOMER, PersonalRef("sealed-1"))
    assert center.submitted == [dialled]


async def test_an_agent_without_a_phone_calls_nobody() -> None:
    center = Center()
    center.provider = None
    refused = await center.desk.perform(ALICE, "dial_out", {"number": "+15550100", "queue_id": "sales"})
    assert refused is not None and refused.code == "not_supported"
    assert (center.submitted, center.sealed, center.found) == ([], [], [])


async def test_a_follow_up_is_the_agents_own_or_anybodys() -> None:
    center = Center()
    args = {"interaction_id": "i-1", "queue_id": "sales", "due_at_ms": 90, "text": " ring back "}
    await center.desk.perform(ALICE, "make_follow_up", {**args, "owner": "me", "remind_at_ms": 80})
    await center.desk.perform(ALICE, "make_follow_up", {**args, "owner": None, "remind_at_ms": None})
    assert center.sealed == [(PartyId("p-1"), "note", "ring back")] * 2
    text, sales = PersonalRef("sealed-1"), QueueId("sales")
    assert center.submitted == [
        MakeFollowUp(ALICE, CALL, ALICE, sales, 90, 80, text),
        MakeFollowUp(ALICE, CALL, None, sales, 90, None, PersonalRef("sealed-2")),
    ]


async def test_a_visit_is_entered_with_whoever_came() -> None:
    center = Center()
    args = {"kind": "visit", "queue_id": "sales", "began_at_ms": 5, "duration_ms": 60, "disposition": "sold"}
    who = {"number": "555-0100", "name": " Ann ", "note": "brought a cake"}
    assert await center.desk.perform(ALICE, "enter_contact", {**args, **who}) is None
    assert center.found == [("5550100", "Ann")]
    assert center.sealed == [(PartyId("p-7"), "note", "brought a cake")]
    note = PersonalRef("sealed-1")
    assert center.submitted == [EnterContact(ALICE, "visit", QueueId("sales"), CUSTOMER, 5, 60, "sold", note)]


@pytest.mark.parametrize(
    ("op", "args"),
    [
        ("dance", {}),
        ("set_activity", {}),
        ("set_activity", {"activity": "not_responding"}),
        ("set_activity", {"activity": "available", "reason": 7}),
        ("set_activity", {"activity": "available", "since": "now"}),
        ("set_activity", {"activity": "on_break", "reason": "\ud800"}),
        ("accept_offer", {"offer_id": ""}),
        ("accept_offer", {"offer_id": ["o-1"]}),
        ("hold", {"interaction_id": "i" * 129}),
        ("hold", {"interaction_id": "\ud800"}),
        ("ask_for_wrap_up", {"interaction_id": "i-1"}),
        ("ask_for_wrap_up", {"interaction_id": "i-1", "is_wanted": "yes"}),
        ("ask_for_wrap_up", {"interaction_id": "i-1", "is_wanted": 1}),
        ("send_into_flow", {"interaction_id": "i-1"}),
        ("complete", {}),
        ("complete", {"interaction_id": "i-1", "disposition": "sold"}),
        ("send_digits", {"interaction_id": "i-1", "digits": "12a"}),
        ("send_digits", {"interaction_id": "i-1", "digits": "1" * 33}),
        ("finish_wrap_up", {"interaction_id": "i-1", "disposition": "sold", "note": "x" * 4_001}),
        ("swap", {}),
        ("consult", {"interaction_id": "i-1"}),
        ("consult", {"interaction_id": "i-1", "target": "bob"}),
        ("consult", {"interaction_id": "i-1", "target": {"kind": "friend", "agent_id": "bob"}}),
        ("consult", {"interaction_id": "i-1", "target": {"kind": "agent"}}),
        ("consult", {"interaction_id": "i-1", "target": {"kind": "agent", "agent_id": "bob", "queue_id": "sales"}}),
        ("transfer", {"interaction_id": "i-1", "target": {"kind": "number", "number": "call me"}}),
        ("transfer", {"interaction_id": "i-1", "target": {"kind": "number", "number": "1"}}),
        ("dial_out", {"queue_id": "sales"}),
        ("dial_out", {"number": "", "queue_id": "sales"}),
        ("dial_out", {"number": "+1 555 0100;rm", "queue_id": "sales"}),
        ("dial_out", {"number": "5" * 65, "queue_id": "sales"}),
        ("dial_out", {"number": "+15550100"}),
        ("make_follow_up", {"interaction_id": "i-1", "queue_id": "sales", "due_at_ms": 9, "text": " "}),
        ("make_follow_up", {"interaction_id": "i-1", "queue_id": "sales", "due_at_ms": "9", "text": "x"}),
        ("make_follow_up", {"interaction_id": "i-1", "queue_id": "sales", "due_at_ms": -1, "text": "x"}),
        ("make_follow_up", {"interaction_id": "i-1", "queue_id": "sales", "due_at_ms": True, "text": "x"}),
        ("make_follow_up", {"interaction_id": "i-1", "owner": "bob", "queue_id": "s", "due_at_ms": 9, "text": "x"}),
        ("move_follow_up", {"contact_id": "c-9"}),
        ("enter_contact", {"kind": "visit", "queue_id": "sales", "began_at_ms": 5, "number": "x"}),
    ],
)
async def test_a_command_that_makes_no_sense_reaches_nobody(op: str, args: Mapping[str, object]) -> None:
    center = Center()
    refused = await center.desk.perform(ALICE, op, args)
    assert refused is not None
    assert refused.code == "bad_command"
    assert (center.submitted, center.sealed) == ([], [])


async def test_values_of_a_bad_command_are_not_repeated() -> None:
    refused = await Center().desk.perform(ALICE, "send_digits", {"interaction_id": "i-1", "digits": "4111secret"})
    assert refused is not None
    assert "4111" not in refused.detail


async def test_a_refusal_is_passed_on_with_its_code() -> None:
    center = Center(reply=Rejection(RejectionCode.OFFER_CLOSED, "the offer has expired"))
    refused = await center.desk.perform(ALICE, "accept_offer", {"offer_id": "o-1"})
    assert refused == CommandRefused("offer_closed", "the offer has expired")


async def test_a_note_for_an_interaction_that_is_not_in_hand_is_refused_unsealed() -> None:
    center = Center()
    args = {"interaction_id": "i-2", "disposition": "sold", "note": "hello"}
    refused = await center.desk.perform(ALICE, "finish_wrap_up", args)
    assert refused is not None
    assert refused.code == "not_yours"
    assert (center.submitted, center.sealed) == ([], [])


@pytest.mark.parametrize(
    ("op", "args"),
    [
        ("send_digits", {"interaction_id": "i-1", "digits": "1"}),
        ("finish_wrap_up", {"interaction_id": "i-1", "disposition": "sold", "note": "hello"}),
        ("dial_out", {"number": "+15550100", "queue_id": "sales"}),
    ],
)
async def test_what_cannot_be_sealed_for_want_of_room_is_refused(op: str, args: Mapping[str, object]) -> None:
    center = Center()
    center.is_disk_full = True
    refused = await center.desk.perform(ALICE, op, args)
    assert refused is not None
    assert refused.code == "journal_stalled"
    assert center.submitted == []


async def test_a_stopped_engine_is_told() -> None:
    refused = await Center(is_stopped=True).desk.perform(ALICE, "hold", {"interaction_id": "i-1"})
    assert refused is not None
    assert refused.code == "engine_stopped"
