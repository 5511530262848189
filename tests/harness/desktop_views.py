"""Made-up views for the desktop, complete by default. Owns their shape; tests say what differs."""

from pathlib import Path
from typing import Any

import yaml

from tests.harness.desktop_scenes import Scene, now_ms

QUEUES = [
    {"queue_id": "support", "label": {"en": "Technical support", "zh": "技术支持"}},
    {"queue_id": "sales", "label": {"en": "Sales", "zh": "销售"}},
    {"queue_id": "billing", "label": {"en": "Invoices", "zh": "账单"}},
]
DISPOSITIONS = [
    {"code": "solved", "label": {"en": "Solved", "zh": "已解决"}},
    {"code": "follow_up", "label": {"en": "Follow-up needed", "zh": "需要回访"}},
    {"code": "wrong_number", "label": {"en": "Wrong number", "zh": "打错"}},
]
WORDS = yaml.safe_load((Path(__file__).parents[2] / "config" / "words.yaml").read_text())["words"] | {
    "open_orders": {"en": "Open orders", "zh": "未完成订单"},
}
"""Those of the shipped center, and one of a made-up look-up."""
IN_CALL = ["hold", "mute", "send_digits", "transfer", "consult", "transfer_to_queue", "send_into_flow", "park",
           "pause_recording", "ask_for_wrap_up", "ask_for_help", "make_follow_up", "hang_up"]  # fmt: skip
IN_CONSULT = ["swap", "conference", "complete_transfer", "end_consult", "mute", "hang_up"]


def a_caller(**over: Any) -> dict[str, Any]:
    """Grace Example, who is well known."""
    return {
        "name": "Grace Example", "number": "+15550999", "is_known": True, "grade": "gold", "is_vip": True,
        "language": "en", "area": "united_kingdom", "party_id": "p-1", "tries_today": 1,
    } | over  # fmt: skip


def an_interaction(**over: Any) -> dict[str, Any]:
    """A call in which agent and customer talk."""
    now = now_ms()
    return {
        "interaction_id": "i-1", "rev": 1, "contact_id": "c-1", "medium": "voice", "direction": "in",
        "state": "connected", "offer": None,
        "queue": QUEUES[0] | {
            "greeting": {"en": "Good day, this is support.", "zh": "您好，技术支持，请问您需要什么帮助？"},
            "service_level_target_ms": 20_000,
        },
        "caller": a_caller(), "dialled_number": "4000", "arrived_at_ms": now - 190_000, "queued_at_ms": now - 160_000,
        "accepted_at_ms": now - 148_000, "connected_at_ms": now - 145_000, "is_held": False, "is_muted": False,
        "held_since_ms": None, "wrap_up_since_ms": None, "wrap_up_until_ms": None, "wants_wrap_up": False,
        "given_disposition": None,
        "path": [
            {"node": "choose_language", "at_ms": now - 188_000, "result": "english"},
            {"node": "main_menu", "at_ms": now - 180_000, "result": "support"},
            {"node": "customer_number", "at_ms": now - 170_000, "result": "given"},
        ],
        "collected": [{"name": "customer_number", "value": "123456"}],
        "looked_up": [{"name": "open_orders", "value": 2}], "flow": None, "flow_results": [], "is_parked": False,
        "work": None, "consult": None, "consulted_by": None, "recorded": None, "help_since_ms": None,
        "help_answered_by": None, "supervised": None,
        "dispositions": DISPOSITIONS, "allowed_actions": IN_CALL,
    } | over  # fmt: skip


def an_offer(**over: Any) -> dict[str, Any]:
    """A call that is offered, for 20 more seconds."""
    now = now_ms()
    return an_interaction(
        **{
            "interaction_id": "i-2",
            "contact_id": "c-2",
            "state": "offered",
            "offer": {"offer_id": "o-2", "offered_at_ms": now - 4_000, "deadline_ms": now + 600_000},
            "accepted_at_ms": None,
            "connected_at_ms": None,
            "allowed_actions": ["accept", "decline"],
        }
        | over
    )


