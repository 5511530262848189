"""`cic apply`: let a text hold in the center that runs, or go back to the one before. Decides nothing."""

import argparse
import json

from cic.cli.asking import tell_center
from cic.cli.words import ExitCode, tell
from cic.configuration.loader import load_center
from cic.configuration.store import CONFIGURATIONS, ConfigurationStore

TIME_LIMIT_S = 120.0


def apply(chosen: argparse.Namespace) -> ExitCode:
    """Check the text, lay it into the data folder, and have the running center take it in."""
    if chosen.previous:
        wanted: dict[str, object] = {"is_previous": True}
        tell("Going back ...")
    else:
        loaded = load_center(chosen.config, chosen.flows)
        store = ConfigurationStore(chosen.data / CONFIGURATIONS, chosen.flows / "prompts")
        store.keep(loaded.version, chosen.config, chosen.flows)
        wanted = {"version": loaded.version}
        tell(f"Applying version {loaded.version} ...")
    answer = tell_center(chosen.data, chosen.url, "/api/configuration", wanted, TIME_LIMIT_S)
    if chosen.json:
        print(json.dumps(answer))
    elif answer["version"] == answer["previous"]:
        print(f"Version {answer['version']} holds already.")
    else:
        parts = f"{answer['parts']} part{'' if answer['parts'] == 1 else 's'} staged"
        print(f"Version {answer['version']} holds ({parts}); before it {answer['previous']}.")
        print("Go back with 'cic apply --previous'.")
    return ExitCode.DONE
