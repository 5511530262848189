"""`cic replay --with`: what another text of the center would have decided on the way of a journal. Changes nothing."""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator

from cic.cli.words import ExitCode, tell
from cic.configuration.compile import compile_center
from cic.configuration.loader import load_center
from cic.journal.port import JournalReader
from routing.events import RoutingEvent
from routing.other_rules import OtherRules, RuleDifference

SHOWN = 20
WORDS = {
    "another_agent": "the offer goes to another agent",
    "nobody": "nobody is offered the contact then",
    "another_interaction": "the agent gets another contact first",
    "earlier": "somebody could take the contact earlier",
    "refused": "the queue does not take the contact in",
}


def replay_with(chosen: argparse.Namespace, journal: JournalReader) -> ExitCode:
    """Ask each decision of the journal again under the other text's rules, and report what comes out otherwise."""
    other = OtherRules(compile_center(load_center(chosen.other, chosen.flows)).applied.routing)
    tell("Asking every decision again ...")
    started_s = time.monotonic()
    counts: Counter[str] = Counter()
    shown: list[RuleDifference] = []
    for difference in _differences(journal, other):
        counts[difference.kind.value] += 1
        if len(shown) < SHOWN:
            shown.append(difference)
    took_s = time.monotonic() - started_s
    if chosen.json:
        first = [_plain(difference) for difference in shown]
        print(json.dumps({"decisions": other.decisions, "differences": dict(counts), "first": first}))
    else:
        _print(other.decisions, counts, shown, took_s)
    return ExitCode.FAILED if counts else ExitCode.DONE


def _differences(journal: JournalReader, other: OtherRules) -> Iterator[RuleDifference]:
    for record in journal.read():
        for event in record.events:
            if isinstance(event, RoutingEvent):
                yield from other.take(event, record.at_ms, record.seq)
        yield from other.settled(record.at_ms, record.seq)


def _plain(difference: RuleDifference) -> dict[str, object]:
    return {
        "kind": difference.kind.value,
        "seq": difference.seq,
        "at_ms": difference.at_ms,
        "interaction_id": difference.interaction_id,
        "agent_id": difference.agent_id,
        "instead": difference.instead,
    }


def _print(decisions: int, counts: "Counter[str]", shown: list[RuleDifference], took_s: float) -> None:
    print(f"{decisions} offers of the journal asked again ({took_s:.1f} s); {sum(counts.values())} differences.")
    for kind, count in counts.most_common():
        print(f"    {count:6}  {WORDS[kind]}")
    if shown:
        print("The first of them:")
    for difference in shown:
        was = f" (was {difference.agent_id})" if difference.agent_id else ""
        instead = f": {difference.instead}" if difference.instead else ""
        print(f"    record {difference.seq}, {difference.interaction_id}: {WORDS[difference.kind.value]}{instead}{was}")
