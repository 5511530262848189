"""What can be noted in the audit trail, by code. Owns the list; every code has words on the auditors' page.

A code is what is acted on and what is done with it. One that is taken out stays readable in old entries by itself.
"""

CODES = frozenset(
    {
        "agent.end_override", "agent.end_wrap_up", "agent.force_activity", "agent.set_override", "agent.tell",
        "call.end_monitoring", "call.monitor", "call.switch_monitoring", "call.take_over",
        "configuration.apply", "configuration.apply_previous",
        "contact.move_to_front", "contact.pick_up", "contact.reassign", "contact.release", "contact.set_priority",
        "contacts.export", "contacts.export_ended", "contacts.export_taken",
        "desktop.mirror",
        "flows.publish", "flows.roll_back",
        "missed.close",
        "queue.set_mode",
        "recording.listen",
        "session.begin", "session.end",
        "user.add", "user.change_own_password", "user.change_role", "user.disable", "user.enable", "user.end_sessions",
        "user.locked_out", "user.remove", "user.remove_demo", "user.set_password", "user.unlock",
        "wall.make", "wall.remove",
    }
)  # fmt: skip