def a_consult(stage: str, **over: Any) -> dict[str, Any]:
    """Bob is asked about the customer."""
    now = now_ms()
    return {
        "stage": stage, "since_ms": now - 12_000, "asked_at_ms": now - 30_000,
        "agent": {"agent_id": "bob", "name": "Bob Example"}, "queue": None, "number": None,
    } | over  # fmt: skip


def a_recording(**over: Any) -> dict[str, Any]:
    """The conversation is recorded."""
    return {"recording_id": "r-1", "pause": "", "since_ms": now_ms() - 100_000, "is_failing": False} | over


def a_view(*interactions: dict[str, Any], **agent: Any) -> dict[str, Any]:
    """Alice, who is available, with these in hand."""
    return {
        "agent": {
            "agent_id": "alice", "name": "Alice Example", "number": "101", "activity": "available", "reason": "",
            "since_ms": now_ms() - 754_000, "next_activity": None, "is_free": not interactions,
            "phones": [{"provider": "simulated", "is_reachable": True, "is_in_use": False}],
            "allowed_actions": ["dial_out", "pick_up", "pull", "enter_contact"], "monitoring": None,
            "is_forced": False, "is_next_forced": False, "messages": [],
        } | agent,
        "break_reasons": [
            {"code": "lunch", "label": {"en": "Lunch", "zh": "午餐"}},
            {"code": "coffee", "label": {"en": "Coffee", "zh": "咖啡"}},
        ],
        "queues": QUEUES, "flows": ["verify_caller", "card_number"], "dispositions": DISPOSITIONS,
        "interactions": list(interactions), "follow_ups": [],
    }  # fmt: skip


def waiting_work() -> dict[str, Any]:
    """A message that anybody of the queue may take."""
    now = now_ms()
    return {
        "kind": "waiting", "interaction_id": "i-20", "contact_id": "c-20", "medium": "voicemail", "queue_id": "support",
        "subject": "", "waiting_since_ms": now - 300_000, "due_at_ms": now + 900_000, "language": "en",
        "caller": a_caller(name="Li Example", is_vip=False),
    }  # fmt: skip


def a_directory() -> dict[str, Any]:
    """Colleagues in every state, queues, and a caller who is parked."""
    now = now_ms()
    agents = [("bob", "Bob Example", "102", "free"), ("carol", "Carol Example", "103", "busy"),
              ("dan", "Dan Example", "104", "on_break"), ("eve", "Eve Example", "105", "wrap_up"),
              ("mei", "王梅", "106", "signed_out")]  # fmt: skip
    items: dict[str, Any] = {
        f"agent:{agent_id}": {
            "kind": "agent", "agent_id": agent_id, "name": name, "number": number, "state": state,
            "since_ms": now - 130_000, "help": None,
        }
        for agent_id, name, number, state in agents
    }  # fmt: skip
    for queue, waiting, free in zip(QUEUES, (3, 0, 1), (0, 2, 1), strict=True):
        items[f"queue:{queue['queue_id']}"] = {
            "kind": "queue", **queue, "waiting": waiting, "longest_since_ms": now - 65_000 if waiting else None,
            "free_agents": free,
        }  # fmt: skip
    items["parked:i-9"] = {
        "kind": "parked", "interaction_id": "i-9", "queue_id": "sales", "agent_id": "carol",
        "caller": a_caller(name="Li Example", number="+8613800000000"),
        "since_ms": now - 20_000, "until_ms": now + 100_000,
    }  # fmt: skip
    return items


def settings(**over: Any) -> dict[str, Any]:
    """What the configuration says about the desktop."""
    return {
        "crm": {"pages": [{"code": "customer", "label": {"en": "Customer in the CRM", "zh": "在 CRM 中查看客户"},
                           "url": "https://crm.example.com/?phone={number}&id={contact_id}", "opens": "asked"}],
                "has_lookup": False},
        "embedded_in": [], "favourites": [{"kind": "agent", "target": "carol", "label": ""}], "favourites_max": 30,
        "card": {"kinds": ["person", "company"], "grades": ["gold"], "languages": ["en", "zh"], "channels": ["voice"]},
        "words": WORDS, "dispositions": DISPOSITIONS,
    } | over  # fmt: skip


