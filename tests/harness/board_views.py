"""Made-up items for boards: a call center on a busy morning. Owns their shape; tests say what differs."""

from typing import Any

from tests.harness.board_scenes import BoardScene
from tests.harness.desktop_scenes import now_ms
from tests.harness.desktop_views import DISPOSITIONS, QUEUES, a_caller

MINUTE_MS = 60_000
BREAKS = [{"code": "lunch", "label": {"en": "Lunch", "zh": "午餐"}}]
TEAMS = ["day", "night"]
SKILLS = [{"skill": "english", "label": {"en": "English", "zh": "英语"}}]
PERMISSIONS = [
    "see_boards", "mirror_desktop", "act_on_agent", "message_agents", "set_override", "move_contact", "release_contact",
    "monitor_call", "take_over", "set_queue_mode", "see_missed", "close_missed", "make_wall_token", "read_contact",
]  # fmt: skip


def me(**over: Any) -> dict[str, Any]:
    """Dana, who is supervisor and has no desk."""
    permissions = dict.fromkeys(PERMISSIONS, "all")
    return {
        "user": "dana",
        "role": "supervisor",
        "agent_id": None,
        "name": "Dana Reyes",
        "permissions": permissions,
    } | over


def missed(contact_id: str, minutes: int) -> dict[str, Any]:
    """Somebody who gave up so many minutes ago, after a minute, and may have the old place for ten."""
    at_ms = now_ms() - minutes * MINUTE_MS
    return {
        "contact_id": contact_id, "queue_id": "support", "missed_at_ms": at_ms, "may_resume": True,
        "waiting_since_ms": at_ms - MINUTE_MS, "resume_until_ms": at_ms + 10 * MINUTE_MS,
    }  # fmt: skip


def audited(ordinal: int, code: str, reason: str | None) -> dict[str, Any]:
    """An entry of the audit trail, of Dana's."""
    return {
        "ordinal": ordinal, "at_ms": now_ms() - MINUTE_MS, "user": "dana", "role": "supervisor", "agent_id": None,
        "code": code, "kind": "agent", "target": "alice", "details": {"activity": "on_break"}, "outcome": "",
        "of": None, "reason": reason, "is_reason_erased": False, "previous": "0" * 64, "hash": "f" * 64,
    }  # fmt: skip


def counted(answered: int = 40, in_time: int = 36, abandoned: int = 3, **over: Any) -> dict[str, Any]:
    """What became of those who came."""
    decided = answered + abandoned
    return {
        "offered": decided + 2, "answered": answered, "answered_in_target": in_time, "abandoned": abandoned,
        "short_abandoned": 0, "left": 0, "decided": decided, "average_answer_ms": 14_000 if answered else None,
        "service_level_percent": 100 * in_time / decided if decided else None,
        "abandon_rate_percent": 100 * abandoned / decided if decided else None,
    } | over  # fmt: skip


def periods(today: dict[str, Any]) -> dict[str, Any]:
    """The same for every period but the last minutes, which are few."""
    return {"today": today, "last_60": today, "last_30": counted(9, 8, 1), "last_15": counted(4, 4, 0)}


def standing(figure: str, level: str, value: float, threshold: float) -> dict[str, Any]:
    """An alarm that stands for a figure."""
    since_ms = now_ms() - 70_000
    return {"figure": figure, "level": level, "since_ms": since_ms, "value": value, "threshold": threshold}


def queue(queue_id: str, **over: Any) -> dict[str, Any]:
    """One that is well."""
    label = next(each["label"] for each in QUEUES if each["queue_id"] == queue_id)
    return {
        "kind": "queue", "queue_id": queue_id, "label": label, "mode": "open", "mode_until_ms": None,
        "target_ms": 20_000, "target_percent": 80, "estimated_wait_ms": 9_000, "estimated_wait_p90_ms": 30_000,
        "waiting": {"count": 1, "by_medium": {"voice": 1}, "longest_since_ms": now_ms() - 6_000},
        "agents": {"free": 1, "busy": 2, "on_break": 1, "signed_out": 2}, "callbacks_due": 0, "missed": 0,
        "periods": periods(counted()), "alarms": [],
    } | over  # fmt: skip


