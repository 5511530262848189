"""`cic health`: whether the running center is well, for people and for whatever watches it. Changes nothing."""

import argparse
import json

from cic.cli.asking import ask_center, now_ms
from cic.cli.words import ExitCode, duration, print_table, shown

WORDS = {
    "journal_disk_full": "the disk is full: callers hear music and nothing can be done until there is room",
    "journal_locked": "another process holds journal.db: callers hear music until it lets go",
    "journal_slow": "the disk takes seconds for one write",
    "asterisk_unreachable": "there is no link to Asterisk: no call comes in by it until it can be reached again",
    "callers_held": "customers.db or keys.db cannot be written: new callers hear music until there is room",
    "contact_log_behind": "contacts.db cannot be written: the contact log falls behind and catches up later",
    "reports_behind": "reports.db cannot be written: reports fall behind and catch up later",
    "sessions_not_saved": "access.db cannot be written: sign-ins of this time end with the process",
    "clock_stepped": "the machine's clock was set: set it right, then restart the center in a calm minute",
}
FIGURES = ("seq", "uncommitted", "contact_log_seq", "faults")


def show_health(chosen: argparse.Namespace) -> ExitCode:
    """Print what stands against the center; 1 when something does, or when it is not open yet."""
    body = ask_center(chosen.data, chosen.url, "/api/health")
    alarms, is_starting = body.get("alarms", []), body.get("status") == "starting"
    if chosen.json:
        print(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        print("  ".join(f"{name} {shown(body[name])}" for name in FIGURES if name in body))
        if is_starting:
            print("The center is starting: callers are not taken yet.")
        if alarms:
            rows = [[shown(alarm["code"]), _since(alarm), WORDS.get(alarm["code"], "see the log")] for alarm in alarms]
            print_table(("ALARM", "FOR", "WHAT IT IS"), rows)
        else:
            print("No alarm stands.")
    return ExitCode.FAILED if alarms or is_starting else ExitCode.DONE


def _since(alarm: dict[str, object]) -> str:
    since_ms = alarm["since_ms"]
    return duration(max(0, now_ms() - since_ms)) if isinstance(since_ms, int) else "-"
