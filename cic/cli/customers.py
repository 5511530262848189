"""`cic customers`: cards brought in, shown, found, merged and parted again. Owns options and output; decides nothing.

It works on the files of the data folder, also while the center runs.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from cic.cli.asking import now_ms
from cic.cli.words import CommandFailed, ExitCode, local_time, print_table, shown, tell
from cic.configuration.loader import load_center
from cic.configuration.schema import CenterText
from cic.customers.book import CardBook
from cic.customers.cards import Card, CardRefused
from cic.customers.finding import Finder
from cic.customers.importing import ImportResult, import_csv
from cic.customers.store import CustomerStore
from cic.journal.database import Database
from cic.journal.keyring import Keyring
from routing.vocabulary import PartyId, SiteId, TenantId

CUSTOMERS_FILE = "customers.db"
CUSTOMER_FILE_BYTES_MAX = 256 * 1024 * 1024
SHOWN_PROBLEMS = 50
BY_OPERATOR = "operator"
"""Who changes cards from the command line."""
EPILOG = """\
Output of show and find holds personal values. Examples:
  cic customers import customers.csv
  cic customers find "ann lee"          by name, number, customer number or mail address
  cic customers show cust-4f1a...       the whole card, its merges and who changed it
  cic customers merge cust-4f1a... visitor-77c0...
  cic customers undo merge-93b2...
Exit codes: 0 done, 1 failed (the reason is on standard error) or nobody found, 2 wrong use."""

_CARD = (
    ("party", "party_id"), ("kind", "kind"), ("name", "name"), ("given name", "given_name"),
    ("family name", "family_name"), ("company", "company_name"), ("customer number", "customer_number"),
    ("grade", "grade"), ("language", "language"), ("area", "area"), ("account manager", "account_manager"),
    ("preferred channel", "preferred_channel"), ("VIP", "is_vip"), ("note", "note"), ("version", "version"),
)  # fmt: skip


class _Files:
    """The customers' files of one data folder."""

    def __init__(self, chosen: argparse.Namespace, center: CenterText) -> None:
        site = (TenantId(center.tenant), SiteId(center.site))
        is_new = not (chosen.data / CUSTOMERS_FILE).exists()
        if is_new and chosen.command is not import_customers:
            raise CommandFailed(f"{chosen.data} holds no customers. Name the center's data folder with --data.")
        chosen.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.country = center.country
        self.keyring = Keyring(chosen.data, *site)
        self.store = CustomerStore(Database(chosen.data / CUSTOMERS_FILE), self.keyring, *site)
        self.book = CardBook(self.store, default_language=chosen.language)

    def close(self) -> None:
        self.store.close()
        self.keyring.close()


def import_customers(chosen: argparse.Namespace) -> ExitCode:
    """Bring a customer file into the center, running or not."""
    try:
        if chosen.file.stat().st_size > CUSTOMER_FILE_BYTES_MAX:
            raise CommandFailed(f"{chosen.file} is longer than {CUSTOMER_FILE_BYTES_MAX // 2**20} MB. Split it.")
        source = chosen.file.read_bytes()
    except OSError as fault:
        raise CommandFailed(f"{chosen.file} cannot be read ({fault.strerror}).") from None
    with _opened(chosen) as files:
        tell(f"Importing {chosen.file} ...")
        result = import_csv(files.store, source, default_language=chosen.language, now_ms=now_ms())
    _print_import(result, chosen.json)
    return ExitCode.FAILED if result.problems else ExitCode.DONE


def find_customers(chosen: argparse.Namespace) -> ExitCode:
    """Print the customers that fit; 1 when nobody does."""
    with _opened(chosen) as files:
        found = Finder(files.store, files.book).find(chosen.query, files.country)
    if chosen.json:
        print(json.dumps([asdict(card) for card in found], ensure_ascii=False, indent=2))
    elif found:
        rows = [
            [card.party_id, shown(card.customer_number), shown(card.name), ", ".join(card.numbers)] for card in found
        ]
        print_table(("PARTY", "CUSTOMER", "NAME", "NUMBERS"), rows)
    else:
        tell("Nobody was found. Names are found by whole words or by how they begin (three letters at least).")
    return ExitCode.DONE if found else ExitCode.FAILED


def show_customer(chosen: argparse.Namespace) -> ExitCode:
    """Print a card with its merges and changes."""
    with _opened(chosen) as files:
        card = files.book.card(PartyId(chosen.party))
    _print_card(card, chosen.json)
    return ExitCode.DONE