def queues() -> dict[str, Any]:
    """Support is late, sales are well, invoices are closed."""
    late = [standing("longest_wait", "red", 131_000, 120_000), standing("service_level", "amber", 71, 75)]
    support = queue(
        "support",
        waiting={"count": 4, "by_medium": {"voice": 3, "callback": 1}, "longest_since_ms": now_ms() - 131_000},
        estimated_wait_ms=95_000, alarms=late, callbacks_due=1, missed=2, periods=periods(counted(52, 40, 4)),
        agents={"free": 0, "busy": 3, "wrap_up": 1, "on_break": 1, "signed_out": 2},
    )  # fmt: skip
    billing = queue(
        "billing", mode="closed", mode_until_ms=now_ms() + 90 * MINUTE_MS, estimated_wait_ms=None,
        waiting={"count": 0, "by_medium": {}, "longest_since_ms": None}, periods=periods(counted(0, 0, 0)),
    )  # fmt: skip
    total = {
        "kind": "total", "callbacks_due": 1, "missed": 2, "periods": periods(counted(92, 76, 7)),
        "waiting": {"count": 5, "by_medium": {"voice": 4, "callback": 1}, "longest_since_ms": now_ms() - 131_000},
        "agents": {"free": 1, "busy": 3, "wrap_up": 1, "on_break": 1, "not_responding": 1, "signed_out": 2},
    }  # fmt: skip
    return {"*": total, "support": support, "sales": queue("sales"), "billing": billing}


def in_hand(**over: Any) -> dict[str, Any]:
    """A talk of two minutes in support."""
    now = now_ms()
    return {
        "interaction_id": "i-1", "contact_id": "c-1", "queue": QUEUES[0], "medium": "voice", "direction": "in",
        "state": "connected", "offered_until_ms": None, "accepted_at_ms": now - 125_000, "talk_since_ms": now - 120_000,
        "held_since_ms": None, "is_muted": False, "is_parked": False, "is_recorded": True, "wrap_up_since_ms": None,
        "supervised": None,
        "wrap_up_until_ms": None,
    } | over  # fmt: skip


def agent(agent_id: str, name: str, state: str = "free", **over: Any) -> dict[str, Any]:
    """One of the day team."""
    return {
        "kind": "agent", "agent_id": agent_id, "name": name, "number": f"10{len(name) % 10}", "team": "day",
        "state": state, "reason": "", "since_ms": now_ms() - 95_000, "limit_at_ms": None, "next_activity": None,
        "queues": ["support", "sales"], "in_hand": [], "load": 0, "capacity": 100, "help": None,
        "override_until_ms": None,
    } | over  # fmt: skip


def agents() -> dict[str, Any]:
    """Eight, each in another state."""
    now = now_ms()
    wanted = {"interaction_id": "i-1", "since_ms": now - 20_000}
    held = in_hand(interaction_id="i-4", contact_id="c-4", held_since_ms=now - 40_000)
    rings = in_hand(interaction_id="i-5", contact_id="c-5", state="offered", accepted_at_ms=None, talk_since_ms=None,
                    is_recorded=False, offered_until_ms=now + 12_000)  # fmt: skip
    wrapping = in_hand(interaction_id="i-6", contact_id="c-6", state="wrap_up", is_recorded=False,
                       wrap_up_since_ms=now - 45_000, wrap_up_until_ms=now + 15_000)  # fmt: skip
    everybody = [
        agent("alice", "Alice Chen", "busy", in_hand=[in_hand()], load=100, help=wanted),
        agent("bob", "Bob Miller", "busy", in_hand=[held], load=100, next_activity="on_break"),
        agent("carol", "Carol Diaz", "on_break", reason="lunch", since_ms=now - 41 * MINUTE_MS, limit_at_ms=now - 1),
        agent("dave", "Dave Okafor", team="night", override_until_ms=now + 60 * MINUTE_MS),
        agent("erin", "Erin Novak", "busy", in_hand=[rings], team="night"),
        agent("frank", "Frank Weber", "wrap_up", in_hand=[wrapping], load=100, limit_at_ms=now + 20_000),
        agent("grace", "Grace Lindqvist", "not_responding", team="night"),
        agent("heidi", "Heidi Tanaka", "signed_out", queues=["billing"]),
    ]
    return {each["agent_id"]: each for each in everybody}


