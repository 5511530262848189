"""What the rows of a scenario say of each other: every name used is defined, every queue has somebody who serves it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cic.configuration.problems import choose_from
from cic.configuration.reading import Reader


@dataclass(frozen=True, slots=True)
class Mention:
    """The name of a queue or group, used at this place."""

    line: int
    where: str
    kind: str
    name: str


def check_mentions(reader: Reader, mentions: Sequence[Mention], defined: Mapping[str, Mapping[str, int]]) -> None:
    """Note names that are used and not defined, and queues that get contacts and have no agents.

    ``defined`` holds for each kind its names and the lines they stand on.
    """
    for mention in mentions:
        names = defined[mention.kind]
        if mention.name and mention.name not in names:  # an empty one is noted already
            found, expected = f"the unknown {mention.kind} '{mention.name}'", f"a {mention.kind} that is defined"
            reader.note(mention.line, mention.where, found, expected, choose_from(mention.name, names))
    served = {mention.name for mention in mentions if mention.where.startswith("agents")}
    for mention in mentions:
        is_arrival = mention.where.startswith("arrivals") and mention.kind == "queue"
        if is_arrival and mention.name in defined["queue"] and mention.name not in served:
            mend = f"add '{mention.name}' to the queues of some agents"
            reader.note(mention.line, mention.where, f"'{mention.name}', which no agent serves", "agents", mend)
            served.add(mention.name)  # once is enough