def merge_customers(chosen: argparse.Namespace) -> ExitCode:
    """Let a party be another one."""
    with _opened(chosen) as files:
        merge_id, card = files.book.merge(PartyId(chosen.keep), PartyId(chosen.merge), BY_OPERATOR, now_ms())
    if chosen.json:
        print(json.dumps({"merge_id": merge_id, "card": asdict(card)}, ensure_ascii=False, indent=2))
    else:
        print(f"They are one now: {card.party_id}. 'cic customers undo {merge_id}' makes them two again.")
    return ExitCode.DONE


def undo_merge(chosen: argparse.Namespace) -> ExitCode:
    """Let the two parties of a merge be two again."""
    with _opened(chosen) as files:
        card = files.book.undo(chosen.merge, BY_OPERATOR, now_ms())
    if chosen.json:
        print(json.dumps({"card": asdict(card)}, ensure_ascii=False, indent=2))
    else:
        print(f"They are two again; {card.party_id} was kept.")
    return ExitCode.DONE


def add_customers(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", config: Path, flows: Path, data: Path
) -> None:
    """Add the command."""
    words = "Customers' cards: bring in, find, show, merge, undo a merge; also while the center runs."
    raw = argparse.RawDescriptionHelpFormatter
    adding = commands.add_parser("customers", help=words, description=words, epilog=EPILOG, formatter_class=raw)
    actions = adding.add_subparsers(title="actions", metavar="ACTION", required=True)

    def add(name: str, command: Callable[[argparse.Namespace], ExitCode], told: str) -> argparse.ArgumentParser:
        action = actions.add_parser(name, help=told, description=told, epilog=EPILOG, formatter_class=raw)
        action.set_defaults(command=command)
        action.add_argument("--data", type=Path, default=data, help="the center's data folder (default: var)")
        action.add_argument("--config", type=Path, default=config, help="the center's text (default: config)")
        action.add_argument("--flows", type=Path, default=flows, help="its flows (default: ivr_flows/flows)")
        action.add_argument("--json", action="store_true", help="JSON instead of words")
        action.add_argument("--language", default="en", help="of customers of whom none is known (default: en)")
        return action

    add("import", import_customers, "Bring customers in from a file.").add_argument(
        "file", type=Path, metavar="FILE.csv"
    )
    add("find", find_customers, "Find customers.").add_argument("query", metavar="WORDS")
    add("show", show_customer, "Show a card.").add_argument("party", metavar="PARTY")
    merging = add("merge", merge_customers, "Two parties are one.")
    merging.add_argument("keep", metavar="KEEP", help="the party that is kept")
    merging.add_argument("merge", metavar="MERGE", help="the party that is part of it from then on")
    add("undo", undo_merge, "Undo a merge.").add_argument("merge", metavar="MERGE")


@contextmanager
def _opened(chosen: argparse.Namespace) -> Iterator[_Files]:
    """The files of the data folder; what a card refuses is told as a person's mistake."""
    files = _Files(chosen, load_center(chosen.config, chosen.flows).text.center)
    try:
        yield files
    except CardRefused as refused:
        raise CommandFailed(f"{refused} ({refused.code})") from None
    finally:
        files.close()


def _print_import(result: ImportResult, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(result), ensure_ascii=False))
        return
    for problem in result.problems[:SHOWN_PROBLEMS]:
        print(problem)
    if len(result.problems) > SHOWN_PROBLEMS:
        print(f"... and {len(result.problems) - SHOWN_PROBLEMS} more problems (all of them with --json).")
    counts = (
        f"{result.created} created, {result.updated} updated, {result.unchanged} unchanged, {result.refused} refused"
    )
    print(f"Customers: {counts}.")


def _print_card(card: Card, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(card), ensure_ascii=False, indent=2))
        return
    told = [[word, shown(getattr(card, name))] for word, name in _CARD if getattr(card, name) not in ("", False)]
    told += [["number", number] for number in card.numbers]
    told += [[f"{address.kind} address", address.text.replace("\n", ", ")] for address in card.addresses]
    width = max(len(word) for word, _ in told)
    for word, value in told:
        print(f"{word:<{width}}  {value}")
    for merge in card.merged:
        print(f"merged {local_time(merge.at_ms)} by {merge.by}: {merge.party_id} ({merge.merge_id})")
    for change in card.changes:
        print(f"{change.what} {local_time(change.at_ms)} by {change.by}: {', '.join(change.fields) or '-'}")