def waiting(interaction_id: str, since_s: int, **over: Any) -> dict[str, Any]:
    """A caller in line."""
    now = now_ms()
    return {
        "kind": "waiting", "interaction_id": interaction_id, "contact_id": interaction_id.replace("i", "c"),
        "medium": "voice", "waiting_since_ms": now - since_s * 1_000, "queued_at_ms": now - since_s * 1_000,
        "priority": 0, "grade": "", "is_vip": False, "language": "en", "caller": a_caller(is_vip=False),
        "offered_to": None, "offered_until_ms": None, "preferred": None, "relaxed": [], "next_step_at_ms": None,
        "subject": "", "due_at_ms": None,
    } | over  # fmt: skip


def line() -> dict[str, Any]:
    """Three in line, the first of whom is being offered."""
    unknown = a_caller(name=None, number="+442079460018", is_known=False, is_vip=False, grade="")
    return {
        "i-5": waiting("i-5", 131, is_vip=True, grade="gold", offered_to={"agent_id": "erin", "name": "Erin Novak"},
                       offered_until_ms=now_ms() + 12_000),
        "i-7": waiting("i-7", 84, relaxed=["lower_level"], next_step_at_ms=now_ms() + 36_000, priority=10),
        "i-8": waiting("i-8", 12, caller=unknown, language="zh"),
    }  # fmt: skip


def explanation() -> dict[str, Any]:
    """Why the second in line still waits."""
    now = now_ms()
    lower = {"kind": "lower_level", "skill": "english", "level": 20}
    step = {"number": 0, "at_ms": now - 24_000, "is_taken": True, "if_waiting_over": None,
            "if_estimated_wait_over_ms": None, "relax": lower}  # fmt: skip
    next_step = step | {"number": 1, "at_ms": now + 36_000, "is_taken": None,
                        "relax": {"kind": "overflow_to", "queue_id": "sales"}}  # fmt: skip
    removed = [
        {"removal": "no_room", "what": "voice", "needed": 100, "has": 100, "most": 100, "agents": 3,
         "agent_ids": ["alice", "bob", "frank"]},
        {"removal": "on_break", "what": "lunch", "agents": 1, "agent_ids": ["carol"]},
    ]  # fmt: skip
    waits = {
        "queue_id": "support", "waiting_since_ms": now - 84_000, "ahead": 1, "waiting": 4, "priority": 10,
        "estimated": {"median_ms": 40_000, "mean_ms": 50_000, "p90_ms": 120_000}, "leaves_at_ms": now + 500_000,
        "preferred": None, "preferred_until_ms": None, "asks": [{"of": "queue support", "requires": "english >= 20"}],
        "steps": [step, next_step], "eligible": [], "eligible_count": 0, "removed": [], "removed_count": 4,
        "removed_by": removed, "asked_about": None,
    }  # fmt: skip
    stands = {"interaction_id": "i-7", "medium": "voice", "provider": "simulated", "stage": "waiting",
              "queue_id": "support", "agent_id": None, "waiting": waits}  # fmt: skip
    return {"contact_id": "c-7", "interaction_ids": ["i-7"], "seq": 9, "at_ms": now, "asked_about": None, "story": [],
            "standing": [stands]}  # fmt: skip


def alarms() -> dict[str, Any]:
    """Those that stand for the queues."""
    told = {}
    for queue_id, item in queues().items():
        for each in item.get("alarms", []):
            alarm = each | {"kind": "queue_alarm", "queue_id": queue_id, "label": item["label"]}
            told[f"queue:{queue_id}:{each['figure']}"] = alarm
    return told


def wall_scene(**over: Any) -> BoardScene:
    """The same morning on the screen in the room; ``agents`` are told where the wall was made so."""
    items = {"queues": queues(), "agents": agents(), "alarms": alarms()}
    wall = {"name": "room", "queues": [each["queue_id"] for each in QUEUES]}
    scene = BoardScene(me=me(), items=items, wall=wall, path="wall/room?every=0#token")
    for name, value in over.items():
        setattr(scene, name, value)
    return scene


def board_scene(**over: Any) -> BoardScene:
    """A busy morning, seen by the supervisor."""
    items = {"queues": queues(), "agents": agents(), "alarms": alarms(), "waiting:support": line()}
    choices = {
        "queues": QUEUES,
        "dispositions": DISPOSITIONS,
        "break_reasons": BREAKS,
        "skills": SKILLS,
        "teams": TEAMS,
    }
    answers = {"/api/choices": choices, "/api/contacts/c-7/explanation": explanation()}
    scene = BoardScene(me=me(), items=items, answers=answers)
    for name, value in over.items():
        setattr(scene, name, value)
    return scene
