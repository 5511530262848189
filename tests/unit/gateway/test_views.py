"""What the desktop shows: words for ids, values for references, and nothing that PROTOCOL.md does not name."""

import json
from dataclasses import replace
from typing import Any

import pytest

from agent_desktop.gateway.json_text import json_text
from agent_desktop.gateway.views import ViewWriter
from cic.center.view_types import ConsultView, FollowUpView, RecordingView
from cic.center.views import AgentView, InteractionView, OfferView, PhoneView
from cic.configuration.compile import CompiledCenter
from ivr_flows.session import PathStep
from routing.vocabulary import (
    Activity,
    AgentId,
    CallerFacts,
    ContactId,
    FlowId,
    InteractionId,
    Medium,
    OfferId,
    PartyId,
    PersonalRef,
    ProviderId,
    QueueId,
    RecordingId,
)

pytestmark = pytest.mark.unit

VALUES = {
    PersonalRef("n"): "+861055550104",
    PersonalRef("m"): "李娜",
    PersonalRef("d"): "10004",
    PersonalRef("gone"): None,
}
CALLER = CallerFacts(PartyId("p"), PersonalRef("n"), PersonalRef("m"), True, "gold", "zh", "beijing", True)
OFFERED = InteractionView(
    interaction_id=InteractionId("i-1"),
    contact_id=ContactId("c-1"),
    medium=Medium.VOICE,
    state="offered",
    offer=OfferView(OfferId("o-1"), 20, 30),
    provider=ProviderId("simulated"),
    queue_id=QueueId("sales"),
    service_level_target_ms=20_000,
    caller=CALLER,
    dialled_number="4000",
    arrived_at_ms=1,
    queued_at_ms=10,
    accepted_at_ms=None,
    connected_at_ms=None,
    is_held=False,
    is_muted=False,
    held_since_ms=None,
    wrap_up_since_ms=None,
    wrap_up_until_ms=None,
    wants_wrap_up=False,
    given_disposition=None,
    path=(PathStep("menu", 5, "sales"),),
    collected=(("account", PersonalRef("d")), ("pin", PersonalRef("gone"))),
    dispositions=("sold", "retired_code"),
    allowed_actions=("accept", "decline"),
)
VIEW = AgentView(
    agent_id=AgentId("alice"),
    activity=Activity.AVAILABLE,
    reason="",
    since_ms=3,
    next_activity=Activity.ON_BREAK,
    is_free=False,
    is_desktop_open=True,
    phones=(PhoneView(ProviderId("simulated"), True, False),),
    interactions=(OFFERED,),
    flows=(FlowId("verify"),),
    allowed_actions=("enter_contact",),
)


SHOWN_QUEUE = {
    "queue_id": "sales", "label": {"en": "Sales", "zh": "销售"}, "greeting": {"en": "Good day", "zh": "您好"},
    "service_level_target_ms": 20_000,
}  # fmt: skip
NOTHING_ORDERED = {"monitoring": None, "is_forced": False, "is_next_forced": False, "messages": []}
NOTHING_MORE: dict[str, object] = {
    "wants_wrap_up": False, "given_disposition": None, "looked_up": [],
    "flow": None, "flow_results": [], "is_parked": False, "work": None, "rev": 0, "direction": "in",
    "consult": None, "consulted_by": None, "recorded": None, "help_since_ms": None,
    "help_answered_by": None, "supervised": None,
}  # fmt: skip


def render(view: AgentView, compiled: CompiledCenter) -> dict[str, Any]:
    shown = json.loads(json_text(ViewWriter(compiled.labels, VALUES.__getitem__).view(view)))
    assert isinstance(shown, dict)
    return shown


def test_the_view_of_an_offer(compiled: CompiledCenter) -> None:
    assert render(VIEW, compiled) == {
        "agent": {
            "agent_id": "alice",
            "name": "Alice Chen",
            "number": "101",
            "activity": "available",
            "reason": "",
            "since_ms": 3,
            "next_activity": "on_break",
            "is_free": False,
            "phones": [{"provider": "simulated", "is_reachable": True, "is_in_use": False}],
            "allowed_actions": ["enter_contact"],
            **NOTHING_ORDERED,
        },
        "break_reasons": [{"code": "meal", "label": {"en": "Meal", "zh": "用餐"}}],
        "queues": [{"queue_id": "sales", "label": {"en": "Sales", "zh": "销售"}}],
        "flows": ["verify"],
        "dispositions": [{"code": "sold", "label": {"en": "Sold", "zh": "成交"}}],
        "follow_ups": [],
        "interactions": [
            {
                "interaction_id": "i-1",
                "contact_id": "c-1",
                "medium": "voice",
                "state": "offered",
                "offer": {"offer_id": "o-1", "offered_at_ms": 20, "deadline_ms": 30},
                "queue": SHOWN_QUEUE,
                "caller": {
                    "name": "李娜",
                    "number": "+861055550104",
                    "is_known": True,
                    "grade": "gold",
                    "is_vip": True,
                    "language": "zh",
                    "area": "beijing",
                    "party_id": "p",
                    "tries_today": 0,
                },
                "dialled_number": "4000",
                "arrived_at_ms": 1,
                "queued_at_ms": 10,
                "accepted_at_ms": None,
                "connected_at_ms": None,
                "is_held": False,
                "is_muted": False,
                "held_since_ms": None,
                "wrap_up_since_ms": None,
                "wrap_up_until_ms": None,
                "path": [{"node": "menu", "at_ms": 5, "result": "sales"}],
                "collected": [{"name": "account", "value": "10004"}, {"name": "pin", "value": None}],
                **NOTHING_MORE,
                "dispositions": [
                    {"code": "sold", "label": {"en": "Sold", "zh": "成交"}},
                    {"code": "retired_code", "label": {"en": "retired_code", "zh": "retired_code"}},
                ],
                "allowed_actions": ["accept", "decline"],
            }
        ],
    }


