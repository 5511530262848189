"""The contact log in words: rows of the list, and one contact as a time line. Owns wording and rounding; asks nobody.

Times are shown in whole seconds, rounded so that what is shown adds up: the parts of a row to its total, the segments
of a time line to its end.
"""

from collections.abc import Sequence
from typing import Any

from cic.cli.words import duration, local_time, print_table, shown

Row = dict[str, Any]

CALL_KINDS = ("ivr", "queue", "ring", "talk", "hold")
BETWEEN_KINDS = ("consult", "parked", "outside")
WORK_KINDS = ("queue", "ring", "work")
ENTERED_KINDS = ("entered",)
KINDS = (*CALL_KINDS, "work")
LIST_TITLES = (
    "CONTACT", "MEDIUM", "ARRIVED", "CALLER", "DIALLED", "AGENT", "  IVR", "QUEUE", " RING", " TALK", " HOLD", " WORK",
    "TOTAL", " WRAP", "RESULT", "ENDED BY", "DISPOSITION",
)  # fmt: skip
LINE_TITLES = ("#", "   AT", "LASTED", "SEGMENT", "STARTED BY", "QUEUE", "AGENT", "ENDED BY", "OUTCOME", "AFTER")


def list_cells(contact: Row) -> list[str]:
    """One contact as a row below ``LIST_TITLES``."""
    caller = contact["caller"]
    # What an agent has entered stands with work: it is that agent's time with the contact, and no channel's.
    # With hold stands all that a customer waits for after an agent: consults, parking, numbers outside.
    *of_call, hold_ms, work_ms = [contact[f"{kind}_ms"] for kind in KINDS]
    hold_ms += sum(contact[f"{kind}_ms"] for kind in BETWEEN_KINDS)
    times = whole_seconds([*of_call, hold_ms, work_ms + contact["entered_ms"]])
    total = sum(times) if contact["ended_at_ms"] is not None else None
    return [
        shown(contact["contact_id"]),
        shown(contact["medium"] or contact["entered_kind"]),
        local_time(contact["arrived_at_ms"]),
        shown(caller["name"] or caller["number"]),
        shown(contact["dialled_number"]),
        _agent(contact["last_agent"], contact["last_agent_number"]),
        *[_length(seconds) for seconds in times],
        _length(total),
        _length(contact["wrap_up_ms"] // 1000 if contact["wrap_up_ms"] else None),
        result(contact),
        shown(contact["released_by"]),
        shown(contact["disposition"]),
    ]


def result(contact: Row) -> str:
    """What became of a contact, in two words."""
    if contact["medium"] is None:
        return "entered"
    if contact["medium"] != "voice":
        return _result_of_work(contact)
    if contact["ended_at_ms"] is None:
        return "in progress"
    if contact["is_abandoned"]:
        return "abandoned"
    if contact["last_agent"]:
        return "served"
    return "self-service" if contact["end_cause"] == "flow_ended" else "left in IVR"


def _result_of_work(contact: Row) -> str:
    if contact["ended_at_ms"] is None:
        return "to be done"
    return "done" if contact["end_cause"] == "completed" else "let go"


def print_story(contact: Row) -> None:
    """Print one contact: who, what became of it, and the time line with the steps of the flow."""
    numbers = {segment["agent_id"]: segment["agent_number"] for segment in contact["segments"]}
    for name, words in _head(contact, numbers):
        print(f"{name:<12}{words}".rstrip())
    print()
    print_table(LINE_TITLES, [line for segment in contact["segments"] for line in _lines(contact, segment, numbers)])
    print()
    print(_sums(contact))


def whole_seconds(parts_ms: Sequence[int]) -> list[int]:
    """Return lengths in whole seconds that add up to the whole seconds of their sum; the largest rests go up."""
    seconds = [part_ms // 1000 for part_ms in parts_ms]
    missing = sum(parts_ms) // 1000 - sum(seconds)
    by_rest = sorted(range(len(seconds)), key=lambda place: (-(parts_ms[place] % 1000), place))
    for place in by_rest[:missing]:
        seconds[place] += 1
    return seconds


def _head(contact: Row, numbers: dict[str, str]) -> list[tuple[str, str]]:
    ended = "-"
    if contact["ended_at_ms"] is not None:
        ended = f"{local_time(contact['ended_at_ms'])} by the {contact['released_by']} ({_words(contact['end_cause'])})"
    head = [
        ("Contact", shown(contact["contact_id"])),
        *_begun(contact),
        ("Caller", _caller(contact["caller"], contact["language"])),
        ("Arrived", local_time(contact["arrived_at_ms"])),
        ("Ended", ended),
        ("Result", ", ".join(word for word in (result(contact), _words(contact["disposition"])) if word != "-")),
        ("Previous", shown(contact["predecessor"])),
    ]
    missed = contact["offers_missed"]
    return [
        *head,
        *([("Missed", f"{missed} offer{'s' if missed > 1 else ''}")] if missed else []),
        *_hand_overs(contact, numbers),
        *_recordings(contact, numbers),
    ]


def _begun(contact: Row) -> list[tuple[str, str]]:
    """How the call came, what was left and what there is to do, or what an agent has entered."""
    if contact["medium"] is None:
        by = _agent(contact["last_agent"], contact["last_agent_number"])
        return [("Entered", f"{shown(contact['entered_kind'])}, by {by}")]
    if contact["medium"] == "voice":
        begun = f"{contact['direction']}, the {contact['initiator']} dialled {shown(contact['dialled_number'])}"
        return [("Call", f"{begun} (flow {shown(contact['entry_flow'])}, provider {shown(contact['provider'])})")]
    words = [shown(contact["medium"])]
    words += [shown(contact["subject"])] if contact["subject"] else []
    if contact["recording"] is not None:
        words.append(f"message {shown(contact['recording'])}, {duration(contact['message_ms'])} long")
    words += [f"call {shown(contact['number_to_call'])}"] if contact["number_to_call"] else []
    left = f"left in contact {shown(contact['origin'])}, where {shown(contact['dialled_number'])} was dialled"
    return [("Work", f"{', '.join(words)} ({left})"), ("Due", local_time(contact["due_at_ms"]))]


def _caller(caller: Row, language: str) -> str:
    who = ", ".join(shown(word) for word in (caller["name"], caller["number"]) if word) or "-"
    facts = ["customer" if caller["is_known"] else "visitor", f"grade {shown(caller['grade'])}"]
    facts += ["VIP"] if caller["is_vip"] else []
    return f"{who} ({', '.join(facts)}, area {shown(caller['area'])}, language {shown(language)})"


def _hand_overs(contact: Row, numbers: dict[str, str]) -> list[tuple[str, str]]:
    told = []
    for item in contact["hand_overs"]:
        taker = item["to_agent"]
        taken = f", taken by {_agent(taker, numbers.get(taker, ''))}" if taker else ""
        giver = _agent(item["from_agent"], numbers.get(item["from_agent"], ""))
        told.append(
            ("Hand-over", f"at {_at(contact, item['at_ms']).strip()} from {giver} to {shown(item['to_queue'])}{taken}")
        )
    return told


def _recordings(contact: Row, numbers: dict[str, str]) -> list[tuple[str, str]]:
    """Each track with its stretch, and each pause with its reason."""
    lines = []
    for recording in contact["recordings"]:
        for track in recording["tracks"]:
            whose = "customer" if track["is_customer"] else "number outside"
            if track["agent_id"] is not None:
                whose = _agent(track["agent_id"], numbers.get(track["agent_id"], ""))
            failed = f", failed: {_words(track['failure'])}" if track["failure"] else ""
            stretch = _from_to(contact, track["started_at_ms"], track["ended_at_ms"])
            lines.append(("Track", f"{shown(track['track'])} of {whose}, {stretch}{failed}"))
        for pause in recording["pauses"]:
            why = "by the agent" if pause["reason"] == "agent" else "while apart"
            lines.append(("Pause", f"{_from_to(contact, pause['started_at_ms'], pause['ended_at_ms'])} ({why})"))
    return lines


def _from_to(contact: Row, started_at_ms: int, ended_at_ms: int | None) -> str:
    until = "..." if ended_at_ms is None else _at(contact, ended_at_ms).strip()
    return f"from {_at(contact, started_at_ms).strip()} to {until}"


def _lines(contact: Row, segment: Row, numbers: dict[str, str]) -> list[list[str]]:
    """A segment's line, and below it the steps of the flow that the caller came to in it."""
    beginner = segment["initiator"]
    if segment["initiator_agent_id"] is not None:
        beginner = _agent(segment["initiator_agent_id"], numbers.get(segment["initiator_agent_id"], ""))
    line = [
        str(segment["ordinal"]),
        *_stretch(contact, segment["started_at_ms"], segment["ended_at_ms"]),
        shown(segment["kind"].replace("_", "-")),
        shown(beginner),
        shown(segment["queue_id"]),
        _agent(segment["agent_id"], segment["agent_number"]),
        shown(segment["released_by"]),
        _words(segment["disposition"] or segment["cause"]),
        shown(segment["predecessor"]),
    ]
    return [line, *[told for _, told in sorted(_told(contact, segment["ordinal"]), key=lambda item: item[0])]]


def _told(contact: Row, ordinal: int) -> list[tuple[int, list[str]]]:
    """What happened within a segment, with its time: steps, flows of agents, work that was left or put off, ratings."""
    told = [(step["at_ms"], _step_line(contact, step)) for step in contact["path"] if step["segment"] == ordinal]
    for visit in contact["flow_visits"]:
        if visit["segment"] == ordinal:
            inner = [(step["at_ms"], _point(contact, step["at_ms"], f". . {_step(step)}")) for step in visit["path"]]
            told += [(visit["at_ms"], _visit_line(contact, visit)), *inner]
    told += _consults(contact, ordinal)
    for work in contact["work_left"]:
        if work["segment"] == ordinal:
            subject = f" ({shown(work['subject'])})" if work["subject"] else ""
            words = f". left a {shown(work['medium'])} for {shown(work['queue_id'])}{subject}: {work['contact_id']}"
            told.append((work["at_ms"], _point(contact, work["at_ms"], words)))
    told += _of_desk(contact, ordinal)
    told += _monitorings(contact, ordinal)
    for rating in contact["ratings"]:
        if rating["segment"] == ordinal:
            of = ", ".join(shown(name) for name in (rating["queue_id"], rating["agent_id"]) if name)
            words = (
                f". rated {shown(rating['subject'])}: {rating['value']} of {rating['lowest']} to {rating['highest']}"
            )
            told.append((rating["at_ms"], _point(contact, rating["at_ms"], f"{words} ({of})" if of else words)))
    return told


def _consults(contact: Row, ordinal: int) -> list[tuple[int, list[str]]]:
    """Who was asked in a segment, and what came of it."""
    told = []
    for item in contact["consults"]:
        if item["segment"] == ordinal:
            whom = item["asked_agent"] or item["asked_queue"] or "a number outside"
            taken = f" ({shown(item['agent_id'])})" if item["agent_id"] not in (None, item["asked_agent"]) else ""
            words = f". {shown(item['asked_by'])} consulted {shown(whom)}{taken}: {_words(item['outcome'] or None)}"
            told.append((item["at_ms"], _while(contact, item["at_ms"], item["ended_at_ms"], words)))
    return told


def _monitorings(contact: Row, ordinal: int) -> list[tuple[int, list[str]]]:
    """Who listened in on a segment, who heard them, and what came of it."""
    told = []
    for item in contact["monitorings"]:
        if item["segment"] == ordinal:
            modes = ", ".join(shown(mode["mode"]) for mode in item["modes"])
            who, whom = shown(item["supervisor_id"]), shown(item["agent_id"])
            words = f". {who} listened in on {whom} ({modes}): {_words(item['outcome'] or None)}"
            told.append((item["at_ms"], _while(contact, item["at_ms"], item["ended_at_ms"], words)))
    return told


def _of_desk(contact: Row, ordinal: int) -> list[tuple[int, list[str]]]:
    """The follow-ups that were made in a segment, and the help that was wanted."""
    told = []
    for item in contact["follow_ups"]:
        if item["segment"] == ordinal:
            for_whom = shown(item["queue_id"]) + (f" and {shown(item['owner'])}" if item["owner"] else "")
            due = f"due {local_time(item['due_at_ms'])}: {shown(item['contact_id'])}"
            words = f". {shown(item['agent_id'])} put off work for {for_whom}, {due}"
            told.append((item["at_ms"], _point(contact, item["at_ms"], words)))
    for item in contact["help_asked"]:
        if item["segment"] == ordinal:
            words = f". {shown(item['agent_id'])} wanted help"
            told.append((item["at_ms"], _while(contact, item["at_ms"], _until_ms(item), words)))
    return told


def _visit_line(contact: Row, visit: Row) -> list[str]:
    words = f". sent into {shown(visit['flow'])}: {_words(visit['result'])}"
    return _while(contact, visit["at_ms"], _until_ms(visit), words)


def _point(contact: Row, at_ms: int, words: str) -> list[str]:
    """Something that took no time of its own."""
    return ["", _at(contact, at_ms), "", words, *[""] * (len(LINE_TITLES) - 4)]


def _while(contact: Row, started_at_ms: int, ended_at_ms: int | None, words: str) -> list[str]:
    """Something that took a time of its own, or goes on."""
    return ["", *_stretch(contact, started_at_ms, ended_at_ms), words, *[""] * (len(LINE_TITLES) - 4)]


def _until_ms(row: Row) -> int | None:
    """When something ended whose length the log has."""
    return None if row["duration_ms"] is None else int(row["at_ms"] + row["duration_ms"])


def _step(step: Row) -> str:
    return f"{shown(step['node'])}: {_words(step['result'])}" if step["result"] else shown(step["node"])


def _step_line(contact: Row, step: Row) -> list[str]:
    return _while(contact, step["at_ms"], _until_ms(step), f". {_step(step)}")


def _stretch(contact: Row, started_at_ms: int, ended_at_ms: int | None) -> tuple[str, str]:
    """Since the arrival, and how long by what is shown: so the next line begins where this one ends."""
    if ended_at_ms is None:
        return _at(contact, started_at_ms), f"{'...':>5}"
    return _at(contact, started_at_ms), _length(_second(contact, ended_at_ms) - _second(contact, started_at_ms))


def _sums(contact: Row) -> str:
    """The time of each kind as the lines above show it, and their sum."""
    spent = dict.fromkeys((*KINDS, *BETWEEN_KINDS, *ENTERED_KINDS, "wrap_up", "consulted"), 0)
    for segment in contact["segments"]:
        if segment["ended_at_ms"] is not None:
            lasted = _second(contact, segment["ended_at_ms"]) - _second(contact, segment["started_at_ms"])
            spent[segment["kind"]] += lasted
    kinds = {"voice": CALL_KINDS, None: ENTERED_KINDS}.get(contact["medium"], WORK_KINDS)
    kinds = (*kinds, *[kind for kind in BETWEEN_KINDS if spent[kind]])
    parts = " + ".join(f"{kind} {_length(spent[kind]).strip()}" for kind in kinds)
    total = _length(sum(spent[kind] for kind in kinds)).strip()
    so_far = " so far" if contact["ended_at_ms"] is None else ""
    asked = f"; consulted {_length(spent['consulted']).strip()}" if spent["consulted"] else ""
    return f"{parts} = total {total}{so_far}; wrap-up {_length(spent['wrap_up']).strip()}{asked}"


def _second(contact: Row, at_ms: int) -> int:
    return int((at_ms - contact["arrived_at_ms"]) // 1000)


def _at(contact: Row, at_ms: int) -> str:
    return _length(_second(contact, at_ms))


def _length(seconds: int | None) -> str:
    """A length of time, its colons below each other."""
    return f"{duration(None if seconds is None else seconds * 1000):>5}"


def _agent(agent_id: str | None, number: str) -> str:
    return "-" if agent_id is None else f"{shown(agent_id)} ({shown(number)})" if number else shown(agent_id)


def _words(code: str | None) -> str:
    return shown(None if code is None else code.replace("_", " "))