def a_customer() -> dict[str, Any]:
    """What is known about Grace Example beside the call."""
    now = now_ms()
    return {
        "card": {
            "party_id": "p-1", "version": 3, "is_known": True, "kind": "person", "name": "Grace Example",
            "given_name": "Grace", "family_name": "Example", "company_name": "", "customer_number": "123456",
            "numbers": ["+15550999", "+442079460000"], "addresses": [{"kind": "mail", "text": "grace@example.com"}],
            "grade": "gold", "language": "en", "area": "united_kingdom", "account_manager": "bob",
            "account_manager_name": "Bob Example", "preferred_channel": "voice",
            "note": "Prefers a call in the afternoon.", "is_vip": True,
            "lists": {"blocked": False, "vip": True, "blocked_numbers": [], "vip_numbers": ["+15550999"]},
            "merged": [], "changed_at_ms": now - 86_400_000, "changed_by": "bob",
            "changes": [{"at_ms": now - 86_400_000, "by": "bob", "what": "corrected", "fields": ["note"]}],
        },
        "last_contacts": [
            {
                "contact_id": f"c-{40 + day}", "medium": "voice", "direction": "inbound",
                "arrived_at_ms": now - day * 86_400_000, "ended_at_ms": now - day * 86_400_000 + 240_000,
                "queue_id": "support", "last_agent": "bob", "last_agent_name": "Bob Example", "disposition": "solved",
                "subject": "", "is_abandoned": False, "talk_ms": 180_000, "total_ms": 240_000,
                "end_cause": "caller_hung_up", "note": "Asked about an invoice.",
            }
            for day in (1, 4)
        ],
        "tries_today": 1,
        "follow_ups": [],
    }  # fmt: skip


def a_day() -> dict[str, Any]:
    """Alice's day until now."""
    now = now_ms()
    names = ("handled", "talk_ms", "hold_ms", "consult_ms", "work_ms", "wrap_up_ms", "handling_ms",
             "average_handling_ms", "offers_missed", "offers_declined")  # fmt: skip
    line = a_customer()["last_contacts"][0] | {"arrived_at_ms": now - 3_600_000, "ended_at_ms": now - 3_400_000}
    return {
        "from_ms": now - 8 * 3_600_000, "now_ms": now, "time_zone": "Europe/London",
        "figures": {name: 180_000 if name.endswith("_ms") else 3 for name in names},
        "definitions": {name: {"en": f"What {name} counts.", "zh": f"{name} 的统计口径。"} for name in names},
        "contacts": [line | {"caller_name": "Grace Example", "caller_number": "+15550999", "party_id": "p-1",
                             "my_talk_ms": 180_000, "my_disposition": "solved"}],
        "missed_offers": [{"contact_id": "c-8", "at_ms": now - 900_000, "queue_id": "support", "ring_ms": 15_000,
                           "cause": "expired", "caller_name": "Li Example"}],
        "callbacks": [{"contact_id": "c-9", "interaction_id": "i-19", "queue_id": "sales", "due_at_ms": now + 600_000,
                       "caller_name": "Ann Example", "number": None}],
        "follow_ups": [],
    }  # fmt: skip


def scene(*interactions: dict[str, Any], path: str = "", **agent: Any) -> Scene:
    """A scene with these in hand."""
    customers = {f"/api/interactions/{each['interaction_id']}/customer": a_customer() for each in interactions}
    channels = {"directory": a_directory(), "waiting": {"i-20": waiting_work()}}
    return Scene(
        a_view(*interactions, **agent),
        channels,
        {"/api/desk-settings": settings(), "/api/my-day": a_day(), **customers},
        path,
    )