def test_what_the_configuration_no_longer_knows_is_shown_by_its_id(compiled: CompiledCenter) -> None:
    unknown = replace(CALLER, number=None, name=None)
    view = replace(
        VIEW,
        agent_id=AgentId("zoe"),
        next_activity=None,
        interactions=(replace(OFFERED, offer=None, caller=unknown, queue_id=QueueId("old_queue")),),
    )
    shown = render(view, compiled)
    agent, (interaction,) = shown["agent"], shown["interactions"]
    assert isinstance(agent, dict)
    assert (agent["name"], agent["number"], agent["next_activity"]) == ("zoe", "", None)
    assert interaction["queue"]["label"] == {"en": "old_queue", "zh": "old_queue"}
    assert interaction["offer"] is None
    assert (interaction["caller"]["name"], interaction["caller"]["number"]) == (None, None)


def test_what_a_caller_left_is_shown_with_its_values_opened(compiled: CompiledCenter) -> None:
    left = replace(
        OFFERED,
        medium=Medium.CALLBACK,
        origin=ContactId("c-0"),
        subject="invoice",
        due_at_ms=90,
        number_to_call=PersonalRef("n"),
    )
    message = replace(left, medium=Medium.VOICEMAIL, recording=RecordingId("m-1"), duration_ms=4_000)
    message = replace(message, number_to_call=PersonalRef("gone"))
    shown = render(replace(VIEW, interactions=(left, message)), compiled)["interactions"]
    work = {"origin": "c-0", "subject": "invoice", "due_at_ms": 90, "recording": None, "duration_ms": None}
    assert shown[0]["medium"] == "callback" and shown[0]["work"] == {**work, "number_to_call": "+861055550104"}
    heard = {"recording": "m-1", "duration_ms": 4_000, "number_to_call": None}
    assert shown[1]["work"] == {**work, **heard}, "an erased number is none"


def test_what_flows_found_out_and_came_to_is_shown(compiled: CompiledCenter) -> None:
    verify = FlowId("verify")
    known = replace(
        OFFERED,
        flow=verify,
        flow_results=((verify, "verified"),),
        looked_up=(("balance", 1250), ("is_member", True)),
    )
    (shown,) = render(replace(VIEW, interactions=(known,)), compiled)["interactions"]
    assert (shown["flow"], shown["flow_results"]) == ("verify", [{"flow": "verify", "result": "verified"}])
    assert shown["looked_up"] == [{"name": "balance", "value": 1250}, {"name": "is_member", "value": True}]


def test_a_consult_is_shown_with_who_is_asked(compiled: CompiledCenter) -> None:
    number = ConsultView("asked", 50, 50, None, None, PersonalRef("n"))
    agent = ConsultView("conference", 60, 50, AgentId("bob"), QueueId("sales"), None)
    views = [replace(OFFERED, consult=number), replace(OFFERED, consult=agent, consulted_by=AgentId("bob"))]
    to_number, to_agent = render(replace(VIEW, interactions=tuple(views)), compiled)["interactions"]
    asked = {"stage": "asked", "since_ms": 50, "asked_at_ms": 50, "agent": None, "queue": None}
    assert to_number["consult"] == {**asked, "number": "+861055550104"} and to_number["consulted_by"] is None
    bob, sales = (
        {"agent_id": "bob", "name": "Bob Miller"},
        {"queue_id": "sales", "label": {"en": "Sales", "zh": "销售"}},
    )
    talking = {"stage": "conference", "since_ms": 60, "asked_at_ms": 50, "agent": bob, "queue": sales, "number": None}
    assert (to_agent["consult"], to_agent["consulted_by"]) == (talking, bob)


def test_a_recording_help_and_follow_ups_are_shown(compiled: CompiledCenter) -> None:
    recorded = RecordingView(RecordingId("r-1"), "agent", 70, is_failing=True)
    held = replace(OFFERED, recorded=recorded, help_since_ms=80, direction="out", queued_at_ms=None)
    later = FollowUpView(ContactId("c-9"), ContactId("c-1"), QueueId("gone"), 900, 800, False, PersonalRef("m"), CALLER)
    shown = render(replace(VIEW, interactions=(held,), follow_ups=(later,)), compiled)
    (one,) = shown["interactions"]
    assert one["recorded"] == {"recording_id": "r-1", "pause": "agent", "since_ms": 70, "is_failing": True}
    assert (one["help_since_ms"], one["direction"], one["queued_at_ms"]) == (80, "out", None)
    (follow_up,) = shown["follow_ups"]
    assert follow_up["queue"] == {"queue_id": "gone", "label": {"en": "gone", "zh": "gone"}}
    assert (follow_up["text"], follow_up["caller"]["name"], follow_up["remind_at_ms"]) == ("李娜", "李娜", 800)
