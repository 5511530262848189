"""`cic flows publish`, `history`, `rollback`: which flows hold in the center that runs. Decides nothing."""

import argparse
import json
from typing import Any

from cic.cli.asking import ask_center, tell_center
from cic.cli.words import CommandFailed, ExitCode, local_time, print_table, shown, tell
from cic.configuration.flow_versions import lay_flows
from cic.configuration.store import CONFIGURATIONS, ConfigurationStore

TIME_LIMIT_S = 120.0
HOW = {
    "started": "start",
    "applied": "apply",
    "rolled_back": "apply --previous",
    "flows_published": "publish",
    "flows_rolled_back": "rollback",
}


def publish(chosen: argparse.Namespace) -> ExitCode:
    """Check the running center's text with the folder's flows, lay it into the data folder, and have it hold."""
    if not any(chosen.flows.glob("*.yaml")):
        raise CommandFailed(f"{chosen.flows} holds no flow (no *.yaml). Name the folder with --flows.")
    base = str(ask_center(chosen.data, chosen.url, "/api/flows")["version"])
    store = ConfigurationStore(chosen.data / CONFIGURATIONS, chosen.flows / "prompts")
    version = lay_flows(store, base, chosen.flows, chosen.flow).version
    tell(f"Publishing {', '.join(map(shown, chosen.flow)) or 'all flows'} as version {version} ...")
    wanted = {"version": version, "base": base, "note": chosen.note}
    answer = tell_center(chosen.data, chosen.url, "/api/flows/publish", wanted, TIME_LIMIT_S)
    return _told(chosen, answer, "'cic flows rollback' goes back.")


def roll_back(chosen: argparse.Namespace) -> ExitCode:
    """Have the flows of before hold again."""
    wanted = {"flow": chosen.flow, "to": chosen.to, "note": chosen.note}
    tell("Going back ...")
    answer = tell_center(chosen.data, chosen.url, "/api/flows/rollback", wanted, TIME_LIMIT_S)
    return _told(chosen, answer, "The folder's flows are as they were: mend them there, then 'cic flows publish'.")


def _told(chosen: argparse.Namespace, answer: dict[str, Any], next_step: str) -> ExitCode:
    if chosen.json:
        print(json.dumps(answer, ensure_ascii=False))
    elif not answer["changed"]:
        print("These flows hold already.")
    else:
        rows = [
            (shown(row["flow"]), shown(row["old"]), shown(row["new"]), shown(row["contacts_on_earlier"]))
            for row in answer["changed"]
        ]
        print_table(("FLOW", "BEFORE", "NOW", "CONTACTS ON EARLIER"), rows)
        print(f"Version {answer['version']} holds; before it {answer['previous']}. {next_step}")
    return ExitCode.DONE


def history(chosen: argparse.Namespace) -> ExitCode:
    """Show which flows held."""
    query = None if chosen.flow is None else {"flow": chosen.flow}
    body = ask_center(chosen.data, chosen.url, "/api/flows/history", query)
    if chosen.json:
        print(json.dumps(body, ensure_ascii=False, indent=2))
    elif chosen.flow is None:
        titles = ("VERSION", "HOLDS", "SINCE", "BY", "WITH", "FLOWS CHANGED", "NOTE")
        print_table(titles, [_cells(row, row["version"], _changed(row["changed"])) for row in body["history"]])
    else:
        titles = ("VERSION", "HOLDS", "SINCE", "BY", "WITH", "CENTER VERSION", "NOTE")
        rows = [_cells(row, row["changed"][0]["new"] or "gone", row["version"]) for row in body["history"]]
        print_table(titles, rows)
    return ExitCode.DONE


def _cells(row: dict[str, Any], version: object, about: object) -> list[str]:
    how = HOW.get(row["how"], row["how"])
    since = local_time(row["at_ms"])
    return [shown(version), "yes" if row["holds"] else "", since, *map(shown, (row["by"], how, about, row["note"]))]


def _changed(rows: list[dict[str, Any]]) -> str:
    """New flows with a plus, flows that are gone with a minus."""
    signs = (("+" if row["old"] is None else "-" if row["new"] is None else "", row["flow"]) for row in rows)
    return " ".join(f"{sign}{flow}" for sign, flow in signs)
